// Package triage sets findings aside, and says so: by comments in the files
// (Inline), by a file of exceptions (Exceptions) and by a baseline (Baseline).
//
// What was set aside stays in the result, marked. What sets aside is itself
// judged: each comment and exception becomes a facts.Ignore with a state, for a
// second pass of the rules (ignore/*). Nothing here reads the clock: today is
// given.
package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/source"
)

// The states of a facts.Ignore.
const (
	StateUsed      = "used"
	StateUnused    = "unused"
	StateExpired   = "expired"
	StateMalformed = "malformed"
)

// The ways in which a finding is set aside: finding.Suppression.By.
const (
	ByInline    = "inline"
	ByException = "exception"
	ByBaseline  = "baseline"
)

// expiresSoon is how many days before its end a suppression says so.
const expiresSoon = 14

// ignoreKind is the kind of the rules that judge suppressions.
const ignoreKind = "ignore/"

// Run is what a run found and knew, before anything was set aside and before
// findings were left out by severity or by what changed.
type Run struct {
	// Findings are marked in place.
	Findings []*finding.Finding
	// Undecided and Problems tell where it is not known whether a suppression
	// is of use.
	Undecided []*finding.Undecided
	Problems  []*facts.Input
	// Rules are all rules there are, so that a misspelled name is told from
	// that of a rule which did not run.
	Rules []*finding.RuleInfo
	// Ran reports whether a rule ran; nil means that all did.
	Ran func(rule string) bool
	// Partial says that only part of what the exceptions and the baseline are
	// about was looked at (paths were named): what is not found may be there.
	Partial bool
	// Today is the day, in the zone of the value. A suppression holds to the
	// end of the day on which it expires.
	Today time.Time
}

// rulebook finds rules by what people write.
type rulebook struct {
	ids   map[string]string // id or alias to id
	names []string          // ids, sorted
}

func (r *Run) rulebook() rulebook {
	b := rulebook{ids: map[string]string{}}
	for _, rule := range r.Rules {
		for _, alias := range rule.Aliases {
			b.ids[alias] = rule.ID
		}
	}
	for _, rule := range r.Rules { // an id beats an alias
		b.ids[rule.ID] = rule.ID
		b.names = append(b.names, rule.ID)
	}
	slices.Sort(b.names)
	return b
}

// resolve returns the id of a rule as written, or a sentence that says why it
// names none.
func (b rulebook) resolve(written string) (id, fault string) {
	if strings.ContainsAny(written, "*?[]{}") {
		return "", fmt.Sprintf("Name each rule: %q would also hide what is found tomorrow.", clip(written))
	}
	if id, ok := b.ids[written]; ok {
		if strings.HasPrefix(id, ignoreKind) {
			return "", fmt.Sprintf("Findings of %s are about suppressions and cannot be set aside by one.", id)
		}
		return id, ""
	}
	fault = fmt.Sprintf("There is no rule %q.", clip(written))
	for _, name := range b.names {
		if _, slug, _ := strings.Cut(name, "/"); slug == written {
			return "", fmt.Sprintf("%s Did you mean %q?", fault, name)
		}
	}
	if name := near.Word(written, b.names); name != "" {
		fault += fmt.Sprintf(" Did you mean %q?", name)
	}
	return "", fault
}

// clip shortens what somebody wrote to what a sentence can hold.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}

// ran reports whether a rule ran.
func (r *Run) ran(rule string) bool { return r.Ran == nil || r.Ran(rule) }

// vague reports whether a rule might find more in a file than it did: a
// question was left open at one of the places, or not all of the file could be
// analysed.
func (r *Run) vague(rule string, at func(source.Span) bool, path string) bool {
	return slices.ContainsFunc(r.Undecided, func(u *finding.Undecided) bool { return u.Rule.ID == rule && at(u.At) }) ||
		slices.ContainsFunc(r.Problems, func(p *facts.Input) bool { return p.Class != facts.Mistake && pathOf(p.At) == path })
}

// day is a date without a time.
func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// parseDay reads YYYY-MM-DD.
func parseDay(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil
}

// lapse tells how a day of expiry, as written, stands to today: whether it is
// past, and a sentence if it is or will be soon.
func (r *Run) lapse(expires string) (expired bool, sentence string) {
	end, ok := parseDay(expires)
	if !ok {
		return false, ""
	}
	switch days := int(end.Sub(day(r.Today)).Hours() / 24); {
	case days < 0:
		return true, fmt.Sprintf("It expired on %s.", expires)
	case days == 0:
		return false, "It expires today."
	case days <= expiresSoon:
		return false, fmt.Sprintf("It expires on %s, in %s.", expires, count(days, "day"))
	default:
		return false, ""
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// sentences joins sentences.
func sentences(s ...string) string {
	return strings.Join(slices.DeleteFunc(s, func(s string) bool { return s == "" }), " ")
}

// pathOf returns the path of the outermost file of a span.
func pathOf(s source.Span) string {
	if root := s.Root(); root.File != nil {
		return root.File.Path
	}
	return ""
}

// Files lists the outermost files in which facts, findings and questions
// stand, sorted by path: those whose comments matter to them.
func Files(bundle *facts.Bundle, run *Run) []*source.File {
	byPath := map[string]*source.File{}
	add := func(s source.Span) {
		if root := s.Root(); root.File != nil && len(root.File.Data) > 0 {
			byPath[root.File.Path] = root.File
		}
	}
	for _, k := range facts.Kinds() {
		for _, f := range bundle.Of(k) {
			add(f.FactBase().At)
		}
	}
	for _, u := range run.Undecided {
		add(u.At)
	}
	for _, f := range run.Findings {
		add(f.At)
	}
	var out []*source.File
	for _, f := range byPath {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b *source.File) int { return cmp.Compare(a.Path, b.Path) })
	return out
}
