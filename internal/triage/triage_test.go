package triage_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/triage"
)

var rules = map[string]*finding.RuleInfo{
	"trust/any-subject": {ID: "trust/any-subject", Aliases: []string{"trust/old-name"}},
	"trust/any-ref":     {ID: "trust/any-ref"},
	"grant/wildcard":    {ID: "grant/wildcard"},
	"ignore/hygiene":    {ID: "ignore/hygiene"},
}

// at returns a finding of a rule on a line of a file.

func at(f *source.File, rule string, line int) *finding.Finding {
	span, ok := f.Line(line)
	if !ok {
		panic(fmt.Sprintf("no line %d", line))
	}
	return &finding.Finding{Rule: rules[rule], Severity: finding.SeverityHigh, At: span, Address: fmt.Sprintf("address %d", line), Message: "It is bad."}
}

func newRun(fs ...*finding.Finding) *triage.Run {
	run := &triage.Run{Findings: fs, Today: time.Date(2026, 12, 24, 23, 0, 0, 0, time.FixedZone("", 5*3600))}
	for _, id := range []string{"trust/any-subject", "trust/any-ref", "grant/wildcard", "ignore/hygiene"} {
		run.Rules = append(run.Rules, rules[id])
	}
	return run
}

// suppressed prints which findings are set aside, by their lines.

func suppressed(run *triage.Run) string {
	var out []string
	for _, f := range run.Findings {
		if f.Suppressed != nil {
			out = append(out, fmt.Sprintf("%d:%s", f.At.Root().StartPosition().Line, f.Suppressed.By))
		}
	}
	return strings.Join(out, " ")
}

func show(ignores []*facts.Ignore) string {
	var b strings.Builder
	for _, i := range ignores {
		fmt.Fprintf(&b, "%d %s %q %s\n", i.At.Root().StartPosition().Line, i.State, i.Rule, i.Message)
	}
	return b.String()
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	want = strings.TrimLeft(strings.ReplaceAll(want, "\t", ""), "\n")
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestInlineInView puts the finding in a view: its line on disk counts.

// TestInlineKeepsSilent is about comments of which nobody can say that they are

// of no use.

func TestFiles(t *testing.T) {
	a, b, c, d := source.NewFile("a.tf", []byte("x\n")), source.NewFile("b.tf", []byte("x\n")), source.NewFile("c.tf", []byte("x\n")), source.NewFile("d.tf", nil)
	view := source.NewView(b)
	view.Copy(0, 1)
	bundle := &facts.Bundle{}
	bundle.Add(&facts.Trust{Base: facts.Base{At: view.File().Whole()}})
	bundle.Add(&facts.Input{Base: facts.Base{At: d.Whole()}}) // was not read
	run := newRun(at(a, "trust/any-ref", 1), at(a, "grant/wildcard", 1), &finding.Finding{Rule: rules["trust/any-ref"]})
	run.Undecided = []*finding.Undecided{{Rule: rules["trust/any-ref"], At: c.Whole()}}
	if got := triage.Files(bundle, run); !reflect.DeepEqual(got, []*source.File{a, b, c}) {
		t.Errorf("files %v", got)
	}
}

// findings returns findings on the lines of a file behind some text, three of which have equal

// fingerprints.

func FuzzFiles(f *testing.F) {
	f.Add([]byte(exception))
	f.Add([]byte(`{"version": 1, "tool": {"name": "a", "version": "b"}, "findings": [{"fingerprint": "x"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := triage.ParseExceptions(source.NewFile("x.yaml", data))
		if err == nil {
			x.Apply(newRun())
		}
		if b, err := triage.ParseBaseline(source.NewFile("b.json", data)); err == nil {
			b.Apply(newRun())
		}
	})
}
