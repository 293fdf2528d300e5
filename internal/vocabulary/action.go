// Package vocabulary holds the words of policies against those that AWS knows:
// actions, condition keys and operators. What AWS does not know it takes all the
// same, and the statement says nothing.
package vocabulary

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
)

// Doubt says how sure it is that a word is a mistake.
type Doubt string

// The doubts.
const (
	// Broken is what AWS refuses, or what cannot be meant as it stands.
	Broken Doubt = "broken"
	// Unlisted is what is not in the tables, nor close to what is: a name that
	// was made up, one of an action that has no documentation, or of a new one.
	Unlisted Doubt = "unlisted"
	// New is a service that is not in the tables, or a pattern that covers
	// nothing in them yet.
	New Doubt = "new"
)

// Fault says what is wrong with a word.
type Fault struct {
	Doubt Doubt
	// Why is a clause for people.
	Why string
}

// Action decides whether an element of Action names no action that there is. A
// text with symbols is not judged unless all of its alternatives agree.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
func Action(t facts.Text) (Fault, text.Truth) {
	if t.Absent() {
		return Fault{}, text.No
	}
	var first Fault
	for i, alt := range t.Alternatives() {
		s, ok := alt.Value()
		if !ok {
			return Fault{}, text.Unknown
		}
		f, wrong := action(s)
		switch {
		case i == 0 && !wrong:
			return f, text.No
		case i == 0:
			first = f
		case !wrong || f.Doubt != first.Doubt:
			return Fault{}, text.Unknown
		}
	}
	return first, text.Yes
}

func action(s string) (Fault, bool) {
	prefix, name, colon := strings.Cut(s, ":")
	switch {
	case strings.Trim(s, "*") == "" && s != "":
		return Fault{}, false
	case strings.Contains(s, "${") || strings.Contains(s, "{{") || strings.ContainsAny(s, "<>%@"):
		return Fault{}, false // a template
	case strings.TrimSpace(s) != s || strings.ContainsAny(s, " \t\n"):
		return Fault{Broken, "it has blanks in it"}, true
	case !colon:
		return Fault{Broken, "it does not begin with the prefix of a service and a colon" + meant(s)}, true
	case strings.ContainsAny(prefix, "*?"):
		return Fault{}, false
	case name == "":
		return Fault{Broken, "no action follows the colon"}, true
	}
	service := awsdata.ServiceOf(prefix)
	if service == nil {
		return unknownService(prefix, name)
	}
	if len(service.Matching(name)) > 0 {
		return Fault{}, false
	}
	return unknownAction(service, name)
}

// meant suggests an action for a word that has no colon in it.
func meant(s string) string {
	for _, separator := range []string{".", "/", "::"} {
		prefix, name, ok := strings.Cut(s, separator)
		if service := awsdata.ServiceOf(prefix); ok && service != nil {
			if a, found := service.Action(name); found {
				return fmt.Sprintf(" (did you mean %s:%s?)", service.Prefix, a.Name)
			}
		}
	}
	return ""
}

// unknownService suggests a service with a similar prefix that has the action.
func unknownService(prefix, name string) (Fault, bool) {
	lower := strings.ToLower(prefix)
	for _, p := range awsdata.Prefixes() {
		if len(p) < 3 || near.Distance(lower, p) > 1 && strings.ReplaceAll(lower, "-", "") != strings.ReplaceAll(p, "-", "") {
			continue
		}
		if s := awsdata.ServiceOf(p); !strings.ContainsAny(name, "*?") {
			if a, ok := s.Action(name); ok {
				return Fault{Broken, fmt.Sprintf("there is no service %s (did you mean %s:%s?)", prefix, p, a.Name)}, true
			}
		} else if len(strings.Trim(name, "*?")) > 2 && len(s.Matching(name)) > 0 {
			return Fault{Broken, fmt.Sprintf("there is no service %s (did you mean %s:%s?)", prefix, p, name)}, true
		}
	}
	return Fault{New, fmt.Sprintf("no service %s was known on %s", prefix, awsdata.Date)}, true
}

// unknownAction suggests an action that differs by a letter or two, or by an
// ending.
func unknownAction(s *awsdata.Service, name string) (Fault, bool) {
	if strings.ContainsAny(name, "*?") {
		return Fault{New, fmt.Sprintf("it covers no action that %s had on %s", s.Prefix, awsdata.Date)}, true
	}
	best, least := "", max(1, min(2, len(name)/8))+1
	for _, a := range s.Actions {
		if d := near.Distance(strings.ToLower(name), strings.ToLower(a.Name)); d < least {
			best, least = a.Name, d
		}
	}
	if best != "" {
		return Fault{Broken, fmt.Sprintf("%s has no such action (did you mean %s:%s?)", s.Prefix, s.Prefix, best)}, true
	}
	return Fault{Unlisted, fmt.Sprintf("%s had no such action on %s", s.Prefix, awsdata.Date)}, true
}
