package reach

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// WriteDOT writes the graph in the language of Graphviz. Possible steps are
// dashed.
// https://graphviz.org/doc/info/lang.html
func (g *Graph) WriteDOT(w io.Writer, secrets *facts.Redactor) error {
	var b strings.Builder
	b.WriteString("digraph subaud {\n  rankdir=LR;\n  node [shape=box];\n")
	names := map[*Node]int{}
	for i, n := range g.Nodes {
		names[n] = i
		fmt.Fprintf(&b, "  n%d [label=%s];\n", i, quoteDOT(secrets.String(label(n))))
	}
	for _, e := range g.Edges {
		style := ""
		if e.Truth != text.Yes {
			style = ", style=dashed"
		}
		fmt.Fprintf(&b, "  n%d -> n%d [label=%s%s];\n", names[e.From], names[e.To], quoteDOT(string(e.Step)), style)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// label is a node as a drawing has it: what it is, and below its name.
func label(n *Node) string {
	if n.Kind == Cluster || n.Kind == Tokens || n.Kind == Principals || n.Kind == Pod {
		return n.Name
	}
	return string(n.Kind) + "\n" + n.Name
}

// quoteDOT writes a string of DOT, in which only the quotation mark and the
// backslash are special. Characters that cannot be seen are spelled.
func quoteDOT(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case invisible(r):
			fmt.Fprintf(&b, "U+%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// invisible reports whether a character is not drawn, or draws others elsewhere.
func invisible(r rune) bool { return !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) }

// WriteMermaid writes the graph as a flowchart of Mermaid. Possible steps are
// dotted.
// https://mermaid.js.org/syntax/flowchart.html
func (g *Graph) WriteMermaid(w io.Writer, secrets *facts.Redactor) error {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	names := map[*Node]int{}
	for i, n := range g.Nodes {
		names[n] = i
		fmt.Fprintf(&b, "  n%d[\"%s\"]\n", i, escapeMermaid(secrets.String(label(n))))
	}
	for _, e := range g.Edges {
		arrow := "-->"
		if e.Truth != text.Yes {
			arrow = "-.->"
		}
		fmt.Fprintf(&b, "  n%d %s|%s| n%d\n", names[e.From], arrow, escapeMermaid(string(e.Step)), names[e.To])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// escapeMermaid writes what could end a label, begin markup or Markdown in it,
// or not be seen, as an entity: # and the number of the character.
// https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
func escapeMermaid(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString("<br>")
		case invisible(r):
			fmt.Fprintf(&b, "U+%04X", r)
		case r < unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -/:.", r):
			fmt.Fprintf(&b, "#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
