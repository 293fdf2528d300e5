// Package split finds the top-level blocks of an HCL file without parsing it:
// some forty times as fast as the parser, and it allocates only the labels.
//
// It knows just enough of the language to find where a block ends: strings,
// templates, heredocs and comments. Where it meets anything that it does not
// expect it says so, and the file is left to the parser.
package split

import "bytes"

// Block is a top-level block: what stands before its brace, and where it is.
// Offsets are bytes.
type Block struct {
	Type string
	// Label holds the labels, without quotes, of which there are Labels.
	Label  [2]string
	Labels int
	// Start and TypeEnd enclose the type.
	Start, TypeEnd int
	// HeadEnd is behind the last label, or else behind the type.
	HeadEnd int
	// End is behind the closing brace.
	End int
	// Line counts from 1.
	Line int
}

// Blocks lists the top-level blocks of a file. It is not sure where the file
// holds something else at the top level, or what does not end as it should.
// What is inside a block is not looked at: it may be broken all the same.
func Blocks(data []byte) (blocks []Block, sure bool) {
	s := &scanner{data: data, line: 1, types: map[string]string{}}
	for {
		if !s.blanks() {
			return nil, false
		}
		if s.i == len(data) {
			return blocks, true
		}
		b, ok := s.block()
		if !ok {
			return nil, false
		}
		blocks = append(blocks, b)
	}
}

// scanner is a position in a file. Its methods move it forward and report
// false at what they do not expect.
type scanner struct {
	data  []byte
	i     int
	line  int
	types map[string]string // first labels, of which the same few are used again and again
}

// at reports whether the text at the position begins with a prefix.
func (s *scanner) at(prefix string) bool {
	return len(s.data)-s.i >= len(prefix) && string(s.data[s.i:s.i+len(prefix)]) == prefix
}

// to moves to an offset and counts the lines on the way.
func (s *scanner) to(end int) {
	s.line += bytes.Count(s.data[s.i:end], []byte{'\n'})
	s.i = end
}

// blanks passes what may stand between two blocks.
func (s *scanner) blanks() bool {
	for s.i < len(s.data) {
		switch c := s.data[s.i]; {
		case c == '\n':
			s.line++
			s.i++
		case c == ' ' || c == '\t' || s.at("\r\n"):
			s.i++
		case c == '#' || c == '/':
			if !s.comment() {
				return false
			}
		default:
			return true
		}
	}
	return true
}

// comment passes a comment and reports whether there was a whole one. One that
// runs to the end of its line stops before the line break.
func (s *scanner) comment() bool {
	switch {
	case s.at("#") || s.at("//"):
		n := bytes.IndexByte(s.data[s.i:], '\n')
		if n < 0 {
			n = len(s.data) - s.i
		}
		s.i += n
		return true
	case s.at("/*"):
		n := bytes.Index(s.data[s.i+2:], []byte("*/"))
		if n < 0 {
			return false
		}
		s.to(s.i + n + 4)
		return true
	}
	return false
}

// word passes an identifier of ASCII letters.
func (s *scanner) word() ([]byte, bool) {
	start := s.i
	for s.i < len(s.data) && wordByte(s.data[s.i]) {
		s.i++
	}
	if start == s.i || s.data[start] == '-' || s.data[start] >= '0' && s.data[start] <= '9' {
		return nil, false
	}
	return s.data[start:s.i], true
}

func wordByte(c byte) bool {
	return c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// kept copies a word. What is said often is copied once.
func (s *scanner) kept(b []byte, often bool) string {
	if !often {
		return string(b)
	}
	word, ok := s.types[string(b)]
	if !ok {
		word = string(b)
		s.types[word] = word
	}
	return word
}

// block passes a block from its type to the end of its last line.
func (s *scanner) block() (b Block, ok bool) {
	b.Start, b.Line = s.i, s.line
	kind, ok := s.word()
	if !ok {
		return b, false
	}
	b.Type = s.kept(kind, true)
	b.TypeEnd, b.HeadEnd = s.i, s.i
	for {
		for s.at(" ") || s.at("\t") {
			s.i++
		}
		if s.at("{") {
			break
		}
		if b.Labels == 2 {
			return b, false
		}
		text, ok := s.label()
		if !ok {
			return b, false
		}
		b.Label[b.Labels] = s.kept(text, b.Labels == 0)
		b.Labels, b.HeadEnd = b.Labels+1, s.i
	}
	s.i++
	if !s.nested(0) {
		return b, false
	}
	b.End = s.i
	return b, s.lineEnd()
}

// label passes a label without escapes and templates.
func (s *scanner) label() ([]byte, bool) {
	if !s.at(`"`) {
		return s.word()
	}
	start := s.i + 1
	n := bytes.IndexAny(s.data[start:], "\"\\$%\n")
	if n < 0 || s.data[start+n] != '"' {
		return nil, false
	}
	s.i = start + n + 1
	return s.data[start : start+n], true
}

// lineEnd passes what may stand behind a block on its line.
func (s *scanner) lineEnd() bool {
	line := s.line
	for s.i < len(s.data) {
		switch c := s.data[s.i]; {
		case c == '\n' || s.at("\r\n"):
			return true
		case c == ' ' || c == '\t':
			s.i++
		default:
			if !s.comment() || s.line != line {
				return false
			}
		}
	}
	return true
}

// maxNesting bounds templates within strings within templates.
const maxNesting = 50

// nested passes what is inside braces and the closing one.
func (s *scanner) nested(depth int) bool {
	if depth > maxNesting {
		return false
	}
	open := 1
	for s.i < len(s.data) {
		switch c := s.data[s.i]; c {
		case '\n':
			s.line++
			s.i++
		case '{':
			open++
			s.i++
		case '}':
			open--
			s.i++
			if open == 0 {
				return true
			}
		case '"':
			s.i++
			if !s.quoted(depth + 1) {
				return false
			}
		case '#', '/':
			if s.comment() {
				continue
			}
			if s.at("/*") {
				return false
			}
			s.i++
		case '<':
			if !s.heredoc(depth + 1) {
				return false
			}
		default:
			s.i++
		}
	}
	return false
}

// quoted passes a string behind its opening quote.
func (s *scanner) quoted(depth int) bool {
	for s.i < len(s.data) {
		switch c := s.data[s.i]; c {
		case '\\':
			s.i++
			if s.i == len(s.data) || s.data[s.i] == '\n' || s.data[s.i] == '\r' {
				return false
			}
			s.i++
		case '"':
			s.i++
			return true
		case '\n', '\r':
			return false
		case '$', '%':
			if !s.template(c, depth) {
				return false
			}
		default:
			s.i++
		}
	}
	return false
}

// template passes ${...} or %{...}, or else the sign alone; both together with
// one more of the sign before are an escape.
func (s *scanner) template(sign byte, depth int) bool {
	rest := s.data[s.i+1:]
	switch {
	case len(rest) > 1 && rest[0] == sign && rest[1] == '{':
		s.i += 3
	case len(rest) > 0 && rest[0] == '{':
		s.i += 2
		return s.nested(depth + 1)
	default:
		s.i++
	}
	return true
}

// heredoc passes a heredoc up to the line break behind its end, or else one
// byte.
func (s *scanner) heredoc(depth int) bool {
	j := s.i + 1
	if j == len(s.data) || s.data[j] != '<' {
		s.i++
		return true
	}
	if j++; j < len(s.data) && s.data[j] == '-' {
		j++
	}
	start := j
	for j < len(s.data) && wordByte(s.data[j]) {
		j++
	}
	tag := s.data[start:j]
	if j < len(s.data) && s.data[j] == '\r' {
		j++
	}
	if len(tag) == 0 || j == len(s.data) || s.data[j] != '\n' {
		return false
	}
	s.to(j + 1)
	return s.document(tag, depth)
}

// document passes the lines of a heredoc. The line that ends it holds nothing
// but the tag.
func (s *scanner) document(tag []byte, depth int) bool {
	for start := s.i; s.i < len(s.data); {
		switch c := s.data[s.i]; c {
		case '\n':
			if bytes.Equal(bytes.TrimSpace(s.data[start:s.i]), tag) {
				return true
			}
			s.line++
			s.i++
			start = s.i
		case '$', '%':
			if !s.template(c, depth) {
				return false
			}
		default:
			s.i++
		}
	}
	return false
}
