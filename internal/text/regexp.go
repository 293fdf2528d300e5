package text

import (
	"regexp"
	"sync"
)

// Regexp returns a function that gives a regular expression, compiled when it
// is first asked for: a run needs few of those that there are, and to compile
// all of them at the start takes as long as to read a hundred files. As with
// regexp.MustCompile, a faulty expression is a fault of the program.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
