package iam

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
)

// accept is what one condition lets through of one context key: a set of
// values, and whether the key may be missing from the request.
type accept struct {
	missing bool
	set     lang.Set
}

func everything() accept { return accept{true, lang.All()} }
func nothing() accept    { return accept{false, lang.None()} }
func (a accept) and(b accept) accept {
	return accept{a.missing && b.missing, lang.Intersect(a.set, b.set)}
}
func (a accept) or(b accept) accept { return accept{a.missing || b.missing, lang.Union(a.set, b.set)} }
func (a accept) not() accept        { return accept{!a.missing, a.set.Complement()} }

// isEverything reports whether nothing is restricted, for all values of symbols.
func (a accept) isEverything() bool { return a.missing && a.set.Complement().Empty() == lang.Yes }

// undecided stands for a condition that is not modelled: nothing is sure to
// pass, and anything may.
func undecided(upper bool) accept {
	if upper {
		return everything()
	}
	return nothing()
}

// operator is a condition operator taken apart.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
type operator struct {
	// quantifier is ForAllValues, ForAnyValue or empty, in lower case.
	quantifier string
	// base is the operator in lower case without Not and IfExists.
	base     string
	negated  bool
	ifExists bool
}

// parseOperator takes an operator's name apart.
func parseOperator(name string) operator {
	var o operator
	o.base = strings.ToLower(name)
	if q, rest, ok := strings.Cut(o.base, ":"); ok {
		o.quantifier, o.base = q, rest
	}
	o.base, o.ifExists = strings.CutSuffix(o.base, "ifexists")
	for _, family := range []string{"string", "arn", "numeric", "date"} {
		if rest, ok := strings.CutPrefix(o.base, family+"not"); ok {
			o.base, o.negated = family+rest, true
		}
	}
	if o.base == "notipaddress" {
		o.base, o.negated = "ipaddress", true
	}
	return o
}

// compares reports whether an operator compares strings in a way that sets of
// strings can say. Numbers, dates, addresses and binaries are not modelled.
func (o operator) compares() bool {
	switch o.base {
	case "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "bool":
		return o.quantifier == "" || o.quantifier == "forallvalues" || o.quantifier == "foranyvalue"
	}
	return false
}

// accepts is the set that a condition lets through: at least that set if upper,
// else at most. It is exact where nothing is unknown.
func accepts(c *facts.Condition, upper bool) accept {
	if c.Maybe && upper {
		return everything()
	}
	alternatives := c.Operator.Alternatives()
	out := nothing()
	for i, alt := range alternatives {
		name, ok := alt.Value()
		if !ok {
			return undecided(upper)
		}
		a := parseOperator(name).accepts(c.Values, upper)
		switch {
		case i == 0:
			out = a
		case upper:
			out = out.or(a)
		default:
			out = out.and(a)
		}
	}
	return out
}

// accepts decides what a request without the key does: a comparison fails, its
// negation holds; IfExists and ForAllValues hold, ForAnyValue fails whatever
// stands behind it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func (o operator) accepts(values facts.List, upper bool) accept {
	switch {
	case o.base == "null":
		return acceptsNull(values, upper)
	case !o.compares():
		return undecided(upper)
	}
	a := accept{missing: o.negated || o.ifExists}
	if o.negated {
		a.set = o.values(values, !upper).Complement()
	} else {
		a.set = o.values(values, upper)
	}
	switch o.quantifier {
	case "forallvalues":
		a.missing = true
	case "foranyvalue":
		a.missing = false
	}
	return a
}

// acceptsNull is the Null operator: "true" asks for the key to be missing.
func acceptsNull(values facts.List, upper bool) accept {
	out := nothing()
	for _, v := range values.Items {
		s, ok := v.Value()
		switch {
		case ok && strings.EqualFold(s, "true"):
			out = out.or(accept{true, lang.None()})
		case ok && strings.EqualFold(s, "false"):
			out = out.or(accept{false, lang.All()})
		default:
			out = out.or(undecided(upper))
		}
	}
	if !values.Closed {
		out = out.or(undecided(upper))
	}
	return out
}

// values is the union of what the values match.
func (o operator) values(values facts.List, upper bool) lang.Set {
	if upper && !values.Closed {
		return lang.All()
	}
	var plain []lang.Pattern
	var sets []lang.Set
	for _, v := range values.Items {
		alternatives := v.Alternatives()
		if len(alternatives) == 1 || upper {
			for _, alt := range alternatives {
				plain = append(plain, o.patterns(alt, upper)...)
			}
			continue
		}
		var all []lang.Set
		for _, alt := range alternatives {
			all = append(all, lang.Of(o.patterns(alt, false)...))
		}
		sets = append(sets, lang.Intersect(all...))
	}
	return lang.Union(append(sets, lang.Of(plain...))...)
}

// patterns are what one value matches.
func (o operator) patterns(v facts.Text, upper bool) []lang.Pattern {
	switch {
	case v.Absent():
		return nil
	case hasVariable(v) && !upper:
		return nil
	case hasVariable(v):
		return []lang.Pattern{wildVariables(v)}
	}
	switch o.base {
	case "stringlike":
		return []lang.Pattern{pattern(v, like, upper)}
	case "arnlike", "arnequals":
		return arnPatterns(v, upper)
	case "bool", "stringequalsignorecase":
		var out []lang.Pattern
		for _, p := range exactPatterns(v, upper) {
			out = append(out, p.FoldCase())
		}
		return out
	}
	return exactPatterns(v, upper)
}

// exactPatterns: whether ${*} stands for itself or for a star in an operator
// without wildcards is not documented, so both are possible and neither sure.
func exactPatterns(v facts.Text, upper bool) []lang.Pattern {
	out := []lang.Pattern{pattern(v, exact, upper)}
	for _, p := range v.Parts() {
		for i := range p.Lit {
			if isEscape(p.Lit[i:]) {
				if !upper {
					return nil
				}
				return append(out, wildVariables(v))
			}
		}
	}
	return out
}

// arnPatterns: a symbol may hold several fields, so a value with symbols surely
// matches nothing. What IAM makes of a value with too few fields, such as *, is
// not documented.
func arnPatterns(v facts.Text, upper bool) []lang.Pattern {
	s, ok := v.Value()
	if !ok {
		if upper {
			return []lang.Pattern{wildVariables(v)}
		}
		return nil
	}
	p, ok := arnPattern(s)
	switch {
	case ok:
		return []lang.Pattern{p}
	case upper:
		return []lang.Pattern{lang.AnyRune().Many()}
	}
	return nil
}
