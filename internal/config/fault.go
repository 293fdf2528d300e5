package config

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/source"
)

// maxFaults bounds how many faults are kept, so that a hostile file costs no
// more than its size.
const maxFaults = 200

// Fault is one thing that is wrong in a configuration file.
type Fault struct {
	// At is the place of the key or the value.
	At source.Span
	// Key is the path of the value, such as accounts[0].id; empty for a fault
	// of the file as a whole.
	Key string
	// Message says what is wrong, without the place, in lower case.
	Message string
	// Suggest is the text to write in place of what is at At, if one is known.
	Suggest string
}

// String prints path:line:column: message.
func (f Fault) String() string { return fmt.Sprintf("%s: %s", f.At, f.Message) }

// Invalid is the error of a configuration that must not be used. It lists all
// of its faults: those of the file itself first, then those of the files that
// it extends, each in the order of their places.
type Invalid struct {
	// Files are the files that were read, the one that was named first.
	Files  []string
	Faults []Fault
	// More counts the faults that were dropped because there are too many.
	More int
}

// Error prints one fault on each line.
func (e *Invalid) Error() string {
	lines := make([]string, 0, len(e.Faults)+1)
	for _, f := range e.Faults {
		lines = append(lines, f.String())
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", e.More))
	}
	return strings.Join(lines, "\n")
}
