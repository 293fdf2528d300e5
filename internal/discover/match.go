package discover

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Matcher returns a function that reports whether a path, relative to the root
// and slash-separated, is matched by one of the globs, or lies in a folder that
// is. The globs are those of Options.Exclude; the error says which of them is
// malformed.
func Matcher(globs []string) (func(path string) bool, error) {
	patterns, err := parseExclude(globs)
	if err != nil {
		return nil, err
	}
	return func(path string) bool {
		for end := 0; end < len(path); {
			if next := strings.IndexByte(path[end:], '/'); next >= 0 {
				end += next
			} else {
				end = len(path)
			}
			for _, pattern := range patterns {
				if doublestar.MatchUnvalidated(pattern, path[:end]) {
					return true
				}
			}
			end++
		}
		return false
	}, nil
}

// Language returns the class of a document as far as its grammar goes: that of
// Classify, but JSON for what Terraform reads from a file of JSON.
func Language(name string, data []byte) Class {
	class := Classify(name, data)
	if (class == Terraform || class == TFVars) && strings.HasSuffix(name, ".json") {
		return JSON
	}
	return class
}
