package privilege

import (
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// Request is a request about all resources of a kind.
type Request struct {
	// Action is a name such as iam:PassRole.
	Action string
	// Kind begins the resources, in the last field of their ARNs: role/. Empty
	// stands for every resource.
	Kind string
	// On is the ARN of the one resource that is meant, in place of a kind.
	On facts.Text
	// Service is the third field of their ARNs; that of the action if empty.
	Service string
	// Some asks whether it is allowed on some resource of the kind, not on all.
	Some bool
	// Context holds values of condition keys, whose names are in lower case.
	Context map[string]string
}

// RequestFor makes the request for an action on all resources of the kind that
// it acts on, as AWS's reference has it.
func RequestFor(action string) Request {
	r := Request{Action: action}
	prefix, name, _ := strings.Cut(action, ":")
	service := awsdata.ServiceOf(prefix)
	if service == nil {
		return r
	}
	a, _ := service.Action(name)
	for _, types := range [][]string{a.Required, a.Types} {
		for _, t := range types {
			kind, _ := service.Type(t)
			for _, arn := range kind.ARNs {
				if fields := strings.SplitN(arn, ":", 6); len(fields) == 6 {
					r.Service = fields[2]
					r.Kind, _, _ = strings.Cut(fields[5], "${")
					return r
				}
			}
		}
	}
	return r
}

// usual is what requests are like that nobody has to contrive.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var usual = map[string]string{"aws:securetransport": "true", "aws:viaawsservice": "false"}

// allowedBy decides whether a statement allows the request. A condition on what
// is not said of the request is taken for one that is not met.
func (r Request) allowedBy(s *facts.Statement) text.Truth {
	out := text.And(OnAction(s, r.Action), r.onResources(s))
	if out != text.No {
		out = text.And(out, r.conditions(s))
	}
	return unsure(s, out)
}

// deniedBy decides whether a statement denies the request. Whether a condition
// on what is not said of the request is met is not known.
func (r Request) deniedBy(s *facts.Statement) text.Truth {
	r.Some = false
	out := text.And(OnAction(s, r.Action), r.onResources(s))
	if out == text.No {
		return out
	}
	for i := range s.Conditions {
		t, said := r.condition(&s.Conditions[i])
		if !said && t == text.No {
			t = text.Unknown
		}
		out = text.And(out, t)
	}
	return unsure(s, out)
}

func unsure(s *facts.Statement, t text.Truth) text.Truth {
	if s.Maybe || s.ConditionsOpen {
		return text.And(t, text.Unknown)
	}
	return t
}

func (r Request) conditions(s *facts.Statement) text.Truth {
	out := text.Yes
	for i := range s.Conditions {
		t, _ := r.condition(&s.Conditions[i])
		out = text.And(out, t)
	}
	return out
}

// condition decides one condition; said tells whether the request has its key.
func (r Request) condition(c *facts.Condition) (t text.Truth, said bool) {
	key, ok := c.Key.Value()
	if !ok {
		return text.Unknown, false
	}
	key = strings.ToLower(key)
	for _, context := range []map[string]string{r.Context, usual} {
		if v, ok := context[key]; ok {
			return iam.Holds(c, v), true
		}
	}
	t = iam.HoldsAlways(c)
	if c.Maybe && t == text.No {
		t = text.Unknown
	}
	return t, false
}

// OnAction decides whether a statement speaks of an action.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
func OnAction(s *facts.Statement, action string) text.Truth {
	if s.NotActions.Present {
		return inList(s.NotActions, func(t facts.Text) text.Truth { return coversAction(t, action) }).Not()
	}
	return inList(s.Actions, func(t facts.Text) text.Truth { return coversAction(t, action) })
}

func inList(l facts.List, has func(facts.Text) text.Truth) text.Truth {
	out := text.No
	for _, t := range l.Items {
		out = text.Or(out, has(t))
	}
	if !l.Closed {
		out = text.Or(out, text.Unknown)
	}
	return out
}

func coversAction(t facts.Text, action string) text.Truth {
	pattern, symbols := filled(t)
	switch {
	case !lang.MatchGlob(strings.ToLower(pattern), strings.ToLower(action)):
		return text.No
	case symbols:
		return text.Unknown
	}
	return text.Yes
}

// filled puts * in place of symbols, which says no if anything does.
func filled(t facts.Text) (pattern string, symbols bool) {
	var b strings.Builder
	for _, p := range t.Parts() {
		if p.Sym != nil {
			b.WriteByte('*')
			symbols = true
			continue
		}
		b.WriteString(p.Lit)
	}
	return b.String(), symbols
}

// onResources decides whether a statement speaks of all resources of the kind;
// of some, if only some are asked for. Resources that are excepted one by one
// leave all others.
func (r Request) onResources(s *facts.Statement) text.Truth {
	if s.NotResources.Present {
		all := r
		all.Some = false
		return inList(s.NotResources, all.covers).Not()
	}
	return inList(s.Resources, r.covers)
}

// covers decides whether a resource of a statement covers the kind. Partition,
// region and account are not looked at: all resources of one account are meant.
func (r Request) covers(t facts.Text) text.Truth {
	if !r.On.Absent() {
		return coversOne(t, r.On)
	}
	pattern, symbols := filled(t)
	if strings.Trim(pattern, "*") == "" && pattern != "" {
		return ofOne(t, symbols)
	}
	fields := strings.SplitN(pattern, ":", 6)
	if fields[0] != "arn" && fields[0] != "*" {
		return text.No
	}
	for len(fields) < 6 {
		fields = append(fields, "*") // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
	}
	service := r.Service
	if service == "" {
		service, _, _ = strings.Cut(strings.ToLower(r.Action), ":")
	}
	if !lang.MatchGlob(fields[2], service) || strings.Contains(pattern, "${") {
		return text.No
	}
	all, some := coversKind(fields[5], r.Kind)
	switch {
	case !all && !(r.Some && some):
		return text.No
	case symbols && inResource(t):
		return text.Unknown
	}
	return text.Yes
}

// ofOne decides about a resource that is a star, or nothing but a symbol. What
// ends in arn is the name of one thing, unless somebody outside sets it.
func ofOne(t facts.Text, symbols bool) text.Truth {
	if !symbols {
		return text.Yes
	}
	for _, s := range t.Symbols() {
		if len(s.Choices) == 0 && strings.HasSuffix(s.Name, "arn") && !strings.HasPrefix(s.Name, "var.") && !strings.HasPrefix(s.Name, "local.") {
			return text.No
		}
	}
	return text.Unknown
}

// inResource reports whether the last field of an ARN holds a symbol, or it is
// not known which field that is.
func inResource(t facts.Text) bool {
	a, ok := iam.ParseARN(t)
	return !ok || len(a.Resource.Symbols()) > 0
}

// coversKind tells whether a pattern covers all, or some, names that begin with
// the kind.
func coversKind(pattern, kind string) (all, some bool) {
	if strings.Trim(pattern, "*") == "" || strings.TrimRight(pattern, "*") == kind && strings.HasSuffix(pattern, "*") {
		return true, true
	}
	kinds, covered := lang.Glob(kind+"*"), lang.Glob(pattern)
	return kinds.SubsetOf(covered) == lang.Yes, kinds.Intersects(covered) == lang.Yes
}
