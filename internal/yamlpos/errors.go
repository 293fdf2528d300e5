package yamlpos

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/subaud/subaud/internal/source"
)

// maxBisect is the size up to which a fault is located by reading ever shorter
// beginnings of the document; the library itself names a line at best, and
// often that of the surrounding map.
const maxBisect = 64 << 10

// locate finds the place of a fault and says in a sentence what it is.
func locate(f *source.File, c chunk, err error, coarse bool) *SyntaxError {
	data := f.Data[c.start:c.end]
	out := &SyntaxError{Code: CodeUnparseable, Cause: strings.TrimPrefix(err.Error(), "yaml: ")}
	if pos, width, message := forbidden(data); width > 0 {
		out.Code, out.Message = CodeEncoding, message
		out.At = f.Span(c.start+pos, c.start+pos+width)
		return out
	}
	x := newLineIndex(data)
	n := reportedLine(out.Cause)
	if len(data) <= maxBisect && !coarse {
		n = firstBadLine(data, x)
	}
	n = min(max(n, 0), len(x.starts)-1)
	start, end, message := sentence(out.Cause, data, x, n)
	out.Message, out.At = message, f.Span(c.start+start, c.start+end)
	return out
}

// forbidden finds bytes that YAML does not allow anywhere.
func forbidden(data []byte) (pos, width int, message string) {
	for pos < len(data) {
		r, w := utf8.DecodeRune(data[pos:])
		switch {
		case r == utf8.RuneError && w == 1:
			return pos, 1, "The file is not UTF-8: this byte is part of no character."
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7F, r > 0x7F && r < 0xA0 && r != 0x85, r == 0xFFFE, r == 0xFFFF:
			return pos, w, fmt.Sprintf("YAML does not allow the control character %U.", r)
		}
		pos += w
	}
	return 0, 0, ""
}

var linePattern = regexp.MustCompile(`^line (\d+): `)

// reportedLine returns the line that the library names, from 0.
func reportedLine(cause string) int {
	m := linePattern.FindStringSubmatch(cause)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return n - 1
}

// firstBadLine returns the line (from 0) without which what stands before it
// would be well-formed: no beginning of the document that holds it can be
// read. A beginning may also end within a quoted text or a bracket, so a
// boundary that is found is checked against the lines that follow it.
func firstBadLine(data []byte, x *lineIndex) int {
	good := func(n int) bool {
		end := len(data)
		if n < len(x.starts) {
			end = x.starts[n]
		}
		_, err := decodeAll(data[:end])
		return err == nil
	}
	lo, total := 0, len(x.starts)
	for range 8 {
		hi := total
		for hi-lo > 1 {
			if mid := (lo + hi) / 2; good(mid) {
				lo = mid
			} else {
				hi = mid
			}
		}
		next := lo
		for k := lo + 2; k < min(lo+24, total); k++ {
			if good(k) {
				next = k
			}
		}
		if next == lo {
			break
		}
		lo = next
	}
	return lo
}

// sentence explains a fault on line n: where on the line, and what it is.
func sentence(cause string, data []byte, x *lineIndex, n int) (start, end int, message string) {
	text, start := lineAt(data, x, n)
	end = start + len(text)
	indent := len(text) - len(strings.TrimLeft(text, " \t"))
	if tab := strings.IndexByte(text[:indent], '\t'); tab >= 0 {
		return start + tab, start + tab + 1, "The line is indented with a tab; YAML is indented with spaces."
	}
	start += indent
	text = strings.TrimRight(text[indent:], " \t")
	end = start + len(text)
	if prev, at, ok := previous(data, x, n); ok && !strings.Contains(prev, ":") && !strings.HasPrefix(strings.TrimSpace(prev), "-") &&
		(strings.Contains(cause, "mapping values are not allowed") || strings.Contains(cause, "could not find expected ':'")) {
		lead := len(prev) - len(strings.TrimLeft(prev, " \t"))
		return at + lead, at + len(strings.TrimRight(prev, " \t")), "The line has no colon: a key and its value are written as key: value."
	}
	return start, end, meaning(cause, text, indent, data, x, n)
}

// meaning puts the library's message into plain words.
func meaning(cause, text string, indent int, data []byte, x *lineIndex, n int) string {
	prev, _, hasPrev := previous(data, x, n)
	before := len(prev) - len(strings.TrimLeft(prev, " \t"))
	switch {
	case strings.Contains(cause, "unexpected end of stream"), strings.Contains(cause, "unexpected document indicator"):
		return "The quoted text that begins here is never closed."
	case strings.Contains(cause, "unknown anchor"):
		return "The line refers to an anchor that the document does not define."
	case strings.Contains(cause, "',' or ']'"), strings.Contains(cause, "',' or '}'"):
		return "The bracket that is open here is not closed, or a comma is missing."
	case strings.Contains(text, "{{"):
		return "The line holds a template expression that YAML cannot read."
	case strings.Contains(cause, "unknown escape"):
		return "The quoted text holds a backslash escape that YAML does not know."
	case hasPrev && indent > before && strings.Contains(cause, "mapping values are not allowed"):
		return "The line is indented more deeply than the line before it, which already has a value."
	case strings.Contains(cause, "mapping values are not allowed"):
		return "The line has a second colon that is not in quotes."
	case strings.Contains(cause, "did not find expected"), strings.Contains(cause, "block sequence entries"), strings.Contains(cause, "could not find expected ':'"):
		if !strings.Contains(text, ":") && !strings.HasPrefix(text, "-") {
			return "The line has no colon: a key and its value are written as key: value."
		}
		return "The indentation of the line fits none of the lines before it."
	case strings.Contains(cause, "cannot start any token"):
		return fmt.Sprintf("A value cannot begin with %q; put it in quotes.", strings.TrimLeft(cutKey(text), " ")[:min(1, len(strings.TrimLeft(cutKey(text), " ")))])
	}
	return "The line is not valid YAML: " + linePattern.ReplaceAllString(cause, "") + "."
}

// cutKey returns the value of a line such as "key: value".
func cutKey(line string) string {
	if _, v, ok := strings.Cut(line, ": "); ok {
		return v
	}
	return strings.TrimPrefix(line, "- ")
}

// lineAt returns line n (from 0) without its line break, and its offset.
func lineAt(data []byte, x *lineIndex, n int) (string, int) {
	start, end := x.starts[n], len(data)
	if n+1 < len(x.starts) {
		end = x.starts[n+1]
	}
	return string(bytes.TrimRight(data[start:end], "\r\n")), start
}

// previous returns the nearest line before n that is neither blank nor a comment.
func previous(data []byte, x *lineIndex, n int) (string, int, bool) {
	for n--; n >= 0; n-- {
		text, at := lineAt(data, x, n)
		if t := strings.TrimSpace(text); t != "" && t[0] != '#' && t != "---" {
			return text, at, true
		}
	}
	return "", 0, false
}
