package comments

import (
	"bytes"
	"strings"

	"github.com/subaud/subaud/internal/discover"
)

// fences names the language of a fence by its first word.
var fences = map[string]discover.Class{
	"hcl": discover.HCL, "terraform": discover.HCL, "tf": discover.HCL, "tofu": discover.HCL,
	"yaml": discover.YAML, "yml": discover.YAML,
	"sh": discover.Shell, "bash": discover.Shell, "shell": discover.Shell, "zsh": discover.Shell, "ksh": discover.Shell, "console": discover.Shell,
	"json": discover.JSON, "dockerfile": discover.Dockerfile, "rego": rego,
}

// fromMarkdown finds the comments of HTML outside of fences, and those in
// fences by their language.
// https://spec.commonmark.org/0.31.2/#fenced-code-blocks
func (d document) fromMarkdown() []Comment {
	var out []Comment
	for at := d.from; at < d.to; {
		end := d.lineEnd(at)
		if bodyEnd, after, language, ok := d.fence(at); ok {
			if language != "" && after > end+1 {
				in := document{data: d.data, from: end + 1, to: bodyEnd, language: language, example: true, depth: d.depth + 1}
				out = append(out, in.comments()...)
			}
			at = after
			continue
		}
		found, next := d.htmlComments(at, end)
		out = append(out, found...)
		at = next
	}
	return out
}

// fence reads a fence that opens on the line at an offset: where its body ends,
// where the text goes on, and its language, if it has one of ours.
func (d document) fence(at int) (bodyEnd, after int, language discover.Class, ok bool) {
	end := d.lineEnd(at)
	line := string(bytes.TrimSpace(d.data[at:end]))
	mark := fenceMark(line)
	if mark == "" {
		return 0, 0, "", false
	}
	info := strings.FieldsFunc(line[len(mark):], func(r rune) bool { return strings.ContainsRune(" \t{}.,=", r) })
	if len(info) > 0 {
		language = fences[strings.ToLower(info[0])]
	}
	for next := end + 1; next < d.to; {
		end = d.lineEnd(next)
		line := string(bytes.TrimSpace(d.data[next:end]))
		if strings.HasPrefix(line, mark) && strings.Trim(line, mark[:1]) == "" {
			return next, end + 1, language, true
		}
		next = end + 1
	}
	return d.to, d.to, language, true
}

// fenceMark returns the backticks or tildes that a line begins with, if they
// open a fence.
func fenceMark(line string) string {
	for _, c := range []string{"`", "~"} {
		n := len(line) - len(strings.TrimLeft(line, c))
		if n >= 3 && (c == "~" || !strings.Contains(line[n:], "`")) {
			return line[:n]
		}
	}
	return ""
}

// htmlComments reads the comments that begin on a line and returns where the
// text goes on. What stands in a code span is no comment.
func (d document) htmlComments(at, end int) (out []Comment, next int) {
	code := false
	for i := at; i < end; i++ {
		switch {
		case d.data[i] == '`':
			code = !code
		case !code && bytes.HasPrefix(d.data[i:end], []byte("<!--")):
			start := i
			stop := d.to
			if n := bytes.Index(d.data[i:d.to], []byte("-->")); n >= 0 {
				stop = i + n + len("-->")
			}
			out = append(out, d.cover(d.directives(start, stop), start, func() (int, int) { return d.markdownBlock(stop) })...)
			i = stop - 1
			end = d.lineEnd(min(stop, d.to))
		}
	}
	return out, end + 1
}

// markdownBlock returns the bytes of the next fence or paragraph.
func (d document) markdownBlock(at int) (from, to int) {
	for at < d.to {
		end := d.lineEnd(at)
		line := bytes.TrimSpace(d.data[at:end])
		switch {
		case len(line) == 0:
			at = end + 1
			continue
		case bytes.HasPrefix(line, []byte("<!--")):
			n := bytes.Index(d.data[at:d.to], []byte("-->"))
			if n < 0 {
				return -1, -1
			}
			at += n + len("-->")
			continue
		}
		if _, after, _, ok := d.fence(at); ok {
			return at, min(after, d.to)
		}
		for to = end; to < d.to; {
			next := d.lineEnd(to + 1)
			if len(bytes.TrimSpace(d.data[to:next])) == 0 {
				break
			}
			to = next
		}
		return at, to
	}
	return -1, -1
}
