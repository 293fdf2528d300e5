package discover

import (
	"fmt"
	"io/fs"
)

// Reason says why a file or folder was not looked at.
type Reason string

// The reasons.
const (
	TooLarge     Reason = "too large"                        // over MaxSize
	Binary       Reason = "binary"                           // holds a NUL near its start
	Encoding     Reason = "not UTF-8"                        // its byte order mark says UTF-16
	Unreadable   Reason = "unreadable"                       // the system refused; Err has its words
	Device       Reason = "not a regular file"               // a pipe, socket or device
	LinkOutside  Reason = "link that leaves the root"        // a symbolic link out of the repository
	LinkLoop     Reason = "link that loops"                  // a symbolic link to itself or to a folder it stands in
	LinkDangling Reason = "link to nothing"                  // a symbolic link whose target is not there
	Excluded     Reason = "excluded"                         // by Options.Exclude
	Dependencies Reason = "folder of somebody else's source" // node_modules
)

// Skipped is a file or folder that was not looked at. As an error it says so
// in a sentence.
type Skipped struct {
	// Path is relative to the root and slash-separated.
	Path   string
	Reason Reason
	// Class is that of a file, as far as its name tells; "" for a folder.
	Class Class
	// Context is true for what would have been read on reference only.
	Context bool
	// Err is the system's error where the reason is Unreadable.
	Err error
}

// Error says what was skipped and why.
func (s *Skipped) Error() string {
	if s.Err != nil {
		return fmt.Sprintf("read %q: %s: %v", s.Path, s.Reason, s.Err)
	}
	return fmt.Sprintf("read %q: %s", s.Path, s.Reason)
}

// Unwrap returns the system's error, if there was one.
func (s *Skipped) Unwrap() error { return s.Err }

// Incomplete reports whether something that might speak of identity was lost,
// so that an analysis without findings is not a clean one. What was left out
// by choice, what is there under another name and what is no text is no loss.
func (s *Skipped) Incomplete() bool {
	if s.Context || s.Class == Other {
		return false
	}
	switch s.Reason {
	case TooLarge, Encoding, Unreadable, Binary:
		return true
	default:
		return false
	}
}

// PathError is the error for a path that was named and cannot be looked at:
// it does not exist, or is neither a file nor a folder.
type PathError struct {
	Path string // as it was named
	Err  error  // fs.ErrNotExist, ErrNotAFile, ErrNoCommonFolder or the system's
}

// Error names the path and the cause.
func (e *PathError) Error() string { return fmt.Sprintf("open path %q: %v", e.Path, e.Err) }

// Unwrap returns the cause.
func (e *PathError) Unwrap() error { return e.Err }

// sentinel is an error that never changes.
type sentinel string

// Error returns the text.
func (s sentinel) Error() string { return string(s) }

// Is makes ErrOutside an fs.ErrPermission for callers that know only that.
func (s sentinel) Is(target error) bool { return s == ErrOutside && target == fs.ErrPermission }

const (
	// ErrNotAFile is the cause for a pipe, a socket or a device.
	ErrNotAFile = sentinel("neither a file nor a folder")
	// ErrNoCommonFolder is the cause for paths that have only the top of the
	// file system in common: no root could confine what is read.
	ErrNoCommonFolder = sentinel("has no folder in common with the other paths: check them one at a time")
	// ErrOutside is the error for a path that leads out of the root.
	ErrOutside = sentinel("path leads out of the root")
)
