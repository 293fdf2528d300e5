package privilege

import (
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// harmless are the services whose writing a guest of an application is given by
// AWS's own wizards and examples.
// https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html
var harmless = []string{"cognito-identity", "cognito-sync", "mobileanalytics", "mobiletargeting", "rum", "geo", "evidently"}

// Writes decides whether the policies that are seen allow something that changes
// something, and gives the first such action. A policy of AWS whose document is
// not kept, or one that cannot be seen, leaves it open.
func (g *Grants) Writes() (action string, truth text.Truth) {
	truth = text.No
	for i := range g.allow {
		a, t := writes(g.allow[i].Statement)
		if t == text.Yes && len(g.deny) == 0 && !g.bounded {
			return a, t
		}
		if t != text.No {
			action, truth = a, text.Unknown
		}
	}
	for i := range g.identity.Attached {
		a := &g.identity.Attached[i]
		if rules, _ := managedRules(a.Policy); a.Form == "managed" && len(rules) == 0 && truth == text.No {
			action, truth = a.Policy.String(), text.Unknown
		}
	}
	return action, truth
}

func writes(s *facts.Statement) (string, text.Truth) {
	if s.NotActions.Present {
		return "all but some actions", unsure(s, text.Yes)
	}
	for _, t := range s.Actions.Items {
		name, known := t.Value()
		if !known {
			return t.String(), text.Unknown
		}
		if changes(name) {
			return name, unsure(s, text.Yes)
		}
	}
	if !s.Actions.Closed {
		return "more actions", text.Unknown
	}
	return "", text.No
}

// changes reports whether a pattern of actions covers one that changes something.
func changes(pattern string) bool {
	prefix, name, ok := strings.Cut(pattern, ":")
	if !ok {
		return pattern == "*"
	}
	for _, h := range harmless {
		if lang.MatchGlob(strings.ToLower(prefix), h) && !strings.ContainsAny(prefix, "*?") {
			return false
		}
	}
	service := awsdata.ServiceOf(prefix)
	if service == nil {
		return strings.ContainsAny(prefix, "*?")
	}
	for _, a := range service.Matching(name) {
		if a.Level == awsdata.Write || a.Level == awsdata.Permissions || a.Level == awsdata.Tagging {
			return true
		}
	}
	return false
}
