// Package comments finds the comments that set findings aside, in each language
// that findings stand in, and tells which lines each covers.
//
// It reads as much of a language as decides what is a comment and where a block
// ends, and reads on where the language's own parser would give up: a comment
// must work in the template of a chart too. Documents within documents (a
// heredoc, a fence, a block scalar) are read by their own language.
package comments

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/finding"
)

// Comment is a comment that sets findings aside, in the outermost file.
type Comment struct {
	// Start is the offset of the word subaud:ignore, End that of the end of
	// what belongs to it on its line.
	Start, End int
	// From and To are the bytes that it covers, half-open; From is -1 where
	// nothing follows that it could cover.
	From, To int
	// Example says that it stands in a fence of Markdown, which may only show
	// how a comment is written.
	Example bool
	// Fault is a sentence that says why it can do nothing here; empty if it can.
	Fault string
}

// document is a part of a file that is in one language: the file, a heredoc, a
// fence, a block scalar.
type document struct {
	data     []byte // of the outermost file
	from, to int
	language discover.Class
	example  bool
	depth    int
}

// rego is the language of policies, which discover does not tell from others.
const rego discover.Class = "rego"

// maxComments is how many comments may set findings aside in one file. It bounds
// the work that a hostile file can ask for.
const maxComments = 500

// maxNesting is how many documents may stand in each other.
const maxNesting = 8

var directiveWord = []byte(finding.IgnoreDirective)

// Find finds the comments of a file, in order. The path tells the language, or
// the bytes where it does not. A file that does not hold the word subaud:ignore
// costs one search for it.
func Find(path string, data []byte) []Comment {
	if !bytes.Contains(data, directiveWord) {
		return nil
	}
	if bytes.Count(data, directiveWord) > maxComments {
		at := bytes.Index(data, directiveWord)
		return []Comment{{Start: at, End: at + len(directiveWord), From: -1, Fault: fmt.Sprintf(
			"The file holds the word %s more than %d times, and none of them counts: list the findings in the exceptions file.", finding.IgnoreDirective, maxComments)}}
	}
	language := discover.Language(path, data)
	if strings.HasSuffix(path, ".rego") {
		language = rego
	}
	from := 0
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		from = 3
	}
	out := document{data: data, from: from, to: len(data), language: language}.comments()
	slices.SortFunc(out, func(a, b Comment) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// comments finds the comments of a document and of those in it.
func (d document) comments() []Comment {
	if d.depth > maxNesting || !bytes.Contains(d.data[d.from:d.to], directiveWord) {
		return nil
	}
	switch d.language {
	case discover.Terraform, discover.TFVars, discover.HCL, rego:
		return d.fromTokens(lexBraces(d))
	case discover.Shell:
		return d.fromTokens(lexShell(d))
	case discover.Dockerfile:
		return d.fromTokens(lexDockerfile(d))
	case discover.Markdown:
		return d.fromMarkdown()
	case discover.JSON:
		return d.fromJSON()
	default:
		return d.fromYAML()
	}
}

// nested returns the document that stands at some bytes of d. Its language is
// told by how it begins: what is neither JSON nor a script is read as YAML,
// whose comments and blocks are those of most other formats.
func (d document) nested(from, to int) document {
	in := document{data: d.data, from: from, to: to, language: discover.YAML, example: d.example, depth: d.depth + 1}
	switch text := bytes.TrimLeft(d.data[from:to], " \t\r\n"); {
	case bytes.HasPrefix(text, []byte("#!")):
		in.language = discover.Shell
	case len(text) > 1 && (text[0] == '{' && text[1] != '{' || text[0] == '['):
		in.language = discover.JSON
	}
	return in
}

// lineStart returns where the line of an offset begins, or the document.
func (d document) lineStart(at int) int {
	return d.from + bytes.LastIndexByte(d.data[d.from:at], '\n') + 1
}

// lineEnd returns where the line of an offset ends, or the document.
func (d document) lineEnd(at int) int {
	if i := bytes.IndexByte(d.data[at:d.to], '\n'); i >= 0 {
		return at + i
	}
	return d.to
}

// alone reports whether only blanks stand in front of an offset on its line.
func (d document) alone(at int) bool {
	return len(bytes.TrimLeft(d.data[d.lineStart(at):at], " \t")) == 0
}

// directives finds the word subaud:ignore in the bytes of a comment where it
// begins the comment, or a line of it.
func (d document) directives(from, to int) []Comment {
	var out []Comment
	for at := from; ; {
		i := bytes.Index(d.data[at:to], directiveWord)
		if i < 0 {
			return out
		}
		c := Comment{Start: at + i, From: -1, Example: d.example}
		at += i + len(directiveWord)
		c.End = to
		if eol := bytes.IndexByte(d.data[at:to], '\n'); eol >= 0 {
			c.End = at + eol
		}
		text := strings.TrimRight(string(d.data[c.Start:c.End]), " \t\r")
		for _, end := range []string{"-}}", "}}", "*/", "-->"} {
			text = strings.TrimRight(strings.TrimSuffix(text, end), " \t")
		}
		c.End = c.Start + len(text)
		if at < len(d.data) && isWordByte(d.data[at]) || !opensComment(d.data[from:c.Start]) {
			continue
		}
		out = append(out, c)
	}
}

// isWordByte reports whether a byte goes on with a word: subaud:ignored is no
// directive, subaud:ignore-next is one that does not exist.
func isWordByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

// opensComment reports whether what stands in front of a directive leaves it
// at the beginning of a comment, of a line of one, or of a comment within one.
func opensComment(before []byte) bool {
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	head := strings.TrimRight(string(line), " \t")
	if strings.Trim(head, " \t*") == "" {
		return true
	}
	for _, leader := range []string{"#", "//", "/*", "<!--"} {
		if strings.HasSuffix(head, leader) {
			return true
		}
	}
	return false
}

// cover completes the directives of one comment. next says what the block that
// follows it covers, for a comment that has its line to itself; any other
// covers its line.
func (d document) cover(found []Comment, start int, next func() (from, to int)) []Comment {
	if len(found) == 0 {
		return nil
	}
	from, to := d.lineStart(start), d.lineEnd(start)
	if d.alone(start) {
		from, to = next()
	}
	for i := range found {
		found[i].From, found[i].To = from, to
	}
	return found
}

// fromJSON finds what people try in a language without comments, to say so.
func (d document) fromJSON() []Comment {
	var out []Comment
	for at := d.from; at < d.to; {
		end := d.lineEnd(at)
		line := string(bytes.TrimLeft(d.data[at:end], " \t"))
		for _, leader := range []string{"//", "#", "/*", `"//"`, `"#"`} {
			i := strings.Index(line, finding.IgnoreDirective)
			if i < 0 || !strings.HasPrefix(line, leader) || strings.Trim(line[len(leader):i], " \t:\"") != "" {
				continue
			}
			out = append(out, Comment{
				Start: end - len(line) + i, End: end, From: -1, Example: d.example,
				Fault: "JSON has no comments: list the finding in the exceptions file.",
			})
			break
		}
		at = end + 1
	}
	return out
}
