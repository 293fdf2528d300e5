package yamlpos

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// ParseJSON reads a stream of JSON documents. What stands before a fault is
// kept; after a fault nothing can be told apart any more.
//
// A token of o.Symbols may stand where a value is expected (a template wrote
// the whole value); it gives an Opaque node.
func ParseJSON(f *source.File, o Options) ([]Document, []SyntaxError) {
	if fault, bad := wideEncoding(f); bad {
		return nil, []SyntaxError{fault}
	}
	base := 0
	if bytes.HasPrefix(f.Data, utf8BOM) {
		base = len(utf8BOM)
	}
	j := &jsonReader{file: f, base: base, data: f.Data[base:], o: o}
	if len(j.data) > MaxBytes {
		return nil, []SyntaxError{{
			Code: CodeTooLarge, Cause: "too large", At: f.Span(0, 1), Document: f.Whole(),
			Message: fmt.Sprintf("The document is larger than %d MiB and was not read.", MaxBytes>>20),
		}}
	}
	j.dec = json.NewDecoder(bytes.NewReader(j.quoteTokens()))
	j.dec.UseNumber()
	var docs []Document
	for {
		start := j.next()
		if start >= len(j.data) {
			return docs, nil
		}
		root, err := j.value(0)
		if err != nil {
			fault := j.explain(err)
			fault.Index, fault.Document = len(docs), f.Span(base+start, len(f.Data))
			return docs, []SyntaxError{fault}
		}
		docs = append(docs, Document{Root: root, At: root.At, Index: len(docs)})
	}
}

type jsonReader struct {
	file *source.File
	base int
	data []byte
	dec  *json.Decoder
	o    Options
}

// errTooDeep is the fault of a document that nests too deeply.
var errTooDeep = errors.New("json: nested too deeply")

// quoteTokens returns the data with each token outside a string made a string
// of the same length, so that the decoder accepts it and no offset changes.
func (j *jsonReader) quoteTokens() []byte {
	const open, closing = "\uE000", "\uE001"
	if j.o.Symbols == nil || !bytes.Contains(j.data, []byte(open)) {
		return j.data
	}
	out := bytes.Clone(j.data)
	inside := false
	for i := 0; i < len(out); i++ {
		switch {
		case inside && out[i] == '\\':
			i++
		case out[i] == '"':
			inside = !inside
		case !inside && bytes.HasPrefix(out[i:], []byte(open)):
			n := bytes.Index(out[i:], []byte(closing))
			if n < 0 {
				return out
			}
			end := i + n + len(closing)
			for k := i; k < end; k++ {
				out[k] = 'x'
			}
			out[i], out[end-1] = '"', '"'
			i = end - 1
		}
	}
	return out
}

// next returns the offset of the next token.
func (j *jsonReader) next() int {
	pos := int(j.dec.InputOffset())
	for pos < len(j.data) {
		switch j.data[pos] {
		case ' ', '\t', '\r', '\n', ',', ':':
			pos++
		default:
			return pos
		}
	}
	return pos
}

func (j *jsonReader) span(start, end int) source.Span {
	return j.file.Span(j.base+start, j.base+end)
}

func (j *jsonReader) value(depth int) (*text.Node, error) {
	start := j.next()
	tok, err := j.dec.Token()
	if err != nil {
		return nil, err
	}
	if depth > MaxDepth {
		return nil, errTooDeep
	}
	end := int(j.dec.InputOffset())
	at := j.span(start, end)
	switch v := tok.(type) {
	case json.Delim:
		return j.collection(v, start, depth)
	case string:
		return j.str(v, at, start, end), nil
	case json.Number:
		return &text.Node{Kind: text.Number, Text: text.Known(v.String(), at), At: at}, nil
	case bool:
		return &text.Node{Kind: text.Bool, Text: text.Known(strconv.FormatBool(v), at), At: at}, nil
	}
	return &text.Node{Kind: text.Null, Text: text.Known("null", at), At: at}, nil
}

func (j *jsonReader) str(v string, at source.Span, start, end int) *text.Node {
	if j.data[start] != '"' {
		sym := j.o.Symbols.Decode(at.Text()).WithAt(at)
		return &text.Node{Kind: text.Opaque, Text: sym, At: at}
	}
	out := &text.Node{Kind: text.String, Text: j.o.Symbols.Decode(v).WithAt(at), At: at}
	if j.o.Symbols != nil && text.HasTokenRunes(v) {
		out.Symbols = j.o.Symbols
	}
	out.View = func() *source.File { return j.view(v, start, end) }
	return out
}

func (j *jsonReader) collection(open json.Delim, start, depth int) (*text.Node, error) {
	out := &text.Node{Kind: text.List}
	if open == '{' {
		out.Kind = text.Map
	}
	for j.dec.More() {
		var key text.Text
		if open == '{' {
			k, err := j.value(depth + 1)
			if err != nil {
				return nil, err
			}
			key = k.Text
		}
		v, err := j.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if open == '{' {
			out.Fields = append(out.Fields, text.Field{Key: key, Value: v})
		} else {
			out.Items = append(out.Items, text.Item{Value: v})
		}
	}
	if _, err := j.dec.Token(); err != nil {
		return nil, err
	}
	out.At = j.span(start, int(j.dec.InputOffset()))
	return out, nil
}

// view gives a string's value as a file whose bytes lead back to the escapes
// and characters that wrote it.
func (j *jsonReader) view(value string, start, end int) *source.File {
	r := &runs{b: source.NewView(j.file), base: j.base, data: j.data}
	for pos := start + 1; pos < end-1; {
		if j.data[pos] == '\\' {
			s, width := jsonEscape(j.data[pos : end-1])
			r.replace(s, pos, pos+width)
			pos += width
			continue
		}
		c, width := utf8.DecodeRune(j.data[pos : end-1])
		if c == utf8.RuneError && width == 1 {
			r.replace(string(utf8.RuneError), pos, pos+1)
		} else {
			r.copy(pos, pos+width)
		}
		pos += width
	}
	r.flush()
	if out := r.b.File(); string(out.Data) == value {
		return out
	}
	b := source.NewView(j.file)
	b.Replace(value, j.base+start, j.base+end)
	return b.File()
}

// jsonEscape reads the escape at the start of d: its value and its width.
func jsonEscape(d []byte) (string, int) {
	if len(d) < 2 {
		return string(d), len(d)
	}
	switch d[1] {
	case 'u':
		s, width := codePoint(d, 4)
		r, _ := utf8.DecodeRuneInString(s)
		high, ok := surrogate(d)
		if !ok {
			return string(r), width
		}
		if low, ok := surrogate(d[min(width, len(d)):]); ok {
			if full := utf16.DecodeRune(high, low); full != utf8.RuneError {
				return string(full), 2 * width
			}
		}
		return string(utf8.RuneError), width
	case '"', '\\', '/':
		return string(d[1:2]), 2
	}
	return simpleEscape(d[1]), 2
}

// surrogate reads a \uXXXX escape that is half of a UTF-16 pair.
func surrogate(d []byte) (rune, bool) {
	if len(d) < 6 || d[0] != '\\' || d[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(d[2:6]), 16, 16)
	return rune(n), err == nil && utf16.IsSurrogate(rune(n))
}

// explain says where and why a document stopped making sense.
func (j *jsonReader) explain(err error) SyntaxError {
	pos := j.next()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && int(syntax.Offset) > pos {
		pos = int(syntax.Offset) - 1
	}
	if strings.Contains(err.Error(), "in string literal") {
		for pos < len(j.data) && j.data[pos] >= ' ' {
			pos++
		}
	}
	out := SyntaxError{Code: CodeUnparseable, Cause: err.Error(), Message: "The text is not valid JSON."}
	switch {
	case errors.Is(err, errTooDeep):
		out.Code = CodeTooDeep
		out.Message = fmt.Sprintf("The document nests deeper than %d levels.", MaxDepth)
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || pos >= len(j.data):
		pos = len(bytes.TrimRight(j.data, " \t\r\n"))
		out.Message = "The document ends before all of its brackets and quotes are closed."
	case strings.Contains(err.Error(), "':' after array element") && bytes.LastIndexByte(j.data[:pos+1], ':') >= 0:
		pos = bytes.LastIndexByte(j.data[:pos+1], ':')
		out.Message = "A key stands in a list, where only values can: a brace is missing before it."
	default:
		out.Message = j.sentence(pos)
	}
	width := 1
	if pos < len(j.data) {
		_, width = utf8.DecodeRune(j.data[pos:])
	} else if pos > 0 {
		pos--
	}
	out.At = j.span(pos, pos+width)
	return out
}

// sentence explains the character at which JSON stopped making sense.
func (j *jsonReader) sentence(pos int) string {
	before := bytes.TrimRight(j.data[:pos], " \t\r\n")
	last := byte(0)
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	switch c := j.data[pos]; {
	case (c == '}' || c == ']') && last == ',':
		return "A comma stands before the closing bracket; JSON allows none there."
	case c == '/' || c == '#':
		return "JSON has no comments."
	case c == '\'':
		return "JSON strings stand in double quotes."
	case c == '"' && !bytes.ContainsRune([]byte("{[,:"), rune(last)):
		return "A comma is missing before this value."
	case c == '\n' || c == '\r' || c == '\t':
		return "A string is broken off: it holds a line break or a tab that must be written as an escape."
	}
	return fmt.Sprintf("The character %q cannot stand here in JSON.", firstRune(j.data[pos:]))
}

func firstRune(d []byte) rune {
	r, _ := utf8.DecodeRune(d)
	return r
}
