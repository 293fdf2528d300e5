package module

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/zclconf/go-cty/cty"
)

// VariablesType is the type of the block that a variables file is read as.
const VariablesType = "tfvars"

// IsVariablesFile reports whether a file sets variables.
func IsVariablesFile(name string) bool {
	return strings.HasSuffix(name, ".tfvars") || strings.HasSuffix(name, ".tfvars.json")
}

// automatic reports whether Terraform reads a variables file without being told.
func automatic(name string) bool {
	base := strings.TrimSuffix(path.Base(name), ".json")
	return base == "terraform.tfvars" || strings.HasSuffix(base, ".auto.tfvars")
}

// Variables reads a variables file as a block of attributes. What is wrong with
// it is told by the module's Problems.
func Variables(f *source.File) (*Block, *Module) {
	m := &Module{Dir: path.Dir(f.Path), files: map[string]*source.File{f.Path: f}}
	data, refused := readable(f)
	if refused != nil {
		m.fault(refused)
		return nil, m
	}
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	if isJSON(f.Path) {
		j := &jsonFile{m: m, f: f, literal: true}
		if root := j.root(); root != nil {
			body = j.body("locals", root)
		}
	} else {
		parsed, diags := hclsyntax.ParseConfig(data, f.Path, hcl.InitialPos)
		m.syntax(f, diags)
		if parsed == nil {
			return nil, m
		}
		b, ok := parsed.Body.(*hclsyntax.Body)
		if !ok {
			return nil, m
		}
		eval.Rewriter{File: f}.Body(b, func(_, _ string) bool { return false })
		body.Attributes = b.Attributes
	}
	return m.parsed(&hclsyntax.Block{Type: VariablesType, Body: body}, f), m
}

// Given are the values of variables that the user gives, in the order in which
// they count.
type Given struct {
	// Files are variables files.
	Files []*source.File
	// Values are of the form NAME=VALUE.
	Values []string
}

// inputs reads the values of the root's variables: those that Terraform takes
// without being told, terraform.tfvars and then *.auto.tfvars in the order of
// their names, and then those that the user, or a variant, gives.
// https://developer.hashicorp.com/terraform/language/values/variables
func (r *Root) inputs(m *Module) map[string]*lazy {
	out := map[string]*lazy{}
	for _, name := range r.loader.automatic(r.Dir) {
		if f, err := r.loader.Read(name); err == nil {
			r.set(f, m, out)
		}
	}
	given := r.loader.Given
	if r.Variant != nil {
		r.set(r.Variant, m, out)
	}
	for _, f := range given.Files {
		r.set(f, m, out)
	}
	for _, assignment := range given.Values {
		name, val, _ := strings.Cut(assignment, "=")
		if b := m.Variables[name]; b != nil {
			r.given = true
			out[name] = &lazy{compute: func() cty.Value { return r.spelled(b, val) }}
		}
	}
	return out
}

// automatic lists the variables files that Terraform reads in a folder without
// being told, in order.
func (l *Loader) automatic(dir string) []string {
	if l.List == nil || l.Read == nil {
		return nil
	}
	var names []string
	for _, p := range l.List(dir) {
		if IsVariablesFile(p) && automatic(p) {
			names = append(names, p)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		x, y := strings.HasPrefix(path.Base(a), "terraform.tfvars"), strings.HasPrefix(path.Base(b), "terraform.tfvars")
		if x != y {
			if x {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return names
}

// set takes the values of a variables file.
func (r *Root) set(f *source.File, m *Module, out map[string]*lazy) {
	block, file := Variables(f)
	r.Problems = append(r.Problems, file.Problems()...)
	if block == nil {
		return
	}
	scope := r.scope(file, nil, "", nil)
	for name, a := range block.Body().Attributes {
		r.given = true
		if m.Variables[name] != nil {
			out[name] = &lazy{compute: func() cty.Value { return scope.Eval(a.Expr, scope.ctx) }}
		}
	}
}

// spelled is a value given on the command line: text for a variable that is
// text, a number or a flag, or whose type is not said, and an expression for
// all others.
func (r *Root) spelled(b *Block, val string) cty.Value {
	scope := r.scope(&Module{Dir: r.Dir, files: map[string]*source.File{}}, nil, "", nil)
	t, _ := scope.typeOf(b)
	if t.IsPrimitiveType() || b.Body().Attributes["type"] == nil {
		return cty.StringVal(val)
	}
	f := source.NewFile("--var", []byte(val))
	if _, refused := readable(f); refused != nil {
		return r.env.Fresh("--var " + b.Labels[0]).Val()
	}
	parsed, diags := hclsyntax.ParseExpression(f.Data, f.Path, hcl.InitialPos)
	if diags.HasErrors() {
		r.problem("unparseable", facts.Incomplete, b.Header(), "var."+b.Labels[0], "The value of --var "+b.Labels[0]+" cannot be read: "+sentence(diags[0]))
		return r.env.Fresh("--var " + b.Labels[0]).Val()
	}
	v, diags := parsed.Value(nil)
	if diags.HasErrors() {
		return r.env.Fresh("--var " + b.Labels[0]).Val()
	}
	return v
}

// maxVariants bounds how many variables files of one root are tried.
const maxVariants = 32

// Variants lists the variables files of a root that Terraform reads only when
// told to: each stands for one way in which the root is applied. They lie in the
// root's folder or in folders below it that hold no configuration. Where the
// user says which to read there are none.
func (l *Loader) Variants(root string, files []*source.File) []*source.File {
	if len(l.Given.Files) > 0 {
		return nil
	}
	var out []*source.File
	for _, f := range files {
		if automatic(f.Path) || len(out) == maxVariants || l.owner(path.Dir(f.Path)) != root {
			continue
		}
		if l.sets(root, f) {
			out = append(out, f)
		}
	}
	if len(out) > 0 && len(l.automatic(root)) > 0 {
		out = append(out, nil) // the root as it is without any of them
	}
	return out
}

// owner is the nearest folder with a configuration.
func (l *Loader) owner(dir string) string {
	for l.dirs[dir] == nil && dir != "." {
		dir = path.Dir(dir)
	}
	return dir
}

// sets reports whether a file sets a variable of a root.
func (l *Loader) sets(root string, f *source.File) bool {
	m := l.Load(root)
	block, _ := Variables(f)
	if m == nil || block == nil {
		return false
	}
	for name := range block.Body().Attributes {
		if m.Variables[name] != nil {
			return true
		}
	}
	return false
}
