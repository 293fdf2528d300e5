package secret

import (
	"encoding/base64"
	"strings"
)

func isAlnum(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_'
}

func isBase64(c byte) bool {
	return c != '_' && isAlnum(c) || c == '/' || c == '+' || c == '='
}

func isAzure(c byte) bool { return isAlnum(c) || c == '~' || c == '.' || c == '-' }

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func allOf(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

// bounded reports whether a candidate is not a piece of something longer. An
// equals sign before it is an assignment, not a part.
func bounded(s string, start, end int, is func(byte) bool) bool {
	return (start == 0 || s[start-1] == '=' || !is(s[start-1])) && (end == len(s) || !is(s[end]))
}

func isBase32(s string) bool {
	return allOf(s, func(c byte) bool { return c >= 'A' && c <= 'Z' || c >= '2' && c <= '7' })
}

// distinct counts the different bytes.
func distinct(s string) int {
	var seen [256]bool
	n := 0
	for i := range len(s) {
		if !seen[s[i]] {
			seen[s[i]] = true
			n++
		}
	}
	return n
}

// sequential reports whether half of the neighbours are the same or follow
// each other, as in abcdef and 111222: what people type, not what is drawn.
func sequential(s string) bool {
	n := 0
	for i := 1; i < len(s); i++ {
		if d := int(s[i]) - int(s[i-1]); d >= -1 && d <= 1 {
			n++
		}
	}
	return 2*n >= len(s)
}

// mixed reports whether there are letters and digits, and more than one kind
// of letter or some punctuation.
func mixed(s string) bool {
	var upper, lower, digit, other int
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= '0' && c <= '9':
			digit++
		default:
			other++
		}
	}
	return digit > 0 && upper+lower > 0 && (upper > 1 && lower > 1 || other > 0 && upper > 1)
}

// worded reports whether the characters come in runs of a kind, as in words,
// CamelCase and numbers. In a random key two neighbours in three differ.
func worded(s string) bool {
	kind := func(c byte) int {
		switch {
		case c >= 'A' && c <= 'Z':
			return 1
		case c >= 'a' && c <= 'z':
			return 2
		case c >= '0' && c <= '9':
			return 3
		}
		return 4
	}
	changes := 0
	for i := 1; i < len(s); i++ {
		if kind(s[i]) != kind(s[i-1]) {
			changes++
		}
	}
	return 8*changes < 3*len(s) || named(s)
}

// named reports whether there are letters only, and perhaps a number behind
// them, as in a name whose words are written together. Of random keys of 40
// characters one in two thousand looks so.
func named(s string) bool {
	letters := strings.TrimRight(s, "0123456789")
	return len(s)-len(letters) <= 4 && allOf(letters, func(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' })
}

// isPlaceholder reports whether the value is meant to be replaced.
func isPlaceholder(s string) bool {
	if strings.ContainsAny(s, "<>{}$") {
		return true
	}
	low := strings.ToLower(s)
	for _, word := range []string{
		"xxxx", "****", "changeme", "change-me", "change_me", "placeholder", "redacted", "replace",
		"insert", "your-", "your_", "dummy", "notreal", "secretkey", "accesskey", "0000000", "....",
	} {
		// In a long random text a short word may turn up by chance.
		if (len(low) <= 64 || len(word) > 5) && strings.Contains(low, word) {
			return true
		}
	}
	return false
}

// encodesText reports whether the value is the base64 of printable text, which
// a random key practically never is.
func encodesText(s string) bool {
	for _, enc := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding} {
		out, err := enc.DecodeString(s)
		if err == nil && len(out) > 0 {
			return allOf(string(out), func(c byte) bool { return c >= ' ' && c < 0x7F || c == '\n' || c == '\t' || c == '\r' })
		}
	}
	return false
}
