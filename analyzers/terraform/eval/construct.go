package eval

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// iterated is the collection of a for expression: elements whose number is not
// known must not be counted.
type iterated struct{ hclsyntax.Expression }

// joined is a template loop: the concatenation of what the loop yields.
type joined struct {
	*hclsyntax.TemplateJoinExpr
	Rewriter
}

// Value takes an unsure collection as it is: each element that may be there is
// shown. What is built from it is unsure in its turn, which the for expression
// passes on as it does with all marks.
func (e *iterated) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := e.Expression.Value(ctx)
	if diags.HasErrors() {
		return v, diags
	}
	u, _ := v.Unmark()
	if value.IsUnsure(v) {
		return u.WithMarks(value.Doubt(v)), nil
	}
	if u.IsKnown() && u.Type().IsSetType() {
		return v, nil // its marks are the places of its elements
	}
	return value.Bare(v), nil
}

// Value joins the parts of a template loop.
func (e *joined) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	env := scopeOf(ctx).Env()
	v, diags := e.Tuple.Value(ctx)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	parts, ok := env.Elements(v)
	if !ok || value.IsUnsure(v) {
		return env.Fresh(e.shown(e.Range())).Typed(cty.String), nil
	}
	texts := make([]text.Text, 0, len(parts))
	for _, p := range parts {
		t, ok := env.TextOf(p)
		if !ok {
			t, _ = env.TextOf(env.Fresh("element of " + e.shown(e.Range())).Val())
		}
		texts = append(texts, t)
	}
	return env.String(text.Concat(texts...)), nil
}

// maxString bounds the length of a string that is put together: templates that
// double each other grow exponentially.
const maxString = 4 << 20

// Value concatenates the parts of a template and remembers what wrote each.
func (e *template) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	env := scopeOf(ctx).Env()
	env.Tick()
	texts := make([]text.Text, len(e.Parts))
	total := 0
	for i, p := range e.Parts {
		v, diags := p.Value(ctx)
		if diags.HasErrors() {
			return cty.DynamicVal, diags
		}
		t, ok := env.TextOf(v)
		if u, _ := v.Unmark(); !ok && u.IsKnown() {
			return cty.DynamicVal, fault(p.Range(), "a string template cannot hold this value: it is %s", describe(u))
		}
		if !ok {
			t, _ = env.TextOf(env.Fresh(e.shown(p.Range())).Val())
		}
		texts[i] = t
		for _, part := range t.Parts() {
			total += len(part.Lit) + 1
		}
	}
	if total > maxString {
		return env.Fresh("string of more than 4 MiB").Typed(cty.String), nil
	}
	at := e.span(e.SrcRange)
	joined := text.Concat(texts...)
	v := env.String(joined)
	known, _ := joined.Value()
	v = v.Mark(origin(at, known))
	if mayBeDocument(joined) {
		v = v.Mark(e.layout(env, texts))
	}
	return v, nil
}

func describe(u cty.Value) string {
	if u.IsNull() {
		return "null"
	}
	return u.Type().FriendlyName()
}

// mayBeDocument reports whether a text looks like JSON or YAML.
func mayBeDocument(t text.Text) bool {
	for _, p := range t.Parts() {
		if strings.ContainsAny(p.Lit, "{\n") {
			return true
		}
	}
	return false
}

// layout says which bytes of the file wrote which of the string's.
func (e *template) layout(env *value.Env, texts []text.Text) *value.Layout {
	l := &value.Layout{File: e.File}
	for i, p := range e.Parts {
		rng := p.Range()
		encoded := env.Table.Encode(texts[i])
		if _, literal := p.(*hclsyntax.LiteralValueExpr); literal {
			l.Runs = align(l.Runs, e.File.Data, rng.Start.Byte, rng.End.Byte, encoded)
		} else if encoded != "" {
			l.Runs = append(l.Runs, value.Run{Text: encoded, Start: rng.Start.Byte, End: rng.End.Byte})
		}
	}
	return l
}

// align matches a literal with its source, in which there may be escapes and
// the indentation that a heredoc strips.
func align(runs []value.Run, data []byte, start, end int, lit string) []value.Run {
	end = min(end, len(data))
	i, from := start, start
	flush := func() {
		if i > from {
			runs = append(runs, value.Run{Start: from, End: i})
		}
	}
	for lit != "" {
		if i < end && data[i] == lit[0] && data[i] != '\\' && !doubled(data[i:end]) {
			i, lit = i+1, lit[1:]
			continue
		}
		flush()
		n, wrote := escape(data[i:end], lit)
		switch {
		case wrote != "":
			runs = append(runs, value.Run{Text: wrote, Start: i, End: i + n})
			i, lit = i+n, lit[len(wrote):]
		case i < end && (data[i] == ' ' || data[i] == '\t' || data[i] == '\r'):
			i++
		default:
			return append(runs, value.Run{Text: lit, Start: start, End: end})
		}
		from = i
	}
	flush()
	return runs
}

// doubled reports whether $${ or %%{ stands here, which writes one ${ or %{.
func doubled(src []byte) bool {
	return len(src) > 2 && (src[0] == '$' || src[0] == '%') && src[1] == src[0] && src[2] == '{'
}

// escape reads an escape sequence and returns its length and what it wrote,
// which is empty where lit does not go on with that.
func escape(src []byte, lit string) (n int, wrote string) {
	if doubled(src) && strings.HasPrefix(lit, string(src[1:3])) {
		return 3, string(src[1:3])
	}
	if len(src) < 2 || src[0] != '\\' {
		return 0, ""
	}
	simple := map[byte]string{'n': "\n", 'r': "\r", 't': "\t", '"': `"`, '\\': `\`}
	if w := simple[src[1]]; w != "" && strings.HasPrefix(lit, w) {
		return 2, w
	}
	long := map[byte]int{'u': 6, 'U': 10}[src[1]]
	if long == 0 || len(src) < long {
		if src[0] == lit[0] {
			return 1, lit[:1] // a heredoc has no such escapes
		}
		return 0, ""
	}
	r := []rune(lit)[0]
	return long, string(r)
}

// Value turns an unknown key into the token of its text.
func (e *key) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := e.Expression.Value(ctx)
	if diags.HasErrors() {
		return v, diags
	}
	env := scopeOf(ctx).Env()
	if t, ok := env.TextOf(v); ok {
		return cty.StringVal(env.Table.Encode(t)), diags
	}
	u, _ := v.Unmark()
	return u, diags
}

// Value builds an object. Its entries are kept as written, since a key that is
// written twice silently overrides the first.
func (e *object) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	env := scopeOf(ctx).Env()
	env.Tick()
	w := &value.Written{At: e.span(e.SrcRange), Entries: make([]value.Entry, 0, len(e.Items))}
	attrs := make(map[string]cty.Value, len(e.Items))
	for _, it := range e.Items {
		k, diags := it.KeyExpr.Value(ctx)
		v, more := it.ValueExpr.Value(ctx)
		if diags = append(diags, more...); diags.HasErrors() {
			return cty.DynamicVal, diags
		}
		t, ok := env.TextOf(k)
		if u, _ := k.Unmark(); !ok && u.IsKnown() {
			return cty.DynamicVal, fault(it.KeyExpr.Range(), "an object cannot have this key: it is %s", describe(u))
		}
		if !ok {
			t, _ = env.TextOf(env.Fresh(e.shown(it.KeyExpr.Range())).Val())
		}
		name := env.Table.Encode(t)
		attrs[name] = v
		w.Entries = append(w.Entries, value.Entry{Key: name, KeyAt: e.span(it.KeyExpr.Range()), Value: v})
	}
	for _, v := range attrs {
		w.Weight += env.Weigh(v)
	}
	return cty.ObjectVal(attrs).Mark(w), nil
}

// Value builds a list.
func (e *tuple) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := e.TupleConsExpr.Value(ctx)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	env := scopeOf(ctx).Env()
	env.Tick()
	return v.Mark(&value.Written{At: e.span(e.SrcRange), Weight: env.Weigh(v.AsValueSlice()...)}), nil
}

// conform converts a value to a type where that is possible.
func conform(v cty.Value, t cty.Type) cty.Value {
	if c, err := convert.Convert(v, t); err == nil {
		return c
	}
	return v
}
