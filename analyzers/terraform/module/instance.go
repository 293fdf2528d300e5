package module

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// Instance is one instance of a resource or data source.
type Instance struct {
	Scope *Scope
	Block *Block
	// Type is the resource's type, such as aws_iam_role.
	Type string
	// Address is Terraform's address, such as module.a.aws_iam_role.this["x"].
	Address string
	// Maybe says that the instance may not exist.
	Maybe bool

	ctx  *hcl.EvalContext
	memo map[string]*lazy
	body *Body
}

// Body is the inside of a block, with what its expressions are evaluated in.
type Body struct {
	In    *Instance
	Block *hclsyntax.Body
	// At is the line that opens the block.
	At source.Span
	// Maybe says that the block may not be there.
	Maybe bool

	ctx  *hcl.EvalContext
	memo map[string]cty.Value
}

// resource returns the value of a reference to a resource.
func (s *Scope) resource(key string) cty.Value {
	b := s.Module.Resources[key]
	if b == nil {
		return s.root.env.Symbol(s.Path + key).Val()
	}
	return s.once(key, func() cty.Value {
		return s.repeat(s.Path+key, b, func(address string, ctx *hcl.EvalContext, maybe, listed bool) *value.Ref {
			in := &Instance{
				Scope: s, Block: b, Type: b.Labels[0], Address: address, Maybe: maybe,
				ctx: ctx, memo: map[string]*lazy{},
			}
			if listed {
				s.instances[key] = append(s.instances[key], in)
			}
			r := s.root.env.Symbol(address)
			r.Step, r.NotNull = in.step, true
			return r
		})
	})
}

// Instances evaluates count and for_each of a resource and lists what there is.
func (s *Scope) Instances(key string) []*Instance {
	s.resource(key)
	return s.instances[key]
}

// Keys lists the module's resources, sorted.
func (s *Scope) Keys() []string { return s.Module.keys }

// Children lists the instances of the modules that this one calls, but for
// those of local ones that say nothing about identity.
func (s *Scope) Children() []*Scope {
	var out []*Scope
	for _, name := range slices.Sorted(maps.Keys(s.Module.Calls)) {
		if !s.silent(s.Module.Calls[name]) {
			s.once("module."+name, func() cty.Value { return s.call(name) })
			out = append(out, s.children[name]...)
		}
	}
	return out
}

// step is attribute access on a reference to the instance. What is wrong with
// the use of an attribute is wrong where it is used.
func (in *Instance) step(k cty.Value) (cty.Value, bool) {
	if k.Type() != cty.String {
		return cty.NilVal, false
	}
	return value.Displaced(in.Attr(k.AsString())), true
}

// Attr evaluates an attribute: configured, computed, or a symbol.
func (in *Instance) Attr(name string) cty.Value {
	l := in.memo[name]
	if l == nil {
		l = &lazy{compute: func() cty.Value { return in.attr(name) }}
		in.memo[name] = l
	}
	return in.Scope.get(l, in.Address+"."+name)
}

func (in *Instance) attr(name string) cty.Value {
	if in.Block.Body().Attributes[name] != nil && !notExpressions("resource", name) {
		v := in.Body().Attr(name)
		if u, _ := v.Unmark(); !u.IsKnown() || !u.IsNull() {
			return v
		}
	}
	if v, ok := in.Scope.root.Compute(in, name); ok {
		return v
	}
	if v, ok := in.nested(name); ok {
		return v
	}
	return in.Symbol(name)
}

// nested is the value of a reference to nested blocks: a list of what is
// written in each, such as metadata[0].name.
func (in *Instance) nested(name string) (cty.Value, bool) {
	blocks, open := in.Body().Blocks(name)
	if len(blocks) == 0 || open {
		return cty.NilVal, false
	}
	list := make([]cty.Value, len(blocks))
	for i, b := range blocks {
		if b.Maybe && !in.Maybe {
			return cty.NilVal, false
		}
		r := in.Scope.root.env.Symbol(fmt.Sprintf("%s.%s[%d]", in.Address, name, i))
		r.NotNull = true
		r.Step = func(k cty.Value) (cty.Value, bool) {
			if k.Type() != cty.String || !b.Set(k.AsString()) {
				return cty.NilVal, false
			}
			return b.Attr(k.AsString()), true
		}
		list[i] = r.Val()
	}
	return cty.TupleVal(list), true
}

// alwaysString are attributes that are strings in every provider.
var alwaysString = map[string]bool{"arn": true, "id": true, "name": true, "unique_id": true, "account_id": true, "json": true}

// Symbol is the unknown value of an attribute.
func (in *Instance) Symbol(name string) cty.Value {
	r := in.Scope.root.env.Symbol(in.Address + "." + name)
	r.As(form(in.Type, name))
	if alwaysString[name] {
		return r.Typed(cty.String)
	}
	return r.Val()
}

// form is the kind of string that the AWS provider computes for an attribute.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs
func form(kind, name string) text.Form {
	switch {
	case !strings.HasPrefix(kind, "aws_"):
		return ""
	case name == "arn" || strings.HasSuffix(name, "_arn"):
		return text.FormARN
	case name == "account_id" || name == "owner_id":
		return text.FormAccount
	case kind == "aws_region" && (name == "name" || name == "id" || name == "region"):
		return text.FormRegion
	case name == "name" && (strings.HasPrefix(kind, "aws_iam_") || kind == "aws_eks_cluster"):
		return text.FormName
	case name == "bucket" && kind == "aws_s3_bucket":
		return text.FormName
	}
	return ""
}

// Set reports whether an attribute is written and not null.
func (in *Instance) Set(name string) bool { return in.Body().Set(name) }

// AttrSpan is the place of an attribute's expression; of the block's first line
// if it is not written.
func (in *Instance) AttrSpan(name string) source.Span { return in.Body().AttrSpan(name) }

// Body returns the inside of the instance's block.
func (in *Instance) Body() *Body {
	if in.body == nil {
		in.body = &Body{In: in, Block: in.Block.Body(), At: in.Block.Header(), Maybe: in.Maybe, ctx: in.ctx}
	}
	return in.body
}

// Attr evaluates an attribute of a block; null if it is not written.
func (b *Body) Attr(name string) cty.Value {
	a := b.Block.Attributes[name]
	if a == nil {
		return cty.NullVal(cty.DynamicPseudoType)
	}
	if v, ok := b.memo[name]; ok { // what is opaque must be the same each time
		return v
	}
	v := b.In.Scope.Eval(a.Expr, b.ctx)
	if b.memo == nil {
		b.memo = map[string]cty.Value{}
	}
	b.memo[name] = v
	return v
}

// Set reports whether an attribute is written and not null.
func (b *Body) Set(name string) bool {
	if b.Block.Attributes[name] == nil {
		return false
	}
	v, _ := b.Attr(name).Unmark()
	return !v.IsKnown() || !v.IsNull()
}

// AttrSpan is the place of an attribute's expression; of the block's first line
// if it is not written.
func (b *Body) AttrSpan(name string) source.Span {
	if a := b.Block.Attributes[name]; a != nil {
		return b.In.Block.Span(a.Expr.Range())
	}
	return b.At
}

// NameSpan is the place of an attribute's name.
func (b *Body) NameSpan(name string) source.Span {
	if a := b.Block.Attributes[name]; a != nil {
		return b.In.Block.Span(a.NameRange)
	}
	return b.At
}

// Blocks lists the nested blocks of a type, dynamic ones expanded. Open says
// that there may be more than are listed.
func (b *Body) Blocks(kind string) (out []*Body, open bool) {
	for _, n := range b.Block.Blocks {
		switch {
		case n.Type == kind:
			out = append(out, &Body{In: b.In, Block: n.Body, At: header(b.In.Block, n), Maybe: b.Maybe, ctx: b.ctx})
		case n.Type == "dynamic" && len(n.Labels) == 1 && n.Labels[0] == kind:
			more, unknown := b.dynamic(n)
			out, open = append(out, more...), open || unknown
		}
	}
	return out, open
}

// dynamic expands a dynamic block. If what it iterates over is not known there
// is one block, which may stand for none or many.
func (b *Body) dynamic(n *hclsyntax.Block) (out []*Body, open bool) {
	each := n.Body.Attributes["for_each"]
	if each == nil {
		return nil, true
	}
	iterator := n.Labels[0]
	if a := n.Body.Attributes["iterator"]; a != nil {
		if name := hcl.ExprAsKeyword(a.Expr); name != "" {
			iterator = name
		}
	}
	s := b.In.Scope
	v, _ := s.try(each.Expr, b.ctx)
	keys, values, maybe, ok := s.pairs(v)
	if u, _ := v.Unmark(); ok && (u.Type().IsTupleType() || u.Type().IsListType()) {
		keys = make([]cty.Value, len(values))
		for i := range keys {
			keys[i] = cty.NumberIntVal(int64(i))
		}
	}
	if !ok || value.HasMore(v) {
		env := s.root.env
		keys = append(keys, env.Fresh(iterator+".key").Val())
		values = append(values, env.Fresh(iterator+".value").Val())
		maybe, open = append(maybe, true), true
	}
	if len(keys) > maxInstances {
		s.root.problem("too-large", facts.Incomplete, b.In.Block.Span(each.Expr.Range()), b.In.Address, "A dynamic block has more than 1000 instances; only the first are read.")
		keys, open = keys[:maxInstances], true
	}
	for _, content := range n.Body.Blocks {
		if content.Type != "content" {
			continue
		}
		for i := range keys {
			ctx := eval.With(b.ctx, map[string]cty.Value{iterator: cty.ObjectVal(map[string]cty.Value{"key": keys[i], "value": values[i]})})
			out = append(out, &Body{In: b.In, Block: content.Body, At: header(b.In.Block, n), Maybe: b.Maybe || maybe[i], ctx: ctx})
		}
	}
	return out, open
}

// maxModules bounds how deep modules call modules.
const maxModules = 20

// call instantiates a module. One of which nothing is known is a symbol.
func (s *Scope) call(name string) cty.Value {
	address := s.Path + "module." + name
	b := s.Module.Calls[name]
	if b == nil {
		return s.root.env.Symbol(address).Val()
	}
	m := s.target(b, name)
	if m == nil {
		return s.repeat(address, b, func(address string, _ *hcl.EvalContext, _, _ bool) *value.Ref { return s.root.env.Symbol(address) })
	}
	for up := s; up != nil; up = up.parent {
		if up.Module == m {
			s.root.problem("cycle", facts.Incomplete, b.Header(), address, "The module "+address+" calls itself.")
			return s.root.env.Symbol(address).Val()
		}
	}
	if s.depth >= maxModules {
		s.root.problem("too-deep", facts.Incomplete, b.Header(), address, "Modules call each other more than 20 deep; "+address+" is not read.")
		return s.root.env.Symbol(address).Val()
	}
	return s.repeat(address, b, func(address string, ctx *hcl.EvalContext, maybe, listed bool) *value.Ref {
		inputs := make(map[string]*lazy, len(b.Body().Attributes))
		for k, a := range b.Body().Attributes {
			inputs[k] = &lazy{compute: func() cty.Value { return s.Eval(a.Expr, ctx) }}
		}
		child := s.root.scope(m, s, address+".", inputs)
		child.name, child.Maybe = name, maybe
		child.Calls = append(slices.Clip(s.Calls), b.Header())
		child.providers = s.passed(b)
		if listed {
			s.children[name] = append(s.children[name], child)
		}
		r := s.root.env.Symbol(address)
		r.Step, r.NotNull = child.output, true
		return r
	})
}

// target loads the module that a call names: a folder of the scan, or what is
// known of a module from elsewhere.
func (s *Scope) target(b *Block, name string) *Module {
	if from, ok := Local(b); ok {
		if m := s.root.loader.Load(path.Join(s.Module.Dir, from)); m != nil {
			return m
		}
	}
	return s.elsewhere(b, name)
}

// Local returns the path that a module call names, if it is a local one.
func Local(b *Block) (string, bool) {
	a := b.Body().Attributes["source"]
	if a == nil {
		return "", false
	}
	from, ok := literal(a.Expr)
	local := strings.HasPrefix(from, "./") || strings.HasPrefix(from, "../") || from == "." || from == ".."
	return from, ok && local
}

func (s *Scope) output(k cty.Value) (cty.Value, bool) {
	if k.Type() != cty.String {
		return cty.NilVal, false
	}
	o := s.Module.Outputs[k.AsString()]
	if o == nil || o.Body().Attributes["value"] == nil {
		return cty.NilVal, false
	}
	v := s.once("output."+k.AsString(), func() cty.Value { return s.Eval(o.Body().Attributes["value"].Expr, s.ctx) })
	if s.Module.foreign {
		v = value.Displaced(v)
	}
	return v, true
}

// Missing lists the calls of modules that are not among the files, as blocks of
// which only the arguments are known, whether or not a summary says more. Those
// that are repeated are left out.
func (s *Scope) Missing() []*Instance {
	var out []*Instance
	for _, name := range slices.Sorted(maps.Keys(s.Module.Calls)) {
		b := s.Module.Calls[name]
		if s.silent(b) {
			continue
		}
		m := s.target(b, name)
		if m != nil && !m.Summary || b.Body().Attributes["count"] != nil || b.Body().Attributes["for_each"] != nil {
			continue
		}
		out = append(out, &Instance{
			Scope: s, Block: b, Type: "module", Address: s.Path + "module." + name, Maybe: s.Maybe, ctx: s.ctx, memo: map[string]*lazy{},
		})
	}
	return out
}
