// Package summary holds what a few widely used modules of the public registry
// do, for scans in which the modules themselves are not there.
//
// A summary is a module of our own, written in HCL, with the same inputs and
// outputs as far as they matter to identity, and with the resources that speak
// of it. It is evaluated like every module. Each is dated and says which
// versions it holds for; a version outside of that is not known.
package summary

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed data/*.tf
var data embed.FS

// Summary is what is known of a module.
type Summary struct {
	// Name is the file's name.
	Name string
	// Module is the address in the registry, such as
	// terraform-aws-modules/iam/aws//modules/iam-role.
	Module string
	// Versions are those it holds for.
	Versions Range
	// Source is where the module's own source was read, and Read when.
	Source, Read string
	// Text is the HCL.
	Text string
}

// All reads the summaries, in the order of their names.
func All() ([]Summary, error) {
	names, err := fs.Glob(data, "data/*.tf")
	if err != nil {
		return nil, fmt.Errorf("list summaries: %w", err)
	}
	var out []Summary
	for _, name := range names {
		content, err := data.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read summary: %w", err)
		}
		s, err := parse(strings.TrimPrefix(name, "data/"), string(content))
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// parse reads the head of a summary.
func parse(name, content string) (Summary, error) {
	s := Summary{Name: name, Text: content}
	var versions string
	for line := range strings.Lines(content) {
		comment, ok := strings.CutPrefix(strings.TrimSpace(line), "# ")
		if !ok {
			break
		}
		key, val, _ := strings.Cut(comment, ": ")
		switch key {
		case "module":
			s.Module = val
		case "versions":
			versions = val
		case "source":
			s.Source = val
		case "read":
			s.Read = val
		}
	}
	s.Versions = constraint(versions)
	if s.Module == "" || s.Source == "" || s.Read == "" || s.Versions.whole() {
		return s, fmt.Errorf("read summary %s: its head does not say module, versions, source and read", name)
	}
	return s, nil
}

// Find returns the summary of the module that a call names, or nil. Of several
// versions that a call allows Terraform takes the newest, and so does this,
// unless the call has arguments that only an older one knows.
func Find(all []Summary, source, version string, arguments []string) *Summary {
	module, ref := Address(source)
	wanted := constraint(cmp.Or(version, ref))
	if wanted.unknown {
		return nil
	}
	var found []*Summary
	for i := range all {
		if all[i].Module == module && all[i].Versions.meets(wanted) {
			found = append(found, &all[i])
		}
	}
	if len(found) == 0 {
		return nil
	}
	return slices.MaxFunc(found, func(a, b *Summary) int {
		return cmp.Or(cmp.Compare(a.knows(arguments), b.knows(arguments)), slices.Compare(a.Versions.low[:], b.Versions.low[:]))
	})
}

// knows counts the arguments that the module takes.
func (s *Summary) knows(arguments []string) int {
	n := 0
	for _, a := range arguments {
		if strings.Contains(s.Text, "variable \""+a+"\"") {
			n++
		}
	}
	return n
}

// Address turns a source into the address in the registry and the version that
// a git reference asks for. Modules of the registry live in repositories named
// terraform-PROVIDER-NAME.
// https://developer.hashicorp.com/terraform/registry/modules/publish
func Address(source string) (module, ref string) {
	source, query, _ := strings.Cut(strings.TrimPrefix(source, "git::"), "?")
	for part := range strings.SplitSeq(query, "&") {
		if v, ok := strings.CutPrefix(part, "ref="); ok {
			ref = "ref " + strings.TrimPrefix(strings.TrimPrefix(v, "refs/"), "tags/")
		}
	}
	if _, rest, ok := strings.Cut(source, "://"); ok {
		source = rest
	}
	if _, rest, ok := strings.Cut(source, "@"); ok {
		source = rest
	}
	source = strings.Replace(strings.TrimPrefix(source, "registry.terraform.io/"), "github.com:", "github.com/", 1)
	repository, ok := strings.CutPrefix(source, "github.com/")
	if !ok {
		return strings.TrimPrefix(source, "registry.opentofu.org/"), ref
	}
	repository, folder, nested := strings.Cut(repository, "//")
	owner, name, _ := strings.Cut(strings.TrimSuffix(repository, ".git"), "/")
	words := strings.SplitN(name, "-", 3)
	if len(words) < 3 || words[0] != "terraform" {
		return source, ref
	}
	module = owner + "/" + words[2] + "/" + words[1]
	if nested {
		module += "//" + folder
	}
	return module, ref
}
