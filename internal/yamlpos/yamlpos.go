// Package yamlpos reads YAML and JSON into text.Node trees in which every key
// and every value knows the bytes that wrote it, also where the document is a
// view into another file.
//
// The meaning is that of the readers that matter here: Kubernetes reads YAML
// 1.1, so a plain scalar keeps its text as written (account id 012345678901
// keeps its zero) and says that it was plain; the reader of a field decides.
package yamlpos

import (
	"bytes"
	"strings"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Limits of one document. They are far beyond what people write and keep a
// hostile file from costing more than its size.
const (
	// MaxDepth is how deeply values may nest.
	MaxDepth = 256
	// MaxBytes is the size of one document.
	MaxBytes = 16 << 20
	// MaxAliased is how many values aliases may stand for in one document.
	MaxAliased = 200_000
)

// The codes of a SyntaxError.
const (
	// CodeUnparseable: the text breaks the grammar.
	CodeUnparseable = "unparseable"
	// CodeEncoding: the bytes are not UTF-8, or hold characters that YAML forbids.
	CodeEncoding = "encoding"
	// CodeTooDeep: values nest deeper than MaxDepth.
	CodeTooDeep = "too-deep"
	// CodeTooLarge: the document is larger than MaxBytes.
	CodeTooLarge = "too-large"
	// CodeAliasLimit: aliases stand for more than MaxAliased values, or for
	// themselves.
	CodeAliasLimit = "alias-limit"
)

// Options say how to read. The zero Options are fine.
type Options struct {
	// Symbols decodes the tokens that stand for unknown strings; nil where the
	// document holds none.
	Symbols *text.Table
	// Coarse leaves a fault of the grammar at the line that the YAML library
	// names, which may be that of the map around it. To find the exact place
	// costs some thirty times as much as reading the document.
	Coarse bool
	// Tag, where set, is asked about each value with a tag that is not one of
	// YAML's own (!Ref, !Sub) and returns the value to use in its place.
	Tag func(tag string, at source.Span, value *text.Node) *text.Node
}

// Document is one document of a stream.
type Document struct {
	// Root is the document's value; never nil.
	Root *text.Node
	// At covers the document, from its first byte to the next document's.
	At source.Span
	// Index counts the documents of the stream from 0, unreadable ones included.
	Index int
}

// SyntaxError says why a document could not be read. It is a value to report
// and not a Go error, since the fault is the input's.
type SyntaxError struct {
	// Code is one of the Code constants.
	Code string
	// Message is a plain sentence, without the place.
	Message string
	// Cause is the parser's own message.
	Cause string
	// At is the place of the fault, as exact as can be told.
	At source.Span
	// Document covers the document that is lost.
	Document source.Span
	// Index counts the documents of the stream from 0.
	Index int
}

// Parse reads a file that is YAML or JSON: JSON if its name ends in .json, or
// if it opens like JSON and is well-formed JSON.
func Parse(f *source.File, o Options) ([]Document, []SyntaxError) {
	if strings.HasSuffix(f.Path, ".json") && f.Parent() == nil {
		return ParseJSON(f, o)
	}
	if opensLikeJSON(f.Data) {
		if docs, faults := ParseJSON(f, o); len(faults) == 0 {
			return docs, nil
		}
	}
	return ParseYAML(f, o)
}

func opensLikeJSON(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, utf8BOM), " \t\r\n")
	return len(data) > 1 && (data[0] == '{' && data[1] != '{' || data[0] == '[')
}

// ParseYAML reads a stream of YAML documents. A document that cannot be read
// does not take the others with it.
func ParseYAML(f *source.File, o Options) ([]Document, []SyntaxError) {
	return parseChunks(f, o, splitStream(f.Data), 0)
}

// ParseDocument reads the documents between two bytes of a file: what Sniff
// found worth reading. The range must begin and end where a document does.
func ParseDocument(f *source.File, o Options, d Doc) ([]Document, []SyntaxError) {
	at := f.Span(d.Start, d.End)
	return parseChunks(f, o, []chunk{{at.Start, at.End}}, d.Index)
}

func parseChunks(f *source.File, o Options, chunks []chunk, index int) ([]Document, []SyntaxError) {
	if fault, bad := wideEncoding(f); bad {
		return nil, []SyntaxError{fault}
	}
	var docs []Document
	var faults []SyntaxError
	for _, c := range chunks {
		got, fault := parseChunk(f, o, c)
		for _, root := range got {
			docs = append(docs, Document{Root: root, At: f.Span(c.start, c.end), Index: index})
			index++
		}
		if fault != nil {
			fault.Document = f.Span(c.start, c.end)
			fault.Index = index
			faults = append(faults, *fault)
			index++
		}
	}
	return docs, faults
}

var utf8BOM = []byte("\xef\xbb\xbf")

// wideEncoding reports UTF-16 and UTF-32, which are told by their byte order
// mark or by the zero bytes that ASCII text has in them. Positions in such a
// file would be in units that no reader of a report shares, so it is refused.
func wideEncoding(f *source.File) (SyntaxError, bool) {
	d := f.Data
	wide := bytes.HasPrefix(d, []byte("\xff\xfe")) || bytes.HasPrefix(d, []byte("\xfe\xff")) ||
		len(d) >= 4 && (d[0] == 0 && d[1] != 0 || d[0] != 0 && d[1] == 0)
	if !wide {
		return SyntaxError{}, false
	}
	return SyntaxError{
		Code:     CodeEncoding,
		Message:  "The file is encoded as UTF-16 or UTF-32; save it as UTF-8.",
		Cause:    "not UTF-8",
		At:       f.Span(0, min(2, len(d))),
		Document: f.Whole(),
	}, true
}
