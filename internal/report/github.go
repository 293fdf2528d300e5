package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

// maxAnnotations is how many annotations of each level GitHub shows of a step.
// https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
const maxAnnotations = 10

// The levels of annotations.
const (
	levelError   = "error"
	levelWarning = "warning"
	levelNotice  = "notice"
)

// annotation is one workflow command that annotates a file.
type annotation struct {
	level, title string
	at           source.Span
	lines        []string
}

// github writes workflow commands: the worst findings as annotations, as many
// as GitHub shows, one that says what is not among them, and all findings as
// plain lines for the log.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func (p *prepared) github(w io.Writer, opts Options) error {
	out := bufio.NewWriter(w)
	shown := map[string]int{}
	left := 0
	for _, a := range p.annotations() {
		limit := maxAnnotations
		if a.level == levelNotice {
			limit-- // the last place is for the closing notice
		}
		if shown[a.level] == limit {
			left++
			continue
		}
		shown[a.level]++
		_, _ = fmt.Fprintln(out, p.command(a)) // the error is kept by the buffer
	}
	var b bytes.Buffer
	opts.Color = false
	if err := p.concise(&b, opts); err != nil {
		return err
	}
	closing := annotation{level: levelNotice, title: Name, lines: []string{Closing(p.Run)}}
	if left > 0 {
		closing.lines = append(closing.lines, fmt.Sprintf("%d more than can be shown as annotations; the log of the step lists all.", left))
	}
	if left > 0 || len(p.Findings) > 0 || Unanalysed(p.Problems) > 0 {
		_, _ = fmt.Fprintln(out, p.command(closing))
	}
	writeStopped(out, append(b.Bytes(), Closing(p.Run)+"\n"...))
	return out.Flush()
}

// writeStopped writes text of the inputs to a log whose reader obeys commands
// in it, and has it obey none meanwhile. The word that ends this is made from
// the text, which therefore cannot hold it.
func writeStopped(w *bufio.Writer, text []byte) {
	sum := sha256.Sum256(text)
	token := Name + "-" + hex.EncodeToString(sum[:16])
	_, _ = fmt.Fprintf(w, "::stop-commands::%s\n%s::%s::\n", token, text, token)
}

// annotations lists the findings and the faults, the worst first.
func (p *prepared) annotations() []annotation {
	live := p.live()
	slices.SortStableFunc(live, func(a, b *finding.Finding) int { return int(b.Severity) - int(a.Severity) })
	var out []annotation
	for _, f := range live {
		lines := []string{f.Message}
		if w := f.Witness; w != nil && w.Explains != "" {
			lines = append(lines, "Witness: "+w.Explains)
		}
		if s := see(f.Rule); s != "" {
			lines = append(lines, "See "+s)
		}
		title := fmt.Sprintf("%s: %s (%s)", Name, f.Rule.ID, f.Severity)
		out = append(out, annotation{annotationLevel(f.Severity), title, f.At, lines})
	}
	for _, in := range p.shownProblems(false) {
		out = append(out, annotation{levelWarning, Name + ": " + string(facts.Incomplete), in.At, []string{in.Message}})
	}
	return out
}

func annotationLevel(s finding.Severity) string {
	switch l := level(s); l {
	case levelError, levelWarning:
		return l
	default:
		return levelNotice
	}
}

// command writes an annotation as a workflow command. Columns are given only
// within one line, since GitHub takes them for no other.
func (p *prepared) command(a annotation) string {
	var props []string
	add := func(name, value string) { props = append(props, name+"="+commandProperty(value)) }
	if root := a.at.Root(); !root.IsZero() {
		start, end := root.StartPosition(), root.EndPosition()
		add("file", root.File.Path)
		add("line", fmt.Sprint(start.Line))
		if start.Line == end.Line && end.Column > start.Column {
			add("endLine", fmt.Sprint(end.Line))
			add("col", fmt.Sprint(start.Column))
			add("endColumn", fmt.Sprint(end.Column))
		}
	}
	add("title", a.title)
	lines := make([]string, len(a.lines))
	for i, l := range a.lines {
		lines[i] = commandData(p.redact.String(l))
	}
	return "::" + a.level + " " + strings.Join(props, ",") + "::" + strings.Join(lines, "%0A")
}

// commandData escapes the text of a command, commandProperty the value of a
// property, as the runner reads them.
// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
func commandData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(escape(s))
}

func commandProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(commandData(s))
}
