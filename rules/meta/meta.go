// Package meta reads the METADATA of a policy: the comment above its package
// line, which is the only place for a rule's severity and words.
//
// The comment is YAML. To read it takes a few hundredths of a millisecond, so
// the program reads those of the rules that it runs and not all of them.
package meta

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

// Meta is what a policy says about its rule.
type Meta struct {
	Info finding.RuleInfo
	// Replaces is the id of the built-in rule that a user's rule takes the
	// place of; empty if none.
	Replaces string
	// Line is the line of the METADATA comment.
	Line int
}

// Error is a mistake in METADATA. Its text is file:line: a sentence that says
// what to do.
type Error struct {
	File    string
	Line    int
	Message string
}

// Error prints file:line: message.
func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// Parse reads the METADATA of a policy's source; the file's name is for
// messages. The error is an *Error. Kind and id follow from the file's name and
// are the caller's to fill in.
func Parse(file string, src []byte) (*Meta, error) {
	view, start := comment(source.NewFile(file, src))
	switch {
	case start == 0:
		return nil, &Error{file, 1, "METADATA: the policy has none: begin the file with a comment `# METADATA` that gives title, description, related_resources and custom"}
	case len(bytes.TrimSpace(view.Data)) == 0:
		return nil, &Error{file, start, "METADATA: the comment is empty: give title, description, related_resources and custom"}
	}
	m := &Meta{Line: start}
	if err := m.read(view.Data); err != nil {
		return nil, place(view, start, err)
	}
	return m, nil
}

// comment returns the METADATA comment above the package as a document of its
// own, and the line that it begins with; 0 if there is none.
func comment(f *source.File) (view *source.File, start int) {
	b := source.NewView(f)
	pos := 0
	for line := range bytes.Lines(f.Data) {
		end := pos + len(line)
		switch text := bytes.TrimRight(line, " \t\r\n"); {
		case start == 0 && string(text) == "# METADATA":
			start = f.Position(pos).Line
		case start == 0 && (len(text) == 0 || text[0] == '#'):
		case start == 0 || len(text) == 0 || text[0] != '#':
			return b.File(), start
		default:
			b.Copy(pos+len(line)-len(bytes.TrimPrefix(line[1:], []byte(" "))), end)
		}
		pos = end
	}
	return b.File(), start
}

// read decodes the comment and checks what it says.
func (m *Meta) read(data []byte) error {
	// Of several documents the decoder reads the first and drops the others.
	pos := 0
	for line := range bytes.Lines(data) {
		if bytes.HasPrefix(line, []byte("---")) || bytes.HasPrefix(line, []byte("...")) {
			return &divided{pos}
		}
		pos += len(line)
	}
	var d document
	if err := yaml.UnmarshalStrict(data, &d); err != nil {
		return err
	}
	m.Info.Title = strings.TrimSpace(d.Title)
	m.Info.Description = strings.TrimSpace(d.Description)
	switch {
	case m.Info.Title == "":
		return faultf([]string{"title"}, "title must be a string that says something")
	case m.Info.Description == "":
		return faultf([]string{"description"}, "description must be a string that says something")
	case len(d.RelatedResources) == 0:
		return faultf([]string{"related_resources"}, "%s", wanted([]string{"related_resources"}))
	case d.Custom == nil:
		return faultf([]string{"custom"}, "%s", wanted([]string{"custom"}))
	}
	for i, raw := range d.RelatedResources {
		var r resource
		if err := json.Unmarshal(raw, &r); err != nil || !strings.HasPrefix(r.Ref, "https://") {
			return resourceFault(i, err)
		}
		m.Info.References = append(m.Info.References, r.Ref)
	}
	return within(m.custom(d.Custom), "custom")
}

// resourceFault is what is wrong with an element of related_resources.
func resourceFault(i int, err error) error {
	path := []string{"related_resources", strconv.Itoa(i)}
	if f := (*fault)(nil); errors.As(err, &f) {
		return faultf(append(path, f.path...), "%s", f.message)
	}
	return faultf(path, "each of related_resources must be a URL that begins with https://")
}

func (m *Meta) custom(c *custom) (err error) {
	i := &m.Info
	if i.Severity, err = finding.ParseSeverity(c.Severity); err != nil {
		return faultf([]string{"severity"}, "%s", err)
	}
	if i.Confidence, err = finding.ParseConfidence(c.Confidence); err != nil {
		return faultf([]string{"confidence"}, "%s", err)
	}
	if i.Persona, err = finding.ParsePersona(c.Persona); err != nil {
		return faultf([]string{"persona"}, "%s", err)
	}
	if i.Remediation = strings.TrimSpace(c.Remediation); i.Remediation == "" {
		return faultf([]string{"remediation"}, "remediation must be a string that says something")
	}
	if i.Since = c.Since; !isRelease(i.Since) {
		return faultf([]string{"since"}, "%s", wanted([]string{"since"}))
	}
	i.Severities = []finding.Severity{i.Severity}
	for n, name := range c.Severities {
		s, err := finding.ParseSeverity(name)
		if err != nil {
			return faultf([]string{"severities", strconv.Itoa(n)}, "%s", err)
		}
		if !slices.Contains(i.Severities, s) {
			i.Severities = append(i.Severities, s)
		}
	}
	if n := slices.Index(c.Tags, ""); n >= 0 {
		return faultf([]string{"tags", strconv.Itoa(n)}, "%s", wanted([]string{"tags"}))
	}
	if n := slices.Index(c.Aliases, ""); n >= 0 {
		return faultf([]string{"aliases", strconv.Itoa(n)}, "%s", wanted([]string{"aliases"}))
	}
	for _, name := range []string{"true", "false"} { // on, yes and y, too
		if _, ok := c.Params[name]; ok {
			return faultf([]string{"params"}, "YAML takes the name of a parameter for true or false: choose another name")
		}
	}
	i.Tags, i.Aliases, i.Params, m.Replaces = c.Tags, c.Aliases, c.Params, c.Replaces
	return nil
}

func isRelease(s string) bool {
	year, month, ok := strings.Cut(s, ".")
	_, err := strconv.Atoi(year + month)
	return ok && len(year) == 4 && len(month) == 2 && err == nil
}
