package discover

import "strings"

// The globs of gitignore are those of git's wildmatch: bytes, not runes; "*"
// and "?" never match a slash; "**" is special only as a whole path component.
// No other library matches them all (classes such as [[:alpha:]], "[!a]",
// a backslash before a slash), and input is hostile: both matchers below try
// again from the last star only, so their cost is at most the product of the
// lengths. https://git-scm.com/docs/gitignore#_pattern_format

const anyFolders = "**"

// matchParts matches the components of a path with those of a pattern.
// "**" stands for any number of components; at the end, for at least one.
func matchParts(pattern, path []string) bool {
	p, s := 0, 0
	star, from := -1, 0
	for s < len(path) {
		switch {
		case p < len(pattern) && pattern[p] == anyFolders:
			if p == len(pattern)-1 {
				return true
			}
			star, from = p, s
			p++
		case p < len(pattern) && matchName(pattern[p], path[s]):
			p++
			s++
		case star >= 0:
			from++
			p, s = star+1, from
		default:
			return false
		}
	}
	return p == len(pattern)
}

// matchName matches one component of a path with a glob.
func matchName(pattern, name string) bool {
	p, s := 0, 0
	star, from := -1, 0
	for s < len(name) {
		if p < len(pattern) && pattern[p] == '*' {
			star, from = p, s
			p++
			continue
		}
		if n, ok := matchByte(pattern[p:], name[s]); ok {
			p += n
			s++
			continue
		}
		if star < 0 {
			return false
		}
		from++
		p, s = star+1, from
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// matchByte matches one byte with the first element of a pattern and returns
// how many bytes the element takes.
func matchByte(pattern string, c byte) (int, bool) {
	if pattern == "" {
		return 0, false
	}
	switch pattern[0] {
	case '?':
		return 1, true
	case '\\':
		return 2, len(pattern) > 1 && pattern[1] == c
	case '[':
		return matchClass(pattern, c)
	}
	return 1, pattern[0] == c
}

// matchClass matches a byte with the class that the pattern begins with. A
// class that does not end, or that names an unknown [:set:], matches nothing.
func matchClass(pattern string, c byte) (int, bool) {
	i := 1
	negated := i < len(pattern) && (pattern[i] == '!' || pattern[i] == '^')
	if negated {
		i++
	}
	matched, first := false, true
	previous := -1 // the byte that a range may begin with
	for ; ; first = false {
		if i >= len(pattern) {
			return 0, false
		}
		if pattern[i] == ']' && !first {
			return i + 1, matched != negated
		}
		if set, n := namedSet(pattern[i:]); n > 0 {
			in, known := inSet(set, c)
			if !known {
				return 0, false
			}
			matched = matched || in
			i, previous = i+n, -1
			continue
		}
		if pattern[i] == '-' && previous >= 0 && i+1 < len(pattern) && pattern[i+1] != ']' {
			high, n := classByte(pattern[i+1:])
			if n == 0 {
				return 0, false
			}
			matched = matched || previous <= int(c) && c <= high
			i, previous = i+1+n, -1
			continue
		}
		b, n := classByte(pattern[i:])
		if n == 0 {
			return 0, false
		}
		matched = matched || b == c
		i, previous = i+n, int(b)
	}
}

// classByte reads one byte of a class, which a backslash may quote. It returns
// the number of bytes read, 0 where a backslash quotes nothing.
func classByte(pattern string) (byte, int) {
	if pattern[0] != '\\' {
		return pattern[0], 1
	}
	if len(pattern) < 2 {
		return 0, 0
	}
	return pattern[1], 2
}

// namedSet reads a [:name:] and returns the name and how many bytes it takes,
// 0 if the pattern begins with none.
func namedSet(pattern string) (string, int) {
	if !strings.HasPrefix(pattern, "[:") {
		return "", 0
	}
	end := strings.IndexByte(pattern[2:], ']')
	if end < 1 || pattern[2+end-1] != ':' {
		return "", 0
	}
	return pattern[2 : 2+end-1], 2 + end + 1
}

// inSet reports whether a byte is in a set of POSIX, and whether there is such
// a set. Bytes over 127 are in none, as in git.
func inSet(name string, c byte) (in, known bool) {
	lower, upper, digit := 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9'
	graph := '!' <= c && c <= '~'
	sets := map[string]bool{
		"alnum":  lower || upper || digit,
		"alpha":  lower || upper,
		"blank":  c == ' ' || c == '\t',
		"cntrl":  c < ' ' || c == 0x7f,
		"digit":  digit,
		"graph":  graph,
		"lower":  lower,
		"print":  graph || c == ' ',
		"punct":  graph && !lower && !upper && !digit,
		"space":  c == ' ' || '\t' <= c && c <= '\r',
		"upper":  upper,
		"xdigit": digit || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F',
	}
	in, known = sets[name]
	return in, known
}
