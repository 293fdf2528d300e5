package analyzers

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
)

// concealedLines is how many lines around a fault are looked at: more than any
// report shows.
const concealedLines = 12

// concealedBytes bounds what is looked at where lines are long: no report quotes
// as much of a line.
const concealedBytes = 8192

// conceal hides what might be a credential around the faults of files that
// could not be read. No fact tells where a credential is in such a text, and
// reports show the lines that a fault is about.
func conceal(b *facts.Bundle) {
	seen := map[source.Span]bool{}
	for _, in := range b.Inputs {
		if in.Class == facts.Mistake {
			continue
		}
		for _, at := range []source.Span{in.At.Root(), in.Related.Root()} {
			if at.IsZero() {
				continue
			}
			around := linesAround(at)
			if !seen[around] {
				seen[around] = true
				for _, part := range secret.Concealable(around.Text()) {
					b.Conceal(around.Sub(part[0], part[1]))
				}
			}
		}
	}
}

// linesAround is a span with the lines before and behind it.
func linesAround(at source.Span) source.Span {
	first := max(at.StartPosition().Line-concealedLines, 1)
	last := min(at.EndPosition().Line+concealedLines, at.File.LineCount())
	from, _ := at.File.Line(first)
	to, _ := at.File.Line(last)
	return at.File.Span(max(from.Start, at.Start-concealedBytes), min(to.End, at.Start+concealedBytes))
}
