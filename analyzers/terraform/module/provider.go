package module

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Provider is the configuration of a provider that a resource uses, such as
// aws or aws.prod, as the root module names it.
func (in *Instance) Provider() string {
	name, _, _ := strings.Cut(in.Type, "_")
	if a := in.Block.Body().Attributes["provider"]; a != nil {
		name = reference(a.Expr)
	}
	return in.Scope.provider(name)
}

// reference spells a reference such as aws.prod.
func reference(e hcl.Expression) string {
	t, diags := hcl.AbsTraversalForExpr(e)
	if diags.HasErrors() {
		return "?" + e.Range().String()
	}
	name := t.RootName()
	if alias := attr(t, 1); alias != "" {
		name += "." + alias
	}
	return name
}

// provider follows what callers pass down to the root's name. A provider that
// a module configures itself is its own.
func (s *Scope) provider(name string) string {
	if s.parent == nil {
		return name
	}
	if s.Module.Providers[name] != nil {
		return s.Path + name
	}
	if passed, ok := s.providers[name]; ok {
		return passed
	}
	if strings.Contains(name, ".") {
		return s.Path + name
	}
	return s.parent.provider(name)
}

// passed reads the providers that a module call hands down.
func (s *Scope) passed(b *Block) map[string]string {
	a := b.Body().Attributes["providers"]
	if a == nil {
		return nil
	}
	pairs, diags := hcl.ExprMap(a.Expr)
	if diags.HasErrors() {
		return nil
	}
	out := map[string]string{}
	for _, p := range pairs {
		out[reference(unwrap(p.Key))] = s.provider(reference(p.Value))
	}
	return out
}

func unwrap(e hcl.Expression) hcl.Expression {
	if k, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok {
		return k.Wrapped
	}
	return e
}

// ProviderBody returns the block that configures a provider of this module.
func (s *Scope) ProviderBody(key string) *Body {
	b := s.Module.Providers[key]
	if b == nil {
		return nil
	}
	in := &Instance{Scope: s, Block: b, Type: b.Labels[0], Address: s.Path + "provider." + key, Maybe: s.Maybe, ctx: s.ctx, memo: map[string]*lazy{}}
	return in.Body()
}

// Configuration finds the block of a provider by the name that Provider gives.
func (r *Root) Configuration(scope *Scope, name string) *Body {
	for s := scope; s != nil; s = s.parent {
		if local, ok := strings.CutPrefix(name, s.Path); ok {
			if b := s.ProviderBody(local); b != nil {
				return b
			}
		}
	}
	return nil
}
