// Package cloudformation reads templates of AWS CloudFormation and of the
// Serverless Application Model, in YAML and JSON: roles, policies, identity
// providers, EKS clusters with their access entries and Pod Identity
// associations, and credentials that are written out.
//
// Nothing is deployed or looked up. What only a deployment decides is a symbol,
// and a condition leaves both of its alternatives standing.
package cloudformation

import (
	"bytes"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

const name = "cloudformation"

// Analyzer reads CloudFormation templates.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "CloudFormation and SAM templates: roles, policies, identity providers, EKS clusters, access entries, Pod Identity associations and static keys.",
	Claims:   analyzers.IsDocument,
	Relevant: relevant,
	Run:      run,
}

// relevant asks for what makes a file a template, then for what of a template
// speaks of identity: most templates do not.
func relevant(data []byte) bool {
	if !discover.IsCloudFormation(data) {
		return false
	}
	for _, word := range [...]string{
		"AWS::IAM::", "AWS::EKS::", "AWS::Serverless::Function", "AKIA", "ASIA", "ecret", "SECRET", "Q~", "AccountKey=", "sig=", "service_account",
	} {
		if bytes.Contains(data, []byte(word)) {
			return true
		}
	}
	return false
}

func run(p *analyzers.Pass) {
	for _, f := range p.Files {
		r := &reader{pass: p, file: f}
		r.read()
	}
}

// reader reads one file.
type reader struct {
	pass     *analyzers.Pass
	file     *source.File
	problems map[string]bool // those that were reported, by place and code
}

// read reads a file, which is one template.
func (r *reader) read() {
	if bytes.Contains(r.file.Data, []byte("\uE000")) || bytes.Contains(r.file.Data, []byte("\uE001")) {
		r.problem(&facts.Input{
			Code: "reserved-characters", Class: facts.Incomplete, Identity: true,
			Message: "The file holds characters of Unicode's private area (U+E000, U+E001) that this program reserves; it was not read.",
		}, r.file.Span(0, 0))
		return
	}
	docs, faults := yamlpos.Parse(r.file, yamlpos.Options{Tag: longForm})
	for _, f := range faults {
		r.fault(f)
	}
	for _, d := range docs {
		if t := newTemplate(r, d.Root); t != nil {
			t.read()
		}
	}
}

// fault reports a template that cannot be parsed.
func (r *reader) fault(f yamlpos.SyntaxError) {
	document := []byte(f.Document.Root().Text())
	if !relevant(document) {
		return
	}
	if i := bytes.Index(document, []byte("{%")); i >= 0 {
		r.templated(f.Document.Root().Sub(i, i+2))
		return
	}
	for from := 0; ; {
		i := bytes.Index(document[from:], []byte("{{"))
		if i < 0 {
			break
		}
		if !bytes.HasPrefix(document[from+i:], []byte("{{resolve:")) {
			r.templated(f.Document.Root().Sub(from+i, from+i+2))
			return
		}
		from += i + 2
	}
	r.problem(&facts.Input{
		Code: f.Code, Class: facts.Incomplete, Identity: true, Message: f.Message, Detail: text.Known(f.Cause, f.At),
	}, f.At)
}

// templated reports a file that another program makes the template of.
func (r *reader) templated(at source.Span) {
	r.problem(&facts.Input{
		Code: "templated", Class: facts.Undecided, Identity: true,
		Message: "The document is itself filled in by another program, so what it will say is not known; render it to have it judged.",
	}, at)
}

// problem reports a fault, once at its place.
func (r *reader) problem(in *facts.Input, at source.Span) {
	key := in.Code + at.Root().String()
	if r.problems[key] {
		return
	}
	if r.problems == nil {
		r.problems = map[string]bool{}
	}
	r.problems[key] = true
	in.At, in.Source, in.Unit, in.Context = at, name, r.file.Path, r.file.Context
	r.pass.Problem(in)
}

// longForm writes the short form of a function (!Sub) in its long form (Fn::Sub).
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
func longForm(tag string, at source.Span, value *text.Node) *text.Node {
	function := strings.TrimPrefix(tag, "!")
	if function == "" || function[0] < 'A' || function[0] > 'Z' {
		return nil
	}
	if function != "Ref" && function != "Condition" {
		function = "Fn::" + function
	}
	return &text.Node{Kind: text.Map, At: at, Fields: []text.Field{{Key: text.Known(function, at.Sub(0, len(tag))), Value: value}}}
}
