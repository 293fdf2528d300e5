package discover

import (
	"bytes"
	"path"
	"strings"
)

// Class says which language a file seems to be written in, by its name and,
// where the name says nothing, by its first bytes. An analyzer claims files by
// class and may still find that a file is none of its business.
type Class string

// The classes.
const (
	Terraform  Class = "terraform" // .tf, .tofu, .tf.json, .tofu.json
	TFVars     Class = "tfvars"    // .tfvars, .tfvars.json
	HCL        Class = "hcl"       // .hcl that is not Terraform's: Terragrunt, Packer, tests
	YAML       Class = "yaml"
	JSON       Class = "json" // also state files of Terraform
	Shell      Class = "shell"
	Markdown   Class = "markdown"
	Dockerfile Class = "dockerfile"
	Other      Class = "other"
)

// sniffLength is how many bytes of a file are looked at to classify it.
const sniffLength = 512

// suffixes gives the class of a name's ending, the longer ending first.
// Terraform reads only lower-case names; the others are matched in any case.
var suffixes = []struct {
	suffix string
	class  Class
	exact  bool
}{
	{".tf.json", Terraform, true},
	{".tofu.json", Terraform, true},
	{".tfvars.json", TFVars, true},
	{".tf", Terraform, true},
	{".tofu", Terraform, true},
	{".tfvars", TFVars, true},
	{".tfstate", JSON, true},
	{".hcl", HCL, true},
	{".yaml", YAML, false},
	{".yml", YAML, false},
	{".json", JSON, false},
	{".sh", Shell, false},
	{".bash", Shell, false},
	{".ksh", Shell, false},
	{".md", Markdown, false},
	{".markdown", Markdown, false},
	{".dockerfile", Dockerfile, false},
	{".containerfile", Dockerfile, false},
}

// silent are endings that do not tell the language: kubeconfig files,
// CloudFormation templates, policies kept as text, templates of any of these.
var silent = map[string]bool{
	"": true, ".cfg": true, ".conf": true, ".config": true, ".kubeconfig": true, ".policy": true,
	".template": true, ".tftpl": true, ".tmpl": true, ".tpl": true, ".txt": true,
}

// classifyName classifies by name alone. It also reports whether the first
// bytes should be asked because the name says nothing.
func classifyName(name string) (class Class, ask bool) {
	lower := strings.ToLower(name)
	for _, s := range suffixes {
		if strings.HasSuffix(name, s.suffix) || !s.exact && strings.HasSuffix(lower, s.suffix) {
			// Terraform passes over hidden files and what editors leave:
			// https://developer.hashicorp.com/terraform/language/files
			if s.class == Terraform && (name[0] == '.' || name[0] == '#') {
				return Other, false
			}
			return s.class, false
		}
	}
	for _, base := range []string{"dockerfile", "containerfile"} {
		if lower == base || strings.HasPrefix(lower, base+".") {
			return Dockerfile, false
		}
	}
	return Other, silent[extension(name)]
}

// extension returns the ending of a name in lower case; that of a hidden file
// such as .envrc is empty.
func extension(name string) string {
	return strings.ToLower(path.Ext(strings.TrimPrefix(name, ".")))
}

// classifyBytes classifies by the first bytes of a file.
func classifyBytes(head []byte) Class {
	head = bytes.TrimPrefix(head, bomUTF8)
	if isBinary(head) || encodingOf(head) != "" {
		return Other
	}
	if line, ok := bytes.CutPrefix(head, []byte("#!")); ok {
		return classifyInterpreter(line)
	}
	text := bytes.TrimLeft(head, " \t\r\n")
	if looksJSON(text) {
		return JSON
	}
	if looksYAML(text) {
		return YAML
	}
	return Other
}

// classifyInterpreter reads what stands behind "#!".
func classifyInterpreter(head []byte) Class {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	for _, word := range strings.Fields(string(line)) {
		switch path.Base(word) {
		case "sh", "bash", "dash", "ksh", "ash":
			return Shell
		}
	}
	return Other
}

// looksJSON reports whether a text begins as an object or an array of objects,
// arrays or strings does. "[default]" begins an INI file, "{{" a template.
func looksJSON(text []byte) bool {
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(text[1:], " \t\r\n")
	if len(rest) == 0 {
		return false
	}
	if text[0] == '{' {
		return rest[0] == '"' || rest[0] == '}'
	}
	return strings.IndexByte(`{["]`, rest[0]) >= 0
}

// looksYAML reports whether a text begins with a document marker or has one of
// the keys that Kubernetes objects, kubeconfig files and CloudFormation
// templates begin with.
func looksYAML(text []byte) bool {
	if bytes.HasPrefix(text, []byte("---\n")) || bytes.HasPrefix(text, []byte("---\r\n")) || bytes.HasPrefix(text, []byte("%YAML")) {
		return true
	}
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		key, _, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			continue
		}
		switch string(key) {
		case "apiVersion", "kind", "AWSTemplateFormatVersion", "Resources":
			return true
		}
	}
	return false
}

// IsCloudFormation reports whether a text looks like a template of AWS
// CloudFormation, in YAML or JSON: it has resources, and types of AWS. What it is
// not for is told from it as well, so that no other reader reports its faults.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
func IsCloudFormation(data []byte) bool {
	if !bytes.Contains(data, []byte("AWS::")) {
		return false
	}
	for from := 0; ; {
		i := bytes.Index(data[from:], []byte("Resources"))
		if i < 0 {
			return false
		}
		at := from + i
		from = at + len("Resources")
		if isKey(data, at, from) {
			return true
		}
	}
}

// isKey reports whether a word is a key: at the margin of a line in YAML, in
// quotes, and a colon behind it.
func isKey(data []byte, start, end int) bool {
	quoted := start > 0 && (data[start-1] == '"' || data[start-1] == '\'')
	if !quoted && start > 0 && data[start-1] != '\n' && data[start-1] != '\r' && !(start == len(bomUTF8) && bytes.HasPrefix(data, bomUTF8)) {
		return false
	}
	if quoted && (end >= len(data) || data[end] != data[start-1]) {
		return false
	}
	if quoted {
		end++
	}
	rest := bytes.TrimLeft(data[end:min(len(data), end+16)], " \t\r\n")
	return len(rest) > 0 && rest[0] == ':'
}

var (
	bomUTF8    = []byte("\xef\xbb\xbf")
	bomUTF16LE = []byte("\xff\xfe")
	bomUTF16BE = []byte("\xfe\xff")
)

// encodingOf names the encoding that a byte order mark declares, if it is not
// UTF-8. (UTF-32 begins as UTF-16 does; the difference helps nobody.)
func encodingOf(head []byte) string {
	if bytes.HasPrefix(head, bomUTF16LE) || bytes.HasPrefix(head, bomUTF16BE) {
		return "UTF-16"
	}
	return ""
}

// isBinary reports whether bytes are no text: they hold a NUL.
func isBinary(head []byte) bool { return bytes.IndexByte(head, 0) >= 0 }

// Classify returns the class of a document that has a name and no file, such
// as standard input: by the name, and by the first bytes where the name says
// nothing.
func Classify(name string, data []byte) Class {
	class, ask := classifyName(path.Base(name))
	if ask {
		return classifyBytes(data[:min(len(data), sniffLength)])
	}
	return class
}
