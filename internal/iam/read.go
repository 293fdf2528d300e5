package iam

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// How much of a document is known (facts.Trust.Reading).
const (
	ReadingAll  = "all"
	ReadingPart = "part"
	ReadingNone = "none"
)

// maxNesting bounds how often a document may stand encoded inside a document.
const maxNesting = 4

// Options say what a policy document is.
type Options struct {
	// Position is facts.Statement.Position.
	Position string
	// Base is the base of the thing that holds the document; statements get
	// ids and addresses derived from it, so it must differ for each document.
	Base facts.Base
	// Owner and OwnerName are the trust or identity that it belongs to.
	Owner     facts.ID
	OwnerName facts.Text
}

// Document is a policy document as far as it could be read.
type Document struct {
	Statements []facts.Statement
	// Open says that there may be statements that are not listed.
	Open bool
	// Reading is all, part or none.
	Reading string
	// Version is the policy language version, absent if not written.
	Version facts.Text
	// At is the place of the document.
	At source.Span
	// Problems are faults that no statement can carry.
	Problems []*facts.Input
}

// Read reads a policy document.
//
// A string is read through its Encoded tree or else parsed as JSON. A document
// that is one of several (an unknown condition chooses) yields the statements
// of all of them, each marked Maybe unless all alternatives agree.
func Read(n *text.Node, o Options) Document {
	r := &reader{o: o}
	doc := r.document(n, maxNesting)
	doc.At = n.Span()
	for i := range doc.Statements {
		r.number(&doc.Statements[i], i)
	}
	return doc
}

type reader struct{ o Options }

// number gives a statement its identity within the document.
func (r *reader) number(s *facts.Statement, i int) {
	name := fmt.Sprint(i)
	if sid, ok := s.Sid.Value(); ok && sid != "" {
		name = sid
	}
	_, rest, _ := strings.Cut(string(r.o.Base.ID), ":")
	s.ID = facts.ID(fmt.Sprintf("statement:%s[%d]", rest, i))
	s.Address = fmt.Sprintf("%s.statement[%s]", r.o.Base.Address, name)
	s.Index = i
}

func (r *reader) document(n *text.Node, depth int) Document {
	switch {
	case depth == 0 || n == nil || n.Kind == text.Null:
		return Document{Open: true, Reading: ReadingNone}
	case n.Kind == text.Opaque && len(n.Choices) > 0:
		return r.choices(n.Choices, depth-1)
	case n.Kind == text.Opaque:
		return Document{Open: true, Reading: ReadingNone}
	case n.Kind == text.String && n.Encoded != nil:
		return r.document(n.Encoded, depth-1)
	case n.Kind == text.String:
		return r.parse(n, depth-1)
	case n.Kind != text.Map:
		return Document{Open: true, Reading: ReadingNone, Problems: []*facts.Input{r.problem(n.At,
			fmt.Sprintf("A policy document must be an object, this is a %s.", n.Kind))}}
	}
	return r.policy(n, depth)
}

// choices joins the alternatives of a document.
func (r *reader) choices(nodes []*text.Node, depth int) Document {
	var out Document
	agree := true
	for i, c := range nodes {
		d := r.document(c, depth)
		if i == 0 {
			out = d
			continue
		}
		agree = agree && sameStatements(out.Statements, d.Statements)
		if !agree {
			out.Statements = append(out.Statements, d.Statements...)
		}
		out.Open = out.Open || d.Open
		out.Problems = append(out.Problems, d.Problems...)
		if d.Reading != out.Reading {
			out.Reading = ReadingPart
		}
	}
	if !agree {
		for i := range out.Statements {
			out.Statements[i].Maybe = true
		}
	}
	return out
}

// sameStatements compares what is printed of two documents.
func sameStatements(a, b []facts.Statement) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if fingerprint(&a[i]) != fingerprint(&b[i]) || len(symbolsOf(&a[i])) > 0 {
			return false
		}
	}
	return true
}

// fingerprint prints what decides about a statement, without places.
func fingerprint(s *facts.Statement) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s|%v%v|", s.Effect, s.PrincipalsOpen, s.ConditionsOpen)
	for _, l := range []facts.List{s.Actions, s.NotActions, s.Resources, s.NotResources} {
		fmt.Fprintf(&b, "%v%v%q|", l.Present, l.Closed, l.Items)
	}
	for _, ps := range [][]facts.Principal{s.Principals, s.NotPrincipals} {
		for _, p := range ps {
			fmt.Fprintf(&b, "%s=%q%v|", p.Type, p.Value, p.Maybe)
		}
		b.WriteByte('|')
	}
	for _, c := range s.Conditions {
		fmt.Fprintf(&b, "%s %s %v%v%q|", c.Operator, c.Key, c.Maybe, c.Values.Closed, c.Values.Items)
	}
	return b.String()
}

// documentElements are the elements of a policy document.
var documentElements = []string{"Version", "Id", "Statement"}

func (r *reader) policy(n *text.Node, depth int) Document {
	doc := Document{Reading: ReadingAll}
	e := r.elements(n, documentElements)
	doc.Version = e.version(n.At)
	st := e.get("Statement")
	switch {
	case st == nil && (e.open || n.Open):
		doc.Open, doc.Reading = true, ReadingNone
	case st == nil:
		e.fault("missing-element", "Statement", "The policy has no Statement element.", n.At.FirstLine())
	default:
		r.statements(&doc, st, e.maybe("Statement"), depth)
	}
	if n.Open && st != nil || e.open && len(doc.Statements) > 0 {
		doc.Open, doc.Reading = true, ReadingPart
	}
	if doc.Open && len(doc.Statements) == 0 {
		doc.Reading = ReadingNone
	}
	for i := range doc.Statements {
		doc.Statements[i].Version = doc.Version
	}
	if len(doc.Statements) > 0 {
		doc.Statements[0].Faults = append(e.faults, doc.Statements[0].Faults...)
		return doc
	}
	for _, f := range e.faults {
		p := r.problem(f.At, f.Message)
		p.Code, p.Detail, p.Related = "policy-"+f.Code, text.Known(f.Element, f.At), f.First
		doc.Problems = append(doc.Problems, p)
	}
	return doc
}

// version reads the version of the policy language. One that may be there, or is
// no string (a date, in YAML), is not known.
func (e *elements) version(at source.Span) facts.Text {
	v := e.get("Version")
	t := v.Str()
	if v == nil && !e.mayHold("Version") || !t.Absent() && !e.maybe("Version") {
		return t
	}
	return text.Of(&text.Symbol{Name: "Version", Fresh: true}, at)
}

// statements reads a single statement or a list of them.
func (r *reader) statements(doc *Document, n *text.Node, maybe bool, depth int) {
	switch {
	case n.Kind == text.Map:
		s := r.statement(n)
		s.Maybe = s.Maybe || maybe
		doc.Statements = append(doc.Statements, s)
	case n.Kind == text.List:
		for _, item := range n.Items {
			r.statements(doc, item.Value, maybe || item.Maybe, depth-1)
		}
		if n.Open {
			doc.Open, doc.Reading = true, ReadingPart
		}
	case n.Kind == text.Opaque && len(n.Choices) > 0 && depth > 0:
		for _, c := range n.Choices {
			r.statements(doc, c, true, depth-1)
		}
	case n.Kind == text.Opaque:
		doc.Open, doc.Reading = true, ReadingPart
	default:
		doc.Problems = append(doc.Problems, r.problem(n.At,
			fmt.Sprintf("A policy statement must be an object, this is a %s.", n.Kind)))
	}
}

// problem is a fault of the document as a whole.
func (r *reader) problem(at source.Span, message string) *facts.Input {
	in := &facts.Input{Code: "policy-unparseable", Class: facts.Mistake, Message: message, Identity: true}
	in.Base = r.o.Base
	in.At = at
	root := at.Root()
	path := ""
	if root.File != nil {
		path = root.File.Path
	}
	in.ID = facts.ID(fmt.Sprintf("input:policy:%s:%d:%s", path, root.Start, r.o.Base.Address))
	return in
}
