package report

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/compare"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/facts/shape"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

// Diff is a comparison of two trees that is to be written.
type Diff struct {
	Version string
	// Old and New are what the trees were called by.
	Old, New string
	*compare.Result
	// OldProblems and NewProblems are the faults that limit what it says.
	OldProblems, NewProblems []*facts.Input
	// Secrets are the places that are not shown.
	Secrets []source.Span
}

// DiffFormats are the formats of WriteDiff.
func DiffFormats() []string { return []string{FormatText, FormatJSON, FormatMarkdown} }

// WriteDiff writes a comparison in one of the formats.
func WriteDiff(w io.Writer, format string, d *Diff, opts Options) error {
	p := &diffWriter{Diff: d, prepared: prepare(&Run{Secrets: d.Secrets})}
	switch format {
	case FormatText:
		return p.text(w, opts)
	case FormatJSON:
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(p.result())
	case FormatMarkdown:
		return p.markdown(w, opts)
	}
	return fmt.Errorf("write comparison: unknown format %q", format)
}

type diffWriter struct {
	*Diff
	prepared *prepared
}

// DiffClosing returns the sentence that sums a comparison up.
func DiffClosing(d *Diff) string {
	unread := Unanalysed(d.OldProblems) + Unanalysed(d.NewProblems)
	rest := ""
	if unread > 0 {
		rest = "; " + count(unread, "file") + " not analysed"
	}
	wider, narrower, open := d.Count(compare.Wider), d.Count(compare.Narrower), d.Count(compare.Undecided)
	switch {
	case d.Compared == 0:
		return "Neither tree holds a trust or a grant" + rest + "."
	case wider+narrower+open == 0:
		return fmt.Sprintf("Nothing became wider or narrower among %d trusts and grants%s.", d.Compared, rest)
	}
	return fmt.Sprintf("%d wider, %d narrower, %d undecided; %d of %d trusts and grants unchanged%s.", wider, narrower, open, d.Unchanged, d.Compared, rest)
}

func (d *diffWriter) text(w io.Writer, opts Options) error {
	t := &textWriter{prepared: d.prepared, w: bufio.NewWriter(w), meter: newMeter(), paint: paint(opts.Color), width: cmp.Or(opts.Width, defaultWidth)}
	for _, c := range d.Changes {
		t.change(c)
	}
	for _, in := range slices.Concat(d.OldProblems, d.NewProblems) {
		if isIncomplete(in) {
			t.problem(in)
		}
	}
	if !opts.Terse {
		t.line(DiffClosing(d.Diff))
	}
	return t.w.Flush()
}

// change writes one change: what it is, the lines now and before, the proof.
func (t *textWriter) change(c *compare.Change) {
	color := t.paint.faint
	if c.Direction == compare.Wider {
		color = t.paint.severity(finding.SeverityHigh)
	}
	t.head(string(c.Direction), string(c.Kind), c.Message, color)
	gutter := t.places([]mark{{At: c.New.Root().FirstLine(), label: "now", primary: true}, {At: c.Old.Root().FirstLine(), label: "before", primary: c.New.IsZero()}})
	n := noteWriter{t, gutter}
	n.witness(c.Witness)
	if len(c.Symbols) > 0 {
		n.lines("depends on", []string{shortened(c.Symbols)})
	}
	t.line()
}

// maxSymbols bounds how many symbols a line names; JSON has them all.
const maxSymbols = 5

func shortened(symbols []string) string {
	if more := len(symbols) - maxSymbols; more > 0 {
		return strings.Join(symbols[:maxSymbols], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(symbols, ", ")
}

// markdown writes a comment for a pull request: a short table, and the details
// folded away.
func (d *diffWriter) markdown(w io.Writer, opts Options) error {
	m := &markdownWriter{prepared: d.prepared, opts: opts}
	m.writef("### %s\n\n", markdownText(DiffClosing(d.Diff)))
	m.rows("| | what | place |\n| --- | --- | --- |\n", len(d.Changes), func(i int) string {
		c := d.Changes[i]
		at := c.New
		if at.IsZero() {
			at = c.Old
		}
		return fmt.Sprintf("| %s | %s | %s |\n", c.Direction, m.text(c.Message), markdownCode(at.String()))
	}, "change")
	problems := slices.DeleteFunc(slices.Concat(d.OldProblems, d.NewProblems), func(in *facts.Input) bool { return !isIncomplete(in) })
	m.rows("**Not analysed**\n\n| problem | place | what |\n| --- | --- | --- |\n", len(problems), func(i int) string {
		in := problems[i]
		return fmt.Sprintf("| %s | %s | %s |\n", markdownText(in.Code), markdownCode(in.At.String()), m.text(in.Message))
	}, "problem")
	for n, c := range d.Changes {
		var b bytes.Buffer
		t := &textWriter{prepared: d.prepared, w: bufio.NewWriter(&b), meter: newMeter(), width: cmp.Or(opts.Width, defaultWidth)}
		t.change(c)
		_ = t.w.Flush() // a buffer takes all
		body := strings.TrimRight(b.String(), "\n")
		fence := fenceFor(body)
		s := fmt.Sprintf("<details><summary>%s: <code>%s</code></summary>\n\n%stext\n%s\n%s\n\n</details>\n",
			c.Direction, html.EscapeString(escape(d.prepared.redact.String(cmp.Or(c.Name, c.Address)))), fence, body, fence)
		if m.out.Len()+len(s) > maxMarkdown {
			m.writef("The details of %s are left out, since there is a limit to the size of a comment.\n", count(len(d.Changes)-n, "more change"))
			break
		}
		m.writef("%s", s)
	}
	_, err := w.Write(m.out.Bytes())
	return err
}

// DiffVersion is the version of the JSON comparison. Fields may be added within
// a version; one is never renamed, removed or given another meaning.
const DiffVersion = 1

// DiffSchemaID is the name of the schema of the JSON comparison.
const DiffSchemaID = "https://github.com/subaud/subaud/docs/reference/diff.schema.json"

// DiffResult is the JSON comparison.
type DiffResult struct {
	Version int      `json:"version"`
	Tool    DiffTool `json:"tool"`
	// Old and New are what the trees were called by: a path or a revision.
	Old      string        `json:"old"`
	New      string        `json:"new"`
	Summary  DiffSummary   `json:"summary"`
	Changes  []DiffChange  `json:"changes"`
	Problems []DiffProblem `json:"problems"`
}

// DiffTool says what made the comparison.
type DiffTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// DiffSummary counts changes, and the trusts and grants that were looked at.
type DiffSummary struct {
	Wider     int `json:"wider"`
	Narrower  int `json:"narrower"`
	Undecided int `json:"undecided"`
	Compared  int `json:"compared"`
	Unchanged int `json:"unchanged"`
	Problems  int `json:"problems"`
}

// DiffChange is a change. Fields that do not apply are null or empty.
type DiffChange struct {
	Direction string       `json:"direction"`
	Kind      facts.Kind   `json:"kind"`
	Address   string       `json:"address"`
	Name      string       `json:"name"`
	Message   string       `json:"message"`
	Old       *facts.Place `json:"old"`
	New       *facts.Place `json:"new"`
	Witness   *Witness     `json:"witness" shape:"nullable"`
	// Symbols name what would decide an undecided change.
	Symbols []string `json:"symbols"`
}

// DiffProblem is a fault of one of the trees.
type DiffProblem struct {
	// Tree is old or new.
	Tree     string       `json:"tree"`
	Code     string       `json:"code"`
	Class    facts.Class  `json:"class"`
	Message  string       `json:"message"`
	Location *facts.Place `json:"location"`
}

func (d *diffWriter) result() *DiffResult {
	hide := d.prepared.redact.String
	out := &DiffResult{
		Version: DiffVersion, Tool: DiffTool{Name: Name, Version: d.Version}, Old: d.Old, New: d.New,
		Summary: DiffSummary{
			Wider: d.Count(compare.Wider), Narrower: d.Count(compare.Narrower), Undecided: d.Count(compare.Undecided),
			Compared: d.Compared, Unchanged: d.Unchanged, Problems: len(d.OldProblems) + len(d.NewProblems),
		},
		Changes: []DiffChange{}, Problems: []DiffProblem{},
	}
	for _, c := range d.Changes {
		out.Changes = append(out.Changes, DiffChange{
			Direction: string(c.Direction), Kind: c.Kind, Address: hide(c.Address), Name: hide(c.Name), Message: hide(c.Message),
			Old: facts.PlaceOf(c.Old), New: facts.PlaceOf(c.New), Witness: d.prepared.witness(c.Witness), Symbols: append([]string{}, c.Symbols...),
		})
	}
	for _, side := range []struct {
		tree string
		list []*facts.Input
	}{{"old", d.OldProblems}, {"new", d.NewProblems}} {
		for _, in := range side.list {
			out.Problems = append(out.Problems, DiffProblem{Tree: side.tree, Code: in.Code, Class: in.Class, Message: hide(in.Message), Location: facts.PlaceOf(in.At)})
		}
	}
	return out
}

// DiffSchema returns the JSON Schema of the comparison, derived from its types.
func DiffSchema() ([]byte, error) {
	special, position, err := placeSchema()
	if err != nil {
		return nil, err
	}
	var kinds []string
	for _, k := range facts.Kinds() {
		kinds = append(kinds, string(k))
	}
	special[reflect.TypeFor[facts.Kind]()] = shape.Named{Schema: &shape.Schema{Type: "string", Enum: kinds}}
	s, err := shape.Of(reflect.TypeFor[DiffResult](), special)
	if err != nil {
		return nil, err
	}
	version := DiffVersion
	s.ID, s.Title = DiffSchemaID, "The result of subaud diff"
	s.Properties["version"] = &shape.Schema{Const: &version}
	s.Defs["Position"] = position
	s.Defs["DiffChange"].Properties["direction"].Enum = []string{string(compare.Wider), string(compare.Narrower), string(compare.Undecided)}
	s.Defs["DiffProblem"].Properties["tree"].Enum = []string{"old", "new"}
	return shape.Marshal(s)
}
