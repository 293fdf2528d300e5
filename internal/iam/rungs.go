package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// ladder is how the subjects of an issuer narrow down, from a tenant to a run:
// prefix, value, mark, value, mark... It serves the issuers that tenancy does not
// describe, which holds one resource of a tenant.
type ladder struct {
	prefix string
	// marks stand behind each value.
	marks []string
	// words say what each value names; empty for what is free by right.
	words []string
}

// ladders, by the name of the profile.
func ladderOf(p *Profile) (ladder, bool) {
	switch p.Name {
	case "Buildkite":
		// https://buildkite.com/docs/agent/v3/cli-oidc#claims: a step is part of every subject.
		return ladder{"organization:", []string{":pipeline:", ":ref:", ":commit:"}, []string{"", "pipeline", "branch"}}, true
	case "CircleCI":
		// https://circleci.com/docs/openid-connect-tokens/#format-of-the-openid-connect-id-token
		return ladder{"org/", []string{"/project/", "/user/"}, []string{"", "project"}}, true
	case "Vercel":
		// https://vercel.com/docs/oidc/reference
		return ladder{"owner:", []string{":project:", ":environment:", ""}, []string{"", "project", "environment"}}, true
	case "Bitbucket Pipelines":
		// https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/
		return ladder{"{", []string{"}"}, []string{"repository"}}, true
	case "Codefresh":
		// https://codefresh.io/docs/docs/integrations/oidc-pipelines/
		return ladder{"account:", []string{":pipeline:", ":initiator:"}, []string{"", "pipeline"}}, true
	}
	return ladder{}, false
}

// stand is where the first wildcard of a pattern stands on a ladder.
type stand struct {
	word string
	// before is all up to the value in which it stands, value what is there, and
	// behind the mark that follows it.
	before, value []text.Part
	behind        string
}

// standOf finds the first value that a pattern leaves open. A wildcard that
// stands for a mark and what is behind it (organization:acme:*) leaves open what
// the mark names.
func (l ladder) standOf(v facts.Text) (stand, bool) {
	rest, ok := v.CutPrefix(l.prefix)
	if !ok {
		return stand{}, false
	}
	s := scanner{rest.Parts()}
	before := []text.Part{{Lit: l.prefix}}
	for i, mark := range l.marks {
		value, _, found := s.until(mark)
		if !found && mark != "" {
			if name, cut := cutAt(value, mark[:1]+"*"); cut && i+1 < len(l.words) {
				before = append(append(before, name...), text.Part{Lit: mark})
				return stand{l.words[i+1], before, []text.Part{{Lit: "*"}}, l.marks[i+1]}, l.words[i+1] != ""
			} else if cut {
				return stand{}, false // what is free is behind the last mark
			}
		}
		if firstWild(value) >= 0 && l.words[i] != "" {
			return stand{l.words[i], before, value, mark}, true
		}
		if !found {
			return stand{}, false
		}
		before = append(append(before, value...), text.Part{Lit: mark})
	}
	return stand{}, false
}

// cutAt is what stands before a mark.
func cutAt(parts []text.Part, mark string) ([]text.Part, bool) {
	s := scanner{slices.Clone(parts)}
	taken, _, ok := s.until(mark)
	return taken, ok && firstWild(taken) < 0
}

// Rung decides whether a value of a condition leaves open which resource, or
// which run of it, a token of a build service is for; gives what is left open.
func (p *Policy) Rung(id facts.ID, c *facts.Condition, value facts.Text) (Verdict, string) {
	word := ""
	v := p.overChoices(id, value, func(w *way, value facts.Text) (v Verdict) {
		v, word = w.rung(c, value)
		return v
	})
	return v, word
}

func (w *way) rung(c *facts.Condition, value facts.Text) (Verdict, string) {
	st, truth := w.subjectStyle(c)
	l, ok := ladderOf(w.profile)
	if truth == text.No || !ok || truth == text.Yes && st != like {
		return no(), ""
	}
	at, ok := l.standOf(value)
	if !ok {
		return no(), ""
	}
	target := func(upper bool) box {
		other := append(slices.Clone(filled(at.before, "any")), filled(at.value, "any-"+at.word)...)
		subject := []lang.Pattern{pattern(text.Join(w.At, other...), exact, false)}
		if at.behind != "" {
			subject = append(subject, lang.Text(at.behind), lang.AnyRune().Many())
		}
		set := lang.Intersect(lang.Of(lang.Concat(subject...)), lang.Of(pattern(value, like, upper)))
		return w.elsewhere(box{ownClaim + "sub": {false, set}}, w.profile.Claims...)
	}
	v := w.ask(query{action: assumeWebID, target: target, prefer: w.rungly, explains: "a token of another " + at.word})
	return w.asked(v, truth), at.word
}

// rungly are readable ends of subjects.
func (w *way) rungly(key string) lang.Preferences {
	if key != ownClaim+"sub" {
		return w.preferences(key)
	}
	return lang.Preferences{Fill: []string{"refs/heads/any-branch:commit:0:step:any", "0:step:any", "any"}}
}

// BothPhases decides whether a value of a condition names a workspace of HCP
// Terraform, and lets in its plans as well as its applies.
// https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
func (p *Policy) BothPhases(id facts.ID, c *facts.Condition, value facts.Text) Verdict {
	return p.overChoices(id, value, func(w *way, value facts.Text) Verdict { return w.bothPhases(c, value) })
}

func (w *way) bothPhases(c *facts.Condition, value facts.Text) Verdict {
	st, truth := w.subjectStyle(c)
	workspace, ok := workspaceOf(value)
	if truth == text.No || !ok || truth == text.Yes && st != like {
		return no()
	}
	if w.profile.Name != "HCP Terraform" && w.profile.Class != ClassUnknown {
		return no() // Terraform Enterprise has a host of its own
	}
	out := no()
	for _, phase := range []string{":run_phase:apply", ":run_phase:plan"} {
		target := func(upper bool) box {
			one := lang.Of(lang.Concat(pattern(text.Join(w.At, workspace...), exact, false), lang.Text(phase)))
			return box{ownClaim + "sub": {false, lang.Intersect(one, lang.Of(pattern(value, like, upper)))}}
		}
		v := w.ask(query{action: assumeWebID, target: target, explains: "a token of a plan, which runs code that nobody has approved"})
		if v.Truth != text.Yes {
			return v
		}
		out = v
	}
	return w.asked(out, truth)
}

// workspaceOf is what a value says up to the name of a workspace, if it says of
// which organisation and workspace without wildcards.
func workspaceOf(v facts.Text) ([]text.Part, bool) {
	const first = "organization:"
	rest, ok := v.CutPrefix(first)
	if !ok {
		return nil, false
	}
	s := scanner{rest.Parts()}
	out := []text.Part{{Lit: first}}
	for _, mark := range []string{":project:", ":workspace:", ":"} {
		name, _, found := s.until(mark)
		if mark == ":workspace:" {
			name = filled(name, "any") // in whichever project the workspace is
		}
		if !found || firstWild(name) >= 0 {
			return nil, false
		}
		out = append(out, name...)
		if mark != ":" {
			out = append(out, text.Part{Lit: mark})
		}
	}
	return out, strings.Contains(literalOf(s.parts), "*")
}
