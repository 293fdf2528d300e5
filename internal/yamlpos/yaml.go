package yamlpos

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// parseChunk reads the documents of a chunk: one, but for line breaks that
// only YAML counts as such.
func parseChunk(f *source.File, o Options, c chunk) ([]*text.Node, *SyntaxError) {
	if bytes.HasPrefix(f.Data[c.start:c.end], utf8BOM) {
		c.start += len(utf8BOM)
	}
	data := f.Data[c.start:c.end]
	if len(data) > MaxBytes {
		return nil, &SyntaxError{
			Code: CodeTooLarge, At: f.Span(c.start, lineEnd(f.Data, c.start)), Cause: "too large",
			Message: fmt.Sprintf("The document is larger than %d MiB and was not read.", MaxBytes>>20),
		}
	}
	if bytes.HasPrefix(data, utf8BOM) {
		return nil, &SyntaxError{
			Code: CodeEncoding, At: f.Span(c.start, c.start+len(utf8BOM)), Cause: "second byte order mark",
			Message: "The document begins with two byte order marks.",
		}
	}
	nodes, err := decodeAll(data)
	var out []*text.Node
	lines := newLineIndex(data)
	for _, n := range nodes {
		v := &converter{file: f, base: c.start, end: c.end, data: data, lines: lines, o: o, anchors: map[*yaml.Node]*expansion{}}
		root, _ := v.node(n, 0)
		if v.fault != nil {
			return out, v.fault
		}
		out = append(out, root)
	}
	if err != nil {
		return out, locate(f, c, err, o.Coarse)
	}
	return out, nil
}

// errPanic stands for a fault of the YAML library itself.
var errPanic = errors.New("yaml: the parser gave up")

// decodeAll reads all documents. The library reports some malformed input by
// panicking; that is input like any other.
func decodeAll(data []byte) (nodes []*yaml.Node, err error) {
	defer func() {
		if recover() != nil {
			err = errPanic
		}
	}()
	d := yaml.NewDecoder(bytes.NewReader(data))
	for {
		n := &yaml.Node{}
		err := d.Decode(n)
		if errors.Is(err, io.EOF) {
			return nodes, nil
		}
		if err != nil {
			return nodes, err
		}
		if n.Kind == yaml.DocumentNode && len(n.Content) == 1 {
			nodes = append(nodes, n.Content[0])
		}
	}
}

// converter turns the yaml.Nodes of one chunk into text.Nodes with spans.
type converter struct {
	file    *source.File
	base    int // offset of data in the file
	end     int
	data    []byte
	lines   *lineIndex
	o       Options
	anchors map[*yaml.Node]*expansion
	count   int // values built, those behind aliases included
	aliased int
	fault   *SyntaxError
}

// expansion is what an anchor stands for; node is nil while it is being read.
type expansion struct {
	node *text.Node
	size int
}

func (c *converter) fail(code string, start, end int, message string) {
	if c.fault == nil {
		c.fault = &SyntaxError{Code: code, Message: message, Cause: code, At: c.span(start, end)}
	}
}

func (c *converter) span(start, end int) source.Span {
	return c.file.Span(c.base+start, c.base+max(start, end))
}

func (c *converter) text(value string, at source.Span) text.Text {
	return c.o.Symbols.Decode(value).WithAt(at)
}

// node converts a value and returns the offset in data at which it ends.
func (c *converter) node(n *yaml.Node, depth int) (*text.Node, int) {
	start := c.lines.offset(n.Line, n.Column)
	if depth > MaxDepth {
		c.fail(CodeTooDeep, start, start+1, fmt.Sprintf("The document nests deeper than %d levels.", MaxDepth))
	}
	if c.fault != nil {
		return &text.Node{Kind: text.Null, At: c.span(start, start)}, start
	}
	c.count++
	if n.Kind == yaml.AliasNode {
		return c.alias(n, start)
	}
	var anchored *expansion
	before := c.count - 1
	if n.Anchor != "" {
		anchored = &expansion{}
		c.anchors[n] = anchored
	}
	out, end := c.value(n, start, depth)
	if c.o.Tag != nil && n.Style&yaml.TaggedStyle != 0 && strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		if v := c.o.Tag(n.Tag, c.span(start, end), out); v != nil {
			out = v
		}
	}
	if anchored != nil {
		anchored.node, anchored.size = out, c.count-before
	}
	return out, end
}

func (c *converter) value(n *yaml.Node, start, depth int) (*text.Node, int) {
	switch n.Kind {
	case yaml.MappingNode:
		return c.mapping(n, start, depth)
	case yaml.SequenceNode:
		return c.sequence(n, start, depth)
	}
	return c.scalar(n, start)
}

// alias gives the value that the anchor stands for, at the alias's place. What
// is inside it keeps its own place.
func (c *converter) alias(n *yaml.Node, start int) (*text.Node, int) {
	end := start + 1 + len(n.Value)
	e := c.anchors[n.Alias]
	if e == nil || e.node == nil {
		c.fail(CodeAliasLimit, start, end, fmt.Sprintf("The anchor %s holds an alias of itself.", n.Value))
		return &text.Node{Kind: text.Null, At: c.span(start, end)}, end
	}
	c.count += e.size
	c.aliased += e.size
	if c.aliased > MaxAliased {
		c.fail(CodeAliasLimit, start, end, fmt.Sprintf("The aliases of the document stand for more than %d values.", MaxAliased))
	}
	out := *e.node
	out.At = c.span(start, end)
	if !out.Text.Absent() {
		out.Text = out.Text.WithAt(out.At)
	}
	return &out, end
}

func (c *converter) sequence(n *yaml.Node, start, depth int) (*text.Node, int) {
	open := c.skipProperties(start)
	end := open + 1
	out := &text.Node{Kind: text.List, Items: make([]text.Item, 0, len(n.Content))}
	for _, child := range n.Content {
		v, e := c.node(child, depth+1)
		out.Items = append(out.Items, text.Item{Value: v})
		end = max(end, e)
	}
	if n.Style&yaml.FlowStyle != 0 {
		end = c.closing(end)
	}
	out.At = c.span(start, end)
	return out, end
}

func (c *converter) mapping(n *yaml.Node, start, depth int) (*text.Node, int) {
	open := c.skipProperties(start)
	braced := n.Style&yaml.FlowStyle != 0 && open < len(c.data) && c.data[open] == '{'
	end := open
	if braced {
		end++
	}
	out := &text.Node{Kind: text.Map, Fields: make([]text.Field, 0, len(n.Content)/2)}
	var merges []*text.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, keyEnd := c.key(n.Content[i], depth)
		v, e := c.node(n.Content[i+1], depth+1)
		if v.Kind == text.Null && v.At.Start == v.At.End {
			e = c.settle(v, keyEnd)
		}
		end = max(end, keyEnd, e)
		if n.Content[i].Tag == "!!merge" && n.Content[i].Kind == yaml.ScalarNode {
			merges = append(merges, c.mergeSources(v)...)
			continue
		}
		out.Fields = append(out.Fields, text.Field{Key: key, Value: v})
	}
	mergeInto(out, merges)
	if braced {
		end = c.closing(end)
	}
	out.At = c.span(start, end)
	return out, end
}

// settle puts an empty value directly behind its key's line: the library puts
// some of them where the next token begins.
func (c *converter) settle(v *text.Node, keyEnd int) int {
	pos := v.At.Start - c.base
	if pos >= keyEnd && !bytes.ContainsAny(c.data[keyEnd:min(pos, len(c.data))], "\r\n") {
		return pos
	}
	v.At = c.span(keyEnd, keyEnd)
	v.Text = v.Text.WithAt(v.At)
	return keyEnd
}

// key reads a key. One that is not a scalar is known by its text as written.
func (c *converter) key(n *yaml.Node, depth int) (text.Text, int) {
	k, end := c.node(n, depth+1)
	if k.Kind == text.Map || k.Kind == text.List {
		return c.text(k.At.Text(), k.At), end
	}
	if n.Kind == yaml.ScalarNode && k.Text.Absent() {
		return c.text(n.Value, k.At), end
	}
	return k.Text.WithAt(k.At), end
}

// mergeSources lists the maps that a merge key (<<) brings in.
func (c *converter) mergeSources(v *text.Node) []*text.Node {
	switch v.Kind {
	case text.Map:
		return []*text.Node{v}
	case text.List:
		var out []*text.Node
		for _, item := range v.Items {
			if !item.Value.Is(text.Map) {
				return c.badMerge(v)
			}
			out = append(out, item.Value)
		}
		return out
	case text.Opaque:
		return []*text.Node{v}
	}
	return c.badMerge(v)
}

func (c *converter) badMerge(v *text.Node) []*text.Node {
	c.fail(CodeUnparseable, v.At.Start-c.base, v.At.End-c.base, "The merge key << needs a map, or a list of maps.")
	return nil
}

// mergeInto adds the entries of the merged maps that the map does not have
// itself; of several maps the first that has a key wins.
func mergeInto(out *text.Node, merges []*text.Node) {
	for _, m := range merges {
		if m.Kind == text.Opaque {
			out.Open = true
			continue
		}
		own := map[string]bool{}
		for _, f := range out.Fields {
			own[f.Key.String()] = true
		}
		for _, f := range m.Fields {
			if !own[f.Key.String()] {
				out.Fields = append(out.Fields, f)
			}
		}
		out.Open = out.Open || m.Open
	}
}

// skipProperties returns the offset of a value behind its tag and anchor.
func (c *converter) skipProperties(pos int) int {
	d := c.data
	for pos < len(d) && (d[pos] == '&' || d[pos] == '!') {
		pos = c.propertyEnd(pos)
		next := skipSpace(d, pos)
		if next == pos || next >= len(d) {
			return pos
		}
		pos = next
	}
	return pos
}

// propertyEnd returns the offset behind the tag or anchor at pos.
func (c *converter) propertyEnd(pos int) int {
	d := c.data
	if d[pos] == '!' && pos+1 < len(d) && d[pos+1] == '<' {
		if i := bytes.IndexByte(d[pos:], '>'); i >= 0 {
			return pos + i + 1
		}
	}
	for pos < len(d) && blankAt(d, pos) == 0 && breakAt(d, pos) == 0 {
		pos++
	}
	return pos
}

// skipSpace skips blanks, line breaks and comments.
func skipSpace(d []byte, pos int) int {
	for pos < len(d) {
		if w := blankAt(d, pos) + breakAt(d, pos); w > 0 {
			pos += w
			continue
		}
		if d[pos] == '#' && pos > 0 && blankAt(d, pos-1)+breakAt(d, pos-1) > 0 {
			for pos < len(d) && breakAt(d, pos) == 0 {
				pos++
			}
			continue
		}
		break
	}
	return pos
}

// closing returns the offset behind the bracket that closes a flow collection
// whose last value ends at pos. Only space, comments and separators can stand
// between the two.
func (c *converter) closing(pos int) int {
	for {
		pos = skipSpace(c.data, pos)
		if pos >= len(c.data) {
			return pos
		}
		switch c.data[pos] {
		case ']', '}':
			return pos + 1
		case ',', ':', '?':
			pos++
		default:
			return pos
		}
	}
}
