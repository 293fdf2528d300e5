package triage_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/triage"
)

func TestInline(t *testing.T) {
	const head = "# subaud:ignore "
	for _, test := range []struct {
		name, text string
		lines      []int // with a finding of trust/any-subject
		suppressed string
		want       string
	}{
		{"used", head + "trust/any-subject reason=\"one tenant\"\nx {\n}\n", []int{2, 3}, "2:inline 3:inline", `1 used "trust/any-subject" `},
		{"another name", head + "trust/old-name reason=a\nx {\n}\n", []int{2}, "2:inline", `1 used "trust/any-subject" `},
		{"several rules", head + "trust/any-subject, grant/wildcard reason=a\nx {\n}\n", []int{2}, "2:inline", `
			1 used "trust/any-subject" 
			1 unused "grant/wildcard" Nothing of grant/wildcard is found on what it covers (lines 2 to 3): take it away.`},
		{"unused", "y {\n}\n" + head + "trust/any-subject reason=a\nx = 1\n", []int{1}, "", `3 unused "trust/any-subject" Nothing of trust/any-subject is found on what it covers (line 4); line 1 has one: put it above that, or behind it.`},
		{"nothing follows", "y {\n" + head + "trust/any-subject reason=a\n}\n", []int{1}, "", `2 unused "trust/any-subject" Nothing follows it in its block: put it above what it is about, as deep.`},
		{"wrong name", head + "trust/any-subjct reason=a\nx = 1\n", []int{2}, "", `1 malformed "trust/any-subjct" There is no rule "trust/any-subjct". Did you mean "trust/any-subject"?`},
		{"no kind", head + "any-subject reason=a\nx = 1\n", []int{2}, "", `1 malformed "any-subject" There is no rule "any-subject". Did you mean "trust/any-subject"?`},
		{"glob", head + "trust/* reason=a\nx = 1\n", []int{2}, "", `1 malformed "trust/*" Name each rule: "trust/*" would also hide what is found tomorrow.`},
		{"one wrong of two", head + "trust/any-subject,zzz reason=a\nx = 1\n", []int{2}, "2:inline", `
			1 used "trust/any-subject" 
			1 malformed "zzz" There is no rule "zzz".`},
		{"about suppressions", head + "ignore/hygiene reason=a\nx = 1\n", []int{2}, "", `1 malformed "ignore/hygiene" Findings of ignore/hygiene are about suppressions and cannot be set aside by one.`},
		{"no reason", head + "trust/any-subject\nx = 1\n", []int{2}, "", `1 malformed "trust/any-subject" It gives no reason: add reason="...".`},
		{"expired", head + "trust/any-subject reason=a expires=2026-12-23\nx = 1\n", []int{2}, "", `1 expired "trust/any-subject" It expired on 2026-12-23. What it hid is reported again.`},
		{"expired and of no use", head + "trust/any-subject reason=a expires=2025-12-23\nx = 1\n", nil, "", `1 expired "trust/any-subject" It expired on 2025-12-23. Nothing of trust/any-subject is found here: take it away.`},
		{"last day", head + "trust/any-subject reason=a expires=2026-12-24\nx = 1\n", []int{2}, "2:inline", `1 used "trust/any-subject" It expires today.`},
		{"tomorrow", head + "trust/any-subject reason=a expires=2026-12-25\nx = 1\n", []int{2}, "2:inline", `1 used "trust/any-subject" It expires on 2026-12-25, in 1 day.`},
		{"in two weeks", head + "trust/any-subject reason=a expires=2027-01-07\nx = 1\n", []int{2}, "2:inline", `1 used "trust/any-subject" It expires on 2027-01-07, in 14 days.`},
		{"later", head + "trust/any-subject reason=a expires=2027-01-08\nx = 1\n", []int{2}, "2:inline", `1 used "trust/any-subject" `},
		{"two comments", head + "trust/any-subject reason=outer\nx {\n" + head + "trust/any-subject reason=inner\ny = 1\n}\n", []int{4}, "4:inline", `
			1 used "trust/any-subject" 
			3 used "trust/any-subject" `},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := source.NewFile("a.tf", []byte(test.text))
			run := newRun()
			for _, line := range test.lines {
				run.Findings = append(run.Findings, at(f, "trust/any-subject", line))
			}
			ignores := triage.Inline([]*source.File{f}, run)
			expect(t, show(ignores), test.want+"\n")
			expect(t, suppressed(run), test.suppressed)
		})
	}
}

func TestInlineMarks(t *testing.T) {
	f := source.NewFile("a.tf", []byte("x = 1 # subaud:ignore trust/any-subject reason=\"one tenant\" owner=team-x expires=2030-01-01\n"))
	run := newRun(at(f, "trust/any-subject", 1), at(f, "grant/wildcard", 1))
	ignores := triage.Inline([]*source.File{f}, run)
	s := run.Findings[0].Suppressed
	if s == nil || s.By != "inline" || s.Reason != "one tenant" || s.Owner != "team-x" || !strings.HasPrefix(s.At.Text(), "subaud:ignore trust") {
		t.Errorf("marked as %+v", s)
	}
	if run.Findings[1].Suppressed != nil {
		t.Error("a finding of another rule is set aside")
	}
	i := ignores[0]
	if i.Address != "subaud:ignore trust/any-subject" || i.ID != "ignore:a.tf:8#trust/any-subject" || i.Owner != "team-x" || i.Expires != "2030-01-01" || i.Reason != "one tenant" || i.Unit != "a.tf" {
		t.Errorf("the fact is %+v", i)
	}
}

func TestInlineInView(t *testing.T) {
	disk := source.NewFile("a.md", []byte("text\n```yaml\n# subaud:ignore trust/any-subject reason=a\na:\n  b: 1\n```\n"))
	view := source.NewView(disk)
	view.Copy(strings.Index(string(disk.Data), "a:\n"), len(disk.Data)-4)
	fence := view.File()
	run := newRun(at(fence, "trust/any-subject", 2))
	expect(t, show(triage.Inline([]*source.File{disk, fence}, run)), "3 used \"trust/any-subject\" \n")
	expect(t, suppressed(run), "5:inline")
	// An example in a fence is not reported where nothing is found in it.
	run = newRun()
	expect(t, show(triage.Inline([]*source.File{disk}, run)), "")
}

func TestInlineKeepsSilent(t *testing.T) {
	f := source.NewFile("a.tf", []byte("# subaud:ignore trust/any-subject reason=a\nx = 1\ny = 1\n"))
	line := func(n int) source.Span { s, _ := f.Line(n); return s }
	for name, change := range map[string]func(*triage.Run){
		"the rule did not run": func(r *triage.Run) { r.Ran = func(id string) bool { return id != "trust/any-subject" } },
		"it is undecided": func(r *triage.Run) {
			r.Undecided = []*finding.Undecided{{Rule: rules["trust/any-subject"], At: line(2)}}
		},
		"the file is broken": func(r *triage.Run) {
			r.Problems = []*facts.Input{{Base: facts.Base{At: line(3)}, Class: facts.Incomplete}}
		},
	} {
		run := newRun()
		change(run)
		if got := show(triage.Inline([]*source.File{f}, run)); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	run := newRun()
	run.Undecided = []*finding.Undecided{{Rule: rules["trust/any-subject"], At: line(3)}, {Rule: rules["grant/wildcard"], At: line(2)}}
	run.Problems = []*facts.Input{{Base: facts.Base{At: line(2)}, Class: facts.Mistake}}
	if got := show(triage.Inline([]*source.File{f}, run)); !strings.Contains(got, "unused") {
		t.Errorf("questions of another place or rule, or a mistake: %q", got)
	}
	f.Context = true
	if got := show(triage.Inline([]*source.File{f}, newRun())); got != "" {
		t.Errorf("a file of context: %s", got)
	}
}

func BenchmarkInlineWithoutComments(b *testing.B) {
	f := source.NewFile("a.tf", bytes.Repeat([]byte("resource \"a\" \"b\" {\n  x = 1\n}\n"), 10_000))
	run := newRun()
	b.SetBytes(int64(len(f.Data)))
	for b.Loop() {
		triage.Inline([]*source.File{f}, run)
	}
}

func BenchmarkInline(b *testing.B) {
	f := source.NewFile("a.tf", append(bytes.Repeat([]byte("resource \"a\" \"b\" {\n  x = 1\n}\n"), 10_000), "# subaud:ignore trust/any-ref reason=a\nx = 1\n"...))
	run := newRun()
	b.SetBytes(int64(len(f.Data)))
	for b.Loop() {
		triage.Inline([]*source.File{f}, run)
	}
}
