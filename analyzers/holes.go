package analyzers

import (
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

// FilledAtLogin reports whether a placeholder is one that the authenticator of
// EKS fills in itself.
func FilledAtLogin(placeholder []byte) bool { return ownPlaceholder().Match(placeholder) }

// Unfilled turns the placeholders in a document's values into unknowns, which
// symbols names.
func Unfilled(n *text.Node, symbols *text.Table) {
	h := &holes{symbols: symbols, done: map[*text.Node]bool{}}
	h.node(n)
}

// holes is one call of Unfilled.
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
func findHoles(s string) [][]int {
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
	if !slices.ContainsFunc(t.Parts(), func(p text.Part) bool { return len(findHoles(p.Lit)) > 0 }) {
		return t
	}
	var parts []text.Part
	for _, p := range t.Parts() {
		if p.Sym != nil {
			parts = append(parts, p)
			continue
		}
		pos := 0
		for _, m := range findHoles(p.Lit) {
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
	for _, m := range findHoles(string(f.Data)) {
		b.Copy(pos, m[0])
		b.Replace(h.symbols.Token(h.symbol(string(f.Data[m[0]:m[1]]))), m[0], m[1])
		pos = m[1]
	}
	b.Copy(pos, len(f.Data))
	return b.File()
}
