package terraform_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
)

// codes lists the codes of the problems, each once.
func codes(b *facts.Bundle) map[string]int {
	out := map[string]int{}
	for _, in := range b.Inputs {
		out[in.Code]++
	}
	return out
}

const role = "resource \"aws_iam_role\" \"r\" {\n  name = local.name\n  assume_role_policy = jsonencode(local.policy)\n}\n"

// TestLimits feeds what would never end, or grow without bound.
func TestLimits(t *testing.T) {
	double := func(format string) string {
		var b strings.Builder
		b.WriteString("locals {\n  v0 = \"x\"\n")
		for i := range 60 {
			fmt.Fprintf(&b, "  v%d = "+format+"\n", i+1, i, i)
		}
		return b.String() + "  name = \"n\"\n  policy = local.v60\n}\n" + role
	}
	for _, c := range []struct {
		name string
		src  string
		want string
	}{
		{"a string that doubles", double(`"${local.v%d}${local.v%d}"`), "policy-unresolved"},
		{"a joined string that doubles", double(`join("", [local.v%d, local.v%d])`), "policy-unresolved"},
		{"a list that doubles", double(`[local.v%d, local.v%d]`), "too-large"},
		{"a loop that doubles", double(`[for x in [local.v%d, local.v%d] : x]`), "too-large"},
		{"an object that doubles", double(`{ a = local.v%d, b = local.v%d }`), "too-large"},
		{"loops in loops", "locals {\n name = \"n\"\n policy = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : [for d in range(1000) : \"${d}\"]]]]\n}\n" + role, "too-large"},
		{"a cycle", "locals {\n name = local.policy\n policy = local.name\n}\n" + role, "cycle"},
		{"a module that calls itself", "module \"m\" {\n source = \"./\"\n}\n" + role, "cycle"},
		{"count", "locals {\n name = \"n\"\n policy = {}\n}\n" + strings.Replace(role, "{", "{\n count = 5000", 1), "too-large"},
		{"brackets", "locals {\n x = " + strings.Repeat("(", 100_000) + "1\n}\n" + role, "too-deep"},
		{"minus signs", "locals {\n x = " + strings.Repeat("-", 1_000_000) + "1\n}\n" + role, "too-deep"},
		{"a null byte", role + "\x00", "unparseable"},
		{"a token", role + "# \uE0001\uE001", "reserved-character"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := run(map[string]string{"main.tf": c.src})
			if codes(b)[c.want] == 0 {
				t.Errorf("%s: problems are %v, want %s", c.name, codes(b), c.want)
			}
		})
	}
}
