package report

import (
	"bufio"
	"fmt"
	"io"
)

// concise writes one line for each finding, as compilers do, for editors and
// for grep: file:line:column: rule [severity] message.
func (p *prepared) concise(w io.Writer, opts Options) error {
	out := bufio.NewWriter(w)
	paint := paint(opts.Color)
	row := func(at, id, word, message string, color func(string) string) {
		_, _ = fmt.Fprintf(out, "%s: %s %s %s\n", escape(at), escape(id), color("["+word+"]"), escape(p.redact.String(message))) // kept by the buffer
	}
	for _, f := range p.live() {
		row(f.At.String(), f.Rule.ID, f.Severity.String(), f.Message, paint.severity(f.Severity))
	}
	if opts.ShowSuppressed {
		for _, f := range p.Findings {
			if f.Suppressed != nil {
				row(f.At.String(), f.Rule.ID, "suppressed", f.Message+" "+why(f.Suppressed), paint.faint)
			}
		}
	}
	if opts.ShowUndecided {
		for _, u := range p.Undecided {
			row(u.At.String(), u.Rule.ID, "undecided", u.Message, paint.faint)
		}
	}
	for _, in := range p.shownProblems(opts.ShowUndecided) {
		row(in.At.String(), in.Code, string(in.Class), in.Message, paint.faint)
	}
	return out.Flush()
}
