package cli

import (
	"fmt"
	"os"

	"github.com/subaud/subaud/policies"
	"github.com/subaud/subaud/rules"
)

// loadRules loads the built-in policies and those in the folders.
func loadRules(dirs []string) (*rules.Set, error) {
	sources := []rules.Source{{Name: "policies", FS: policies.FS, Builtin: true}}
	for _, dir := range dirs {
		info, err := os.Stat(dir)
		switch {
		case err != nil:
			return nil, fmt.Errorf("load policies: %w", err)
		case !info.IsDir():
			return nil, fmt.Errorf("load policies: %s is not a folder", dir)
		}
		sources = append(sources, rules.Source{Name: dir, FS: os.DirFS(dir)})
	}
	return rules.Load(rules.Builtins(), sources...)
}
