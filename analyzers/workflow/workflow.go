// Package workflow reads the jobs of CI systems that log in to a cloud: which
// claims their tokens can present, and what they log in as.
//
// It reads workflows of GitHub Actions and pipelines of GitLab. A job that logs
// in nowhere is no fact.
package workflow

import (
	"bytes"
	"path"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

const name = "workflow"

// Options say what the files leave unsaid. The zero Options are usable.
type Options struct {
	// Repository is the repository or project that the workflows run in, as
	// owner/name or group/project; empty if it is not known.
	Repository string
}

// New returns the analyzer.
func New(o Options) analyzers.Analyzer {
	return analyzers.Analyzer{
		Name:     name,
		Doc:      "GitHub workflows and GitLab pipelines: jobs that log in to a cloud, and the claims of their tokens.",
		Claims:   func(file string) bool { return platformOf(file) != "" },
		Relevant: relevant,
		Run: func(p *analyzers.Pass) {
			for _, f := range p.Files {
				r := &reader{pass: p, file: f, options: o, symbols: text.NewTable(f.Path)}
				r.read()
			}
		},
	}
}

// The platforms.
const (
	github = "github"
	gitlab = "gitlab"
)

// platformOf tells a CI system by where it looks for its files.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
// https://docs.gitlab.com/ci/yaml/
func platformOf(file string) string {
	file = strings.ToLower(file)
	ext := path.Ext(file)
	switch {
	case ext != ".yml" && ext != ".yaml":
		return ""
	case strings.HasSuffix("/"+path.Dir(file), "/.github/workflows"):
		return github
	case strings.HasSuffix(file, ".gitlab-ci"+ext):
		return gitlab
	}
	return ""
}

// markers are what a file that logs in to a cloud holds one of.
var markers = [...]string{
	"aws-actions/configure-aws-credentials", "azure/login", "google-github-actions/auth",
	"AWS_SECRET_ACCESS_KEY", "id_tokens", "AWS_ROLE_ARN",
}

func relevant(data []byte) bool {
	for _, m := range markers {
		if bytes.Contains(data, []byte(m)) {
			return true
		}
	}
	return bytes.Contains(bytes.ToLower(data), []byte("azure/login"))
}

// reader reads one file.
type reader struct {
	pass    *analyzers.Pass
	file    *source.File
	options Options
	symbols *text.Table
}

func (r *reader) read() {
	docs, faults := yamlpos.ParseYAML(r.file, yamlpos.Options{})
	for _, f := range faults {
		in := &facts.Input{Code: f.Code, Class: facts.Incomplete, Message: f.Message, Detail: text.Known(f.Cause, f.At), Identity: true}
		in.At, in.Source, in.Unit, in.Context = f.At, name, r.file.Path, r.file.Context
		r.pass.Problem(in)
	}
	for _, d := range docs {
		switch {
		case !d.Root.Is(text.Map):
		case platformOf(r.file.Path) == github:
			r.github(d.Root)
		default:
			r.gitlab(d.Root)
		}
	}
}

// base begins a fact about a job.
func (r *reader) base(kind facts.Kind, job string, at source.Span) facts.Base {
	address := path.Base(r.file.Path) + "/" + job
	return facts.Base{
		ID: facts.ID(string(kind) + ":" + r.file.Path + "#" + job), Address: address, At: at,
		Source: name, Unit: r.file.Path, Context: r.file.Context,
	}
}

// symbol is a text that is one of many, unknown which.
func (r *reader) symbol(name string, at source.Span) facts.Text {
	return text.Of(r.symbols.Symbol(name), at)
}
