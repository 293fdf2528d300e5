// Package kubernetes reads Kubernetes manifests in YAML and JSON, also lists
// as kubectl prints them. What a manifest means is internal/kube's to say;
// this package finds the documents that are worth reading and says of the
// others why they were not read.
package kubernetes

import (
	"bytes"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/gotemplate"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

const name = "kubernetes"

// Analyzer reads Kubernetes manifests.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "Kubernetes manifests: service accounts, pods, roles, bindings, aws-auth, and credentials in Secrets and ConfigMaps.",
	Claims:   analyzers.IsDocument,
	Relevant: relevant,
	Run:      run,
}

func run(p *analyzers.Pass) {
	for _, f := range p.Files {
		r := reader{pass: p, file: f}
		r.read()
	}
}

// reader reads one file.
type reader struct {
	pass    *analyzers.Pass
	file    *source.File
	symbols *text.Table // made for the first document
}

// reserved reports whether the file holds the characters that tokens are made
// of (text.HasTokenRunes), so that no file can forge one.
func reserved(data []byte) bool {
	return bytes.Contains(data, []byte("\uE000")) || bytes.Contains(data, []byte("\uE001"))
}

func (r *reader) read() {
	if reserved(r.file.Data) {
		r.problem(&facts.Input{
			Code: "reserved-characters", Class: facts.Incomplete, Identity: true,
			Message: "The file holds characters of Unicode's private area (U+E000, U+E001) that this program reserves; it was not read.",
		}, r.file.Span(0, 0))
		return
	}
	if opensLikeJSON(r.file.Data) || strings.HasSuffix(strings.ToLower(r.file.Path), ".json") {
		r.documents(yamlpos.Parse(r.file, yamlpos.Options{}))
		return
	}
	if t, ok := gotemplate.Parse(r.file); ok {
		r.template(t)
		return
	}
	claim := hasClaim(r.file.Data)
	for _, d := range yamlpos.Sniff(r.file.Data) {
		if wanted(d, r.file.Data[d.Start:d.End], claim) {
			r.document(d)
		}
	}
}

// document reads one document of a stream. Where a fault is exactly is asked
// only if it will be told: of the templates of charts it never is.
func (r *reader) document(d yamlpos.Doc) {
	docs, faults := yamlpos.ParseDocument(r.file, yamlpos.Options{Coarse: true}, d)
	data := r.file.Data[d.Start:d.End]
	if len(faults) > 0 && speaks(data) {
		if _, is := template(data); !is {
			docs, faults = yamlpos.ParseDocument(r.file, yamlpos.Options{}, d)
		}
	}
	r.documents(docs, faults)
}

func opensLikeJSON(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	return len(data) > 1 && (data[0] == '{' && data[1] != '{' || data[0] == '[')
}

func (r *reader) documents(docs []yamlpos.Document, faults []yamlpos.SyntaxError) {
	if r.symbols == nil {
		r.symbols = text.NewTable(r.file.Path)
	}
	for _, d := range docs {
		r.object(d.Root, gotemplate.Existence{})
	}
	for _, f := range faults {
		r.fault(f)
	}
}

// object reads the value of a document, which may not exist.
func (r *reader) object(root *text.Node, exists gotemplate.Existence) {
	analyzers.Unfilled(root, r.symbols)
	if !kube.IsObject(root) || ignored(root) {
		return
	}
	var release facts.Text
	if chart := r.chart(); chart != r.file.Path {
		// https://helm.sh/docs/chart_template_guide/builtin_objects/
		release = text.Of(text.NewTable(chart).Symbol(".Release.Namespace"), root.At.FirstLine())
	}
	r.pass.Facts.Merge(kube.Read(root, kube.Options{
		Namespace: release,
		Base: facts.Base{
			Source: name, Unit: r.file.Path, Context: r.file.Context, Maybe: exists.Maybe, DependsOn: exists.Conditions,
		},
		Symbols: r.symbols,
	}))
}

// ignored reports whether the object configures a tool and is applied to no
// cluster; that of eksctl has an analyzer of its own.
func ignored(n *text.Node) bool {
	api, _ := n.Get("apiVersion").Str().Value()
	return strings.HasPrefix(api, "kustomize.config.k8s.io/") || strings.HasPrefix(api, "eksctl.io/")
}

// fault reports a document that could not be read, if it speaks of identity.
func (r *reader) fault(f yamlpos.SyntaxError) {
	document := f.Document.Root()
	data := []byte(document.Text())
	if !speaks(data) {
		return
	}
	if at, ok := template(data); ok {
		r.templated(document.Sub(at, at+2))
		return
	}
	r.problem(&facts.Input{
		Code: f.Code, Class: facts.Incomplete, Identity: true, Message: f.Message, Detail: text.Known(f.Cause, f.At),
	}, f.At)
}

// templated reports a template that has to be rendered, at an action of it.
func (r *reader) templated(at source.Span) {
	r.problem(&facts.Input{
		Code: "templated", Class: facts.Undecided, Identity: true,
		Message: "The document is a template, so what it will say is not known; render it to have it judged.",
	}, at)
}

func (r *reader) problem(in *facts.Input, at source.Span) {
	in.At, in.Source, in.Unit, in.Context = at, name, r.file.Path, r.file.Context
	r.pass.Problem(in)
}
