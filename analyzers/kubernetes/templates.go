package kubernetes

import (
	"bytes"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/text"
)

// control matches the parts of a template that no scalar can be: conditions,
// loops, comments, and expressions that are not in quotes.
var control = text.Regexp(`(?m)^[ \t]*(?:-[ \t]+)?(\{\{|\{%|<%)|:[ \t]+(\{\{)|(\{%)`)

// template reports whether a text that is not YAML is a template, and where
// that shows.
func template(data []byte) (at int, ok bool) {
	for _, m := range control().FindAllSubmatchIndex(data, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 && !analyzers.FilledAtLogin(placeholderAt(data, m[g])) {
				return m[g], true
			}
		}
	}
	return 0, false
}

// placeholderAt returns the text from {{ to }}.
func placeholderAt(data []byte, at int) []byte {
	end := bytes.Index(data[at:], []byte("}}"))
	if end < 0 {
		return nil
	}
	return data[at : at+end+2]
}
