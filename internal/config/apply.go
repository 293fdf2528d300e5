package config

import (
	"encoding/json"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/text"
)

// apply takes the values of a file into the configuration. The file has been
// checked; what did not fit is passed over here, since the configuration is
// then refused anyway.
func (l *loader) apply(file string, root *text.Node) {
	c := l.cfg
	c.Accounts = append(c.Accounts, accounts(root.Get("accounts"))...)
	c.Vendors = append(c.Vendors, accounts(root.Get("vendors"))...)
	for _, n := range items(root.Get("issuers")) {
		c.Issuers = append(c.Issuers, Value[Issuer]{Issuer{Host: str(n, "host"), Class: str(n, "class"), Name: str(n, "name")}, n.At})
	}
	for _, n := range items(root.Get("complete")) {
		c.Complete = append(c.Complete, Value[Closed]{Closed{Kind: facts.Kind(short(n, "kind")), Scope: str(n, "scope")}, n.At})
	}
	c.Principals = append(c.Principals, texts(root.Path("break-glass", "principals"))...)
	c.Groups = append(c.Groups, texts(root.Path("break-glass", "groups"))...)
	c.Exclude = append(c.Exclude, texts(root.Get("exclude"))...)
	c.Select = append(c.Select, texts(root.Get("select"))...)
	c.Ignore = append(c.Ignore, texts(root.Get("ignore"))...)
	for _, n := range items(root.Get("policies")) {
		if p, ok := l.path(file, n, "policies"); ok {
			c.Policies = append(c.Policies, Value[string]{p, n.At})
		}
	}
	l.severity(root.Get("severity"))
	l.parameters(root.Get("params"))
	scalar(&c.Repository, root.Get("repository"), func(s string) (string, error) { return s, nil })
	scalar(&c.Release, root.Get("rules"), func(s string) (string, error) { return s, nil })
	scalar(&c.Persona, root.Get("persona"), finding.ParsePersona)
	scalar(&c.FailOn, root.Get("fail-on"), finding.ParseSeverity)
	scalar(&c.MinConfidence, root.Get("min-confidence"), finding.ParseConfidence)
	for key, into := range map[string]*Value[string]{"baseline": &c.Baseline, "exceptions": &c.Exceptions} {
		if n := root.Get(key); n.Is(text.String) {
			if p, ok := l.path(file, n, key); ok {
				*into = Value[string]{p, n.At}
			}
		}
	}
}

// scalar sets a value if the node holds one that can be parsed.
func scalar[T any](into *Value[T], n *text.Node, parse func(string) (T, error)) {
	if !n.Is(text.String) {
		return
	}
	if v, err := parse(n.Str().String()); err == nil {
		*into = Value[T]{v, n.At}
	}
}

// items are the values of a list; none if the node is not a list.
func items(n *text.Node) []*text.Node {
	if !n.Is(text.List) {
		return nil
	}
	out := make([]*text.Node, 0, len(n.Items))
	for _, i := range n.Items {
		out = append(out, i.Value)
	}
	return out
}

func texts(n *text.Node) []Value[string] {
	var out []Value[string]
	for _, i := range items(n) {
		out = append(out, Value[string]{i.Str().String(), i.At})
	}
	return out
}

func accounts(n *text.Node) []Value[Account] {
	var out []Value[Account]
	for _, i := range items(n) {
		out = append(out, Value[Account]{Account{ID: short(i, "id"), Name: str(i, "name")}, i.At})
	}
	return out
}

func str(n *text.Node, key string) string { return n.Get(key).Str().String() }

// short is a value that may be written as a plain string in place of its map.
func short(n *text.Node, key string) string {
	if n.Is(text.String) {
		return n.Str().String()
	}
	return str(n, key)
}

// severity takes overrides; a pattern that was there is replaced.
func (l *loader) severity(n *text.Node) {
	if !n.Is(text.Map) {
		return
	}
	for _, f := range n.Fields {
		o := Override{Pattern: f.Key.String(), Off: f.Value.Str().Is("off")}
		if s, err := finding.ParseSeverity(f.Value.Str().String()); err == nil {
			o.Severity = s
		}
		l.cfg.Severity = slices.DeleteFunc(l.cfg.Severity, func(v Value[Override]) bool { return v.Value.Pattern == o.Pattern })
		l.cfg.Severity = append(l.cfg.Severity, Value[Override]{o, f.Value.At})
	}
}

// parameters takes parameters; one that was there is replaced.
func (l *loader) parameters(n *text.Node) {
	if !n.Is(text.Map) {
		return
	}
	for _, rule := range n.Fields {
		if !rule.Value.Is(text.Map) {
			continue
		}
		for _, f := range rule.Value.Fields {
			p := Param{Rule: rule.Key.String(), Name: f.Key.String(), Value: plainValue(f.Value)}
			l.cfg.Params = slices.DeleteFunc(l.cfg.Params, func(v Value[Param]) bool { return v.Value.Rule == p.Rule && v.Value.Name == p.Name })
			l.cfg.Params = append(l.cfg.Params, Value[Param]{p, f.Value.At})
		}
	}
}

// plainValue is a node as encoding/json would decode it, numbers as written.
func plainValue(n *text.Node) any {
	switch n.Kind {
	case text.Bool:
		return n.Str().Is("true") || n.Str().Is("True") || n.Str().Is("TRUE")
	case text.Number:
		return json.Number(n.Str().String())
	case text.String:
		return n.Str().String()
	case text.List:
		out := make([]any, 0, len(n.Items))
		for _, i := range n.Items {
			out = append(out, plainValue(i.Value))
		}
		return out
	case text.Map:
		out := make(map[string]any, len(n.Fields))
		for _, f := range n.Fields {
			out[f.Key.String()] = plainValue(f.Value)
		}
		return out
	}
	return nil
}
