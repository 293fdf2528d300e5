package iam

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// Request is one concrete request to assume a role.
type Request struct {
	Action string
	// PrincipalType and Principal are who asks, as a policy would name them.
	PrincipalType, Principal string
	// Context holds the values of condition keys, whose names are in lower case.
	Context map[string][]string
}

// Decision is what a policy document says to a request.
type Decision uint8

// The decisions. Undecided is for documents that are not wholly known.
const (
	Undecided Decision = iota
	Denied
	Allowed
)

// Evaluate decides a request the plain way: statement by statement, condition by
// condition, on concrete strings. It shares no code with the sets that Policy
// works with, and checks what they find. assign gives each symbol a value.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
func Evaluate(statements []facts.Statement, r Request, assign func(*text.Symbol) string) Decision {
	e := &evaluator{r: r, assign: assign}
	allowed, denied := text.No, text.No
	for i := range statements {
		s := &statements[i]
		matches := e.statement(s)
		switch e.string(s.Effect) {
		case "Allow":
			allowed = text.Or(allowed, matches)
		case "Deny":
			denied = text.Or(denied, matches)
		default:
			denied = text.Or(denied, text.And(matches, text.Unknown))
		}
	}
	switch {
	case denied == text.Yes || allowed == text.No:
		return Denied
	case allowed == text.Yes && denied == text.No:
		return Allowed
	}
	return Undecided
}

type evaluator struct {
	r      Request
	assign func(*text.Symbol) string
}

// string replaces the symbols of a text.
func (e *evaluator) string(t facts.Text) string {
	var b strings.Builder
	for _, p := range t.Parts() {
		switch {
		case p.Sym == nil:
			b.WriteString(p.Lit)
		case len(p.Sym.Choices) > 0:
			b.WriteString(e.string(p.Sym.Choices[0]))
		default:
			b.WriteString(e.assign(p.Sym))
		}
	}
	return b.String()
}

func (e *evaluator) statement(s *facts.Statement) text.Truth {
	out := text.And(e.action(s), e.principal(s))
	for i := range s.Conditions {
		c := &s.Conditions[i]
		t := e.condition(c)
		if c.Maybe && t != text.Yes {
			t = text.Unknown
		}
		out = text.And(out, t)
	}
	if s.Maybe || s.ConditionsOpen {
		out = text.And(out, text.Unknown)
	}
	return out
}

func (e *evaluator) action(s *facts.Statement) text.Truth {
	l, not := s.Actions, false
	if !l.Present {
		l, not = s.NotActions, true
	}
	if !l.Present {
		return text.TruthOf(false)
	}
	found := e.any(l, func(v string) bool { return matchGlob(strings.ToLower(v), strings.ToLower(e.r.Action)) })
	if not {
		return found.Not()
	}
	return found
}

// any asks whether some element of a list has a property.
func (e *evaluator) any(l facts.List, has func(string) bool) text.Truth {
	if slices.ContainsFunc(l.Items, func(t facts.Text) bool { return has(e.string(t)) }) {
		return text.Yes
	}
	if !l.Closed {
		return text.Unknown
	}
	return text.No
}

func (e *evaluator) principal(s *facts.Statement) text.Truth {
	list, not := s.Principals, false
	if len(s.NotPrincipals) > 0 {
		list, not = s.NotPrincipals, true
	}
	out := text.No
	for _, p := range list {
		v, kind := e.string(p.Value), e.string(p.Type)
		hit := text.TruthOf(v == "*" || (v == e.r.Principal || kind == "AWS" && isAccountOf(v, e.r.Principal)) && kind == e.r.PrincipalType)
		if p.Maybe && hit == text.Yes {
			hit = text.Unknown
		}
		out = text.Or(out, hit)
	}
	if s.PrincipalsOpen && out == text.No {
		out = text.Unknown
	}
	if not {
		return out.Not()
	}
	return out
}

// condition follows the table of operators: a missing key fails a comparison,
// passes a negated one, passes IfExists and ForAllValues, fails ForAnyValue.
func (e *evaluator) condition(c *facts.Condition) text.Truth {
	name := strings.ToLower(e.string(c.Operator))
	got, present := e.r.Context[strings.ToLower(e.string(c.Key))]
	quantifier := ""
	if i := strings.IndexByte(name, ':'); i >= 0 {
		quantifier, name = name[:i], name[i+1:]
	}
	ifExists := strings.HasSuffix(name, "ifexists")
	name = strings.TrimSuffix(name, "ifexists")
	negated := strings.Contains(name, "not")
	name = strings.Replace(name, "not", "", 1)
	if name == "null" {
		return e.any(c.Values, func(v string) bool { return strings.EqualFold(v, strconv.FormatBool(!present)) })
	}
	if len(got) == 0 {
		switch quantifier {
		case "forallvalues":
			return text.Yes
		case "foranyvalue":
			return text.No
		}
		return text.TruthOf(ifExists || negated)
	}
	one := func(value string) text.Truth {
		out := text.No
		for _, want := range c.Values.Items {
			out = text.Or(out, e.compare(name, e.string(want), value))
		}
		if !c.Values.Closed && out == text.No {
			out = text.Unknown
		}
		if negated {
			return out.Not()
		}
		return out
	}
	if quantifier == "foranyvalue" {
		out := text.No
		for _, v := range got {
			out = text.Or(out, one(v))
		}
		return out
	}
	out := text.Yes
	for _, v := range got {
		out = text.And(out, one(v))
	}
	return out
}

// compare compares one value of the policy with one of the request.
func (e *evaluator) compare(op, want, got string) text.Truth {
	want, ok := e.expand(want)
	if !ok {
		return text.Unknown
	}
	switch op {
	case "stringequals":
		if strings.Contains(want, "\x00") {
			return text.Unknown
		}
		return text.TruthOf(want == got)
	case "stringequalsignorecase", "bool":
		if strings.Contains(want, "\x00") {
			return text.Unknown
		}
		return text.TruthOf(strings.EqualFold(want, got))
	case "stringlike":
		return text.TruthOf(matchGlob(want, got))
	case "arnlike", "arnequals":
		if strings.Count(want, ":") < 5 {
			return text.Unknown // what IAM makes of it is not documented
		}
		return text.TruthOf(matchARN(want, got))
	case "ipaddress":
		return compareIP(want, got)
	}
	if rest, ok := strings.CutPrefix(op, "numeric"); ok {
		w, err1 := strconv.ParseFloat(want, 64)
		g, err2 := strconv.ParseFloat(got, 64)
		return ordered(rest, compareFloats(g, w), err1 == nil && err2 == nil)
	}
	if rest, ok := strings.CutPrefix(op, "date"); ok {
		w, ok1 := parseDate(want)
		g, ok2 := parseDate(got)
		return ordered(rest, g.Compare(w), ok1 && ok2)
	}
	return text.Unknown
}

// expand replaces policy variables; the escapes ${*}, ${?} and ${$} become the
// character behind a NUL, which matchGlob takes literally.
func (e *evaluator) expand(want string) (string, bool) {
	for i := strings.Index(want, "${"); i >= 0; {
		end := strings.IndexByte(want[i:], '}')
		if end < 0 {
			break
		}
		name := want[i+2 : i+end]
		value := "\x00" + name
		if name != "*" && name != "?" && name != "$" {
			var ok bool
			if value, ok = e.variable(name); !ok {
				return "", false
			}
		}
		want = want[:i] + value + want[i+end+1:]
		next := strings.Index(want[i+len(value):], "${")
		if next < 0 {
			break
		}
		i += len(value) + next
	}
	return want, true
}

// variable is what a policy variable stands for: the value of a key, or the
// default that is written behind it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-default-values
func (e *evaluator) variable(name string) (string, bool) {
	key, byDefault, hasDefault := strings.Cut(name, ", '")
	switch vs := e.r.Context[strings.ToLower(key)]; {
	case len(vs) == 1:
		return vs[0], true
	case len(vs) == 0 && hasDefault && strings.HasSuffix(byDefault, "'"):
		return strings.TrimSuffix(byDefault, "'"), true
	}
	return "", false
}

// matchGlob matches * and ? anywhere, by the definition.
func matchGlob(p, s string) bool {
	reach := map[int]bool{0: true}
	pattern, runes := []rune(p), []rune(s)
	for i := 0; i < len(pattern); i++ {
		next := map[int]bool{}
		literal := pattern[i] == 0 && i+1 < len(pattern)
		if literal {
			i++
		}
		for at := range reach {
			switch {
			case !literal && pattern[i] == '*':
				for j := at; j <= len(runes); j++ {
					next[j] = true
				}
			case at < len(runes) && (!literal && pattern[i] == '?' || runes[at] == pattern[i]):
				next[at+1] = true
			}
		}
		reach = next
	}
	return reach[len(runes)]
}

func matchARN(want, got string) bool {
	w, g := strings.SplitN(want, ":", 6), strings.SplitN(got, ":", 6)
	if len(w) < 6 || len(g) < 6 {
		return false
	}
	for i := range w {
		if !matchGlob(w[i], g[i]) {
			return false
		}
	}
	return true
}

func compareIP(want, got string) text.Truth {
	address, err := netip.ParseAddr(got)
	if err != nil {
		return text.Unknown
	}
	if prefix, err := netip.ParsePrefix(want); err == nil {
		return text.TruthOf(prefix.Contains(address))
	}
	if w, err := netip.ParseAddr(want); err == nil {
		return text.TruthOf(w == address)
	}
	return text.Unknown
}

// parseDate reads a date as IAM does: a profile of ISO 8601, or seconds since
// 1970.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
// https://www.w3.org/TR/NOTE-datetime
func parseDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	if seconds, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) > 4 {
		return time.Unix(seconds, 0), true
	}
	return time.Time{}, false
}

func compareFloats(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// ordered reads the rest of a numeric or date operator's name.
func ordered(op string, sign int, ok bool) text.Truth {
	if !ok {
		return text.Unknown
	}
	switch op {
	case "equals":
		return text.TruthOf(sign == 0)
	case "lessthan":
		return text.TruthOf(sign < 0)
	case "lessthanequals":
		return text.TruthOf(sign <= 0)
	case "greaterthan":
		return text.TruthOf(sign > 0)
	case "greaterthanequals":
		return text.TruthOf(sign >= 0)
	}
	return text.Unknown
}

// isAccountOf reports whether a principal is the account of another one: its id,
// or the ARN of its root.
func isAccountOf(account, principal string) bool {
	of, in := strings.Split(principal, ":"), strings.Split(account, ":")
	if len(of) != 6 || of[4] == "" {
		return false
	}
	return account == of[4] || len(in) == 6 && in[2] == "iam" && in[4] == of[4] && in[5] == "root"
}
