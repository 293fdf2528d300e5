package yamlpos_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// samples mix what makes positions hard: emoji, combining marks, tabs, all
// line breaks, byte order marks, every style of scalar.
var samples = []string{
	"",
	"a: 1\n",
	"\xef\xbb\xbfkind: ServiceAccount\nmetadata:\n  name: \U0001F600x\n",
	"na\u0308me: \U0001F600 two  words # no\r\nnext:\r\n  - one\r\n  - \"q\\u00e9\\n\U0001F469\u200D\U0001F4BB\"\r\n",
	"a: |\n  one\n   two\n\n  three\n\n\nb: >-\n  folded\n  text\n\n  para\n    more\n  end\nc: |+\n  keep\n\nd: |2\n    two in\n   one in\n",
	"a: |\r\n  one\r\n  \ttab\r\nb: 2\r\n",
	"a: |\r\n  one\r\n  two\r\n\r\nb: >\r\n  x\r\n  y\r\n",
	"- |1-\n  x\n- >2\n    y\n  z\n-\n",
	"{a: [b, 'it''s', \"x\\\n  y\"], ? c : d, e: , f}\n",
	"a: 'multi\n\n  line ''quoted''\n  text'\nb: plain\n  goes on\n\n  here\nc: \"one\n  two\\\n  three\"\n",
	"base: &b\n  x: 1\n  y: [1, 2]\nderived:\n  <<: *b\n  y: *b\nlist: [*b, &t !!str 12]\n",
	"%YAML 1.1\n---\na: !Ref Thing\nb: !Sub\n  - x\n  - y: !!int \"3\"\n...\n# tail\n---\n- 1\n--- |\n text\n---\n\n",
	"yes: no\nn: 012\nacct: 012345678901\nnil: ~\nempty:\nt: true\nd: 2020-01-01\n",
	"a:\n- b: 1\n  c:\n  - d\n- ? x\n  ? y\n",
	"ls: \"a\u2028b\u2029c\"\nnel: x\u0085nel2: y\n",
	"a: |\n  x: \"\\u00e9\"\n  y: |\n    deep\n    \U0001F600: z\n",
	"a: |\n\n\n  \n  x\nb: |+\n\n\nc: |-\n\nd: ''\ne: \"\"\n",
	"a: |\n  \n   \n   x\n",
	"a: | # why\n  x\nb: >+ # why\n\n  y\n\n",
	"k: &a !!str v\nl: !!str &b\nm: &c\nn: !<tag:yaml.org,2002:str> 5\n",
	"apiVersion: v1\nkind: ConfigMap\ndata:\n  mapRoles: \"- rolearn: x\\n  groups:\\n  - y\\n\"\n",
}

var jsonSamples = []string{
	"{}", "[]", " [1, -2.5e3, true, false, null, \"\"] ",
	"{\"a\": {\"b\": [\"\\u00e9\\n\\ud83d\\ude00\", \"\U0001F600\"]}, \"a\": 2}",
	"\xef\xbb\xbf{\"a\\tb\" : \"\\/\\\\\\\"\"}\n{\"second\": [[]]}",
	"\"lone \\ud83d surrogate\"",
}

func parse(data string) ([]yamlpos.Document, []yamlpos.SyntaxError, *source.File) {
	f := source.NewFile("f.yaml", []byte(data))
	docs, faults := yamlpos.ParseYAML(f, yamlpos.Options{})
	return docs, faults, f
}

// check verifies what must hold for every node of every document.
func check(t *testing.T, n *text.Node, in source.Span, seen map[*text.Node]bool) {
	t.Helper()
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	if n.At.Start < 0 || n.At.End < n.At.Start || n.At.End > len(n.At.File.Data) {
		t.Fatalf("span %+v lies outside the file", n.At)
	}
	checkScalar(t, n)
	for _, item := range n.Items {
		check(t, item.Value, in, seen)
	}
	for _, f := range n.Fields {
		if f.Key.At.End > len(n.At.File.Data) {
			t.Fatalf("the key's span %+v lies outside the file", f.Key.At)
		}
		check(t, f.Value, in, seen)
	}
}

// checkScalar verifies that a scalar's view reads as its value and that each
// byte of it leads to the byte, or to the escape, that wrote it.
func checkScalar(t *testing.T, n *text.Node) {
	t.Helper()
	value, ok := n.Text.Value()
	if n.View == nil || !ok {
		return
	}
	v := n.View()
	if string(v.Data) != value {
		t.Fatalf("the view reads %q, the value is %q", v.Data, value)
	}
	for i := range v.Data {
		s := v.Span(i, i+1).Root().Text()
		if s != string(v.Data[i:i+1]) && !isEscape(s) {
			t.Fatalf("byte %d of %q is written as %q", i, value, s)
		}
	}
}

func isEscape(s string) bool {
	return strings.HasPrefix(s, "\\") || s == "''" || s == "\n" || s == "\r\n" || s == "\r" || s == "\u0085" || !isUTF8Start(s)
}

func isUTF8Start(s string) bool { return s != "" && s[0] < 0x80 }

// checkReread verifies that what a scalar's span holds reads as the scalar.
func checkReread(t *testing.T, n *text.Node, tagged bool, seen map[*text.Node]bool) {
	t.Helper()
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	for _, item := range n.Items {
		checkReread(t, item.Value, tagged, seen)
	}
	for _, f := range n.Fields {
		if want := f.Key.String(); !strings.Contains(f.Key.At.Text(), want) && !strings.ContainsAny(f.Key.At.Text(), "\\'\n\r") {
			t.Errorf("the key %q has the span %q", want, f.Key.At.Text())
		}
		checkReread(t, f.Value, tagged, seen)
	}
	written := n.At.Text()
	value, ok := n.Text.Value()
	if !ok || n.Kind == text.Null || written == "" || strings.ContainsAny(written[:1], "|>*&!") {
		return
	}
	again, faults, _ := parse(written)
	if len(faults) > 0 || len(again) != 1 {
		t.Errorf("the span %q does not parse: %v", written, faults)
		return
	}
	if got := again[0].Root.Text.String(); got != value || !tagged && again[0].Root.Kind != n.Kind {
		t.Errorf("the span %q reads as %s %q, want %s %q", written, again[0].Root.Kind, got, n.Kind, value)
	}
}

func TestEverySpanHoldsWhatItSays(t *testing.T) {
	for _, s := range samples {
		docs, faults, f := parse(s)
		if len(faults) > 0 {
			t.Errorf("%q: %v", s, faults)
		}
		for _, d := range docs {
			check(t, d.Root, f.Whole(), map[*text.Node]bool{})
			checkReread(t, d.Root, strings.Contains(s, "!"), map[*text.Node]bool{})
		}
	}
	for _, s := range jsonSamples {
		f := source.NewFile("f.json", []byte(s))
		docs, faults := yamlpos.Parse(f, yamlpos.Options{})
		if len(faults) > 0 || len(docs) == 0 {
			t.Errorf("%q: %v", s, faults)
		}
		for _, d := range docs {
			check(t, d.Root, f.Whole(), map[*text.Node]bool{})
		}
	}
}

// dump prints a tree with the source of each value.
func dump(n *text.Node) string {
	var b strings.Builder
	switch n.Kind {
	case text.Map:
		b.WriteString("{")
		for i, f := range n.Fields {
			if i > 0 {
				b.WriteString(" ")
			}
			fmt.Fprintf(&b, "%s:%s", f.Key, dump(f.Value))
		}
		b.WriteString("}")
	case text.List:
		b.WriteString("[")
		for i, item := range n.Items {
			if i > 0 {
				b.WriteString(" ")
			}
			b.WriteString(dump(item.Value))
		}
		b.WriteString("]")
	default:
		fmt.Fprintf(&b, "%.1s=%q@%d", n.Kind, n.Text.String(), n.At.Start)
	}
	return b.String()
}

func TestTrees(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a: {b: c}\na: 2", `{a:{b:s="c"@7} a:n="2"@13}`},
		{"b: &x {k: 1, l: 2}\nd:\n  <<: *x\n  k: 3", `{b:{k:n="1"@10 l:n="2"@16} d:{k:n="3"@36 l:n="2"@16}}`},
		{"acct: 012345678901\non: yes", `{acct:n="012345678901"@6 on:s="yes"@23}`},
		{"x:\n- y\n-\n", `{x:[s="y"@5 n=""@8]}`},
		{"{{ .Values.x }}: 1", `{{{ .Values.x }}:n="1"@17}`},
		{"a: &r b\nc: *r", `{a:s="b"@6 c:s="b"@11}`},
	} {
		docs, faults, _ := parse(c.in)
		if len(faults) > 0 || len(docs) != 1 {
			t.Errorf("%q: %d documents, %v", c.in, len(docs), faults)
			continue
		}
		if got := dump(docs[0].Root); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}
