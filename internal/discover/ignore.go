package discover

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxIgnoreFile bounds a .gitignore, in bytes; git itself refuses larger ones
// than 100 MiB, but none that a person wrote comes near a hundredth of this.
const maxIgnoreFile = 1 << 20

// ignoreRule is one line of a .gitignore.
type ignoreRule struct {
	negated    bool     // begins with "!": what it matches is not ignored
	folderOnly bool     // ends with "/"
	parts      []string // of a rule with a slash: matched with the whole path
	name       string   // of a rule without: matched with the last component
}

// ignoreScope is the rules of one file, for what lies below its folder, and
// behind them those of the folders above. A nil scope ignores nothing.
type ignoreScope struct {
	above *ignoreScope
	dir   string // relative to the root, "" for the root itself
	rules []ignoreRule
}

// ignores reports whether the innermost rule that speaks of a path ignores it.
// A path below an ignored folder is ignored whatever the rules say; the caller
// knows that.
func (s *ignoreScope) ignores(rel string, folder bool) bool {
	name := path.Base(rel)
	for ; s != nil; s = s.above {
		inside := strings.TrimPrefix(strings.TrimPrefix(rel, s.dir), "/")
		var parts []string
		for i := len(s.rules) - 1; i >= 0; i-- {
			rule := &s.rules[i]
			if rule.folderOnly && !folder {
				continue
			}
			if rule.parts != nil && parts == nil {
				parts = strings.Split(inside, "/")
			}
			if rule.parts != nil && matchParts(rule.parts, parts) || rule.parts == nil && matchName(rule.name, name) {
				return !rule.negated
			}
		}
	}
	return false
}

// within returns the scope of a folder below, given what was read from the
// file of rules in it.
func (s *ignoreScope) within(dir string, text []byte) *ignoreScope {
	rules := parseIgnore(text)
	if len(rules) == 0 {
		return s
	}
	return &ignoreScope{above: s, dir: dir, rules: rules}
}

// enter returns the scope of a folder on disk. A folder that is a repository
// of its own (hasGit) has nothing of the rules above it.
func (s *ignoreScope) enter(abs, rel string, hasGit, hasIgnore bool) *ignoreScope {
	if hasGit {
		s = (*ignoreScope)(nil).within(rel, readIgnore(filepath.Join(abs, ".git", "info", "exclude")))
	}
	if hasIgnore {
		s = s.within(rel, readIgnore(filepath.Join(abs, ".gitignore")))
	}
	return s
}

// readIgnore reads a file of rules. Like git it takes none through a symbolic
// link; one that cannot be read has no rules, so that more is looked at.
func readIgnore(name string) []byte {
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() || info.Size() > maxIgnoreFile {
		return nil
	}
	text, err := readAll(name, nil, maxIgnoreFile)
	if err != nil {
		return nil
	}
	return text
}

// parseIgnore reads the lines of a .gitignore.
func parseIgnore(text []byte) []ignoreRule {
	var rules []ignoreRule
	for line := range bytes.SplitSeq(bytes.TrimPrefix(text, bomUTF8), []byte("\n")) {
		if rule, ok := parseRule(string(bytes.TrimSuffix(line, []byte("\r")))); ok {
			rules = append(rules, rule)
		}
	}
	return rules
}

// parseRule reads one line; comments and empty lines are no rule.
func parseRule(line string) (ignoreRule, bool) {
	if strings.HasPrefix(line, "#") {
		return ignoreRule{}, false
	}
	line = trimSpaces(line)
	var rule ignoreRule
	line, rule.negated = strings.CutPrefix(line, "!")
	line, rule.folderOnly = strings.CutSuffix(line, "/")
	if line == "" {
		return ignoreRule{}, false
	}
	if !strings.Contains(line, "/") {
		rule.name = line
		return rule, true
	}
	line = strings.TrimPrefix(line, "/")
	rule.parts = splitPattern(line)
	return rule, true
}

// trimSpaces removes the spaces at the end of a line that no backslash quotes.
func trimSpaces(line string) string {
	end := 0
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' {
			i++
			if i == len(line) {
				return line
			}
			end = i + 1
		} else if line[i] != ' ' {
			end = i + 1
		}
	}
	return line[:end]
}

// splitPattern cuts a pattern at its slashes; a backslash before a slash says
// nothing, and a slash in a class parts nothing (nor does it match anything).
func splitPattern(pattern string) []string {
	parts := []string{""}
	for i := 0; i < len(pattern); i++ {
		last := &parts[len(parts)-1]
		class := 0
		if pattern[i] == '[' {
			class, _ = matchClass(pattern[i:], 0)
		}
		switch {
		case class > 0:
			*last += pattern[i : i+class]
			i += class - 1
		case pattern[i] == '/':
			parts = append(parts, "")
		case pattern[i] == '\\' && i+1 < len(pattern) && pattern[i+1] != '/':
			*last += pattern[i : i+2]
			i++
		case pattern[i] == '\\' && i+1 < len(pattern):
			// the slash is read next
		default:
			*last += pattern[i : i+1]
		}
	}
	for i, part := range parts {
		if len(part) > len(anyFolders) && strings.Trim(part, "*") == "" {
			parts[i] = anyFolders // more stars say no more
		}
	}
	return parts
}
