package rules_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/fixtures"
	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules"
	"github.com/subaud/subaud/rules/fixture"
)

// TestEveryWitnessIsLetIn takes each token and principal that a finding on a
// trust policy shows, in all fixtures and, if it is there, in the corpus of real
// repositories, and asks the plain evaluator whether the policy lets it in. It
// starts from what is printed, as a reader would.
func TestEveryWitnessIsLetIn(t *testing.T) {
	judge := cli.JudgeFiles(all.Analyzers(all.Options{}), builtin(t))
	verify := func(name string, files fs.FS) int {
		bundle, result, err := judge(context.Background(), files, link.Options{}, rules.Options{Persona: finding.PersonaAuditor, Jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, f := range result.Findings {
			i := slices.IndexFunc(bundle.Trusts, func(tr *facts.Trust) bool { return string(tr.ID) == f.Fact })
			if f.Witness == nil || i < 0 || bundle.Trusts[i].Cloud != "aws" {
				continue
			}
			n++
			if !letIn(bundle.Trusts[i], f.Witness) {
				t.Errorf("%s: %s: %s: the witness %+v is not let in", name, f.At, f.Rule.ID, *f.Witness)
			}
		}
		return n
	}
	found := 0
	err := fs.WalkDir(fixtures.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".txtar" {
			return err
		}
		data, err := fs.ReadFile(fixtures.FS, name)
		if err != nil {
			return err
		}
		parsed, err := fixture.Parse(data)
		if err != nil {
			return err
		}
		files, err := parsed.FS(fixture.Bad)
		if err == nil {
			found += verify(name, files)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 40 {
		t.Errorf("only %d witnesses in the fixtures", found)
	}
	const corpus = "../../shared/corpus"
	for _, folder := range []string{"cases", "real"} {
		entries, err := os.ReadDir(path.Join(corpus, folder))
		if err != nil {
			t.Logf("no corpus at %s: it lies outside of the module and is optional", corpus)
			break
		}
		for _, e := range entries {
			found += verify(e.Name(), os.DirFS(path.Join(corpus, folder, e.Name())))
		}
	}
	t.Logf("%d witnesses", found)
}

// letIn asks whether some way of the document lets in what the witness shows,
// for two values of every symbol.
func letIn(tr *facts.Trust, w *finding.Witness) bool {
	return slices.ContainsFunc(tr.Ways, func(way facts.Way) bool {
		for _, salt := range []string{"x", "y"} {
			assign := func(s *text.Symbol) string { return assigned(s.Name, salt) }
			if iam.Evaluate(known(tr.Statements, w), requestOf(&way, tr, w, salt, assign), assign) != iam.Allowed {
				return false
			}
		}
		return true
	})
}

// assigned is a value for a symbol, by its name, which is all that is printed.
func assigned(name, salt string) string {
	h := fnv.New32a()
	h.Write([]byte(salt + name))
	return fmt.Sprintf("v%x", h.Sum32())
}

// filled puts values in place of the symbols that are printed as ${name}.
func filled(s, salt string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "${")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		depth, end := 1, len(rest)
		for i := range len(rest) {
			switch rest[i] {
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth == 0 {
				end = i
				break
			}
		}
		b.WriteString(assigned(rest[:end], salt))
		s = rest[min(end+1, len(rest)):]
	}
}

func printed(t facts.Text, assign func(*text.Symbol) string) string {
	var b strings.Builder
	for _, p := range t.Parts() {
		switch {
		case p.Sym == nil:
			b.WriteString(p.Lit)
		case len(p.Sym.Choices) > 0:
			b.WriteString(printed(p.Sym.Choices[0], assign))
		default:
			b.WriteString(assign(p.Sym))
		}
	}
	return b.String()
}

// requestOf is the request that the witness describes.
func requestOf(way *facts.Way, tr *facts.Trust, w *finding.Witness, salt string, assign func(*text.Symbol) string) iam.Request {
	r := iam.Request{
		Action: "sts:AssumeRole", PrincipalType: way.PrincipalType, Principal: printed(way.Principal, assign), Context: map[string][]string{},
	}
	for key, value := range w.Request {
		r.Context[key] = []string{filled(value, salt)}
	}
	if way.PrincipalType != "Federated" {
		return r
	}
	r.Action = "sts:AssumeRoleWithWebIdentity"
	issuer := strings.ToLower(filled(strings.TrimPrefix(w.Claims["iss"], "https://"), salt))
	for i := range tr.Statements {
		for _, c := range tr.Statements[i].Conditions {
			key := strings.ToLower(printed(c.Key, assign))
			at := strings.LastIndexByte(key, ':')
			if at < 0 {
				continue
			}
			value, carried := w.Claims[key[at+1:]]
			// What the witness takes for the issuer it says.
			same := strings.TrimSuffix(key[:at], "/") == strings.TrimSuffix(issuer, "/") || slices.ContainsFunc(w.Assumptions, func(s string) bool {
				return strings.HasPrefix(s, strings.TrimSuffix(c.Key.String(), c.Key.String()[strings.LastIndexByte(c.Key.String(), ':'):])+" is the issuer of ")
			})
			if carried && same {
				r.Context[key] = []string{filled(value, salt)}
			}
		}
	}
	return r
}

// known is the document without the conditions of which the witness says that it
// takes them to let in somebody.
func known(in []facts.Statement, w *finding.Witness) []facts.Statement {
	out := slices.Clone(in)
	for _, a := range w.Assumptions {
		rest, ok := strings.CutPrefix(a, "the condition on ")
		claim, _, cut := strings.Cut(rest, ",")
		if !ok || !cut {
			continue
		}
		for i := range out {
			out[i].Conditions = slices.DeleteFunc(slices.Clone(out[i].Conditions), func(c facts.Condition) bool {
				return strings.HasSuffix(strings.ToLower(c.Key.String()), ":"+claim)
			})
		}
	}
	return out
}
