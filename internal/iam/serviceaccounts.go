package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// The namespaces over which a pattern of service accounts can range.
const (
	ReachAll    = "all"    // every namespace
	ReachSome   = "some"   // every namespace with a name of some form
	ReachOne    = "one"    // one namespace
	ReachSystem = "system" // one of those in which pods of all kinds run
)

const serviceAccountMark = "system:serviceaccount:"

// ServiceAccounts decides whether a value of one of the way's conditions has the
// reach, and lets in service accounts that the document does not name. What
// counts is what the document lets in: another condition may close the pattern.
func (p *Policy) ServiceAccounts(id facts.ID, c *facts.Condition, value facts.Text, reach string) Verdict {
	w, v := p.web(id)
	switch {
	case w == nil:
		return v
	case w.profile.Class == ClassShared || w.profile.Class == ClassTenant:
		return no() // subjects of CI services are no service accounts
	}
	truth := text.And(w.asksSubject(c), w.reaches(value, reach))
	if truth == text.No {
		return no()
	}
	target := func(upper bool) box {
		all := clusterSubjects()
		if !upper {
			all = clusterMinted()
		}
		one := lang.Of(pattern(value, like, upper))
		return box{ownClaim + "sub": {false, lang.Intersect(all, one, w.namedSet(w.named[ownClaim+"sub"]).Complement())}}
	}
	out := w.ask(query{
		action: assumeWebID, target: target, prefer: w.anyAccount(reach),
		explains: "a service account that the trust policy does not name and its pattern covers",
	})
	if out.Truth == text.Yes && truth != text.Yes {
		return w.unknown()
	}
	return out
}

// asksSubject decides whether a condition compares the subject of the way's
// tokens with patterns.
func (w *way) asksSubject(c *facts.Condition) text.Truth {
	if _, claim, ok := splitKey(c.Key); ok && claim != "sub" {
		return text.No
	}
	key, sure, never := w.keyOf(c)
	name, known := c.Operator.Value()
	o := parseOperator(name)
	switch {
	case never, sure && key != ownClaim+"sub", known && (o.base != "stringlike" || o.negated):
		return text.No
	case !sure || !known:
		return text.Unknown
	}
	return text.Yes
}

// reaches decides whether a pattern of subjects has a reach. A pattern whose
// wildcard stands in "system:serviceaccount:" itself says something of service
// accounts only where the issuer is a cluster.
func (w *way) reaches(value facts.Text, reach string) text.Truth {
	rest, ok := value.CutPrefix(serviceAccountMark)
	if !ok {
		s, known := value.Value()
		switch {
		case !known && w.profile.Class == ClassPrivate:
			return text.Unknown
		case w.profile.Class != ClassPrivate || !isWild(s):
			return text.No
		}
		return text.TruthOf(reach == ReachAll)
	}
	fields := rest.Split(":")
	ns := fields[0]
	lit := literals(ns)
	s, known := ns.Value()
	switch {
	case isWild(lit):
		all := known && strings.Trim(lit, "*") == ""
		return text.TruthOf(all && reach == ReachAll || !all && reach == ReachSome)
	case len(fields) == 1 && known:
		return text.No // no subject is that short
	case len(fields) == 1:
		return text.Unknown // the symbol holds the name as well
	case reach == ReachSystem && !known:
		return text.Unknown
	case reach == ReachSystem:
		return text.TruthOf(isSystemNamespace(s))
	}
	return text.TruthOf(reach == ReachOne)
}

// isSystemNamespace: whoever creates a pod without saying where does so in
// default, and add-ons of all kinds run in kube-system.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
func isSystemNamespace(s string) bool { return s == "kube-system" || s == "default" }

// anyAccount are readable names for what a pattern leaves open.
func (w *way) anyAccount(reach string) func(key string) lang.Preferences {
	return func(key string) lang.Preferences {
		if key != ownClaim+"sub" {
			return w.preferences(key)
		}
		switch reach {
		case ReachAll:
			return lang.Preferences{Samples: []string{serviceAccountMark + "any-namespace:any-account"}, Fill: []string{"any-namespace", "any-namespace:any-account"}}
		case ReachSome:
			return lang.Preferences{Fill: []string{"any", "any:any-account"}}
		}
		return lang.Preferences{Fill: []string{"any-account"}}
	}
}
