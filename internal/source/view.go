package source

import "sort"

// segment says where a run of a view's bytes comes from. A copied run maps
// byte for byte; a replaced run (an escape, a template interpolation) maps as
// a whole to the span that wrote it.
type segment struct {
	at     int  // offset of the run's first byte in the view
	start  int  // offset in the parent
	end    int  // end in the parent
	copied bool // the bytes are the parent's own
}

// ViewBuilder assembles a view: a document inside another. Runs are added in
// the order in which they stand in the view.
//
// A Markdown fence that is indented, a heredoc with its margin stripped, a
// quoted string with escapes and a template with holes are all sequences of
// copied and replaced runs, so no analyzer computes offsets itself.
type ViewBuilder struct {
	parent   *File
	data     []byte
	segments []segment
}

// NewView starts a view into parent.
func NewView(parent *File) *ViewBuilder { return &ViewBuilder{parent: parent} }

// Copy adds the parent's bytes from start to end.
func (b *ViewBuilder) Copy(start, end int) {
	s := b.parent.Span(start, end)
	if s.Start == s.End {
		return
	}
	b.segments = append(b.segments, segment{at: len(b.data), start: s.Start, end: s.End, copied: true})
	b.data = append(b.data, b.parent.Data[s.Start:s.End]...)
}

// Replace adds text that stands for the parent's bytes from start to end.
func (b *ViewBuilder) Replace(text string, start, end int) {
	if text == "" {
		return
	}
	s := b.parent.Span(start, end)
	b.segments = append(b.segments, segment{at: len(b.data), start: s.Start, end: s.End})
	b.data = append(b.data, text...)
}

// Len returns how many bytes the view has so far.
func (b *ViewBuilder) Len() int { return len(b.data) }

// File returns the view. The builder must not be used afterwards.
func (b *ViewBuilder) File() *File {
	return &File{
		Path: b.parent.Path, Data: b.data, Context: b.parent.Context,
		parent: b.parent, segments: b.segments,
	}
}

// outward maps a span of the view to its parent.
func (f *File) outward(s Span) Span {
	start, _ := f.outwardByte(s.Start)
	if s.End <= s.Start {
		return f.parent.Span(start, start)
	}
	_, end := f.outwardByte(s.End - 1)
	return f.parent.Span(start, max(start, end))
}

// outwardByte returns the parent's bytes that wrote the view's byte at offset.
// The offset just past the view's end maps to the end of its last run.
func (f *File) outwardByte(offset int) (start, end int) {
	i := sort.Search(len(f.segments), func(i int) bool { return f.segments[i].at > offset }) - 1
	if i < 0 {
		return 0, 0
	}
	g := f.segments[i]
	if !g.copied {
		return g.start, g.end
	}
	start = min(g.start+offset-g.at, g.end)
	return start, min(start+1, g.end)
}
