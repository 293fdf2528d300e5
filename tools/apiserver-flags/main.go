// Command apiserver-flags writes the names of the flags of kube-apiserver, as
// internal/kube/apiserver reads them, so that a flag which is close to another is
// known to be one. It reads the source of the server's options and builds
// nothing of it:
//
//	go run . > ../../internal/kube/apiserver/flags.txt
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// options declares the flags; those of all packages that it imports are
// listed, which is a few more than the server has.
const options = "k8s.io/kubernetes/cmd/kube-apiserver/app/options"

// version is that of k8s.io/kubernetes in go.mod.
const version = "1.36.3"

func main() {
	log.SetFlags(0)
	out, err := exec.Command("go", "list", "-mod=mod", "-deps", "-f", "{{if not .Standard}}{{.Dir}}{{end}}", options).Output()
	if err != nil {
		log.Fatalf("list packages: %v", err)
	}
	names := map[string]bool{}
	for _, dir := range strings.Fields(string(out)) {
		if !strings.Contains(dir, "k8s.io") {
			continue
		}
		readPackage(dir, names)
	}
	fmt.Fprintf(os.Stdout, "# Flags of kube-apiserver %s and of the packages that it shares, made by tools/apiserver-flags.\n", version)
	for _, n := range slices.Sorted(keys(names)) {
		fmt.Println(n)
	}
}

func keys(m map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// readPackage collects the names from calls such as fs.StringVar(&x, "name", ...)
// and fs.Var(cliflag.New(&x), name, ...) with a constant.
func readPackage(dir string, names map[string]bool) {
	paths, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	var files []*ast.File
	constants := map[string]string{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			log.Fatalf("parse %s: %v", path, err)
		}
		files = append(files, f)
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			for i := 0; ok && i < len(spec.Values); i++ {
				if s, ok := text(spec.Values[i], nil); ok {
					constants[spec.Names[i].Name] = s
				}
			}
			return true
		})
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !strings.HasSuffix(strings.TrimSuffix(method.Sel.Name, "P"), "Var") {
				return true
			}
			if s, ok := text(call.Args[1], constants); ok && s != "" {
				names[s] = true
			}
			return true
		})
	}
}

// text is the value of a literal, or of a constant.
func text(e ast.Expr, constants map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.Ident:
		s, ok := constants[e.Name]
		return s, ok
	}
	return "", false
}
