package comments

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// lineKind is what a logical line of YAML is.
type lineKind uint8

const (
	lineContent  lineKind = iota
	lineComment           // a comment alone
	lineMarker            // --- or ...
	lineTemplate          // only {{ ... }}, which says nothing about the block
)

// yamlLine is a line of YAML with what belongs to it: the further lines of a
// quoted scalar or a flow collection, the lines of a block scalar.
type yamlLine struct {
	kind       lineKind
	start, end int // start is that of the first character that is not blank
	indent     int
	dash       bool // it begins with "- "
}

// yamlScanner splits a document into logical lines and finds its comments and
// block scalars. It reads YAML by its lines, so that what is only nearly YAML
// (the template of a chart) is read as well as can be.
// https://yaml.org/spec/1.2.2/
type yamlScanner struct {
	document
	lines    []yamlLine
	comments []token // where each is, in order
	blocks   []token // the bodies of block scalars
	pos      int
	quote    byte // of the scalar that is open
	flow     int  // how many flow collections are open
}

// fromYAML finds the comments of a document and of its block scalars.
func (d document) fromYAML() []Comment {
	s := &yamlScanner{document: d, pos: d.from}
	for s.pos < s.to {
		s.line()
	}
	var out []Comment
	for _, c := range s.comments {
		found := d.directives(c.start, c.end)
		out = append(out, d.cover(found, c.start, func() (int, int) { return s.block(c) })...)
	}
	for _, b := range s.blocks {
		out = append(out, d.nested(b.start, b.end).comments()...)
	}
	return out
}

// line reads the line at the position, and the block scalar that it begins.
func (s *yamlScanner) line() {
	end := s.lineEnd(s.pos)
	body := bytes.TrimLeft(s.data[s.pos:end], " \t")
	at := end - len(body)
	line := yamlLine{start: at, end: end, indent: at - s.pos}
	text := strings.TrimRight(string(body), " \t\r")
	next := min(end+1, s.to)
	if text == "---" {
		s.quote, s.flow = 0, 0 // whatever was left open was no YAML
	}
	open := s.quote != 0 || s.flow > 0
	switch {
	case text == "":
		s.pos = next
		return
	case open && s.quote != 0 || open && text[0] != '#':
		s.scan(at, end)
		s.lines[len(s.lines)-1].end = end
	case text[0] == '#':
		line.kind = lineComment
		s.comments = append(s.comments, token{tokenComment, at, end})
		if !open {
			s.lines = append(s.lines, line)
		}
	case strings.HasPrefix(text, "{{") && s.template(&line, text):
		s.lines = append(s.lines, line)
		next = min(s.lineEnd(line.end)+1, s.to)
	case text == "---" || text == "..." || strings.HasPrefix(text, "--- "):
		line.kind = lineMarker
		s.lines = append(s.lines, line)
		s.scan(at+3, end)
	default:
		line.dash = text == "-" || strings.HasPrefix(text, "- ")
		s.lines = append(s.lines, line)
		s.scan(at, end)
		if s.quote == 0 && s.flow == 0 {
			next = s.blockScalar(line, next)
		}
	}
	s.pos = next
}

// template reads a line that is a comment or an action of a Go template. A
// comment may go on for several lines.
// https://pkg.go.dev/text/template#hdr-Actions
func (s *yamlScanner) template(line *yamlLine, text string) bool {
	inner := strings.TrimLeft(strings.TrimPrefix(text[2:], "-"), " \t")
	if strings.HasPrefix(inner, "/*") {
		line.kind = lineComment
		line.end = s.to
		if i := bytes.Index(s.data[line.start:s.to], []byte("}}")); i >= 0 {
			line.end = line.start + i + 2
		}
		s.comments = append(s.comments, token{tokenComment, line.start, line.end})
		return true
	}
	line.kind = lineTemplate
	// Anything behind the action makes it a key or a value.
	return strings.HasSuffix(text, "}}") && strings.Count(text, "{{") == 1
}

// scan passes over the characters of a line: it notes its comment, and which
// quotes and flow collections are still open at its end.
func (s *yamlScanner) scan(at, end int) {
	fresh := true // a scalar or a collection may begin here
	actions := bytes.LastIndex(s.data[at:end], []byte("}}")) + at
	for i := at; i < end; i++ {
		c := s.data[i]
		rest := s.data[i:end]
		switch {
		case s.quote != 0:
			i = s.inQuotes(i, c)
			fresh = false
		case i < actions && bytes.HasPrefix(rest, []byte("{{")):
			i += bytes.Index(rest, []byte("}}")) + 1
			fresh = false
		case c == '#' && (i == at || isBlank(s.data[i-1])):
			s.comments = append(s.comments, token{tokenComment, i, end})
			return
		case isBlank(c):
		case fresh && (c == '"' || c == '\''):
			s.quote = c
		case (c == '{' || c == '[') && (fresh || s.flow > 0):
			s.flow++
			fresh = true
		case (c == '}' || c == ']') && s.flow > 0:
			s.flow--
			fresh = false
		case c == ',' && s.flow > 0:
			fresh = true
		case c == ':' && (i+1 == end || isBlank(s.data[i+1]) || s.flow > 0):
			fresh = true
		case fresh && (c == '-' || c == '?') && (i+1 == end || isBlank(s.data[i+1])):
		case fresh && (c == '&' || c == '!'): // an anchor or a tag; the value follows
			if n := bytes.IndexAny(rest, " \t"); n >= 0 {
				i += n
			} else {
				i = end
			}
		default:
			fresh = false
		}
	}
}

// inQuotes handles a character of a quoted scalar and returns where it ends.
func (s *yamlScanner) inQuotes(i int, c byte) int {
	switch {
	case s.quote == '"' && c == '\\':
		return i + 1
	case c == s.quote && c == '\'' && i+1 < s.to && s.data[i+1] == '\'':
		return i + 1
	case c == s.quote:
		s.quote = 0
	}
	return i
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

// blockHeader matches what begins a block scalar, at the end of a line.
// https://yaml.org/spec/1.2.2/#81-block-scalar-styles
var blockHeader = regexp.MustCompile(`(?:^|[:\-?][ \t]+(?:[!&]\S*[ \t]+)*)([|>][-+0-9]{0,2})[ \t]*(?:[ \t]#.*)?\r?$`)

// blockScalar reads the body of a block scalar that a line begins, if it does,
// and returns where the next line begins.
func (s *yamlScanner) blockScalar(line yamlLine, next int) int {
	text := s.data[line.start:line.end]
	if !blockHeader.Match(text) {
		return next
	}
	// The body is deeper than the innermost thing that the line begins.
	deep := line.indent
	for rest := string(text); strings.HasPrefix(rest, "- "); {
		trimmed := strings.TrimLeft(rest[2:], " ")
		if strings.HasPrefix(trimmed, "|") || strings.HasPrefix(trimmed, ">") {
			break
		}
		deep += len(rest) - len(trimmed)
		rest = trimmed
	}
	if text[0] == '|' || text[0] == '>' {
		deep-- // its key is on a line above
	}
	body, to := next, next
	for at := next; at < s.to; {
		end := s.lineEnd(at)
		content := bytes.TrimLeft(s.data[at:end], " ")
		if blank := len(bytes.TrimSpace(content)) == 0; !blank && end-at-len(content) <= deep {
			break
		} else if !blank {
			to = end
		}
		at = min(end+1, s.to)
		next = at
	}
	if to > body {
		s.blocks = append(s.blocks, token{tokenNested, body, to})
		s.lines[len(s.lines)-1].end = to
	}
	return next
}

// block returns what a comment covers: the next entry of a mapping or item of
// a list with all that is deeper, or the whole document or mapping if that
// entry begins a Kubernetes object. A comment that is deeper than what follows
// stands at the end of a block and covers nothing.
func (s *yamlScanner) block(c token) (from, to int) {
	if before := s.before(c.start); before != nil && before.end > c.start {
		// Within a flow collection: the next line.
		next := min(s.lineEnd(c.start)+1, s.to)
		return next, s.lineEnd(next)
	}
	indent := c.start - s.lineStart(c.start)
	if s.data[c.start] == '{' {
		indent = 0 // a comment of a template stands anywhere
	}
	i := slices.IndexFunc(s.lines, func(l yamlLine) bool { return l.start > c.start })
	if i < 0 {
		return -1, -1
	}
	marked := false
	for ; i < len(s.lines) && s.lines[i].kind != lineContent; i++ {
		marked = marked || s.lines[i].kind == lineMarker
	}
	if i == len(s.lines) || s.lines[i].indent < indent && !marked {
		return -1, -1
	}
	if end, ok := s.object(i); ok {
		return s.lines[i].start, end
	}
	return s.lines[i].start, s.entry(i)
}

// before returns the last line of content that begins before an offset.
func (s *yamlScanner) before(at int) *yamlLine {
	for i := len(s.lines) - 1; i >= 0; i-- {
		if l := &s.lines[i]; l.start < at && l.kind == lineContent {
			return l
		}
	}
	return nil
}

// entry returns the end of the entry or item that begins on line i.
func (s *yamlScanner) entry(i int) int {
	first := s.lines[i]
	end := first.end
	for _, l := range s.lines[i+1:] {
		switch {
		case l.kind == lineMarker:
			return end
		case l.kind != lineContent:
			continue
		case l.indent > first.indent, l.indent == first.indent && l.dash && !first.dash:
			end = l.end
		default:
			return end
		}
	}
	return end
}

// object returns the end of the mapping whose first entry is line i, if its
// entries say that it is a Kubernetes object.
func (s *yamlScanner) object(i int) (end int, ok bool) {
	first := s.lines[i]
	for j := i - 1; j >= 0 && s.lines[j].kind != lineMarker; j-- {
		if l := s.lines[j]; l.kind == lineContent {
			if l.indent >= first.indent {
				return 0, false
			}
			break
		}
	}
	var version, kind bool
	for ; i < len(s.lines) && s.lines[i].kind != lineMarker; i++ {
		l := s.lines[i]
		if l.kind != lineContent {
			continue
		}
		if l.indent < first.indent {
			break
		}
		if l.indent == first.indent {
			text := s.data[l.start:l.end]
			version = version || bytes.HasPrefix(text, []byte("apiVersion:"))
			kind = kind || bytes.HasPrefix(text, []byte("kind:"))
		}
		end = l.end
	}
	return end, version && kind
}
