package gotemplate

import (
	"strings"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Template is a file that text/template can parse.
type Template struct {
	file    *source.File
	src     string
	actions []action
	blocks  map[int]*block
	lines   []line
}

// Parse reads a file as a Go template. It is false for a file that is none: it
// holds no action, or text/template would not parse it (as it will not parse
// most of Jinja).
func Parse(f *source.File) (*Template, bool) {
	s := string(f.Data)
	if !strings.Contains(s, "{{") {
		return nil, false
	}
	t := &Template{file: f, src: s}
	var ok bool
	if t.actions, ok = scan(s); !ok {
		return nil, false
	}
	if t.blocks, ok = blocks(t.actions); !ok {
		return nil, false
	}
	tree, ok := parseTree(s)
	if !ok {
		return nil, false
	}
	w := &walker{actions: t.actions, vars: map[string]*variable{}, counting: true}
	w.list(tree.Root, dot{})
	w.counting = false
	w.list(tree.Root, dot{})
	t.lines = t.layout()
	return t, true
}

// line says what stands beside an action on its line, other actions aside.
type line struct {
	// before is the text before it: blank, text, or (with #) a comment.
	before byte
	// after says that text follows.
	after bool
}

// What stands before an action on its line.
const (
	blank   = ' '
	written = 'x'
	comment = '#'
)

// layout works out what stands beside each action.
func (t *Template) layout() []line {
	out := make([]line, len(t.actions))
	before := byte(blank)
	for i := range t.actions {
		seg := t.segment(i)
		if n := strings.LastIndexAny(seg, "\r\n"); n >= 0 {
			before, seg = blank, seg[n+1:]
		}
		if seg = strings.TrimLeft(seg, " \t"); before == blank && seg != "" {
			before = written
			if seg[0] == '#' {
				before = comment
			}
		}
		out[i].before = before
	}
	after := false
	for i := len(t.actions) - 1; i >= 0; i-- {
		seg := t.segment(i + 1)
		if n := strings.IndexAny(seg, "\r\n"); n >= 0 {
			after, seg = false, seg[:n]
		}
		after = after || strings.Trim(seg, " \t") != ""
		out[i].after = after
	}
	return out
}

// segment returns the text before action i; that of the number of actions is
// the text behind the last.
func (t *Template) segment(i int) string {
	start, end := 0, len(t.src)
	if i > 0 {
		start = t.actions[i-1].end
	}
	if i < len(t.actions) {
		end = t.actions[i].start
	}
	return t.src[start:end]
}

// Options say how a view is made.
type Options struct {
	// Symbols holds the unknowns that pipelines stand for.
	Symbols *text.Table
	// Scope is where one pipeline always gives the same string: a chart, or a
	// file that belongs to none.
	Scope string
	// Verbatim reports whether an action (with its delimiters) is no action but
	// part of the text; nil where none is.
	Verbatim func(action string) bool
}

// maxName is how long a symbol's name may be; a longer one is cut and stands
// for itself only.
const maxName = 120

// symbol returns the unknown with the name of a pipeline.
func (o *Options) symbol(name string, fresh bool) *text.Symbol {
	if len(name) > maxName {
		name, fresh = strings.ToValidUTF8(name[:maxName], "")+"...", true
	}
	if fresh {
		return o.Symbols.Fresh(name)
	}
	return o.Symbols.Scoped(o.Scope, name)
}

// choice returns the unknown that is one of a few strings.
func (o *Options) choice(name string, fresh bool, choices []string) *text.Symbol {
	s := o.symbol(name, fresh)
	if len(choices) > 0 && s.Choices == nil {
		for _, c := range choices {
			s.Choices = append(s.Choices, text.Known(c, source.Span{}))
		}
	}
	return s
}
