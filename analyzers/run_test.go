package analyzers_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// words is an analyzer for tests: each line of a .txt file is an identity; the
// line "boom" makes it panic, "broken" is a fault of the file.
var words = analyzers.Analyzer{
	Name:     "words",
	Claims:   func(path string) bool { return strings.HasSuffix(path, ".txt") },
	Relevant: func(data []byte) bool { return !bytes.Contains(data, []byte("nothing")) },
	Run: func(p *analyzers.Pass) {
		for _, f := range p.Files {
			for n := 1; n <= f.LineCount(); n++ {
				line, _ := f.Line(n)
				switch word := line.Text(); word {
				case "":
				case "boom":
					var none []int
					_ = none[n]
				case "secret-boom":
					panic("a secret")
				case "broken":
					p.Problem(&facts.Input{Base: facts.Base{At: line}, Code: "unparseable", Class: facts.Incomplete})
				default:
					p.Facts.Add(&facts.Identity{Base: facts.Base{ID: facts.ID(fmt.Sprint("identity:", f.Path, n)), Address: word, At: line}})
				}
			}
		}
	},
}

// given makes entries of which the content is given.
func given(files map[string]string) ([]discover.Entry, map[string][]byte) {
	var entries []discover.Entry
	content := map[string][]byte{}
	for name, text := range files {
		entries = append(entries, discover.Entry{Path: name, Class: discover.Classify(name, []byte(text))})
		content[name] = []byte(text)
	}
	return entries, content
}

// addresses lists what a bundle holds, for comparison.
func addresses(b *facts.Bundle) (out []string) {
	for _, f := range b.Identities {
		out = append(out, f.At.String()+" "+f.Address+" "+f.Source)
	}
	for _, in := range b.Inputs {
		out = append(out, in.At.String()+" "+in.Code+" "+in.Source)
	}
	return out
}

func TestRun(t *testing.T) {
	entries, content := given(map[string]string{
		"b.txt": "two\nbroken\nthree", "a.txt": "one", "c.txt": "nothing", "d.go": "package d", "e.txt": "four\nboom\nfive",
	})
	bundle, inputs := analyzers.Run(entries, []analyzers.Analyzer{words}, analyzers.Options{Content: content})
	want := []string{
		"a.txt:1:1 one words", "b.txt:1:1 two words", "b.txt:3:1 three words", "e.txt:1:1 four words",
		"b.txt:2:1 unparseable words", "e.txt:1:1 analyzer-failed words",
	}
	if got := addresses(bundle); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	var statuses []string
	for _, in := range inputs {
		if len(in.SHA256) != 64 {
			t.Errorf("%s has digest %q", in.Path, in.SHA256)
		}
		statuses = append(statuses, fmt.Sprint(in.Path, " ", in.Analyzer, " ", in.Status))
	}
	wantStatuses := []string{"a.txt words parsed", "b.txt words failed", "c.txt words irrelevant", "e.txt words failed"}
	if !reflect.DeepEqual(statuses, wantStatuses) {
		t.Errorf("got %q\nwant %q", statuses, wantStatuses)
	}
}

// TestPanicsTellNoSecrets checks that the words of a panic are repeated only
// where the runtime wrote them.
// TestReached: a file that a larger unit takes in is not judged on its own too.
func TestReached(t *testing.T) {
	alone := analyzers.Analyzer{
		Name:     "alone",
		Claims:   func(path string) bool { return strings.HasSuffix(path, ".json") },
		Relevant: func([]byte) bool { return true },
		Run: func(p *analyzers.Pass) {
			for _, f := range p.Files {
				p.Facts.Add(&facts.Identity{Base: facts.Base{ID: facts.ID("identity:" + f.Path), Address: f.Path, Unit: f.Path, At: f.Whole()}})
			}
		},
	}
	taking := analyzers.Analyzer{
		Name:     "taking",
		Claims:   func(path string) bool { return path == "main.txt" },
		Relevant: func([]byte) bool { return true },
		Run: func(p *analyzers.Pass) {
			f, err := p.ReadFile("taken.json")
			if err != nil {
				t.Error(err)
				return
			}
			p.Facts.Add(&facts.Identity{Base: facts.Base{ID: "identity:main", Address: "main", Unit: ".", At: f.Whole()}})
		},
	}
	entries, content := given(map[string]string{"main.txt": "x", "taken.json": "{}", "other.json": "{}"})
	b, _ := analyzers.Run(entries, []analyzers.Analyzer{alone, taking}, analyzers.Options{
		Content: content, ReadFile: func(name string) (*source.File, error) { return source.NewFile(name, content[name]), nil },
	})
	if got, want := strings.Join(addresses(b), ", "), "other.json:1:1 other.json alone, taken.json:1:1 main taking"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPanicsTellNoSecrets(t *testing.T) {
	for text, want := range map[string]string{"boom": "index out of range", "secret-boom": "an internal fault"} {
		entries, content := given(map[string]string{"a.txt": text})
		bundle, _ := analyzers.Run(entries, []analyzers.Analyzer{words}, analyzers.Options{Content: content})
		message := bundle.Inputs[0].Message
		if !strings.Contains(message, want) || !strings.Contains(message, "words analyzer failed on a.txt") || strings.Contains(message, "a secret") {
			t.Errorf("%s: %q", text, message)
		}
		if bundle.Inputs[0].Class != facts.Incomplete {
			t.Errorf("a panic is of class %s", bundle.Inputs[0].Class)
		}
	}
}

// TestJobsChangeNothing runs many files with several numbers of workers.
func TestJobsChangeNothing(t *testing.T) {
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("d%d/f%d.txt", i%7, i)] = strings.Repeat(fmt.Sprintf("w%d\n", i%13), i%5) + []string{"", "boom", "broken", "nothing"}[i%4]
	}
	var first []string
	for _, jobs := range []int{1, 2, 8, 300} {
		entries, content := given(files) // in the map's order: another each time
		bundle, inputs := analyzers.Run(entries, []analyzers.Analyzer{words, {Name: "again", Claims: words.Claims, Run: words.Run}}, analyzers.Options{Jobs: jobs, Content: content})
		got := append(addresses(bundle), fmt.Sprint(inputs))
		if first == nil {
			first = got
		}
		if !reflect.DeepEqual(got, first) {
			t.Errorf("%d jobs give another result", jobs)
		}
	}
}

// TestFilesAreOne checks that a file is read once and is one pointer, whoever
// asks, and that no path leads out.
func TestFilesAreOne(t *testing.T) {
	var reads atomic.Int32
	var seen [2]*source.File
	ask := analyzers.Analyzer{
		Name:   "ask",
		Claims: func(path string) bool { return path == "dir/a.ask" || path == "dir/b.ask" },
		Group:  func(files []*source.File) [][]*source.File { return [][]*source.File{files} },
		Run: func(p *analyzers.Pass) {
			own, err := p.ReadFile("dir/../dir/a.ask")
			if err != nil || own != p.Files[0] || len(p.Files) != 2 {
				t.Errorf("ReadFile of a claimed file gives %v, %v", own, err)
			}
			for i := range seen {
				if seen[i], err = p.ReadFile("./other.txt"); err != nil {
					t.Error(err)
				}
			}
			for _, name := range []string{"../x", "/etc/passwd", "a/../../x"} {
				if _, err := p.ReadFile(name); !errors.Is(err, fs.ErrPermission) {
					t.Errorf("ReadFile(%q) gives %v", name, err)
				}
			}
			if p.List("dir") != nil {
				t.Error("there is a file where nothing can be listed")
			}
		},
	}
	entries, content := given(map[string]string{"dir/a.ask": "a", "dir/b.ask": "b"})
	bundle, _ := analyzers.Run(entries, []analyzers.Analyzer{ask}, analyzers.Options{Content: content, ReadFile: func(path string) (*source.File, error) {
		reads.Add(1)
		return source.NewFile(path, nil), nil
	}})
	if len(bundle.Inputs) > 0 {
		t.Fatal(bundle.Inputs[0].Message)
	}
	if reads.Load() != 1 || seen[0] != seen[1] || seen[0] == nil {
		t.Errorf("a file that two ask for was read %d times", reads.Load())
	}
}

// TestClassClaims checks that a file whose name says nothing is claimed by what
// its first bytes say.
func TestClassClaims(t *testing.T) {
	var claimed []string
	json := analyzers.Analyzer{
		Name:   "json",
		Claims: func(path string) bool { return strings.HasSuffix(path, ".json") },
		Run:    func(p *analyzers.Pass) { claimed = append(claimed, p.Files[0].Path) },
	}
	entries, content := given(map[string]string{"trust": `{"Version": "2012-10-17"}`, "notes": "words", "a.json": "{}"})
	analyzers.Run(entries, []analyzers.Analyzer{json}, analyzers.Options{Content: content, Jobs: 1})
	if want := []string{"a.json", "trust"}; !reflect.DeepEqual(claimed, want) {
		t.Errorf("claimed %q, want %q", claimed, want)
	}
}

// TestUnread checks files that are there and cannot be read as text.
func TestUnread(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{"utf16.yaml": "\xff\xfea\x00", "nul.yaml": "a\x00b", "fine.yaml": "fine"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	entry := func(name string, context bool) discover.Entry {
		return discover.Entry{Path: name, Abs: filepath.Join(dir, name), Class: discover.YAML, Context: context}
	}
	entries := []discover.Entry{entry("utf16.yaml", false), entry("nul.yaml", false), entry("gone.yaml", false), entry("also-gone.yaml", true), entry("fine.yaml", true)}
	yaml := words
	yaml.Claims = func(string) bool { return true }
	bundle, inputs := analyzers.Run(entries, []analyzers.Analyzer{yaml}, analyzers.Options{})
	var got []string
	for _, in := range bundle.Inputs {
		got = append(got, fmt.Sprint(in.At, " ", in.Code, " ", in.Class))
	}
	want := []string{"gone.yaml:1:1 unreadable incomplete", "nul.yaml:1:1 not-text incomplete", "utf16.yaml:1:1 not-text incomplete"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	for _, in := range inputs {
		if unread := in.Path != "fine.yaml"; unread != (in.Status == analyzers.Unread) || unread != (in.SHA256 == "") {
			t.Errorf("%+v", in)
		}
	}
	if len(bundle.Identities) != 1 || !bundle.Identities[0].Context {
		t.Error("a fact of a context file is not marked as context")
	}
	if strings.Contains(bundle.Inputs[0].Message, dir) {
		t.Errorf("a message holds an absolute path: %s", bundle.Inputs[0].Message)
	}
}

func BenchmarkRunIrrelevant(b *testing.B) {
	files := map[string]string{}
	for i := range 1000 {
		files[fmt.Sprintf("f%d.txt", i)] = strings.Repeat("nothing here speaks of identity\n", 50)
	}
	entries, content := given(files)
	b.ReportAllocs()
	for b.Loop() {
		analyzers.Run(entries, []analyzers.Analyzer{words}, analyzers.Options{Content: content})
	}
}
