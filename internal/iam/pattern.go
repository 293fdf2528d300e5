package iam

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// style is how the characters of a condition value are read.
type style uint8

const (
	exact style = iota // every character is itself
	like               // * and ? are wildcards
)

// symbolID names a symbol to lang: equal symbols get equal ids. It begins with a
// character that no policy holds, so that it can be found in a printed pattern.
func symbolID(s *text.Symbol) string {
	if s.Fresh {
		return fmt.Sprintf("%s%p", symbolMark, s)
	}
	return symbolMark + strings.ReplaceAll(s.Scope+"\x01"+s.Name, "}", "\x02")
}

const symbolMark = "\x00"

// pattern turns a text into a lang pattern.
//
// upper asks for at least the strings that the text may match, else for at most
// those that it surely matches. The two differ for symbols read as globs, whose
// value may itself hold wildcards.
func pattern(t facts.Text, st style, upper bool) lang.Pattern {
	var ps []lang.Pattern
	for _, p := range t.Parts() {
		switch {
		case p.Sym != nil && st == like && upper:
			ps = append(ps, lang.AnyRune().Many())
		case p.Sym != nil:
			ps = append(ps, lang.Symbol(symbolID(p.Sym)))
		case st == like:
			ps = append(ps, globPattern(p.Lit))
		default:
			ps = append(ps, lang.Text(p.Lit))
		}
	}
	return lang.Concat(ps...)
}

// globPattern reads wildcards and the escapes ${*}, ${?} and ${$}.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
func globPattern(s string) lang.Pattern {
	var ps []lang.Pattern
	for s != "" {
		i := strings.Index(s, "${")
		if i < 0 || !isEscape(s[i:]) {
			if i < 0 {
				i = len(s)
			} else {
				i += 2
			}
			ps = append(ps, lang.Wild(s[:i]))
			s = s[i:]
			continue
		}
		ps = append(ps, lang.Wild(s[:i]), lang.Text(s[i+2:i+3]))
		s = s[i+4:]
	}
	return lang.Concat(ps...)
}

// isEscape reports whether s begins with ${*}, ${?} or ${$}.
func isEscape(s string) bool {
	return len(s) >= 4 && s[0] == '$' && s[1] == '{' && strings.IndexByte("*?$", s[2]) >= 0 && s[3] == '}'
}

// hasVariable reports whether a value holds an IAM policy variable such as
// ${aws:username}: its value differs from request to request.
func hasVariable(t facts.Text) bool {
	for _, p := range t.Parts() {
		for s := p.Lit; ; {
			i := strings.Index(s, "${")
			if i < 0 {
				break
			}
			if !isEscape(s[i:]) && strings.Contains(s[i:], "}") {
				return true
			}
			s = s[i+2:]
		}
	}
	return false
}

// wildVariables puts * in place of policy variables and of symbols.
func wildVariables(t facts.Text) lang.Pattern {
	var ps []lang.Pattern
	for _, p := range t.Parts() {
		if p.Sym != nil {
			ps = append(ps, lang.AnyRune().Many())
			continue
		}
		s := p.Lit
		for s != "" {
			i := strings.Index(s, "${")
			j := -1
			if i >= 0 && !isEscape(s[i:]) {
				j = strings.Index(s[i:], "}")
			}
			if i < 0 || j < 0 {
				ps = append(ps, globPattern(s))
				break
			}
			ps = append(ps, globPattern(s[:i]), lang.AnyRune().Many())
			s = s[i+j+1:]
		}
	}
	return lang.Concat(ps...)
}

// arnPattern reads a value of an ARN operator: six fields compared one by one,
// whose wildcards do not cross a colon but in the last. A value with fewer
// fields matches nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
func arnPattern(s string) (lang.Pattern, bool) {
	fields := strings.SplitN(s, ":", 6)
	if len(fields) < 6 {
		return lang.Pattern{}, false
	}
	var ps []lang.Pattern
	for _, f := range fields[:5] {
		ps = append(ps, fieldPattern(f), lang.Text(":"))
	}
	return lang.Concat(append(ps, globPattern(fields[5]))...), true
}

func fieldPattern(f string) lang.Pattern {
	var ps []lang.Pattern
	for f != "" {
		i := strings.IndexAny(f, "*?")
		if i < 0 {
			ps = append(ps, lang.Text(f))
			break
		}
		ps = append(ps, lang.Text(f[:i]))
		if f[i] == '*' {
			ps = append(ps, notColon().Many())
		} else {
			ps = append(ps, notColon().One())
		}
		f = f[i+1:]
	}
	return lang.Concat(ps...)
}

// notColon is every character but the colon.
func notColon() lang.Class { return lang.Runes("\x00-9;-\U0010ffff") }
