package reach

import (
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
)

// jobs adds what jobs of build services log in as with tokens of their own.
func (b *builder) jobs() {
	for _, w := range b.Bundle.Workflows {
		var from *Node
		for i := range w.Logins {
			l := link.Login{Workflow: w, Login: &w.Logins[i]}
			if l.Login.Cloud != "aws" || l.Login.Method != "federated" {
				continue
			}
			for _, n := range l.Login.Identity.Candidates {
				id, ok := b.Fact(n.ID).(*facts.Identity)
				if !ok || b.byFact[id.ID] == nil {
					continue
				}
				if from == nil {
					from = b.declare(Job, w.Address, w)
				}
				b.logsIn(from, l, n, id)
			}
		}
	}
}

func (b *builder) logsIn(from *Node, l link.Login, n facts.Neighbour, id *facts.Identity) {
	e := Edge{From: from, To: b.byFact[id.ID], Step: LogsIn, Says: "logs in as", Truth: text.Unknown}
	e.Evidence = notes(note(l.Login.At, "%s logs in as %s", from, l.Login.Role), note(id.At, "%s", e.To))
	t := b.trustOf(id)
	if t == nil {
		e.Symbols = []string{"the trust policy of " + e.To.Name}
		b.step(e)
		return
	}
	e.Evidence = append(e.Evidence, notes(note(t.At, "its trust policy"))...)
	claim := facts.Claim{Value: l.Login.Role, Identity: l.Login.Identity}
	means, _, open := b.means(&claim, n, id)
	a := b.anyOf(t, link.JobTokens(l))
	e.Truth, e.Symbols, e.Witness = text.And(means, a.Truth), open, a.Witness
	if a.Truth == text.Unknown {
		e.Symbols = append(e.Symbols, symbolsOf(a.Verdict, t)...)
	}
	if !l.Workflow.Subjects.Closed && a.Truth == text.No {
		e.Truth, e.Symbols = text.And(means, text.Unknown), append(e.Symbols, "what starts "+from.Name)
	}
	b.step(e)
}

// anyOf asks whether a trust policy lets in one of the tokens that a job can
// present.
func (b *builder) anyOf(t *facts.Trust, tokens []iam.Token) iam.Admission {
	out := iam.Admission{Verdict: iam.Verdict{Truth: text.No}}
	for _, token := range tokens {
		a := b.Policy(t).Admits(token)
		if a.Truth == text.Yes {
			return a
		}
		if a.Truth == text.Unknown {
			a.Symbols = slices.Concat(a.Symbols, token.Subject.Symbols(), out.Symbols)
			out = a
		}
	}
	return out
}
