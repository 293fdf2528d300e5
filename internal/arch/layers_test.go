package arch_test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// layers, lowest first (DESIGN.md, section 4). A package imports only packages
// of lower layers. An entry may be a path.Match pattern; an exact name beats a
// pattern. A package below an entry (analyzers/terraform/eval) belongs to it:
// it obeys the entry's layer, the entry may import it, never the reverse.
var layers = [][]string{
	0:  {"internal/source", "internal/lang", "internal/near", "internal/arch"},
	1:  {"internal/text"},
	2:  {"internal/facts", "internal/finding", "internal/yamlpos", "internal/gotemplate", "internal/secret", "internal/awsdata", "policies", "fixtures"},
	3:  {"internal/awsauth", "internal/credential", "internal/iam", "internal/rbac", "internal/discover"},
	4:  {"internal/kube", "internal/privilege", "internal/vocabulary"},
	5:  {"internal/eksctl", "internal/link", "internal/repair", "analyzers"},
	6:  {"analyzers/*", "internal/reach"},
	7:  {"rules", "internal/compare"},
	8:  {"analyzers/all", "internal/config", "internal/triage", "internal/fix", "internal/report", "internal/vcs"},
	9:  {"internal/cli"},
	10: {"cmd/*"},
}

// owners names, for each dependency that is not of the standard library, the
// packages (with what lies below them) that may import it.
var owners = map[string][]string{
	"github.com/bmatcuk/doublestar":         {"internal/discover", "internal/config"},
	"github.com/hashicorp/hcl":              {"analyzers/terraform"},
	"github.com/open-policy-agent/opa":      {"rules"},
	"github.com/owenrumney/go-sarif":        {"internal/report"},
	"github.com/santhosh-tekuri/jsonschema": {"internal/config"},
	"github.com/spf13/cobra":                {"internal/cli"},
	"github.com/spf13/pflag":                {"internal/cli"},
	"github.com/yuin/goldmark":              {"analyzers/markdown"},
	"github.com/zclconf/go-cty":             {"analyzers/terraform"},
	"github.com/zclconf/go-cty-yaml":        {"analyzers/terraform"},
	"go.yaml.in/yaml":                       {"internal/yamlpos", "internal/config"},
	"golang.org/x/tools/txtar":              {"rules", "fixtures", "internal/cli"},
	"mvdan.cc/sh":                           {"analyzers/shell"},
	"sigs.k8s.io/yaml":                      {"rules/meta", "internal/config", "internal/kube"},
}

// forbidden lists what no package may import, with what to do instead; the
// exceptions are packages that may. An entry holds for what lies below it too.
var forbidden = []struct {
	path, instead string
	except        []string
}{
	{path: "net", instead: "the program contacts nothing: take what you need from the files it is given"},
	{path: "os/exec", instead: "the program runs nothing: ask internal/vcs for what git knows", except: []string{"internal/vcs"}},
	{path: "plugin", instead: "the program loads no code: make it a package"},
	{path: "mvdan.cc/sh/v3/interp", instead: "scripts are read and never run: use mvdan.cc/sh/v3/syntax"},
}

// harmless are packages below a forbidden path that only parse.
var harmless = []string{"net/url", "net/netip"}

// place is where a package stands: the entry that it belongs to and its layer.
type place struct {
	entry string
	layer int
}

// placeOf finds the place of a package; its own name first, then that of the
// nearest folder above it.
func placeOf(pkg string) (place, bool) {
	for at := pkg; at != "."; at = path.Dir(at) {
		for layer, entries := range layers {
			if slices.Contains(entries, at) {
				return place{at, layer}, true
			}
		}
		for layer, entries := range layers {
			for _, pattern := range entries {
				if ok, err := path.Match(pattern, at); err == nil && ok {
					return place{at, layer}, true
				}
			}
		}
	}
	return place{}, false
}

// below reports whether the package is base or lies below it.
func below(pkg, base string) bool {
	return pkg == base || strings.HasPrefix(pkg, base+"/")
}

// checkImports judges an import graph: package (relative to the module) to the
// import paths of its ordinary files. It returns one sentence for each fault.
func checkImports(graph map[string][]string) []string {
	var faults []string
	for _, from := range slices.Sorted(maps.Keys(graph)) {
		at, ok := placeOf(from)
		if !ok {
			faults = append(faults, fmt.Sprintf("%s is in no layer: add it to the table in internal/arch/layers_test.go and to DESIGN.md", from))
			continue
		}
		for _, imp := range slices.Compact(slices.Sorted(slices.Values(graph[from]))) {
			if fault := checkImport(from, at, imp); fault != "" {
				faults = append(faults, fault)
			}
		}
	}
	return faults
}

// checkImport judges one import; the empty string means that it may stand.
func checkImport(from string, at place, imp string) string {
	if fault := checkForbidden(from, imp); fault != "" {
		return fault
	}
	to, ours := strings.CutPrefix(imp, modulePath+"/")
	if ours {
		return checkOwn(from, at, to)
	}
	if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") {
		return "" // the standard library
	}
	return checkOwner(from, imp)
}

// checkForbidden judges an import against what no package may import.
func checkForbidden(from, imp string) string {
	if slices.Contains(harmless, imp) {
		return ""
	}
	for _, f := range forbidden {
		if below(imp, f.path) && !slices.ContainsFunc(f.except, func(pkg string) bool { return below(from, pkg) }) {
			return fmt.Sprintf("%s imports %s, which no package may: %s", from, imp, f.instead)
		}
	}
	return ""
}

// checkOwn judges an import of one package of the module by another.
func checkOwn(from string, at place, to string) string {
	target, ok := placeOf(to)
	switch {
	case !ok:
		return fmt.Sprintf("%s imports %s, which is in no layer: add it to the table in internal/arch/layers_test.go and to DESIGN.md", from, to)
	case target.entry == at.entry && below(from, to):
		return fmt.Sprintf("%s imports %s, which it lies below: move the shared type into the lower of the two", from, to)
	case target.entry == at.entry:
		return ""
	case target.layer == at.layer:
		return fmt.Sprintf("%s imports %s, which is in the same layer: move the shared type down, or join the two in a higher layer", from, to)
	case target.layer > at.layer:
		return fmt.Sprintf("%s imports %s, which is in a higher layer: move the shared type down, or invert the call", from, to)
	}
	return ""
}

// checkOwner judges an import of somebody else's module.
func checkOwner(from, imp string) string {
	for dependency, packages := range owners {
		if !below(imp, dependency) {
			continue
		}
		if slices.ContainsFunc(packages, func(pkg string) bool { return below(from, pkg) }) {
			return ""
		}
		return fmt.Sprintf("%s imports %s, which only %s may: ask that package for what you need", from, imp, strings.Join(packages, " and "))
	}
	return fmt.Sprintf("%s imports %s, which has no owner: use the standard library, or name one owner in internal/arch/layers_test.go and say why in docs/decisions", from, imp)
}

// checkTestImports judges what a test file imports: tests are free but for the
// network and processes, which only testscript stories may have.
func checkTestImports(name string, imports []string) []string {
	var faults []string
	if slices.Contains(imports, "github.com/rogpeppe/go-internal/testscript") {
		return nil
	}
	for _, imp := range imports {
		for _, no := range []string{"net", "os/exec", "plugin"} {
			if below(imp, no) && !slices.Contains(harmless, imp) && !below(path.Dir(name), "internal/vcs") {
				faults = append(faults, fmt.Sprintf("%s imports %s, which a test may not: store what it would fetch or print under testdata, or tell it as a testscript story", name, imp))
			}
		}
	}
	return faults
}

func TestDependenciesPointDown(t *testing.T) {
	graph := map[string][]string{}
	for _, file := range moduleFiles(t) {
		if file.test {
			for _, fault := range checkTestImports(file.path, file.imports()) {
				t.Error(fault)
			}
			continue
		}
		graph[file.pkg()] = append(graph[file.pkg()], file.imports()...)
	}
	if _, ok := graph["internal/arch"]; !ok {
		t.Fatal("the test found no package of the module: mend moduleFiles")
	}
	for _, fault := range checkImports(graph) {
		t.Error(fault)
	}
}
