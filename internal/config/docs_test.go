package config_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/policies"
)

// examples returns the YAML of a Markdown file.
func examples(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i, part := range strings.Split(string(data), "\n```") {
		if text, ok := strings.CutPrefix(part, "yaml\n"); ok && i%2 == 1 {
			out = append(out, text+"\n")
		}
	}
	return out
}

// builtin lists the rules of the tree, by their paths, and the one that the
// documentation invents to show parameters.
func builtin(t *testing.T) []*finding.RuleInfo {
	t.Helper()
	out := []*finding.RuleInfo{{ID: "workload/naming", Params: map[string]any{"prefix": ""}}}
	err := fs.WalkDir(policies.FS, ".", func(path string, _ fs.DirEntry, err error) error {
		if id, ok := strings.CutSuffix(path, ".rego"); ok {
			out = append(out, &finding.RuleInfo{ID: id})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestDocumentation verifies each example of docs/configuration.md, asks the
// schema the same, and holds the page to an example for each key. Each example
// that is changed in one place must be judged alike by both.
func TestDocumentation(t *testing.T) {
	schema, rules := published(t), builtin(t)
	seen := map[string]bool{}
	for _, example := range examples(t, "../../docs/configuration.md") {
		v := decoded(t, example)
		for key := range v.(map[string]any) {
			seen[key] = true
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("the schema refuses an example:\n%s%v", example, err)
		}
		report, err := config.Verify("/repo/.subaud.yaml", config.Options{
			Root: "/repo", Read: memory(map[string]string{"/repo/.subaud.yaml": example, "/repo/org/subaud.yaml": ""}),
			Rules: func(*config.Config) ([]*finding.RuleInfo, error) { return rules, nil },
		})
		if err != nil || len(report.Faults) > 0 {
			t.Errorf("an example is refused:\n%s%v %v", example, report.Faults, err)
		}
		for changed := range changes(v) {
			agree(t, schema, changed)
		}
	}
	whole := decoded(t, full).(map[string]any)
	if got, want := slices.Sorted(maps.Keys(seen)), slices.Sorted(maps.Keys(whole)); !slices.Equal(got, want) {
		t.Errorf("docs/configuration.md shows the keys %q, want %q", got, want)
	}
	for key := range schemaKeys(t) {
		if !seen[key] {
			t.Errorf("docs/configuration.md has no example of %s", key)
		}
	}
}

// schemaKeys are the keys that the schema knows.
func schemaKeys(t *testing.T) map[string]any {
	t.Helper()
	data, err := config.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, string(data)).(map[string]any)["properties"].(map[string]any)
}
