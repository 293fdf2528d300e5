package analyzers

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// kustomization is what a kustomization file takes in and does to it.
// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
type kustomization struct {
	dir string
	// takes are the files and folders that it builds, patches the files that
	// change those; all relative to the root.
	takes, patches []string
	// namespace, prefix and suffix are absent where it sets none.
	namespace, prefix, suffix facts.Text
	// labels says that it adds labels; patched, that it may change anything else.
	labels, patched bool
}

// kustomizations are those of a run.
type kustomizations struct {
	all []*kustomization
	// outcomes remembers what becomes of the objects of a file.
	outcomes map[string][]outcome
}

// outcome is what one build makes of the objects of a file.
type outcome struct {
	root                      string
	namespace, prefix, suffix facts.Text
	labels, patched, patch    bool
}

// The limits of what is followed: no build that people write comes near.
const (
	maxKustomizeDepth = 20
	maxOutcomes       = 200
)

// readKustomizations reads the kustomization files of a run.
func readKustomizations(entries []discover.Entry, read func(string) (*source.File, error)) *kustomizations {
	ks := &kustomizations{outcomes: map[string][]outcome{}}
	for _, e := range entries {
		switch path.Base(e.Path) {
		case "kustomization.yaml", "kustomization.yml", "Kustomization":
		default:
			continue
		}
		file, err := read(e.Path)
		if err != nil {
			continue // that it cannot be read is told where it is discovered
		}
		docs, _ := yamlpos.ParseYAML(file, yamlpos.Options{Coarse: true})
		if len(docs) > 0 && docs[0].Root.Is(text.Map) {
			ks.all = append(ks.all, newKustomization(path.Dir(e.Path), docs[0].Root))
		}
	}
	slices.SortFunc(ks.all, func(a, b *kustomization) int { return strings.Compare(a.dir, b.dir) })
	return ks
}

func newKustomization(dir string, root *text.Node) *kustomization {
	k := &kustomization{dir: dir}
	for _, key := range []string{"resources", "bases", "components"} {
		k.takes = append(k.takes, paths(dir, root.Get(key), "")...)
	}
	k.patches = append(paths(dir, root.Get("patchesStrategicMerge"), ""), paths(dir, root.Get("patches"), "path")...)
	k.namespace, k.prefix, k.suffix = root.Get("namespace").Str(), root.Get("namePrefix").Str(), root.Get("nameSuffix").Str()
	k.labels = root.Field("labels") != nil || root.Field("commonLabels") != nil
	for _, key := range []string{"patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "transformers", "components", "vars"} {
		k.patched = k.patched || root.Field(key) != nil
	}
	return k
}

// paths lists the files and folders that a list names, each by itself or under
// a key. What leads elsewhere (a URL) matches nothing.
func paths(dir string, n *text.Node, key string) []string {
	var out []string
	if !n.Is(text.List) {
		return nil
	}
	for _, item := range n.Items {
		value := item.Value
		if key != "" {
			value = value.Get(key)
		}
		if s, ok := value.Str().Value(); ok && s != "" && !strings.Contains(s, "://") && !strings.Contains(s, "\n") {
			out = append(out, path.Join(dir, s))
		}
	}
	return out
}

// of lists what the builds of the run make of the objects of a file; none if no
// kustomization takes it in.
func (ks *kustomizations) of(file string) []outcome {
	if found, ok := ks.outcomes[file]; ok {
		return found
	}
	var out []outcome
	for _, k := range ks.all {
		patch := slices.Contains(k.patches, file)
		if patch || slices.Contains(k.takes, file) {
			ks.climb(k, outcome{patch: patch}, 0, &out)
		}
	}
	ks.outcomes[file] = out
	return out
}

// climb adds what a kustomization does, and then what those do that take it in:
// the outermost namespace stands, and the outermost prefix comes first.
func (ks *kustomizations) climb(k *kustomization, o outcome, depth int, out *[]outcome) {
	if depth > maxKustomizeDepth || len(*out) >= maxOutcomes {
		return
	}
	if !k.namespace.Absent() {
		o.namespace = k.namespace
	}
	o.prefix, o.suffix = joined(k.prefix, o.prefix), joined(o.suffix, k.suffix)
	o.labels, o.patched = o.labels || k.labels, o.patched || k.patched
	top := true
	for _, parent := range ks.all {
		if parent != k && slices.Contains(parent.takes, k.dir) {
			top = false
			ks.climb(parent, o, depth+1, out)
		}
	}
	if top {
		o.root = k.dir
		*out = append(*out, o)
	}
}

func joined(a, b facts.Text) facts.Text {
	switch {
	case a.Absent():
		return b
	case b.Absent():
		return a
	}
	return text.Concat(a, b)
}

// agreed is what all outcomes have in common; where they differ, a symbol that
// is the same for all files of the same builds.
func agreed(outcomes []outcome, what string, part func(outcome) facts.Text) facts.Text {
	first := part(outcomes[0])
	var roots []string
	same := true
	for _, o := range outcomes {
		t := part(o)
		same = same && (t.Absent() && first.Absent() || text.Equal(t, first) == text.Yes)
		roots = append(roots, o.root)
	}
	if same {
		return first
	}
	slices.Sort(roots)
	roots = slices.Compact(roots)
	table := text.NewTable("kustomize " + strings.Join(roots, " "))
	return text.Of(table.Symbol(fmt.Sprintf("%s of %s", what, strings.Join(roots, " or "))), source.Span{})
}
