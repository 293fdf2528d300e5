package arch_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	maxFileLines     = 450 // a room larger than that cannot be known
	maxFunctionLines = 70
)

// restricted names what ordinary code does not use, and what to do instead.
// A place is a package (with what lies below it) that may, and why.
var restricted = []struct {
	pkg     string   // import path
	names   []string // of the package; a trailing * stands for any ending
	instead string
	except  map[string]string // package: reason
}{
	{
		pkg: "fmt", names: []string{"Print*"},
		instead: "return a value, or take an io.Writer: only internal/cli and cmd write to the terminal",
		except:  writers,
	},
	{
		pkg: "os", names: []string{"Stdout", "Stderr"},
		instead: "take an io.Writer: only internal/cli and cmd write to the terminal",
		except:  writers,
	},
	{
		pkg: "log", names: []string{"*"},
		instead: "return an error or a Problem: only internal/cli and cmd write to the terminal",
	},
	{
		pkg: "path/filepath", names: []string{"Match"},
		instead: "use internal/lang for the globs of IAM and Kubernetes, and doublestar for those of paths",
	},
	{
		pkg: "time", names: []string{"Now"},
		instead: "take the time as an argument: what is found must not depend on the clock",
		except:  map[string]string{"internal/cli": "the one reading of the clock, for ignores that expire and for --stats, is handed down from there"},
	},
}

var writers = map[string]string{
	"internal/cli": "owns the terminal",
	"cmd":          "calls internal/cli",
}

// checks are the rules of style, each a function from a file to its faults.
var checks = []func(goFile) []string{
	checkLengths, checkInit, checkRestricted, checkDocs,
}

// checkLengths keeps files and functions short enough to be read at once.
func checkLengths(f goFile) []string {
	var faults []string
	if f.lines > maxFileLines {
		faults = append(faults, fmt.Sprintf("%s has %d lines, more than %d: split it by what its parts do", f.path, f.lines, maxFileLines))
	}
	for _, fn := range functions(f) {
		if n := f.fset.Position(fn.End()).Line - f.fset.Position(fn.Pos()).Line + 1; n > maxFunctionLines {
			faults = append(faults, fmt.Sprintf("%s: %s has %d lines, more than %d: give each of its steps a function with a name", f.path, functionName(fn), n, maxFunctionLines))
		}
	}
	return faults
}

// checkInit refuses work that is done by merely being imported.
func checkInit(f goFile) []string {
	for _, fn := range functions(f) {
		if fn.Recv == nil && fn.Name.Name == "init" {
			return []string{fmt.Sprintf("%s has a func init: make it a function that its user calls, or a value", f.path)}
		}
	}
	return nil
}

// checkRestricted looks for the uses that the table restricted names.
func checkRestricted(f goFile) []string {
	var faults []string
	for _, rule := range restricted {
		allowed := false
		for pkg := range rule.except {
			allowed = allowed || below(f.pkg(), pkg)
		}
		local, imported := localName(f, rule.pkg)
		if allowed || !imported {
			continue
		}
		ast.Inspect(f.ast, func(node ast.Node) bool {
			sel, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == local && matchesName(rule.names, sel.Sel.Name) {
				faults = append(faults, fmt.Sprintf("%s:%d uses %s.%s: %s",
					f.path, f.fset.Position(sel.Pos()).Line, path.Base(rule.pkg), sel.Sel.Name, rule.instead))
			}
			return true
		})
	}
	return faults
}

// matchesName reports whether a name is one of the given; "Print*" is any name
// that begins with Print.
func matchesName(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		prefix, open := strings.CutSuffix(pattern, "*")
		return name == pattern || open && strings.HasPrefix(name, prefix)
	})
}

// localName returns the name under which the file imports a package.
func localName(f goFile, pkg string) (string, bool) {
	for _, spec := range f.ast.Imports {
		if unquoted, err := strconv.Unquote(spec.Path.Value); err != nil || unquoted != pkg {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name, true
		}
		return path.Base(pkg), true
	}
	return "", false
}

// checkDocs asks for a doc comment on everything that other packages can name.
func checkDocs(f goFile) []string {
	if f.ast.Name.Name == "main" {
		return nil
	}
	var faults []string
	missing := func(pos token.Pos, name string) {
		faults = append(faults, fmt.Sprintf("%s:%d: %s is exported and has no doc comment: say what it is, in which units, and which errors it gives",
			f.path, f.fset.Position(pos).Line, name))
	}
	for _, decl := range f.ast.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Doc == nil && decl.Name.IsExported() && (decl.Recv == nil || ast.IsExported(receiver(decl))) {
				missing(decl.Pos(), functionName(decl))
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				for _, name := range undocumented(decl, spec) {
					missing(name.Pos(), name.Name)
				}
			}
		}
	}
	return faults
}

// undocumented returns the exported names of a type, constant or variable that
// neither its own comment nor that of its group explains. A comment behind a
// constant counts.
func undocumented(decl *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	var names []*ast.Ident
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Doc == nil && (decl.Doc == nil || decl.Lparen.IsValid()) {
			names = append(names, spec.Name)
		}
	case *ast.ValueSpec:
		if spec.Doc == nil && spec.Comment == nil && decl.Doc == nil {
			names = spec.Names
		}
	}
	return slices.DeleteFunc(slices.Clone(names), func(id *ast.Ident) bool { return !id.IsExported() })
}

// functions returns the functions and methods of a file.
func functions(f goFile) []*ast.FuncDecl {
	var out []*ast.FuncDecl
	for _, decl := range f.ast.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			out = append(out, fn)
		}
	}
	return out
}

// functionName returns Type.Method or Function.
func functionName(fn *ast.FuncDecl) string {
	if recv := receiver(fn); recv != "" {
		return recv + "." + fn.Name.Name
	}
	return fn.Name.Name
}

// receiver returns the name of a method's type, "" for a function.
func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return ""
	}
	expr := fn.Recv.List[0].Type
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

func TestEveryFileKeepsTheHouseStyle(t *testing.T) {
	documented := map[string]bool{} // package: has a package comment
	for _, file := range moduleFiles(t) {
		if file.test {
			continue
		}
		documented[file.pkg()] = documented[file.pkg()] || file.ast.Doc != nil
		if ast.IsGenerated(file.ast) {
			continue
		}
		for _, check := range checks {
			for _, fault := range check(file) {
				t.Error(fault)
			}
		}
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment: say in one of its files what you come here for", pkg)
		}
	}
}
