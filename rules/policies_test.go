package rules_test

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/fixtures"
	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/policies"
	"github.com/subaud/subaud/rules"
	"github.com/subaud/subaud/rules/docs"
	"github.com/subaud/subaud/rules/fixture"
)

var update = flag.Bool("update", false, "rewrite what fixtures want, and the documentation")

// builtin loads the program's own policies.
func builtin(t testing.TB) *rules.Set {
	t.Helper()
	set, err := rules.Load(rules.Builtins(), rules.Source{Name: "policies", FS: policies.FS, Builtin: true})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestPoliciesObeyTheLaw does for the program's own policies what Load does
// for users' ones.
func TestPoliciesObeyTheLaw(t *testing.T) {
	if err := builtin(t).Verify(); err != nil {
		t.Errorf("%v", err)
	}
}

func TestPoliciesAreFormatted(t *testing.T) {
	for _, r := range builtin(t).Rules() {
		got, err := format.Source(r.File, r.Source)
		if err != nil || string(got) != string(r.Source) {
			t.Errorf("%s is not formatted as `opa fmt` does: %v", r.File, err)
			if *update && err == nil {
				write(t, r.File, string(got))
			}
		}
		if n := strings.Count(string(r.Source), "\n"); n > 70 {
			t.Errorf("%s has %d lines: what needs that many is a builtin", r.File, n)
		}
	}
}

// TestMetadataIsYAML holds our reading against Rego's own: the two take different
// words for booleans, so that yes without quotes would mean two things.
func TestMetadataIsYAML(t *testing.T) {
	for _, r := range slices.Concat(builtin(t).Rules(), load(t).Rules()) {
		m, err := ast.ParseModuleWithOpts(r.File, string(r.Source), ast.ParserOptions{ProcessAnnotation: true})
		if err != nil || len(m.Annotations) == 0 {
			t.Errorf("%s: %v", r.File, err)
			continue
		}
		a := m.Annotations[0]
		var refs []string
		for _, ref := range a.RelatedResources {
			refs = append(refs, ref.Ref.String())
		}
		remediation, _ := a.Custom["remediation"].(string)
		params, _ := a.Custom["params"].(map[string]any)
		if a.Title != r.Title || strings.TrimSpace(a.Description) != r.Description || strings.TrimSpace(remediation) != r.Remediation ||
			a.Custom["severity"] != r.Severity.String() || a.Custom["since"] != r.Since || !slices.Equal(refs, r.References) ||
			len(params)+len(r.Params) > 0 && !reflect.DeepEqual(params, r.Params) {
			t.Errorf("%s: the two readers differ:\n%+v\n%+v", r.File, a, r.RuleInfo)
		}
	}
}

// TestFixtures runs each rule's fixture, from the input's bytes to the report.
func TestFixtures(t *testing.T) {
	set := builtin(t)
	var ids []string
	for _, r := range set.Rules() {
		ids = append(ids, r.ID)
	}
	for _, fault := range fixture.Pairs(ids, fixtures.FS) {
		t.Error(fault)
	}
	judge := cli.JudgeFiles(all.Analyzers(all.Options{}), set)
	for _, id := range ids {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			data, err := fs.ReadFile(fixtures.FS, fixture.PathOf(id))
			if err != nil {
				t.Skip(err) // reported above
			}
			report := set.RunFixture(context.Background(), id, data, judge)
			for _, fault := range report.Faults {
				t.Error(fault)
			}
			if *update && string(report.Updated) != string(data) {
				write(t, filepath.Join("fixtures", filepath.FromSlash(fixture.PathOf(id))), string(report.Updated))
			}
		})
	}
}

// TestDocs fails where the documentation is not what the rules say.
func TestDocs(t *testing.T) {
	documents, err := builtin(t).Documents(fixtures.FS)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range documents {
		old, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		if name == "README.md" {
			if err != nil {
				continue
			}
			var marked bool
			if text, marked = docs.Between(string(old), text); !marked {
				t.Error("README.md has no markers <!-- rules:begin --> and <!-- rules:end --> for the table of rules: add them")
			}
		}
		if string(old) == text {
			continue
		}
		if *update {
			write(t, name, text)
			continue
		}
		t.Errorf("%s is stale: run go test ./rules/... -run TestDocs -update", name)
	}
	stale, err := filepath.Glob("../docs/rules/*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range stale {
		rel := filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator)))
		if documents[rel] == "" {
			t.Errorf("%s belongs to no rule: delete it", rel)
			if *update {
				if err := os.Remove(name); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	name = filepath.Join("..", filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkLoad is what a run pays for the rules before it knows which kinds of
// facts there are.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		builtin(b)
	}
}

// BenchmarkLoadWhole is that of a run that describes all rules (SARIF, rules).
func BenchmarkLoadWhole(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		builtin(b).Infos()
	}
}

// BenchmarkLoadOneKind is the cold start of a run that meets one kind of fact.
func BenchmarkLoadOneKind(b *testing.B) {
	bundle := &facts.Bundle{}
	p := newPaper()
	bundle.Add(p.trust("x", p.way("arn:aws:iam::111122223333:role/x")))
	graph := link.Link(bundle, link.Options{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := builtin(b).Eval(context.Background(), graph, rules.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTrusts judges 1,000 trust documents with all rules of their kind.
func BenchmarkTrusts(b *testing.B) {
	bundle := &facts.Bundle{}
	p := newPaper()
	for i := range 1000 {
		f := p.trust("role"+string(rune('a'+i%26)), p.way("arn:aws:iam::111122223333:root"))
		f.ID += facts.ID(strings.Repeat("i", i))
		st := p.statement("s", "Allow", "sts:AssumeRole")
		st.NotActions.Closed, st.Resources.Closed, st.NotResources.Closed = true, true, true
		f.Statements = []facts.Statement{*st}
		bundle.Add(f)
	}
	graph := link.Link(bundle, link.Options{})
	set := builtin(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := set.Eval(context.Background(), graph, rules.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
