package analyzers

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// kustomized gives the objects that kustomizations take in the names and
// namespaces that they have when they are applied. Their addresses stay those
// that are written.
func kustomized(b *facts.Bundle, ks *kustomizations) {
	if len(ks.all) == 0 {
		return
	}
	k := &kustomizer{ks: ks, names: map[[2]string]bool{}}
	k.collect(b)
	for _, w := range b.Workloads {
		if c := k.change(w); c != nil {
			w.Name, w.Namespace = c.name(w.Name), c.namespace(w.Namespace)
			w.ClaimsOpen = w.ClaimsOpen || c.patched
		}
	}
	for _, p := range b.Pods {
		if c := k.change(p); c != nil {
			k.pod(p, c)
		}
	}
	for _, g := range b.Grants {
		if c := k.change(g); c != nil {
			g.Name = c.name(g.Name)
			if g.Object == "Role" {
				g.Namespace = c.namespace(g.Namespace)
			}
		}
	}
	for _, x := range b.Bindings {
		if c := k.change(x); c != nil {
			k.binding(x, c)
		}
	}
}

type kustomizer struct {
	ks *kustomizations
	// names are the kinds and names of the objects that are taken in: references
	// to those are changed with them.
	names map[[2]string]bool
}

func (k *kustomizer) collect(b *facts.Bundle) {
	add := func(f facts.Fact, kind string, name facts.Text) {
		if n, ok := name.Value(); ok && k.change(f) != nil {
			k.names[[2]string{kind, n}] = true
		}
	}
	for _, w := range b.Workloads {
		add(w, w.Object, w.Name)
	}
	for _, g := range b.Grants {
		add(g, g.Object, g.Name)
	}
}

// change is what becomes of a fact's object; nil if it stays as it is.
func (k *kustomizer) change(f facts.Fact) *change {
	base := f.FactBase()
	if base.Source != "kubernetes" {
		return nil
	}
	outcomes := k.ks.of(fileOf(f))
	if len(outcomes) == 0 {
		return nil
	}
	c := &change{
		to:     agreed(outcomes, "namespace", func(o outcome) facts.Text { return o.namespace }),
		prefix: agreed(outcomes, "prefix", func(o outcome) facts.Text { return o.prefix }),
		suffix: agreed(outcomes, "suffix", func(o outcome) facts.Text { return o.suffix }),
		at:     base.At, root: outcomes[0].root,
	}
	for _, o := range outcomes {
		c.sets = c.sets || !o.namespace.Absent()
		c.labels, c.patched, c.patch = c.labels || o.labels, c.patched || o.patched, c.patch || o.patch
	}
	return c
}

// change is what becomes of the objects of a file.
type change struct {
	to, prefix, suffix     facts.Text
	sets                   bool // some build sets a namespace
	labels, patched, patch bool
	root                   string
	at                     source.Span
}

func (c *change) name(t facts.Text) facts.Text {
	if t.Absent() {
		return t
	}
	return joined(joined(c.prefix, t), c.suffix).WithAt(t.At)
}

// namespace is where an object goes: where none is set, and none is written, to
// that which the build is applied to.
func (c *change) namespace(t facts.Text) facts.Text {
	switch {
	case c.sets && !c.to.Absent():
		return c.to.WithAt(t.At)
	case t.Absent():
		table := text.NewTable("kustomize " + c.root)
		return text.Of(table.Symbol("the namespace that "+c.root+" is applied to"), c.at)
	}
	return t
}

// pod: what patches change is not read, and a patch is a part of a pod only.
func (k *kustomizer) pod(p *facts.Pod, c *change) {
	p.Name, p.Namespace = c.name(p.Name), c.namespace(p.Namespace)
	if n, ok := p.ServiceAccount.Value(); ok && k.names[[2]string{"ServiceAccount", n}] {
		p.ServiceAccount = c.name(p.ServiceAccount)
	}
	p.LabelsOpen = p.LabelsOpen || c.labels || c.patched
	if !c.patched {
		return
	}
	p.AnnotationsOpen, p.ContainersOpen, p.VolumesOpen = true, true, true
	if p.ServiceAccount.Absent() {
		p.ServiceAccount = text.Of(&text.Symbol{Name: "the patches of " + c.root, Fresh: true}, p.At)
	}
	for i := range p.Containers {
		c := &p.Containers[i]
		c.EnvOpen, c.EnvFromOpen, c.MountsOpen = true, true, true
	}
}

// binding: the namespace of a subject is set where the account is taken in.
func (k *kustomizer) binding(b *facts.Binding, c *change) {
	b.Name = c.name(b.Name)
	if b.Object == "RoleBinding" {
		b.Namespace = c.namespace(b.Namespace)
	}
	if n, ok := b.RoleName.Value(); ok && k.names[[2]string{b.RoleKind.String(), n}] {
		b.RoleName = c.name(b.RoleName)
	}
	for i := range b.Subjects {
		s := &b.Subjects[i]
		n, ok := s.Name.Value()
		if !ok || !s.Kind.Is("ServiceAccount") {
			continue
		}
		if k.names[[2]string{"ServiceAccount", n}] {
			s.Name = c.name(s.Name)
		} else if n != "default" {
			continue
		}
		if c.sets {
			s.Namespace = c.namespace(s.Namespace)
		}
	}
}
