package discover

import (
	"slices"
	"strings"
	"testing"
)

// slowName is matchName as one would define it, trying every way.
func slowName(pattern, name string) bool {
	switch {
	case pattern == "":
		return name == ""
	case pattern[0] == '*':
		return slowName(pattern[1:], name) || name != "" && slowName(pattern, name[1:])
	case name == "":
		return false
	}
	n, ok := matchByte(pattern, name[0])
	return ok && slowName(pattern[n:], name[1:])
}

// slowParts is matchParts as one would define it, trying every way.
func slowParts(pattern, path []string) bool {
	switch {
	case len(pattern) == 0:
		return len(path) == 0
	case pattern[0] == anyFolders && len(pattern) == 1:
		return len(path) > 0
	case pattern[0] == anyFolders:
		return slowParts(pattern[1:], path) || len(path) > 0 && slowParts(pattern, path[1:])
	}
	return len(path) > 0 && slowName(pattern[0], path[0]) && slowParts(pattern[1:], path[1:])
}

// FuzzGlob compares the matchers, which go back to the last star only, with
// their definitions.
func FuzzGlob(f *testing.F) {
	for _, seed := range [][2]string{
		{"*.tf", "main.tf"}, {"a*b*c", "aXbXbXc"}, {"[!a-c]?", "d1"}, {`\*[]x]`, "*]"}, {"[[:digit:]-z]", "-"},
		{"**/a/**/b", "x/a/y/z/b"}, {"a/**", "a/b"}, {"***", ""}, {"[", "["}, {`a\`, "a"}, {"a[/]b/c", "a/b/c"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, line, path string) {
		if len(line) > 24 || len(path) > 24 {
			return // the definitions take exponential time
		}
		rule, ok := parseRule(line)
		if !ok {
			return
		}
		pattern := rule.parts
		if pattern == nil {
			pattern = []string{rule.name}
		}
		parts := strings.Split(path, "/")
		if got, want := matchParts(pattern, parts), slowParts(pattern, parts); got != want {
			t.Errorf("matchParts(%q, %q) = %t", pattern, parts, got)
		}
		for _, name := range parts {
			if got, want := matchName(line, name), slowName(line, name); got != want {
				t.Errorf("matchName(%q, %q) = %t", line, name, got)
			}
		}
	})
}

// TestGlobTakesNoExponentialTime would not end if it did.
func TestGlobTakesNoExponentialTime(t *testing.T) {
	if matchName(strings.Repeat("*a", 2000)+"b", strings.Repeat("a", 4000)) {
		t.Error("matched a name that has no b")
	}
	pattern, path := slices.Repeat([]string{anyFolders, "a"}, 500), slices.Repeat([]string{"a"}, 1000)
	if matchParts(append(pattern, "b"), path) {
		t.Error("matched a path that has no b")
	}
}
