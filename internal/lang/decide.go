package lang

import "slices"

// workBudget bounds a first search for the shortest member of a set, and
// splitBudget what follows pattern by pattern if that was not enough, in
// automaton positions and edges visited. Together they are a fraction of a
// second; all that was seen in policies needs a hundredth of it.
const (
	workBudget  = 500_000
	splitBudget = 3_000_000
)

// Verdict is an answer of three values. The zero Verdict is Unknown.
type Verdict uint8

// Yes and No hold whatever the symbols are. Unknown is given where it depends on
// the symbols, or could not be found out within the budget.
const (
	Unknown Verdict = iota
	No
	Yes
)

// String is "yes", "no" or "unknown".
func (v Verdict) String() string { return [...]string{"unknown", "no", "yes"}[v%3] }

// Not exchanges Yes and No.
func (v Verdict) Not() Verdict { return [...]Verdict{Unknown, Yes, No}[v%3] }

// Contains tells whether text is in s. Without symbols in s it is never Unknown.
// The time is that of reading text once per pattern.
func (s Set) Contains(text string) Verdict { return s.Matches(Text(text)) }

// Matches tells whether a word, a pattern of text and symbols such as
// [Set.Witness] returns, is in s.
func (s Set) Matches(word Pattern) Verdict {
	switch {
	case slices.ContainsFunc(word.parts, func(c part) bool { return !c.letter() }):
		return Of(word).SubsetOf(s)
	case s.node().holds(word, surely):
		return Yes
	case !s.node().holds(word, possibly):
		return No
	}
	return Unknown
}

// Empty tells whether s has no member. No means that it has one, although which
// may depend on the symbols.
func (s Set) Empty() Verdict {
	_, v := s.Witness(Preferences{Fill: plainFill()})
	return v.Not()
}

// Disjoint tells whether s and t have no common member.
func (s Set) Disjoint(t Set) Verdict { return Intersect(s, t).Empty() }

// Intersects tells whether s and t have a common member.
func (s Set) Intersects(t Set) Verdict { return s.Disjoint(t).Not() }

// SubsetOf tells whether every member of s is in t.
func (s Set) SubsetOf(t Set) Verdict { return s.Minus(t).Empty() }

// Equal tells whether s and t have the same members.
func (s Set) Equal(t Set) Verdict {
	v := s.SubsetOf(t)
	if v == No {
		return No
	}
	if w := t.SubsetOf(s); w != Yes {
		return w
	}
	return v
}

// Only returns the single member of s, if it is known that there is exactly one
// and what it is.
func (s Set) Only() (string, bool) {
	word, v := s.Witness(Preferences{})
	text, ok := word.Text()
	if v != Yes || !ok || s.Minus(Lit(text)).Empty() != Yes {
		return "", false
	}
	return text, true
}

// Preferences say which members are good to read.
type Preferences struct {
	Samples []string // whole members, best first
	Fill    []string // what to put for `*` in a pattern, best first
}

// Witness returns a member of s. Yes comes with the first of the samples that is
// a member, or a pattern of s with its wildcards filled in, or else, and if there
// are no preferences, a shortest member (only a short one if the set is so
// involved that its patterns had to be searched one by one). The member is text
// or, where s has symbols, text with symbols that is in s whatever they are. No
// means that s is empty. With Unknown there is no member to show; see [Set.May].
func (s Set) Witness(prefer Preferences) (Pattern, Verdict) {
	n := s.node()
	for _, sample := range prefer.Samples {
		if word := Text(sample); n.holds(word, surely) {
			return word, Yes
		}
	}
	list, ok := n.branches(false)
	if !ok {
		return intact(n.solveWhole())
	}
	var open []branch
	for _, b := range list {
		if b, ok := b.reduce(); ok {
			open = append(open, b)
		}
	}
	if word, ok := guess(n, open, prefer.Fill); ok {
		return word, Yes
	}
	return intact(solve(n, open))
}
