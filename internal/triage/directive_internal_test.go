package triage

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseDirective(t *testing.T) {
	for _, test := range []struct {
		text, rules, reason, owner, expires, fault string
	}{
		{` trust/any-subject reason="shared runner" expires=2027-03-01 owner=team-x`, "trust/any-subject", "shared runner", "team-x", "2027-03-01", ""},
		{` a/b,c/d , e/f reason='it"s' owner="a b"`, "a/b c/d e/f", `it"s`, "a b", "", ""},
		{` a/b reason="say \"x\" \\ y" # tfsec:ignore:z`, "a/b", `say "x" \ y`, "", "", ""},
		{` owner=x reason=why a/b`, "", "why", "x", "", `"a/b" is out of place: write the reason as reason="...", and commas between rules.`},
		{``, "", "", "", "", `It names no rule: write subaud:ignore RULE reason="...".`},
		{` reason="x"`, "", "x", "", "", `It names no rule: write subaud:ignore RULE reason="...".`},
		{` a/b`, "a/b", "", "", "", `It gives no reason: add reason="...".`},
		{` a/b because we can`, "a/b", "", "", "", `"because" is out of place: write the reason as reason="...", and commas between rules.`},
		{` a/b reason="..."`, "a/b", "...", "", "", `Its reason says nothing: put words in place of "...".`},
		{` a/b reason="-"`, "a/b", "-", "", "", `Its reason says nothing: put words in place of "-".`},
		{` a/b reason="x`, "a/b", "", "", "", `The quotes of reason are not closed.`},
		{` a/b reasn="x"`, "a/b", "", "", "", `There is no argument "reasn". Did you mean "reason"?`},
		{` a/b zzz="x"`, "a/b", "", "", "", `There is no argument "zzz".`},
		{` a/b reason=x reason=y`, "a/b", "x", "", "", `It gives reason twice.`},
		{` a/b reason=x expires=2027-02-30`, "a/b", "x", "", "2027-02-30", `There is no day "2027-02-30": write expires=YYYY-MM-DD.`},
		{` a/b reason=x expires=soon`, "a/b", "x", "", "soon", `There is no day "soon": write expires=YYYY-MM-DD.`},
		{`-file a/b reason=x`, "-file", "", "", "", `Write subaud:ignore, a space, the rule and the reason.`},
		{`: a/b`, ":", "", "", "", `Write subaud:ignore, a space, the rule and the reason.`},
		{` a/b -- only for now`, "a/b", "", "", "", `It gives no reason: add reason="...".`},
	} {
		d := parseDirective(test.text)
		got := []string{strings.Join(d.rules, " "), d.reason, d.owner, d.expires, d.fault}
		want := []string{test.rules, test.reason, test.owner, test.expires, test.fault}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%s\n got %q\nwant %q", test.text, got, want)
		}
	}
}

func FuzzDirective(f *testing.F) {
	f.Add(` a/b,c reason="x \" y" owner='z' expires=2027-01-01 # d`)
	f.Fuzz(func(t *testing.T, text string) {
		d := parseDirective(text)
		if d.fault == "" && (len(d.rules) == 0 || d.reason == "") {
			t.Fatalf("%q lacks something and is accepted: %+v", text, d)
		}
	})
}
