package workflow

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// scope is what expressions can name: environment variables, of the step before
// those of the job before those of the workflow.
// https://docs.github.com/en/actions/reference/workflows-and-actions/variables
type scope struct {
	reader *reader
	env    []*text.Node
}

// with adds variables that hide those of the same name.
func (s scope) with(env *text.Node) scope {
	if env == nil {
		return s
	}
	return scope{s.reader, append([]*text.Node{env}, s.env...)}
}

// maxDepth bounds variables that name each other.
const maxDepth = 8

// text reads a scalar: an expression in it is a symbol unless it names a
// variable that the workflow sets.
func (s scope) text(n *text.Node) facts.Text { return s.expand(n, 0) }

func (s scope) expand(n *text.Node, depth int) facts.Text {
	t := n.Str()
	written, ok := t.Value()
	if !ok || !strings.Contains(written, "${{") {
		return t
	}
	var parts []text.Part
	for written != "" {
		before, rest, found := strings.Cut(written, "${{")
		parts = append(parts, text.Part{Lit: before})
		if !found {
			break
		}
		expression, after, closed := strings.Cut(rest, "}}")
		if !closed {
			break // GitHub refuses the file
		}
		parts = append(parts, s.value(strings.TrimSpace(expression), n, depth).Parts()...)
		written = after
	}
	return text.Join(t.At, parts...)
}

// value is the value of an expression.
func (s scope) value(expression string, at *text.Node, depth int) facts.Text {
	if literal, ok := quoted(expression); ok {
		return text.Known(literal, at.At)
	}
	if variable, ok := strings.CutPrefix(expression, "env."); ok && depth < maxDepth {
		for _, env := range s.env {
			f := env.Field(variable)
			switch {
			case f != nil && !f.Maybe && f.Value.Is(text.String):
				return s.expand(f.Value, depth+1)
			case f != nil || env.MayHold(variable):
				return s.reader.symbol(expression, at.At)
			}
		}
	}
	return s.reader.symbol(expression, at.At)
}

// quoted reads a string of the expression language.
func quoted(expression string) (string, bool) {
	inner, ok := strings.CutPrefix(expression, "'")
	inner, closed := strings.CutSuffix(inner, "'")
	if !ok || !closed || strings.Contains(strings.ReplaceAll(inner, "''", ""), "'") {
		return "", false
	}
	return strings.ReplaceAll(inner, "''", "'"), true
}
