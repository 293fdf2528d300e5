package report

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/finding"
)

// Limits of a step summary: GitHub drops one over 1 MiB. The table may take a
// third, the details the rest.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
const (
	maxMarkdown = 900_000
	maxTable    = 300_000
)

// markdown writes a summary for a pull request or the page of a job: a table
// of the findings, the worst first, and the details of each.
func (p *prepared) markdown(w io.Writer, opts Options) error {
	order := p.worstFirst()
	m := &markdownWriter{prepared: p, opts: opts}
	m.writef("### %s\n\n", markdownText(Closing(p.Run)))
	m.table(order)
	m.problems()
	if opts.ShowUndecided {
		m.undecided()
	}
	if opts.ShowSuppressed {
		m.suppressed()
	}
	m.details(order)
	_, err := w.Write(m.out.Bytes())
	return err
}

// worstFirst returns the indexes of the live findings, the worst first.
func (p *prepared) worstFirst() []int {
	var order []int
	for i, f := range p.Findings {
		if f.Suppressed == nil {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.Findings[b].Severity, p.Findings[a].Severity) })
	return order
}

// markdownWriter writes to memory, so that it knows how much there is.
type markdownWriter struct {
	*prepared
	opts Options
	out  bytes.Buffer
}

func (m *markdownWriter) writef(format string, args ...any) { fmt.Fprintf(&m.out, format, args...) }

// rows writes rows until the table is too long, and says how many are missing.
func (m *markdownWriter) rows(head string, n int, row func(i int) string, noun string) {
	if n == 0 {
		return
	}
	m.writef("%s", head)
	start := m.out.Len()
	for i := range n {
		s := row(i)
		if m.out.Len()-start+len(s) > maxTable {
			m.writef("\n%s left out, since there is a limit to the size of a summary.\n", count(n-i, noun))
			break
		}
		m.writef("%s", s)
	}
	m.writef("\n")
}

func (m *markdownWriter) table(order []int) {
	m.rows("| severity | rule | place | finding |\n| --- | --- | --- | --- |\n", len(order), func(i int) string {
		f := m.Findings[order[i]]
		return fmt.Sprintf("| %s | %s | %s | %s |\n", f.Severity, m.rule(f.Rule), markdownCode(f.At.String()), m.text(f.Message))
	}, "finding")
}

func (m *markdownWriter) problems() {
	shown := m.shownProblems(m.opts.ShowUndecided)
	m.rows("**Not analysed**\n\n| problem | place | what |\n| --- | --- | --- |\n", len(shown), func(i int) string {
		in := shown[i]
		return fmt.Sprintf("| %s | %s | %s |\n", markdownText(in.Code), markdownCode(in.At.String()), m.text(in.Message))
	}, "problem")
}

func (m *markdownWriter) undecided() {
	m.rows("**Undecided**\n\n| rule | place | question | depends on |\n| --- | --- | --- | --- |\n", len(m.Undecided), func(i int) string {
		u := m.Undecided[i]
		return fmt.Sprintf("| %s | %s | %s | %s |\n", m.rule(u.Rule), markdownCode(u.At.String()), m.text(u.Message), m.text(strings.Join(u.Symbols, ", ")))
	}, "question")
}

func (m *markdownWriter) suppressed() {
	var set []*finding.Finding
	for _, f := range m.Findings {
		if f.Suppressed != nil {
			set = append(set, f)
		}
	}
	m.rows("**Suppressed**\n\n| rule | place | finding | why |\n| --- | --- | --- | --- |\n", len(set), func(i int) string {
		f := set[i]
		return fmt.Sprintf("| %s | %s | %s | %s |\n", m.rule(f.Rule), markdownCode(f.At.String()), m.text(f.Message), m.text(why(f.Suppressed)))
	}, "finding")
}

// details writes each finding as the text format has it, folded away.
func (m *markdownWriter) details(order []int) {
	for n, i := range order {
		f := m.Findings[i]
		var b bytes.Buffer
		t := &textWriter{prepared: m.prepared, w: bufio.NewWriter(&b), meter: newMeter(), width: cmp.Or(m.opts.Width, defaultWidth)}
		t.finding(f, m.prints[i])
		_ = t.w.Flush() // a buffer takes all
		body := strings.TrimRight(b.String(), "\n")
		fence := fenceFor(body)
		// Within an HTML block Markdown is not read, so its escapes would be seen.
		s := fmt.Sprintf("<details><summary>%s: %s in <code>%s</code></summary>\n\n%stext\n%s\n%s\n\n</details>\n",
			f.Severity, html.EscapeString(escape(f.Rule.ID)), html.EscapeString(escape(f.At.String())), fence, body, fence)
		if m.out.Len()+len(s) > maxMarkdown {
			m.writef("The details of %s are left out, since there is a limit to the size of a summary; the log of the run has them.\n", count(len(order)-n, "more finding"))
			return
		}
		m.writef("%s", s)
	}
}

// rule is a rule's id, linked to its documentation.
func (m *markdownWriter) rule(r *finding.RuleInfo) string {
	if path := DocPath(r); path != "" {
		return "[" + markdownText(r.ID) + "](" + Home + "/blob/main/" + path + ")"
	}
	return markdownText(r.ID)
}

func (m *markdownWriter) text(s string) string { return markdownText(m.redact.String(s)) }

// fenceFor returns a fence that no line of the text can end.
func fenceFor(text string) string {
	longest, run := 2, 0
	for _, r := range text {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return strings.Repeat("`", longest+1)
}

// markdownText makes a text of the inputs stand for itself in Markdown: on one
// line, without markup, HTML, links or mentions of people.
func markdownText(s string) string {
	var b strings.Builder
	word := false // behind a letter an @ mentions nobody
	s = escape(s)
	for i, r := range s {
		switch {
		case strings.ContainsRune("\\`*_[]|~#!", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == ':' && strings.HasPrefix(s[i:], "://"):
			b.WriteString("&#58;") // or it would become a link
		case r == '@' && !word:
			b.WriteString("@&#8203;")
		default:
			b.WriteRune(r)
		}
		word = 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return b.String()
}

// markdownCode is markdownText in the letters of code. Backquotes would not do:
// a text may hold them.
func markdownCode(s string) string { return "<code>" + markdownText(s) + "</code>" }
