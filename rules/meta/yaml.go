// Package meta reads the METADATA of a policy: the comment above its package
// line, which is the only place for a rule's severity and words.
//
// The comment is YAML. It is read with a small reader of its own, because the
// general ones take longer for a few hundred comments than all the rest of a
// run; the tests hold it against Rego's own reading of every policy.
package meta

import (
	"fmt"
	"strconv"
	"strings"
)

// node is a YAML value: a scalar, a list or a map.
type node struct {
	line   int
	scalar string
	plain  bool // written without quotes
	items  []*node
	keys   []string
	fields map[string]*node
	kind   nodeKind
}

type nodeKind uint8

const (
	scalarNode nodeKind = iota
	listNode
	mapNode
)

// line is a line of the comment without its "# ".
type line struct {
	number int
	indent int
	text   string // without indentation and trailing blanks
	raw    string
}

// fault is a mistake with its line; the caller adds the file.
type fault struct {
	line    int
	message string
}

func (f *fault) Error() string { return f.message }

func faultf(line int, format string, args ...any) error {
	return &fault{line, fmt.Sprintf(format, args...)}
}

type reader struct {
	lines []line
	pos   int
}

func (r *reader) peek() *line {
	for r.pos < len(r.lines) {
		l := &r.lines[r.pos]
		if l.text != "" && l.text[0] != '#' {
			return l
		}
		r.pos++
	}
	return nil
}

// block reads the list or map whose lines have the given indentation.
func (r *reader) block(indent int) (*node, error) {
	l := r.peek()
	if isItem(l.text) {
		return r.list(indent)
	}
	return r.mapping(indent)
}

func isItem(text string) bool { return text == "-" || strings.HasPrefix(text, "- ") }

func (r *reader) list(indent int) (*node, error) {
	n := &node{kind: listNode, line: r.peek().number}
	for {
		l := r.peek()
		if l == nil || l.indent != indent || !isItem(l.text) {
			return n, r.outdented(l, indent)
		}
		rest := strings.TrimLeft(l.text[1:], " ")
		if rest == "" {
			return nil, faultf(l.number, "write the list's element behind its dash")
		}
		// The element's own lines are indented as what stands behind the dash.
		inner := indent + len(l.text) - len(rest)
		if _, _, ok := cutKey(rest); ok {
			l.indent, l.text = inner, rest
			e, err := r.mapping(inner)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, e)
			continue
		}
		r.pos++
		e, err := r.value(rest, l.number, indent)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, e)
	}
}

// outdented refuses a line that is indented deeper than the block it follows.
func (r *reader) outdented(l *line, indent int) error {
	if l != nil && l.indent > indent {
		return faultf(l.number, "this line is indented deeper than the one before allows")
	}
	return nil
}

func (r *reader) mapping(indent int) (*node, error) {
	n := &node{kind: mapNode, line: r.peek().number, fields: map[string]*node{}}
	for {
		l := r.peek()
		if l == nil || l.indent != indent || isItem(l.text) {
			return n, r.outdented(l, indent)
		}
		key, rest, ok := cutKey(l.text)
		if !ok {
			return nil, faultf(l.number, "want `key: value`, got %q", l.text)
		}
		if n.fields[key] != nil {
			return nil, faultf(l.number, "the key %s is there twice", key)
		}
		r.pos++
		v, err := r.value(rest, l.number, indent)
		if err != nil {
			return nil, err
		}
		n.keys = append(n.keys, key)
		n.fields[key] = v
	}
}

// cutKey splits `key: rest`.
func cutKey(text string) (key, rest string, ok bool) {
	i := strings.Index(text, ":")
	if i <= 0 || i+1 < len(text) && text[i+1] != ' ' {
		return "", "", false
	}
	key = strings.Trim(text[:i], `"`)
	if strings.ContainsAny(key, ` "'[]{},`) {
		return "", "", false
	}
	return key, strings.TrimLeft(text[i+1:], " "), true
}

// value reads what stands behind a key or a dash, and the lines that belong to it.
func (r *reader) value(rest string, number, indent int) (*node, error) {
	switch {
	case rest == "" || rest[0] == '#':
		next := r.peek()
		if next == nil || next.indent < indent || next.indent == indent && !isItem(next.text) {
			return &node{line: number, plain: true}, nil
		}
		n, err := r.block(next.indent)
		if err == nil {
			n.line = number // that of the key
		}
		return n, err
	case rest[0] == '|' || rest[0] == '>':
		return r.literal(rest, number, indent)
	case rest[0] == '[' || rest[0] == '{':
		return flow(rest, number)
	case rest[0] == '"' || rest[0] == '\'':
		s, tail, err := quoted(rest, number)
		if err == nil && tail != "" && tail[0] != '#' {
			err = faultf(number, "there is text behind the closing quote: %q", tail)
		}
		return &node{line: number, scalar: s}, err
	}
	return r.plainScalar(rest, number, indent)
}

// plainScalar reads an unquoted value, which may go on in deeper lines.
func (r *reader) plainScalar(rest string, number, indent int) (*node, error) {
	text := uncomment(rest)
	for l := r.peek(); l != nil && l.indent > indent && !isItem(l.text); l = r.peek() {
		text += " " + uncomment(l.text)
		r.pos++
	}
	if strings.Contains(text, ": ") || strings.HasSuffix(text, ":") {
		return nil, faultf(number, "the value holds a colon: put it in quotes, or write it as a block with |")
	}
	if strings.ContainsAny(text[:1], "&*!%@`") {
		return nil, faultf(number, "the value begins with %q: put it in quotes", text[:1])
	}
	return &node{line: number, scalar: text, plain: true}, nil
}

// uncomment cuts a comment off; it begins with a # after a blank.
func uncomment(s string) string {
	if i := strings.Index(s, " #"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimRight(s, " ")
}

// literal reads a block scalar: | keeps lines, > joins them.
func (r *reader) literal(marker string, number, indent int) (*node, error) {
	marker = uncomment(marker)
	if len(marker) > 2 || len(marker) == 2 && marker[1] != '-' {
		return nil, faultf(number, "want |, |-, > or >-, got %q", marker)
	}
	var lines []string
	depth := -1
	for ; r.pos < len(r.lines); r.pos++ {
		l := r.lines[r.pos]
		if l.text == "" {
			lines = append(lines, "")
			continue
		}
		if l.indent <= indent {
			break
		}
		if depth < 0 {
			depth = l.indent
		}
		if l.indent < depth {
			return nil, faultf(l.number, "this line is indented less than the first of its block")
		}
		lines = append(lines, l.raw[depth:])
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	text := strings.Join(lines, "\n")
	if marker[0] == '>' {
		text = fold(lines)
	}
	if len(marker) == 1 && text != "" {
		text += "\n"
	}
	return &node{line: number, scalar: text}, nil
}

// fold joins lines with blanks and turns empty lines into line breaks.
func fold(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		switch {
		case l == "":
			b.WriteByte('\n')
		case i > 0 && lines[i-1] != "":
			b.WriteByte(' ')
			b.WriteString(l)
		default:
			b.WriteString(l)
		}
	}
	return b.String()
}

func quoted(s string, number int) (value, tail string, err error) {
	if s[0] == '\'' {
		var b strings.Builder
		for i := 1; i < len(s); i++ {
			if s[i] != '\'' {
				b.WriteByte(s[i])
				continue
			}
			if i+1 < len(s) && s[i+1] == '\'' {
				b.WriteByte('\'')
				i++
				continue
			}
			return b.String(), strings.TrimLeft(s[i+1:], " "), nil
		}
		return "", "", faultf(number, "the closing quote is missing")
	}
	prefix, err := strconv.QuotedPrefix(s)
	if err != nil {
		return "", "", faultf(number, "the string in double quotes is not valid")
	}
	value, err = strconv.Unquote(prefix)
	if err != nil {
		return "", "", faultf(number, "the string in double quotes is not valid")
	}
	return value, strings.TrimLeft(s[len(prefix):], " "), nil
}
