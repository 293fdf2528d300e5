package triage_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/triage"
)

var tool = triage.BaselineTool{Name: "subaud", Version: "1.2"}

func encode(t *testing.T, b *triage.Baseline) string {
	t.Helper()
	var out bytes.Buffer
	if err := b.Encode(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func decode(t *testing.T, s string) *triage.Baseline {
	t.Helper()
	b, err := triage.ParseBaseline(source.NewFile("baseline.json", []byte(s)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func findings(path, text string) []*finding.Finding {
	f := source.NewFile(path, []byte(text+"1\n2\n3\n4\n5\n"))
	var out []*finding.Finding
	for i, address := range []string{"b", "a", "same", "same", "same"} {
		x := at(f, "trust/any-subject", i+1+strings.Count(text, "\n"))
		x.Address = address
		out = append(out, x)
	}
	return out
}

func TestBaselineOutlivesMovesAndNames(t *testing.T) {
	b := decode(t, encode(t, triage.Create(tool, newRun(findings("a.tf", "")...), nil)))
	run := newRun(findings("renamed/b.tf", "moved\n\n\n")...)
	use := b.Apply(run)
	if use.Suppressed != 5 || len(use.Gone)+len(use.Worse) != 0 {
		t.Errorf("use %+v", use)
	}
	for _, f := range run.Findings {
		if f.Suppressed == nil || f.Suppressed.By != "baseline" {
			t.Errorf("%s is marked as %+v", f, f.Suppressed)
		}
	}
}

func TestBaselineCountsDuplicates(t *testing.T) {
	all := findings("a.tf", "")
	b := triage.Create(tool, newRun(all[:4]...), nil) // two of three
	run := newRun(findings("a.tf", "")...)
	if use := b.Apply(run); use.Suppressed != 4 {
		t.Errorf("%d set aside, want 4", use.Suppressed)
	}
	if run.Findings[4].Suppressed != nil {
		t.Error("a third of two that are known is set aside")
	}
	use := triage.Create(tool, newRun(all...), nil).Apply(newRun(findings("a.tf", "")[:3]...))
	if use.Suppressed != 3 || len(use.Gone) != 2 {
		t.Errorf("use %+v", use)
	}
}

func TestBaselineIsDeterministic(t *testing.T) {
	want := encode(t, triage.Create(tool, newRun(findings("a.tf", "")...), nil))
	for range 20 {
		fs := findings("a.tf", "")
		rand.Shuffle(len(fs), func(i, j int) { fs[i], fs[j] = fs[j], fs[i] })
		if got := encode(t, triage.Create(tool, newRun(fs...), nil)); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	}
	one := newRun(findings("a.tf", "")[:1]...)
	expect(t, encode(t, triage.Create(tool, one, nil)), `
{
  "version": 1,
  "tool": {
    "name": "subaud",
    "version": "1.2"
  },
  "findings": [
    {
      "fingerprint": "`+one.Findings[0].Fingerprint()+`",
      "rule": "trust/any-subject",
      "severity": "high",
      "address": "b",
      "message": "It is bad."
    }
  ]
}
`)
	expect(t, encode(t, triage.Create(tool, newRun(), nil)), "{\n  \"version\": 1,\n  \"tool\": {\n    \"name\": \"subaud\",\n    \"version\": \"1.2\"\n  },\n  \"findings\": []\n}\n")
}

func TestBaselineHidesSecrets(t *testing.T) {
	f := source.NewFile("a.tf", []byte("hunter2hunter2\n"))
	x := at(f, "trust/any-subject", 1)
	x.Message = "It is hunter2hunter2."
	got := encode(t, triage.Create(tool, newRun(x), facts.NewRedactor([]source.Span{f.Span(0, 14)})))
	if strings.Contains(got, "hunter2") {
		t.Error(got)
	}
}

func TestBaselineAndOtherSuppressions(t *testing.T) {
	fs := findings("a.tf", "")
	fs[0].Suppressed = &finding.Suppression{By: triage.ByInline}
	b := triage.Create(tool, newRun(fs...), nil)
	if len(b.Findings) != 4 {
		t.Errorf("%d findings, want those that no comment sets aside", len(b.Findings))
	}
	full := triage.Create(tool, newRun(findings("a.tf", "")...), nil)
	if use := full.Apply(newRun(fs...)); use.Suppressed != 4 || len(use.Gone) != 0 || fs[0].Suppressed.By != triage.ByInline {
		t.Errorf("use %+v", use)
	}
	if _, change := full.Update(tool, newRun(fs...), nil); change.Kept != 4 || len(change.Gone) != 1 {
		t.Errorf("update %+v", change)
	}
}

func TestBaselineThatHasBecomeWorse(t *testing.T) {
	b := triage.Create(tool, newRun(findings("a.tf", "")...), nil)
	run := newRun(findings("a.tf", "")...)
	run.Findings[0].Severity = finding.SeverityCritical
	run.Findings[1].Severity = finding.SeverityLow
	use := b.Apply(run)
	if use.Suppressed != 4 || len(use.Worse) != 1 || use.Worse[0] != run.Findings[0] || run.Findings[0].Suppressed != nil {
		t.Errorf("use %+v", use)
	}
}

func TestBaselineUpdateAndPrune(t *testing.T) {
	old := findings("a.tf", "")
	b := triage.Create(tool, newRun(old...), nil)
	now := findings("a.tf", "")[1:]
	now = append(now, at(now[0].At.File, "trust/any-ref", 1))
	other := triage.BaselineTool{Name: "subaud", Version: "1.3"}

	updated, change := b.Update(other, newRun(now...), nil)
	if change.Kept != 4 || change.Added != 1 || len(change.Gone) != 1 || change.Gone[0].Address != "b" || updated.Tool != other || len(updated.Findings) != 5 {
		t.Errorf("update %+v of %d", change, len(updated.Findings))
	}
	pruned, change := b.Prune(newRun(now...))
	if change.Kept != 4 || change.Added != 0 || len(change.Gone) != 1 || pruned.Tool != tool || len(pruned.Findings) != 4 {
		t.Errorf("prune %+v of %d", change, len(pruned.Findings))
	}
	if again, change := pruned.Prune(newRun(now...)); len(change.Gone) != 0 || encode(t, again) != encode(t, pruned) {
		t.Errorf("the second prune %+v", change)
	}
	for name, edit := range map[string]func(*triage.Run){
		"partial":            func(r *triage.Run) { r.Partial = true },
		"rule did not run":   func(r *triage.Run) { r.Ran = func(id string) bool { return id != "trust/any-subject" } },
		"not all was parsed": func(r *triage.Run) { r.Problems = []*facts.Input{{Class: facts.Incomplete}} },
	} {
		run := newRun(now...)
		edit(run)
		if _, change := b.Prune(run); len(change.Gone) != 0 || change.Kept != 5 {
			t.Errorf("%s: prune %+v", name, change)
		}
		if u, change := b.Update(tool, run, nil); len(change.Gone) != 0 || len(u.Findings) != 6 {
			t.Errorf("%s: update %+v", name, change)
		}
		if use := b.Apply(run); len(use.Gone) != 0 {
			t.Errorf("%s: gone %v", name, use.Gone)
		}
		for _, f := range now {
			f.Suppressed = nil
		}
	}
	run := newRun()
	run.Rules = nil // the rule was taken out of the program
	run.Ran = func(string) bool { return false }
	if _, change := b.Prune(run); len(change.Gone) != 5 {
		t.Errorf("a rule that does not exist any more: %+v", change)
	}
}

func TestBaselineFaults(t *testing.T) {
	good := encode(t, triage.Create(tool, newRun(findings("a.tf", "")[:2]...), nil))
	for _, test := range []struct{ name, json, want string }{
		{"empty", "", "b.json:1:1: "},
		{"no JSON", "{", "b.json:1:1: The document ends before"},
		{"another version", strings.Replace(good, `"version": 1,`, `"version": 2,`, 1), "b.json:2:14: It is of version 2, and this program reads version 1: create it anew."},
		{"unknown key", strings.Replace(good, `"rule"`, `"rules"`, 1), "b.json:8:5: A finding has no \"rule\", which is required.\nb.json:10:7: A finding has no \"rules\". Did you mean \"rule\"?"},
		{"severity", strings.Replace(good, `"high"`, `"hihg"`, 1), `b.json:11:19: severity cannot be "hihg". Did you mean "high"?`},
		{"twice", strings.ReplaceAll(good, findings("a.tf", "")[0].Fingerprint(), findings("a.tf", "")[1].Fingerprint()), "b.json:15:5: The fingerprint"},
	} {
		_, err := triage.ParseBaseline(source.NewFile("b.json", []byte(test.json)))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}
