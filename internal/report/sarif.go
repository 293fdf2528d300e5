package report

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

// Limits of GitHub code scanning, which refuses what is over them.
// https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
const (
	maxResults   = 25_000
	maxFlowSteps = 1_000
)

const sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"

// codeTooMany is the notification that findings were left out.
const codeTooMany = "too-many-findings"

// sarifWriter builds the one run of a SARIF log.
type sarifWriter struct {
	*prepared
	ruleIndex   map[string]int
	noticeIndex map[string]int
	driver      *sarif.ToolComponent
	hashes      map[*source.File][]string
}

// sarif writes a SARIF 2.1.0 log as GitHub code scanning wants it: the worst
// findings first, no suppressed ones (it would show them as open), paths
// relative to the repository root, columns in UTF-16 units.
func (p *prepared) sarif(w io.Writer) error {
	s := &sarifWriter{prepared: p, ruleIndex: map[string]int{}, noticeIndex: map[string]int{}, hashes: map[*source.File][]string{}}
	s.driver = sarif.NewToolComponent().WithName(Name).WithInformationURI(Home)
	if p.Version != "" {
		s.driver.WithVersion(p.Version)
	}
	for _, r := range p.Rules {
		s.addRule(r)
	}
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(s.driver)).WithColumnKind("utf16CodeUnits")
	run.NewlineSequences = []string{"\r\n", "\n", "\r"} // as package source counts lines
	dropped := s.results(run)
	run.AddInvocation(s.invocation(dropped))
	log := sarif.NewReport()
	log.Schema = sarifSchema
	log.AddRun(run)
	return writeClean(w, log)
}

// results adds the findings, the worst first, and returns how many were left
// out.
func (s *sarifWriter) results(run *sarif.Run) int {
	type numbered struct {
		*finding.Finding
		print string
	}
	var live []numbered
	for i, f := range s.Findings {
		if f.Suppressed == nil {
			live = append(live, numbered{f, s.prints[i]})
		}
	}
	slices.SortStableFunc(live, func(a, b numbered) int { return cmp.Compare(b.Severity, a.Severity) })
	for _, f := range live[:min(len(live), maxResults)] {
		run.AddResult(s.result(f.Finding, f.print))
	}
	return max(len(live)-maxResults, 0)
}

func (s *sarifWriter) result(f *finding.Finding, print string) *sarif.Result {
	if _, ok := s.ruleIndex[f.Rule.ID]; !ok {
		s.addRule(f.Rule)
	}
	r := sarif.NewRuleResult(f.Rule.ID).WithRuleIndex(s.ruleIndex[f.Rule.ID]).WithLevel(level(f.Severity))
	r.WithMessage(sarif.NewTextMessage(s.message(f)))
	r.AddLocation(s.location(f.At, "", 0))
	for i, n := range f.Related {
		r.AddRelatedLocation(s.location(n.At, n.Message, i+1))
	}
	if len(f.Chain) > 0 {
		r.AddCodeFlow(s.flow(f.Chain))
	}
	for _, fix := range f.Fixes {
		r.AddFixe(s.fix(fix))
	}
	r.PartialFingerprints = map[string]string{"subaud/v1": print}
	if hash := s.lineHash(f.At); hash != "" {
		r.PartialFingerprints["primaryLocationLineHash"] = hash
	}
	props := sarif.NewPropertyBag().Add("severity", f.Severity.String()).Add("confidence", f.Confidence.String())
	if w := s.witness(f.Witness); w != nil {
		props.Add("witness", w)
	}
	r.WithProperties(props)
	return r
}

// level maps a severity to SARIF's three.
func level(s finding.Severity) string {
	switch s {
	case finding.SeverityCritical, finding.SeverityHigh:
		return "error"
	case finding.SeverityMedium:
		return "warning"
	default:
		return "note"
	}
}

// message is plain text whose first sentence stands alone; related places are
// linked from it, since GitHub shows no others.
func (s *sarifWriter) message(f *finding.Finding) string {
	text := plainLinks(s.redact.String(f.Message))
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	if f.Witness != nil && f.Witness.Explains != "" {
		text += " " + plainLinks(s.redact.String(f.Witness.Explains))
	}
	for i, n := range f.Related {
		label := strings.NewReplacer("[", "(", "]", ")").Replace(s.redact.String(n.Message))
		text += fmt.Sprintf("\n[%s](%d)", cmp.Or(label, "related place"), i+1)
	}
	return text
}

// plainLinks keeps words of the inputs from being read as an embedded link
// (SARIF 2.1.0, 3.11.6).
func plainLinks(s string) string { return strings.ReplaceAll(s, "](", `\](`) }

// location is a place with its first line as the region: GitHub shows an alert
// in a change only where all of its lines are part of it.
func (s *sarifWriter) location(at source.Span, message string, id int) *sarif.Location {
	root := at.Root()
	place := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri(pathOf(at))))
	switch {
	case root.File != nil && root.File.IsAbsent():
		place.WithRegion(regionOf(root.FirstLine()))
	case root.File != nil && len(root.File.Data) > 0:
		line := root.FirstLine()
		region := regionOf(line)
		if line.End-line.Start <= maxSnippet {
			region.WithSnippet(sarif.NewArtifactContent().WithText(s.redact.Text(line)))
		}
		place.WithRegion(region)
		if context := s.context(line); context != nil {
			place.WithContextRegion(context)
		}
	default:
		place.WithRegion(sarif.NewRegion().WithStartLine(1))
	}
	l := sarif.NewLocationWithPhysicalLocation(place)
	if id > 0 {
		l.WithID(id)
	}
	if message != "" {
		l.WithMessage(sarif.NewTextMessage(plainLinks(s.redact.String(message))))
	}
	return l
}

func regionOf(s source.Span) *sarif.Region {
	start, end := s.StartPosition(), s.EndPosition()
	return sarif.NewRegion().WithStartLine(start.Line).WithStartColumn(start.Column).WithEndLine(end.Line).WithEndColumn(end.Column)
}

const (
	// contextLines is how many lines are shown before and after a region.
	contextLines = 2
	// maxSnippet is the most bytes of a file that are quoted: a minified file
	// is one line, and must not be repeated with each finding in it.
	maxSnippet = 4096
)

// context is the whole lines around a region, nil if they are too long.
func (s *sarifWriter) context(line source.Span) *sarif.Region {
	n := line.StartPosition().Line
	first := max(1, n-contextLines)
	last := min(line.File.LineCount(), n+contextLines)
	from, _ := line.File.Line(first)
	to, _ := line.File.Line(last)
	whole := line.File.Span(from.Start, to.End)
	if whole.End-whole.Start > maxSnippet {
		return nil
	}
	return sarif.NewRegion().WithStartLine(first).WithEndLine(last).
		WithSnippet(sarif.NewArtifactContent().WithText(s.redact.Text(whole)))
}

// uri returns a path as a relative URI reference, percent-encoded.
func uri(path string) string {
	u := url.URL{Path: path}
	return u.EscapedPath()
}

func (s *sarifWriter) flow(chain []finding.Note) *sarif.CodeFlow {
	thread := sarif.NewThreadFlow()
	for _, n := range chain[:min(len(chain), maxFlowSteps)] {
		thread.AddLocation(sarif.NewThreadFlowLocation().WithLocation(s.location(n.At, n.Message, 0)))
	}
	return sarif.NewCodeFlow().AddThreadFlow(thread)
}

func (s *sarifWriter) fix(f finding.Fix) *sarif.Fix {
	var order []string
	byPath := map[string]*sarif.ArtifactChange{}
	for _, e := range f.Edits {
		root := e.At.Root()
		if root.IsZero() {
			continue
		}
		change := byPath[root.File.Path]
		if change == nil {
			change = sarif.NewArtifactChange().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri(root.File.Path)))
			byPath[root.File.Path] = change
			order = append(order, root.File.Path)
		}
		change.AddReplacement(sarif.NewReplacement().WithDeletedRegion(regionOf(root)).
			WithInsertedContent(sarif.NewArtifactContent().WithText(s.redact.String(e.New))))
	}
	out := sarif.NewFix().WithDescription(sarif.NewTextMessage(s.redact.String(f.Title)))
	for _, path := range order {
		out.AddArtifactChange(byPath[path])
	}
	return out
}

// lineHash returns GitHub's hash of the line, empty where the characters that
// it is made of hold a secret: a short one could be guessed from it. (GitHub's
// uploader computes it then from its own copy.)
func (s *sarifWriter) lineHash(at source.Span) string {
	root := at.Root()
	if root.IsZero() || len(root.File.Data) == 0 {
		return ""
	}
	n := root.StartPosition().Line
	line, _ := root.File.Line(n)
	if len(s.redact.Hidden(root.File.Span(line.Start, hashEnd(root.File.Data, line.Start)))) > 0 {
		return ""
	}
	hashes := s.hashes[root.File]
	if hashes == nil {
		hashes = lineHashes(root.File.Data)
		s.hashes[root.File] = hashes
	}
	if n > len(hashes) {
		return ""
	}
	return hashes[n-1]
}

// invocation says whether all was analysed, and lists what was not.
func (s *sarifWriter) invocation(dropped int) *sarif.Invocation {
	out := sarif.NewInvocation().WithExecutionSuccessful(Unanalysed(s.Problems) == 0)
	if dropped > 0 {
		text := fmt.Sprintf("%d findings were left out: GitHub code scanning takes %d of a run. Those of the lowest severity are missing.", dropped, maxResults)
		out.AddToolExecutionNotification(s.notification(codeTooMany, "warning", text))
	}
	for _, in := range s.Problems {
		level := "note"
		if in.Class == facts.Incomplete {
			level = "error"
		}
		n := s.notification(in.Code, level, s.redact.String(in.Message))
		if !in.At.IsZero() {
			n.AddLocation(s.location(in.At, "", 0))
		}
		out.AddToolExecutionNotification(n)
	}
	return out
}

func (s *sarifWriter) notification(code, level, text string) *sarif.Notification {
	index, ok := s.noticeIndex[code]
	if !ok {
		index = len(s.driver.Notifications)
		s.noticeIndex[code] = index
		s.driver.AddNotification(noticeDescriptor(code))
	}
	ref := sarif.NewReportingDescriptorReference().WithID(code).WithIndex(index)
	return sarif.NewNotification().WithDescriptor(ref).WithLevel(level).WithMessage(sarif.NewTextMessage(plainLinks(text)))
}
