//go:build unix

package discover

import (
	"errors"
	"io/fs"
	"slices"
	"syscall"
)

// readAll reads a file into buf (which may be nil) and returns the bytes read,
// at most limit+1 of them: one more than the limit says that there is more.
//
// It calls the system directly: os.Open stats the file, offers it to the
// poller and allocates, which for small files costs several times the reading.
// A link that was put in place of the file is not followed, and a pipe does
// not block.
func readAll(name string, buf []byte, limit int) ([]byte, error) {
	const flags = syscall.O_RDONLY | syscall.O_CLOEXEC | syscall.O_NOFOLLOW | syscall.O_NONBLOCK
	fd, err := retry(func() (int, error) { return syscall.Open(name, flags, 0) })
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	defer func() { _ = syscall.Close(fd) }() // nothing was written that a failure could lose
	buf = buf[:0]
	for len(buf) <= limit {
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, max(4096, len(buf)))
		}
		free := buf[len(buf):min(cap(buf), limit+1)]
		n, err := retry(func() (int, error) { return syscall.Read(fd, free) })
		if err != nil {
			return nil, &fs.PathError{Op: "read", Path: name, Err: err}
		}
		if n <= 0 {
			break
		}
		buf = buf[:len(buf)+n]
	}
	return buf, nil
}

// retry repeats a call that a signal interrupted.
func retry(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
