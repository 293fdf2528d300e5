package summary

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// triple is a version: major, minor and patch.
type triple [3]int

// Range is the versions from low on and before high.
type Range struct {
	low, high triple
	unknown   bool // a reference that is no version
}

// last is above every version.
var last = triple{math.MaxInt}

// whole reports whether all versions are meant.
func (r Range) whole() bool { return r.low == triple{} && r.high == last }

// meets reports whether some version is in both.
func (r Range) meets(o Range) bool {
	return slices.Compare(r.low[:], o.high[:]) < 0 && slices.Compare(o.low[:], r.high[:]) < 0
}

// constraint reads a version constraint, or a git reference behind "ref ". What
// is excluded (!=) does not matter to a range. No constraint is all versions,
// and a branch or a commit may be any.
// https://developer.hashicorp.com/terraform/language/expressions/version-constraints
func constraint(s string) Range {
	out := Range{high: last}
	if ref, ok := strings.CutPrefix(s, "ref "); ok {
		v, n, isVersion := version(strings.TrimPrefix(ref, "v"))
		if !isVersion {
			out.unknown = !slices.Contains([]string{"main", "master", "HEAD"}, ref)
			return out
		}
		return Range{low: v, high: v.next(max(n-1, 0))}
	}
	for term := range strings.SplitSeq(s, ",") {
		term = strings.TrimSpace(term)
		digits := strings.TrimLeft(term, "=!<>~ ")
		operator := strings.TrimSpace(strings.TrimSuffix(term, digits))
		v, n, ok := version(digits)
		if term == "" || operator == "!=" {
			continue
		}
		if !ok {
			return Range{unknown: true}
		}
		switch operator {
		case "", "=":
			out.cut(v, v.next(2))
		case ">":
			out.cut(v.next(2), last)
		case ">=":
			out.cut(v, last)
		case "<":
			out.cut(triple{}, v)
		case "<=":
			out.cut(triple{}, v.next(2))
		case "~>":
			out.cut(v, v.next(max(n-2, 0)))
		default:
			return Range{unknown: true}
		}
	}
	return out
}

// cut narrows a range.
func (r *Range) cut(low, high triple) {
	if slices.Compare(low[:], r.low[:]) > 0 {
		r.low = low
	}
	if slices.Compare(high[:], r.high[:]) < 0 {
		r.high = high
	}
}

// next is the first version in which the nth number is one higher.
func (t triple) next(n int) triple {
	t[n]++
	for i := n + 1; i < len(t); i++ {
		t[i] = 0
	}
	return t
}

// version reads up to three numbers, and says how many there were. What stands
// behind a hyphen or a plus sign is left out.
func version(s string) (out triple, n int, ok bool) {
	s, _, _ = strings.Cut(s, "-")
	s, _, _ = strings.Cut(s, "+")
	fields := strings.Split(s, ".")
	if len(fields) > len(out) {
		return out, 0, false
	}
	for i, f := range fields {
		x, err := strconv.Atoi(f)
		if err != nil || x < 0 || x > 1_000_000_000 {
			return out, 0, false
		}
		out[i] = x
	}
	return out, len(fields), true
}
