// Package source holds files, byte spans and positions, and views: documents
// that stand inside other documents.
//
// A position is kept in one unit only, the byte offset. Lines and columns are
// computed at the edge, in the unit that the reader of a report wants: UTF-16
// for SARIF and editors, runes for yaml.v3, bytes for reviewers' tools.
package source

import (
	"sort"
	"sync"
	"unicode/utf8"
)

// File is a document: a file on disk, or a view (a Markdown fence, a heredoc,
// a YAML block scalar) whose bytes stand in another File.
//
// A File is immutable once made and safe for concurrent use.
type File struct {
	// Path is slash-separated and relative to the repository root (to the scan
	// root outside a repository). A view has the path of its outermost file.
	Path string
	// Data is the content as read, byte order mark included.
	Data []byte
	// Context is true for files that are read only where something refers to
	// them (ignored by git, or named with --context): linked against, never
	// the place of a finding.
	Context bool

	parent   *File
	segments []segment
	// remembered are the positions of a file whose bytes are not here.
	remembered map[int]Position

	once  sync.Once
	lines []int // byte offset of each line's first byte

	countOnce sync.Once
	counts    []count // one for each countStep bytes
}

// count says how many UTF-16 units stand before a byte offset, which is the
// start of a character.
type count struct{ offset, units int }

// countStep is how many bytes may have to be looked at to find a column. A
// minified file is one line; without the counts each of its positions would
// cost a walk from its start.
const countStep = 4096

// NewFile returns a File on disk. Data is not copied.
func NewFile(path string, data []byte) *File {
	return &File{Path: path, Data: data}
}

// Absent returns a File whose bytes are not here, of which a report of old
// remembers some positions. Its Data is empty; a Span of it is made by hand,
// from the offsets of these positions, and has no text.
func Absent(path string, remembered []Position) *File {
	f := &File{Path: path, remembered: map[int]Position{}}
	for _, p := range remembered {
		f.remembered[p.Offset] = p
	}
	return f
}

// IsAbsent reports whether the file's bytes are not here; see Absent.
func (f *File) IsAbsent() bool { return f.remembered != nil }

// Parent returns the file that a view stands in, or nil for a file on disk.
func (f *File) Parent() *File { return f.parent }

// Root returns the outermost file: f itself unless it is a view.
func (f *File) Root() *File {
	for f.parent != nil {
		f = f.parent
	}
	return f
}

// Span returns the span from start to end, clamped to the file.
func (f *File) Span(start, end int) Span {
	start = min(max(start, 0), len(f.Data))
	end = min(max(end, start), len(f.Data))
	return Span{File: f, Start: start, End: end}
}

// Whole returns the span of the entire file.
func (f *File) Whole() Span { return f.Span(0, len(f.Data)) }

// Line returns the span of 1-based line n without its line break, and whether
// the file has that line.
func (f *File) Line(n int) (Span, bool) {
	starts := f.lineStarts()
	if n < 1 || n > len(starts) {
		return Span{}, false
	}
	start, end := starts[n-1], len(f.Data)
	if n < len(starts) {
		end = starts[n]
	}
	for end > start && (f.Data[end-1] == '\n' || f.Data[end-1] == '\r') {
		end--
	}
	return f.Span(start, end), true
}

// LineCount returns how many lines the file has; an empty file has one.
func (f *File) LineCount() int { return len(f.lineStarts()) }

// lineStarts indexes the lines on first use. A line ends at LF, CRLF or a lone
// CR, as in SARIF and the Language Server Protocol.
func (f *File) lineStarts() []int {
	f.once.Do(func() {
		starts := []int{0}
		for i := 0; i < len(f.Data); i++ {
			switch f.Data[i] {
			case '\r':
				if i+1 < len(f.Data) && f.Data[i+1] == '\n' {
					i++
				}
				starts = append(starts, i+1)
			case '\n':
				starts = append(starts, i+1)
			}
		}
		f.lines = starts
	})
	return f.lines
}

// lineOf returns the 0-based index of the line that holds the byte offset.
func (f *File) lineOf(offset int) int {
	starts := f.lineStarts()
	return sort.SearchInts(starts, offset+1) - 1
}

// OffsetOfRune returns the byte offset of the rune at a 1-based line and a
// 1-based column counted in runes, as yaml.v3 counts them. A byte order mark
// at the very start takes no column. Positions past a line's end are clamped
// to the end of that line, and past the last line to the end of the file.
func (f *File) OffsetOfRune(line, column int) int {
	starts := f.lineStarts()
	if line < 1 {
		return 0
	}
	if line > len(starts) {
		return len(f.Data)
	}
	offset := starts[line-1]
	if line == 1 {
		offset += f.bom()
	}
	end := len(f.Data)
	if line < len(starts) {
		end = starts[line]
	}
	for ; column > 1 && offset < end; column-- {
		_, size := utf8.DecodeRune(f.Data[offset:end])
		offset += size
	}
	return offset
}

// unitsBefore returns how many UTF-16 units the characters take that begin
// before the byte offset.
func (f *File) unitsBefore(offset int) int {
	f.countOnce.Do(func() {
		at, units := 0, 0
		for next := 0; at < len(f.Data) || next == 0; next += countStep {
			at, units = f.walk(at, next, units)
			f.counts = append(f.counts, count{at, units})
		}
	})
	i := min(offset/countStep, len(f.counts)-1)
	for i > 0 && f.counts[i].offset > offset {
		i--
	}
	_, units := f.walk(f.counts[i].offset, offset, f.counts[i].units)
	return units
}

// walk passes over the characters that begin before end and adds their units.
func (f *File) walk(at, end, units int) (int, int) {
	for at < min(end, len(f.Data)) {
		size := 1
		if c := f.Data[at]; c >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRune(f.Data[at:]); r > 0xFFFF {
				units++
			}
		}
		units++
		at += size
	}
	return at, units
}

// bom returns how many bytes the byte order mark takes: 3 or 0.
func (f *File) bom() int {
	if f.parent == nil && len(f.Data) >= 3 && string(f.Data[:3]) == "\xef\xbb\xbf" {
		return 3
	}
	return 0
}
