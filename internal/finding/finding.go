// Package finding holds what a run reports: findings with their proof, and the
// undecided questions. It sits below the rules that make findings and the
// writers that print them, so that neither knows the other.
package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/source"
)

// Finding is one thing that is wrong, at one place, with its proof.
type Finding struct {
	// Rule describes the rule that found it; never nil.
	Rule       *RuleInfo
	Severity   Severity
	Confidence Confidence
	// Message is one or more sentences; the first stands alone.
	Message string
	// At is the place to mend.
	At source.Span
	// Address is the logical address of the fact, and Fact its id.
	Address string
	Fact    string
	// Related are other places that explain the finding.
	Related []Note
	// Chain are the places that lead to the harm, in order.
	Chain []Note
	// Witness is a concrete token or request that is let in and should not be.
	Witness *Witness
	// Instances are the addresses that share the finding, if more than one.
	Instances []string
	Fixes     []Fix
	// Discriminator tells apart findings of one rule on one fact: the logical
	// place within the fact. It must not hold paths or lines.
	Discriminator string
	// Suppressed says why the finding is not counted; nil if it is.
	Suppressed *Suppression
}

// Note is a place with a sentence.
type Note struct {
	Message string
	At      source.Span
}

// Witness is a concrete token, principal or request.
type Witness struct {
	// Claims are a token's claims, or nil.
	Claims map[string]string
	// Principal is a cloud principal, or empty.
	Principal string
	// Request are the steps or keys of a request, or nil.
	Request map[string]string
	// Explains says in a sentence what the witness shows.
	Explains string
	// Assumptions name what was taken to be so, such as two unknown issuers
	// being the same.
	Assumptions []string
}

// Fix is a change that mends a finding.
type Fix struct {
	// Name is the fixer's name, Title a sentence for people.
	Name, Title string
	// Safe fixes may be applied without asking.
	Safe  bool
	Edits []Edit
	// At and Args are what the policy asked the fixer to do, and where; the
	// fixer of this name turns them into Edits.
	At   source.Span
	Args map[string]string
}

// Edit replaces the bytes of a span.
type Edit struct {
	At  source.Span
	New string
}

// Suppression says how a finding was set aside.
type Suppression struct {
	// By is inline, exception or baseline.
	By     string
	Reason string
	Owner  string
	At     source.Span
}

// Undecided is a question that the inputs leave open: a rule that would report
// if the symbols had certain values.
type Undecided struct {
	Rule    *RuleInfo
	At      source.Span
	Address string
	Message string
	// Symbols name what would decide it.
	Symbols []string
}

// RuleInfo describes a rule; METADATA of its policy is the only source.
type RuleInfo struct {
	// ID is <kind>/<slug>.
	ID          string
	Kind        string
	Title       string
	Description string
	Remediation string
	References  []string
	Severity    Severity
	// Severities are what a finding of the rule may say instead; it includes
	// Severity.
	Severities []Severity
	Confidence Confidence
	Persona    Persona
	Tags       []string
	// Since is the release that introduced the rule, as YYYY.MM.
	Since string
	// Aliases are earlier ids.
	Aliases []string
	// Params are the rule's parameters with their defaults.
	Params map[string]any
	// Builtin is false for a user's own rule.
	Builtin bool
}

// Less orders rules by id.
func (r *RuleInfo) Less(o *RuleInfo) int { return cmp.Compare(r.ID, o.ID) }

// Fingerprint identifies the finding across runs. It rests on the rule, the
// logical address and the discriminator: no path and no line, so it survives
// moved lines and renamed files.
func (f *Finding) Fingerprint() string {
	h := sha256.Sum256([]byte(strings.Join([]string{f.Rule.ID, f.Address, f.Discriminator}, "\x00")))
	return hex.EncodeToString(h[:16])
}

// Compare is the total order of findings in a report: path, offset, rule,
// message.
func Compare(a, b *Finding) int {
	return cmp.Or(
		a.At.Compare(b.At),
		cmp.Compare(a.Rule.ID, b.Rule.ID),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Address, b.Address),
	)
}

// Sort orders findings by Compare.
func Sort(fs []*Finding) { slices.SortStableFunc(fs, Compare) }

// SortUndecided orders undecided questions in the same way.
func SortUndecided(us []*Undecided) {
	slices.SortStableFunc(us, func(a, b *Undecided) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Address, b.Address))
	})
}

// Merge joins findings that have the same cause: same rule, place and severity,
// and either the same message, or facts that one block gives rise to (those that
// have the same Instances). The merged finding says what the first does, and
// lists the instances for which it was found and the notes of all.
func Merge(fs []*Finding) []*Finding {
	nth := map[cause]int{}
	out := joined(fs, func(f *Finding) cause {
		k := cause{rule: f.Rule.ID, at: f.At.Root(), severity: f.Severity}
		if len(f.Instances) < 2 {
			k.words = f.Message
			return k
		}
		k.block = strings.Join(f.Instances, "\x00")
		own := k
		own.words = f.Address
		k.nth = nth[own] // of one fact, findings are told apart
		nth[own]++
		return k
	})
	out = joined(out, func(f *Finding) cause {
		return cause{rule: f.Rule.ID, words: f.Message, at: f.At.Root(), severity: f.Severity}
	})
	for _, f := range out {
		if len(f.Instances) == 1 {
			f.Instances = nil
		}
		slices.Sort(f.Instances)
	}
	return out
}

// cause is what findings have in common that are reported as one.
type cause struct {
	rule, words, block string
	at                 source.Span
	severity           Severity
	nth                int
}

// joined joins findings of one cause to the first of them.
func joined(fs []*Finding, of func(*Finding) cause) []*Finding {
	seen := map[cause]*Finding{}
	found := map[*Finding][]string{}
	var out []*Finding
	for _, f := range fs {
		k := of(f)
		addresses := []string{f.Address}
		if k.block == "" && len(f.Instances) > 1 {
			addresses = f.Instances // of a join before
		}
		first := seen[k]
		if first == nil {
			first, seen[k] = f, f
			out = append(out, f)
		} else {
			first.join(f)
		}
		for _, a := range addresses {
			if !slices.Contains(found[first], a) {
				found[first] = append(found[first], a)
			}
		}
	}
	for _, f := range out {
		f.Instances = found[f]
	}
	return out
}

// join adds the notes of another finding of the same cause.
func (f *Finding) join(o *Finding) {
	for _, n := range o.Related {
		same := func(m Note) bool { return m.Message == n.Message && m.At.Root() == n.At.Root() }
		if !slices.ContainsFunc(f.Related, same) {
			f.Related = append(f.Related, n)
		}
	}
}

// String prints path:line:column: rule severity: message, for tests.
func (f *Finding) String() string {
	return fmt.Sprintf("%s: %s %s: %s", f.At, f.Rule.ID, f.Severity, f.Message)
}
