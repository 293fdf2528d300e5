package eval

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// textual finds the functions that work on strings of which parts may be
// unknown. Where all is known, the ordinary function answers.
func textual(name string) arity {
	switch name {
	case "join":
		return arity{join, 2, -1}
	case "split":
		return arity{split, 2, 2}
	case "format":
		return arity{format, 1, -1}
	case "formatlist":
		return arity{formatList, 1, -1}
	case "replace":
		return arity{replace, 3, 3}
	case "trimprefix":
		return arity{trimPrefix, 2, 2}
	case "trimsuffix":
		return arity{trimSuffix, 2, 2}
	case "substr":
		return arity{substr, 3, 3}
	case "chomp", "trimspace":
		return arity{trimSpace, 1, 1}
	case "startswith", "endswith":
		return arity{hasAffix, 2, 2}
	case "strcontains":
		return arity{stringContains, 2, 2}
	case "jsonencode", "yamlencode":
		return arity{encode, 1, 1}
	case "jsondecode", "yamldecode":
		return arity{decode, 1, 1}
	case "regex":
		return arity{regexCall, 2, 2}
	case "file", "fileexists", "filebase64":
		return arity{file, 1, 1}
	case "templatefile":
		return arity{templateFile, 2, 2}
	}
	return arnFunctions(name)
}

// literal returns an argument that is a known string.
func (a *args) literal(i int) (string, bool) {
	t, ok := a.text(i)
	if !ok {
		return "", false
	}
	return t.Value()
}

func (a *args) text(i int) (text.Text, bool) {
	if i >= len(a.list) {
		return text.Text{}, false
	}
	return a.env.TextOf(a.list[i])
}

// string is a result that was computed from the arguments.
func (a *args) string(t text.Text) (cty.Value, bool, error) {
	v := value.Inherit(a.env.String(t), a.list...)
	return v, true, nil
}

// ordinary answers where all arguments are known.
func (a *args) ordinary() (cty.Value, bool, error) {
	v, err := a.plain(a.call.Name)
	return v, err == nil, err
}

func (a *args) known() bool {
	for _, v := range a.list {
		if value.Symbolic(v) || value.IsUnsure(v) {
			return false
		}
	}
	return true
}

func join(a *args) (cty.Value, bool, error) {
	sep, ok := a.text(0)
	if !ok {
		return cty.NilVal, false, nil
	}
	var parts []text.Text
	for _, v := range a.list[1:] {
		list, ok := a.env.Elements(v)
		if !ok || value.IsUnsure(v) {
			return cty.NilVal, false, nil
		}
		u, _ := v.Unmark()
		if u.Type().IsSetType() && value.Symbolic(u) && len(list) > 1 {
			return cty.NilVal, false, nil // the order is not known
		}
		for _, el := range list {
			t, ok := a.env.TextOf(el)
			if !ok {
				return cty.NilVal, false, nil
			}
			if len(parts) > 0 {
				parts = append(parts, sep)
			}
			parts = append(parts, t)
		}
	}
	if len(parts) == 0 {
		return cty.StringVal(""), true, nil
	}
	t := text.Concat(parts...)
	v := a.env.String(t)
	if !t.At.IsZero() {
		v = v.Mark(origin(t.At, ""))
	}
	return v, true, nil
}

// format puts texts into the plain verbs %s, %v and %d. Any other verb needs to
// see what it formats.
func format(a *args) (cty.Value, bool, error) {
	if a.known() {
		return a.ordinary()
	}
	layout, ok := a.literal(0)
	if !ok {
		return cty.NilVal, false, nil
	}
	t, ok := fill(a, layout, a.list[1:])
	if !ok {
		return cty.NilVal, false, nil
	}
	return a.string(t)
}

func fill(a *args, layout string, list []cty.Value) (text.Text, bool) {
	var parts []text.Part
	for layout != "" {
		before, rest, found := strings.Cut(layout, "%")
		parts = append(parts, text.Part{Lit: before})
		if !found {
			break
		}
		if rest == "" {
			return text.Text{}, false
		}
		verb := rest[0]
		layout = rest[1:]
		if verb == '%' {
			parts = append(parts, text.Part{Lit: "%"})
			continue
		}
		if verb != 's' && verb != 'v' && verb != 'd' || len(list) == 0 {
			return text.Text{}, false
		}
		t, ok := a.env.TextOf(list[0])
		if !ok {
			return text.Text{}, false
		}
		parts, list = append(parts, t.Parts()...), list[1:]
	}
	return text.Join(text.Text{}.At, parts...), true
}

func formatList(a *args) (cty.Value, bool, error) {
	if a.known() {
		return a.ordinary()
	}
	layout, ok := a.literal(0)
	if !ok {
		return cty.NilVal, false, nil
	}
	n := -1
	columns := make([][]cty.Value, len(a.list)-1)
	for i, v := range a.list[1:] {
		u, _ := v.Unmark()
		if !u.IsKnown() && u.Type() == cty.DynamicPseudoType || value.IsUnsure(v) {
			return cty.NilVal, false, nil
		}
		list, ok := a.env.Elements(v)
		if !ok {
			columns[i] = []cty.Value{v}
			continue
		}
		if n >= 0 && n != len(list) {
			return cty.NilVal, false, errors.New("the lists differ in length")
		}
		n, columns[i] = len(list), append(list, cty.NilVal)
	}
	var out []cty.Value
	for row := range max(n, 0) {
		cells := make([]cty.Value, len(columns))
		for i, c := range columns {
			cells[i] = c[min(row, len(c)-1)]
		}
		t, ok := fill(a, layout, cells)
		if !ok {
			return cty.NilVal, false, nil
		}
		out = append(out, value.Inherit(a.env.String(t), cells...))
	}
	return a.result(out, a.list[1:]...), n >= 0, nil
}

func trimPrefix(a *args) (cty.Value, bool, error) {
	t, ok := a.text(0)
	prefix, known := a.literal(1)
	switch {
	case a.known():
		return a.ordinary()
	case !ok || !known:
		return cty.NilVal, false, nil
	}
	if cut, did := t.CutPrefix(prefix); did {
		return a.string(cut)
	}
	if p := t.Parts()[0]; p.Sym == nil && !strings.HasPrefix(prefix, p.Lit) {
		return a.list[0], true, nil // it begins otherwise
	}
	if prefix == scheme {
		return a.host(t)
	}
	return cty.NilVal, false, nil
}

func trimSuffix(a *args) (cty.Value, bool, error) {
	t, ok := a.text(0)
	suffix, known := a.literal(1)
	switch {
	case a.known():
		return a.ordinary()
	case !ok || !known:
		return cty.NilVal, false, nil
	}
	if cut, did := t.CutSuffix(suffix); did {
		return a.string(cut)
	}
	parts := t.Parts()
	if p := parts[len(parts)-1]; p.Sym == nil && !strings.HasSuffix(suffix, p.Lit) {
		return a.list[0], true, nil
	}
	return cty.NilVal, false, nil
}

// trimSpace keeps what wrote the string: white space around a document means
// nothing.
func trimSpace(a *args) (cty.Value, bool, error) {
	t, ok := a.text(0)
	if !ok {
		return cty.NilVal, false, nil
	}
	parts := append([]text.Part{}, t.Parts()...)
	first, last := &parts[0], &parts[len(parts)-1]
	trimmed := func(s string) bool { return strings.TrimSpace(s) != "" }
	if first.Sym != nil && a.call.Name == "trimspace" || last.Sym != nil ||
		!trimmed(last.Lit) && len(parts) > 1 || a.call.Name == "trimspace" && !trimmed(first.Lit) && len(parts) > 1 {
		return cty.NilVal, false, nil
	}
	if a.call.Name == "chomp" {
		last.Lit = strings.TrimRight(last.Lit, "\r\n")
	} else {
		first.Lit = strings.TrimLeft(first.Lit, " \t\r\n")
		last.Lit = strings.TrimRight(last.Lit, " \t\r\n")
	}
	v, ok, err := a.string(text.Join(t.At, parts...))
	if l := value.LayoutOf(a.list[0]); l != nil {
		v = v.Mark(l)
	}
	return v, ok, err
}

func hasAffix(a *args) (cty.Value, bool, error) {
	t, ok := a.text(0)
	affix, known := a.literal(1)
	switch {
	case a.known():
		return a.ordinary()
	case !ok || !known:
		return cty.NilVal, false, nil
	}
	cut, fits := text.Text.CutPrefix, strings.HasPrefix
	end := t.Parts()[0]
	if a.call.Name == "endswith" {
		cut, fits = text.Text.CutSuffix, strings.HasSuffix
		end = t.Parts()[len(t.Parts())-1]
	}
	if _, did := cut(t, affix); did {
		return cty.True, true, nil
	}
	if end.Sym == nil && !fits(affix, end.Lit) {
		return cty.False, true, nil
	}
	return a.env.Term(a.call.Name, a.list...).Typed(cty.Bool), true, nil
}

func stringContains(a *args) (cty.Value, bool, error) {
	t, ok := a.text(0)
	part, known := a.literal(1)
	switch {
	case a.known():
		return a.ordinary()
	case !ok || !known:
		return cty.NilVal, false, nil
	}
	for _, p := range t.Parts() {
		if strings.Contains(p.Lit, part) {
			return cty.True, true, nil
		}
	}
	return a.env.Term("strcontains", a.list...).Typed(cty.Bool), true, nil
}

// replace is Terraform's: a pattern between slashes is a regular expression.
func replace(a *args) (cty.Value, bool, error) {
	from, ok := a.literal(1)
	to, also := a.literal(2)
	t, isText := a.text(0)
	if !ok || !also || !isText {
		return cty.NilVal, false, nil
	}
	s, known := t.Value()
	if !known {
		return a.replaceSymbolic(t, from, to)
	}
	out := strings.ReplaceAll(s, from, to)
	if len(from) > 1 && from[0] == '/' && from[len(from)-1] == '/' {
		re, err := regexp.Compile(from[1 : len(from)-1])
		if err != nil {
			return cty.NilVal, false, fmt.Errorf("read regular expression: %w", err)
		}
		out = re.ReplaceAllString(s, to)
	}
	return a.string(text.Known(out, t.At))
}

// regexCall answers only where all is known; the ordinary function does.
func regexCall(a *args) (cty.Value, bool, error) {
	if a.known() {
		return a.ordinary()
	}
	return a.regexSymbolic()
}

func substr(a *args) (cty.Value, bool, error) {
	if a.known() {
		return a.ordinary()
	}
	from, ok := value.Int(a.list[1])
	n, also := value.Int(a.list[2])
	if t, isText := a.text(0); isText && ok && also && from == len(scheme) && n == -1 {
		return a.host(t)
	}
	return cty.NilVal, false, nil
}

// encode is jsonencode and yamlencode. The structure is kept beside the text;
// the text itself is known only as far as every unknown in it is a string.
func encode(a *args) (cty.Value, bool, error) {
	v := a.list[0]
	mark := &value.Encoded{Value: v}
	if s, ok := encodedText(a); ok {
		at := a.call.span(a.call.Range())
		out := a.env.String(a.env.Table.Decode(s))
		return out.Mark(mark).Mark(origin(at, s)), true, nil
	}
	return a.env.Term(a.call.Name, v).Typed(cty.String).Mark(mark), true, nil
}

func encodedText(a *args) (string, bool) {
	v := a.list[0]
	if !stringsOnly(v) {
		return "", false
	}
	frozen, ok := a.env.Freeze(v)
	if !ok {
		return "", false
	}
	f := stdlib.JSONEncodeFunc
	if a.call.Name == "yamlencode" {
		f, _ = functions("yamlencode")
	}
	out, err := invoke(f, []cty.Value{frozen})
	if err != nil {
		return "", false
	}
	return out.AsString(), true
}

// stringsOnly reports whether every unknown in a value is a string.
func stringsOnly(v cty.Value) bool {
	u, _ := v.Unmark()
	if !u.IsKnown() {
		return u.Type() == cty.String
	}
	if value.IsUnsure(v) {
		return false
	}
	if u.IsNull() || !u.CanIterateElements() {
		return true
	}
	for it := u.ElementIterator(); it.Next(); {
		if _, el := it.Element(); !stringsOnly(el) {
			return false
		}
	}
	return true
}

// decode undoes encode; of other text it needs every character, but what is not
// known as a structure can still be read as a text.
func decode(a *args) (cty.Value, bool, error) {
	if enc := value.EncodedOf(a.list[0]); enc != nil && enc.Node == nil {
		return enc.Value, true, nil
	}
	if a.known() {
		return a.ordinary()
	}
	if a.list[0].Type() != cty.String && value.EncodedOf(a.list[0]) == nil {
		return cty.NilVal, false, nil
	}
	r := a.env.Term(strings.TrimPrefix(a.call.Name, "core::"), a.list[0])
	return r.Val().Mark(&value.Decoded{Of: r, Text: a.list[0]}), true, nil
}
