// Package credentialfile reads files that exist to hold credentials: the shared
// files of the AWS CLI, key files of Google's service accounts, what the clouds'
// consoles and CLIs hand out, and the CSV files of Kubernetes' static
// authentication.
package credentialfile

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

const name = "credentialfile"

// Analyzer reads files of credentials.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "Files of credentials: AWS's shared files, key files of Google's service accounts, what consoles hand out, static tokens of Kubernetes.",
	Claims:   claims,
	Relevant: relevant,
	Run:      run,
}

// form is how a file is read.
type form int

const (
	none form = iota
	ini
	jsonForm
	csvForm
)

// formOf decides by its name how a file is read.
func formOf(file string) form {
	base := strings.ToLower(path.Base(file))
	switch path.Ext(base) {
	case ".json", ".tfstate":
		if strings.HasSuffix(base, ".tf.json") || strings.HasSuffix(base, ".tfvars.json") {
			return none
		}
		return jsonForm
	case ".csv":
		return csvForm
	case ".ini", ".cfg", ".conf", ".credentials", ".properties":
		return ini
	case "", ".txt":
		shared := path.Base(path.Dir(file)) == ".aws" && (base == "credentials" || base == "config")
		if shared || strings.Contains(base, "credentials") || strings.Contains(base, "s3cfg") || strings.Contains(base, "boto") {
			return ini
		}
	}
	if base == ".s3cfg" || base == ".boto" || base == ".passwd-s3fs" {
		return ini
	}
	return none
}

func claims(file string) bool { return formOf(file) != none }

// marked reports whether one of the words of a credential, or of its slot,
// occurs.
func marked(data []byte) bool {
	for _, m := range [...]string{
		"AKIA", "ASIA", "Q~", "AccountKey=", "aws_secret", "aws_access", "AWS_SECRET", "AWS_ACCESS",
		"ecretAccessKey", "ecret_access_key", "secret_key", "lientSecret", "client_secret",
	} {
		if bytes.Contains(data, []byte(m)) {
			return true
		}
	}
	return false
}

// relevant looks for what a form that the first byte tells of may hold.
func relevant(data []byte) bool {
	if discover.IsCloudFormation(data) {
		return false // another reader's, which knows what its keys mean
	}
	if body := bytes.TrimLeft(data[:min(len(data), 512)], " \t\r\n\ufeff"); len(body) > 0 && body[0] == '{' {
		return marked(data) || bytes.Contains(data, []byte("service_account")) && bytes.Contains(data, []byte("PRIVATE KEY")) ||
			bytes.Contains(data, []byte("appId")) && bytes.Contains(data, []byte("password"))
	}
	return marked(data) || bytes.Contains(data, []byte("ccess key")) || bytes.Contains(data, []byte("system:")) || staticRows(data)
}

func run(p *analyzers.Pass) {
	for _, f := range p.Files {
		r := &reader{pass: p, file: f}
		switch formOf(f.Path) {
		case ini:
			r.ini()
		case csvForm:
			r.csv()
		default:
			r.json()
		}
	}
}

// reader reads one file.
type reader struct {
	pass *analyzers.Pass
	file *source.File
}

// add makes facts of what was found in one object of the file.
func (r *reader) add(address, place string, found []secret.Found) {
	for _, one := range secret.Join(found) {
		r.pass.Facts.Add(r.fact(address+one.Slot, place, one))
	}
}

func (r *reader) fact(address, place string, one secret.Found) *facts.Credential {
	base := facts.Base{
		ID:      facts.ID(fmt.Sprintf("credential:%s#%s@%d", r.file.Path, address, one.At.Root().Start)),
		Address: path.Base(r.file.Path) + "/" + address, At: one.At, Source: name, Unit: r.file.Path, Context: r.file.Context,
	}
	return credential.Of(one, base, place, text.Known(path.Base(r.file.Path), r.file.Span(0, 0)))
}

// ini reads sections of names with values. Keys of one section belong together.
// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
func (r *reader) ini() {
	section := ""
	var found []secret.Found
	flush := func() {
		r.add(section, "credentials-file", found)
		found = nil
	}
	for n := 1; n <= r.file.LineCount(); n++ {
		line, _ := r.file.Line(n)
		body := line.Text()
		trimmed := strings.TrimSpace(body)
		if strings.HasPrefix(trimmed, "[") && strings.HasSuffix(trimmed, "]") {
			flush()
			section = strings.Trim(trimmed, "[] \t") + "/"
			continue
		}
		key, _, ok := strings.Cut(body, "=")
		if !ok || trimmed == "" || strings.ContainsAny(trimmed[:1], "#;") {
			continue
		}
		value := line.Sub(len(key)+1, len(body))
		found = append(found, scan(strings.TrimSpace(key), value)...)
	}
	flush()
}

// scan looks for credentials in what a span holds.
func scan(slot string, at source.Span) []secret.Found {
	var out []secret.Found
	for _, m := range secret.Scan(slot, at.Text()) {
		out = append(out, secret.Found{Match: m, Slot: slot, At: at.Sub(m.Start, m.End).FirstLine()})
	}
	return out
}
