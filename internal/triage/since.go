package triage

import "github.com/subaud/subaud/internal/finding"

// NewSince returns the findings of now that an older run of the same rules did
// not report: their fingerprint is not among those that nothing set aside
// there, or they have become worse. The order is that of now. Findings that are
// set aside now stay marked. Both runs must be whole: a finding that the old one
// lacks because something was left out of it would count as new.
func NewSince(old, now *Run) []*finding.Finding {
	reported := map[string]finding.Severity{}
	for f, print := range prints(old.Findings) {
		if f.Suppressed == nil {
			reported[print] = f.Severity
		}
	}
	var out []*finding.Finding
	prints := prints(now.Findings)
	for _, f := range now.Findings {
		if was, ok := reported[prints[f]]; !ok || f.Severity > was {
			out = append(out, f)
		}
	}
	return out
}
