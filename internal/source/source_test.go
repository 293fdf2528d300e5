package source_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/subaud/subaud/internal/source"
)

// samples mix what makes columns differ: emoji (two UTF-16 units, four
// bytes), combining marks, tabs, all line breaks, and a byte order mark.
var samples = []string{
	"", "a", "a\nb", "a\r\nb\r\n", "a\rb", "\xef\xbb\xbfkind: x\n",
	"na\u0308me: \U0001F600\tx\nörtlich\r\n\t\tende", "\U0001F469\u200D\U0001F4BB: v\n\n\n",
	"bad \xff utf8\nnext",
}

// utf16Column is the definition written the slow way.
func utf16Column(line string) int { return len(utf16.Encode([]rune(line))) + 1 }

func TestPositionAgreesWithDefinition(t *testing.T) {
	for _, text := range samples {
		f := source.NewFile("f", []byte(text))
		for off := 0; off <= len(text); off++ {
			if off < len(text) && !utf8.RuneStart(text[off]) {
				continue
			}
			before := text[:off]
			if off > 0 && off < len(text) && text[off-1] == '\r' && text[off] == '\n' {
				continue // inside a line break
			}
			norm := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(before)
			line := strings.Count(norm, "\n") + 1
			last := strings.TrimPrefix(norm[strings.LastIndex(norm, "\n")+1:], "\ufeff")
			got := f.Position(off)
			want := source.Position{Line: line, Column: utf16Column(last), Offset: off}
			if got != want {
				t.Errorf("Position(%q, %d) = %+v, want %+v", text, off, got, want)
			}
		}
	}
}

func TestOffsetOfRuneInvertsPosition(t *testing.T) {
	for _, text := range samples {
		if !utf8.ValidString(text) {
			continue
		}
		f := source.NewFile("f", []byte(text))
		for n := 1; n <= f.LineCount(); n++ {
			line, _ := f.Line(n)
			body := strings.TrimPrefix(line.Text(), "\ufeff")
			column := 1
			for i := range body {
				got := f.OffsetOfRune(n, column)
				want := line.End - len(body) + i
				if got != want {
					t.Errorf("OffsetOfRune(%q, %d, %d) = %d, want %d", text, n, column, got, want)
				}
				column++
			}
		}
	}
}

// TestViewsInViews strips indentation twice, as a heredoc inside a fence does,
// and checks that every byte of the inner view maps to an equal byte on disk.
func TestViewsInViews(t *testing.T) {
	text := "intro \U0001F600\r\n    resource x {\r\n      p = <<-E\r\n        {\"a\": \"é\"}\r\n      E\r\n    }\r\n"
	disk := source.NewFile("doc.md", []byte(text))
	outer := stripIndent(disk, 4)
	inner := stripIndent(outer, 4)
	if inner.Root() != disk {
		t.Fatal("the innermost view does not lead to the file on disk")
	}
	for i := range inner.Data {
		s := inner.Span(i, i+1).Root()
		if s.File != disk || s.Text() != string(inner.Data[i:i+1]) {
			t.Fatalf("byte %d (%q) maps to %q at %s", i, inner.Data[i:i+1], s.Text(), s)
		}
	}
}

func stripIndent(f *source.File, n int) *source.File {
	b := source.NewView(f)
	for i := 1; i <= f.LineCount(); i++ {
		line, _ := f.Line(i)
		next, ok := f.Line(i + 1)
		end := len(f.Data)
		if ok {
			end = next.Start
		}
		if strings.TrimLeft(line.Text(), " ") != "" && strings.HasPrefix(line.Text(), strings.Repeat(" ", n)) {
			b.Copy(line.Start+n, end)
		} else {
			b.Copy(line.Start, end)
		}
	}
	return b.File()
}

// TestReplacedRuns checks that a span that touches a replaced run covers the
// whole of what it stands for.
func TestReplacedRuns(t *testing.T) {
	disk := source.NewFile("f.tf", []byte(`x = "a${var.b}c\n"`))
	b := source.NewView(disk)
	b.Copy(5, 6)
	b.Replace("HOLE", 6, 14)
	b.Copy(14, 15)
	b.Replace("\n", 15, 17)
	v := b.File()
	if got := string(v.Data); got != "aHOLEc\n" {
		t.Fatalf("view reads %q", got)
	}
	for _, c := range []struct {
		start, end int
		want       string
	}{
		{0, 1, "a"}, {1, 2, "${var.b}"}, {0, 3, "a${var.b}"}, {5, 6, "c"}, {5, 7, `c\n`}, {6, 7, `\n`}, {0, 7, `a${var.b}c\n`},
	} {
		if got := v.Span(c.start, c.end).Root().Text(); got != c.want {
			t.Errorf("span %d-%d maps to %q, want %q", c.start, c.end, got, c.want)
		}
	}
}

// TestRandomViews builds random nested views of copied runs and checks the law
// that mapping outward never changes the bytes of a copied run.
func TestRandomViews(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		f := source.NewFile("f", []byte(strings.Repeat(samples[r.IntN(len(samples))], 3)))
		for range 3 {
			b := source.NewView(f)
			for pos := 0; pos < len(f.Data); {
				end := pos + 1 + r.IntN(5)
				if r.IntN(3) > 0 {
					b.Copy(pos, end)
				}
				pos = end
			}
			f = b.File()
		}
		for i := range f.Data {
			if s := f.Span(i, i+1).Root(); s.Text() != string(f.Data[i:i+1]) {
				t.Fatalf("byte %d: %q on disk, %q in the view", i, s.Text(), f.Data[i:i+1])
			}
		}
	}
}

func TestSpanHelpers(t *testing.T) {
	f := source.NewFile("a/b.tf", []byte("one\n  two three\nfour"))
	s := f.Span(6, 18)
	if got := s.String(); got != "a/b.tf:2:3" {
		t.Errorf("String() = %s", got)
	}
	if got := s.FirstLine().Text(); got != "two three" {
		t.Errorf("FirstLine() = %q", got)
	}
	if got := s.Sub(4, 9).Text(); got != "three" {
		t.Errorf("Sub() = %q", got)
	}
	if !f.Whole().Contains(s) || s.Contains(f.Whole()) {
		t.Error("Contains is wrong")
	}
	if got := f.Span(0, 3).Cover(f.Span(6, 9)).Text(); got != "one\n  two" {
		t.Errorf("Cover() = %q", got)
	}
	if got := f.Span(-5, 99); got != f.Whole() {
		t.Errorf("Span does not clamp: %+v", got)
	}
}

// TestPositionInLongLines checks positions around every step of the counts in
// lines that are longer than one.
func TestPositionInLongLines(t *testing.T) {
	unit := "a\U0001F600\u00e9b\xffc" // 7 UTF-16 units in 10 bytes
	f := source.NewFile("f", []byte("x\n"+strings.Repeat(unit, 2000)+"\ny"))
	for i := range 2000 {
		offset, column := 2+10*i, 1+7*i
		for _, c := range []struct{ bytes, units int }{{0, 0}, {1, 1}, {5, 3}, {7, 4}, {8, 5}, {9, 6}} {
			want := source.Position{Line: 2, Column: column + c.units, Offset: offset + c.bytes}
			if got := f.Position(offset + c.bytes); got != want {
				t.Fatalf("Position(%d) = %+v, want %+v", offset+c.bytes, got, want)
			}
		}
	}
	if got := f.Position(len(f.Data)); got.Line != 3 || got.Column != 2 {
		t.Errorf("the end is at %+v", got)
	}
}

func BenchmarkPositionInLongLine(b *testing.B) {
	f := source.NewFile("f", []byte(strings.Repeat("é", 1<<22)))
	for b.Loop() {
		f.Position(len(f.Data) - 1)
	}
}

func FuzzPositions(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s), 3, 2)
	}
	f.Fuzz(func(t *testing.T, data []byte, off, column int) {
		file := source.NewFile("f", data)
		p := file.Position(off)
		if p.Line < 1 || p.Column < 1 || p.Offset < 0 || p.Offset > len(data) || p.Line > file.LineCount() {
			t.Fatalf("position %+v lies outside the file", p)
		}
		if o := file.OffsetOfRune(p.Line, column%100); o < 0 || o > len(data) {
			t.Fatalf("offset %d lies outside the file", o)
		}
	})
}

// TestAbsent checks that a file whose bytes are not here has the positions that
// are remembered, and nothing else.
func TestAbsent(t *testing.T) {
	start, end := source.Position{Line: 3, Column: 5, Offset: 40}, source.Position{Line: 3, Column: 9, Offset: 46}
	last := source.Position{Line: 5, Column: 1, Offset: 60}
	f := source.Absent("a.tf", []source.Position{start, end, last})
	if !f.IsAbsent() || source.NewFile("a.tf", nil).IsAbsent() {
		t.Error("an empty file is not told from an absent one")
	}
	s := source.Span{File: f, Start: 40, End: 46}
	if s.StartPosition() != start || s.EndPosition() != end || s.String() != "a.tf:3:5" || s.Text() != "" || s.FirstLine() != s {
		t.Errorf("%s from %v to %v, %q", s, s.StartPosition(), s.EndPosition(), s.Text())
	}
	long := source.Span{File: f, Start: 40, End: 60}
	if got := long.FirstLine(); got.Start != 40 || got.End != 40 {
		t.Errorf("the first line of a span of several goes from %d to %d", got.Start, got.End)
	}
	if s.Compare(long) >= 0 || s.Compare(source.Span{File: source.NewFile("a.tf", []byte("x")), Start: 0, End: 1}) <= 0 {
		t.Error("spans of an absent file are not in order")
	}
}
