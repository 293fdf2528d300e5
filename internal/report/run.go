// Package report turns a run's findings into what people and machines read.
//
// Writers are pure: they take a Run and an io.Writer and look at nothing else,
// so that they are tested, and saved results printed again, with no scan.
// What comes from the inputs is hostile: it is escaped for its sink here, and
// what stands where a credential stands is never written.
package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
)

// Name is the program's name in reports.
const Name = "subaud"

// Home is the project's address; the documentation of rules lies below it.
const Home = "https://github.com/subaud/subaud"

// Run is all that a run found.
type Run struct {
	// Version is the program's.
	Version string
	// Rules are all rules that were loaded, whether or not they found anything;
	// of those that did not, a format that does not describe rules (Describes)
	// needs no more than the names.
	Rules []*finding.RuleInfo
	// Findings include the suppressed ones.
	Findings []*finding.Finding
	// Prints are the fingerprints of findings where they are known: of those
	// that are left when others were left out, or that were saved. Where one is
	// missing, it is computed.
	Prints    map[*finding.Finding]string
	Undecided []*finding.Undecided
	// Problems are the faults of class incomplete and undecided.
	Problems []*facts.Input
	Inputs   []analyzers.Input
	// Files is how many files were looked at, Facts how many facts they gave.
	Files, Facts int
	// Secrets are the places that no report may show.
	Secrets []source.Span
}

// Options say how a report looks. The zero value is usable.
type Options struct {
	// Color adds terminal colours (text and concise).
	Color bool
	// Width is how many cells a quoted line may take; 0 means 120.
	Width int
	// ShowUndecided lists the undecided questions (text and concise).
	ShowUndecided bool
	// ShowSuppressed lists what was set aside (text, concise and markdown).
	ShowSuppressed bool
	// Terse leaves out the closing summary (text).
	Terse bool
	// FailOn is the least severity of a finding by which a test fails (junit).
	FailOn finding.Severity
}

// The formats.
const (
	FormatText     = "text"
	FormatConcise  = "concise"
	FormatJSON     = "json"
	FormatJSONL    = "jsonl"
	FormatSARIF    = "sarif"
	FormatGitHub   = "github"
	FormatGitLab   = "gitlab"
	FormatJUnit    = "junit"
	FormatMarkdown = "markdown"
)

// Describes reports whether a format says what each rule is, so that it needs
// all of Run.Rules and not only their names.
func Describes(format string) bool { return format == FormatSARIF }

// writer writes one format.
type writer struct {
	format string
	write  func(*prepared, io.Writer, Options) error
}

// writers lists the formats, those for people first.
func writers() []writer {
	plain := func(write func(*prepared, io.Writer) error) func(*prepared, io.Writer, Options) error {
		return func(p *prepared, w io.Writer, _ Options) error { return write(p, w) }
	}
	return []writer{
		{FormatText, (*prepared).text},
		{FormatConcise, (*prepared).concise},
		{FormatMarkdown, (*prepared).markdown},
		{FormatJSON, plain((*prepared).json)},
		{FormatJSONL, plain((*prepared).jsonl)},
		{FormatSARIF, plain((*prepared).sarif)},
		{FormatGitHub, (*prepared).github},
		{FormatGitLab, plain((*prepared).gitlab)},
		{FormatJUnit, (*prepared).junit},
	}
}

// Formats lists the formats that Write knows.
func Formats() (out []string) {
	for _, f := range writers() {
		out = append(out, f.format)
	}
	return out
}

// Write writes the run in a format. The error is the writer's, or says that
// there is no such format.
func Write(w io.Writer, format string, run *Run, opts Options) error {
	for _, f := range writers() {
		if f.format != format {
			continue
		}
		if err := f.write(prepare(run), w, opts); err != nil {
			return fmt.Errorf("write %s report: %w", format, err)
		}
		return nil
	}
	return fmt.Errorf("write report: no format %q: want %s", format, strings.Join(Formats(), ", "))
}

// prepared is a Run in order, with what several writers need.
type prepared struct {
	*Run
	redact *facts.Redactor
	prints []string // the fingerprint of each finding
}

func prepare(run *Run) *prepared {
	sorted := *run
	sorted.Findings = slices.Clone(run.Findings)
	sorted.Undecided = slices.Clone(run.Undecided)
	sorted.Problems = slices.Clone(run.Problems)
	sorted.Rules = slices.Clone(run.Rules)
	finding.Sort(sorted.Findings)
	finding.SortUndecided(sorted.Undecided)
	slices.SortStableFunc(sorted.Problems, func(a, b *facts.Input) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	slices.SortFunc(sorted.Rules, func(a, b *finding.RuleInfo) int { return cmp.Compare(a.ID, b.ID) })
	prints := finding.Fingerprints(sorted.Findings)
	for i, f := range sorted.Findings {
		prints[i] = cmp.Or(run.Prints[f], prints[i])
	}
	return &prepared{Run: &sorted, redact: facts.NewRedactor(run.Secrets).Also(secret.Sent), prints: prints}
}

// Unanalysed counts the files of which something could not be analysed.
func Unanalysed(problems []*facts.Input) int {
	paths := map[string]bool{}
	for _, p := range problems {
		if isIncomplete(p) {
			paths[pathOf(p.At)] = true
		}
	}
	return len(paths)
}

func isIncomplete(in *facts.Input) bool { return in.Class == facts.Incomplete }

// pathOf returns the path of the file that a span stands in.
func pathOf(s source.Span) string {
	if root := s.Root(); root.File != nil {
		return root.File.Path
	}
	return ""
}

// live returns the findings that are not suppressed.
func (p *prepared) live() (out []*finding.Finding) {
	for _, f := range p.Findings {
		if f.Suppressed == nil {
			out = append(out, f)
		}
	}
	return out
}

// shownProblems returns the problems to print beside the findings: of class
// incomplete, and undecided too if all are wanted. A problem that a rule of
// kind input reports at the same place has been said already.
func (p *prepared) shownProblems(undecided bool) (out []*facts.Input) {
	said := map[source.Span]bool{}
	for _, f := range p.live() {
		if f.Rule.Kind == string(facts.KindInput) {
			said[f.At.Root()] = true
		}
	}
	for _, in := range p.Problems {
		if (isIncomplete(in) || undecided) && !said[in.At.Root()] {
			out = append(out, in)
		}
	}
	return out
}

// tally counts findings by severity, the worst first.
func tally(fs []*finding.Finding) (counts [finding.SeverityCritical + 1]int) {
	for _, f := range fs {
		counts[f.Severity]++
	}
	return counts
}

// severities lists the ladder, the worst first.
func severities() []finding.Severity {
	return []finding.Severity{
		finding.SeverityCritical, finding.SeverityHigh, finding.SeverityMedium, finding.SeverityLow, finding.SeverityNote,
	}
}

// DocPath returns where the documentation of a rule of ours lies, relative to
// the project; empty for a user's own rule.
func DocPath(r *finding.RuleInfo) string {
	if !r.Builtin {
		return ""
	}
	return "docs/rules/" + r.ID + ".md"
}

// see returns where to read on about a rule: its page, or a user's reference.
func see(r *finding.RuleInfo) string {
	if path := DocPath(r); path != "" {
		return Home + "/blob/main/" + path
	}
	if len(r.References) > 0 {
		return r.References[0]
	}
	return ""
}
