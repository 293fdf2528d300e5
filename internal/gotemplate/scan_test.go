package gotemplate

import (
	"strings"
	"testing"
	"text/template/parse"

	"github.com/subaud/subaud/internal/source"
)

// samples are templates in which the ends of actions are hard to find.
var samples = []string{
	"a{{b}}c", "{{- a -}} b {{- c -}}", "{{-3}}", "{{- 3 -}}x", "{{/* }} */}}x", "{{- /* a */ -}}\n x", "{{ \"}}\" }}x", "{{ `}}\n\"` }}x",
	"{{ '}' }}", "{{ \"\\\"}}\" }}y", "{{ (a (b c)) | d }}", "{{if .a}}x{{else if .b}}y{{else}}z{{end}}",
	"{{with .a}}x{{else with .b}}y{{end}}", "{{range $i, $e := .l}}{{break}}{{continue}}{{end}}", "{{define \"x\"}}a{{end}}b",
	"{{block \"x\" .}}a{{end}}", "{{template \"x\" .}}", "{{ $x := 1 }}{{ $x = 2 }}{{ $x }}", "{{.a.b.c}}{{$.x}}{{(a).b}}",
	"{{ endpoint }}{{ .end }}{{ifx}}", "{{", "{{ a", "}}", "{{/* a", "{{ \"a\n\" }}", "{{ (a }}", "{{ a) }}", "{{ a -}}  \n  b", "{{\n a\n}}",
	"{{if}}{{end}}", "{{end}}", "{{else}}", "{{if .a}}", "{{- /*a*/-}}", "{{-}}", "{{- -}}", "{{a b -}}{{- c }}", "\u00e4{{ \u00e4 }}",
}

// texts returns what the standard library takes for the text of a template;
// false where it would not parse it.
func texts(s string) (string, bool) {
	t := parse.New("\x00")
	t.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	tree, err := t.Parse(s, "", "", set)
	if err != nil {
		return "", false
	}
	var out strings.Builder
	listText(&out, tree.Root)
	return out.String(), true
}

func listText(out *strings.Builder, l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			out.Write(n.Text)
		case *parse.IfNode:
			listText(out, n.List)
			listText(out, n.ElseList)
		case *parse.WithNode:
			listText(out, n.List)
			listText(out, n.ElseList)
		case *parse.RangeNode:
			listText(out, n.List)
			listText(out, n.ElseList)
		}
	}
}

// ownTexts is the same by this package's own scanner: the text between the
// actions, trimmed as they say, without the bodies of named templates.
func ownTexts(t *Template) string {
	var out strings.Builder
	for i := 0; i <= len(t.actions); i++ {
		seg := t.segment(i)
		if i > 0 && t.actions[i-1].right {
			seg = strings.TrimLeft(seg, " \t\r\n")
		}
		if i < len(t.actions) && t.actions[i].left {
			seg = strings.TrimRight(seg, " \t\r\n")
		}
		out.WriteString(seg)
		if i < len(t.actions) {
			if b := t.blocks[i]; b != nil && (b.word == "define" || b.word == "block") {
				i = b.marks[len(b.marks)-1]
			}
		}
	}
	return out.String()
}

// compare holds the scanner to the parser of the standard library: the same
// texts, and a pipeline for each action that has one.
func compare(t *testing.T, s string) {
	t.Helper()
	want, parses := texts(s)
	got, ok := Parse(source.NewFile("x", []byte(s)))
	if !strings.Contains(s, "{{") {
		return
	}
	if ok && !parses {
		t.Fatalf("%q is read, and is no template", s)
	}
	if !ok {
		if parses && len(s) < 200 && strings.Count(s, "(") < maxParens {
			t.Fatalf("%q is a template, and is not read", s)
		}
		return
	}
	if text := ownTexts(got); text != want {
		t.Fatalf("%q: the text is %q, want %q", s, text, want)
	}
	for i := range got.actions {
		a := &got.actions[i]
		defined := false
		for _, b := range got.blocks {
			defined = defined || (b.word == "define" || b.word == "block") && b.marks[0] <= i && i <= b.marks[len(b.marks)-1]
		}
		needs := a.word == "" || a.word == "if" || a.word == "with" || a.word == "range" || a.word == "template"
		if needs && !defined && a.pipe == nil {
			t.Fatalf("%q: nothing is known of %q", s, s[a.start:a.end])
		}
	}
}

func TestScanAgreesWithTheStandardLibrary(t *testing.T) {
	for _, s := range samples {
		compare(t, s)
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range samples {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { compare(t, s) })
}

// TestLimits checks that what would exhaust the stack is turned away.
func TestLimits(t *testing.T) {
	for name, s := range map[string]string{
		"blocks":   strings.Repeat("{{if 1}}", 300) + strings.Repeat("{{end}}", 300),
		"else ifs": "{{if 1}}" + strings.Repeat("{{else if 1}}", 300) + "{{end}}",
		"parens":   "{{" + strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200) + "}}",
		"actions":  strings.Repeat("{{1}}", maxActions+1),
	} {
		if _, ok := Parse(source.NewFile("x", []byte(s))); ok {
			t.Errorf("%s: a template beyond the limit is read", name)
		}
	}
	if _, ok := Parse(source.NewFile("x", []byte(strings.Repeat("{{if 1}}", 50)+strings.Repeat("{{end}}", 50)))); !ok {
		t.Error("fifty blocks in one another are not read")
	}
}
