package triage

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/near"
)

// directive is what a comment says:
// subaud:ignore RULE[,RULE...] reason="..." [expires=YYYY-MM-DD] [owner=...]
type directive struct {
	rules                  []string
	reason, owner, expires string
	// fault is a sentence that says what is wrong; the first fault counts.
	fault string
}

// fail records a fault, unless there is one already.
func (d *directive) fail(format string, args ...any) {
	if d.fault == "" {
		d.fault = fmt.Sprintf(format, args...)
	}
}

// pasted is the reason that the paste-ready comment has until somebody gives
// one.
const pasted = "..."

// parseDirective reads what follows the word subaud:ignore on its line.
func parseDirective(text string) directive {
	var d directive
	rest := strings.TrimSpace(text)
	if rest != "" && !unicode.IsSpace(rune(text[0])) {
		d.fail("Write %s, a space, the rule and the reason.", finding.IgnoreDirective)
	}
	rest = d.parseRules(rest)
	for rest != "" && d.fault == "" {
		rest = d.parseArgument(rest)
	}
	d.require()
	return d
}

// require checks that nothing is missing.
func (d *directive) require() {
	if len(d.rules) == 0 {
		d.fail(`It names no rule: write %s RULE reason="...".`, finding.IgnoreDirective)
	}
	if d.reason == "" {
		d.fail(`It gives no reason: add reason="...".`)
	}
	if d.reason == pasted || strings.IndexFunc(d.reason, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		d.fail(`Its reason says nothing: put words in place of %q.`, clip(d.reason))
	}
	if _, ok := parseDay(d.expires); d.expires != "" && !ok {
		d.fail("There is no day %q: write expires=YYYY-MM-DD.", clip(d.expires))
	}
}

// parseRules reads the list of rules and returns what follows it.
func (d *directive) parseRules(rest string) string {
	for rest != "" {
		word := rest
		if end := strings.IndexFunc(rest, unicode.IsSpace); end >= 0 {
			word = rest[:end]
		}
		if strings.Contains(word, "=") || endsDirective(word) {
			return rest
		}
		after := strings.TrimSpace(rest[len(word):])
		more := strings.HasSuffix(word, ",") || strings.HasPrefix(after, ",")
		for rule := range strings.SplitSeq(word, ",") {
			if rule != "" {
				d.rules = append(d.rules, rule)
			}
		}
		rest = after
		if !more {
			return rest
		}
	}
	return rest
}

// endsDirective reports whether a word begins a comment within the comment,
// which is for another tool.
func endsDirective(word string) bool {
	return strings.HasPrefix(word, "#") || strings.HasPrefix(word, "//") || strings.HasPrefix(word, "--") || strings.HasPrefix(word, "<!--")
}

// parseArgument reads key=value and returns what follows it.
func (d *directive) parseArgument(rest string) string {
	if endsDirective(rest) {
		return ""
	}
	key, value, ok := strings.Cut(rest, "=")
	if !ok || strings.ContainsFunc(key, unicode.IsSpace) {
		word, _, _ := strings.Cut(rest, " ")
		d.fail(`%q is out of place: write the reason as reason="...", and commas between rules.`, clip(word))
		return ""
	}
	value, rest, ok = cutValue(value)
	if !ok {
		d.fail("The quotes of %s are not closed.", clip(key))
		return ""
	}
	target := map[string]*string{"reason": &d.reason, "owner": &d.owner, "expires": &d.expires}[key]
	switch {
	case target == nil:
		hint := ""
		if name := near.Word(key, []string{"reason", "owner", "expires"}); name != "" {
			hint = fmt.Sprintf(" Did you mean %q?", name)
		}
		d.fail("There is no argument %q.%s", clip(key), hint)
	case *target != "":
		d.fail("It gives %s twice.", key)
	default:
		*target = value
	}
	return rest
}

// cutValue reads a value, in quotes or up to the next space. A quote within
// quotes is written \".
func cutValue(s string) (value, rest string, ok bool) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		end := strings.IndexFunc(s, unicode.IsSpace)
		if end < 0 {
			end = len(s)
		}
		return s[:end], strings.TrimSpace(s[end:]), true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == s[0] || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] == s[0]:
			return strings.TrimSpace(b.String()), strings.TrimSpace(s[i+1:]), true
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", false
}
