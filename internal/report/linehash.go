package report

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// hashWindow is how many characters a line's hash looks at.
const hashWindow = 100

// hashBase is the base of the polynomial that the hash is.
const hashBase uint64 = 37

// lineHashes returns, for each line of a file, the hash by which GitHub code
// scanning follows an alert across commits (primaryLocationLineHash): a 64-bit
// polynomial over the next 100 UTF-16 units from the line's start, spaces and
// tabs left out, every line break read as LF, the end of the file as 0xFFFF
// and then zeros; in hexadecimal, with the number of its occurrence.
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
func lineHashes(data []byte) []string {
	units, starts := hashUnits(data)
	last := uint64(1) // hashBase to the power of hashWindow
	for range hashWindow {
		last *= hashBase
	}
	out := make([]string, 0, len(starts))
	seen := map[uint64]int{}
	hash := uint64(0)
	for i := 0; len(out) < len(starts); i++ {
		hash *= hashBase
		if i < len(units) {
			hash += uint64(units[i])
		}
		if gone := i - hashWindow; gone >= 0 && gone < len(units) {
			hash -= last * uint64(units[gone])
		}
		for len(out) < len(starts) && i == starts[len(out)]+hashWindow-1 {
			seen[hash]++
			out = append(out, strconv.FormatUint(hash, 16)+":"+strconv.Itoa(seen[hash]))
		}
	}
	return out
}

// hashUnits returns the units that are hashed, and where each line begins.
func hashUnits(data []byte) (units []uint16, starts []int) {
	units = make([]uint16, 0, len(data)+1)
	starts = append(starts, 0)
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		i += size
		switch r {
		case ' ', '\t':
			continue
		case '\r', '\n':
			if r == '\r' && i < len(data) && data[i] == '\n' {
				i++
			}
			units = append(units, '\n')
			starts = append(starts, len(units))
			continue
		}
		units = utf16.AppendRune(units, r)
	}
	return append(units, 0xFFFF), starts
}

// hashEnd returns the offset behind the last byte that the hash of the line at
// an offset looks at.
func hashEnd(data []byte, offset int) int {
	for n := 0; offset < len(data) && n < hashWindow; {
		r, size := utf8.DecodeRune(data[offset:])
		offset += size
		switch {
		case r == ' ' || r == '\t':
		case r > 0xFFFF:
			n += 2
		default:
			n++
		}
	}
	return offset
}
