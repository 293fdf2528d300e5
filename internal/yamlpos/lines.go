package yamlpos

import "unicode/utf8"

// blankAt returns 1 if a space or a tab stands at pos, else 0.
func blankAt(d []byte, pos int) int {
	if pos < len(d) && (d[pos] == ' ' || d[pos] == '\t') {
		return 1
	}
	return 0
}

// breakAt returns the width of the line break at pos, 0 if there is none. YAML
// 1.1 counts NEL, LS and PS as line breaks.
func breakAt(d []byte, pos int) int {
	if pos >= len(d) {
		return 0
	}
	switch d[pos] {
	case '\n':
		return 1
	case '\r':
		if pos+1 < len(d) && d[pos+1] == '\n' {
			return 2
		}
		return 1
	case 0xC2:
		if pos+1 < len(d) && d[pos+1] == 0x85 {
			return 2
		}
	case 0xE2:
		if pos+2 < len(d) && d[pos+1] == 0x80 && (d[pos+2] == 0xA8 || d[pos+2] == 0xA9) {
			return 3
		}
	}
	return 0
}

// lineIndex turns the library's lines and columns (both from 1, columns in
// runes) into byte offsets. Values come in the order in which they are
// written, so it remembers where it was: a long line costs once.
type lineIndex struct {
	data   []byte
	starts []int
	// the last answer
	line, column, at int
}

func newLineIndex(data []byte) *lineIndex {
	starts := []int{0}
	for i := 0; i < len(data); {
		w := breakAt(data, i)
		if w == 0 {
			i++
			continue
		}
		i += w
		starts = append(starts, i)
	}
	return &lineIndex{data: data, starts: starts}
}

// offset returns the byte offset of a position.
func (x *lineIndex) offset(line, column int) int {
	if line < 1 || line > len(x.starts) {
		return len(x.data)
	}
	at, col := x.starts[line-1], 1
	if line == x.line && column >= x.column {
		at, col = x.at, x.column
	}
	for ; col < column && at < len(x.data); col++ {
		_, size := utf8.DecodeRune(x.data[at:])
		at += size
	}
	x.line, x.column, x.at = line, column, at
	return at
}
