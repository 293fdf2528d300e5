// Package text holds strings of which parts may be unknown, and trees of such
// strings.
//
// Terraform, shell and templates leave holes in the strings that they write:
// "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/x". A hole
// means one string, unknown which; it is never a wildcard (which in IAM means
// all of these). Each hole is a Symbol, so that two uses of the same unknown
// can be recognised as equal.
package text

import (
	"strings"

	"github.com/subaud/subaud/internal/source"
)

// Text is a string that is absent, known, partly unknown or wholly unknown.
// The zero Text is absent: nothing was written.
type Text struct {
	parts []Part
	// At is where the text was written; zero where it was computed.
	At source.Span
}

// Part is a run of known characters or one symbol (then Lit is empty).
type Part struct {
	Lit string
	Sym *Symbol
}

// Known returns a text whose every character is known.
func Known(s string, at source.Span) Text {
	return Text{parts: []Part{{Lit: s}}, At: at}
}

// Of returns the text that consists of one symbol.
func Of(s *Symbol, at source.Span) Text { return Join(at, Part{Sym: s}) }

// Join returns the concatenation of parts. Symbols that are themselves
// concatenations are written out, and neighbouring literals are merged, so
// that equal texts have equal parts.
func Join(at source.Span, parts ...Part) Text {
	out := make([]Part, 0, len(parts))
	for _, p := range parts {
		out = appendPart(out, p)
	}
	if len(out) == 0 {
		out = append(out, Part{})
	}
	return Text{parts: out, At: at}
}

func appendPart(out []Part, p Part) []Part {
	if p.Sym != nil && p.Sym.Parts != nil {
		for _, q := range p.Sym.Parts {
			out = appendPart(out, q)
		}
		return out
	}
	if p.Sym != nil {
		return append(out, p)
	}
	if p.Lit == "" {
		return out
	}
	if n := len(out); n > 0 && out[n-1].Sym == nil {
		out[n-1].Lit += p.Lit
		return out
	}
	return append(out, p)
}

// Concat joins texts; it stands where the first of them stands.
func Concat(texts ...Text) Text {
	var parts []Part
	var at source.Span
	for _, t := range texts {
		parts = append(parts, t.parts...)
		if at.IsZero() {
			at = t.At
		}
	}
	return Join(at, parts...)
}

// Absent reports whether nothing was written, not even an empty string.
func (t Text) Absent() bool { return t.parts == nil }

// Value returns the string and true if all of it is known.
func (t Text) Value() (string, bool) {
	if len(t.parts) == 1 && t.parts[0].Sym == nil {
		return t.parts[0].Lit, true
	}
	return "", false
}

// IsKnown reports whether the text is present and every character is known.
func (t Text) IsKnown() bool {
	_, ok := t.Value()
	return ok
}

// Is reports whether the text is known and equal to s.
func (t Text) Is(s string) bool {
	v, ok := t.Value()
	return ok && v == s
}

// Parts returns the parts in order; nil if the text is absent. The slice must
// not be changed.
func (t Text) Parts() []Part { return t.parts }

// Symbols returns the symbols in the order of their first use.
func (t Text) Symbols() []*Symbol {
	var out []*Symbol
	seen := map[*Symbol]bool{}
	for _, p := range t.parts {
		if p.Sym != nil && !seen[p.Sym] {
			seen[p.Sym] = true
			out = append(out, p.Sym)
		}
	}
	return out
}

// String prints the text with its symbols as ${name}; an absent text is "".
func (t Text) String() string {
	var b strings.Builder
	for _, p := range t.parts {
		if p.Sym != nil {
			b.WriteString("${" + p.Sym.Name + "}")
		} else {
			b.WriteString(p.Lit)
		}
	}
	return b.String()
}

// WithAt returns the text as if it had been written at the span.
func (t Text) WithAt(at source.Span) Text {
	t.At = at
	return t
}

// Map applies f to a known text's string, keeping its place. A text that is
// not wholly known is returned as it is, with ok false.
func (t Text) Map(f func(string) string) (out Text, ok bool) {
	s, ok := t.Value()
	if !ok {
		return t, false
	}
	return Known(f(s), t.At), true
}

// CutPrefix returns the text without a known prefix. It is false where the
// prefix is not wholly spelled out by the text's first literal.
func (t Text) CutPrefix(prefix string) (Text, bool) {
	if len(t.parts) == 0 || t.parts[0].Sym != nil || !strings.HasPrefix(t.parts[0].Lit, prefix) {
		return t, false
	}
	rest := append([]Part{{Lit: t.parts[0].Lit[len(prefix):]}}, t.parts[1:]...)
	return Join(t.At, rest...), true
}

// CutSuffix returns the text without a known suffix.
func (t Text) CutSuffix(suffix string) (Text, bool) {
	n := len(t.parts) - 1
	if n < 0 || t.parts[n].Sym != nil || !strings.HasSuffix(t.parts[n].Lit, suffix) {
		return t, false
	}
	last := Part{Lit: strings.TrimSuffix(t.parts[n].Lit, suffix)}
	rest := append(append([]Part{}, t.parts[:n]...), last)
	return Join(t.At, rest...), true
}

// Split cuts the text at every occurrence of sep in its literals. A symbol may
// itself hold the separator; callers that need certainty ask the pieces.
func (t Text) Split(sep string) []Text {
	if t.Absent() {
		return nil
	}
	var out []Text
	var current []Part
	for _, p := range t.parts {
		if p.Sym != nil {
			current = append(current, p)
			continue
		}
		pieces := strings.Split(p.Lit, sep)
		for i, piece := range pieces {
			if i > 0 {
				out = append(out, Join(t.At, current...))
				current = nil
			}
			current = append(current, Part{Lit: piece})
		}
	}
	return append(out, Join(t.At, current...))
}

// maxAlternatives bounds how many texts a text with choices is expanded to.
const maxAlternatives = 64

// Alternatives lists the texts that t may be, where its symbols stand for one
// of a few known choices (a conditional whose condition is unknown). A text
// without choices, or with too many, is its own only alternative.
func (t Text) Alternatives() []Text {
	out := []Text{t}
	for {
		next, changed := expandOnce(out)
		if !changed || len(next) > maxAlternatives {
			return out
		}
		out = next
	}
}

func expandOnce(texts []Text) (out []Text, changed bool) {
	for _, t := range texts {
		sym := firstChoice(t)
		if sym == nil {
			out = append(out, t)
			continue
		}
		changed = true
		for _, c := range sym.Choices {
			out = append(out, t.replace(sym, c))
		}
	}
	return out, changed
}

func firstChoice(t Text) *Symbol {
	for _, p := range t.parts {
		if p.Sym != nil && len(p.Sym.Choices) > 0 {
			return p.Sym
		}
	}
	return nil
}

// replace puts a text in place of every use of a symbol.
func (t Text) replace(sym *Symbol, with Text) Text {
	var parts []Part
	for _, p := range t.parts {
		if p.Sym == sym {
			parts = append(parts, with.parts...)
		} else {
			parts = append(parts, p)
		}
	}
	at := t.At
	if len(t.parts) == 1 && !with.At.IsZero() {
		at = with.At
	}
	return Join(at, parts...)
}
