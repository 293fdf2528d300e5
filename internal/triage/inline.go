package triage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/triage/comments"
)

// Inline sets aside the findings that comments of the files ask for, and
// returns a fact for each rule that a comment names. Files that do not hold the
// word subaud:ignore cost one search of their bytes. Files of context are
// passed over: nothing is found in them.
//
// A comment that has its line to itself covers the next block: of HCL and Rego
// the block or attribute, of YAML the entry or item (the object, if it stands
// above the first line of one), of shell the command, of Markdown the fence or
// paragraph. A comment behind something covers its line. It covers what is
// reported there, in whichever document of the file.
func Inline(files []*source.File, run *Run) []*facts.Ignore {
	in := inliner{Run: run, book: run.rulebook(), byPath: map[string][]located{}}
	for _, f := range run.Findings {
		if root := f.At.Root(); root.File != nil {
			in.byPath[root.File.Path] = append(in.byPath[root.File.Path], located{f, root.StartPosition().Line})
		}
	}
	var out []*facts.Ignore
	for _, f := range files {
		if f.Context || f.Parent() != nil {
			continue
		}
		found := comments.Find(f.Path, f.Data)
		// From below, so that of two comments the closer one takes a finding.
		for _, c := range slices.Backward(found) {
			out = append(out, in.apply(f, c)...)
		}
	}
	slices.SortStableFunc(out, func(a, b *facts.Ignore) int { return a.At.Compare(b.At) })
	return out
}

// inliner is a Run as comments need it.
type inliner struct {
	*Run
	book   rulebook
	byPath map[string][]located
}

// located is a finding with its line in the outermost file.
type located struct {
	*finding.Finding
	line int
}

// scope is the lines that a comment covers.
type scope struct {
	file        *source.File
	first, last int
}

func (s scope) holds(line int) bool { return s.first <= line && line <= s.last }

// holdsSpan reports whether a span begins on the lines.
func (s scope) holdsSpan(at source.Span) bool {
	root := at.Root()
	return root.File != nil && root.File.Path == s.file.Path && s.holds(root.StartPosition().Line)
}

// apply does what one comment asks for.
func (in *inliner) apply(f *source.File, c comments.Comment) []*facts.Ignore {
	s := scope{file: f, first: 1, last: 0}
	if c.From >= 0 {
		s.first, s.last = f.Position(c.From).Line, f.Position(max(c.From, c.To-1)).Line
	}
	if c.Example && !slices.ContainsFunc(in.byPath[f.Path], func(l located) bool { return s.holds(l.line) }) {
		return nil
	}
	d := parseDirective(string(f.Data[c.Start+len(finding.IgnoreDirective) : c.End]))
	at := f.Span(c.Start, c.End)
	if c.Fault != "" {
		d.fault = c.Fault
	}
	if d.fault != "" {
		return []*facts.Ignore{inlineFact(at, d, strings.Join(d.rules, ","), StateMalformed, d.fault)}
	}
	var out []*facts.Ignore
	for _, written := range d.rules {
		rule, fault := in.book.resolve(written)
		if fault != "" {
			out = append(out, inlineFact(at, d, written, StateMalformed, fault))
			continue
		}
		if state, message := in.suppress(s, rule, d, at); state != "" {
			out = append(out, inlineFact(at, d, rule, state, message))
		}
	}
	return out
}

// suppress marks the findings of a rule in a scope, and returns the state of
// the comment; none where it cannot be told whether it is of use.
func (in *inliner) suppress(s scope, rule string, d directive, at source.Span) (state, message string) {
	var matched []*finding.Finding
	for _, l := range in.byPath[s.file.Path] {
		if l.Rule.ID == rule && s.holds(l.line) {
			matched = append(matched, l.Finding)
		}
	}
	expired, lapse := in.lapse(d.expires)
	switch {
	case expired && len(matched) == 0 && in.ran(rule):
		return StateExpired, sentences(lapse, "Nothing of "+rule+" is found here: take it away.")
	case expired:
		return StateExpired, sentences(lapse, "What it hid is reported again.")
	case len(matched) > 0:
		for _, f := range matched {
			if f.Suppressed == nil {
				f.Suppressed = &finding.Suppression{By: ByInline, Reason: d.reason, Owner: d.owner, At: at}
			}
		}
		return StateUsed, lapse
	case !in.ran(rule) || in.vague(rule, s.holdsSpan, s.file.Path):
		return "", ""
	case s.last < s.first:
		return StateUnused, "Nothing follows it in its block: put it above what it is about, as deep."
	}
	message = fmt.Sprintf("Nothing of %s is found on what it covers", rule)
	if other := in.elsewhere(s, rule); other > 0 {
		return StateUnused, fmt.Sprintf("%s (%s); line %d has one: put it above that, or behind it.", message, s, other)
	}
	return StateUnused, fmt.Sprintf("%s (%s): take it away.", message, s)
}

// elsewhere returns the line of the closest finding of a rule that is not in
// the scope; 0 if there is none.
func (in *inliner) elsewhere(s scope, rule string) int {
	best, least := 0, 0
	for _, l := range in.byPath[s.file.Path] {
		away := max(s.first-l.line, l.line-s.last)
		if l.Rule.ID == rule && l.Suppressed == nil && (best == 0 || away < least) {
			best, least = l.line, away
		}
	}
	return best
}

// String names the lines.
func (s scope) String() string {
	if s.first == s.last {
		return fmt.Sprintf("line %d", s.first)
	}
	return fmt.Sprintf("lines %d to %d", s.first, s.last)
}

// inlineFact makes the fact of a comment and one of its rules. Its address
// holds no path and no line, since fingerprints rest on it.
func inlineFact(at source.Span, d directive, rule, state, message string) *facts.Ignore {
	return &facts.Ignore{
		Base: facts.Base{
			ID:      facts.ID(fmt.Sprintf("ignore:%s:%d#%s", at.File.Path, at.Start, clip(rule))),
			Address: strings.TrimSpace(finding.IgnoreDirective + " " + clip(rule)),
			At:      at, Source: ByInline, Unit: at.File.Path, Instances: []string{}, Calls: []source.Span{},
		},
		Rule: rule, Reason: d.reason, Owner: d.owner, Expires: d.expires, State: state, Message: message,
	}
}
