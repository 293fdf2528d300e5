package gotemplate_test

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/text"
)

// dump writes a value in a form of one line per thing: "?" behind what is
// there perhaps, "..." for what may hold more.
func dump(n *text.Node, indent string) string {
	var out strings.Builder
	switch n.Kind {
	case text.Map:
		out.WriteString("{")
		for _, f := range n.Fields {
			fmt.Fprintf(&out, "\n%s  %s%s: %s", indent, f.Key, mark(f.Maybe), dump(f.Value, indent+"  "))
		}
		out.WriteString(more(n.Open, indent) + "}")
	case text.List:
		out.WriteString("[")
		for _, item := range n.Items {
			fmt.Fprintf(&out, "\n%s  -%s %s", indent, mark(item.Maybe), dump(item.Value, indent+"  "))
		}
		out.WriteString(more(n.Open, indent) + "]")
	case text.Null:
		out.WriteString("null")
	case text.Opaque:
		out.WriteString("<" + shown(n.Text) + ">")
	default:
		out.WriteString(shown(n.Text))
	}
	return out.String()
}

// shown prints a text; of one with choices, all of them.
func shown(t text.Text) string {
	var out []string
	for _, a := range t.Alternatives() {
		out = append(out, a.String())
	}
	return strings.Join(out, " | ")
}

func mark(maybe bool) string {
	if maybe {
		return "?"
	}
	return ""
}

func more(open bool, indent string) string {
	if open {
		return "\n" + indent + "  ..."
	}
	return ""
}
