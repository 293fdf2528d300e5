package iam

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// Unparsed makes a statement of each part of a document that could not be read,
// and of each fault of a document that has no statement to carry it, so that
// policies can judge it. Nothing of it is known but the fault. It is no
// statement of the document: what the document lets in is not known from it.
func Unparsed(doc Document, o Options) []*facts.Statement {
	var out []*facts.Statement
	for i, p := range doc.Problems {
		code, ofDocument := strings.CutPrefix(p.Code, "policy-")
		switch {
		case !ofDocument, code == "empty", code == "templated":
			continue // there is nothing, or nothing yet, that could be wrong
		case code == "missing-element" && i > 0:
			continue // what is missing is there, under another name
		}
		s := &facts.Statement{
			Base: o.Base, Position: o.Position, Owner: o.Owner, OwnerName: o.OwnerName, Index: len(doc.Statements) + len(out),
			Effect:         text.Of(&text.Symbol{Name: "Effect", Fresh: true}, p.At),
			PrincipalsOpen: true, ConditionsOpen: true,
			HasPrincipal: facts.Flag{Present: true, Why: "Principal"}, HasResource: facts.Flag{Present: true, Why: "Resource"},
			Faults: []facts.Fault{{Code: code, Message: p.Message, Element: p.Detail.String(), At: p.At}},
		}
		r := reader{o}
		r.number(s, s.Index)
		s.ID += "!"
		s.Address = fmt.Sprintf("%s.unparseable[%d]", o.Base.Address, len(out))
		s.At, s.Calls = p.At, p.Calls
		out = append(out, s)
	}
	return out
}
