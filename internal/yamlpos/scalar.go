package yamlpos

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

const quotedStyles = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle
const blockStyles = yaml.LiteralStyle | yaml.FoldedStyle

// scalar converts a scalar: its kind by the core schema, its text as written.
func (c *converter) scalar(n *yaml.Node, start int) (*text.Node, int) {
	plain := n.Style&(quotedStyles|blockStyles) == 0
	if plain && n.Value == "" {
		return c.empty(n, start)
	}
	start = c.skipProperties(start)
	w := written{file: c.file, base: c.base, data: c.data, start: start, value: n.Value, style: n.Style & (quotedStyles | blockStyles)}
	w.end = w.findEnd()
	at := c.span(start, w.end)
	out := &text.Node{Kind: scalarKind(n.Tag), Text: c.text(n.Value, at), At: at, Plain: plain}
	if c.o.Symbols != nil && text.HasTokenRunes(n.Value) {
		out.Symbols = c.o.Symbols
		if parts := out.Text.Parts(); plain && len(parts) == 1 && parts[0].Sym != nil {
			out.Kind = text.Opaque
		}
	}
	if out.Kind == text.String {
		out.View = w.view
	}
	return out, w.end
}

// empty converts a value that was left out.
func (c *converter) empty(n *yaml.Node, start int) (*text.Node, int) {
	end := start
	for end < len(c.data) && (c.data[end] == '&' || c.data[end] == '!') && (n.Anchor != "" || n.Style&yaml.TaggedStyle != 0) {
		end = c.propertyEnd(end)
		if next := skipSpace(c.data, end); next < len(c.data) && (c.data[next] == '&' || c.data[next] == '!') &&
			n.Anchor != "" && n.Style&yaml.TaggedStyle != 0 && end > start && !bytes.ContainsAny(c.data[start:next], "\r\n") {
			end = next
			continue
		}
		break
	}
	at := c.span(start, end)
	return &text.Node{Kind: scalarKind(n.Tag), Text: c.text("", at), At: at, Plain: true}, end
}

func scalarKind(tag string) text.Kind {
	switch tag {
	case "!!null":
		return text.Null
	case "!!bool":
		return text.Bool
	case "!!int", "!!float":
		return text.Number
	}
	return text.String
}

// written is a scalar as it stands in the source.
type written struct {
	file       *source.File
	base       int
	data       []byte
	start, end int
	value      string
	style      yaml.Style
}

// findEnd returns the offset behind the scalar, its closing quote included. A
// block scalar ends with its last line that is not blank.
func (w *written) findEnd() int {
	switch w.style {
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		return w.quoteEnd()
	case yaml.LiteralStyle, yaml.FoldedStyle:
		return w.block(nil)
	}
	return w.plainEnd()
}

func (w *written) quoteEnd() int {
	quote := byte('"')
	if w.style == yaml.SingleQuotedStyle {
		quote = '\''
	}
	for i := w.start + 1; i < len(w.data); i++ {
		switch {
		case w.data[i] == '\\' && quote == '"':
			i++
		case w.data[i] == quote && quote == '\'' && i+1 < len(w.data) && w.data[i+1] == '\'':
			i++
		case w.data[i] == quote:
			return i + 1
		}
	}
	return len(w.data)
}

// plainEnd walks the source along the value: folding changes only the space
// between words.
func (w *written) plainEnd() int {
	value := []byte(w.value)
	pos := w.start
	for i := 0; i < len(value); {
		if s := spaceAt(value, i); s > 0 {
			i += s
			continue
		}
		for s := spaceAt(w.data, pos); s > 0; s = spaceAt(w.data, pos) {
			pos += s
		}
		if pos >= len(w.data) || w.data[pos] != value[i] {
			return pos
		}
		i++
		pos++
	}
	return pos
}

func spaceAt(d []byte, pos int) int { return blankAt(d, pos) + breakAt(d, pos) }

// view gives the scalar's value as a file whose bytes lead back to where they
// were written.
func (w *written) view() *source.File {
	r := &runs{b: source.NewView(w.file), base: w.base, data: w.data}
	if w.style&blockStyles != 0 {
		w.block(r)
	} else {
		w.flow(r)
	}
	r.flush()
	if out := r.b.File(); string(out.Data) == w.value {
		return out
	}
	b := source.NewView(w.file)
	b.Replace(w.value, w.base+w.start, w.base+w.end)
	return b.File()
}

// runs collects what a view is made of; neighbouring copies become one.
type runs struct {
	b        *source.ViewBuilder
	base     int
	data     []byte
	from, to int
}

func (r *runs) copy(from, to int) {
	if r == nil {
		return
	}
	if from != r.to || r.from == r.to {
		r.flush()
		r.from = from
	}
	r.to = to
}

func (r *runs) replace(s string, from, to int) {
	if r == nil {
		return
	}
	r.flush()
	r.b.Replace(s, r.base+from, r.base+to)
}

func (r *runs) flush() {
	if r.to > r.from {
		r.b.Copy(r.base+r.from, r.base+r.to)
	}
	r.from, r.to = 0, 0
}

// line is a line break: an offset and a width.
type line struct{ pos, width int }

// breaks adds line breaks as the library normalises them: all become LF but
// for LS and PS, which stay.
func (r *runs) breaks(lines ...line) {
	if r == nil {
		return
	}
	for _, l := range lines {
		if l.width == 3 || r.data[l.pos] == '\n' {
			r.copy(l.pos, l.pos+l.width)
		} else {
			r.replace("\n", l.pos, l.pos+l.width)
		}
	}
}

// fold adds what stands between two lines of a scalar: a single line break
// becomes a space, more become one less.
func (r *runs) fold(first []line, more []line) {
	if len(first) == 0 || first[0].width == 3 {
		r.breaks(first...)
		r.breaks(more...)
		return
	}
	if len(more) == 0 && r != nil {
		r.replace(" ", first[0].pos, first[0].pos+first[0].width)
	}
	r.breaks(more...)
}

// flow walks a plain or quoted scalar.
func (w *written) flow(r *runs) {
	pos, end := w.start, w.end
	if w.style != 0 {
		pos, end = pos+1, end-1
	}
	for pos < end {
		next, escaped := w.word(r, pos, end)
		pos = next
		if pos >= end && !escaped {
			return
		}
		pos = w.gap(r, pos, end, escaped)
	}
}

// word copies up to the next space and resolves escapes. It reports whether it
// ended with an escaped line break.
func (w *written) word(r *runs, pos, end int) (next int, escapedBreak bool) {
	for pos < end && spaceAt(w.data, pos) == 0 {
		switch {
		case w.style == yaml.SingleQuotedStyle && w.data[pos] == '\'':
			r.replace("'", pos, pos+2)
			pos += 2
		case w.style == yaml.DoubleQuotedStyle && w.data[pos] == '\\':
			if b := breakAt(w.data, pos+1); b > 0 {
				return pos + 1 + b, true
			}
			value, width := unescape(w.data[pos:end])
			r.replace(value, pos, pos+width)
			pos += width
		default:
			r.copy(pos, pos+1)
			pos++
		}
	}
	return pos, false
}

// gap handles the space between two words.
func (w *written) gap(r *runs, pos, end int, leading bool) int {
	from := pos
	var first, more []line
	for pos < end {
		if b := breakAt(w.data, pos); b > 0 {
			if leading {
				more = append(more, line{pos, b})
			} else {
				first, leading = []line{{pos, b}}, true
			}
			pos += b
			continue
		}
		if blankAt(w.data, pos) == 0 {
			break
		}
		pos++
	}
	if leading {
		r.fold(first, more)
	} else {
		r.copy(from, pos)
	}
	return pos
}

// block walks a block scalar and returns the offset behind its last line that
// is not blank. With nil runs it only measures.
func (w *written) block(r *runs) int {
	header, keep := w.start+1, 0
	for header < len(w.data) && breakAt(w.data, header) == 0 {
		if keep == 0 && w.data[header] == '-' {
			keep = -1
		} else if keep == 0 && w.data[header] == '+' {
			keep = 1
		}
		if blankAt(w.data, header) > 0 {
			break // a comment may follow
		}
		header++
	}
	end := header
	for header < len(w.data) && breakAt(w.data, header) == 0 {
		header++
	}
	pos := header + breakAt(w.data, header)
	indent := w.blockIndent(pos)
	pos, more := w.blankLines(pos, indent)
	var first []line
	wasBlank := false
	for pos < len(w.data) && w.column(pos) == indent {
		blank := blankAt(w.data, pos) > 0
		if w.style == yaml.FoldedStyle && !wasBlank && !blank && len(first) > 0 && first[0].width != 3 {
			r.fold(first, more)
		} else {
			r.breaks(first...)
			r.breaks(more...)
		}
		from := pos
		for pos < len(w.data) && breakAt(w.data, pos) == 0 {
			pos++
		}
		r.copy(from, pos)
		if pos > from {
			end = pos
		}
		first, wasBlank = nil, blank
		if b := breakAt(w.data, pos); b > 0 {
			first = []line{{pos, b}}
			pos += b
		}
		pos, more = w.blankLines(pos, indent)
	}
	if keep >= 0 {
		r.breaks(first...)
	}
	if keep > 0 {
		r.breaks(more...)
	}
	return end
}

// blockIndent works out how deep the block scalar's text is indented, from
// its first line that is not blank: what the value does not have of its
// spaces is indentation. This holds with an indentation indicator, too.
func (w *written) blockIndent(pos int) int {
	value := strings.TrimLeft(w.value, "\n")
	own := len(value) - len(strings.TrimLeft(value, " "))
	deepest := 0
	for pos < len(w.data) {
		spaces := 0
		for pos+spaces < len(w.data) && w.data[pos+spaces] == ' ' {
			spaces++
		}
		deepest = max(deepest, spaces)
		b := breakAt(w.data, pos+spaces)
		if b == 0 {
			if value == "" {
				break
			}
			return max(spaces-own, 1)
		}
		if value != "" && own > 0 && spaces > own && strings.TrimLeft(value[:min(own+1, len(value))], " ") == "\n" {
			return spaces - own // the first line of the value is nothing but spaces
		}
		pos += spaces + b
	}
	return max(deepest, 1)
}

// blankLines skips indentation and the lines that have nothing else.
func (w *written) blankLines(pos, indent int) (int, []line) {
	var out []line
	for {
		for n := 0; n < indent && pos < len(w.data) && w.data[pos] == ' '; n++ {
			pos++
		}
		b := breakAt(w.data, pos)
		if b == 0 {
			return pos, out
		}
		out = append(out, line{pos, b})
		pos += b
	}
}

// column returns how many bytes stand before pos on its line.
func (w *written) column(pos int) int {
	start := pos
	for start > 0 && w.data[start-1] == ' ' {
		start--
	}
	return pos - start
}
