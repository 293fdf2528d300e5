package comments

import (
	"bytes"
	"strings"
)

// lexBraces reads HCL, whose strings hold templates and which has heredocs,
// and Rego, which has raw strings instead.
// https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements
// https://www.openpolicyagent.org/docs/policy-reference#grammar
func lexBraces(d document) []token {
	l := &lexer{document: d, pos: d.from}
	hcl := d.language != rego
	for l.pos < l.to {
		start := l.pos
		switch c := l.data[l.pos]; {
		case c == ' ' || c == '\t' || c == '\r':
			l.pos++
		case c == '\n':
			l.pos++
			l.add(tokenEnd, start)
		case c == '#' || hcl && l.at("//"):
			l.comment("", "")
		case hcl && l.at("/*"):
			l.comment("/*", "*/")
		case c == '"':
			l.quoted(hcl)
			l.add(tokenText, start)
		case c == '`' && !hcl:
			l.pos = l.to
			if i := bytes.IndexByte(l.data[start+1:l.to], '`'); i >= 0 {
				l.pos = start + i + 2
			}
			l.add(tokenText, start)
		case hcl && l.at("<<") && l.hclHeredoc():
		case strings.IndexByte("{[(", c) >= 0:
			l.pos++
			l.add(tokenOpen, start)
		case strings.IndexByte("}])", c) >= 0:
			l.pos++
			l.add(tokenClose, start)
		default:
			l.pos++
			l.add(tokenText, start)
		}
	}
	return l.tokens
}

// hclHeredoc reads "<<EOT" or "<<-EOT" and the lines up to EOT.
func (l *lexer) hclHeredoc() bool {
	start, end := l.pos, l.lineEnd(l.pos)
	word := strings.TrimRight(strings.TrimPrefix(string(l.data[l.pos+2:end]), "-"), " \t\r")
	if word == "" || strings.ContainsAny(word, " \t\"'(){}[],=") || end == l.to {
		return false
	}
	l.pos = end + 1
	if !l.heredoc(word) {
		l.pos = start
		return false
	}
	return true
}

// quoted passes over a string. In a template, ${ and %{ hold expressions, which
// hold strings in turn. A string outside of templates ends with its line.
func (l *lexer) quoted(templates bool) {
	const text = -1
	modes := []int{text} // text, or how many braces are open in an expression
	for l.pos++; l.pos < l.to && len(modes) > 0; l.pos++ {
		top := &modes[len(modes)-1]
		c := l.data[l.pos]
		switch {
		case c == '"' && *top == text:
			modes = modes[:len(modes)-1]
		case c == '"':
			modes = append(modes, text)
		case *top == text && c == '\\':
			l.pos++
		case *top == text && c == '\n' && len(modes) == 1:
			return
		case *top == text && templates && (l.at("$${") || l.at("%%{")):
			l.pos += 2
		case *top == text && templates && (l.at("${") || l.at("%{")):
			l.pos++
			modes = append(modes, 0)
		case *top != text && c == '{':
			*top++
		case *top == 0 && c == '}':
			modes = modes[:len(modes)-1]
		case *top != text && c == '}':
			*top--
		}
	}
	l.pos = min(l.pos, l.to)
}
