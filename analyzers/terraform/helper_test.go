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

// run analyses a tree of files, given by path.
func run(files map[string]string) *facts.Bundle {
	all := map[string]*source.File{}
	for name, text := range files {
		all[name] = source.NewFile(name, []byte(text))
	}
	return runFiles(all)
}

func runFiles(all map[string]*source.File) *facts.Bundle {
	return runWith(terraform.Options{}, all)
}

// runWith analyses a tree of files with options.
func runWith(options terraform.Options, all map[string]*source.File) *facts.Bundle {
	a := terraform.New(options)
	var claimed []*source.File
	for name, f := range all {
		if a.Claims(name) && !strings.HasPrefix(name, ".terraform/") { // which is context
			claimed = append(claimed, f)
		}
	}
	slices.SortFunc(claimed, func(x, y *source.File) int { return strings.Compare(x.Path, y.Path) })
	out := &facts.Bundle{}
	for _, unit := range a.Group(claimed) {
		a.Run(&analyzers.Pass{
			Files: unit, Facts: out,
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
		})
	}
	out.Sort()
	return out
}

// tree reads a folder of the disk, with paths relative to it.
func tree(t testing.TB, dir string) map[string]*source.File {
	t.Helper()
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpus at %s", dir)
	}
	out := map[string]*source.File{}
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		out[rel] = source.NewFile(rel, data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
