package module

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
	"github.com/zclconf/go-cty/cty"
)

// isJSON reports whether a file is written in the JSON syntax.
// https://developer.hashicorp.com/terraform/language/syntax/json
func isJSON(name string) bool { return strings.HasSuffix(name, ".json") }

// labels says how many labels the blocks of a configuration have.
func labels(kind string) (n int, ok bool) {
	switch kind {
	case "resource", "data", "ephemeral":
		return 2, true
	case "provider", "variable", "output", "module":
		return 1, true
	case "terraform", "locals":
		return 0, true
	}
	return 0, false
}

// jsonFile makes of JSON what the parser would have made of the same in HCL. A
// property of which only a schema could say whether it is an attribute or a
// block becomes both: whoever reads it knows what he looks for.
type jsonFile struct {
	m       *Module
	f       *source.File
	literal bool // strings are no templates
	// opaque makes the expression of a value that is not known; nil where there
	// are none.
	opaque func(n *text.Node) hclsyntax.Expression
}

// json reads a file in the JSON syntax.
func (m *Module) json(f *source.File) []*hclsyntax.Block {
	j := &jsonFile{m: m, f: f}
	var out []*hclsyntax.Block
	for _, root := range j.bodies(j.root()) {
		for _, field := range root.Fields {
			kind, _ := field.Key.Value()
			if n, ok := labels(kind); ok {
				out = append(out, j.blocks(kind, nil, n, field)...)
			}
		}
	}
	return out
}

// root parses the file; nil if it is empty.
func (j *jsonFile) root() *text.Node {
	docs, faults := yamlpos.ParseJSON(j.f, yamlpos.Options{})
	for _, fault := range faults {
		j.fault(fault.At, fault.Message)
	}
	if len(docs) == 0 {
		return nil
	}
	if len(docs) > 1 {
		j.fault(docs[1].At, "There is something behind the end of the JSON.")
	}
	return docs[0].Root
}

func (j *jsonFile) fault(at source.Span, message string) {
	identity := Relevant(j.f.Data)
	class := facts.Undecided
	if identity {
		class = facts.Incomplete
	}
	j.m.fault(&facts.Input{
		Base: facts.Base{At: at, Source: Source}, Code: "unparseable", Class: class,
		Message: message, Detail: text.Known(j.f.Path, at), Identity: identity,
	})
}

// bodies lists the objects that stand in a place for blocks: one, or a list.
func (j *jsonFile) bodies(n *text.Node) []*text.Node {
	if n.Is(text.Map) {
		return []*text.Node{n}
	}
	if !n.Is(text.List) {
		return nil
	}
	var out []*text.Node
	for _, item := range n.Items {
		if !item.Value.Is(text.Map) {
			return nil
		}
		out = append(out, item.Value)
	}
	return out
}

// blocks reads blocks, of which n labels are still to come as properties.
func (j *jsonFile) blocks(kind string, names []string, n int, field text.Field) []*hclsyntax.Block {
	var out []*hclsyntax.Block
	for _, body := range j.bodies(field.Value) {
		if n == 0 {
			out = append(out, &hclsyntax.Block{
				Type: kind, Labels: names, Body: j.body(kind, body),
				TypeRange: j.span(field.Key.At), OpenBraceRange: j.span(body.At),
			})
			continue
		}
		for _, next := range body.Fields {
			name, _ := next.Key.Value()
			if name == "//" {
				continue
			}
			out = append(out, j.blocks(kind, append(names[:len(names):len(names)], name), n-1, next)...)
		}
	}
	return out
}

// body reads what is inside a block.
func (j *jsonFile) body(kind string, n *text.Node) *hclsyntax.Body {
	out := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: j.span(n.At)}
	for _, field := range n.Fields {
		name, _ := field.Key.Value()
		switch name {
		case "//":
			continue
		case "dynamic":
			out.Blocks = append(out.Blocks, j.blocks("dynamic", nil, 1, field)...)
			continue
		}
		expr := j.static
		if !notExpressions(kind, name) {
			expr = j.expression
		}
		out.Attributes[name] = &hclsyntax.Attribute{
			Name: name, Expr: expr(field.Value), SrcRange: j.span(field.Key.At.Cover(field.Value.At)), NameRange: j.span(field.Key.At),
		}
		if kind != "locals" && kind != "variable" && kind != "module" && kind != "output" {
			out.Blocks = append(out.Blocks, j.blocks(name, nil, 0, field)...)
		}
	}
	return out
}

// expression reads a value whose strings are templates.
func (j *jsonFile) expression(n *text.Node) hclsyntax.Expression {
	rng := j.span(n.At)
	r := eval.Rewriter{File: j.f}
	switch n.Kind {
	case text.String:
		return j.template(n)
	case text.Number:
		s, _ := n.Text.Value()
		if v, err := cty.ParseNumberVal(s); err == nil {
			return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: rng}
		}
	case text.Opaque:
		if j.opaque != nil {
			return j.opaque(n)
		}
	case text.Bool:
		return &hclsyntax.LiteralValueExpr{Val: cty.BoolVal(n.Text.Is("true")), SrcRange: rng}
	case text.List:
		list := &hclsyntax.TupleConsExpr{SrcRange: rng, OpenRange: rng}
		for _, item := range n.Items {
			list.Exprs = append(list.Exprs, j.expression(item.Value))
		}
		return r.NewTuple(list)
	case text.Map:
		object := &hclsyntax.ObjectConsExpr{SrcRange: rng, OpenRange: rng}
		for _, field := range n.Fields {
			key := &text.Node{Kind: text.String, Text: field.Key, At: field.Key.At}
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{
				KeyExpr: &hclsyntax.ObjectConsKeyExpr{Wrapped: j.template(key), ForceNonLiteral: true}, ValueExpr: j.expression(field.Value),
			})
		}
		return r.NewObject(object)
	}
	return &hclsyntax.LiteralValueExpr{Val: cty.NullVal(cty.DynamicPseudoType), SrcRange: rng}
}

// template reads a string. Places in it are exact: where the string is written
// with escapes it is a view.
func (j *jsonFile) template(n *text.Node) hclsyntax.Expression {
	if j.literal {
		s, _ := n.Text.Value()
		at := n.At
		if at.End-at.Start > 1 && j.f.Data[at.Start] == '"' && j.f.Data[at.End-1] == '"' {
			at = at.Sub(1, at.End-at.Start-1)
		}
		return eval.Rewriter{File: j.f}.NewString(s, j.span(at))
	}
	f, data, at := j.inside(n)
	parsed, diags := hclsyntax.ParseTemplate(data, f.Path, at)
	if diags.HasErrors() {
		part := &Module{}
		part.syntax(f, diags)
		for _, p := range part.problems {
			j.m.fault(p)
		}
		s, _ := n.Text.Value()
		return eval.Rewriter{File: j.f}.NewString(s, j.span(n.At))
	}
	return eval.Rewriter{File: f}.Expression(parsed)
}

// static reads a value that names something, such as the provider of a
// resource, or the type of a variable.
func (j *jsonFile) static(n *text.Node) hclsyntax.Expression {
	switch n.Kind {
	case text.String:
		f, data, at := j.inside(n)
		if parsed, diags := hclsyntax.ParseExpression(data, f.Path, at); !diags.HasErrors() {
			return parsed
		}
	case text.Map:
		object := &hclsyntax.ObjectConsExpr{SrcRange: j.span(n.At)}
		for _, field := range n.Fields {
			key := &text.Node{Kind: text.String, Text: field.Key, At: field.Key.At}
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{
				KeyExpr: &hclsyntax.ObjectConsKeyExpr{Wrapped: j.static(key)}, ValueExpr: j.static(field.Value),
			})
		}
		return object
	}
	return j.expression(n)
}

// inside is the text between a string's quotes, with the file that it is to be
// parsed as a part of.
func (j *jsonFile) inside(n *text.Node) (*source.File, []byte, hcl.Pos) {
	value, _ := n.Text.Value()
	start, end := n.At.Start+1, n.At.End-1
	if start <= end && string(j.f.Data[start:end]) == value {
		return j.f, j.f.Data[start:end], hcl.Pos{Line: j.line(start), Column: 1, Byte: start}
	}
	var f *source.File
	if n.View != nil {
		f = n.View()
	} else {
		b := source.NewView(j.f)
		b.Replace(value, n.At.Start, n.At.End)
		f = b.File()
	}
	f.Path = j.f.Path + "#" + strconv.Itoa(n.At.Start)
	j.m.files[f.Path] = f
	return f, f.Data, hcl.InitialPos
}

func (j *jsonFile) line(offset int) int { return j.f.Position(offset).Line }

func (j *jsonFile) span(at source.Span) hcl.Range {
	return hcl.Range{
		Filename: j.f.Path,
		Start:    hcl.Pos{Line: j.line(at.Start), Column: 1, Byte: at.Start},
		End:      hcl.Pos{Line: j.line(at.Start), Column: 1, Byte: at.End},
	}
}
