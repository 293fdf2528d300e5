// Package eksctl reads the configurations of eksctl, in YAML and JSON. What one
// means is internal/eksctl's to say.
package eksctl

import (
	"bytes"
	"path"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/eksctl"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

const name = "eksctl"

// Analyzer reads configurations of eksctl.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "eksctl's ClusterConfig: clusters, the service accounts, roles and associations that it makes, and whom it lets in.",
	Claims:   claims,
	Relevant: speaks,
	Run: func(p *analyzers.Pass) {
		for _, f := range p.Files {
			r := &reader{pass: p, file: f, symbols: text.NewTable(f.Path)}
			r.read()
		}
	},
}

func claims(file string) bool {
	switch path.Ext(strings.ToLower(file)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}

// speaks is the filter before any parsing, of files and of the documents in them.
func speaks(data []byte) bool {
	return bytes.Contains(data, []byte("eksctl.io/")) && bytes.Contains(data, []byte("ClusterConfig"))
}

// reader reads one file.
type reader struct {
	pass    *analyzers.Pass
	file    *source.File
	symbols *text.Table
}

func (r *reader) read() {
	data := r.file.Data
	if text.HasTokenRunes(string(data)) {
		r.problem(&facts.Input{
			Code: "reserved-characters", Class: facts.Incomplete,
			Message: "The file holds characters of Unicode's private area (U+E000, U+E001) that this program reserves; it was not read.",
		}, r.file.Span(0, 0))
		return
	}
	if trimmed := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '{' {
		r.documents(yamlpos.Parse(r.file, yamlpos.Options{}))
		return
	}
	for _, d := range yamlpos.Sniff(data) {
		if speaks(data[d.Start:d.End]) {
			r.documents(yamlpos.ParseDocument(r.file, yamlpos.Options{}, d))
		}
	}
}

func (r *reader) documents(docs []yamlpos.Document, faults []yamlpos.SyntaxError) {
	for _, d := range docs {
		if !eksctl.Is(d.Root) {
			continue
		}
		analyzers.Unfilled(d.Root, r.symbols)
		out := eksctl.Read(d.Root, eksctl.Options{
			Base: facts.Base{Source: name, Unit: r.file.Path, Context: r.file.Context}, Symbols: r.symbols,
		})
		r.pass.Facts.Merge(out)
	}
	for _, f := range faults {
		r.fault(f)
	}
}

// fault reports a configuration that could not be read. One with the marks of a
// template is read by whoever fills it in.
func (r *reader) fault(f yamlpos.SyntaxError) {
	document := f.Document.Root()
	if !speaks([]byte(document.Text())) {
		return
	}
	if at := strings.Index(document.Text(), "{{"); at >= 0 {
		r.problem(&facts.Input{
			Code: "templated", Class: facts.Undecided,
			Message: "The document is a template, so what it will say is not known; render it to have it judged.",
		}, document.Sub(at, at+2))
		return
	}
	r.problem(&facts.Input{Code: f.Code, Class: facts.Incomplete, Message: f.Message, Detail: text.Known(f.Cause, f.At)}, f.At)
}

func (r *reader) problem(in *facts.Input, at source.Span) {
	in.Identity = true
	in.At, in.Source, in.Unit, in.Context = at, name, r.file.Path, r.file.Context
	r.pass.Problem(in)
}
