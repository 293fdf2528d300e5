package terraform_test

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/terraform"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// runPlans analyses the plans of a tree.
func runPlans(all map[string]*source.File) *facts.Bundle {
	a := terraform.Plan()
	out := &facts.Bundle{}
	p := &analyzers.Pass{
		Facts: out,
		ReadFile: func(name string) (*source.File, error) {
			if f := all[path.Clean(name)]; f != nil {
				return f, nil
			}
			return nil, errors.New("no such file")
		},
		List: func(dir string) []string {
			var names []string
			for name := range all {
				if path.Dir(name) == dir {
					names = append(names, name)
				}
			}
			slices.Sort(names)
			return names
		},
	}
	for name, f := range all {
		if a.Claims(name) && a.Relevant(f.Data) {
			p.Files = append(p.Files, f)
		}
	}
	slices.SortFunc(p.Files, func(x, y *source.File) int { return strings.Compare(x.Path, y.Path) })
	a.Run(p)
	out.Sort()
	return out
}

// TestPlans reads plans with and without the configuration that they are of.
func TestPlans(t *testing.T) {
	for _, name := range []string{"alone", "source"} {
		dir := filepath.Join("testdata/plans", name)
		files := tree(t, dir)
		delete(files, "want.txt")
		b := runPlans(files)
		sound(t, files, b)
		got := dump(b)
		golden := filepath.Join(dir, "want.txt")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("facts differ from %s (run with -update to rewrite it):\n%s", golden, got)
		}
	}
}

// FuzzPlan feeds any bytes as a plan beside a configuration.
func FuzzPlan(f *testing.F) {
	for _, name := range []string{"alone", "source"} {
		data, err := os.ReadFile(filepath.Join("testdata/plans", name, "plan.json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data), `resource "aws_iam_role" "ci" {}`)
	}
	f.Add(`{"terraform_version":"1","planned_values":{"root_module":{"resources":[{"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","name":"r","values":{"dynamic":{"a":[]},"assume_role_policy":"{\"Statement\":[]}"}}]}}}`, "")
	f.Fuzz(func(t *testing.T, plan, code string) {
		if len(plan)+len(code) > 50_000 {
			t.Skip("large inputs only cost time")
		}
		files := map[string]*source.File{
			"plan.json": source.NewFile("plan.json", []byte(plan)),
			"main.tf":   source.NewFile("main.tf", []byte(code)),
		}
		sound(t, files, runPlans(files))
	})
}
