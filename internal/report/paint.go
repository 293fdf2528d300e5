package report

import "github.com/subaud/subaud/internal/finding"

// paint adds colours for a terminal, or none.
type paint bool

// The sequences of ECMA-48 that are used: bold, faint, and bright colours.
const (
	sgrReset  = "\x1b[0m"
	sgrBold   = "\x1b[1m"
	sgrFaint  = "\x1b[2m"
	sgrRed    = "\x1b[1;91m"
	sgrYellow = "\x1b[1;93m"
	sgrBlue   = "\x1b[94m"
	sgrCyan   = "\x1b[1;96m"
)

func (p paint) wrap(s, sgr string) string {
	if !p || s == "" {
		return s
	}
	return sgr + s + sgrReset
}

func (p paint) bold(s string) string  { return p.wrap(s, sgrBold) }
func (p paint) faint(s string) string { return p.wrap(s, sgrFaint) }
func (p paint) frame(s string) string { return p.wrap(s, sgrBlue) }

func (p paint) severity(s finding.Severity) func(string) string {
	sgr := sgrCyan
	switch s {
	case finding.SeverityCritical, finding.SeverityHigh:
		sgr = sgrRed
	case finding.SeverityMedium:
		sgr = sgrYellow
	}
	return func(text string) string { return p.wrap(text, sgr) }
}
