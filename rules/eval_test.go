package rules_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules"
)

// paper gives each word that a test puts into a fact a place of its own.
type paper struct {
	file    *source.File
	next    int
	symbols *text.Table
}

func newPaper() *paper {
	return &paper{
		file:    source.NewFile("main.tf", []byte(strings.Repeat(strings.Repeat("x", 79)+"\n", 4000))),
		symbols: text.NewTable("test"),
	}
}

func (p *paper) at() source.Span {
	p.next += 80
	return p.file.Span(p.next-80, p.next-1)
}

// text makes a text; ${name} is a symbol.
func (p *paper) text(s string) facts.Text {
	at := p.at()
	var parts []text.Part
	for s != "" {
		lit, rest, open := strings.Cut(s, "${")
		parts = append(parts, text.Part{Lit: lit})
		if !open {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		parts = append(parts, text.Part{Sym: p.symbols.Symbol(name)})
		s = after
	}
	return text.Join(at, parts...)
}

func (p *paper) list(items ...string) facts.List {
	l := facts.List{Present: true, Closed: true, At: p.at()}
	for _, i := range items {
		if i == "..." {
			l.Closed = false
			continue
		}
		l.Items = append(l.Items, p.text(i))
	}
	return l
}

func (p *paper) trust(name string, ways ...facts.Way) *facts.Trust {
	f := &facts.Trust{Cloud: "aws", Form: "role-trust-policy", Reading: "all", Name: p.text(name), Ways: ways}
	f.Base = facts.Base{ID: facts.ID("trust:" + name), Address: name, At: p.at()}
	return f
}

func (p *paper) way(principal string) facts.Way {
	return facts.Way{ID: facts.ID("way:" + principal), At: p.at(), Principal: p.text(principal), Mechanism: "assume-role", PrincipalType: "AWS"}
}

func (p *paper) statement(name, effect string, actions ...string) *facts.Statement {
	f := &facts.Statement{Position: "identity", Effect: p.text(effect), Actions: p.list(actions...), Sid: p.text(name)}
	f.Base = facts.Base{ID: facts.ID("statement:" + name), Address: name, At: p.at()}
	return f
}

// judge evaluates the facts and prints what was found, one a line.
func judge(t *testing.T, set *rules.Set, o rules.Options, fs ...facts.Fact) string {
	t.Helper()
	b := &facts.Bundle{}
	for _, f := range fs {
		b.Add(f)
	}
	b.Sort()
	r, err := set.Eval(context.Background(), link.Link(b, link.Options{}), o)
	if err != nil {
		t.Fatal(err)
	}
	return print(r)
}

func print(r rules.Result) string {
	var lines []string
	for _, f := range r.Findings {
		lines = append(lines, fmt.Sprintf("%s %s %s %q: %s", f.Rule.ID, f.Severity, f.Address, f.Discriminator, f.Message))
	}
	for _, u := range r.Undecided {
		lines = append(lines, fmt.Sprintf("%s undecided %s: %s %q", u.Rule.ID, u.Address, u.Message, u.Symbols))
	}
	for _, p := range r.Problems {
		lines = append(lines, fmt.Sprintf("%s %s: %s", p.Code, p.Class, p.Message))
	}
	return strings.Join(lines, "\n")
}

func TestEval(t *testing.T) {
	set := load(t)
	p := newPaper()
	maybeWay := p.way("*")
	maybeWay.Maybe = true
	maybe := p.trust("maybe", p.way("*"))
	maybe.Maybe = true
	context := p.trust("context", p.way("*"))
	context.Context = true
	grant := func(aggregated text.Truth, verbs ...string) *facts.Grant {
		g := &facts.Grant{Object: "Role", Rules: []facts.Rule{{At: p.at(), Verbs: p.list(verbs...)}}}
		g.Base = facts.Base{ID: "grant:g", Address: "g", At: p.at()}
		g.Aggregated = facts.Flag{Present: true, Truth: aggregated, Why: "var.aggregated"}
		return g
	}
	tests := []struct {
		name string
		fact facts.Fact
		want string
	}{
		{"a named principal", p.trust("closed", p.way("arn:aws:iam::111122223333:role/x")), ""},
		{"the strongest of several findings at one place", p.trust("open", p.way("*")),
			`trust/open-principal critical open "ways[0].at": The role can be assumed by the whole internet.`},
		{"a helper of the library", p.trust("root", p.way("arn:aws:iam::111122223333:root")),
			`trust/open-principal high root "ways[0].at": a role root can be assumed by arn:aws:iam::111122223333:root.`},
		{"a symbol decides", p.trust("symbol", p.way("${var.principal}")),
			`trust/open-principal undecided symbol: The role can be assumed by the whole internet. ["var.principal"]`},
		{"a symbol that cannot matter", p.trust("user", p.way("arn:aws:iam::${var.account}:user/x")), ""},
		{"a symbol that does not matter", p.trust("root2", p.way("arn:aws:iam::${var.account}:root")),
			`trust/open-principal high root2 "ways[0].at": a role root2 can be assumed by arn:aws:iam::${var.account}:root.`},
		{"a way that may not exist", p.trust("way", maybeWay),
			`trust/open-principal undecided way: The role can be assumed by the whole internet. ["whether ways[0] exists"]`},
		{"a fact that may not exist", maybe,
			`trust/open-principal critical maybe "ways[0].at": The role can be assumed by the whole internet.`},
		{"a fact of elsewhere", context, ""},
		{"an item of a closed list", p.statement("closed", "Allow", "s3:Get*"), `statement/wildcard-action medium closed "actions.items[0]": s3:Get* is allowed.`},
		{"an open list", p.statement("longer", "Allow", "nothing", "..."),
			`statement/wildcard-action undecided longer: ${more actions.items} is allowed. ["more actions.items"]`},
		{"an open list of a statement that denies", p.statement("deny", "Deny", "..."), ""},
		{"a negated question, refuted", grant(text.No, "escalate"), `grant/escalate low g "rules[0].verbs.at": The role has the verb escalate.`},
		{"a negated question, proved", grant(text.Yes, "escalate"), ""},
		{"a negated question, open", grant(text.Unknown, "escalate"), `grant/escalate undecided g: The role has the verb escalate. ["var.aggregated"]`},
		{"an open list, asked about as a whole", grant(text.No, "get", "..."), `grant/escalate undecided g: The role has the verb escalate. ["more rules[0].verbs"]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := judge(t, set, rules.Options{Persona: finding.PersonaAuditor}, test.fact)
			if got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

// policy makes a source of one policy of kind statement.
func policy(body string) fstest.MapFS {
	return fstest.MapFS{"statement/own.rego": {Data: []byte(header + "package policies.statement.own\n\n" + body)}}
}

const header = `# METADATA
# title: Own
# description: Own.
# related_resources:
# - https://example.com/
# custom:
#   severity: high
#   severities: [high, low]
#   confidence: high
#   persona: regular
#   remediation: None.
#   params: {limit: 2}
#   since: "2026.12"
`

// TestMayHelpersMeetWhatMayBeThere: that nothing in a list does something can
// be said only of lists of which everything is known.
func TestMayHelpersMeetWhatMayBeThere(t *testing.T) {
	set, err := rules.Load(rules.TextBuiltins(), rules.Source{Name: "own", FS: policy(`finding contains {"at": input.at, "message": "no action reads"} if {
	not may_read(input)
}

may_read(st) if {
	some action in st.actions.items
	not must_write(action)
}

must_write(action) if subaud.must_match(action, "*:Put*")
`)})
	if err != nil {
		t.Fatal(err)
	}
	p := newPaper()
	for _, test := range []struct {
		actions []string
		want    string
	}{
		{[]string{"s3:PutObject", "s3:PutAcl"}, `statement/own high s "at": no action reads`},
		{[]string{"s3:PutObject", "s3:GetObject"}, ""},
		{[]string{"s3:PutObject", "s3:${x}"}, `statement/own undecided s: no action reads ["x"]`},
		{[]string{"s3:PutObject", "..."}, `statement/own undecided s: no action reads ["more actions.items"]`},
	} {
		if got := judge(t, set, rules.Options{}, p.statement("s", "Allow", test.actions...)); got != test.want {
			t.Errorf("%q\n got %s\nwant %s", test.actions, got, test.want)
		}
	}
}

func TestEvalDoesNotDependOnJobs(t *testing.T) {
	set := load(t)
	p := newPaper()
	var fs []facts.Fact
	for i := range 300 {
		fs = append(fs, p.trust(fmt.Sprintf("t%d", i), p.way("*"), p.way("${var.p}"), p.way("arn:aws:iam::111122223333:root")))
	}
	one := judge(t, set, rules.Options{Jobs: 1}, fs...)
	for _, jobs := range []int{2, 7} {
		if got := judge(t, set, rules.Options{Jobs: jobs}, fs...); got != one {
			t.Errorf("jobs %d gives another result", jobs)
		}
	}
	if strings.Count(one, "\n") < 800 {
		t.Errorf("too little was found: %d lines", strings.Count(one, "\n"))
	}
}

func TestOptions(t *testing.T) {
	set := load(t)
	p := newPaper()
	open := func() facts.Fact { return p.trust("open", p.way("*")) }
	for _, test := range []struct {
		o    rules.Options
		want bool
	}{
		{rules.Options{Select: []string{"trust/*"}}, true},
		{rules.Options{Select: []string{"statement/wildcard-action"}}, false},
		{rules.Options{Ignore: []string{"*/open-*"}}, false},
		{rules.Options{Kinds: []facts.Kind{facts.KindGrant}}, false},
		{rules.Options{Params: map[string]map[string]any{"trust/open-principal": {"mechanisms": []string{"saml"}}}}, false},
	} {
		if got := judge(t, set, test.o, open()) != ""; got != test.want {
			t.Errorf("%+v: found %t, want %t", test.o, got, test.want)
		}
	}
	for _, test := range []struct {
		o    rules.Options
		want string
	}{
		{rules.Options{Select: []string{"trust/open-principel"}}, "select rules: no rule is called trust/open-principel: did you mean trust/open-principal?"},
		{rules.Options{Params: map[string]map[string]any{"trust/open-principal": {"mechanism": 1}}}, "read parameters: the rule trust/open-principal has no parameter mechanism: did you mean mechanisms?"},
		{rules.Options{Params: map[string]map[string]any{"trust/open-principal": {"mechanisms": 1}}}, "read parameters: mechanisms of the rule trust/open-principal must be a list, not a number"},
	} {
		_, err := set.Eval(context.Background(), link.Link(&facts.Bundle{}, link.Options{}), test.o)
		if err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

// TestFailingRule: a rule that fails on a fact, by an error or by a fault of
// ours, is a problem; the others stand.
func TestFailingRule(t *testing.T) {
	for name, ask := range map[string]func(*rules.Call) rules.Answer{
		"error": func(c *rules.Call) rules.Answer {
			c.Flag(0)
			return rules.Say(text.Yes)
		},
		"panic": func(*rules.Call) rules.Answer {
			var none []text.Truth
			return rules.Say(none[0])
		},
	} {
		table := append(rules.TextBuiltins(), rules.Builtin{
			Name: "break", Doc: "Fails.", Unknown: "never", Params: rules.TextBuiltins()[2].Params[:1], Ask: ask,
		})
		fsys := policy("finding contains {\"at\": input.at, \"message\": \"stands\"} if {\n\tsubaud.must_equal(input.effect, \"Allow\")\n}\n")
		broken := strings.ReplaceAll(string(fsys["statement/own.rego"].Data), "statement.own", "statement.broken")
		fsys["statement/broken.rego"] = &fstest.MapFile{Data: []byte(strings.Replace(broken, "must_equal(input.effect, \"Allow\")", "must_break(input.effect)", 1))}
		set, err := rules.Load(table, rules.Source{Name: "own", FS: fsys})
		if err != nil {
			t.Fatal(err)
		}
		got := judge(t, set, rules.Options{}, newPaper().statement("s", "Allow", "x"))
		lines := strings.Split(got, "\n")
		if len(lines) != 2 || lines[0] != `statement/own high s "at": stands` ||
			!strings.HasPrefix(lines[1], "rule-failed incomplete: the rule statement/broken failed on s, so it was not judged by it: ") {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestFixIsDroppedWhereItWouldGuess(t *testing.T) {
	p := newPaper()
	b := &facts.Bundle{}
	b.Add(p.statement("known", "Allow", "*:*"))
	b.Add(p.statement("${var.sid}", "Allow", "*:*"))
	r, err := load(t).Eval(context.Background(), link.Link(b, link.Options{}), rules.Options{})
	if err != nil || len(r.Findings) != 2 {
		t.Fatalf("got %v, %v", r.Findings, err)
	}
	fixes := []int{len(r.Findings[0].Fixes), len(r.Findings[1].Fixes)}
	slices.Sort(fixes)
	if !slices.Equal(fixes, []int{0, 1}) {
		t.Errorf("got %v fixes, want one for the statement whose sid is known", fixes)
	}
}
