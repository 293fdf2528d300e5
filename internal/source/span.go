package source

import (
	"cmp"
	"fmt"
)

// Span is a half-open range of bytes in a file: [Start, End).
// The zero Span stands nowhere.
type Span struct {
	File       *File
	Start, End int
}

// IsZero reports whether the span stands nowhere.
func (s Span) IsZero() bool { return s.File == nil }

// Text returns the bytes that the span covers; none of a file that is absent.
func (s Span) Text() string {
	if s.File == nil || s.File.IsAbsent() {
		return ""
	}
	return string(s.File.Data[s.Start:s.End])
}

// Root maps the span through all views to the outermost file.
func (s Span) Root() Span {
	for s.File != nil && s.File.parent != nil {
		s = s.File.outward(s)
	}
	return s
}

// Sub returns the part of the span from byte i to byte j, counted from its
// start, clamped to the span.
func (s Span) Sub(i, j int) Span {
	length := s.End - s.Start
	i = min(max(i, 0), length)
	j = min(max(j, i), length)
	return Span{File: s.File, Start: s.Start + i, End: s.Start + j}
}

// FirstLine returns the part of the span that stands on its first line. Code
// scanning shows an alert in a change only where all of its lines are in it,
// so a report points at one line where it can.
func (s Span) FirstLine() Span {
	if s.File == nil {
		return s
	}
	if s.File.IsAbsent() {
		if s.EndPosition().Line > s.StartPosition().Line {
			s.End = s.Start // where the line ends is not remembered
		}
		return s
	}
	line, ok := s.File.Line(s.StartPosition().Line)
	if ok && line.End < s.End {
		s.End = max(line.End, s.Start)
	}
	return s
}

// Contains reports whether t lies within s, both seen in their outermost file.
func (s Span) Contains(t Span) bool {
	s, t = s.Root(), t.Root()
	return s.File != nil && s.File == t.File && s.Start <= t.Start && t.End <= s.End
}

// Cover returns the smallest span that holds both; spans of different files
// cannot be joined and s is returned.
func (s Span) Cover(t Span) Span {
	if s.File == nil {
		return t
	}
	if t.File != s.File {
		return s
	}
	return Span{File: s.File, Start: min(s.Start, t.Start), End: max(s.End, t.End)}
}

// Compare orders spans by path, start and end in their outermost file.
func (s Span) Compare(t Span) int {
	s, t = s.Root(), t.Root()
	return cmp.Or(
		cmp.Compare(s.path(), t.path()),
		cmp.Compare(s.Start, t.Start),
		cmp.Compare(s.End, t.End),
	)
}

func (s Span) path() string {
	if s.File == nil {
		return ""
	}
	return s.File.Path
}

// String prints path:line:column of the start, in the outermost file.
func (s Span) String() string {
	r := s.Root()
	if r.File == nil {
		return "-"
	}
	p := r.StartPosition()
	return fmt.Sprintf("%s:%d:%d", r.File.Path, p.Line, p.Column)
}

// Position is a place in a file as people and SARIF count.
type Position struct {
	// Line is 1-based.
	Line int
	// Column is 1-based and counts UTF-16 code units.
	Column int
	// Offset is the byte offset, 0-based.
	Offset int
}

// StartPosition returns where the span starts in its own file.
// Use Root first for the place in the file on disk.
func (s Span) StartPosition() Position { return s.File.Position(s.Start) }

// EndPosition returns where the span ends (exclusive) in its own file.
func (s Span) EndPosition() Position { return s.File.Position(s.End) }

// Position converts a byte offset; a nil file gives the zero Position.
func (f *File) Position(offset int) Position {
	if f == nil {
		return Position{}
	}
	if f.IsAbsent() {
		return f.remembered[offset]
	}
	offset = min(max(offset, 0), len(f.Data))
	line := f.lineOf(offset)
	start := f.lineStarts()[line]
	if line == 0 {
		start = min(start+f.bom(), max(offset, start))
	}
	column := 1 + f.unitsBefore(offset) - f.unitsBefore(start)
	return Position{Line: line + 1, Column: column, Offset: offset}
}
