package report

import (
	"bufio"
	"cmp"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/source"
)

// Excerpt returns the line that a span begins on with a mark below it, as the
// text format shows it: for faults of files that are no inputs, such as the
// configuration. It is empty for a span that stands nowhere.
func Excerpt(at source.Span, opts Options) string {
	root := at.Root()
	if root.IsZero() {
		return ""
	}
	var b strings.Builder
	t := &textWriter{prepared: prepare(&Run{}), w: bufio.NewWriter(&b), meter: newMeter(), paint: paint(opts.Color), width: cmp.Or(opts.Width, defaultWidth)}
	t.lines([]mark{{At: root, primary: true}}, len(strconv.Itoa(root.StartPosition().Line)))
	_ = t.w.Flush() // a strings.Builder takes all
	return b.String()
}

// Plain makes a text that holds words of the inputs safe for a terminal: what
// is no printable character is escaped, line breaks too.
func Plain(s string) string { return escape(s) }
