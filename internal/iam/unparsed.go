package iam

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// codeUnparseable is the code of the Problem of a document, or of a statement,
// that is not what the grammar says.
const codeUnparseable = "policy-unparseable"

// Unparsed makes a statement of each part of a document that could not be read,
// so that policies can judge it. Nothing of it is known but the fault. It is no
// statement of the document: what the document lets in is not known from it.
func Unparsed(doc Document, o Options) []*facts.Statement {
	var out []*facts.Statement
	for _, p := range doc.Problems {
		if p.Code != codeUnparseable {
			continue
		}
		s := &facts.Statement{
			Base: o.Base, Position: o.Position, Owner: o.Owner, OwnerName: o.OwnerName, Index: len(doc.Statements) + len(out),
			Effect:         text.Of(&text.Symbol{Name: "Effect", Fresh: true}, p.At),
			PrincipalsOpen: true, ConditionsOpen: true,
			HasPrincipal: facts.Flag{Present: true, Why: "Principal"}, HasResource: facts.Flag{Present: true, Why: "Resource"},
			Faults: []facts.Fault{{Code: "unparseable", Message: p.Message, Element: p.Detail.String(), At: p.At}},
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
