package vocabulary

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
)

// Condition decides whether a condition can never say what it is meant to: its
// operator, key or values are not of those that there are. Parts that are not
// known are not judged.
func Condition(c *facts.Condition) (Fault, text.Truth) {
	operator, known := c.Operator.Value()
	if !known {
		return Fault{}, text.Unknown
	}
	if f, wrong := checkOperator(operator); wrong {
		return f, text.Yes
	}
	key, known := c.Key.Value()
	switch {
	case !known && IsClaimKey(c.Key):
		return checkValues(baseOf(operator), c.Values) // which keys an issuer has is another rule's matter
	case !known:
		return Fault{}, text.Unknown
	}
	if f, wrong := checkKey(key); wrong {
		return f, text.Yes
	}
	if c.Values.Present && c.Values.Closed && len(c.Values.Items) == 0 {
		return Fault{Broken, fmt.Sprintf("it compares %s with an empty list", key)}, text.Yes
	}
	base := baseOf(operator)
	if f, wrong := checkType(base, key); wrong {
		return f, text.Yes
	}
	return checkValues(base, c.Values)
}

func baseOf(operator string) string {
	_, base, _ := iam.SplitOperator(operator)
	return base
}

// IsClaimKey reports whether a key that is not wholly known is a claim of an
// identity provider: it begins with what is not known, the issuer, or with a part
// of its host, and ends in a claim. No other keys are put together in that way;
// those of AWS begin with the name of a service.
func IsClaimKey(key facts.Text) bool {
	parts := key.Parts()
	if len(parts) < 2 || parts[0].Sym == nil && (strings.Contains(parts[0].Lit, ":") || !strings.Contains(parts[0].Lit, ".")) {
		return false
	}
	last := parts[len(parts)-1].Lit
	i := strings.LastIndexByte(last, ':')
	return i >= 0 && i < len(last)-1 && !strings.Contains(last, "/")
}

// checkOperator judges a condition operator; case does not matter.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func checkOperator(name string) (Fault, bool) {
	quantifier, base, ifExists := iam.SplitOperator(name)
	if template(name) {
		return Fault{}, false
	}
	if quantifier != "" && !strings.EqualFold(quantifier, "ForAllValues") && !strings.EqualFold(quantifier, "ForAnyValue") {
		return Fault{Broken, fmt.Sprintf("there is no %s: only ForAllValues: and ForAnyValue: may stand before an operator", quantifier)}, true
	}
	bases := iam.OperatorBases()
	if !slices.ContainsFunc(bases, func(b string) bool { return strings.EqualFold(b, base) }) {
		why := fmt.Sprintf("there is no operator %s", base)
		if word := near.Word(base, bases); word != "" {
			why += fmt.Sprintf(" (did you mean %s?)", word)
		}
		return Fault{Broken, why}, true
	}
	if ifExists && strings.EqualFold(base, "Null") {
		return Fault{Broken, "IfExists cannot follow Null, which asks whether the key exists"}, true
	}
	return Fault{}, false
}

// template recognises what some other tool is to fill in.
func template(s string) bool {
	return strings.Contains(s, "${") || strings.Contains(s, "{{") || strings.ContainsAny(s, "<>%@")
}

// checkKey judges a condition key. Keys of identity providers begin with their
// hosts, and are judged elsewhere.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func checkKey(key string) (Fault, bool) {
	prefix, _, colon := strings.Cut(key, ":")
	switch {
	case template(key):
		return Fault{}, false
	case !colon:
		return Fault{Broken, fmt.Sprintf("%s is not a condition key: those begin with aws: or the prefix of a service", key)}, true
	case strings.ContainsAny(prefix, "./"):
		return Fault{}, false
	}
	_, found, known := awsdata.KeyOf(key)
	if found || !known {
		return Fault{}, false
	}
	var names []string
	for _, k := range awsdata.KeysOf(prefix) {
		names = append(names, k.Name)
	}
	if best := closest(key, names); best != "" {
		return Fault{Broken, fmt.Sprintf("there is no condition key %s (did you mean %s?)", key, best)}, true
	}
	if _, found, _ := awsdata.KeyOf(key + "/x"); found {
		return Fault{Broken, fmt.Sprintf("the key %s lacks the slash and the name of a tag behind it", key)}, true
	}
	return Fault{Unlisted, fmt.Sprintf("no condition key %s was known on %s", key, awsdata.Date)}, true
}

// closest finds the name that differs by a letter or two.
func closest(word string, names []string) string {
	best, least := "", 3
	for _, n := range names {
		if d := near.Distance(strings.ToLower(word), strings.ToLower(n)); d < least {
			best, least = n, d
		}
	}
	return best
}

// mismatched lists, for the operators of a family, the types of keys that have
// no value which they can read. Strings are compared with everything.
var mismatched = map[string][]string{
	"numeric":   {"ARN", "Bool", "IPAddress"},
	"date":      {"ARN", "Bool", "IPAddress"},
	"bool":      {"ARN", "Numeric", "Date", "IPAddress"},
	"ipaddress": {"ARN", "Bool", "Numeric", "Date"},
	"arn":       {"Bool", "Numeric", "Date", "IPAddress"},
}

// familyOf says what an operator compares.
func familyOf(base string) string {
	base = strings.TrimPrefix(strings.ToLower(base), "not")
	for _, f := range []string{"numeric", "date", "bool", "ipaddress", "arn", "null"} {
		if strings.HasPrefix(base, f) {
			return f
		}
	}
	return ""
}

func checkType(base, key string) (Fault, bool) {
	k, found, _ := awsdata.KeyOf(key)
	if found && slices.Contains(mismatched[familyOf(base)], strings.TrimPrefix(k.Type, "ArrayOf")) {
		return Fault{Broken, fmt.Sprintf("%s cannot compare %s, which is of type %s", base, key, k.Type)}, true
	}
	return Fault{}, false
}

var (
	isoDate = text.Regexp(`^\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$`)
	epoch   = text.Regexp(`^-?\d+(\.\d+)?$`)
)

// readers tell, for the operators of a family, which values they can read.
func reader(family string) (what string, reads func(string) bool) {
	switch family {
	case "numeric":
		return "a number", func(s string) bool { _, err := strconv.ParseFloat(s, 64); return err == nil }
	case "date":
		return "a date", func(s string) bool { return isoDate().MatchString(s) || epoch().MatchString(s) }
	case "bool", "null":
		return "true or false", func(s string) bool { return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") }
	case "ipaddress":
		return "an address or a range of addresses", isAddress
	case "arn":
		return "an ARN", func(s string) bool { return isARN().MatchString(s) }
	}
	return "", nil
}

var isARN = text.Regexp(`^(arn:|[^:]{0,4}[*?])`)

func isAddress(s string) bool {
	if _, err := netip.ParsePrefix(s); err == nil {
		return true
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}

// checkValues judges the values that are known. One that the operator cannot
// read beside others that it can is a mistake all the same.
func checkValues(base string, values facts.List) (Fault, text.Truth) {
	what, reads := reader(familyOf(base))
	if reads == nil {
		return Fault{}, text.No
	}
	for _, v := range values.Items {
		if s, known := v.Value(); known && !template(s) && !reads(strings.TrimSpace(s)) {
			return Fault{Broken, fmt.Sprintf("%s cannot read %q, which is not %s", base, s, what)}, text.Yes
		}
	}
	return Fault{}, text.No
}
