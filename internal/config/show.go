package config

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Show prints the effective configuration as YAML, each value with the place
// that set it. Saved as .subaud.yaml in the root of the repository it means
// the same, since all that it extends is in it.
func (c *Config) Show() []byte {
	p := &printer{}
	if len(c.Files) == 0 {
		p.line("# no configuration file: these are the defaults")
	}
	for _, f := range c.Files {
		p.line("# from " + clean(f))
	}
	list(p, "accounts", c.Accounts, accountPairs)
	list(p, "vendors", c.Vendors, accountPairs)
	p.scalar("repository", c.Repository.Value, c.Repository.At)
	list(p, "issuers", c.Issuers, func(i Issuer) []string {
		return []string{"host", i.Host, "class", i.Class, "name", i.Name}
	})
	list(p, "complete", c.Complete, func(x Closed) []string {
		return []string{"kind", string(x.Kind), "scope", x.Scope}
	})
	p.line("break-glass:")
	p.indent = "  "
	p.list("principals", c.Principals)
	p.list("groups", c.Groups)
	p.indent = ""
	p.list("exclude", c.Exclude)
	p.list("policies", c.relative(c.Policies))
	p.list("select", c.Select)
	p.list("ignore", c.Ignore)
	p.severity(c.Severity)
	p.params(c.Params)
	p.scalar("rules", c.Release.Value, c.Release.At)
	p.scalar("persona", c.Persona.Value.String(), c.Persona.At)
	p.scalar("fail-on", c.FailOn.Value.String(), c.FailOn.At)
	p.scalar("min-confidence", c.MinConfidence.Value.String(), c.MinConfidence.At)
	for _, x := range []struct {
		key string
		v   Value[string]
	}{{"baseline", c.Baseline}, {"exceptions", c.Exceptions}} {
		value := x.v.Value
		if value != "" {
			value = displayPath(c.root, value)
		}
		p.scalar(x.key, value, x.v.At)
	}
	return []byte(p.out.String())
}

func accountPairs(a Account) []string { return []string{"id", a.ID, "name", a.Name} }

// relative prints paths as reports do.
func (c *Config) relative(paths []Value[string]) []Value[string] {
	out := slices.Clone(paths)
	for i := range out {
		out[i].Value = displayPath(c.root, out[i].Value)
	}
	return out
}

// printer writes YAML of the few shapes that a configuration has.
type printer struct {
	out    strings.Builder
	indent string
}

func (p *printer) line(s string) { p.out.WriteString(p.indent + s + "\n") }

// set writes a line with the place that set it.
func (p *printer) set(s string, at source.Span) {
	origin := "default"
	if !at.IsZero() {
		origin = clean(at.String())
	}
	p.line(s + "  # " + origin)
}

// scalar writes a setting; one without a value as a comment, since YAML has
// no way to say that a key is not there.
func (p *printer) scalar(key, value string, at source.Span) {
	if value == "" {
		p.line("# " + key + ": not set")
		return
	}
	p.set(key+": "+quote(value), at)
}

func (p *printer) list(key string, values []Value[string]) {
	if len(values) == 0 {
		p.set(key+": []", source.Span{})
		return
	}
	p.line(key + ":")
	for _, v := range values {
		p.set("  - "+quote(v.Value), v.At)
	}
}

// list writes a list of maps, each given as keys and values in turn; empty
// values are left out.
func list[T any](p *printer, key string, values []Value[T], pairs func(T) []string) {
	if len(values) == 0 {
		p.set(key+": []", source.Span{})
		return
	}
	p.line(key + ":")
	for _, v := range values {
		var parts []string
		for pair := range slices.Chunk(pairs(v.Value), 2) {
			if pair[1] != "" {
				parts = append(parts, pair[0]+": "+quote(pair[1]))
			}
		}
		p.set("  - {"+strings.Join(parts, ", ")+"}", v.At)
	}
}

func (p *printer) severity(overrides []Value[Override]) {
	if len(overrides) == 0 {
		p.set("severity: {}", source.Span{})
		return
	}
	p.line("severity:")
	for _, v := range overrides {
		s := v.Value.Severity.String()
		if v.Value.Off {
			s = "off"
		}
		p.set("  "+quote(v.Value.Pattern)+": "+quote(s), v.At)
	}
}

func (p *printer) params(params []Value[Param]) {
	if len(params) == 0 {
		p.set("params: {}", source.Span{})
		return
	}
	p.line("params:")
	byRule := map[string][]Value[Param]{}
	for _, v := range params {
		byRule[v.Value.Rule] = append(byRule[v.Value.Rule], v)
	}
	for _, rule := range slices.Sorted(maps.Keys(byRule)) {
		p.line("  " + quote(rule) + ":")
		for _, v := range byRule[rule] {
			p.set("    "+quote(v.Value.Name)+": "+flow(v.Value.Value), v.At)
		}
	}
}

// flow writes a value of Param on one line.
func flow(v any) string {
	var parts []string
	switch v := v.(type) {
	case string:
		return quote(v)
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	case []any:
		for _, x := range v {
			parts = append(parts, flow(x))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, strconv.Quote(k)+": "+flow(v[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "null"
}

// word is a string that YAML reads as itself without quotes, in every version
// (off and no are booleans in some).
var word = text.Regexp(`^[a-z][a-z-]+(/[a-z][a-z0-9-]*)?$`)

// quote writes a string so that it stays one string on one line. Go's escapes
// are those of YAML's double quotes.
func quote(s string) string {
	switch s {
	case "true", "false", "null", "yes", "no", "on", "off":
		return strconv.Quote(s)
	}
	if word().MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}

// clean makes a path fit for a comment, or an error's line.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
