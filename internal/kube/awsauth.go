package kube

import (
	"fmt"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// The codes of faults that are used here; facts.Fault lists all.
const (
	faultWrongType   = "wrong-type"
	faultMissing     = "missing-element"
	faultUnknown     = "unknown-element"
	faultUnparseable = "unparseable"
	faultWrongPlace  = "wrong-place"
	faultGated       = "gated"
	faultDropped     = "dropped"
)

// awsAuth reads the ConfigMap aws-auth as EKS's authenticator does: each of
// its three keys is a YAML document of its own, of which a broken one is
// dropped whole; keys within an entry match whatever their case, since they
// are decoded by encoding/json; a field of the wrong type is left empty. What
// the entries then mean for a caller is the matter of internal/awsauth.
// https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/mapper/configmap/configmap.go
func (r *reader) awsAuth(ob *object) {
	m := &mapper{r: r, ob: ob}
	if ns, ok := ob.namespace.Value(); ok && ns != "kube-system" {
		m.common = []facts.Fault{{
			Code: faultWrongPlace, Element: "namespace", At: ob.meta.Get("namespace").Span(),
			Message: "aws-auth is read in the namespace kube-system only, not in " + ns + ".",
		}}
	}
	data := ob.node.Get("data")
	if !data.Is(text.Map) {
		return
	}
	for i := range data.Fields {
		f := &data.Fields[i]
		key, ok := f.Key.Value()
		if !ok || shadowed(data, i) {
			continue
		}
		switch key {
		case "mapRoles", "mapUsers", "mapAccounts":
			m.list, m.maybe = key, f.Maybe
			m.document(f)
		default:
			m.strange(key, f)
		}
	}
}

// mapper reads one of the lists.
type mapper struct {
	r      *reader
	ob     *object
	list   string
	maybe  bool
	common []facts.Fault
	seen   map[string]int
	count  int
}

// strange reports a key that differs from a known one by its case only, which
// the authenticator does not read.
func (m *mapper) strange(key string, f *text.Field) {
	for _, known := range []string{"mapRoles", "mapUsers", "mapAccounts"} {
		if strings.EqualFold(key, known) {
			m.list, m.maybe = known, f.Maybe
			m.broken(faultUnknown, key, f.Key.At, fmt.Sprintf("The key %s is not read; it is spelled %s.", key, known))
		}
	}
}

// broken adds a mapping that says only what is wrong with a whole list.
func (m *mapper) broken(code, element string, at source.Span, message string) {
	f := m.fact("", at)
	f.Groups.Closed = true
	f.Faults = append(f.Faults, facts.Fault{Code: code, Element: element, At: at, Message: message})
	m.r.out.Add(f)
}

// document reads the YAML document that a key holds.
func (m *mapper) document(f *text.Field) {
	n := f.Value
	switch {
	case n.Kind == text.Null:
		return
	case n.Kind == text.Map || n.Kind == text.List:
		m.broken(faultWrongType, m.list, entryAt(f), m.list+" holds a structure; it has to be a text, written after "+m.list+": |.")
		m.entries(n)
		return
	case n.Encoded != nil:
		m.entries(n.Encoded)
		return
	}
	if v, ok := n.Str().Value(); ok && skippable(v) {
		return
	}
	view := viewOf(n)
	if view == nil {
		m.unknown(n)
		return
	}
	symbols := n.Symbols
	if symbols == nil {
		symbols = m.r.o.Symbols
	}
	docs, faults := yamlpos.ParseYAML(view, yamlpos.Options{Symbols: symbols})
	broken := len(faults) > 0 && faults[0].Index == 0
	reason, decided := m.refused(n)
	switch {
	case broken && (reason != "" || !decided):
		m.unparseable(faults[0].At, faults[0].Message)
	case broken:
		m.unknown(n) // its reader is more lenient than ours
	case reason != "":
		m.unparseable(n.At.FirstLine(), reason)
	case len(docs) > 0:
		m.entries(docs[0].Root) // the reader stops after the first document
	}
}

// refused asks the reader that the authenticator has for entries whether it
// refuses a text (a document that is YAML may still have no form in JSON);
// decided is false where that is not known.
func (m *mapper) refused(n *text.Node) (reason string, decided bool) {
	v, ok := n.Str().Value()
	if !ok || m.list == "mapAccounts" {
		return "", false
	}
	if _, err := yaml.YAMLToJSON([]byte(v)); err != nil {
		return "the authenticator cannot read it.", true
	}
	return "", true
}

// skippable are the texts that the authenticator takes for nothing.
func skippable(s string) bool {
	s = strings.TrimSpace(s)
	return s == "" || s == "``" || s == `""` || s == "''"
}

// viewOf gives a string as a document; nil if too little of it is known.
func viewOf(n *text.Node) *source.File {
	if n.View != nil && n.Kind == text.String {
		return n.View()
	}
	v, ok := n.Str().Value()
	if !ok || n.At.IsZero() {
		return nil
	}
	b := source.NewView(n.At.File)
	b.Replace(v, n.At.Start, n.At.End)
	return b.File()
}

// unknown adds a mapping for a list of which nothing is known.
func (m *mapper) unknown(n *text.Node) {
	who := n.Str()
	if who.Absent() {
		who = text.Of(&text.Symbol{Name: "more of " + m.list, Fresh: true}, n.At)
	}
	f := m.fact(who.String(), n.At)
	f.Maybe = true
	f.Principal, f.Username = who, who
	f.Groups = facts.List{Present: true, At: n.At}
	m.r.out.Add(f)
}

func (m *mapper) unparseable(at source.Span, why string) {
	m.broken(faultUnparseable, m.list, at, why)
	m.r.input(&facts.Input{
		Code: "unparseable", Class: facts.Incomplete, Identity: true, Detail: text.Known(m.list, at),
		Message: fmt.Sprintf("%s of %s is not valid YAML, so the authenticator drops all of it: %s", m.list, m.ob.path(), why),
	}, m.ob.address+"/"+m.list, at)
}

func (m *mapper) entries(n *text.Node) {
	switch n.Kind {
	case text.Null:
		return
	case text.Opaque:
		m.unknown(n)
		return
	case text.List:
	default:
		m.broken(faultWrongType, m.list, n.At.FirstLine(), fmt.Sprintf("%s is a %s; it has to be a list, each of its elements after a dash.", m.list, n.Kind))
		return
	}
	for _, item := range n.Items {
		before := m.maybe
		m.maybe = before || item.Maybe
		m.entry(item.Value)
		m.maybe = before
	}
	if n.Open {
		m.unknown(&text.Node{Kind: text.Opaque, Text: n.Text, At: n.At})
	}
}

func (m *mapper) entry(n *text.Node) {
	switch {
	case n.Kind == text.Opaque:
		m.unknown(n)
	case m.list == "mapAccounts":
		m.account(n)
	case n.Kind != text.Map:
		m.broken(faultWrongType, m.list, n.At.FirstLine(), fmt.Sprintf("An element of %s is a %s; it has to be a map.", m.list, n.Kind))
	default:
		m.principal(n)
	}
}

// fact starts a mapping. Its address rests on the principal, so that it stays
// when entries move.
func (m *mapper) fact(principal string, at source.Span) *facts.Mapping {
	address := m.ob.address + "/" + m.list
	if principal != "" {
		address += "/" + principal
	}
	if m.seen == nil {
		m.seen = map[string]int{}
	}
	m.seen[address]++
	if n := m.seen[address]; n > 1 {
		address += fmt.Sprintf("[%d]", n-1)
	}
	f := &facts.Mapping{
		Base: m.r.base(facts.KindMapping, address, at), Form: "aws-auth", List: m.list, Index: m.count,
		Faults: append([]facts.Fault{}, m.common...),
	}
	m.count++
	f.Maybe = f.Maybe || m.maybe
	return f
}
