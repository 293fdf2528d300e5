package yamlpos

import (
	"strconv"
	"unicode/utf8"
)

// unescape reads the escape at the start of d in a double-quoted YAML scalar:
// its value and its width. The scalar was accepted, so the escape is valid.
func unescape(d []byte) (value string, width int) {
	if len(d) < 2 {
		return string(d), len(d)
	}
	switch d[1] {
	case 'x':
		return codePoint(d, 2)
	case 'u':
		return codePoint(d, 4)
	case 'U':
		return codePoint(d, 8)
	}
	if s := simpleEscape(d[1]); s != "" {
		return s, 2
	}
	return string(d[1:2]), 2
}

func simpleEscape(c byte) string {
	switch c {
	case '0':
		return "\x00"
	case 'a':
		return "\a"
	case 'b':
		return "\b"
	case 't':
		return "\t"
	case 'n':
		return "\n"
	case 'v':
		return "\v"
	case 'f':
		return "\f"
	case 'r':
		return "\r"
	case 'e':
		return "\x1b"
	case 'N':
		return "\u0085"
	case '_':
		return "\u00a0"
	case 'L':
		return "\u2028"
	case 'P':
		return "\u2029"
	}
	return ""
}

func codePoint(d []byte, digits int) (string, int) {
	if len(d) < 2+digits {
		return string(d), len(d)
	}
	n, err := strconv.ParseUint(string(d[2:2+digits]), 16, 32)
	if err != nil {
		return string(utf8.RuneError), 2 + digits
	}
	return string(rune(n)), 2 + digits
}
