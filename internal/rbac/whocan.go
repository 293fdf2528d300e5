package rbac

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// Holder is a subject that may do what was asked.
type Holder struct {
	// Subject is as the binding has it, but for the namespace of a service
	// account, which is filled in. Nil where the binding may have subjects that
	// are not listed.
	Subject  *facts.Subject
	Truth    text.Truth
	Evidence Evidence
	// Symbols name what would decide an unknown answer.
	Symbols []string
}

// Builtin reports whether Kubernetes itself makes the binding.
func (h *Holder) Builtin() bool { return IsBuiltin(&h.Evidence.Binding.Base) }

// String names the subject for people.
func (h *Holder) String() string {
	switch s := h.Subject; {
	case s == nil:
		return "more subjects of " + h.Evidence.Binding.Address
	case s.Kind.Is("ServiceAccount") && !s.Namespace.Absent():
		return "ServiceAccount " + s.Namespace.String() + "/" + s.Name.String()
	default:
		return s.Kind.String() + " " + s.Name.String()
	}
}

// WhoCan lists who may do what a request asks, those whom Kubernetes itself
// binds last. A request without a namespace is about the whole cluster, so that
// RoleBindings do not count.
func (p *Policy) WhoCan(q Request) []Holder {
	return p.WhoCanIn(q, text.Known(q.Namespace, facts.Text{}.At))
}

// WhoCanIn is WhoCan in a namespace that need not be known. One that is absent
// is what the objects without a namespace are applied to.
func (p *Policy) WhoCanIn(q Request, namespace facts.Text) []Holder {
	var out []Holder
	at := map[string]int{}
	add := func(h Holder, key string) {
		h.Symbols = distinct(h.Symbols)
		i, seen := at[key]
		switch {
		case h.Truth == text.No:
		case key == "" || !seen:
			at[key] = len(out)
			out = append(out, h)
		case out[i].Truth == text.Unknown && h.Truth == text.Yes:
			out[i] = h
		}
	}
	for _, b := range p.bindings {
		d := p.grants(b, q, namespace)
		if d.Truth == text.No {
			continue
		}
		for i := range b.Subjects {
			h, key := b.holder(&b.Subjects[i], d)
			add(h, key)
		}
		if b.SubjectsOpen {
			d.limit(text.Unknown, []string{"the subjects of " + b.Address})
			add(Holder{Truth: d.Truth, Evidence: d.Evidence, Symbols: d.Symbols}, "")
		}
	}
	return out
}

// holder makes a holder of a subject, and the key of the one that it certainly
// is; empty if it is not known. A subject that the API server would not
// recognise holds nothing.
func (b *bound) holder(s *facts.Subject, d Decision) (h Holder, key string) {
	one := *s
	one.Namespace = facts.Text{}
	kind, known := s.Kind.Value()
	valid := text.Unknown
	if known || s.Kind.Absent() {
		valid = text.TruthOf(kind == "User" || kind == "Group" || kind == "ServiceAccount")
	}
	if kind == "ServiceAccount" {
		one.Namespace = b.namespaceOf(s)
		if one.Namespace.Is("") {
			valid = text.No
		}
	}
	d.limit(valid, symbols(s.Kind))
	if s.Name.Absent() {
		d.Truth = text.No
	}
	if s.Maybe {
		d.limit(text.Unknown, []string{"the subject " + s.Name.String() + " of " + b.Address})
	}
	h = Holder{Subject: &one, Truth: d.Truth, Evidence: d.Evidence, Symbols: d.Symbols}
	name, named := s.Name.Value()
	namespace, placed := one.Namespace.Value()
	if known && named && (placed || kind != "ServiceAccount") {
		key = kind + "\x00" + namespace + "\x00" + name
	}
	return h, key
}
