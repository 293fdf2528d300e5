package arch_test

import (
	"slices"
	"strings"
	"testing"
)

// TestCheckImports shows the checker graphs that it must refuse, with the
// sentence that it must say, and graphs that it must let stand.
func TestCheckImports(t *testing.T) {
	const own = modulePath + "/"
	tests := []struct {
		name, from, imp, want string
	}{
		{"downward", "internal/facts", own + "internal/source", ""},
		{"over several layers", "internal/cli", own + "internal/lang", ""},
		{"standard library", "internal/facts", "encoding/json", ""},
		{"upward", "internal/facts", own + "internal/link",
			"internal/facts imports internal/link, which is in a higher layer: move the shared type down, or invert the call"},
		{"upward, into a pattern", "internal/link", own + "analyzers/shell",
			"internal/link imports analyzers/shell, which is in a higher layer: move the shared type down, or invert the call"},
		{"sideways", "internal/finding", own + "internal/facts",
			"internal/finding imports internal/facts, which is in the same layer: move the shared type down, or join the two in a higher layer"},
		{"sideways, one analyzer to another", "analyzers/markdown", own + "analyzers/shell",
			"analyzers/markdown imports analyzers/shell, which is in the same layer: move the shared type down, or join the two in a higher layer"},
		{"an exact name beats a pattern", "analyzers/all", own + "analyzers/shell", ""},
		{"a sub-package of its own", "analyzers/terraform", own + "analyzers/terraform/eval", ""},
		{"one sub-package of another", "analyzers/terraform/state", own + "analyzers/terraform/eval", ""},
		{"a sub-package down", "analyzers/terraform/eval", own + "internal/facts", ""},
		{"a sub-package up", "internal/facts/schema", own + "internal/iam",
			"internal/facts/schema imports internal/iam, which is in a higher layer: move the shared type down, or invert the call"},
		{"a sub-package to its parent", "analyzers/terraform/eval", own + "analyzers/terraform",
			"analyzers/terraform/eval imports analyzers/terraform, which it lies below: move the shared type into the lower of the two"},
		{"somebody else's sub-package above", "internal/link", own + "rules/builtin",
			"internal/link imports rules/builtin, which is in a higher layer: move the shared type down, or invert the call"},
		{"no layer", "internal/misc", "fmt",
			"internal/misc is in no layer: add it to the table in internal/arch/layers_test.go and to DESIGN.md"},
		{"import of what has no layer", "internal/cli", own + "internal/misc",
			"internal/cli imports internal/misc, which is in no layer: add it to the table in internal/arch/layers_test.go and to DESIGN.md"},
		{"net", "internal/facts", "net",
			"internal/facts imports net, which no package may: the program contacts nothing: take what you need from the files it is given"},
		{"net/http", "internal/cli", "net/http",
			"internal/cli imports net/http, which no package may: the program contacts nothing: take what you need from the files it is given"},
		{"net/rpc/jsonrpc", "rules", "net/rpc/jsonrpc",
			"rules imports net/rpc/jsonrpc, which no package may: the program contacts nothing: take what you need from the files it is given"},
		{"net/url only parses", "internal/iam", "net/url", ""},
		{"processes", "internal/cli", "os/exec",
			"internal/cli imports os/exec, which no package may: the program runs nothing: ask internal/vcs for what git knows"},
		{"git", "internal/vcs", "os/exec", ""},
		{"plugins", "rules", "plugin",
			"rules imports plugin, which no package may: the program loads no code: make it a package"},
		{"an interpreter", "analyzers/shell", "mvdan.cc/sh/v3/interp",
			"analyzers/shell imports mvdan.cc/sh/v3/interp, which no package may: scripts are read and never run: use mvdan.cc/sh/v3/syntax"},
		{"owner", "rules", "github.com/open-policy-agent/opa/v1/rego", ""},
		{"below the owner", "analyzers/terraform/eval", "github.com/zclconf/go-cty/cty", ""},
		{"not the owner", "internal/link", "github.com/open-policy-agent/opa/v1/ast",
			"internal/link imports github.com/open-policy-agent/opa/v1/ast, which only rules may: ask that package for what you need"},
		{"a name that only begins like an owned one", "analyzers/terraform", "github.com/zclconf/go-cty-yaml", ""},
		{"no owner", "internal/cli", "example.com/left-pad",
			"internal/cli imports example.com/left-pad, which has no owner: use the standard library, or name one owner in internal/arch/layers_test.go and say why in docs/decisions"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := strings.Join(checkImports(map[string][]string{test.from: {test.imp}}), "\n")
			if got != test.want {
				t.Errorf("checkImports(%s -> %s)\n got: %s\nwant: %s", test.from, test.imp, got, test.want)
			}
		})
	}
}

func TestCheckImportsReportsEveryFaultInOrder(t *testing.T) {
	got := checkImports(map[string][]string{
		"rules":          {"plugin", "os/exec"},
		"internal/facts": {"net", "net"},
	})
	var begins []string
	for _, fault := range got {
		begin, _, _ := strings.Cut(fault, ", which")
		begins = append(begins, begin)
	}
	want := []string{"internal/facts imports net", "rules imports os/exec", "rules imports plugin"}
	if !slices.Equal(begins, want) {
		t.Errorf("got %q, want %q", begins, want)
	}
}

func TestCheckTestImports(t *testing.T) {
	const fault = "internal/iam/a_test.go imports os/exec, which a test may not: store what it would fetch or print under testdata, or tell it as a testscript story"
	for _, test := range []struct {
		name    string
		imports []string
		want    string
	}{
		{"internal/iam/a_test.go", []string{"testing", "net/url"}, ""},
		{"internal/iam/a_test.go", []string{"testing", "os/exec"}, fault},
		{"cmd/subaud/script_test.go", []string{"os/exec", "github.com/rogpeppe/go-internal/testscript"}, ""},
		{"internal/vcs/git_test.go", []string{"os/exec"}, ""},
	} {
		if got := strings.Join(checkTestImports(test.name, test.imports), "\n"); got != test.want {
			t.Errorf("checkTestImports(%s, %q)\n got: %s\nwant: %s", test.name, test.imports, got, test.want)
		}
	}
}
