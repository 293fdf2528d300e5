package text_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

var nowhere source.Span

// parse reads "a${x}b" with the symbols of a table; "${x|a|b}" is a symbol
// with choices.
func parse(tab *text.Table, s string) text.Text {
	var parts []text.Part
	for s != "" {
		before, rest, found := strings.Cut(s, "${")
		parts = append(parts, text.Part{Lit: before})
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		fields := strings.Split(name, "|")
		sym := tab.Symbol(fields[0])
		if len(fields) > 1 && sym.Choices == nil {
			for _, c := range fields[1:] {
				sym.Choices = append(sym.Choices, text.Known(c, nowhere))
			}
		}
		parts = append(parts, text.Part{Sym: sym})
		s = after
	}
	return text.Join(nowhere, parts...)
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want text.Truth
	}{
		{"", "", text.Yes},
		{"a", "a", text.Yes},
		{"a", "b", text.No},
		{"${x}", "${x}", text.Yes},
		{"${x}", "${y}", text.Unknown},
		{"${x}", "", text.Unknown},
		{"a${x}", "a${x}", text.Yes},
		{"a${x}", "b${x}", text.No},
		{"a${x}", "ab", text.Unknown},
		{"a${x}", "ba", text.No},
		{"${x}a", "ab", text.No},
		{"${x}:sub", "${y}:sub", text.Unknown},
		{"${x}:sub", "${x}:aud", text.No},
		{"aaaa${x}", "aa", text.No},
		{"${x}a", "a${x}", text.Unknown},
		{"${c|a|b}", "${c|a|b}", text.Yes},
		{"${c|a|b}", "d", text.No},
		{"${c|a|b}", "a", text.Unknown},
		{"x${c|a|b}", "x${d|c|e}", text.No},
	} {
		tab := text.NewTable("s")
		a, b := parse(tab, c.a), parse(tab, c.b)
		if got := text.Equal(a, b); got != c.want {
			t.Errorf("Equal(%s, %s) = %s, want %s", c.a, c.b, got, c.want)
		}
		if got := text.Equal(b, a); got != c.want {
			t.Errorf("Equal(%s, %s) = %s, want %s", c.b, c.a, got, c.want)
		}
	}
}

// TestEqualIsSound fills symbols with random strings: an answer of yes must
// hold for every filling, and no for none.
func TestEqualIsSound(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	pick := func() string {
		var b strings.Builder
		for range r.IntN(4) {
			b.WriteString([]string{"a", "b", "ab", "${x}", "${y}", ":"}[r.IntN(6)])
		}
		return b.String()
	}
	words := []string{"", "a", "b", "ab", "ba", "a:b"}
	for range 20000 {
		tab := text.NewTable("s")
		as, bs := pick(), pick()
		answer := text.Equal(parse(tab, as), parse(tab, bs))
		for range 6 {
			fill := strings.NewReplacer("${x}", words[r.IntN(6)], "${y}", words[r.IntN(6)])
			same := fill.Replace(as) == fill.Replace(bs)
			if answer == text.Yes && !same || answer == text.No && same {
				t.Fatalf("Equal(%q, %q) = %s, but a filling says %v", as, bs, answer, same)
			}
		}
	}
}

func TestScopes(t *testing.T) {
	prod, staging := text.NewTable("prod"), text.NewTable("staging")
	a, b := parse(prod, "${account_id}"), parse(staging, "${account_id}")
	if got := text.Equal(a, b); got != text.Unknown {
		t.Errorf("one name in two scopes: %s, want unknown", got)
	}
	c := text.Of(staging.Scoped("prod", "account_id"), nowhere)
	if got := text.Equal(a, c); got != text.Yes {
		t.Errorf("one name in one scope by two tables: %s, want yes", got)
	}
	f, g := prod.Fresh("x"), prod.Fresh("x")
	if got := text.Equal(text.Of(f, nowhere), text.Of(g, nowhere)); got != text.Unknown {
		t.Errorf("two fresh symbols: %s, want unknown", got)
	}
}

func TestTokensRoundTrip(t *testing.T) {
	tab := text.NewTable("s")
	for _, s := range []string{"", "a", "${x}", "a${x}b${y}c", "${x}${x}"} {
		x := parse(tab, s)
		if got := tab.Decode(tab.Encode(x)); text.Equal(got, x) != text.Yes || got.String() != s {
			t.Errorf("%s comes back as %s", s, got)
		}
	}
	for _, s := range []string{"\uE000", "\uE00099\uE001", "\uE000x\uE001", "a\uE0001"} {
		if got := tab.Decode(s).String(); got != s {
			t.Errorf("a forged token %q reads as %q", s, got)
		}
	}
}

func TestCutsAndSplit(t *testing.T) {
	tab := text.NewTable("s")
	x := parse(tab, "https://${host}/id/A")
	rest, ok := x.CutPrefix("https://")
	if !ok || rest.String() != "${host}/id/A" {
		t.Errorf("CutPrefix gives %s, %v", rest, ok)
	}
	if _, ok := rest.CutPrefix("http"); ok {
		t.Error("CutPrefix cut a prefix that only a symbol could hold")
	}
	if y, ok := x.CutSuffix("/A"); !ok || y.String() != "https://${host}/id" {
		t.Errorf("CutSuffix gives %s, %v", y, ok)
	}
	var got []string
	for _, piece := range parse(tab, "arn:${p}:iam::${a}x:role/r").Split(":") {
		got = append(got, piece.String())
	}
	if want := "arn ${p} iam  ${a}x role/r"; strings.Join(got, " ") != want {
		t.Errorf("Split gives %q, want %q", strings.Join(got, " "), want)
	}
}

func TestNode(t *testing.T) {
	tab := text.NewTable("s")
	key := func(s string) text.Text { return parse(tab, s) }
	leaf := func(s string) *text.Node { return &text.Node{Kind: text.String, Text: parse(tab, s)} }
	n := &text.Node{Kind: text.Map, Fields: []text.Field{
		{Key: key("a"), Value: leaf("1")}, {Key: key("a"), Value: leaf("2")}, {Key: key("${x}z"), Value: leaf("3")},
	}}
	if got := n.Get("a").Str().String(); got != "2" {
		t.Errorf("of two equal keys Get gives %q, want the last", got)
	}
	if n.Path("a", "b", "c") != nil || n.Get("c") != nil {
		t.Error("a missing path is not nil")
	}
	if n.MayHold("c") || !n.MayHold("yz") {
		t.Error("MayHold must follow what unknown keys can spell")
	}
	var none *text.Node
	if !none.Str().Absent() || none.Is(text.Map) || none.MayHold("a") {
		t.Error("the nil node must act as absent")
	}
}
