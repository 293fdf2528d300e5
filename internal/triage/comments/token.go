package comments

import (
	"bytes"
	"slices"
)

// maxDelimiter is how long the delimiter of a heredoc may be.
const maxDelimiter = 100

// tokenKind is what a token is.
type tokenKind uint8

const (
	tokenText    tokenKind = iota
	tokenComment           // with its marks
	tokenNested            // a document in another language
	tokenOpen              // a bracket, or a word such as if
	tokenClose             // its counterpart
	tokenEnd               // the end of a line, where a statement may end
)

// token is as much of a language's grammar as is needed to know where its
// comments are and where a statement ends.
type token struct {
	kind       tokenKind
	start, end int
}

// lexer collects tokens.
type lexer struct {
	document
	pos    int
	tokens []token
	// lasts is where each line, by its text without blanks, occurs last: an
	// index of the delimiters of heredocs, made when it is first needed.
	lasts map[string]int
}

// add appends a token from start to pos; text that goes on is one token.
func (l *lexer) add(kind tokenKind, start int) {
	if n := len(l.tokens); kind == tokenText && n > 0 && l.tokens[n-1].kind == tokenText {
		l.tokens[n-1].end = l.pos
		return
	}
	l.tokens = append(l.tokens, token{kind, start, l.pos})
}

// at reports whether a string stands at the position.
func (l *lexer) at(s string) bool {
	return l.pos+len(s) <= l.to && string(l.data[l.pos:l.pos+len(s)]) == s
}

// comment adds a comment that goes on for an end mark, or to the end of the
// line for none.
func (l *lexer) comment(open, end string) {
	start := l.pos
	if end == "" {
		l.pos = l.lineEnd(l.pos)
	} else if i := bytes.Index(l.data[min(l.pos+len(open), l.to):l.to], []byte(end)); i >= 0 {
		l.pos += len(open) + i + len(end)
	} else {
		l.pos = l.to
	}
	l.add(tokenComment, start)
}

// heredoc reads the lines up to one that holds the delimiter alone, from the
// start of a line. It stops in front of that line's break, or returns false
// where there is no such line.
func (l *lexer) heredoc(delimiter string) bool {
	if last, ok := l.lastLine(delimiter); !ok || last < l.pos {
		return false
	}
	for at := l.pos; at < l.to; {
		end := l.lineEnd(at)
		if string(bytes.TrimSpace(l.data[at:end])) == delimiter {
			start := l.pos
			l.pos = at
			l.add(tokenNested, start)
			l.pos = end
			l.add(tokenText, at)
			return true
		}
		at = end + 1
	}
	return false
}

// lastLine returns where a line occurs last.
func (l *lexer) lastLine(line string) (at int, ok bool) {
	if l.lasts == nil {
		l.lasts = map[string]int{}
		for at := l.from; at < l.to; {
			end := l.lineEnd(at)
			if text := bytes.TrimSpace(l.data[at:end]); len(text) <= maxDelimiter {
				l.lasts[string(text)] = at
			}
			at = end + 1
		}
	}
	at, ok = l.lasts[line]
	return at, ok
}

// fromTokens finds the comments among tokens, and those of nested documents.
func (d document) fromTokens(tokens []token) []Comment {
	var out []Comment
	for i, t := range tokens {
		switch t.kind {
		case tokenNested:
			out = append(out, d.nested(t.start, t.end).comments()...)
		case tokenComment:
			found := d.directives(t.start, t.end)
			out = append(out, d.cover(found, t.start, func() (int, int) { return statement(tokens[i+1:]) })...)
		}
	}
	return out
}

// statement returns the bytes of the first statement of some tokens: up to the
// end of a line at which no bracket is open. from is -1 where there is none
// before the block ends.
func statement(tokens []token) (from, to int) {
	first := slices.IndexFunc(tokens, func(t token) bool { return t.kind != tokenEnd && t.kind != tokenComment })
	if first < 0 || tokens[first].kind == tokenClose {
		return -1, -1
	}
	from, depth := tokens[first].start, 0
	for _, t := range tokens[first:] {
		switch t.kind {
		case tokenOpen:
			depth++
		case tokenClose:
			if depth--; depth < 0 {
				return from, to
			}
		case tokenEnd:
			if depth <= 0 {
				return from, to
			}
			continue
		case tokenComment:
			continue
		}
		to = t.end
	}
	return from, to
}
