package rules_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/rules"
	"github.com/subaud/subaud/rules/meta"
)

// TestIndex: what the program's own METADATA says is read where it is needed
// and is then whole; the names of a rule are known before.
func TestIndex(t *testing.T) {
	text := header + "package policies.statement.own\n\nfinding contains {\"at\": input.at, \"message\": \"m\"} if input.index == 0\n"
	renamed := strings.Replace(text, "#   params", "#   tags: [cwe-1]\n#   aliases: [statement/old]\n#   params", 1)
	set, err := rules.Load(rules.TextBuiltins(), rules.Source{Name: "own", Builtin: true, FS: fstest.MapFS{
		"statement/own.rego":     {Data: []byte(text)},
		"statement/renamed.rego": {Data: []byte(strings.Replace(renamed, "statement.own", "statement.renamed", 1))},
	}})
	if err != nil {
		t.Fatal(err)
	}
	index := set.Index()
	if own := index[0]; !reflect.DeepEqual(*own, finding.RuleInfo{ID: "statement/own", Kind: "statement", Builtin: true}) {
		t.Errorf("got %+v, want the name alone", own)
	}
	if !reflect.DeepEqual(index[1].Aliases, []string{"statement/old"}) {
		t.Errorf("got %+v, want the alias", index[1])
	}
	p := newPaper()
	got := judge(t, set, rules.Options{Select: []string{"statement/ol*"}}, p.statement("s", "Allow", "a"))
	if want := `statement/renamed high s "s": m`; !strings.HasPrefix(got, "statement/renamed high") || strings.Contains(got, "\n") {
		t.Errorf("got %s, want %s", got, want)
	}
	if r := set.Rule("statement/old"); r == nil || r.Title != "Own" || r.ID != "statement/renamed" {
		t.Errorf("got %+v, want the renamed rule", r)
	}
	for i, source := range []string{text, renamed} {
		m, err := meta.Parse("x", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		want := m.Info
		want.ID, want.Kind, want.Builtin = index[i].ID, "statement", true
		if got := set.Infos()[i]; !reflect.DeepEqual(*got, want) {
			t.Errorf("\n got %+v\nwant %+v", *got, want)
		}
	}
}

// TestFaultyBuiltin: a fault in the program's own METADATA is met where a rule
// would run, and by Verify.
func TestFaultyBuiltin(t *testing.T) {
	text := strings.Replace(header, "title", "titel", 1) + "package policies.statement.own\n\nfinding contains {\"at\": input.at, \"message\": \"m\"} if input.index == 0\n"
	set, err := rules.Load(rules.TextBuiltins(), rules.Source{Name: "own", Builtin: true, FS: fstest.MapFS{"statement/own.rego": {Data: []byte(text)}}})
	if err != nil {
		t.Fatal(err)
	}
	const want = "own/statement/own.rego:2: METADATA: METADATA has no key titel: did you mean title?"
	if err := set.Verify(); err == nil || err.Error() != "read policies: "+want {
		t.Errorf("Verify: got %v", err)
	}
	p := newPaper()
	for _, test := range []struct {
		fact facts.Fact
		want string
	}{
		{p.statement("s", "Allow", "a"), want},
		{p.trust("t"), ""},
	} {
		b := &facts.Bundle{}
		b.Add(test.fact)
		got := ""
		if _, err := set.Eval(context.Background(), link.Link(b, link.Options{}), rules.Options{}); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.fact.FactKind(), got, test.want)
		}
	}
}
