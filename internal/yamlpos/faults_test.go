package yamlpos_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// faultCases are documents that cannot be read, with the text that the fault
// points at and a part of the sentence that explains it.
var faultCases = []struct{ in, at, says, code string }{
	{"a:\n\tb: 1\n", "\t", "tab", ""},
	{"kind: Certificate\nmetadata:\n    name: lights\n     namespace: default\nspec: {}\n", "namespace: default", "indented more deeply", ""},
	{"a:\n  name foo\n  b: x\n", "name foo", "no colon", ""},
	{"a:\n    b: 1\n  c: 2\nd: 3\n", "c: 2", "fits none", ""},
	{"a: \"never closed\nb: 1\nc: 2\n", "a: \"never closed", "never closed", ""},
	{"a: [1, 2\nb: 3\n", "a: [1, 2", "not closed", ""},
	{"a: b: c\n", "a: b: c", "second colon", ""},
	{"a: 1\nb: *nowhere\n", "b: *nowhere", "anchor", ""},
	{"a: @at\n", "a: @at", `cannot begin with "@"`, ""},
	{"a: \"\\q\"\n", "a: \"\\q\"", "escape", ""},
	{"a: {{ .Values.x }}: y\n", "a: {{ .Values.x }}: y", "template", ""},
	{"a: &x [*x]\n", "*x", "alias of itself", yamlpos.CodeAliasLimit},
	{"a: \xff\n", "\xff", "not UTF-8", yamlpos.CodeEncoding},
	{"a: \x01\n", "\x01", "control character", yamlpos.CodeEncoding},
	{"\xff\xfea\x00", "\xff\xfe", "UTF-16", yamlpos.CodeEncoding},
	{"\xef\xbb\xbf\xef\xbb\xbfa: 1", "\xef\xbb\xbf", "two byte order marks", yamlpos.CodeEncoding},
	{"<<: 1\n", "1", "merge key", ""},
	{strings.Repeat("[", 400) + strings.Repeat("]", 400), "[", "deeper", yamlpos.CodeTooDeep},
}

func TestFaultsOfYAML(t *testing.T) {
	for _, c := range faultCases {
		// A good document before and one after must survive.
		whole := c.in
		if !strings.HasPrefix(c.in, "\xff\xfe") {
			whole = "first: 1\n---\n" + c.in + "\n---\nlast: 2\n"
		}
		if strings.HasPrefix(c.in, "\xef\xbb\xbf") {
			whole = c.in + "\n---\nfirst: 1\n---\nlast: 2"
		}
		docs, faults, _ := parse(whole)
		if len(faults) != 1 {
			t.Errorf("%q: %d faults: %v", c.in, len(faults), faults)
			continue
		}
		f := faults[0]
		code := c.code
		if code == "" {
			code = yamlpos.CodeUnparseable
		}
		if f.At.Text() != c.at || !strings.Contains(f.Message, c.says) || f.Code != code {
			t.Errorf("%q: %s at %q: %s (%s)", c.in, f.Code, f.At.Text(), f.Message, f.Cause)
		}
		if len(docs) != 2 && whole != c.in {
			t.Errorf("%q took other documents with it: %d left", c.in, len(docs))
		}
	}
}

func TestFaultsOfJSON(t *testing.T) {
	for _, c := range []struct{ in, at, says string }{
		{`{"a": 1,}`, "}", "comma stands before"},
		{`{"a": 1 "b": 2}`, `"`, "comma is missing"},
		{`{"a": [1, 2}`, "}", "cannot stand"},
		{`{"a": 'x'}`, "'", "double quotes"},
		{"{\n// why\n\"a\": 1}", "/", "comments"},
		{`{"a": {"b": 1}`, "}", "ends before"},
		{"{\"a\": \"b\n\"}", "\n", "broken off"},
	} {
		f := source.NewFile("f.json", []byte(c.in))
		docs, faults := yamlpos.Parse(f, yamlpos.Options{})
		if len(faults) != 1 || len(docs) != 0 {
			t.Errorf("%q: %d documents, %v", c.in, len(docs), faults)
			continue
		}
		if got := faults[0].At.Text(); got != c.at || !strings.Contains(faults[0].Message, c.says) {
			t.Errorf("%q: at %q: %s (%s)", c.in, got, faults[0].Message, faults[0].Cause)
		}
	}
}

func TestAliasBombIsRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 12 {
		a, z := string(rune('a'+i)), string(rune('a'+i+1))
		b.WriteString(z + "0: &" + z + "0 [" + strings.TrimSuffix(strings.Repeat("*"+a+"0, ", 10), ", ") + "]\n")
	}
	_, faults, _ := parse(b.String())
	if len(faults) != 1 || faults[0].Code != yamlpos.CodeAliasLimit {
		t.Errorf("faults: %v", faults)
	}
}

func TestLargeDocumentIsRefused(t *testing.T) {
	_, faults, _ := parse("a: " + strings.Repeat("x", yamlpos.MaxBytes))
	if len(faults) != 1 || faults[0].Code != yamlpos.CodeTooLarge {
		t.Errorf("faults: %v", faults)
	}
}

// TestNestedViews reads YAML in a block scalar in YAML, and checks that the
// innermost scalar leads to its bytes on disk.
func TestNestedViews(t *testing.T) {
	for _, in := range []string{
		"data:\r\n  outer: |\r\n    inner: |\r\n      leaf: \U0001F600 x\r\n",
		"data:\n  outer: |2-\n    inner: >\n      leaf: \U0001F600 x\n",
		"data: {outer: \"inner: |\\n  leaf: \U0001F600 x\\n\"}\n",
		"data:\n  outer: '{\"inner\": \"{\\\"leaf\\\": \\\"\U0001F600 x\\\"}\"}'\n",
	} {
		docs, faults, f := parse(in)
		if len(faults) > 0 || len(docs) != 1 {
			t.Fatalf("%q: %v", in, faults)
		}
		node := docs[0].Root.Path("data", "outer")
		for _, key := range []string{"inner", "leaf"} {
			inner, faults := yamlpos.Parse(node.View(), yamlpos.Options{})
			if len(faults) > 0 || len(inner) != 1 {
				t.Fatalf("%q: %v", in, faults)
			}
			node = inner[0].Root.Get(key)
		}
		if v, _ := node.Text.Value(); v != "\U0001F600 x" {
			t.Errorf("%q: leaf is %q", in, v)
		}
		at := node.At.Root()
		if at.File != f || !strings.Contains(at.Text(), "\U0001F600 x") || strings.Contains(at.Text(), "leaf") {
			t.Errorf("%q: the leaf is at %q", in, at.Text())
		}
	}
}

func TestSymbols(t *testing.T) {
	table := text.NewTable("t")
	tok := table.Token(table.Symbol("var.x"))
	y := source.NewFile("f.yaml", []byte("a: "+tok+"\nb: pre"+tok+"\n"+tok+": \""+tok+"\"\n"))
	docs, faults := yamlpos.Parse(y, yamlpos.Options{Symbols: table})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	root := docs[0].Root
	if a := root.Get("a"); a.Kind != text.Opaque || a.Text.String() != "${var.x}" {
		t.Errorf("a is %s %s", a.Kind, a.Text)
	}
	if b := root.Get("b"); b.Kind != text.String || b.Text.String() != "pre${var.x}" || b.Symbols != table {
		t.Errorf("b is %s %s", b.Kind, b.Text)
	}
	if k := root.Fields[2]; k.Key.String() != "${var.x}" || k.Value.Kind != text.String {
		t.Errorf("the third field is %s: %s", k.Key, k.Value.Kind)
	}
	j := source.NewFile("f.json", []byte(`{"a": [`+tok+`, "x`+tok+`"], "b": "\"`+tok+`"}`))
	docs, faults = yamlpos.Parse(j, yamlpos.Options{Symbols: table})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if got := docs[0].Root.Get("a").Items[0].Value; got.Kind != text.Opaque || got.Text.String() != "${var.x}" {
		t.Errorf("the bare token is %s %s", got.Kind, got.Text)
	}
	if got := docs[0].Root.Get("b").Text.String(); got != `"${var.x}` {
		t.Errorf("b is %s", got)
	}
}

func TestTagHook(t *testing.T) {
	f := source.NewFile("t.yaml", []byte("a: !Ref X\nb: !!str 1\nc: !GetAtt [r, Arn]\n"))
	docs, _ := yamlpos.Parse(f, yamlpos.Options{Tag: func(tag string, at source.Span, v *text.Node) *text.Node {
		return &text.Node{Kind: text.Map, At: at, Fields: []text.Field{{Key: text.Known(tag, at), Value: v}}}
	}})
	if got := dump(docs[0].Root); got != `{a:{!Ref:s="X"@8} b:s="1"@19 c:{!GetAtt:[s="r"@33 s="Arn"@36]}}` {
		t.Error(got)
	}
	if at := docs[0].Root.Get("a").At.Text(); at != "!Ref X" {
		t.Errorf("the span is %q", at)
	}
}
