// Package gotemplate reads text that is written as a Go template (the
// manifests of a Helm chart) without rendering it. Nothing is known of the
// values that it will be rendered with, so what depends on them is unknown:
// a pipeline is a symbol, what stands under a condition is there perhaps, and
// where other text is put in, there may be more than is written.
//
// The template becomes a view, a document in which the text between actions
// keeps its place, that a parser of YAML can read; Apply then marks in the
// values what the template leaves open. The package knows templates and trees,
// and of YAML only how its lines begin and are indented.
//
// https://pkg.go.dev/text/template#hdr-Actions
// https://helm.sh/docs/chart_template_guide/
package gotemplate

import "strings"

// Limits of one template. The parser of the standard library recurses, so a
// hostile file is turned away before it is asked.
const (
	maxDepth   = 200 // of blocks, "else if" counting as one
	maxParens  = 100 // of parentheses in an action
	maxActions = 100_000
)

// action is one {{ ... }} of a template.
type action struct {
	start, end int    // with the delimiters, as byte offsets
	left       bool   // {{- trims the space before
	right      bool   // -}} trims the space behind
	word       string // the keyword that it begins with, "/*" for a comment, else empty
	pipe       *pipeline
}

// scan lists the actions of a template, as the lexer of text/template finds
// them. It is false where that lexer would complain, or a limit is hit.
func scan(s string) ([]action, bool) {
	var out []action
	for pos := 0; ; {
		i := strings.Index(s[pos:], "{{")
		if i < 0 {
			return out, true
		}
		a := action{start: pos + i}
		if !a.scan(s) || len(out) == maxActions {
			return nil, false
		}
		out = append(out, a)
		pos = a.end
	}
}

// scan finds the end of the action that begins at a.start.
func (a *action) scan(s string) bool {
	pos := a.start + 2
	if pos+1 < len(s) && s[pos] == '-' && isSpace(s[pos+1]) {
		a.left = true
		pos += 2
	}
	if strings.HasPrefix(s[pos:], "/*") {
		end := strings.Index(s[pos+2:], "*/")
		if end < 0 {
			return false
		}
		a.word = "/*"
		return a.close(s, pos+end+4)
	}
	for pos < len(s) && isSpace(s[pos]) && !a.close(s, pos) {
		pos++
	}
	a.word = keyword(s[pos:])
	for parens := 0; pos < len(s); {
		if a.close(s, pos) {
			return parens == 0
		}
		switch c := s[pos]; c {
		case '"', '\'', '`':
			if pos = skipQuoted(s, pos); pos < 0 {
				return false
			}
			continue
		case '(':
			parens++
		case ')':
			parens--
		}
		if parens > maxParens {
			return false
		}
		pos++
	}
	return false
}

// close reports whether the closing delimiter stands at pos, and notes it.
func (a *action) close(s string, pos int) bool {
	rest := s[pos:]
	if len(rest) > 3 && isSpace(rest[0]) && rest[1] == '-' && rest[2:4] == "}}" {
		a.right, a.end = true, pos+4
		return true
	}
	if strings.HasPrefix(rest, "}}") {
		a.end = pos + 2
		return true
	}
	return false
}

// skipQuoted returns the offset behind a string, a raw string or a character;
// -1 if it does not end.
func skipQuoted(s string, pos int) int {
	quote := s[pos]
	for pos++; pos < len(s); pos++ {
		switch {
		case s[pos] == quote:
			return pos + 1
		case quote == '`':
		case s[pos] == '\\':
			pos++
		case s[pos] == '\n':
			return -1
		}
	}
	return -1
}

// keyword returns the keyword that an action's text begins with.
func keyword(s string) string {
	end := 0
	for end < len(s) && isWord(s[end]) {
		end++
	}
	switch s[:end] {
	case "if", "with", "range", "block", "define", "else", "end", "template", "break", "continue":
		return s[:end]
	}
	return ""
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// block is a control structure: if, with, range, block or define.
type block struct {
	word string
	// marks are the actions that open it, divide it and end it.
	marks []int
}

// blocks pairs the control actions. It is false if they do not nest, or nest
// too deeply.
func blocks(actions []action) (out map[int]*block, ok bool) {
	out = map[int]*block{} // by the action that opens it
	var open []*block
	depth := 0
	for i := range actions {
		switch a := &actions[i]; a.word {
		case "if", "with", "range", "block", "define":
			b := &block{word: a.word, marks: []int{i}}
			out[i] = b
			open = append(open, b)
			depth++
		case "else":
			if len(open) == 0 {
				return nil, false
			}
			b := open[len(open)-1]
			b.marks = append(b.marks, i)
			depth++
		case "end":
			if len(open) == 0 {
				return nil, false
			}
			b := open[len(open)-1]
			depth -= len(b.marks)
			b.marks = append(b.marks, i)
			open = open[:len(open)-1]
		}
		if depth > maxDepth {
			return nil, false
		}
	}
	return out, len(open) == 0
}
