package vcs

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// errDiff is the error for output that is not that of diff-index.
var errDiff = errors.New("the output is not as expected")

// differ reads what `git diff-index --raw --patch -z --unified=0` prints: a
// record for each file with its paths as they are, an empty record, and the
// patch, in which paths may be quoted.
// https://git-scm.com/docs/diff-format
type differ struct {
	r      *bufio.Reader
	files  []Change
	byPath map[string]int
	at     int // the file of the section of the patch, -1 where none is known
}

// parseDiff reads to the end of r.
func parseDiff(r io.Reader) (*Changes, error) {
	d := &differ{r: bufio.NewReaderSize(r, 64<<10), byPath: map[string]int{}, at: -1}
	if err := d.records(); err != nil {
		return nil, err
	}
	if err := d.patch(); err != nil {
		return nil, err
	}
	out := &Changes{}
	for _, f := range d.files {
		// What is only newer on disk than git remembers did not change.
		if f.Whole || len(f.Lines) > 0 || f.Status != Modified {
			out.Files = append(out.Files, f)
		}
	}
	return out, nil
}

// field reads up to the next NUL.
func (d *differ) field() (string, error) {
	s, err := d.r.ReadString(0)
	if err != nil {
		return "", fmt.Errorf("%w: a record ends early", errDiff)
	}
	return s[:len(s)-1], nil
}

// records reads ":100644 100644 OLD NEW STATUS" NUL path NUL (path NUL).
func (d *differ) records() error {
	for {
		first, err := d.r.ReadByte()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if first == 0 {
			return nil
		}
		if first != ':' {
			return fmt.Errorf("%w: a record begins with %q", errDiff, first)
		}
		if err := d.record(); err != nil {
			return err
		}
	}
}

func (d *differ) record() error {
	head, err := d.field()
	if err != nil {
		return err
	}
	words := strings.Fields(head)
	if len(words) != 5 {
		return fmt.Errorf("%w: record %q", errDiff, head)
	}
	path, err := d.field()
	if err != nil {
		return err
	}
	c := Change{Path: path, Status: Modified}
	switch words[4][0] {
	case 'A':
		c.Status = Added
	case 'D':
		c.Status = Deleted
	case 'R', 'C':
		c.Status, c.From = Renamed, path
		if c.Path, err = d.field(); err != nil {
			return err
		}
	case 'T', 'U', 'X': // another type; not merged yet
		c.Whole = true
	}
	if words[1] == "160000" {
		c.Status, c.Whole = Submodule, true
	}
	if i, ok := d.byPath[c.Path]; ok {
		d.files[i].Whole = true // in conflict: one record for each side
		return nil
	}
	d.byPath[c.Path] = len(d.files)
	d.files = append(d.files, c)
	return nil
}

// patch reads the sections of the patch.
func (d *differ) patch() error {
	for {
		line, err := d.line()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case bytes.HasPrefix(line, []byte("diff --git ")):
			d.section(string(line[len("diff --git "):]))
		case bytes.HasPrefix(line, []byte("rename to ")):
			d.find(unquote(string(line[len("rename to "):])))
		case bytes.HasPrefix(line, []byte("+++ ")):
			// A tab ends a path that holds spaces.
			name := unquote(strings.TrimSuffix(string(line[len("+++ "):]), "\t"))
			d.find(strings.TrimPrefix(name, "b/"))
		case bytes.HasPrefix(line, []byte("Binary files ")):
			d.whole()
		case bytes.HasPrefix(line, []byte("@@ ")):
			if err := d.hunk(string(line)); err != nil {
				return err
			}
		}
	}
}

// section begins a file. Its line names two equal paths unless the file was
// renamed, which a line of its own says.
func (d *differ) section(names string) {
	d.at = -1
	if strings.HasPrefix(names, `"`) {
		if end := strings.Index(names[1:], `" "`); end >= 0 {
			d.find(strings.TrimPrefix(unquote(names[:end+2]), "a/"))
		}
		return
	}
	if half := len(names) / 2; len(names)%2 == 1 && names[half] == ' ' {
		d.find(strings.TrimPrefix(names[half+1:], "b/"))
	}
}

// find makes the file of a path the one that is read about.
func (d *differ) find(path string) {
	if i, ok := d.byPath[path]; ok {
		d.at = i
	}
}

// whole marks a file that has no lines.
func (d *differ) whole() {
	if d.at >= 0 && d.files[d.at].Status != Deleted {
		d.files[d.at].Whole, d.files[d.at].Lines = true, nil
	}
}

// hunk reads "@@ -1,2 +3,4 @@" and passes over its lines, which may look like
// anything.
func (d *differ) hunk(line string) error {
	words := strings.Fields(line)
	if len(words) < 4 || words[0] != "@@" {
		return fmt.Errorf("%w: hunk %q", errDiff, line)
	}
	_, taken, okOld := lineRange(words[1], "-")
	first, put, okNew := lineRange(words[2], "+")
	if !okOld || !okNew {
		return fmt.Errorf("%w: hunk %q", errDiff, line)
	}
	if d.at >= 0 {
		if f := &d.files[d.at]; !f.Whole && f.Status != Deleted {
			if put == 0 {
				first++ // git names the line in front of the gap
			}
			f.Lines = append(f.Lines, Lines{first, first + put - 1})
		}
	}
	for left := taken + put; left > 0; left-- {
		next, err := d.r.ReadByte()
		if err == nil {
			err = d.r.UnreadByte()
		}
		if err == nil {
			err = d.skip()
		}
		if err != nil {
			return fmt.Errorf("%w: a hunk ends early", errDiff)
		}
		if next == '\\' {
			left++ // "\ No newline at end of file" is none of the lines
		}
	}
	return nil
}

// lineRange reads "-1,2", or "-1" for one line.
func lineRange(s, sign string) (first, count int, ok bool) {
	s, ok = strings.CutPrefix(s, sign)
	if !ok {
		return 0, 0, false
	}
	one, many, several := strings.Cut(s, ",")
	first, err := strconv.Atoi(one)
	count = 1
	if err == nil && several {
		count, err = strconv.Atoi(many)
	}
	return first, count, err == nil && first >= 0 && count >= 0
}

// line reads a line without its break; only as much as a path can take of a
// long one.
func (d *differ) line() ([]byte, error) {
	line, err := d.r.ReadSlice('\n')
	out := bytes.Clone(bytes.TrimSuffix(line, []byte("\n")))
	if errors.Is(err, bufio.ErrBufferFull) {
		return out, d.skip()
	}
	if errors.Is(err, io.EOF) && len(out) > 0 {
		return out, nil
	}
	return out, err
}

// skip passes over the rest of a line.
func (d *differ) skip() error {
	for {
		_, err := d.r.ReadSlice('\n')
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// unquote undoes git's quoting of paths, which is that of C.
// https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath
func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	body := s[1 : len(s)-1]
	var out []byte
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' || i+1 == len(body) {
			out = append(out, body[i])
			continue
		}
		i++
		if n := strings.IndexByte("abtnvfr", body[i]); n >= 0 {
			out = append(out, "\a\b\t\n\v\f\r"[n])
			continue
		}
		if i+3 <= len(body) {
			if n, err := strconv.ParseUint(body[i:i+3], 8, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, body[i])
	}
	return string(out)
}
