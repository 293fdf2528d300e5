package report

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// TestLineHashes holds the vectors that GitHub's uploader is tested with.
func TestLineHashes(t *testing.T) {
	lorem := []string{}
	for i := range 6 {
		lorem = append(lorem, fmt.Sprintf("a7f2ff13bc495cf2:%d", i+1))
	}
	lorem = append(lorem, "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1")
	greetings := []string{
		"e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
	}
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"", []string{"c129715d7a2bc9a3:1"}},
		{" a\nb\n  \t\tc\n d", []string{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
		{" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", greetings},
		{" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", greetings},
		{strings.Repeat("Lorem ipsum dolor sit amet.\n", 10), lorem},
	} {
		if got := lineHashes([]byte(c.in)); !slices.Equal(got, c.want) {
			t.Errorf("%q\n got %v\nwant %v", c.in, got, c.want)
		}
	}
}

// TestLineHashesMatchLines checks that there is one hash for each line, and
// that a line's hash looks at nothing behind hashEnd.
func TestLineHashesMatchLines(t *testing.T) {
	for _, text := range []string{"", "a", "a\r\rb\n", "\t\n \n", strings.Repeat("x y😀\n", 200)} {
		f := source.NewFile("f", []byte(text))
		hashes := lineHashes(f.Data)
		if len(hashes) != f.LineCount() {
			t.Errorf("%q: %d hashes for %d lines", text, len(hashes), f.LineCount())
		}
		end := hashEnd(f.Data, 0)
		if end < len(text) {
			changed := lineHashes([]byte(text[:end] + "zzz"))
			if changed[0] != hashes[0] {
				t.Errorf("the hash of line 1 depends on what is behind byte %d", end)
			}
		}
	}
}

func TestWidth(t *testing.T) {
	m := newMeter()
	for s, want := range map[string]int{
		"": 0, "abc": 3, "é": 1, "e\u0301": 1, "字": 2, "😀": 2, "👩\u200d💻": 2, "👍🏽": 2, "ﬀ": 1, "ａ": 2, "한": 2, "❤\ufe0f": 1,
	} {
		if got := m.width(s); got != want {
			t.Errorf("width(%q) = %d, want %d", s, got, want)
		}
	}
}

// TestQuote checks that the caret stands under what it points at, in cells.
func TestQuote(t *testing.T) {
	p := prepare(&Run{})
	long := strings.Repeat("a", 100) + "TARGET" + strings.Repeat("b", 100)
	for _, c := range []struct {
		line, mark string
		want       string // the line and the carets below it
	}{
		{"x = TARGET;", "TARGET", "x = TARGET;\n    ^^^^^^"},
		{"\tx\tTARGET", "TARGET", "    x   TARGET\n        ^^^^^^"},
		{"字字 TARGET", "TARGET", "字字 TARGET\n     ^^^^^^"},
		{"e\u0301👩\u200d💻 字 x", "字", "e\u0301👩\u200d💻 字 x\n    ^^"},
		{"a\x1bb TARGET", "TARGET", "a\\x1bb TARGET\n       ^^^^^^"},
		{long, "TARGET", "…aaaaaaaaaaaaaaaaaTARGETbbbbbbbbbbbbbbbbb…\n                  ^^^^^^"},
		{"TARGET" + long[:60], "TARGET", "TARGET" + strings.Repeat("a", 34) + "…\n^^^^^^"},
		{"", "", "\n^"},
	} {
		f := source.NewFile("f", []byte(c.line))
		i := strings.Index(c.line, c.mark)
		q := p.quote(newMeter(), f.Span(i, i+len(c.mark)), 40)
		if got := q.text + "\n" + strings.Repeat(" ", q.pad) + strings.Repeat("^", q.length); got != c.want {
			t.Errorf("%q:\n%s\nwant\n%s", c.line, got, c.want)
		}
	}
}

// TestQuoteHidesSecrets checks that carets stay right where a secret is hidden.
func TestQuoteHidesSecrets(t *testing.T) {
	f := source.NewFile("f", []byte("a: s3cr3t-s3cr3t # b: s3cr3t-s3cr3t TARGET"))
	p := prepare(&Run{Secrets: []source.Span{f.Span(3, 16)}})
	i := strings.Index(string(f.Data), "TARGET")
	q := p.quote(newMeter(), f.Span(i, i+6), 100)
	want := "a: " + facts.Redacted + " # b: " + facts.Redacted + " TARGET"
	if q.text != want || q.pad != strings.Index(want, "TARGET") || q.length != 6 {
		t.Errorf("got %+v, want %q", q, want)
	}
}

func TestPascal(t *testing.T) {
	for in, want := range map[string]string{"trust/any-subject": "TrustAnySubject", "too-large": "TooLarge", "": ""} {
		if got := pascal(in); got != want {
			t.Errorf("pascal(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestSeveritiesAreDocumented compares the table of docs/reference/reports.md
// with what is written.
func TestSeveritiesAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/reference/reports.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range severities() {
		row := fmt.Sprintf("| %s | %s | %s |", s, level(s), securitySeverity(s))
		if !strings.Contains(string(doc), row) {
			t.Errorf("docs/reference/reports.md lacks the row %q", row)
		}
	}
}
