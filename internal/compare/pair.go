package compare

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
)

// pair is a fact before and after; one of them is absent where the fact is new
// or gone.
type pair[T facts.Fact] struct {
	before, after T
	// new and gone say which is absent.
	new, gone bool
}

// pairs joins the facts of two trees that are the same thing: by unit and
// address; where the unit is another, by the name that the fact has in its
// cloud, or else by its address alone, provided that it has no equal in either
// tree.
func pairs[T facts.Fact](before, after []T, name func(T) facts.Text) []pair[T] {
	before, after = own(before), own(after)
	m := matcher[T]{of: make([]int, len(after)), taken: make([]bool, len(before))}
	for i := range m.of {
		m.of[i] = -1
	}
	m.join(before, after, false, func(f T) string {
		b := f.FactBase()
		return key(b.Unit, b.Address, variants(b))
	})
	m.join(before, after, false, func(f T) string {
		b := f.FactBase()
		return key(b.Unit, b.Address)
	})
	m.join(before, after, true, func(f T) string {
		if s, ok := name(f).Value(); ok && s != "" {
			return key(s)
		}
		return ""
	})
	m.join(before, after, true, func(f T) string { return key(f.FactBase().Address, canonical(f)) })
	m.join(before, after, true, func(f T) string { return key(f.FactBase().Address) })
	var out []pair[T]
	for i, a := range after {
		if m.of[i] < 0 {
			out = append(out, pair[T]{after: a, new: true})
		} else {
			out = append(out, pair[T]{before: before[m.of[i]], after: a})
		}
	}
	for i, b := range before {
		if !m.taken[i] {
			out = append(out, pair[T]{before: b, gone: true})
		}
	}
	return out
}

// own are the facts that are not from elsewhere.
func own[T facts.Fact](in []T) []T {
	var out []T
	for _, f := range in {
		if !f.FactBase().Context {
			out = append(out, f)
		}
	}
	return out
}

func key(parts ...string) string { return strings.Join(parts, "\x00") }

// variants names the files of variables with which a fact is as it is.
func variants(b *facts.Base) string {
	var out []string
	for _, v := range b.Variants {
		if root := v.Root(); root.File != nil {
			out = append(out, root.File.Path[strings.LastIndexByte(root.File.Path, '/')+1:])
		}
	}
	return strings.Join(out, ",")
}

// matcher remembers who was joined: of each new fact the number of the old one,
// or -1, and which old ones are taken.
type matcher[T facts.Fact] struct {
	of    []int
	taken []bool
}

// join joins what has one key, in order; if unique, only where there is one such
// fact on either side.
func (m *matcher[T]) join(before, after []T, unique bool, of func(T) string) {
	old, many := map[string][]int{}, map[string]int{}
	for i, f := range before {
		if k := of(f); !m.taken[i] && k != "" {
			old[k] = append(old[k], i)
		}
	}
	if len(old) == 0 {
		return
	}
	for i, f := range after {
		if m.of[i] < 0 {
			many[of(f)]++
		}
	}
	for i, f := range after {
		k := of(f)
		found := old[k]
		if m.of[i] >= 0 || len(found) == 0 || unique && (len(found) > 1 || many[k] > 1) {
			continue
		}
		m.of[i], old[k] = found[0], found[1:]
		m.taken[found[0]] = true
	}
}
