package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// parse reads a document that was written as a string of JSON.
func (r *reader) parse(n *text.Node, depth int) Document {
	view, table, ok := viewOf(n)
	if !ok {
		return r.alternatives(n, depth)
	}
	if strings.TrimSpace(string(view.Data)) == "" {
		p := r.problem(n.At, "The policy document is empty.")
		p.Code = "policy-empty" // mostly what a module hands out that makes no policy
		return Document{Open: true, Reading: ReadingNone, Problems: []*facts.Input{p}}
	}
	docs, faults := yamlpos.ParseJSON(view, yamlpos.Options{Symbols: table})
	if len(faults) > 0 || len(docs) == 0 {
		p := r.problem(n.At, "The policy document is not JSON.")
		if len(faults) > 0 {
			p.At, p.Message, p.Detail = faults[0].At, faults[0].Message, text.Known(faults[0].Cause, faults[0].At)
		}
		if bareToken(string(view.Data)) {
			p.Code, p.Class = "policy-templated", facts.Undecided
			p.Message = "A value that is not known stands where JSON is expected, so the policy cannot be read."
		}
		return Document{Open: true, Reading: ReadingNone, Problems: []*facts.Input{p}}
	}
	return r.document(docs[0].Root, depth)
}

// viewOf returns the string as a document of its own.
func viewOf(n *text.Node) (*source.File, *text.Table, bool) {
	if n.View != nil {
		if f := n.View(); f != nil {
			return f, n.Symbols, true
		}
	}
	s, ok := n.Text.Value()
	if !ok {
		return nil, nil, false
	}
	parent := n.At.File
	if parent == nil {
		return source.NewFile("", []byte(s)), nil, true
	}
	b := source.NewView(parent)
	b.Replace(s, n.At.Start, n.At.End)
	return b.File(), nil, true
}

// alternatives reads a string that is one of several known strings.
func (r *reader) alternatives(n *text.Node, depth int) Document {
	var nodes []*text.Node
	for _, alt := range n.Text.Alternatives() {
		if !alt.IsKnown() {
			return Document{Open: true, Reading: ReadingNone}
		}
		nodes = append(nodes, &text.Node{Kind: text.String, Text: alt, At: n.At})
	}
	return r.choices(nodes, depth)
}

// bareToken reports whether a symbol's token stands outside JSON strings.
func bareToken(s string) bool {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case !quoted && s[i] >= 0x80 && text.HasTokenRunes(s[i:min(i+3, len(s))]):
			return true
		}
	}
	return false
}
