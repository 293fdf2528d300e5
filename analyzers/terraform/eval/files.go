package eval

import (
	"encoding/base64"
	"errors"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// file is file, filebase64 and fileexists. A file that cannot be read may be
// made by something that runs first, so its content is unknown.
func file(a *args) (cty.Value, bool, error) {
	name, ok := a.literal(0)
	if !ok {
		return cty.NilVal, false, nil
	}
	f, err := a.scope.ReadFile(name)
	if err != nil || text.HasTokenRunes(string(f.Data)) {
		return cty.NilVal, false, nil
	}
	switch a.call.Name {
	case "fileexists":
		return cty.True, true, nil
	case "filebase64":
		return cty.StringVal(base64.StdEncoding.EncodeToString(f.Data)), true, nil
	}
	if !utf8.Valid(f.Data) {
		return cty.NilVal, false, errors.New("the file is not UTF-8")
	}
	content := string(f.Data)
	v := cty.StringVal(content)
	if v.AsString() != content { // cty normalises Unicode; places would be off
		return v.Mark(origin(f.Whole(), v.AsString())), true, nil
	}
	layout := &value.Layout{File: f, Runs: []value.Run{{Start: 0, End: len(f.Data)}}}
	return v.Mark(origin(f.Whole(), content)).Mark(layout), true, nil
}

// templateFile renders another file with the given variables only.
func templateFile(a *args) (cty.Value, bool, error) {
	name, ok := a.literal(0)
	u, _ := a.list[1].Unmark()
	if !ok || !u.IsKnown() || u.IsNull() || !u.Type().IsObjectType() && !u.Type().IsMapType() {
		return cty.NilVal, false, nil
	}
	f, err := a.scope.ReadFile(name)
	if err != nil || text.HasTokenRunes(string(f.Data)) {
		return cty.NilVal, false, nil
	}
	if TooDeep(f.Data) || !a.scope.Nested(1) {
		return cty.NilVal, false, nil
	}
	defer a.scope.Nested(-1)
	expr, diags := hclsyntax.ParseTemplate(f.Data, f.Path, hcl.InitialPos)
	if diags.HasErrors() {
		return cty.NilVal, false, errors.New("the template " + f.Path + " cannot be read: " + diags[0].Detail)
	}
	ctx := Context(&closed{a.scope})
	ctx.Variables["path"] = cty.EmptyObjectVal
	for k, v := range u.AsValueMap() {
		ctx.Variables[k] = a.env.Thaw(v)
	}
	v, diags := Rewriter{File: f}.Expression(expr).Value(ctx)
	if diags.HasErrors() {
		return cty.NilVal, false, errors.New("the template " + f.Path + " cannot be rendered: " + diags[0].Summary)
	}
	if t, ok := a.env.TextOf(v); ok && v.Type() != cty.String {
		v = a.env.String(t)
	}
	return v, true, nil
}

// closed is the scope of a template: it sees nothing of the module.
type closed struct{ Scope }

// Resolve finds nothing.
func (c *closed) Resolve(t hcl.Traversal) (cty.Value, hcl.Traversal) {
	return c.Env().Fresh("template variable " + t.RootName()).Val(), t[1:]
}

// maxDepth bounds how deep brackets nest: the HCL parser recurses, and a stack
// that overflows cannot be recovered.
const maxDepth = 1000

// TooDeep reports whether a file's brackets or operators nest so deep that it
// must not be parsed.
func TooDeep(data []byte) bool {
	depth, run, questions := 0, 0, 0
	for _, c := range data {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		case '!', '-':
			run++
		case '?':
			questions++
		case ' ', '\t', '\n', '\r':
			continue
		}
		if c != '!' && c != '-' {
			run = 0
		}
		if depth > maxDepth || run > 20*maxDepth || questions > 200*maxDepth {
			return true
		}
	}
	return false
}
