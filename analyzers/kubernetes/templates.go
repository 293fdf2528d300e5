package kubernetes

import (
	"bytes"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// hole matches what a template engine, a deployment tool or the kubelet will
// write over: {{ helm, jinja, argo }}, ${envsubst}, $(KUSTOMIZE), $ENVSUBST.
var hole = text.Regexp(`\{\{[^{}]*\}\}|\$\{[^{}\n]+\}|\$\([A-Za-z_][\w.-]*\)|\$[A-Z_][A-Z0-9_]+`)

// ownPlaceholder matches those that the AWS authenticator itself fills in when
// somebody logs in; they are part of the text.
// https://github.com/kubernetes-sigs/aws-iam-authenticator#full-configuration-format
var ownPlaceholder = text.Regexp(`^\{\{\s*(?:EC2PrivateDNSName|SessionName|SessionNameRaw|AccountID|AccessKeyID)\s*\}\}$`)

// control matches the parts of a template that no scalar can be: conditions,
// loops, comments, and expressions that are not in quotes.
var control = text.Regexp(`(?m)^[ \t]*(?:-[ \t]+)?(\{\{|\{%|<%)|:[ \t]+(\{\{)|(\{%)`)

// template reports whether a text that is not YAML is a template, and where
// that shows.
func template(data []byte) (at int, ok bool) {
	for _, m := range control().FindAllSubmatchIndex(data, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 && !ownPlaceholder().Match(placeholderAt(data, m[g])) {
				return m[g], true
			}
		}
	}
	return 0, false
}

// placeholderAt returns the text from {{ to }}.
func placeholderAt(data []byte, at int) []byte {
	end := bytes.Index(data[at:], []byte("}}"))
	if end < 0 {
		return nil
	}
	return data[at : at+end+2]
}

// holes turns the placeholders in a document's values into unknowns.
type holes struct {
	symbols *text.Table
	done    map[*text.Node]bool
}

func (h *holes) node(n *text.Node) {
	if n == nil || h.done[n] {
		return
	}
	h.done[n] = true
	if n.Kind == text.Map && expression(n) {
		name := strings.TrimSpace(strings.Trim(n.At.Text(), "{} \t\r\n"))
		*n = text.Node{Kind: text.Opaque, Text: text.Of(h.symbols.Symbol(name), n.At), At: n.At}
		return
	}
	for _, item := range n.Items {
		h.node(item.Value)
	}
	for i := range n.Fields {
		n.Fields[i].Key = h.text(n.Fields[i].Key)
		h.node(n.Fields[i].Value)
	}
	if n.Kind != text.String {
		return
	}
	before := len(n.Text.Parts())
	n.Text = h.text(n.Text)
	if n.View != nil && (len(n.Text.Parts()) != before || before == 1 && !n.Text.IsKnown() && n.Symbols == nil) {
		view := n.View
		n.View = func() *source.File { return h.view(view()) }
		n.Symbols = h.symbols
	}
}

// expression reports whether a map is what YAML makes of {{ x }} without
// quotes: a map whose only key is a map.
func expression(n *text.Node) bool {
	return len(n.Fields) == 1 && strings.HasPrefix(n.At.Text(), "{{") && n.Fields[0].Value.Is(text.Null)
}

// find lists the placeholders of a string.
func find(s string) [][]int {
	if !strings.ContainsAny(s, "{$") {
		return nil
	}
	var out [][]int
	for _, m := range hole().FindAllStringIndex(s, -1) {
		if !ownPlaceholder().MatchString(s[m[0]:m[1]]) {
			out = append(out, m)
		}
	}
	return out
}

// symbol is the unknown that a placeholder stands for.
func (h *holes) symbol(placeholder string) *text.Symbol {
	return h.symbols.Symbol(strings.TrimSpace(strings.Trim(placeholder, "{}$() \t\r\n-")))
}

func (h *holes) text(t text.Text) text.Text {
	if !slices.ContainsFunc(t.Parts(), func(p text.Part) bool { return len(find(p.Lit)) > 0 }) {
		return t
	}
	var parts []text.Part
	for _, p := range t.Parts() {
		if p.Sym != nil {
			parts = append(parts, p)
			continue
		}
		pos := 0
		for _, m := range find(p.Lit) {
			parts = append(parts, text.Part{Lit: p.Lit[pos:m[0]]}, text.Part{Sym: h.symbol(p.Lit[m[0]:m[1]])})
			pos = m[1]
		}
		parts = append(parts, text.Part{Lit: p.Lit[pos:]})
	}
	return text.Join(t.At, parts...)
}

// view gives a string with a token in place of each placeholder, for documents
// within documents.
func (h *holes) view(f *source.File) *source.File {
	b := source.NewView(f)
	pos := 0
	for _, m := range find(string(f.Data)) {
		b.Copy(pos, m[0])
		b.Replace(h.symbols.Token(h.symbol(string(f.Data[m[0]:m[1]]))), m[0], m[1])
		pos = m[1]
	}
	b.Copy(pos, len(f.Data))
	return b.File()
}
