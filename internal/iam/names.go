package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// subjectStyle says how a condition compares the subject of the way's tokens
// with its values, if it lets in those alone.
func (w *way) subjectStyle(c *facts.Condition) (style, text.Truth) {
	key, sure, never := w.keyOf(c)
	name, known := c.Operator.Value()
	o := parseOperator(name)
	switch {
	case never, sure && key != ownClaim+"sub", known && (o.negated || !strings.HasPrefix(o.base, "string")):
		return exact, text.No
	case !sure || !known:
		return exact, text.Unknown
	case o.base == "stringlike":
		return like, text.Yes
	}
	return exact, text.Yes
}

// asked is an answer that holds only as far as the condition is known.
func (w *way) asked(v Verdict, truth text.Truth) Verdict {
	if v.Truth == text.Yes && truth != text.Yes {
		return w.unknown()
	}
	return v
}

// DefaultAccount decides whether a value of a condition lets in the default
// service account of a namespace, which it names.
func (p *Policy) DefaultAccount(id facts.ID, c *facts.Condition, value facts.Text) Verdict {
	return p.overChoices(id, value, func(w *way, value facts.Text) Verdict { return w.defaultAccount(c, value) })
}

func (w *way) defaultAccount(c *facts.Condition, value facts.Text) Verdict {
	st, truth := w.subjectStyle(c)
	rest, ok := value.CutPrefix(serviceAccountMark)
	fields := rest.Split(":")
	switch {
	case truth == text.No, w.profile.Class == ClassShared, w.profile.Class == ClassTenant, !ok, len(fields) == 0:
		return no()
	}
	name, namespace := fields[len(fields)-1], fields[0]
	switch {
	case st == like && isWild(literals(rest)): // a pattern is another question
		return no()
	case len(fields) > 1 && name.Is("default"):
	case text.Equal(name, text.Known("default", w.At)) == text.No || len(fields) == 1 && namespace.IsKnown():
		return no()
	default:
		return w.unknown()
	}
	target := func(upper bool) box { return box{ownClaim + "sub": {false, lang.Of(pattern(value, st, upper))}} }
	return w.asked(w.ask(query{action: assumeWebID, target: target, explains: "a token of every pod of the namespace that names no service account"}), truth)
}

// repository takes a value of a condition apart that names a repository of
// GitHub.
func (w *way) repository(c *facts.Condition, value facts.Text) (r reach, st style, truth text.Truth) {
	st, truth = w.subjectStyle(c)
	t, ok := w.profile.tenant("sub")
	if truth == text.No || !ok || t.prefix != "repo:" || w.profile.Class != ClassShared {
		return reach{}, st, text.No
	}
	if _, ok := value.CutPrefix(t.prefix); !ok {
		return reach{}, st, text.No
	}
	r = t.reachOf(value)
	if len(r.tenant) == 0 || r.breadth != breadthNone && r.breadth != BreadthRuns {
		return reach{}, st, text.No
	}
	return r, st, truth
}

// Recyclable decides whether a value of a condition names a repository of GitHub
// by names alone, and nothing else says which repository is meant: who takes over
// the names takes over the role.
// https://docs.github.com/actions/concepts/security/openid-connect#immutable-subject-claims
func (p *Policy) Recyclable(id facts.ID, c *facts.Condition, value facts.Text) Verdict {
	return p.overChoices(id, value, func(w *way, value facts.Text) Verdict {
		r, st, truth := w.repository(c, value)
		switch {
		case truth == text.No || strings.Contains(literalOf(r.tenant)+literalOf(r.resource), "@"):
			return no()
		case hasSymbol(r.tenant) || hasSymbol(r.resource):
			truth = text.Unknown // ids may be in it
		}
		target := func(upper bool) box {
			b := box{ownClaim + "sub": {false, lang.Of(pattern(value, st, upper))}}
			return w.elsewhere(b, "repository_id", "actor_id", "enterprise_id")
		}
		return w.asked(w.ask(query{action: assumeWebID, target: target, explains: "a token of a repository that somebody else registers by the same names"}), truth)
	})
}

// AnyID decides whether a value of a condition has a wildcard for the id of an
// owner or of a repository of GitHub, and lets in others of the same name.
func (p *Policy) AnyID(id facts.ID, c *facts.Condition, value facts.Text) Verdict {
	return p.overChoices(id, value, func(w *way, value facts.Text) Verdict {
		r, st, truth := w.repository(c, value)
		if truth == text.No || st != like || !afterAt(r.tenant) && !afterAt(r.resource) {
			return no()
		}
		target := func(upper bool) box {
			b := w.tokens(r.tenant, r.resource, lang.AnyRune().Many())
			key := ownClaim + "sub"
			b[key] = b[key].and(accept{false, lang.Of(pattern(value, st, upper))})
			return w.elsewhere(b, "repository_id", "actor_id", "enterprise_id")
		}
		return w.asked(w.ask(query{action: assumeWebID, target: target, prefer: w.neighbourly, explains: "a token of another repository, or another owner, of the same name"}), truth)
	})
}

// callers are the claims that say which workflow a job runs, or who began it;
// whose repository it is they do not say.
// https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-with-reusable-workflows
var callers = []string{"job_workflow_ref", "actor", "actor_id"}

// FromAnywhere decides whether a condition names a workflow or a person, and
// their runs are let in from repositories of anybody. Ways that let in strangers
// altogether are another question.
func (p *Policy) FromAnywhere(id facts.ID, c *facts.Condition) Verdict {
	w, v := p.web(id)
	if w == nil {
		return v
	}
	key, sure, never := w.keyOf(c)
	name, known := c.Operator.Value()
	o := parseOperator(name)
	claim := strings.TrimPrefix(key, ownClaim)
	switch {
	case never, sure && !slices.Contains(callers, claim), known && (o.negated || !strings.HasPrefix(o.base, "string")),
		w.profile.Class != ClassShared, p.ForeignTenant(id).Truth == text.Yes, p.AnySubject(id).Truth == text.Yes:
		return no()
	case !sure || !known:
		return no() // told by the condition that is known
	case w.firstCaller() != c:
		return no()
	}
	target := func(upper bool) box {
		b := w.foreign(upper)
		for _, claim := range callers {
			delete(b, ownClaim+claim)
		}
		return b
	}
	return w.ask(query{action: assumeWebID, target: target, explains: "a token of a run in a repository that the trust policy does not name"})
}

// firstCaller is the first condition of the statement on one of the callers.
func (w *way) firstCaller() *facts.Condition {
	for i := range w.statement.Conditions {
		key, sure, never := w.keyOf(&w.statement.Conditions[i])
		if sure && !never && slices.Contains(callers, strings.TrimPrefix(key, ownClaim)) {
			return &w.statement.Conditions[i]
		}
	}
	return nil
}
