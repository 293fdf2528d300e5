package meta

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/rules/shape"
)

// Meta is what a policy says about its rule.
type Meta struct {
	Info finding.RuleInfo
	// Replaces is the id of the built-in rule that a user's rule takes the
	// place of; empty if none.
	Replaces string
	// Line is the line of the METADATA comment.
	Line int
}

// Error is a mistake in METADATA. Its text is file:line: a sentence that says
// what to do.
type Error struct {
	File    string
	Line    int
	Message string
}

// Error prints file:line: message.
func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// Parse reads the METADATA of a policy's source. Kind and id are taken from
// the file's name by the caller.
func Parse(file string, src []byte) (*Meta, error) {
	m, err := parse(string(src))
	var f *fault
	if errors.As(err, &f) {
		return nil, &Error{file, f.line, "METADATA: " + f.message}
	}
	return m, err
}

func parse(src string) (*Meta, error) {
	lines, start := comment(src)
	if start == 0 {
		return nil, faultf(1, "the policy has none: begin the file with a comment `# METADATA` that gives title, description, related_resources and custom")
	}
	r := &reader{lines: lines}
	first := r.peek()
	if first == nil {
		return nil, faultf(start, "the comment is empty: give title, description, related_resources and custom")
	}
	root, err := r.mapping(first.indent)
	if err != nil {
		return nil, err
	}
	if rest := r.peek(); rest != nil {
		return nil, faultf(rest.number, "this line is indented less than the first")
	}
	m := &Meta{Line: start}
	return m, m.decode(root)
}

// comment returns the lines of the METADATA comment above the package.
func comment(src string) (lines []line, start int) {
	number := 0
	for text := range strings.Lines(src) {
		number++
		text = strings.TrimRight(text, " \t\r\n")
		switch {
		case start == 0 && text == "# METADATA":
			start = number
		case start == 0 && (text == "" || strings.HasPrefix(text, "#")):
		case start == 0 || !strings.HasPrefix(text, "#"):
			return lines, start
		default:
			raw := strings.TrimPrefix(text[1:], " ")
			trimmed := strings.TrimLeft(raw, " ")
			lines = append(lines, line{number, len(raw) - len(trimmed), trimmed, raw})
		}
	}
	return lines, start
}

func (m *Meta) decode(root *node) error {
	if err := known(root, "METADATA", []string{"title", "description", "related_resources", "custom"}); err != nil {
		return err
	}
	for _, want := range []string{"title", "description", "related_resources", "custom"} {
		if root.fields[want] == nil {
			return faultf(m.Line, "the key %s is missing: add it", want)
		}
	}
	var err error
	d := &decoder{err: &err}
	m.Info.Title = d.text(root, "title")
	m.Info.Description = d.text(root, "description")
	m.Info.References = d.references(root.fields["related_resources"])
	custom := root.fields["custom"]
	if custom.kind != mapNode {
		return faultf(custom.line, "custom must be a map with severity, confidence, persona, remediation and since")
	}
	if err != nil {
		return err
	}
	return m.decodeCustom(custom)
}

// customKeys are the keys of custom; the first few are required.
var customKeys = []string{"severity", "confidence", "persona", "remediation", "since", "severities", "tags", "params", "aliases", "replaces"}

const requiredCustom = 5

func (m *Meta) decodeCustom(custom *node) error {
	if err := known(custom, "custom", customKeys); err != nil {
		return err
	}
	for _, want := range customKeys[:requiredCustom] {
		if custom.fields[want] == nil {
			return faultf(custom.line, "the key custom.%s is missing: add it", want)
		}
	}
	var err error
	d := &decoder{err: &err}
	m.Info.Severity = level(d, custom, "severity", finding.ParseSeverity)
	m.Info.Confidence = level(d, custom, "confidence", finding.ParseConfidence)
	m.Info.Persona = level(d, custom, "persona", finding.ParsePersona)
	m.Info.Remediation = d.text(custom, "remediation")
	m.Info.Since = d.text(custom, "since")
	if err == nil && !isRelease(m.Info.Since) {
		return faultf(custom.fields["since"].line, "custom.since must be a release such as \"2026.12\", in quotes")
	}
	m.Info.Severities = []finding.Severity{m.Info.Severity}
	for _, n := range d.list(custom, "severities") {
		s, parseErr := finding.ParseSeverity(n.scalar)
		d.keep(n.line, parseErr)
		if !slices.Contains(m.Info.Severities, s) {
			m.Info.Severities = append(m.Info.Severities, s)
		}
	}
	m.Info.Tags = d.strings(custom, "tags")
	m.Info.Aliases = d.strings(custom, "aliases")
	if custom.fields["replaces"] != nil {
		m.Replaces = d.text(custom, "replaces")
	}
	m.Info.Params = d.params(custom.fields["params"])
	return err
}

func isRelease(s string) bool {
	year, month, ok := strings.Cut(s, ".")
	_, err := strconv.Atoi(year + month)
	return ok && len(year) == 4 && len(month) == 2 && err == nil
}

func known(n *node, what string, names []string) error {
	for _, k := range n.keys {
		if !slices.Contains(names, k) {
			return faultf(n.fields[k].line, "%s has no key %s: %s", what, k, shape.DidYouMean(k, names))
		}
	}
	return nil
}

// decoder keeps the first mistake.
type decoder struct{ err *error }

func (d *decoder) keep(line int, err error) {
	if err != nil && *d.err == nil {
		*d.err = faultf(line, "%s", err)
	}
}

func (d *decoder) text(n *node, key string) string {
	v := n.fields[key]
	s := strings.TrimSpace(v.scalar)
	if v.kind != scalarNode || s == "" {
		d.keep(v.line, fmt.Errorf("%s must be a string that says something", key))
	}
	return s
}

func (d *decoder) list(n *node, key string) []*node {
	v := n.fields[key]
	if v == nil {
		return nil
	}
	if v.kind != listNode {
		d.keep(v.line, fmt.Errorf("%s must be a list: [a, b]", key))
	}
	return v.items
}

func (d *decoder) strings(n *node, key string) []string {
	var out []string
	for _, e := range d.list(n, key) {
		if e.kind != scalarNode || e.scalar == "" {
			d.keep(e.line, fmt.Errorf("%s must be a list of strings", key))
		}
		out = append(out, e.scalar)
	}
	return out
}

func (d *decoder) references(n *node) []string {
	if n.kind != listNode || len(n.items) == 0 {
		d.keep(n.line, errors.New("related_resources must be a list of URLs: give at least one that shows why the rule is right"))
		return nil
	}
	var out []string
	for _, e := range n.items {
		url := e.scalar
		if e.kind == mapNode && e.fields["ref"] != nil {
			url = e.fields["ref"].scalar
		}
		if !strings.HasPrefix(url, "https://") {
			d.keep(e.line, errors.New("each of related_resources must be a URL that begins with https://"))
		}
		out = append(out, url)
	}
	return out
}

func (d *decoder) params(n *node) map[string]any {
	if n == nil {
		return nil
	}
	if n.kind != mapNode {
		d.keep(n.line, errors.New("params must be a map of names to defaults: {} if there are none"))
		return nil
	}
	out := map[string]any{}
	for _, k := range n.keys {
		out[k] = n.fields[k].native()
	}
	return out
}

// native gives a parameter's default as JSON would: string, bool, number,
// list or map.
func (n *node) native() any {
	switch n.kind {
	case listNode:
		out := make([]any, len(n.items))
		for i, e := range n.items {
			out[i] = e.native()
		}
		return out
	case mapNode:
		out := map[string]any{}
		for _, k := range n.keys {
			out[k] = n.fields[k].native()
		}
		return out
	}
	if !n.plain {
		return n.scalar
	}
	switch n.scalar {
	case "true", "false":
		return n.scalar == "true"
	case "", "null", "~":
		return nil
	}
	if f, err := strconv.ParseFloat(n.scalar, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
		return f
	}
	return n.scalar
}

func level[T any](d *decoder, n *node, key string, parse func(string) (T, error)) T {
	v, err := parse(n.fields[key].scalar)
	d.keep(n.fields[key].line, err)
	return v
}
