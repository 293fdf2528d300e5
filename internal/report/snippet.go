package report

import (
	"strings"
	"unicode/utf8"

	"github.com/subaud/subaud/internal/source"
)

// tabWidth is how many cells a tab takes at most.
const tabWidth = 4

// cut stands where a long line goes on.
const cut = "…"

// piece is a run of a line's bytes with what is shown for them.
type piece struct {
	start, end int // bytes in the file
	text       string
	width      int // cells
}

// quoted is a line of a file as it is shown.
type quoted struct {
	text string
	// pad and length are the cells before and under the marked span.
	pad, length int
}

// quote shows the line that a span of an outermost file begins on: tabs
// expanded, control characters escaped, secrets hidden, and cut to a window
// around the span where it is wider than width cells.
func (p *prepared) quote(m meter, s source.Span, width int) quoted {
	whole, _ := s.File.Line(s.StartPosition().Line)
	line := around(whole, s, width)
	pieces := p.pieces(m, line)
	from, to, end := 0, 0, 0 // cells
	marked := false
	for _, c := range pieces {
		if c.start < max(s.End, s.Start+1) && s.Start < c.end {
			if !marked {
				from, marked = end, true
			}
			to = end + c.width
		}
		end += c.width
	}
	if !marked { // an empty span behind the last character
		from, to = end, end
	}
	to = max(to, from+1)
	q := window(pieces, end, from, to, width)
	if line.Start > whole.Start && !strings.HasPrefix(q.text, cut) {
		q.text, q.pad = cut+q.text, q.pad+1
	}
	if line.End < whole.End && !strings.HasSuffix(q.text, cut) {
		q.text += cut
	}
	return q
}

// around returns the part of a line that can be seen in a window of width
// cells around a span. A minified file is one line, of which each finding must
// not cost a walk.
func around(line, s source.Span, width int) source.Span {
	const perCell = 16 // bytes; more only where characters are joined
	data := line.File.Data
	lo, hi := max(line.Start, s.Start-perCell*width), min(line.End, s.Start+perCell*width)
	for lo > line.Start && lo < hi && !utf8.RuneStart(data[lo]) {
		lo++
	}
	for hi < line.End && hi > lo && !utf8.RuneStart(data[hi]) {
		hi--
	}
	return source.Span{File: line.File, Start: lo, End: hi}
}

// pieces cuts a line into what is shown for each character or secret.
func (p *prepared) pieces(m meter, line source.Span) []piece {
	var out []piece
	hidden := p.redact.Hidden(line)
	column, joined := 0, false
	for at := line.Start; at < line.End; {
		c := piece{start: at}
		if len(hidden) > 0 && hidden[0].Start == at {
			c.end, c.text = hidden[0].End, redactedText
			hidden = hidden[1:]
		} else {
			_, size := utf8.DecodeRune(line.File.Data[at:line.End])
			c.end = at + size
			c.text = escape(string(line.File.Data[at:c.end]))
			if line.File.Data[at] == '\t' {
				c.text = strings.Repeat(" ", tabWidth-column%tabWidth)
			}
		}
		c.width = m.width(c.text)
		if joined {
			c.width = 0
		}
		joined = c.text == "\u200d"
		if at == 0 && c.text == `\ufeff` {
			c.text, c.width = "", 0 // a byte order mark at the very start is no text
		}
		column += c.width
		at = c.end
		out = append(out, c)
	}
	return out
}

// window joins the pieces that lie within width cells around the marked cells.
func window(pieces []piece, total, from, to, width int) quoted {
	left, right := 0, total
	if total > width {
		slack := max(width-(to-from), 0)
		left = max(0, min(from-slack/2, total-width))
		right = left + width
	}
	var b strings.Builder
	pad, length, column := 0, 0, 0
	if left > 0 {
		b.WriteString(cut)
		pad = 1
	}
	for _, c := range pieces {
		if column >= left && column+c.width <= right {
			b.WriteString(c.text)
			if column < from {
				pad += c.width
			} else if column < to {
				length += c.width
			}
		}
		column += c.width
	}
	if right < total {
		b.WriteString(cut)
	}
	return quoted{text: strings.TrimRight(b.String(), " "), pad: pad, length: max(length, 1)}
}
