package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/triage"
)

// fault is what is wrong with a file of ours: a configuration, exceptions, a
// baseline.
type fault struct {
	at      source.Span // zero for a remark about them all
	message string
}

func configFaults(e *config.Invalid) (out []fault) {
	for _, f := range e.Faults {
		out = append(out, fault{f.At, f.Message})
	}
	if e.More > 0 {
		out = append(out, fault{message: fmt.Sprintf("and %d more", e.More)})
	}
	return out
}

func ownFaults(e *triage.FileError) (out []fault) {
	for _, f := range e.Faults {
		out = append(out, fault{f.At, f.Message})
	}
	return out
}

// writeFaults prints faults as compilers do: the place and what is wrong, and
// the line with a mark.
func (p *program) writeFaults(w io.Writer, faults []fault) error {
	var b strings.Builder
	for _, f := range faults {
		if !f.at.IsZero() {
			b.WriteString(report.Plain(f.at.String()) + ": ")
		}
		fmt.Fprintf(&b, "%s\n%s", report.Plain(f.message), report.Excerpt(f.at, report.Options{}))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
