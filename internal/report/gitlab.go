package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

// codeQuality is an entry of a GitLab Code Quality report.
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
type codeQuality struct {
	Description string              `json:"description"`
	CheckName   string              `json:"check_name"`
	Fingerprint string              `json:"fingerprint"`
	Severity    string              `json:"severity"`
	Location    codeQualityLocation `json:"location"`
}

type codeQualityLocation struct {
	Path  string           `json:"path"`
	Lines codeQualityLines `json:"lines"`
}

type codeQualityLines struct {
	Begin int `json:"begin"`
}

// gitlab writes a GitLab Code Quality report. What could not be analysed is an
// entry too, since an empty report is taken for a clean one.
func (p *prepared) gitlab(w io.Writer) error {
	out := []codeQuality{}
	for i, f := range p.Findings {
		if f.Suppressed == nil {
			out = append(out, codeQuality{
				Description: escape(p.redact.String(f.Message)), CheckName: f.Rule.ID, Fingerprint: p.prints[i],
				Severity: qualitySeverity(f.Severity), Location: qualityLocation(f.At),
			})
		}
	}
	for _, in := range p.shownProblems(false) {
		sum := sha256.Sum256([]byte(in.Code + "\x00" + pathOf(in.At) + "\x00" + in.Message))
		out = append(out, codeQuality{
			Description: escape(p.redact.String(in.Message)), CheckName: string(facts.Incomplete) + "/" + in.Code,
			Fingerprint: hex.EncodeToString(sum[:16]), Severity: "major", Location: qualityLocation(in.At),
		})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

// qualitySeverity maps a severity to GitLab's, rung by rung.
func qualitySeverity(s finding.Severity) string {
	return [...]string{"info", "minor", "major", "critical", "blocker"}[s]
}

func qualityLocation(at source.Span) codeQualityLocation {
	l := codeQualityLocation{Path: pathOf(at), Lines: codeQualityLines{Begin: 1}}
	if root := at.Root(); !root.IsZero() {
		l.Lines.Begin = root.StartPosition().Line
	}
	return l
}
