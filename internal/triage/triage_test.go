package triage_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
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

// TestInlineInView puts the finding in a view: its line on disk counts.
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

// TestInlineKeepsSilent is about comments of which nobody can say that they are
// of no use.
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

const exception = `exceptions:
  - id: EX-7
    rules: [trust/any-subject, trust/old-name, nothing]
    selector: {path: "infra/**"}
    status: accepted-risk
    justification: One workload only.
    owner: team-x
    expires: 2026-12-30
`

func parse(t *testing.T, yaml string) *triage.Exceptions {
	t.Helper()
	x, err := triage.ParseExceptions(source.NewFile(".subaud-exceptions.yaml", []byte(yaml)))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestExceptions(t *testing.T) {
	in, out := source.NewFile("infra/a.json", []byte("{}\n{}\n")), source.NewFile("b.json", []byte("{}\n"))
	run := newRun(at(in, "trust/any-subject", 1), at(out, "trust/any-subject", 1), at(in, "trust/any-ref", 2))
	ignores := parse(t, exception).Apply(run)
	expect(t, show(ignores), `
		2 used "trust/any-subject" It expires on 2026-12-30, in 6 days.
		2 used "trust/any-subject" It expires on 2026-12-30, in 6 days.
		2 malformed "nothing" There is no rule "nothing".
	`)
	if s := run.Findings[0].Suppressed; s == nil || s.By != "exception" || s.Reason != "One workload only." || s.Owner != "team-x" || s.At.Root().File.Path != ".subaud-exceptions.yaml" {
		t.Errorf("marked as %+v", s)
	}
	if run.Findings[1].Suppressed != nil || run.Findings[2].Suppressed != nil {
		t.Error("a finding of another path or rule is set aside")
	}
	if i := ignores[0]; i.Address != "exception EX-7 trust/any-subject" || i.Source != "exception" || i.Expires != "2026-12-30" {
		t.Errorf("the fact is %+v", i)
	}
	again := parse(t, exception).Apply(run) // what is set aside already is still a use
	if again[0].State != triage.StateUsed {
		t.Errorf("the second time: %s", show(again))
	}
}

func TestExceptionStates(t *testing.T) {
	f := source.NewFile("a.json", []byte("{}\n"))
	one := strings.Replace(exception, ", trust/old-name, nothing", "", 1)
	for _, test := range []struct {
		name   string
		edit   []string // old, new
		change func(*triage.Run)
		want   string
		hidden bool
	}{
		{"expired", []string{"2026-12-30", "2026-12-01", "infra/**", "*.json"}, nil, `2 expired "trust/any-subject" It expired on 2026-12-01. What it hid is reported again.`, false},
		{"expired and of no use", []string{"2026-12-30", "2026-12-01"}, nil, `2 expired "trust/any-subject" It expired on 2026-12-01. Nothing of trust/any-subject is found any more where it applies: take it away.`, false},
		{"unused", nil, nil, `2 unused "trust/any-subject" Nothing of trust/any-subject is found where it applies: take it away.`, false},
		{"only a part was looked at", nil, func(r *triage.Run) { r.Partial = true }, "", false},
		{"the rule did not run", nil, func(r *triage.Run) { r.Ran = func(string) bool { return false } }, "", false},
		{"undecided there", nil, func(r *triage.Run) {
			r.Undecided = []*finding.Undecided{{Rule: rules["trust/any-subject"], At: source.NewFile("infra/x.json", nil).Whole()}}
		}, "", false},
		{"undecided elsewhere", nil, func(r *triage.Run) {
			r.Undecided = []*finding.Undecided{{Rule: rules["trust/any-subject"], At: f.Whole()}}
		}, `2 unused "trust/any-subject" Nothing of trust/any-subject is found where it applies: take it away.`, false},
		{"address", []string{`path: "infra/**"`, `address: address 1`}, nil, `2 used "trust/any-subject" It expires on 2026-12-30, in 6 days.`, true},
		{"address with a star", []string{`path: "infra/**"`, `address: "*ess*1"`}, nil, `2 used "trust/any-subject" It expires on 2026-12-30, in 6 days.`, true},
		{"another address", []string{`path: "infra/**"`, `address: address`}, nil, `2 unused "trust/any-subject" Nothing of trust/any-subject is found where it applies: take it away.`, false},
		{"one of two instances", []string{`path: "infra/**"`, `address: address 1`}, func(r *triage.Run) { r.Findings[0].Instances = []string{"address 1", "address 2"} },
			`2 unused "trust/any-subject" What it is about is also found for 1 other instance, which its address does not match.`, false},
		{"both instances", []string{`path: "infra/**"`, `address: address *`}, func(r *triage.Run) { r.Findings[0].Instances = []string{"address 1", "address 2"} },
			`2 used "trust/any-subject" It expires on 2026-12-30, in 6 days.`, true},
		{"all must hold", []string{`path: "infra/**"`, `path: infra, address: address 1`}, nil, `2 unused "trust/any-subject" Nothing of trust/any-subject is found where it applies: take it away.`, false},
		{"fingerprint", []string{`path: "infra/**"`, `fingerprint: ` + at(f, "trust/any-subject", 1).Fingerprint()}, nil, `2 used "trust/any-subject" It expires on 2026-12-30, in 6 days.`, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			run := newRun(at(f, "trust/any-subject", 1))
			if test.change != nil {
				test.change(run)
			}
			got := show(parse(t, strings.NewReplacer(append(test.edit, "\x00", "")...).Replace(one)).Apply(run))
			expect(t, strings.TrimSuffix(got, "\n"), test.want)
			if hidden := run.Findings[0].Suppressed != nil; hidden != test.hidden {
				t.Errorf("set aside: %t", hidden)
			}
		})
	}
}

func TestExceptionFaults(t *testing.T) {
	for _, test := range []struct {
		name, yaml, want string
	}{
		{"empty", "", ""},
		{"comment", "# none yet\n", ""},
		{"none", "exceptions: []\n", ""},
		{"null", "exceptions:\n", ""},
		{"all is well", exception, ""},
		{"a list", "- id: x\n", `x.yaml:1:1: The file must be a map of exceptions, and not a list.`},
		{"unknown key", "exception: []\n", `
			x.yaml:1:1: The file has no "exception". Did you mean "exceptions"?
			x.yaml:1:1: The file has no "exceptions", which is required.`},
		{"not a list", "exceptions: {}\n", `x.yaml:1:13: exceptions must be a list, and not a map.`},
		{"syntax", "exceptions: [\n", "SYNTAX"},
		{"two documents", "exceptions: []\n---\na: 1\n", `x.yaml:2:1: It holds more than one document.`},
		{"many faults", `exceptions:
  - id: a
    rule: [x]
    selector: {paths: a}
    status: accepted
    justification: " "
    owner: [a]
    created: 2027-13-01
    expires: soon
    expires: 2027-01-01
`, `
			x.yaml:2:5: An exception has no "rules", which is required.
			x.yaml:3:5: An exception has no "rule". Did you mean "rules"?
			x.yaml:4:16: selector has no "paths". Did you mean "path"?
			x.yaml:5:13: status cannot be "accepted". It may be accepted-risk, false-positive, mitigated or not-reachable.
			x.yaml:6:20: justification is empty.
			x.yaml:7:12: owner must be a string, and not a list.
			x.yaml:8:14: created cannot be "2027-13-01": there is no such day. Write YYYY-MM-DD.
			x.yaml:9:14: expires cannot be "soon": there is no such day. Write YYYY-MM-DD.
			x.yaml:10:5: An exception has "expires" twice.`},
		{"no owner, no end", "exceptions:\n- id: 1\n  rules: [a]\n  selector: {path: x}\n  status: mitigated\n  justification: x\n", `
			x.yaml:2:3: An exception has no "owner", which is required.
			x.yaml:2:3: An exception has no "expires", which is required.`},
		{"selects nothing", strings.Replace(exception, `{path: "infra/**"}`, "{}", 1), `x.yaml:4:15: selector selects nothing: give a path, an address or a fingerprint.`},
		{"no glob", strings.Replace(exception, `infra/**`, "[a", 1), `x.yaml:4:22: path "[a" is no glob.`},
		{"no rules", strings.Replace(exception, "[trust/any-subject, trust/old-name, nothing]", "[]", 1), `x.yaml:3:12: rules is empty.`},
		{"ends before it begins", exception + "    created: 2026-12-31\n", `x.yaml:8:14: It expires before it was created.`},
		{"twice", exception + strings.TrimPrefix(exception, "exceptions:\n"), `x.yaml:9:5: There are two exceptions with the id "EX-7".`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := triage.ParseExceptions(source.NewFile("x.yaml", []byte(test.yaml)))
			got := ""
			if err != nil {
				got = err.Error()
				if _, ok := errors.AsType[*triage.FileError](err); !ok {
					t.Errorf("the error is a %T", err)
				}
			}
			expect(t, got, test.want)
		})
	}
}

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

// findings returns findings on the lines of a file behind some text, three of which have equal
// fingerprints.
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
