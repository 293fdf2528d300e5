package triage

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// BaselineVersion is the version of the baseline's form.
const BaselineVersion = 1

// Baseline lists the findings that were there when somebody began to look, so
// that only new ones count. It knows them by their fingerprints, which hold no
// path and no line; the rest is for those who review it.
type Baseline struct {
	Version int          `json:"version"`
	Tool    BaselineTool `json:"tool"`
	// Findings is sorted by rule, address, message and fingerprint.
	Findings []BaselineEntry `json:"findings"`
}

// BaselineTool says what wrote a baseline.
type BaselineTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// BaselineEntry is one finding of a baseline. Findings that share a fingerprint
// are told apart as finding.Fingerprints does, and each has an entry.
type BaselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	// Severity is what was accepted: a finding that has become worse is new.
	Severity string `json:"severity"`
	Address  string `json:"address"`
	Message  string `json:"message"`
}

// BaselineChange counts what became of a baseline's entries.
type BaselineChange struct {
	Kept, Added int
	// Gone are the entries that were dropped, in their order.
	Gone []BaselineEntry
}

// BaselineUse says what a baseline was good for in a run.
type BaselineUse struct {
	// Suppressed is how many findings it set aside.
	Suppressed int
	// Worse are the findings that it knows as less severe; they count.
	Worse []*finding.Finding
	// Gone are the entries whose finding is not there any more.
	Gone []BaselineEntry
}

// prints returns the fingerprint of each finding of a run.
func prints(fs []*finding.Finding) map[*finding.Finding]string {
	sorted := slices.Clone(fs)
	finding.Sort(sorted)
	out := make(map[*finding.Finding]string, len(sorted))
	for i, print := range finding.Fingerprints(sorted) {
		out[sorted[i]] = print
	}
	return out
}

// Create returns a baseline of the findings of a run that nothing but a
// baseline sets aside. tool is what makes it; redact hides the secrets that
// messages repeat and may be nil.
func Create(tool BaselineTool, run *Run, redact *facts.Redactor) *Baseline {
	b := &Baseline{Version: BaselineVersion, Tool: tool, Findings: []BaselineEntry{}}
	for f, print := range prints(run.Findings) {
		if f.Suppressed != nil && f.Suppressed.By != ByBaseline {
			continue
		}
		b.Findings = append(b.Findings, BaselineEntry{
			Fingerprint: print, Rule: f.Rule.ID, Severity: f.Severity.String(),
			Address: redact.String(f.Address), Message: redact.String(f.Message),
		})
	}
	b.sort()
	return b
}

func (b *Baseline) sort() {
	slices.SortFunc(b.Findings, func(x, y BaselineEntry) int {
		return cmp.Or(cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Address, y.Address), cmp.Compare(x.Message, y.Message), compareOrdinals(x.Fingerprint, y.Fingerprint))
	})
}

// compareOrdinals orders fingerprints, -2 before -10.
func compareOrdinals(a, b string) int {
	if c := cmp.Compare(len(a), len(b)); c != 0 && strings.HasPrefix(a, b[:min(32, len(b))]) {
		return c
	}
	return cmp.Compare(a, b)
}

// Update returns the baseline with the new findings of a run added and those
// that are gone dropped. An entry is kept where it cannot be told whether its
// finding is gone: its rule did not run, or not all was looked at.
func (b *Baseline) Update(tool BaselineTool, run *Run, redact *facts.Redactor) (*Baseline, BaselineChange) {
	out := Create(tool, run, redact)
	known, now := b.index(), out.index()
	var change BaselineChange
	for _, e := range out.Findings {
		if _, ok := known[e.Fingerprint]; ok {
			change.Kept++
		} else {
			change.Added++
		}
	}
	there := run.there()
	for _, e := range b.Findings {
		if _, ok := now[e.Fingerprint]; ok {
			continue
		}
		if there[e.Fingerprint] || run.mayBeGone(e) {
			change.Gone = append(change.Gone, e)
			continue
		}
		change.Kept++
		out.Findings = append(out.Findings, e)
	}
	out.sort()
	return out, change
}

// Prune returns the baseline without the entries whose findings are gone. It
// adds nothing, and keeps what cannot be told to be gone.
func (b *Baseline) Prune(run *Run) (*Baseline, BaselineChange) {
	out := &Baseline{Version: BaselineVersion, Tool: b.Tool, Findings: []BaselineEntry{}}
	change := BaselineChange{Gone: run.gone(b)}
	gone := map[string]bool{}
	for _, e := range change.Gone {
		gone[e.Fingerprint] = true
	}
	for _, e := range b.Findings {
		if !gone[e.Fingerprint] {
			out.Findings = append(out.Findings, e)
		}
	}
	change.Kept = len(out.Findings)
	out.sort()
	return out, change
}

// Apply sets aside the findings that the baseline knows. One that has become
// worse counts again.
func (b *Baseline) Apply(run *Run) BaselineUse {
	known := b.index()
	use := BaselineUse{Gone: run.gone(b)}
	prints := prints(run.Findings)
	for _, f := range run.Findings {
		e, ok := known[prints[f]]
		if !ok || f.Suppressed != nil {
			continue
		}
		if accepted, err := finding.ParseSeverity(e.Severity); err != nil || f.Severity > accepted {
			use.Worse = append(use.Worse, f)
			continue
		}
		f.Suppressed = &finding.Suppression{By: ByBaseline, Reason: "known when the baseline was made"}
		use.Suppressed++
	}
	return use
}

// index returns the entries by their fingerprints.
func (b *Baseline) index() map[string]BaselineEntry {
	out := make(map[string]BaselineEntry, len(b.Findings))
	for _, e := range b.Findings {
		out[e.Fingerprint] = e
	}
	return out
}

// there tells which fingerprints a run has.
func (r *Run) there() map[string]bool {
	out := map[string]bool{}
	for _, print := range prints(r.Findings) {
		out[print] = true
	}
	return out
}

// gone lists the entries whose findings are not in the run.
func (r *Run) gone(b *Baseline) []BaselineEntry {
	there := r.there()
	var out []BaselineEntry
	for _, e := range b.Findings {
		if !there[e.Fingerprint] && r.mayBeGone(e) {
			out = append(out, e)
		}
	}
	return out
}

// mayBeGone reports whether the run would have the finding of an entry, were it
// still there: its rule ran, or there is no such rule any more, and all could
// be looked at.
func (r *Run) mayBeGone(e BaselineEntry) bool {
	if r.Partial || slices.ContainsFunc(r.Problems, func(p *facts.Input) bool { return p.Class == facts.Incomplete }) {
		return false
	}
	exists := slices.ContainsFunc(r.Rules, func(rule *finding.RuleInfo) bool { return rule.ID == e.Rule })
	return !exists || r.ran(e.Rule)
}

// Encode writes the baseline as JSON, the same bytes for the same findings. The
// error is the writer's.
func (b *Baseline) Encode(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(b); err != nil {
		return fmt.Errorf("write baseline: %w", err)
	}
	return nil
}

// ParseBaseline reads a baseline, strictly. Its error is a *FileError.
func ParseBaseline(f *source.File) (*Baseline, error) {
	var d decoder
	out := &Baseline{}
	root := d.document(f)
	if root == nil {
		if len(d.faults) == 0 {
			d.fault(f.Whole(), "The file is empty, and no baseline.")
		}
		return out, d.err()
	}
	keys := []string{"version", "tool", "findings"}
	top := d.mapping(root, "A baseline", keys, keys)
	if n := top["version"]; n != nil {
		if out.Version, _ = strconv.Atoi(d.str(n, "version")); out.Version != BaselineVersion {
			d.fault(n.At, "It is of version %s, and this program reads version %d: create it anew.", clip(d.str(n, "version")), BaselineVersion)
			return out, d.err()
		}
	}
	if n := top["tool"]; n != nil {
		m := d.mapping(n, "tool", []string{"name", "version"}, []string{"name", "version"})
		out.Tool = BaselineTool{Name: d.str(m["name"], "name"), Version: d.str(m["version"], "version")}
	}
	if n := top["findings"]; n != nil {
		out.Findings = d.baselineEntries(n)
	}
	return out, d.err()
}

func (d *decoder) baselineEntries(n *text.Node) []BaselineEntry {
	if !n.Is(text.List) {
		d.fault(n.At, "findings must be a list, and not a %s.", n.Kind)
		return nil
	}
	keys := []string{"fingerprint", "rule", "severity", "address", "message"}
	severities := []string{"note", "low", "medium", "high", "critical"}
	out := []BaselineEntry{}
	seen := map[string]bool{}
	for _, item := range n.Items {
		m := d.mapping(item.Value, "A finding", keys, keys)
		e := BaselineEntry{Fingerprint: d.str(m["fingerprint"], "fingerprint"), Rule: d.str(m["rule"], "rule"), Severity: d.choice(m["severity"], "severity", severities)}
		e.Address, _ = m["address"].Str().Value() // for people; may be empty
		e.Message, _ = m["message"].Str().Value()
		if seen[e.Fingerprint] && e.Fingerprint != "" {
			d.fault(item.Value.At, "The fingerprint %s occurs twice.", clip(e.Fingerprint))
		}
		seen[e.Fingerprint] = true
		out = append(out, e)
	}
	return out
}
