package discover

import (
	"bytes"
	"errors"
	"io/fs"

	"github.com/subaud/subaud/internal/source"
)

// MaxSize is the size in bytes from which a file is not read. Nothing that a
// person or a tool writes about identity comes near it, and it bounds what one
// hostile file can cost.
const MaxSize = 8 << 20

// Reader reads files one after another into the same memory. The zero Reader
// is ready for use; it is not safe for concurrent use, so each worker has its
// own.
type Reader struct{ buf []byte }

// Peek returns the content of a file, byte order mark included. The bytes are
// valid until the next call. The error is a *Skipped.
func (r *Reader) Peek(e Entry) ([]byte, error) {
	if need := int(min(e.Size, MaxSize)) + 1; cap(r.buf) < need {
		r.buf = make([]byte, 0, max(need, 64<<10)) // one more than the size: the end is then seen at once
	}
	data, err := readAll(e.Abs, r.buf, MaxSize)
	if err != nil {
		return nil, &Skipped{Path: e.Path, Reason: Unreadable, Class: e.Class, Context: e.Context, Err: cause(err)}
	}
	r.buf = data
	if reason := unfit(data); reason != "" {
		return nil, &Skipped{Path: e.Path, Reason: reason, Class: e.Class, Context: e.Context}
	}
	return data, nil
}

// Read returns the content of a file as a document of its own. The error is a
// *Skipped.
func (r *Reader) Read(e Entry) (*source.File, error) {
	data, err := r.Peek(e)
	if err != nil {
		return nil, err
	}
	file := source.NewFile(e.Path, bytes.Clone(data))
	file.Context = e.Context
	return file, nil
}

// Read reads one file. To read many, keep a Reader.
func Read(e Entry) (*source.File, error) {
	return new(Reader).Read(e)
}

// unfit says why bytes are not a text that can be analysed; "" if they are.
func unfit(data []byte) Reason {
	switch {
	case len(data) > MaxSize:
		return TooLarge
	case encodingOf(data) != "":
		return Encoding
	case isBinary(data[:min(len(data), sniffLength)]):
		return Binary
	}
	return ""
}

// cause takes the path off an error of the file system: it is absolute, and
// the reader of the message is told the path relative to the root.
func cause(err error) error {
	if perr, ok := errors.AsType[*fs.PathError](err); ok {
		return perr.Err
	}
	return err
}
