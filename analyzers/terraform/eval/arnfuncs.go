package eval

import (
	"errors"
	"strings"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// The functions of the AWS provider that are about ARNs.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_parse
func arnFunctions(name string) arity {
	switch name {
	case "provider::aws::arn_parse":
		return arity{arnParse, 1, 1}
	case "provider::aws::arn_build":
		return arity{arnBuild, 5, 5}
	case "provider::aws::trim_iam_role_path":
		return arity{trimRolePath, 1, 1}
	}
	return arity{}
}

// arnFields are the fields of an ARN behind "arn:", in order.
var arnFields = []string{"partition", "service", "region", "account_id", "resource"}

// arnParse cuts an ARN. What is not known must certainly stay within its field,
// but for the last, which takes all the rest.
func arnParse(a *args) (cty.Value, bool, error) {
	t, ok := a.text(0)
	if !ok {
		return cty.NilVal, false, nil
	}
	rest, arn := t.CutPrefix("arn:")
	if !arn {
		if t.Parts()[0].Sym != nil || strings.HasPrefix("arn:", t.Parts()[0].Lit) && !t.IsKnown() {
			return cty.NilVal, false, nil
		}
		return cty.NilVal, false, errors.New("the string does not begin with arn:")
	}
	attrs := map[string]cty.Value{}
	for i, name := range arnFields {
		field, after, found := cutColon(rest)
		switch {
		case i == len(arnFields)-1:
			attrs[name] = a.env.String(rest)
			return cty.ObjectVal(attrs), true, nil
		case !found && rest.IsKnown():
			return cty.NilVal, false, errors.New("the ARN has too few fields")
		case !found:
			return cty.NilVal, false, nil
		}
		for _, s := range field.Symbols() {
			if !withinField(s) {
				return cty.NilVal, false, nil
			}
		}
		attrs[name], rest = a.env.String(field), after
	}
	return cty.NilVal, false, nil
}

// cutColon cuts a text at the first colon that is written.
func cutColon(t text.Text) (before, after text.Text, found bool) {
	var head []text.Part
	parts := t.Parts()
	for i, p := range parts {
		if l, r, ok := strings.Cut(p.Lit, ":"); p.Sym == nil && ok {
			tail := append([]text.Part{{Lit: r}}, parts[i+1:]...)
			return text.Join(t.At, append(head, text.Part{Lit: l})...), text.Join(t.At, tail...), true
		}
		head = append(head, p)
	}
	return t, text.Text{}, false
}

// withinField reports whether a symbol certainly holds no colon.
func withinField(s *text.Symbol) bool {
	switch s.Form {
	case text.FormAccount, text.FormPartition, text.FormRegion, text.FormName, text.FormDomain:
		return true
	}
	return false
}

func arnBuild(a *args) (cty.Value, bool, error) {
	parts := []text.Text{text.Known("arn", source.Span{})}
	for i := range a.list {
		t, ok := a.text(i)
		if !ok {
			return cty.NilVal, false, nil
		}
		parts = append(parts, text.Known(":", source.Span{}), t)
	}
	return a.string(text.Concat(parts...))
}

// trimRolePath removes the path from a role's ARN.
func trimRolePath(a *args) (cty.Value, bool, error) {
	s, ok := a.literal(0)
	if !ok {
		return cty.NilVal, false, nil
	}
	fields := strings.SplitN(s, ":", 6)
	if len(fields) < 6 || fields[0] != "arn" || fields[2] != "iam" || !strings.HasPrefix(fields[5], "role/") {
		return cty.NilVal, false, errors.New("the string is not the ARN of an IAM role")
	}
	fields[5] = "role/" + fields[5][strings.LastIndex(fields[5], "/")+1:]
	return a.string(text.Known(strings.Join(fields, ":"), source.Span{}))
}
