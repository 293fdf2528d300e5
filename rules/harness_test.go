package rules_test

import (
	"bufio"
	"context"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules"
	"github.com/subaud/subaud/rules/fixture"
)

// judgeLines judges what analyzeLines reads.
func judgeLines(set *rules.Set) rules.Judge {
	return func(ctx context.Context, files fs.FS, _ link.Options, o rules.Options) (*facts.Bundle, rules.Result, error) {
		graph, err := analyzeLines(files)
		if err != nil {
			return nil, rules.Result{}, err
		}
		result, err := set.Eval(ctx, graph, o)
		return graph.Bundle, result, err
	}
}

// analyzeLines is an analyzer of a format that needs no explaining: each line
// is the effect and the actions of a statement, ${x} a symbol.
func analyzeLines(files fs.FS) (*link.Graph, error) {
	b := &facts.Bundle{}
	symbols := text.NewTable("test")
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		file := source.NewFile(name, data)
		offset := 0
		for lines := bufio.NewScanner(strings.NewReader(string(data))); lines.Scan(); {
			b.Add(statementOf(file, symbols, offset, lines.Text()))
			offset += len(lines.Text()) + 1
		}
		return nil
	})
	b.Sort()
	return link.Link(b, link.Options{}), err
}

func statementOf(file *source.File, symbols *text.Table, offset int, line string) *facts.Statement {
	closed := facts.List{Closed: true}
	at := file.Span(offset, offset+len(line))
	f := &facts.Statement{NotActions: closed, Resources: closed, NotResources: closed, Actions: facts.List{Present: true, Closed: true, At: at}}
	f.Base = facts.Base{ID: facts.ID(at.String()), Address: line, At: at}
	for i, word := range strings.Fields(line) {
		t := text.Known(word, at)
		if name, ok := strings.CutPrefix(word, "${"); ok {
			t = text.Of(symbols.Symbol(strings.TrimSuffix(name, "}")), at)
		}
		if i == 0 {
			f.Effect = t
		} else {
			f.Actions.Items = append(f.Actions.Items, t)
		}
	}
	return f
}

const goodFixture = `A statement that allows too much.

-- bad/a.txt --
Allow *:*
-- good/a.txt --
Allow s3
Deny *:*
-- unknown/a.txt --
Allow ${var.action}
-- want --
bad/a.txt:1:1: statement/wildcard-action medium: *:* is allowed.
unknown/a.txt:1:1: statement/wildcard-action undecided: ${var.action} is allowed. [var.action]
`

func TestRunFixture(t *testing.T) {
	set := load(t)
	edit := func(old, with string) string { return strings.Replace(goodFixture, old, with, 1) }
	for _, test := range []struct{ name, text, want string }{
		{"as it must be", goodFixture, ""},
		{"no scenario", edit("A statement that allows too much.\n", ""), "begin with a sentence that tells the scenario"},
		{"no bad section", edit("-- bad/a.txt --\nAllow *:*\n", ""), "the section bad/ is missing: add files that the rule should report"},
		{"no unknown section", edit("-- unknown/a.txt --\nAllow ${var.action}\n", ""), "the section unknown/ is missing: add inputs that leave the rule's question open, or write `unknown: none, because ...` above the first file"},
		{"no unknown section, with a reason", "unknown: none, because it is a test.\n" + edit("-- unknown/a.txt --\nAllow ${var.action}\n", ""), "want differs"},
		{"a reason and a section", "unknown: none, because it is a test.\n" + goodFixture, "there is a section unknown/, so the line `unknown: none, because ...` is wrong: delete it"},
		{"nothing found", edit("Allow *:*", "Allow s3"), "the rule finds nothing in bad/: write an input that it should report"},
		{"no facts", edit("Allow s3\nDeny *:*\n", ""), "good/ yields no fact of kind statement, so it shows nothing"},
		{"not silent", edit("Deny *:*", "Allow *:*"), "good/ must be silent under all rules, but: good/a.txt:2:1: statement/wildcard-action medium: *:* is allowed."},
		{"another report", edit("*:* is allowed", "all is allowed"), "want differs"},
		{"a closed world of nothing", "complete: bindings in bad\n" + edit("", ""), "write the line as `complete: KIND in FOLDER`, such as `complete: binding in bad/closed`, not \"complete: bindings in bad\""},
		{"a file in no section", edit("bad/a.txt", "worse/a.txt"), "the file worse/a.txt is in no section: put it under bad/, good/, unknown/ or fixed/"},
		{"a fix that does not help", goodFixture + "-- fixed/a.txt --\nAllow *:*\n", "the rule still reports fixed/"},
		{"a secret of an unknown kind", edit("Allow s3", `Allow {{secret "password"}}`), `expand macro: there is no secret "password"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := set.RunFixture(context.Background(), "statement/wildcard-action", []byte(test.text), judgeLines(set))
			got := strings.Join(r.Faults, "\n")
			if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestRunFixtureWritesWant(t *testing.T) {
	stale := strings.Replace(goodFixture, "*:* is allowed", "stale", 1)
	set := load(t)
	r := set.RunFixture(context.Background(), "statement/wildcard-action", []byte(stale), judgeLines(set))
	if string(r.Updated) != goodFixture {
		t.Errorf("got\n%s", r.Updated)
	}
}

// TestUncoveredLine: a line of a policy that its fixture does not reach.
func TestUncoveredLine(t *testing.T) {
	set, err := rules.Load(rules.TextBuiltins(), rules.Source{Name: "own", FS: policy(`finding contains {"at": input.at, "message": "m"} if {
	subaud.must_equal(input.effect, "Allow")
	subaud.must_include(input.actions, "*:*")
}

finding contains {"at": input.at, "message": "n"} if {
	subaud.must_equal(input.effect, "Deny")
	subaud.must_include(input.actions, "x")
}
`)})
	if err != nil {
		t.Fatal(err)
	}
	report, _, _ := strings.Cut(goodFixture, "-- want --")
	r := set.RunFixture(context.Background(), "statement/own", []byte(report+"-- want --\nbad/a.txt:1:1: statement/own high: m\nunknown/a.txt:1:1: statement/own undecided: m [var.action]\n"), judgeLines(set))
	want := "own/statement/own.rego:21: no fixture reaches this line: add an input to fixtures/statement/own.txtar that does, or delete the line"
	if len(r.Faults) == 0 || r.Faults[0] != want {
		t.Errorf("got %q, want %s", r.Faults, want)
	}
}

func TestPairs(t *testing.T) {
	got := fixture.Pairs([]string{"trust/a", "trust/bcde"}, fstest.MapFS{"trust/a.txtar": {}, "trust/bcdf.txtar": {}})
	want := []string{
		"fixtures/trust/bcdf.txtar belongs to no rule: write policies/trust/bcdf.rego, or rename it; did you mean trust/bcde?",
		"the rule trust/bcde has no fixture: write fixtures/trust/bcde.txtar with bad/, good/, unknown/ and an empty want, and run go test ./rules/... -run TestFixtures -update",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestSecretsAreTheSameEveryTime(t *testing.T) {
	const in = `a {{secret "aws-access-key-id"}} b {{secret "aws-access-key-id" "2"}} c`
	one, err := fixture.Expand(in)
	two, _ := fixture.Expand(in)
	if err != nil || one != two || !regexp.MustCompile(`^a AKI`+`A[A-Z2-7]{16} b AKI`+`A[A-Z2-7]{16} c$`).MatchString(one) || one[2:22] == one[25:45] {
		t.Errorf("got %q and %q, %v", one, two, err)
	}
}
