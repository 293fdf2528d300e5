package compare

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// entrance is one combination that a document of Azure or Google lets in: a
// member of a binding, or a token's issuer, subject and audience.
type entrance struct {
	member facts.Text
	claims map[string]facts.Text
}

// federation decides whether a document of Azure or Google lets in more than
// another. Both compare whole strings: a federated credential one issuer, one
// subject and some audiences, a binding its members, under a condition in CEL.
// https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredential
// https://cloud.google.com/iam/docs/workload-identity-federation
func federation(before, after *facts.Trust, _ iam.Env) answer {
	if after == nil {
		return answer{truth: text.No}
	}
	old := entrances(before)
	out := answer{truth: text.No}
	for _, e := range entrances(after) {
		covered := text.No
		for _, o := range old {
			covered = text.Or(covered, e.equal(o))
		}
		if before != nil && before.Open && covered == text.No {
			covered = text.Unknown
		}
		switch covered {
		case text.No:
			return answer{truth: text.Yes, witness: e.witness(), at: e.member.At}
		case text.Unknown:
			out.truth = text.Unknown
			out.symbols = append(out.symbols, e.symbols()...)
		}
	}
	if before == nil {
		return out
	}
	if after.Open && !before.Open {
		out.truth = text.Or(out.truth, text.Unknown)
	}
	switch moreByCEL(condition(before), condition(after)) {
	case text.Yes:
		return answer{truth: text.Yes, witness: &finding.Witness{Request: map[string]string{"condition": condition(after).String()}}, at: condition(after).At}
	case text.Unknown:
		out.truth = text.Or(out.truth, text.Unknown)
		out.symbols = append(out.symbols, symbolsIn(condition(before), condition(after))...)
	}
	return out
}

// entrances lists the combinations of a document.
func entrances(t *facts.Trust) (out []entrance) {
	if t == nil {
		return nil
	}
	for i := range t.Statements {
		s := &t.Statements[i]
		for _, p := range s.Principals {
			list := []entrance{{member: p.Value, claims: map[string]facts.Text{}}}
			for _, c := range s.Conditions {
				key, isClaim := c.Key.Value()
				if !isClaim {
					continue
				}
				var next []entrance
				for _, e := range list {
					for _, v := range c.Values.Items {
						next = append(next, e.with(key, v))
					}
				}
				list = next
			}
			out = append(out, list...)
		}
	}
	return out
}

func (e entrance) with(key string, v facts.Text) entrance {
	claims := map[string]facts.Text{key: v}
	for k, c := range e.claims {
		claims[k] = c
	}
	return entrance{member: e.member, claims: claims}
}

func (e entrance) equal(o entrance) text.Truth {
	out := same(e.member, o.member)
	for _, key := range []string{"sub", "aud"} {
		out = text.And(out, same(e.claims[key], o.claims[key]))
	}
	return out
}

// same compares texts; two that are not there are the same.
func same(a, b facts.Text) text.Truth {
	if a.Absent() && b.Absent() {
		return text.Yes
	}
	return text.Equal(a, b)
}

func (e entrance) symbols() []string {
	return symbolsIn(e.member, e.claims["sub"], e.claims["aud"])
}

func (e entrance) witness() *finding.Witness {
	if len(e.claims) == 0 {
		return &finding.Witness{Principal: e.member.String()}
	}
	w := &finding.Witness{Claims: map[string]string{"iss": e.member.String()}}
	for k, v := range e.claims {
		w.Claims[k] = v.String()
	}
	return w
}

// condition is the condition in CEL of a binding; absent if there is none.
func condition(t *facts.Trust) facts.Text {
	for i := range t.Statements {
		for _, c := range t.Statements[i].Conditions {
			if c.Operator.Is("cel") && len(c.Values.Items) == 1 {
				return c.Values.Items[0]
			}
		}
	}
	return facts.Text{}
}

// moreByCEL decides whether an expression in CEL lets through more than another.
// It is decided where there is none, and where something was joined to it at an
// end by && or ||; other changes are left open. What is joined at the end binds
// to the last operand, and so can only restrict (or extend) all of it; what is
// joined in front would become part of the condition of a "? :".
// https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
func moreByCEL(before, after facts.Text) text.Truth {
	b, a := flat(before), flat(after)
	switch {
	case same(before, after) == text.Yes, b == a, a != "" && b == "":
		return text.No
	case a == "":
		return text.Yes
	case joined(b, a, "&&"), joined(a, b, "||"):
		return text.No
	case joined(a, b, "&&"), joined(b, a, "||"):
		return text.Yes
	}
	return text.Unknown
}

// joined reports whether an expression is another with something joined to it.
func joined(short, long, operator string) bool {
	if rest, ok := strings.CutPrefix(long, short); ok && strings.HasPrefix(strings.TrimSpace(rest), operator) {
		return !strings.Contains(rest, "?")
	}
	rest, ok := strings.CutSuffix(long, short)
	return ok && strings.HasSuffix(strings.TrimSpace(rest), operator) && !strings.Contains(long, "?")
}

// flat is an expression on one line.
func flat(t facts.Text) string { return strings.Join(strings.Fields(t.String()), " ") }
