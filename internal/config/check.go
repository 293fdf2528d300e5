package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// reference is a place that names a rule.
type reference struct {
	pattern string
	key     string
	at      source.Span
	role    role
	// params are the parameters that are set; nil but for role ruleID.
	params *text.Node
}

// checker compares a document with forms. It keeps the faults and what must be
// looked up once the rules are known.
type checker struct {
	faults     []Fault
	more       int
	references []reference
}

func (c *checker) fault(key string, at source.Span, suggest, format string, args ...any) {
	if len(c.faults) == maxFaults {
		c.more++
		return
	}
	c.faults = append(c.faults, Fault{At: at, Key: key, Suggest: suggest, Message: fmt.Sprintf(format, args...)})
}

// value checks one value; key is its path, for people.
func (c *checker) value(n *text.Node, f *form, key string) {
	if f.short != "" && isScalar(n) {
		n = &text.Node{Kind: text.Map, At: n.At, Fields: []text.Field{{Key: text.Known(f.short, n.At), Value: n}}}
	}
	switch f.kind {
	case text.Opaque:
		c.anything(n, key, true)
	case text.String:
		if c.text(n, f, key) {
			c.refer(n, f, key, nil)
		}
	case text.List:
		if !c.is(n, text.List, key, "a list") {
			return
		}
		for i, item := range n.Items {
			c.value(item.Value, f.items, fmt.Sprintf("%s[%d]", key, i))
		}
	case text.Map:
		c.mapping(n, f, key)
	}
}

func isScalar(n *text.Node) bool {
	return n.Is(text.String) || n.Is(text.Number) || n.Is(text.Bool)
}

// is reports whether the value is of the kind, and says so if it is not.
func (c *checker) is(n *text.Node, k text.Kind, key, want string) bool {
	switch {
	case n.Is(k):
		return true
	case n.Is(text.Null):
		c.fault(key, n.At, "", "%s is empty: give it %s, or remove it", name(key), want)
	default:
		c.fault(key, firstLine(n), "", "%s must be %s, not a %s", name(key), want, n.Kind)
	}
	return false
}

// firstLine points at the first line of a value, which is enough to find it.
func firstLine(n *text.Node) source.Span { return n.At.FirstLine() }

// name is what a message calls a value.
func name(key string) string {
	if key == "" {
		return "the configuration"
	}
	return key
}

// join is the path of a key within a map.
func join(key, child string) string {
	switch {
	case !plainKey().MatchString(child):
		return key + "[" + strconv.Quote(child) + "]"
	case key == "":
		return child
	}
	return key + "." + child
}

var plainKey = text.Regexp(`^[a-z][a-z-]*$`)

func (c *checker) mapping(n *text.Node, f *form, key string) {
	if !c.is(n, text.Map, key, "a map of keys to values") {
		return
	}
	c.duplicates(n, key)
	for i := range n.Fields {
		x := &n.Fields[i]
		k := x.Key.String()
		child := join(key, k)
		if f.values != nil {
			k := &text.Node{Kind: text.String, Text: x.Key, At: x.Key.At}
			if c.text(k, f.keys, "a key of "+key) {
				c.refer(k, f.keys, child, x.Value)
			}
			c.value(x.Value, f.values, child)
			continue
		}
		if known := f.field(k); known != nil {
			c.value(x.Value, known, child)
			continue
		}
		c.unknownKey(x.Key, f, key)
	}
	for _, x := range f.fields {
		if x.required && n.Field(x.key) == nil {
			c.fault(key, firstLine(n), "", "%s has no %s", name(key), x.key)
		}
	}
}

func (c *checker) unknownKey(k text.Text, f *form, key string) {
	where := ""
	if key != "" {
		where = " in " + key
	}
	if meant := near.Word(k.String(), f.names()); meant != "" {
		c.fault(key, k.At, meant, "unknown key %q%s; did you mean %q?", k.String(), where, meant)
		return
	}
	c.fault(key, k.At, "", "unknown key %q%s; there are %s", k.String(), where, strings.Join(f.names(), ", "))
}

// duplicates reports keys that are written twice: readers of YAML disagree
// which one counts.
func (c *checker) duplicates(n *text.Node, key string) {
	first := map[string]source.Span{}
	for _, x := range n.Fields {
		k := x.Key.String()
		if at, ok := first[k]; ok {
			c.fault(join(key, k), x.Key.At, "", "%s is written twice; it was on line %d already", join(key, k), at.Root().StartPosition().Line)
			continue
		}
		first[k] = x.Key.At
	}
}

// refer keeps a name to look up once the rules are known.
func (c *checker) refer(n *text.Node, f *form, key string, params *text.Node) {
	if f.role != plain {
		c.references = append(c.references, reference{pattern: n.Str().String(), key: key, at: n.At, role: f.role, params: params})
	}
}

// text checks a string and reports whether it has the form.
func (c *checker) text(n *text.Node, f *form, key string) bool {
	want := f.want
	if f.enum != nil {
		want = "one of " + strings.Join(f.enum, ", ")
	}
	if !isScalar(n) {
		return c.is(n, text.String, key, want)
	}
	s := n.Str().String()
	meant := f.suggestion(s)
	switch {
	case !n.Is(text.String) && f.fits(meant):
		// YAML has other ideas of a number than people: 2026.10 is 2026.1.
		c.fault(key, n.At, strconv.Quote(meant), "%s must be in quotes, or YAML reads a %s: %q", key, n.Kind, meant)
	case !n.Is(text.String):
		c.fault(key, n.At, "", "%s must be %s, not %s", key, want, s)
	case f.fits(s):
		if f.refuse != nil {
			if reason := f.refuse(s); reason != "" {
				c.fault(key, n.At, "", "%s %s", key, reason)
			}
		}
		return true
	case meant != s:
		c.fault(key, n.At, meant, "%s must be %s, not %q; did you mean %q?", key, want, s, meant)
	default:
		c.fault(key, n.At, "", "%s must be %s, not %q", key, want, s)
	}
	return false
}

// fits reports whether a string has the form.
func (f *form) fits(s string) bool {
	return (f.enum == nil || slices.Contains(f.enum, s)) && (f.pattern == nil || f.pattern.MatchString(s))
}

// suggestion is what a string was meant to be, or the string itself.
func (f *form) suggestion(s string) string {
	meant := ""
	switch {
	case f.enum != nil:
		meant = near.Word(s, f.enum)
	case f.mend != nil:
		meant = f.mend(s)
	}
	if meant == "" || !f.fits(meant) {
		return s
	}
	return meant
}

// decimal is a number as JSON has it.
var decimal = text.Regexp(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// anything checks a value that may be of any kind: no key twice, numbers that
// everybody reads alike.
func (c *checker) anything(n *text.Node, key string, top bool) {
	switch n.Kind {
	case text.Null, text.Opaque:
		if top {
			c.fault(key, n.At, "", "%s is empty: give it a value, or remove it", key)
		}
	case text.Number:
		if s := n.Str().String(); !decimal().MatchString(s) {
			c.fault(key, n.At, strconv.Quote(s), "%s must be a decimal number, or text in quotes: %q", key, s)
		}
	case text.List:
		for i, item := range n.Items {
			c.anything(item.Value, fmt.Sprintf("%s[%d]", key, i), false)
		}
	case text.Map:
		c.duplicates(n, key)
		for _, x := range n.Fields {
			c.anything(x.Value, join(key, x.Key.String()), false)
		}
	}
}
