package comments

import (
	"bytes"
	"strings"
)

// shellLexer reads the grammar of the shell as far as it decides what is a
// comment and where a command ends.
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
type shellLexer struct {
	lexer
	// open are the brackets and words that are open: '(', '{', and 'k' for a
	// word such as if.
	open []byte
	// heredocs are the delimiters of what begins on the next line.
	heredocs []string
	// command says that a word here would be a command or a reserved word.
	command bool
	// joined says that the line cannot end the command: it ends in | or &&.
	joined bool
}

// lexShell reads a script.
func lexShell(d document) []token {
	l := &shellLexer{lexer: lexer{document: d, pos: d.from}, command: true}
	for l.pos < l.to {
		l.next()
	}
	return l.tokens
}

func (l *shellLexer) next() {
	start := l.pos
	c := l.data[l.pos]
	switch {
	case c == ' ' || c == '\t' || c == '\r':
		l.pos++
		return
	case l.at("\\\n") || l.at("\\\r\n"):
		l.pos = l.lineEnd(l.pos) + 1
		return
	case c == '\n':
		l.newline()
		return
	case c == '#' && (start == l.from || bytes.IndexByte([]byte(" \t\r\n;&|()"), l.data[start-1]) >= 0):
		l.comment("", "")
		return
	case l.at("<<<"):
		l.pos += 3
	case l.at("<<") && l.heredocWord():
	case l.bracket(c):
		return
	case bytes.IndexByte([]byte(";&|<>!"), c) >= 0:
		l.pos++
		l.command = c != '<' && c != '>'
		l.joined = c == '|' || c == '&' && start > l.from && l.data[start-1] == '&'
		l.add(tokenText, start)
		return
	default:
		if l.word(); l.reserved(string(l.data[start:l.pos]), start) {
			return
		}
	}
	l.joined = false
	l.add(tokenText, start)
}

// newline ends the line, and reads the here-documents that begin behind it.
func (l *shellLexer) newline() {
	end := l.pos
	l.pos++
	for _, delimiter := range l.heredocs {
		if l.heredoc(delimiter) && l.pos < l.to {
			end = l.pos
			l.pos++
		}
	}
	l.heredocs = nil
	l.command = true
	if !l.joined {
		l.add(tokenEnd, end)
	}
}

// heredocWord reads "<<EOT", "<<-EOT" or "<< 'EOT'".
func (l *shellLexer) heredocWord() bool {
	if n := len(l.open); n > 1 && l.open[n-1] == '(' && l.open[n-2] == '(' {
		return false // a shift in an arithmetic expression
	}
	at := l.pos + 2
	if at < l.to && l.data[at] == '-' {
		at++
	}
	for at < l.to && (l.data[at] == ' ' || l.data[at] == '\t') {
		at++
	}
	end := at
	for end < l.to && bytes.IndexByte([]byte(" \t\r\n;&|()<>"), l.data[end]) < 0 {
		end++
	}
	word := strings.NewReplacer(`"`, "", "'", "", `\`, "").Replace(string(l.data[at:end]))
	if word == "" || word[0] >= '0' && word[0] <= '9' {
		return false
	}
	l.heredocs = append(l.heredocs, word)
	l.pos = end
	return true
}

// bracket reads a parenthesis, or a brace that is a word of its own.
func (l *shellLexer) bracket(c byte) bool {
	switch {
	case c == '(':
		l.push('(')
	case c == ')':
		l.pop('(', 1)
	case c == '{' && l.command && l.wordLength() == 1:
		l.push('{')
	case c == '}' && l.command && l.wordLength() == 1:
		l.pop('{', 1)
	default:
		return false
	}
	l.joined = false
	return true
}

func (l *shellLexer) push(kind byte) {
	start := l.pos
	l.pos++
	l.open = append(l.open, kind)
	l.command = true
	l.add(tokenOpen, start)
}

// pop reads the counterpart of what was opened last. A parenthesis that closes
// nothing ends a pattern of a case.
func (l *shellLexer) pop(kind byte, length int) {
	start := l.pos
	l.pos += length
	if n := len(l.open); n > 0 && l.open[n-1] == kind {
		l.open = l.open[:n-1]
		l.add(tokenClose, start)
		l.command = kind == '(' // of a function, whose body follows
		return
	}
	l.command = true
	l.add(tokenText, start)
}

// reserved turns a word that opens or closes a compound command into what it
// is. The word was read.
func (l *shellLexer) reserved(word string, start int) bool {
	if !l.command {
		return false
	}
	switch word {
	case "if", "for", "while", "until", "case", "select":
		l.open = append(l.open, 'k')
		l.add(tokenOpen, start)
		l.command = word == "if" || word == "while" || word == "until"
	case "fi", "done", "esac":
		l.pos = start
		l.pop('k', len(word))
	case "then", "else", "elif", "do", "time":
		l.add(tokenText, start)
	default:
		l.command = false
		return false
	}
	l.joined = false
	return true
}

// wordLength returns how far the word goes that begins here.
func (l *shellLexer) wordLength() int {
	at := l.pos
	defer func() { l.pos = at }()
	l.word()
	return l.pos - at
}

// word passes over a word with its quotes and expansions. What stands in
// $(...) is one word for this purpose, its comments and all.
func (l *shellLexer) word() {
	var modes []byte // ", ( or { as they nest
	for l.pos < l.to {
		c := l.data[l.pos]
		top := byte(0)
		if len(modes) > 0 {
			top = modes[len(modes)-1]
		}
		switch {
		case c == '\\':
			l.pos = min(l.pos+2, l.to)
			continue
		case c == '\'' && top != '"':
			l.pos = l.past("'")
			continue
		case c == '"' && top == '"', c == ')' && top == '(', c == '}' && top == '{':
			modes = modes[:len(modes)-1]
		case c == '"':
			modes = append(modes, '"')
		case l.at("$(") || l.at("${"):
			l.pos++
			modes = append(modes, l.data[l.pos])
		case c == '(' && top == '(':
			modes = append(modes, '(')
		case top == 0 && bytes.IndexByte([]byte(" \t\r\n;&|()<>"), c) >= 0:
			return
		}
		l.pos++
	}
}

// past returns the offset behind the next mark after the position.
func (l *shellLexer) past(mark string) int {
	if i := bytes.Index(l.data[min(l.pos+1, l.to):l.to], []byte(mark)); i >= 0 {
		return l.pos + 1 + i + len(mark)
	}
	return l.to
}

// lexDockerfile reads the instructions of a Dockerfile. A comment has its line
// to itself, also between the lines of an instruction; # elsewhere is content.
// https://docs.docker.com/reference/dockerfile/#format
func lexDockerfile(d document) []token {
	l := &lexer{document: d, pos: d.from}
	for l.pos < l.to {
		start, end := l.pos, l.lineEnd(l.pos)
		line := string(bytes.TrimSpace(l.data[start:end]))
		if strings.HasPrefix(line, "#") {
			l.pos += bytes.IndexByte(l.data[start:end], '#')
			l.comment("", "")
			l.pos = min(end+1, l.to)
			continue
		}
		l.pos = end
		if line != "" {
			l.add(tokenText, start+bytes.Index(l.data[start:end], []byte(line)))
		}
		l.pos = min(end+1, l.to)
		if word := dockerHeredoc(line); word != "" && l.heredoc(word) {
			end = l.pos
			l.pos = min(end+1, l.to)
		}
		if line != "" && !strings.HasSuffix(line, `\`) {
			l.tokens = append(l.tokens, token{tokenEnd, end, l.pos})
		}
	}
	return l.tokens
}

// dockerHeredoc returns the delimiter of the here-document that an instruction
// begins. https://docs.docker.com/reference/dockerfile/#here-documents
func dockerHeredoc(line string) string {
	_, after, ok := strings.Cut(line, "<<")
	if !ok || strings.HasPrefix(after, "<") {
		return ""
	}
	word, _, _ := strings.Cut(strings.TrimPrefix(after, "-"), " ")
	return strings.Trim(word, `"'`)
}
