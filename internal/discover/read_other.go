//go:build !unix

package discover

import (
	"bytes"
	"io"
	"os"
)

// readAll reads a file into buf (which may be nil) and returns the bytes read,
// at most limit+1 of them: one more than the limit says that there is more.
func readAll(name string, buf []byte, limit int) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // nothing was written that a failure could lose
	into := bytes.NewBuffer(buf[:0])
	if _, err := into.ReadFrom(io.LimitReader(file, int64(limit)+1)); err != nil {
		return nil, err
	}
	return into.Bytes(), nil
}
