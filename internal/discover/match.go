package discover

import (
	"path"
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
	return func(name string) bool {
		for end := 0; end < len(name); {
			if next := strings.IndexByte(name[end:], '/'); next >= 0 {
				end += next
			} else {
				end = len(name)
			}
			for _, pattern := range patterns {
				if doublestar.MatchUnvalidated(pattern, name[:end]) {
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

// ClassifyName returns the class of a path as far as its name tells. ask says
// that it tells nothing and Classify should see the first bytes.
func ClassifyName(name string) (class Class, ask bool) { return classifyName(path.Base(name)) }

// Folders tells how the walk treats a path for the names of the folders above
// it: it skips what lies in some, and what lies in others is context.
func Folders(name string) (skip, context bool) {
	for folder := range strings.SplitSeq(path.Dir(name), "/") {
		skip = skip || versionControl[folder] || folder == dependencies
		context = context || generated[folder]
	}
	return skip, context
}
