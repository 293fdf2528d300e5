package meta

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// place turns what decoding a comment failed with into an Error. The decoder
// knows names at best, so the comment is read again, with positions.
func place(view *source.File, start int, err error) *Error {
	out := &Error{File: view.Path, Line: start, Message: "METADATA: " + rootCause(err).Error()}
	var cut *divided
	if errors.As(err, &cut) {
		out.put(view.Span(cut.pos, cut.pos), cut.Error())
		return out
	}
	docs, broken := yamlpos.ParseYAML(view, yamlpos.Options{})
	if len(broken) > 0 {
		out.put(broken[0].At, broken[0].Message)
		return out
	}
	if len(docs) == 0 {
		return out
	}
	root := docs[0].Root
	var mistake *fault
	var wrong *json.UnmarshalTypeError
	var unsupported *json.UnsupportedValueError
	switch {
	case errors.As(err, &mistake):
		at, found := find(root, mistake.path)
		if !found {
			mistake.message = fmt.Sprintf("the key %s is missing: add it", strings.Join(mistake.path, "."))
		}
		out.put(at, mistake.message)
	case errors.As(err, &wrong):
		path := strings.Split(wrong.Field, ".")
		at, _ := find(root, path)
		out.put(at, wanted(path))
	case errors.As(err, &unsupported):
		out.put(source.Span{}, "a value is .nan or .inf, which is no number that can be compared: write another")
	default:
		if key, ok := repeated(root); ok {
			out.put(key.At, fmt.Sprintf("the key %s is there twice", key))
		}
	}
	return out
}

// put says where and what the mistake is; a zero span leaves the line.
func (e *Error) put(at source.Span, message string) {
	if !at.IsZero() {
		e.Line = at.Root().StartPosition().Line
	}
	e.Message = "METADATA: " + message
}

// rootCause is the innermost error, without what each layer says it was doing.
func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// find follows keys and indices as far as they lead, and returns the place of
// the last one that is there.
func find(n *text.Node, path []string) (at source.Span, found bool) {
	for _, key := range path {
		if i, err := strconv.Atoi(key); err == nil && n.Is(text.List) && i < len(n.Items) {
			n = n.Items[i].Value
			at = n.At
			continue
		}
		f := n.Field(key)
		if f == nil {
			return at, false
		}
		n, at = f.Value, f.Key.At
	}
	return at, true
}

// repeated returns the first key that its map holds already.
func repeated(n *text.Node) (text.Text, bool) {
	var seen []string
	for _, f := range n.Fields {
		if slices.Contains(seen, f.Key.String()) {
			return f.Key, true
		}
		seen = append(seen, f.Key.String())
		if key, ok := repeated(f.Value); ok {
			return key, true
		}
	}
	for _, item := range n.Items {
		if key, ok := repeated(item.Value); ok {
			return key, true
		}
	}
	return text.Text{}, false
}

// wanted says what the value of a key must be.
func wanted(path []string) string {
	switch key := path[len(path)-1]; key {
	case "":
		return "the comment must be a map with title, description, related_resources and custom"
	case "related_resources":
		return "related_resources must be a list of URLs: give at least one that shows why the rule is right"
	case "custom":
		return "custom must be a map with severity, confidence, persona, remediation and since"
	case "params":
		return "params must be a map of names to defaults: {} if there are none"
	case "severities", "tags", "aliases":
		return key + " must be a list of strings: [a, b]"
	case "since":
		return `custom.since must be a release such as "2026.12", in quotes`
	default:
		return key + " must be a string: put it in quotes"
	}
}
