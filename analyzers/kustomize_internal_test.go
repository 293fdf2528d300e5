package analyzers

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/source"
)

// TestKustomizeOutcomes follows bases to what is built of them.
func TestKustomizeOutcomes(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"none", map[string]string{"a/other.yaml": "namespace: x"}, ""},
		{"not taken in", map[string]string{"a/kustomization.yaml": "namespace: x\nresources: [b.yaml]"}, ""},
		{"itself", map[string]string{"a/kustomization.yaml": "namespace: x\nresources: [sa.yaml]"}, "a: x//"},
		{"broken", map[string]string{"a/kustomization.yaml": "namespace: [x\nresources: [sa.yaml]"}, ""},
		{"a list", map[string]string{"a/kustomization.yaml": "[]"}, ""},
		{"outermost", map[string]string{
			"a/kustomization.yaml": "namespace: x\nnamePrefix: in-\nnameSuffix: -in\nresources: [sa.yaml]",
			"b/kustomization.yml":  "namespace: y\nnamePrefix: out-\nnameSuffix: -out\nbases: [../a]",
		}, "b: y/out-in-/-in-out"},
		{"two overlays", map[string]string{
			"a/kustomization.yaml": "resources: [sa.yaml]",
			"b/Kustomization":      "namespace: y\nresources: [../a]",
			"c/kustomization.yaml": "resources: [../a]\nlabels: [{pairs: {a: b}}]",
		}, "b: y//; c: // labels"},
		{"patch", map[string]string{"a/kustomization.yaml": "namespace: x\npatches: [{path: sa.yaml}, {patch: '- op: add'}]"}, "a: x// patched patch"},
		{"circle", map[string]string{
			"a/kustomization.yaml": "resources: [sa.yaml, ../b]",
			"b/kustomization.yaml": "resources: [../a, 'https://example.com/x']",
		}, ""},
	} {
		var entries []discover.Entry
		for name := range c.files {
			entries = append(entries, discover.Entry{Path: name})
		}
		ks := readKustomizations(entries, func(name string) (*source.File, error) {
			return source.NewFile(name, []byte(c.files[name])), nil
		})
		var got []string
		for _, o := range ks.of("a/sa.yaml") {
			line := fmt.Sprintf("%s: %s/%s/%s", o.root, o.namespace, o.prefix, o.suffix)
			for word, holds := range map[string]bool{" labels": o.labels, " patched": o.patched} {
				if holds {
					line += word
				}
			}
			if o.patch {
				line += " patch"
			}
			got = append(got, line)
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}
