package arch_test

import (
	"bytes"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// modulePath is the first line of go.mod, less the word.
const modulePath = "github.com/subaud/subaud"

// goFile is one parsed Go file of the module.
type goFile struct {
	path  string // slash-separated, relative to the module root
	test  bool   // ends in _test.go
	lines int
	fset  *token.FileSet
	ast   *ast.File
}

// pkg returns the folder of the file, "." for the module root.
func (f goFile) pkg() string { return path.Dir(f.path) }

// imports returns the import paths of the file.
func (f goFile) imports() []string {
	var out []string
	for _, spec := range f.ast.Imports {
		out = append(out, strings.Trim(spec.Path.Value, "\"`"))
	}
	return out
}

// parseGo parses one file given as text.
func parseGo(name string, text []byte) (goFile, error) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return goFile{}, err
	}
	return goFile{
		path:  name,
		test:  strings.HasSuffix(name, "_test.go"),
		lines: bytes.Count(text, []byte("\n")),
		fset:  fset,
		ast:   parsed,
	}, nil
}

// inNoBuild reports whether the file is kept out of every build of the program
// by one of the tags that are only for the go command's own bookkeeping.
func (f goFile) inNoBuild() bool {
	for _, group := range f.ast.Comments {
		for _, comment := range group.List {
			if comment.Pos() > f.ast.Package || !constraint.IsGoBuild(comment.Text) {
				continue
			}
			expr, err := constraint.Parse(comment.Text)
			if err == nil && !expr.Eval(func(tag string) bool { return tag != "ignore" && tag != "deps" }) {
				return true
			}
		}
	}
	return false
}

// moduleFiles returns every Go file of the module: not of nested modules, of
// testdata, or of folders that the go command ignores.
func moduleFiles(t *testing.T) []goFile {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []goFile
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name != root && notOurs(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		file, err := parseGo(filepath.ToSlash(rel), text)
		if err != nil {
			return err
		}
		if !file.inNoBuild() {
			files = append(files, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// notOurs reports whether the folder belongs to no package of this module.
func notOurs(dir string) bool {
	base := filepath.Base(dir)
	if base == "testdata" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

func TestModulePathIsThatOfGoMod(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	if strings.TrimSpace(first) != "module "+modulePath {
		t.Errorf("go.mod says %q: give modulePath in internal/arch the same path", first)
	}
}
