package module

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Root is the evaluation of one root module.
type Root struct {
	// Dir is the root module's folder.
	Dir string
	// Variant is the variables file that the root is read with; nil for none
	// but those that Terraform reads by itself.
	Variant *source.File
	// Compute gives attributes that the provider computes and that follow from
	// the configuration; false leaves a symbol. It must be set before use.
	Compute func(in *Instance, attribute string) (cty.Value, bool)
	// Problems are what evaluation found.
	Problems []*facts.Input

	env     *value.Env
	loader  *Loader
	nesting int
	seen    map[string]bool // problems
	broken  bool            // a limit was hit
	given   bool            // something sets variables of the root
	open    bool            // empty defaults are not known to stand
	made    int             // instances
}

// NewRoot prepares the evaluation of a root module.
func NewRoot(dir string, l *Loader) *Root {
	return &Root{Dir: dir, env: value.NewEnv("terraform:" + dir), loader: l, seen: map[string]bool{}}
}

// Env returns the root's symbols.
func (r *Root) Env() *value.Env { return r.env }

// Scope is one instance of a module.
type Scope struct {
	Module *Module
	// Path is the module's address with a dot behind it; empty for the root.
	Path string
	// Calls are the places of the module calls, outermost first.
	Calls []source.Span
	// Maybe says that the module may not be called at all.
	Maybe bool

	root      *Root
	parent    *Scope
	name      string // of the call
	ctx       *hcl.EvalContext
	inputs    map[string]*lazy
	memo      map[string]*lazy
	instances map[string][]*Instance
	children  map[string][]*Scope
	providers map[string]string
	depth     int
}

// Caller is the module that calls this one; nil for the root.
func (s *Scope) Caller() *Scope { return s.parent }

// lazy is a value that is computed when it is first asked for.
type lazy struct {
	compute func() cty.Value
	value   cty.Value
	running bool
}

func (s *Scope) get(l *lazy, address string) cty.Value {
	if l.compute == nil {
		return l.value
	}
	if l.running {
		s.root.problem("cycle", facts.Incomplete, source.Span{}, address, "The value of "+address+" depends on itself.")
		return s.root.env.Fresh("cycle in " + address).Val()
	}
	l.running = true
	l.value = l.compute()
	l.compute, l.running = nil, false
	return l.value
}

func (s *Scope) once(key string, compute func() cty.Value) cty.Value {
	l := s.memo[key]
	if l == nil {
		l = &lazy{compute: compute}
		s.memo[key] = l
	}
	return s.get(l, s.Path+key)
}

// Scope returns the root module's scope, or nil if there is no such module.
func (r *Root) Scope() *Scope {
	m := r.loader.Load(r.Dir)
	if m == nil {
		return nil
	}
	inputs := r.inputs(m)
	r.open = r.reusable(m)
	return r.scope(m, nil, "", inputs)
}

func (r *Root) scope(m *Module, parent *Scope, address string, inputs map[string]*lazy) *Scope {
	s := &Scope{
		Module: m, Path: address, root: r, parent: parent, inputs: inputs,
		memo: map[string]*lazy{}, instances: map[string][]*Instance{}, children: map[string][]*Scope{},
	}
	if parent != nil {
		s.depth = parent.depth + 1
	}
	s.ctx = eval.Context(s)
	return s
}

// problem records a fault once.
func (r *Root) problem(code string, class facts.Class, at source.Span, address, message string) {
	key := code + "\x00" + address + "\x00" + at.String()
	if r.seen[key] {
		return
	}
	r.seen[key] = true
	r.Problems = append(r.Problems, &facts.Input{
		Base:  facts.Base{At: at, Address: address, Source: Source, Unit: r.Dir},
		Code:  code,
		Class: class, Message: message, Detail: text.Known(address, at), Identity: true,
	})
}

// Env returns the symbols.
func (s *Scope) Env() *value.Env { return s.root.env }

// maxNesting bounds templates that render templates.
const maxNesting = 20

// Nested counts templates that render templates.
func (s *Scope) Nested(delta int) bool {
	s.root.nesting += delta
	return s.root.nesting <= maxNesting || delta < 0
}

// ReadFile reads a file that the configuration names. Relative names are taken
// from the root module, where Terraform is run; path.module and the others are
// relative to it, too.
func (s *Scope) ReadFile(name string) (*source.File, error) {
	if s.root.loader.Read == nil || path.IsAbs(name) || strings.HasPrefix(name, "~") {
		return nil, errors.New("read file: outside of the scan")
	}
	return s.root.loader.Read(path.Join(s.root.Dir, name))
}

// relativePath leads from one folder to another, both relative to the
// repository root.
func relativePath(from, to string) string {
	var up []string
	for from != to && from != "." && !strings.HasPrefix(to, from+"/") {
		up, from = append(up, ".."), path.Dir(from)
	}
	rest := to
	if from != "." {
		rest = strings.TrimPrefix(strings.TrimPrefix(to, from), "/")
	}
	return path.Join(path.Join(up...), rest, ".")
}

// Eval evaluates an expression in the module. What cannot be evaluated is a
// symbol of its own.
func (s *Scope) Eval(e hcl.Expression, ctx *hcl.EvalContext) cty.Value {
	v, _ := s.try(e, ctx)
	return v
}

func (s *Scope) try(e hcl.Expression, ctx *hcl.EvalContext) (v cty.Value, ok bool) {
	defer func() {
		if cause := recover(); cause != nil {
			v, ok = s.root.env.Fresh("expression at "+e.Range().String()).Val(), false
			s.root.crashed(cause, s.Module.files[e.Range().Filename], e.Range())
		}
	}()
	if s.root.broken {
		return s.root.env.Fresh("expression").Val(), false
	}
	v, diags := e.Value(ctx)
	if diags.HasErrors() {
		return s.root.env.Fresh("invalid expression at " + e.Range().String()).Val(), false
	}
	return v, true
}

// crashed turns a limit, or a fault of this program, into a problem.
func (r *Root) crashed(cause any, f *source.File, at hcl.Range) {
	var span source.Span
	if f != nil {
		span = f.Span(at.Start.Byte, at.End.Byte)
	}
	if limit, ok := cause.(value.LimitError); ok {
		r.broken = true
		r.problem("too-large", facts.Incomplete, span, r.Dir, "The module is only read in part: "+limit.Error()+".")
		return
	}
	r.problem("unevaluable", facts.Incomplete, span, r.Dir, fmt.Sprintf("An expression could not be evaluated: %v.", cause))
}

// Resolve evaluates the head of a reference.
func (s *Scope) Resolve(t hcl.Traversal) (cty.Value, hcl.Traversal) {
	root, name := t.RootName(), attr(t, 1)
	switch root {
	case "local":
		if a := s.Module.Local(name); a != nil {
			return s.once("local."+name, func() cty.Value { return s.Eval(a.Expr, s.ctx) }), t[2:]
		}
	case "var":
		if name != "" {
			return s.once("var."+name, func() cty.Value { return s.variable(name) }), t[2:]
		}
	case "path":
		if dir, ok := map[string]string{"module": s.Module.Dir, "root": s.root.Dir, "cwd": s.root.Dir}[name]; ok {
			return cty.StringVal(relativePath(s.root.Dir, dir)), t[2:]
		}
	case "module":
		if name != "" {
			return s.once("module."+name, func() cty.Value { return s.call(name) }), t[2:]
		}
	case "data", "ephemeral":
		if kind := attr(t, 2); kind != "" {
			return s.resource(root + "." + name + "." + kind), t[3:]
		}
	case "resource":
		if kind := attr(t, 2); kind != "" {
			return s.resource(name + "." + kind), t[3:]
		}
	case "terraform", "each", "count", "self":
		return s.root.env.Symbol(s.Path + root).Val(), t[1:]
	default:
		if name != "" {
			return s.resource(root + "." + name), t[2:]
		}
	}
	return s.root.env.Symbol(s.Path + root).Val(), t[1:]
}

func attr(t hcl.Traversal, i int) string {
	if i < len(t) {
		if a, ok := t[i].(hcl.TraverseAttr); ok {
			return a.Name
		}
	}
	return ""
}

// variable is the value that the caller gives, or the default. A variable of
// the root without either is a symbol.
func (s *Scope) variable(name string) cty.Value {
	symbol := s.root.env.Symbol(s.Path + "var." + name)
	b := s.Module.Variables[name]
	if b == nil {
		return symbol.Val()
	}
	t, defaults := s.typeOf(b)
	v, given := cty.NilVal, false
	if in := s.inputs[name]; in != nil {
		v, given = s.get(in, s.Path+"var."+name), true
		if u, _ := v.Unmark(); u.IsKnown() && u.IsNull() && b.Body().Attributes["default"] != nil && !nullable(b) {
			given = false
		}
	}
	if d := b.Body().Attributes["default"]; !given && d != nil {
		v = s.typed(s.Eval(d.Expr, s.ctx), t, defaults)
		if s.parent != nil || !s.root.open || !empty(v) {
			return v
		}
	}
	if !given {
		if t == cty.String || t == cty.Bool || t == cty.Number {
			return symbol.Typed(t)
		}
		return symbol.Val()
	}
	return s.typed(v, t, defaults)
}

// nullable reports whether null is a value of the variable of its own.
func nullable(b *Block) bool {
	a := b.Body().Attributes["nullable"]
	if a == nil {
		return true
	}
	v, diags := a.Expr.Value(nil)
	return diags.HasErrors() || !v.RawEquals(cty.False)
}

func (s *Scope) typeOf(b *Block) (cty.Type, *typeexpr.Defaults) {
	if a := b.Body().Attributes["type"]; a != nil {
		if t, d, diags := typeexpr.TypeConstraintWithDefaults(a.Expr); !diags.HasErrors() {
			return t, d
		}
	}
	return cty.DynamicPseudoType, nil
}

// typed gives a value its variable's type: optional attributes get their
// defaults, scalars are converted. Collections stay objects and tuples, as
// these keep more of where their parts were written.
func (s *Scope) typed(v cty.Value, t cty.Type, defaults *typeexpr.Defaults) (out cty.Value) {
	out = v
	defer func() {
		if recover() != nil {
			out = v // the library does not expect marks everywhere
		}
	}()
	u, _ := v.Unmark()
	if !u.IsKnown() {
		if r := value.RefOf(v); r != nil && u.Type() == cty.DynamicPseudoType && t.IsPrimitiveType() {
			c, err := convert.Convert(v, t)
			if err == nil {
				return c
			}
		}
		return v
	}
	if defaults != nil && !u.IsNull() {
		v = defaults.Apply(v)
	}
	if t.IsSetType() && value.Symbolic(v) {
		if set, ok := eval.Set(s.root.env, v); ok {
			return set
		}
		return v
	}
	if c, err := convert.Convert(v, t); err == nil {
		return c
	}
	return v
}
