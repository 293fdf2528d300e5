package compare

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// compared are the kinds whose changes are told.
var compared = []facts.Kind{
	facts.KindTrust, facts.KindStatement, facts.KindIdentity, facts.KindIssuer, facts.KindGrant,
	facts.KindBinding, facts.KindMapping, facts.KindAssociation, facts.KindCluster, facts.KindWorkload,
}

// align makes the facts of a tree comparable with those of another: units and
// the scopes of symbols are named from the tree's own top, and expressions that
// could not be evaluated, of which each is equal to nothing but itself, get a
// name that the same expression has in the other tree: that of the fact in which
// it is met first, and its number in it.
func align(t Tree) {
	under := strings.Trim(t.Under, "/")
	seen := map[*text.Symbol]bool{}
	for _, k := range compared {
		for _, f := range t.Facts.Of(k) {
			b := f.FactBase()
			b.Unit = below(under, b.Unit)
			nth := map[string]int{}
			visitSymbols(reflect.ValueOf(f), func(s *text.Symbol) {
				if seen[s] {
					return
				}
				seen[s] = true
				if !s.Fresh {
					s.Scope = rescope(s.Scope, func(unit string) string { return below(under, unit) })
					return
				}
				s.Fresh, s.Scope = false, fmt.Sprintf("fresh %s %s %s %d", k, b.Unit, b.Address, nth[s.Name])
				if s.Name == "" {
					s.Name = "expression"
				}
				nth[s.Name]++
			})
		}
	}
}

// below is a path seen from a folder above it.
func below(folder, path string) string {
	switch rest, ok := strings.CutPrefix(path, folder+"/"); {
	case folder == "" || folder == ".":
		return path
	case path == folder:
		return "."
	case ok:
		return rest
	}
	return path
}

// rescope renames the unit in the scope of a symbol. Terraform's scopes are
// "terraform:UNIT" and "terraform:UNIT PROVIDER", those of other formats are
// units.
func rescope(scope string, rename func(unit string) string) string {
	rest, terraform := strings.CutPrefix(scope, terraformScope)
	if !terraform {
		return rename(scope)
	}
	unit, provider, has := strings.Cut(rest, " ")
	scope = terraformScope + rename(unit)
	if has {
		scope += " " + provider
	}
	return scope
}

const terraformScope = "terraform:"

// follow renames the units of the new tree that are those of the old one under
// another name: a root that was moved, a file that was renamed. Such a unit is
// not in the old tree, all its facts that have a counterpart have it in one unit,
// and that is not in the new tree.
func follow(before, after *facts.Bundle) {
	oldUnits, newUnits := map[string]bool{}, map[string]bool{}
	byAddress := map[string][]string{}
	each(before, func(k facts.Kind, b *facts.Base) {
		oldUnits[b.Unit] = true
		key := string(k) + "\x00" + b.Address
		byAddress[key] = append(byAddress[key], b.Unit)
	})
	each(after, func(_ facts.Kind, b *facts.Base) { newUnits[b.Unit] = true })
	from := map[string]string{}
	each(after, func(k facts.Kind, b *facts.Base) {
		units := byAddress[string(k)+"\x00"+b.Address]
		units = slices.DeleteFunc(slices.Clone(units), func(u string) bool { return newUnits[u] })
		if oldUnits[b.Unit] || len(units) != 1 {
			return
		}
		if was, ok := from[b.Unit]; ok && was != units[0] {
			units[0] = ""
		}
		from[b.Unit] = units[0]
	})
	taken := map[string]int{}
	for _, unit := range from {
		taken[unit]++
	}
	rename := func(unit string) string {
		if was := from[unit]; was != "" && taken[was] == 1 {
			return was
		}
		return unit
	}
	seen := map[*text.Symbol]bool{}
	for _, k := range compared {
		for _, f := range after.Of(k) {
			b := f.FactBase()
			b.Unit = rename(b.Unit)
			visitSymbols(reflect.ValueOf(f), func(s *text.Symbol) {
				if !seen[s] {
					seen[s] = true
					s.Scope = renamed(s.Scope, rename)
				}
			})
		}
	}
}

// renamed renames the unit of a scope, that of an expression included.
func renamed(scope string, rename func(string) string) string {
	rest, fresh := strings.CutPrefix(scope, "fresh ")
	if !fresh {
		return rescope(scope, rename)
	}
	parts := strings.SplitN(rest, " ", 3)
	parts[1] = rename(parts[1])
	return "fresh " + strings.Join(parts, " ")
}

func each(b *facts.Bundle, visit func(facts.Kind, *facts.Base)) {
	for _, k := range compared {
		for _, f := range b.Of(k) {
			visit(k, f.FactBase())
		}
	}
}

// visitSymbols calls visit for each symbol of a value, in the order of the
// fields, also for those within symbols.
func visitSymbols(v reflect.Value, visit func(*text.Symbol)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			visitSymbols(v.Elem(), visit)
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[[]source.Span]() {
			return
		}
		for i := range v.Len() {
			visitSymbols(v.Index(i), visit)
		}
	case reflect.Struct:
		switch x := v.Interface().(type) {
		case facts.Text:
			symbolsOfText(x, visit)
			return
		case facts.Base, facts.Flag, facts.Number, facts.Link, source.Span:
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				visitSymbols(v.Field(i), visit)
			}
		}
	}
}

func symbolsOfText(t facts.Text, visit func(*text.Symbol)) {
	for _, p := range t.Parts() {
		if p.Sym == nil {
			continue
		}
		visit(p.Sym)
		for _, c := range p.Sym.Choices {
			symbolsOfText(c, visit)
		}
	}
}
