package analyzers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// roles is an analyzer for tests: each line of a file with its ending is a
// role's address, with "?" behind it one whose trust policy is not known, and
// with "~" one that is only context.
func roles(name, replaces string) analyzers.Analyzer {
	return analyzers.Analyzer{
		Name: name, Replaces: replaces,
		Claims: func(path string) bool { return strings.HasSuffix(path, "."+name) },
		Run: func(p *analyzers.Pass) {
			f := p.Files[0]
			for n := 1; n <= f.LineCount(); n++ {
				line, _ := f.Line(n)
				address, unknown := strings.CutSuffix(line.Text(), "?")
				address, context := strings.CutSuffix(address, "~")
				base := facts.Base{Address: address, At: line, Unit: "u", Context: context}
				reading := "all"
				if unknown {
					reading = "none"
				}
				id := facts.ID("identity:" + name + address)
				base.ID = id
				p.Facts.Add(&facts.Identity{Base: base, Name: text.Known(address, line)})
				base.ID = facts.ID("trust:" + name + address)
				p.Facts.Add(&facts.Trust{Base: base, Reading: reading})
				base.ID = facts.ID("statement:" + name + address)
				base.Address += ".more"
				p.Facts.Add(&facts.Statement{Base: base, Owner: id})
			}
		},
	}
}

// TestReplace gives two accounts of the same resources.
func TestReplace(t *testing.T) {
	for _, c := range []struct{ name, code, plan, want string }{
		{"the plan knows more", "a", "a", "plan:a"},
		{"keys of instances", "m[*].a[*]", "m[\"]\\\"[\"].a[0]\nm[\"y\"].a[0]", "plan:m[\"]\\\"[\"].a[0] plan:m[\"y\"].a[0]"},
		{"the configuration has more", "a\nb", "a", "code:b plan:a"},
		{"the plan does not know the policy", "a", "a?", "code:a"},
		{"neither does", "a?", "a?", "plan:a"},
		{"the plan is context", "a", "a~", "code:a"},
		{"both are context", "a~", "a~", "plan:a"},
		{"other addresses", "a", "aa", "code:a plan:aa"},
	} {
		entries, content := given(map[string]string{"x.code": c.code, "x.plan": c.plan})
		b, _ := analyzers.Run(entries, []analyzers.Analyzer{roles("code", ""), roles("plan", "code")}, analyzers.Options{Content: content})
		var got []string
		held := map[facts.ID]bool{}
		for _, f := range b.Identities {
			got = append(got, f.Source+":"+f.Address)
			held[f.ID] = true
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != c.want || len(b.Trusts) != len(got) {
			t.Errorf("%s: %s and %d trusts, want %s", c.name, s, len(b.Trusts), c.want)
		}
		for _, s := range b.Statements {
			if !held[s.Owner] {
				t.Errorf("%s: %s belongs to %s, which is not there", c.name, s.ID, s.Owner)
			}
		}
	}
}

// BenchmarkReplace measures a bundle in which nothing is described twice.
func BenchmarkReplace(b *testing.B) {
	var lines []string
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf("module.m[%q].a", fmt.Sprint(i)))
	}
	entries, content := given(map[string]string{"x.code": strings.Join(lines, "\n")})
	list := []analyzers.Analyzer{roles("code", ""), roles("plan", "code")}
	b.ReportAllocs()
	for b.Loop() {
		analyzers.Run(entries, list, analyzers.Options{Content: content})
	}
}
