package triage_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/triage"
)

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
		{"syntax", "exceptions: [\n", `x.yaml:1:1: The indentation of the line fits none of the lines before it.`},
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
