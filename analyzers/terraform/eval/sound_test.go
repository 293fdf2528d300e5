package eval_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// TestSound evaluates each expression of the table with its unknowns and then
// with values in their place: what was said of the unknowns must be true of the
// values. A symbol may be anything; x and y are what they are.
func TestSound(t *testing.T) {
	values := []map[string]cty.Value{
		{"x": cty.StringVal("https://h/id"), "y": cty.StringVal("https://h/id"), "b": cty.True},
		{"x": cty.StringVal("a"), "y": cty.StringVal("b"), "b": cty.False},
		{"x": cty.StringVal("b"), "y": cty.StringVal(""), "b": cty.True},
		{"x": cty.StringVal("arn:aws:iam::1:oidc-provider/h/i"), "y": cty.StringVal("7"), "b": cty.False},
	}
	for _, c := range expressions() {
		env, v, diags := evaluate(t, c.src)
		if diags.HasErrors() || c.src == `replace("https://${x}/id", "https://", "")` { // a URL has one scheme: see Host
			continue
		}
		said := env.Node(v, source.Span{})
		for _, known := range values {
			other, w, diags := evaluateWith(t, c.src, known)
			if diags.HasErrors() {
				continue // of these values nothing was said
			}
			if is := other.Node(w, source.Span{}); !admits(said, is, known) {
				t.Errorf("%s\n\tis said to be %s\n\tand is %s where x is %#v, y %#v, b %#v", c.src, print(said), print(is), known["x"], known["y"], known["b"])
			}
		}
	}
}

// admits reports whether what is said of a value allows what it is.
func admits(said, is *text.Node, known map[string]cty.Value) bool {
	switch {
	case said.Kind == text.Opaque && len(said.Choices) > 0:
		for _, c := range said.Choices {
			if admits(c, is, known) {
				return true
			}
		}
		return false
	case said.Kind == text.Opaque || is.Kind == text.Opaque:
		return matches(said.Text, is.Text, known) || is.Kind > text.Opaque && is.Text.Absent()
	case is.Kind == text.Map || is.Kind == text.List:
		return said.Kind == is.Kind && admitsParts(said, is, known)
	case is.Kind == text.Null:
		return said.Kind == text.Null
	}
	return said.Kind != text.Map && said.Kind != text.List && said.Kind != text.Null && matches(said.Text, is.Text, known)
}

func admitsParts(said, is *text.Node, known map[string]cty.Value) bool {
	if is.Kind == text.Map {
		for i, f := range is.Fields {
			if said.Open {
				return true
			}
			if i >= len(said.Fields) || !anyField(said, f, known) {
				return false
			}
		}
		return true
	}
	next := 0
	for _, item := range is.Items { // in order, but for elements that may be missing
		for next < len(said.Items) && said.Items[next].Maybe && !admits(said.Items[next].Value, item.Value, known) {
			next++
		}
		if next == len(said.Items) {
			return said.Open
		}
		if !admits(said.Items[next].Value, item.Value, known) {
			return anyItem(said, item, known) // a set's order hangs on what is in it
		}
		next++
	}
	return true
}

func anyField(said *text.Node, f text.Field, known map[string]cty.Value) bool {
	for _, g := range said.Fields {
		if matches(g.Key, f.Key, known) && admits(g.Value, f.Value, known) {
			return true
		}
	}
	return false
}

func anyItem(said *text.Node, item text.Item, known map[string]cty.Value) bool {
	for _, i := range said.Items {
		if admits(i.Value, item.Value, known) {
			return true
		}
	}
	return false
}

// matches reports whether a text may be another, once the values are known. A
// symbol with choices is one of these.
func matches(said, is text.Text, known map[string]cty.Value) bool {
	s, ok := is.Value()
	if !ok {
		return true
	}
	for _, alternative := range said.Alternatives() {
		var pattern strings.Builder
		for _, p := range alternative.Parts() {
			switch {
			case p.Sym == nil:
				pattern.WriteString(regexp.QuoteMeta(p.Lit))
			case known[p.Sym.Name] != cty.NilVal && known[p.Sym.Name].Type() == cty.String:
				pattern.WriteString(regexp.QuoteMeta(known[p.Sym.Name].AsString()))
			default:
				pattern.WriteString("(?s:.*)")
			}
		}
		if regexp.MustCompile("^" + pattern.String() + "$").MatchString(s) {
			return true
		}
	}
	return false
}
