package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// LetsIn tells whether the lower and the upper bound of a way's own statement
// hold a concrete request, given by condition keys in lower case.
func (p *Policy) LetsIn(id facts.ID, context map[string]string) (lower, upper text.Truth) {
	w := p.ways[id]
	holds := func(up bool) text.Truth {
		b, ok := w.boxOf(w.statement, up)
		if !ok {
			return text.No
		}
		for key, a := range b {
			name := key
			if claim, own := strings.CutPrefix(key, ownClaim); own {
				name = strings.ToLower(w.issuer.String()) + ":" + claim
			}
			value, present := context[name]
			switch {
			case !present && !a.missing:
				return text.No
			case present && a.set.Contains(value) == lang.No:
				return text.No
			case present && a.set.Contains(value) == lang.Unknown:
				return text.Unknown
			}
		}
		return text.Yes
	}
	return holds(false), holds(true)
}

// MatchGlobs returns what the two implementations of globs say.
func MatchGlobs(p, s string) (a, b bool, c lang.Verdict) {
	return matchGlob(p, s), lang.MatchGlob(p, s), lang.Of(globPattern(p)).Contains(s)
}
