package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

const (
	defaultWidth = 120
	redactedText = facts.Redacted
)

// textWriter writes the text format. Write errors stick to the buffer and come
// out at the end.
type textWriter struct {
	*prepared
	w     *bufio.Writer
	meter meter
	paint paint
	width int
}

// text writes findings as a compiler does: what is wrong, the lines, the proof,
// and what to do.
func (p *prepared) text(w io.Writer, opts Options) error {
	t := &textWriter{prepared: p, w: bufio.NewWriter(w), meter: newMeter(), paint: paint(opts.Color), width: cmp.Or(opts.Width, defaultWidth)}
	for i, f := range p.Findings {
		if f.Suppressed == nil {
			t.finding(f, p.prints[i])
		}
	}
	if opts.ShowSuppressed {
		for _, f := range p.Findings {
			if f.Suppressed != nil {
				t.suppressed(f)
			}
		}
	}
	if opts.ShowUndecided {
		for _, same := range openPlaces(p.Undecided) {
			t.undecided(same)
		}
	}
	for _, in := range p.shownProblems(opts.ShowUndecided) {
		t.problem(in)
	}
	if !opts.Terse {
		t.line(Closing(p.Run))
	}
	return t.w.Flush()
}

func (t *textWriter) line(parts ...string) {
	for _, s := range parts {
		_, _ = t.w.WriteString(s) // the error is kept by the buffer
	}
	_ = t.w.WriteByte('\n')
}

func (t *textWriter) finding(f *finding.Finding, print string) {
	t.head(f.Severity.String(), f.Rule.ID, f.Message, t.paint.severity(f.Severity))
	marks := []mark{{At: f.At.Root(), primary: true}}
	for _, n := range f.Related {
		marks = append(marks, mark{At: n.At.Root(), label: escape(t.redact.String(n.Message))})
	}
	gutter := t.places(marks)
	note := noteWriter{t, gutter}
	if len(f.Instances) > 1 {
		note.lines("applies to", []string{strings.Join(f.Instances, ", ")})
	}
	note.witness(f.Witness)
	note.chain(f.Chain)
	note.lines("help", paragraphs(f.Rule.Remediation))
	for _, fix := range f.Fixes {
		note.lines("fix", []string{fix.Title})
	}
	if comment := ignoreLine(f, print); comment != "" {
		note.lines("ignore", []string{comment})
	}
	note.lines("see", paragraphs(explained(f.Rule)))
	t.line()
}

// explained says how to read on about a rule: with the program, which is at hand
// wherever the report is, or a user's own reference.
func explained(r *finding.RuleInfo) string {
	if r.Builtin {
		return "subaud explain " + r.ID
	}
	return see(r)
}

// ignoreLine returns what would set a finding aside: a comment, or where to
// write where the language has no comments.
func ignoreLine(f *finding.Finding, print string) string {
	root := f.At.Root()
	if root.IsZero() {
		return ""
	}
	if line := finding.IgnoreLine(f.Rule.ID, string(discover.Language(root.File.Path, root.File.Data))); line != "" {
		return line
	}
	return "JSON has no comments: list the fingerprint " + print + " in an exceptions file"
}

// suppressed writes a finding that was set aside, with why.
func (t *textWriter) suppressed(f *finding.Finding) {
	t.head("suppressed", f.Rule.ID, f.Message, t.paint.faint)
	gutter := t.places([]mark{{At: f.At.Root(), primary: true}})
	noteWriter{t, gutter}.lines("suppressed", []string{why(f.Suppressed)})
	t.line()
}

// why says how a finding was set aside, and why.
func why(s *finding.Suppression) string {
	out := "by " + s.By
	switch s.By {
	case "inline":
		out = "by a comment"
	case "exception":
		out = "by an exception"
	case "baseline":
		out = "it is in the baseline"
	}
	if !s.At.IsZero() {
		out += " (" + s.At.String() + ")"
	}
	if s.Reason != "" {
		out += ": " + s.Reason
	}
	if s.Owner != "" {
		out += " [" + s.Owner + "]"
	}
	return out
}

// undecided writes the questions that one place leaves open. What would decide
// them is said once, and of several questions only which rules ask them.
func (t *textWriter) undecided(same []*finding.Undecided) {
	u := same[0]
	var asked, symbols []string
	for _, s := range same {
		asked = append(asked, s.Rule.ID)
		symbols = append(symbols, s.Symbols...)
	}
	slices.Sort(symbols)
	asked, symbols = slices.Compact(asked), slices.Compact(symbols)
	if len(asked) == 1 {
		t.head("undecided", u.Rule.ID, u.Message, t.paint.faint)
	} else {
		t.line(t.paint.faint("undecided"), t.paint.bold(": "+count(len(asked), "rule")+" cannot tell here."))
	}
	note := noteWriter{t, t.places([]mark{{At: u.At.Root(), primary: true}})}
	if len(asked) > 1 {
		note.lines("rules", []string{strings.Join(asked, ", ")})
	}
	note.lines("depends on", []string{strings.Join(symbols, ", ")})
	t.line()
}

func (t *textWriter) problem(in *facts.Input) {
	t.head(string(in.Class), in.Code, in.Message, t.paint.faint)
	marks := []mark{{At: in.At.Root(), primary: true}}
	if !in.Related.IsZero() {
		marks = append(marks, mark{At: in.Related.Root(), label: "see here"})
	}
	t.places(marks)
	t.line()
}

// head writes "severity[rule]: message".
func (t *textWriter) head(word, id, message string, color func(string) string) {
	t.line(color(word+"["+escape(id)+"]"), t.paint.bold(": "+escape(t.redact.String(message))))
}

// mark is a place to show.
type mark struct {
	At      source.Span // in the outermost file
	label   string
	primary bool
}

// places shows the marked lines, file by file, the primary one first, and
// returns the width of the gutter.
func (t *textWriter) places(marks []mark) int {
	marks = slices.DeleteFunc(marks, func(m mark) bool { return m.At.IsZero() })
	gutter := 1
	var order []*source.File
	byFile := map[*source.File][]mark{}
	for _, m := range marks {
		gutter = max(gutter, len(strconv.Itoa(m.At.StartPosition().Line)))
		if byFile[m.At.File] == nil {
			order = append(order, m.At.File)
		}
		byFile[m.At.File] = append(byFile[m.At.File], m)
	}
	for _, f := range order {
		arrow, at := ":::", byFile[f][0].At
		if byFile[f][0].primary {
			arrow = "-->"
		}
		t.line(strings.Repeat(" ", gutter), t.paint.frame(arrow), " ", escape(at.String()))
		t.lines(byFile[f], gutter)
	}
	return gutter
}

// lines shows the marked lines of one file in their order.
func (t *textWriter) lines(marks []mark, gutter int) {
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.At.Start, b.At.Start) })
	bar := strings.Repeat(" ", gutter) + " " + t.paint.frame("|")
	last := 0
	for _, m := range marks {
		if len(m.At.File.Data) == 0 {
			continue // what was not read cannot be shown
		}
		n := m.At.StartPosition().Line
		q := t.quote(t.meter, m.At, t.width)
		if n != last {
			switch {
			case last == 0:
				t.line(bar)
			case n > last+1:
				t.line(t.paint.frame("..."))
			}
			t.line(t.paint.frame(fmt.Sprintf("%*d |", gutter, n)), " ", q.text)
		}
		last = n
		under, color := "-", t.paint.frame
		if m.primary {
			under, color = "^", t.paint.bold
		}
		t.line(bar, " ", strings.Repeat(" ", q.pad), color(strings.TrimRight(strings.Repeat(under, q.length)+" "+m.label+more(m.At), " ")))
	}
	if last > 0 {
		t.line(bar)
	}
}

// more says how far a span goes on behind its first line.
func more(s source.Span) string {
	last := s.EndPosition().Line
	if s.End > s.Start && s.EndPosition().Column == 1 {
		last-- // the span ends with a line break
	}
	if last <= s.StartPosition().Line {
		return ""
	}
	return fmt.Sprintf(" (to line %d)", last)
}

// noteWriter writes the "= name: text" lines below a finding.
type noteWriter struct {
	*textWriter
	gutter int
}

// lines writes a note; further lines stand below the first.
func (n noteWriter) lines(name string, lines []string) {
	indent := strings.Repeat(" ", n.gutter+1)
	for i, s := range lines {
		s = escape(n.redact.String(s))
		if i == 0 {
			n.line(indent, n.paint.frame("="), " ", n.paint.bold(name+":"), " ", s)
		} else {
			n.line(indent, strings.Repeat(" ", len("= "+name+": ")), s)
		}
	}
}

func (n noteWriter) witness(w *finding.Witness) {
	if w == nil {
		return
	}
	lines := paragraphs(w.Explains)
	pairs := func(m map[string]string) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			lines = append(lines, k+" = "+m[k])
		}
	}
	pairs(w.Claims)
	if w.Principal != "" {
		lines = append(lines, "principal = "+w.Principal)
	}
	pairs(w.Request)
	for _, a := range w.Assumptions {
		lines = append(lines, "assuming that "+a)
	}
	n.lines("witness", lines)
}

func (n noteWriter) chain(chain []finding.Note) {
	var lines []string
	for i, c := range chain {
		lines = append(lines, fmt.Sprintf("%d. %s (%s)", i+1, c.Message, c.At))
	}
	n.lines("chain", lines)
}

// paragraphs splits a text of the catalogue into its lines.
func paragraphs(s string) []string {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// Closing returns the line that ends a text report. It never says that all is
// well where something was not looked at or is left open.
func Closing(run *Run) string {
	p := &prepared{Run: run}
	live := p.live()
	if run.Facts == 0 && len(live) == 0 && Unanalysed(run.Problems) == 0 {
		return fmt.Sprintf("Nothing here speaks of identity between Kubernetes and the clouds (%s looked at).", count(run.Files, "file"))
	}
	var b strings.Builder
	b.WriteString(count(len(live), "finding"))
	counts := tally(live)
	var by []string
	for _, s := range severities() {
		if counts[s] > 0 {
			by = append(by, fmt.Sprintf("%d %s", counts[s], s))
		}
	}
	if len(by) > 0 {
		b.WriteString(" (" + strings.Join(by, ", ") + ")")
	}
	fmt.Fprintf(&b, " in %s; %d suppressed; %s; %s not analysed",
		count(run.Files, "file"), len(run.Findings)-len(live), open(run.Undecided), count(Unanalysed(run.Problems), "file"))
	return b.String()
}

// open counts the questions that are left open, and the places that leave them
// so where these are fewer: one unknown value is asked about by many rules.
func open(questions []*finding.Undecided) string {
	places := len(openPlaces(questions))
	if places == len(questions) {
		return fmt.Sprintf("%d undecided", len(questions))
	}
	return fmt.Sprintf("%d undecided at %s", len(questions), count(places, "place"))
}

// openPlaces groups the questions by the place that leaves them open, in the
// order of the first of each.
func openPlaces(questions []*finding.Undecided) [][]*finding.Undecided {
	index := map[source.Span]int{}
	var out [][]*finding.Undecided
	for _, u := range questions {
		i, seen := index[u.At.Root()]
		if !seen {
			i = len(out)
			index[u.At.Root()] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], u)
	}
	return out
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
