package docs

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Builtin is a row of the reference.
type Builtin struct {
	// Names are the full names: one, or the pair of must_ and may_.
	Names []string
	// Params are name and type, such as "list: list".
	Params []string
	Result string
	Doc    string
	// Quantifier says over what the question ranges; empty if over one value.
	Quantifier string
	// Unknown says when the answer is unknown.
	Unknown string
}

// Builtins is docs/reference/builtins.md.
func Builtins(rows []Builtin) string {
	var b strings.Builder
	b.WriteString(`# Builtins

What a policy can ask. ` + "`subaud.must_x`" + ` holds if x is proved, ` + "`subaud.may_x`" + ` holds unless x is refuted; where the answer is
unknown the first does not hold and the second does. A finding asks ` + "`must_`" + `, and ` + "`not ... may_`" + `. Arguments are values of the
input (texts, flags, numbers, ids and whole objects, all opaque) or constants.

`)
	for _, r := range rows {
		fmt.Fprintf(&b, "## %s\n\n", strings.TrimPrefix(strings.TrimPrefix(r.Names[0], "subaud."), "must_"))
		for _, n := range r.Names {
			fmt.Fprintf(&b, "- `%s(%s)`\n", n, strings.Join(r.Params, ", "))
		}
		fmt.Fprintf(&b, "\n%s\n\n- gives: %s\n", r.Doc, r.Result)
		if r.Quantifier != "" {
			fmt.Fprintf(&b, "- ranges over: %s\n", r.Quantifier)
		}
		if r.Unknown != "" {
			fmt.Fprintf(&b, "- unknown: %s\n", r.Unknown)
		}
		b.WriteString("\n")
	}
	b.WriteString("Written by `go test ./rules/... -run TestDocs -update`.\n")
	return b.String()
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
