package cloudformation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// function evaluates an intrinsic function. What it gives stands where it is
// called.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
func (e *evaluator) function(function string, arg *text.Node, at source.Span) (out *text.Node, maybe bool) {
	switch function {
	case "Ref":
		return e.ref(arg, at), false
	case "Fn::GetAtt":
		return e.getAtt(arg, at), false
	case "Fn::Sub":
		return e.sub(arg, at), false
	case "Fn::Join":
		return e.join(arg, at), false
	case "Fn::Select":
		return e.selected(arg, at), false
	case "Fn::Split":
		return e.split(arg, at), false
	case "Fn::If":
		return e.either(arg, at)
	case "Fn::FindInMap":
		return e.findInMap(arg, at)
	case "Fn::ImportValue":
		return stringNode(e.symbol("Fn::ImportValue("+e.node(arg).Str().String()+")", ""), at), false
	case "Fn::Base64":
		return stringNode(e.placed("Fn::Base64", at), at), false
	case "Fn::ToJsonString":
		return &text.Node{Kind: text.String, Text: e.placed("Fn::ToJsonString", at), At: at, Encoded: e.node(arg)}, false
	case "Fn::GetAZs", "Fn::Cidr":
		return unknownList(at), false
	}
	return e.unknown(function, at), false // a macro's, or one that is younger than this program
}

// ref evaluates Ref. The value of no other reference is no value.
func (e *evaluator) ref(arg *text.Node, at source.Span) *text.Node {
	id, ok := arg.Str().Value()
	if !ok {
		return e.malformed(at, "Ref takes the name of a parameter or the logical id of a resource.")
	}
	if id == "AWS::NoValue" {
		return nil
	}
	return e.named(id, at)
}

// named is what Ref gives for a name.
func (e *evaluator) named(id string, at source.Span) *text.Node {
	if n := e.pseudo(id, at); n != nil {
		return n
	}
	if p := e.parameters[id]; p != nil {
		return e.parameter(id, p, at)
	}
	if x := e.byID[id]; x != nil {
		if t := e.refOf(x); e.spend(len(t.String())) {
			return stringNode(t, at)
		}
		return stringNode(e.symbol(id, ""), at)
	}
	if t, ok := e.generated(id, ""); ok {
		return stringNode(t, at)
	}
	e.unresolved(id, at)
	return stringNode(e.symbol(id, ""), at)
}

// getAtt evaluates Fn::GetAtt: a list of two, or both with a dot in between.
func (e *evaluator) getAtt(arg *text.Node, at source.Span) *text.Node {
	id, attribute := "", ""
	switch {
	case arg.Is(text.List) && len(arg.Items) >= 2:
		var parts []string
		for _, item := range arg.Items {
			s, ok := e.node(item.Value).Str().Value()
			if !ok {
				return e.unknown("Fn::GetAtt", at)
			}
			parts = append(parts, s)
		}
		id, attribute = parts[0], strings.Join(parts[1:], ".")
	default:
		s, ok := arg.Str().Value()
		if id, attribute, _ = strings.Cut(s, "."); !ok || attribute == "" {
			return e.malformed(at, "Fn::GetAtt takes a logical id and the name of an attribute.")
		}
	}
	return e.attribute(id, attribute, at)
}

// attribute is what Fn::GetAtt gives.
func (e *evaluator) attribute(id, attribute string, at source.Span) *text.Node {
	x := e.byID[id]
	if x != nil {
		return e.attributeOf(x, attribute, at)
	}
	if t, ok := e.generated(id, attribute); ok {
		return stringNode(t, at)
	}
	e.unresolved(id, at)
	return e.unknown(id+"."+attribute, at)
}

// substitution is ${Name}, ${Resource.Attribute}, or ${!Literal}.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
var substitution = text.Regexp(`\$\{[^{}]*\}`)

// sub evaluates Fn::Sub: a string, or a list of a string and a map of variables.
func (e *evaluator) sub(arg *text.Node, at source.Span) *text.Node {
	var variables *text.Node
	if arg.Is(text.List) && len(arg.Items) == 2 {
		arg, variables = arg.Items[0].Value, arg.Items[1].Value
	}
	s, ok := arg.Str().Value()
	if !ok || !arg.Is(text.String) && !arg.Is(text.Number) {
		return e.malformed(at, "Fn::Sub takes a string, or a list of a string and a map.")
	}
	out := e.fill(arg, s, substitution().FindAllStringIndex(s, -1), func(found string) text.Text {
		name := strings.TrimSpace(found[2 : len(found)-1])
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			return text.Known("${"+literal+"}", at)
		}
		return e.substituted(name, variables, arg.At)
	})
	// Where a string is all there is to a value, it stands where it was written.
	out.At, out.Text = arg.At, out.Text.WithAt(arg.At)
	return out
}

// substituted is what stands for a name in Fn::Sub.
func (e *evaluator) substituted(name string, variables *text.Node, at source.Span) text.Text {
	var n *text.Node
	id, attribute, dotted := strings.Cut(name, ".")
	switch v := variables.Get(name); {
	case v != nil:
		n = e.node(v)
	case name == "AWS::NoValue":
		return text.Known("", at)
	case dotted:
		n = e.attribute(id, attribute, at)
	default:
		n = e.named(name, at)
	}
	if n.Is(text.String) || n.Is(text.Bool) || n.Is(text.Opaque) && !n.Text.Absent() {
		return n.Text
	}
	return e.placed(name, at)
}

// join evaluates Fn::Join. Its document stands where its pieces stand.
func (e *evaluator) join(arg *text.Node, at source.Span) *text.Node {
	if !arg.Is(text.List) || len(arg.Items) != 2 {
		return e.malformed(at, "Fn::Join takes a list of a delimiter and a list of values.")
	}
	delimiter, ok := e.node(arg.Items[0].Value).Str().Value()
	list := e.node(arg.Items[1].Value)
	if !ok || !list.Is(text.List) || list.Open {
		return stringNode(e.placed("Fn::Join", at), at)
	}
	var parts []text.Part
	for i, item := range list.Items {
		v := item.Value
		if item.Maybe || !v.Is(text.String) && !v.Is(text.Bool) && !(v.Is(text.Opaque) && !v.Text.Absent()) {
			return stringNode(e.placed("Fn::Join", at), at)
		}
		if i > 0 {
			parts = append(parts, text.Part{Lit: delimiter})
		}
		parts = append(parts, v.Text.Parts()...)
	}
	out := stringNode(text.Join(at, parts...), at)
	out.Symbols = e.table
	out.View = func() *source.File {
		b := source.NewView(at.File)
		for i, item := range list.Items {
			if i > 0 {
				b.Replace(delimiter, item.Value.At.Start, item.Value.At.Start)
			}
			b.Replace(e.table.Encode(item.Value.Text), item.Value.At.Start, item.Value.At.End)
		}
		return b.File()
	}
	return out
}

// selected evaluates Fn::Select.
func (e *evaluator) selected(arg *text.Node, at source.Span) *text.Node {
	if !arg.Is(text.List) || len(arg.Items) != 2 {
		return e.malformed(at, "Fn::Select takes a list of an index and a list of values.")
	}
	written, ok := e.node(arg.Items[0].Value).Str().Value()
	index, err := strconv.Atoi(strings.TrimSpace(written))
	list := e.node(arg.Items[1].Value)
	if !ok || err != nil || index < 0 || !list.Is(text.List) {
		return stringNode(e.placed("Fn::Select", at), at)
	}
	for i, item := range list.Items {
		if item.Maybe {
			break
		}
		if i == index {
			out := *item.Value
			out.At, out.Text = at, out.Text.WithAt(at)
			return &out
		}
	}
	if !list.Text.Absent() { // what was split
		return stringNode(e.symbol(fmt.Sprintf("Fn::Select(%d, %s)", index, list.Text), ""), at)
	}
	return stringNode(e.placed("Fn::Select", at), at)
}

// split evaluates Fn::Split as far as it is certain where the delimiter stands:
// an unknown string may hold it. The text of the list says what was split.
func (e *evaluator) split(arg *text.Node, at source.Span) *text.Node {
	if !arg.Is(text.List) || len(arg.Items) != 2 {
		return e.malformed(at, "Fn::Split takes a list of a delimiter and a string.")
	}
	delimiter, ok := e.node(arg.Items[0].Value).Str().Value()
	whole := e.node(arg.Items[1].Value)
	if !ok || delimiter == "" || !whole.Is(text.String) {
		return unknownList(at)
	}
	out := &text.Node{Kind: text.List, At: at, Text: text.Known(fmt.Sprintf("Fn::Split(%q, %s)", delimiter, whole.Text), at)}
	certain := whole.Text.Parts()
	for i := range certain {
		if mayHold(certain, i, delimiter) {
			certain, out.Open = certain[:i], true
			break
		}
	}
	if len(certain) == 0 {
		return out
	}
	pieces := text.Join(at, certain...).Split(delimiter)
	if out.Open { // the last piece goes on
		pieces = pieces[:len(pieces)-1]
	}
	for _, piece := range pieces {
		out.Items = append(out.Items, text.Item{Value: stringNode(piece, at)})
	}
	return out
}

// either evaluates Fn::If: one alternative where the condition is decided by
// where it stands, else one of the two.
func (e *evaluator) either(arg *text.Node, at source.Span) (out *text.Node, maybe bool) {
	if !arg.Is(text.List) || len(arg.Items) != 3 {
		return e.malformed(at, "Fn::If takes a list of a condition and two values."), false
	}
	condition, ok := arg.Items[0].Value.Str().Value()
	if !ok {
		return e.malformed(at, "The first element of Fn::If is the name of a condition."), false
	}
	steps := 0
	switch e.holds(condition, &steps) {
	case text.Yes:
		return e.value(arg.Items[1].Value)
	case text.No:
		return e.value(arg.Items[2].Value)
	}
	yes, maybeYes := e.under(condition, true).value(arg.Items[1].Value)
	no, maybeNo := e.under(condition, false).value(arg.Items[2].Value)
	out, maybe = e.choice("if "+condition, []*text.Node{yes, no}, at)
	return out, maybe || maybeYes || maybeNo
}

// under evaluates where a condition is known.
func (e *evaluator) under(condition string, holds bool) *evaluator {
	assume := map[string]bool{}
	for k, v := range e.assume {
		assume[k] = v
	}
	more := map[string]bool{}
	e.imply(more, condition, holds, 0)
	for k, v := range more {
		if _, has := assume[k]; !has {
			assume[k] = v
		}
	}
	return &evaluator{template: e.template, assume: assume, depth: e.depth}
}

// maxMapped bounds how many entries of a mapping a value is taken to be one of.
const maxMapped = 40

// findInMap evaluates Fn::FindInMap. A key that is not known gives one of the
// values that the mapping has, since the others fail.
func (e *evaluator) findInMap(arg *text.Node, at source.Span) (out *text.Node, maybe bool) {
	if !arg.Is(text.List) || len(arg.Items) < 3 {
		return e.malformed(at, "Fn::FindInMap takes a list of a mapping's name and two keys."), false
	}
	mapping, ok := e.node(arg.Items[0].Value).Str().Value()
	first, second := e.node(arg.Items[1].Value).Str(), e.node(arg.Items[2].Value).Str()
	table := e.mappings.Get(mapping)
	if !ok || !table.Is(text.Map) || table.Open || len(table.Fields) > maxMapped {
		return e.unknown("Fn::FindInMap", at), false
	}
	var found []*text.Node
	for _, row := range table.Fields {
		if text.Equal(row.Key, first) == text.No || !row.Value.Is(text.Map) || len(row.Value.Fields) > maxMapped {
			continue
		}
		for _, cell := range row.Value.Fields {
			if text.Equal(cell.Key, second) != text.No {
				found = append(found, e.mapped(cell.Value, at))
			}
		}
	}
	if len(arg.Items) > 3 {
		if d := arg.Items[3].Value.Get("DefaultValue"); d != nil && (len(found) != 1 || !first.IsKnown() || !second.IsKnown()) {
			found = append(found, e.node(d))
		}
	}
	if len(found) == 0 {
		return e.unknown("Fn::FindInMap", at), false
	}
	return e.choice(fmt.Sprintf("%s[%s][%s]", mapping, first, second), found, at)
}

// mapped is a value of a mapping, where it is used. It is a literal, or a list of
// them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html
func (e *evaluator) mapped(n *text.Node, at source.Span) *text.Node {
	if s, ok := n.Str().Value(); ok && e.spend(len(s)) {
		return stringNode(text.Known(s, at), at)
	}
	if !n.Is(text.List) || slices.ContainsFunc(n.Items, func(i text.Item) bool { return !i.Value.Str().IsKnown() }) || !e.spend(n.At.End-n.At.Start) {
		return e.unknown("Fn::FindInMap", at)
	}
	return n
}
