package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// The breadths of a pattern, from wide to narrow: by where its first wildcard
// stands, each pattern has one.
const (
	BreadthTenants   = "tenants"   // no tenant is named
	BreadthPrefix    = "prefix"    // tenants whose names begin so
	BreadthTenant    = "tenant"    // all resources (repositories, projects) of one tenant
	BreadthResources = "resources" // those of its resources whose names fit
	BreadthRuns      = "runs"      // the runs of one resource: branches, tags, environments
	breadthNone      = ""
)

// reach is a value of a condition taken apart: up to its first wildcard the
// names that are spelled out.
type reach struct {
	breadth string
	// tenant and resource are what stands for them, wildcards included. A symbol
	// may be both, separator and all (repo:${var.repository}:*): then resource is
	// nil.
	tenant, resource []text.Part
}

// scanner reads a text field by field.
type scanner struct{ parts []text.Part }

// until takes what stands before one of the marks, the first of which counts
// that comes first; it is false where none comes.
func (s *scanner) until(marks ...string) (taken []text.Part, mark string, ok bool) {
	for i, p := range s.parts {
		if p.Sym != nil {
			taken = append(taken, p)
			continue
		}
		at := -1
		for _, m := range marks {
			if j := strings.Index(p.Lit, m); m != "" && j >= 0 && (at < 0 || j < at) {
				at, mark = j, m
			}
		}
		if at < 0 {
			taken = append(taken, p)
			continue
		}
		taken = append(taken, text.Part{Lit: p.Lit[:at]})
		s.parts = append([]text.Part{{Lit: p.Lit[at+len(mark):]}}, s.parts[i+1:]...)
		return taken, mark, true
	}
	s.parts = nil
	return taken, "", false
}

// reachOf takes a pattern apart. Symbols are taken for names without wildcards.
func (t tenancy) reachOf(v facts.Text) reach {
	rest, ok := v.CutPrefix(t.prefix)
	if !ok {
		head, _, _ := strings.Cut(firstLiteral(v), "*")
		head, _, _ = strings.Cut(head, "?")
		if head == firstLiteral(v) || !strings.HasPrefix(t.prefix, head) {
			return reach{} // a subject of another form
		}
		return reach{breadth: BreadthTenants}
	}
	s := scanner{rest.Parts()}
	r := reach{}
	var mark string
	r.tenant, mark, ok = s.until(t.separator, t.end)
	switch wild := firstWild(r.tenant); {
	case wild == 0:
		r.breadth = BreadthTenants
		return r
	case wild > 0 && !afterAt(r.tenant):
		r.breadth = BreadthPrefix
		return r
	case !ok || !t.resources:
		return r
	}
	if mark != t.separator { // the symbol holds the resource, too
		if !hasSymbol(r.tenant) {
			return r
		}
	} else {
		r.resource, _, _ = s.until(t.end)
		group, name := t.nameOf(r.resource)
		switch wild := firstWild(name); {
		case isEverything(name) && (len(group) == 0 || isEverything(group)):
			r.breadth = BreadthTenant
			return r
		case wild >= 0 && !afterAt(name):
			r.breadth = BreadthResources
			return r
		}
	}
	if firstWild(s.parts) >= 0 {
		r.breadth = BreadthRuns
	}
	return r
}

// nameOf takes a resource apart into the group that it is in and its name. A
// workspace is found by its organisation and its name, whatever its project, so
// that a wildcard for the project leaves open nothing.
// https://developer.hashicorp.com/terraform/cloud-docs/api-docs/workspaces#show-workspace
func (t tenancy) nameOf(resource []text.Part) (group, name []text.Part) {
	if t.unique == "" {
		return nil, resource
	}
	s := scanner{slices.Clone(resource)}
	group, _, found := s.until(t.unique)
	if len(group) > 0 {
		group[0].Lit = strings.TrimPrefix(group[0].Lit, t.group)
	}
	if !found {
		return nil, group
	}
	return group, s.parts
}

// isEverything reports whether a part of a pattern is a wildcard and no more.
func isEverything(parts []text.Part) bool {
	s := literalOf(parts)
	return s != "" && strings.Trim(s, "*") == "" && !hasSymbol(parts)
}

func firstLiteral(v facts.Text) string {
	if parts := v.Parts(); len(parts) > 0 {
		return parts[0].Lit
	}
	return ""
}

func literalOf(parts []text.Part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Lit)
	}
	return b.String()
}

func hasSymbol(parts []text.Part) bool {
	for _, p := range parts {
		if p.Sym != nil {
			return true
		}
	}
	return false
}

// firstWild is where the first wildcard stands: 0 at the beginning, 1 behind
// something, -1 nowhere.
func firstWild(parts []text.Part) int {
	seen := false
	for _, p := range parts {
		if p.Sym != nil {
			seen = true
			continue
		}
		switch i := strings.IndexAny(p.Lit, "*?"); {
		case i > 0, i == 0 && seen:
			return 1
		case i == 0:
			return 0
		}
		seen = seen || p.Lit != ""
	}
	return -1
}

// afterAt reports whether the first wildcard takes the place of the id behind a
// name (acme@*): the name is spelled out.
// https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims
func afterAt(parts []text.Part) bool {
	s := literalOf(parts)
	i := strings.IndexAny(s, "*?")
	return i > 0 && s[i-1] == '@'
}

// filled writes a word for the wildcards of a part of a pattern.
func filled(parts []text.Part, word string) []text.Part {
	var out []text.Part
	for i, p := range parts {
		var b strings.Builder
		for j := range p.Lit {
			switch c := p.Lit[j]; {
			case c == '?':
				b.WriteByte('x')
			case c != '*':
				b.WriteByte(c)
			case j > 0 && p.Lit[j-1] == '*':
			case j > 0 && isName(p.Lit[j-1]) || j == 0 && i > 0:
				b.WriteString("-" + word)
			default:
				b.WriteString(word)
			}
		}
		out = append(out, text.Part{Lit: b.String(), Sym: p.Sym})
	}
	return out
}

// isName reports whether a wildcard behind a character goes on with a word.
func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// withoutIDs drops the ids behind names.
func withoutIDs(parts []text.Part) []text.Part {
	var out []text.Part
	for _, p := range parts {
		before, _, found := strings.Cut(p.Lit, "@")
		p.Lit = before
		out = append(out, p)
		if found {
			break
		}
	}
	return out
}

// numbered writes a number for a wildcard in an id.
func numbered(parts []text.Part) []text.Part {
	var out []text.Part
	for _, p := range parts {
		p.Lit = strings.NewReplacer("*", "1", "?", "1").Replace(p.Lit)
		out = append(out, p)
	}
	return out
}
