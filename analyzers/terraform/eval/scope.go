// Package eval evaluates Terraform expressions in which some things are not
// known. Nodes of hclsyntax that decide what an unknown means are replaced by
// nodes of this package; all others are evaluated by hclsyntax itself.
package eval

import (
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/source"
	"github.com/zclconf/go-cty/cty"
)

// Scope is what an expression needs of the module that it stands in.
type Scope interface {
	// Env returns the symbols.
	Env() *value.Env
	// Resolve evaluates the head of an absolute traversal and returns what is
	// left to walk.
	Resolve(t hcl.Traversal) (cty.Value, hcl.Traversal)
	// ReadFile reads a file by the name that the configuration gives it.
	ReadFile(name string) (*source.File, error)
	// Nested counts the nesting of templates in templates; false at the limit.
	Nested(delta int) bool
}

type holder struct{ scope Scope }

// Names of variables that no configuration can spell.
const (
	scopeName = "\x00scope"
	itemName  = "\x00item"
)

// capsule returns the type that carries a Scope through an EvalContext.
var capsule = cty.Capsule("scope", reflect.TypeOf(holder{}))

// Context returns the evaluation context of a module.
func Context(s Scope) *hcl.EvalContext {
	return &hcl.EvalContext{Variables: map[string]cty.Value{scopeName: cty.CapsuleVal(capsule, &holder{s})}}
}

// With returns a context below ctx with more variables.
func With(ctx *hcl.EvalContext, vars map[string]cty.Value) *hcl.EvalContext {
	child := ctx.NewChild()
	child.Variables = vars
	return child
}

// scopeOf returns the scope of a context. Every context that this package
// evaluates in comes from Context.
func scopeOf(ctx *hcl.EvalContext) Scope {
	for c := ctx; c != nil; c = c.Parent() {
		if v, ok := c.Variables[scopeName]; ok {
			return v.EncapsulatedValue().(*holder).scope
		}
	}
	return nil
}

// fault makes the error of an evaluation.
func fault(at hcl.Range, format string, args ...any) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: fmt.Sprintf(format, args...), Subject: &at}}
}
