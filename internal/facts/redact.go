package facts

import (
	"slices"
	"sort"
	"strings"

	"github.com/subaud/subaud/internal/source"
)

// Redacted stands where a secret is not shown.
const Redacted = "(redacted)"

// minSecret is the shortest secret that is also hidden where it is repeated.
// Shorter ones would blank out ordinary words.
const minSecret = 8

// Secrets returns the places of all credentials that are written out. No output
// shows what stands there, nor what was concealed.
func (b *Bundle) Secrets() []source.Span {
	out := slices.Clone(b.concealed)
	for _, c := range b.Credentials {
		if c.Presence == "created" || c.Presence == "referenced" {
			continue // what stands there is no value
		}
		for _, s := range []source.Span{c.At, c.Pair} {
			if !s.IsZero() {
				out = append(out, s)
			}
		}
	}
	return out
}

// Redactor hides secrets: at their places, and wherever else the same
// characters appear. A nil Redactor hides nothing.
type Redactor struct {
	spans  map[*source.File][]source.Span // in the outermost file, sorted, disjoint
	values []string                       // longest first
	also   func(string) [][2]int          // what else is hidden of the lines of a file
}

// Also makes the Redactor hide, of the lines of files, the byte ranges that find
// gives for a text as well: what no fact tells of.
func (r *Redactor) Also(find func(text string) [][2]int) *Redactor {
	r.also = find
	return r
}

// NewRedactor returns a Redactor for what stands at the spans.
func NewRedactor(secrets []source.Span) *Redactor {
	r := &Redactor{spans: map[*source.File][]source.Span{}}
	for _, s := range secrets {
		root := s.Root()
		if root.IsZero() {
			continue
		}
		r.spans[root.File] = append(r.spans[root.File], root)
		r.addValue(s.Text())
		r.addValue(root.Text())
	}
	for f, spans := range r.spans {
		r.spans[f] = merge(spans)
	}
	slices.Sort(r.values)
	r.values = slices.Compact(r.values)
	sort.SliceStable(r.values, func(i, j int) bool { return len(r.values[i]) > len(r.values[j]) })
	return r
}

// addValue remembers the characters of a secret that stands on one line. What
// spans several lines is a block or a key file and is hidden by its place.
func (r *Redactor) addValue(s string) {
	s = strings.Trim(s, "\"'` \t\r\n,;")
	if len(s) >= minSecret && !strings.ContainsAny(s, "\r\n") {
		r.values = append(r.values, s)
	}
}

// merge joins spans of one file that touch.
func merge(spans []source.Span) []source.Span {
	slices.SortFunc(spans, source.Span.Compare)
	out := spans[:1]
	for _, s := range spans[1:] {
		last := &out[len(out)-1]
		if s.Start <= last.End {
			last.End = max(last.End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// Within returns the parts of a span's outermost file that are secret and
// touch the span, in order.
func (r *Redactor) Within(s source.Span) []source.Span {
	root := s.Root()
	if r == nil || root.IsZero() {
		return nil
	}
	var out []source.Span
	for _, secret := range r.spans[root.File] {
		if secret.Start < root.End && root.Start < secret.End {
			out = append(out, secret)
		}
	}
	return out
}

// Covers reports whether any of the span is secret.
func (r *Redactor) Covers(s source.Span) bool { return len(r.Within(s)) > 0 }

// String hides the secrets that a string repeats.
func (r *Redactor) String(s string) string {
	if r == nil {
		return s
	}
	for _, v := range r.values {
		if strings.Contains(s, v) {
			s = strings.ReplaceAll(s, v, Redacted)
		}
	}
	return s
}

// Hidden returns the parts of a span of an outermost file that must not be
// shown, in order and disjoint: the secrets that touch it and what repeats one.
func (r *Redactor) Hidden(s source.Span) []source.Span {
	if r == nil || s.IsZero() {
		return nil
	}
	var out []source.Span
	for _, secret := range r.Within(s) {
		secret.Start, secret.End = max(secret.Start, s.Start), min(secret.End, s.End)
		out = append(out, secret)
	}
	body := s.Text()
	for _, v := range r.values {
		for at := 0; ; at += len(v) {
			i := strings.Index(body[at:], v)
			if i < 0 {
				break
			}
			at += i
			out = append(out, s.Sub(at, at+len(v)))
		}
	}
	if r.also != nil {
		for _, at := range r.also(body) {
			out = append(out, s.Sub(at[0], at[1]))
		}
	}
	if len(out) > 1 {
		out = merge(out)
	}
	return out
}

// Text returns the bytes of a span of an outermost file with its secrets
// hidden. Line breaks within a secret are kept, so that lines keep their
// number.
func (r *Redactor) Text(s source.Span) string {
	if s.IsZero() {
		return ""
	}
	var b strings.Builder
	at := s.Start
	for _, hidden := range r.Hidden(s) {
		b.Write(s.File.Data[at:hidden.Start])
		b.WriteString(mask(hidden.Text()))
		at = hidden.End
	}
	b.Write(s.File.Data[at:s.End])
	return b.String()
}

// mask replaces each line of a secret.
func mask(s string) string {
	lines := strings.SplitAfter(s, "\n")
	for i, line := range lines {
		body := strings.TrimRight(line, "\r\n")
		if body != "" {
			lines[i] = Redacted + line[len(body):]
		}
	}
	return strings.Join(lines, "")
}
