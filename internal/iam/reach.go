package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// comparesPattern returns by which claim a condition says whose a token is, if
// it compares that with patterns.
func (w *way) comparesPattern(c *facts.Condition) (tenancy, text.Truth) {
	name, known := c.Operator.Value()
	o := parseOperator(name)
	if known && (o.base != "stringlike" || o.negated) {
		return tenancy{}, text.No
	}
	key, sure, never := w.keyOf(c)
	claim, own := strings.CutPrefix(key, ownClaim)
	if never || sure && !own {
		return tenancy{}, text.No
	}
	t, ok := w.profile.tenant(claim)
	switch {
	case sure && !ok:
		return tenancy{}, text.No
	case !sure || !known:
		return t, text.Unknown
	}
	return t, text.Yes
}

// Reaches decides whether, by this value of a condition, tokens are let in that
// the document does not name, and the value has the breadth. What counts is
// what the document lets in: another condition may close the pattern.
func (p *Policy) Reaches(id facts.ID, c *facts.Condition, value facts.Text, breadth string) Verdict {
	return p.overChoices(id, value, func(w *way, value facts.Text) Verdict { return w.hasBreadth(c, value, breadth) })
}

// overChoices asks about each text that a value may be: the answer is known if
// it is the same for all.
func (p *Policy) overChoices(id facts.ID, value facts.Text, ask func(*way, facts.Text) Verdict) Verdict {
	w, out := p.web(id)
	if w == nil {
		return out
	}
	for i, alt := range value.Alternatives() {
		v := ask(w, alt)
		if i > 0 && v.Truth != out.Truth {
			return w.unknown()
		}
		out = v
	}
	return out
}

func (w *way) hasBreadth(c *facts.Condition, value facts.Text, breadth string) (v Verdict) {
	t, compares := w.comparesPattern(c)
	if compares == text.No {
		return no()
	}
	r := t.reachOf(value)
	if parts := value.Parts(); breadth == BreadthTenants && len(parts) == 1 && parts[0].Sym != nil {
		r.breadth, compares = breadth, text.Unknown // all of the pattern may be anything
	}
	if r.breadth != breadth {
		return no()
	}
	switch breadth {
	case BreadthTenants, BreadthPrefix:
		v = w.foreignBy(c, value)
	case BreadthTenant, BreadthResources:
		v = w.ask(w.neighbour(t, r, value))
	case BreadthRuns:
		v = w.anyRun(r, value)
	}
	if v.Truth == text.Yes && compares != text.Yes {
		return w.unknown()
	}
	return v
}

// foreignBy asks for tokens of strangers that one value lets in. Conditions that
// can be got around, and ways that ask nothing, are other questions.
func (w *way) foreignBy(c *facts.Condition, value facts.Text) Verdict {
	if w.policy.IssuerClass(w.ID, ClassShared).Truth != text.Yes || w.policy.AnySubject(w.ID).Truth == text.Yes || w.policy.Around(w.ID, c).Truth == text.Yes {
		return no()
	}
	key, _, _ := w.keyOf(c)
	target := func(upper bool) box {
		return w.foreign(upper).with(key, accept{false, lang.Of(pattern(value, like, upper))})
	}
	return w.ask(query{action: assumeWebID, target: target, explains: "a token of " + w.profileName() + " that belongs to somebody whom the trust policy does not name"})
}

// tokens is the target of the tokens of one resource; tail is what their subject
// says of the run.
func (w *way) tokens(tenant, resource []text.Part, tail lang.Pattern) box {
	sub, ok := w.profile.tenant("sub")
	if !ok {
		return box{ownClaim + "sub": nothing()}
	}
	literal := func(parts ...text.Part) lang.Pattern { return pattern(text.Join(w.At, parts...), exact, false) }
	name := func(edit func([]text.Part) []text.Part) lang.Pattern {
		if resource == nil {
			return literal(edit(tenant)...)
		}
		return lang.Concat(literal(edit(tenant)...), lang.Text(sub.separator), literal(edit(resource)...))
	}
	b := box{ownClaim + "sub": {false, lang.Of(lang.Concat(lang.Text(sub.prefix), name(numbered), lang.Text(sub.end), tail))}}
	if _, ok := w.profile.tenant("repository"); ok {
		b[ownClaim+"repository"] = accept{false, lang.Of(name(withoutIDs))}
	}
	return b
}

// elsewhere adds that further claims hold none of the values, patterns included,
// that the document compares them with: whoever pins one of them is content with
// the rest.
func (w *way) elsewhere(b box, claims ...string) box {
	for _, claim := range claims {
		key := ownClaim + claim
		named, asked := w.named[key]
		if _, known := w.universe(key, false); !asked || !known {
			continue
		}
		var ps []lang.Pattern
		for _, v := range named {
			ps = append(ps, pattern(v, like, false))
		}
		b[key] = accept{claim == "environment", lang.Of(ps...).Complement()}
	}
	return b
}

// neighbour asks for a token of another resource of a tenant.
func (w *way) neighbour(t tenancy, r reach, value facts.Text) query {
	word := "any-" + w.resourceWord()
	switch {
	case r.breadth == BreadthResources:
		word = "any"
	case t.group == "":
	case strings.Contains(literalOf(r.resource), t.unique):
		word = "any"
	case strings.HasPrefix(literalOf(r.resource), t.group):
		word = "any-project:workspace:any-workspace"
	default:
		word = "project:any-project:workspace:any-workspace"
	}
	if strings.Contains(literalOf(r.tenant), "@") && !strings.Contains(literalOf(r.resource), "@") {
		word += "@1" // ids come in pairs
	}
	target := func(bool) box {
		b := w.tokens(r.tenant, filled(r.resource, word), lang.AnyRune().Many())
		if key := ownClaim + t.claim; t.claim == "sub" {
			b[key] = b[key].and(accept{false, lang.Of(pattern(value, like, false))})
		}
		return w.elsewhere(b, "repository_id", "job_workflow_ref", "actor", "actor_id")
	}
	return query{action: assumeWebID, target: target, prefer: w.neighbourly, explains: "a token of another " + w.resourceWord() + " of the same owner"}
}

// resourceWord is what an issuer calls the resources of a tenant.
func (w *way) resourceWord() string {
	if w.profile.runs.pull != "" {
		return "repository"
	}
	return "project"
}

// neighbourly are readable values for tokens of insiders.
func (w *way) neighbourly(key string) lang.Preferences {
	if key != ownClaim+"sub" {
		return w.preferences(key)
	}
	return lang.Preferences{Fill: []string{w.profile.runs.branch, "apply", "any"}}
}

// anyRun asks for a token of any branch, of any environment, or of any tag, of
// one resource.
func (w *way) anyRun(r reach, value facts.Text) Verdict {
	out := no()
	for _, run := range []string{w.profile.runs.branch, w.profile.runs.environment, w.profile.runs.tag} {
		if run == "" {
			continue
		}
		v := w.ask(w.run(r, value, run, "a token of a run that nobody reviews: of any "+runWord(run)))
		if v.Truth == text.Yes {
			return v
		}
		if v.Truth == text.Unknown {
			out = v
		}
	}
	return out
}

func runWord(run string) string {
	switch {
	case strings.Contains(run, "tag"):
		return "tag"
	case strings.Contains(run, "environment"):
		return "environment"
	}
	return "branch"
}

// run asks for a token of one run, which the value itself lets in.
func (w *way) run(r reach, value facts.Text, tail, explains string) query {
	target := func(upper bool) box {
		b := w.tokens(r.tenant, r.resource, lang.Text(tail))
		key := ownClaim + "sub"
		b[key] = b[key].and(accept{false, lang.Of(pattern(value, like, upper))})
		b = w.elsewhere(b, "ref", "environment", "job_workflow_ref", "actor", "actor_id", "workflow")
		return b
	}
	return query{action: assumeWebID, target: target, prefer: w.neighbourly, explains: explains}
}

// TagsOnly decides whether a value is free in its tags alone.
func (p *Policy) TagsOnly(id facts.ID, c *facts.Condition, value facts.Text) Verdict {
	return p.overChoices(id, value, func(w *way, value facts.Text) Verdict { return w.tagsOnly(c, value) })
}

func (w *way) tagsOnly(c *facts.Condition, value facts.Text) Verdict {
	t, compares := w.comparesPattern(c)
	r := t.reachOf(value)
	if compares == text.No || r.breadth != BreadthRuns || w.profile.runs.tag == "" {
		return no()
	}
	for _, run := range []string{w.profile.runs.branch, w.profile.runs.environment} {
		if run != "" && w.ask(w.run(r, value, run, "")).Truth != text.No {
			return no()
		}
	}
	return w.ask(w.run(r, value, w.profile.runs.tag, "a token of a run of any tag"))
}

// PullRequests decides whether this value lets in the runs of pull requests,
// without letting in those of every branch, which is more and asked by Reaches.
func (p *Policy) PullRequests(id facts.ID, c *facts.Condition, value facts.Text) Verdict {
	return p.overChoices(id, value, func(w *way, value facts.Text) Verdict { return w.pullRequests(c, value) })
}

func (w *way) pullRequests(c *facts.Condition, value facts.Text) Verdict {
	key, sure, never := w.keyOf(c)
	name, known := c.Operator.Value()
	o := parseOperator(name)
	switch {
	case w.profile.runs.pull == "", never, sure && key != ownClaim+"sub",
		known && (o.negated || !strings.HasPrefix(o.base, "string")), !strings.Contains(literals(value), ":pull"):
		return no()
	}
	st := exact
	if o.base == "stringlike" {
		st = like
	}
	target := func(upper bool) box {
		pulls := lang.Of(lang.Concat(lang.Text("repo:"), lang.AnyRune().Many(), lang.Text(":"+w.profile.runs.pull)))
		b := box{ownClaim + "sub": {false, lang.Intersect(pulls, lang.Of(pattern(value, st, upper)))}}
		if _, asked := w.named[ownClaim+"ref"]; asked {
			b[ownClaim+"ref"] = accept{false, lang.Glob("refs/pull/*")}
		}
		return b
	}
	v := w.ask(query{action: assumeWebID, target: target, explains: "a token of a run for a pull request, whose code nobody has reviewed"})
	if v.Truth == text.Yes && (!sure || !known) {
		return w.unknown()
	}
	return v
}
