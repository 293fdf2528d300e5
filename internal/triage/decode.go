package triage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// Fault is one thing that is wrong with a file of ours.
type Fault struct {
	At      source.Span
	Message string
}

// FileError says all that is wrong with a file of ours, in its order.
type FileError struct {
	Faults []Fault
}

// Error prints a line for each fault: path:line:column: message.
func (e *FileError) Error() string {
	var lines []string
	for _, f := range e.Faults {
		lines = append(lines, fmt.Sprintf("%s: %s", f.At, f.Message))
	}
	return strings.Join(lines, "\n")
}

// decoder reads values strictly and collects faults.
type decoder struct {
	faults []Fault
}

func (d *decoder) fault(at source.Span, format string, args ...any) {
	d.faults = append(d.faults, Fault{at.FirstLine(), fmt.Sprintf(format, args...)})
}

// err returns what was collected, or nil.
func (d *decoder) err() error {
	if len(d.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(d.faults, func(a, b Fault) int { return a.At.Compare(b.At) })
	return &FileError{d.faults}
}

// document returns the value of a file that must hold one document; nil for an
// empty file.
func (d *decoder) document(f *source.File) *text.Node {
	docs, faults := yamlpos.Parse(f, yamlpos.Options{})
	for _, fault := range faults {
		d.fault(fault.At, "%s", fault.Message)
	}
	if len(docs) > 1 {
		d.fault(docs[1].At, "It holds more than one document.")
	}
	if len(docs) == 0 {
		return nil
	}
	return docs[0].Root
}

// mapping returns the entries of a map by their keys. Each key must be one of
// allowed and occur once, and those that are required must be there.
func (d *decoder) mapping(n *text.Node, what string, allowed, required []string) map[string]*text.Node {
	out := map[string]*text.Node{}
	if !n.Is(text.Map) {
		d.fault(n.Span(), "%s must be a map of %s, and not a %s.", what, list(allowed), n.Kind)
		return out
	}
	for _, f := range n.Fields {
		key, known := f.Key.Value()
		switch {
		case !known || !slices.Contains(allowed, key):
			hint := fmt.Sprintf(" It may hold %s.", list(allowed))
			if name := near.Word(key, allowed); name != "" {
				hint = fmt.Sprintf(" Did you mean %q?", name)
			}
			d.fault(f.Key.At, "%s has no %q.%s", what, clip(key), hint)
		case out[key] != nil:
			d.fault(f.Key.At, "%s has %q twice.", what, key)
		default:
			out[key] = f.Value
		}
	}
	for _, key := range required {
		if out[key] == nil {
			d.fault(n.At, "%s has no %q, which is required.", what, key)
		}
	}
	return out
}

// list joins words for a sentence.
func list(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// str returns a scalar as it is written; empty for one that is not there. One
// that is there must say something.
func (d *decoder) str(n *text.Node, what string) string {
	if n == nil {
		return ""
	}
	value, known := n.Str().Value()
	if !known {
		d.fault(n.At, "%s must be a string, and not a %s.", what, n.Kind)
		return ""
	}
	if strings.TrimSpace(value) == "" {
		d.fault(n.At, "%s is empty.", what)
	}
	return strings.TrimSpace(value)
}

// choice returns a scalar that must be one of several.
func (d *decoder) choice(n *text.Node, what string, allowed []string) string {
	value := d.str(n, what)
	if value == "" || slices.Contains(allowed, value) {
		return value
	}
	hint := fmt.Sprintf(" It may be %s.", strings.Replace(list(allowed), " and ", " or ", 1))
	if name := near.Word(value, allowed); name != "" {
		hint = fmt.Sprintf(" Did you mean %q?", name)
	}
	d.fault(n.At, "%s cannot be %q.%s", what, clip(value), hint)
	return ""
}

// date returns a scalar that must be a day.
func (d *decoder) date(n *text.Node, what string) string {
	value := d.str(n, what)
	if _, ok := parseDay(value); value != "" && !ok {
		d.fault(n.At, "%s cannot be %q: there is no such day. Write YYYY-MM-DD.", what, clip(value))
		return ""
	}
	return value
}

// strs returns a list of scalars, which must not be empty.
func (d *decoder) strs(n *text.Node, what string) []string {
	if n == nil {
		return nil
	}
	if !n.Is(text.List) {
		d.fault(n.At, "%s must be a list, and not a %s.", what, n.Kind)
		return nil
	}
	if len(n.Items) == 0 {
		d.fault(n.At, "%s is empty.", what)
	}
	var out []string
	for _, item := range n.Items {
		if s := d.str(item.Value, "An element of "+what); s != "" {
			out = append(out, s)
		}
	}
	return out
}
