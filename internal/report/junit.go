package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

// The elements of a JUnit report, as far as its many readers agree.
// https://github.com/testmoapp/junitxml
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string       `xml:"name,attr"`
	ClassName string       `xml:"classname,attr"`
	File      string       `xml:"file,attr,omitempty"`
	Line      int          `xml:"line,attr,omitempty"`
	Failure   *junitFault  `xml:"failure"`
	Error     *junitFault  `xml:"error"`
	Skipped   *junitReason `xml:"skipped"`
	Output    string       `xml:"system-out,omitempty"`
}

type junitFault struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitReason struct {
	Message string `xml:"message,attr"`
}

// inputSuite is the name of the suite of what could not be analysed.
const inputSuite = "inputs"

// junit writes a JUnit report: a suite for each rule, in it a test for each
// file of which the rule says something. The test fails by findings from
// Options.FailOn upwards; an undecided question is a test that was skipped;
// what could not be analysed is an error.
func (p *prepared) junit(w io.Writer, opts Options) error {
	out := junitSuites{Name: Name}
	byRule := p.byRule()
	for _, id := range slices.Sorted(maps.Keys(byRule)) {
		out.Suites = append(out.Suites, p.ruleSuite(id, byRule[id], opts.FailOn))
	}
	if s := p.inputsSuite(); len(s.Cases) > 0 {
		out.Suites = append(out.Suites, s)
	}
	for i := range out.Suites {
		s := &out.Suites[i]
		for _, c := range s.Cases {
			s.Tests++
			switch {
			case c.Failure != nil:
				s.Failures++
			case c.Error != nil:
				s.Errors++
			case c.Skipped != nil:
				s.Skipped++
			}
		}
		out.Tests, out.Failures, out.Errors, out.Skipped = out.Tests+s.Tests, out.Failures+s.Failures, out.Errors+s.Errors, out.Skipped+s.Skipped
	}
	data, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(data)+"\n")
	return err
}

// said is what a rule says of one file.
type said struct {
	findings  []*finding.Finding
	undecided []*finding.Undecided
}

// byRule groups what was found by rule and file; a rule that says nothing is
// there too.
func (p *prepared) byRule() map[string]map[string]*said {
	out := map[string]map[string]*said{}
	for _, r := range p.Rules {
		out[r.ID] = map[string]*said{}
	}
	at := func(rule string, s source.Span) *said {
		files := out[rule]
		if files == nil {
			files = map[string]*said{}
			out[rule] = files
		}
		path := pathOf(s)
		if files[path] == nil {
			files[path] = &said{}
		}
		return files[path]
	}
	for _, f := range p.live() {
		x := at(f.Rule.ID, f.At)
		x.findings = append(x.findings, f)
	}
	for _, u := range p.Undecided {
		x := at(u.Rule.ID, u.At)
		x.undecided = append(x.undecided, u)
	}
	return out
}

func (p *prepared) ruleSuite(id string, files map[string]*said, failOn finding.Severity) junitSuite {
	s := junitSuite{Name: id}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		c := junitCase{Name: cmp.Or(escape(path), "-"), ClassName: id, File: escape(path)}
		x := files[path]
		var lines, passed []string
		worst := finding.SeverityNote
		for _, f := range x.findings {
			line := p.junitLine(f.At, f.Severity.String(), f.Message)
			if f.Severity < failOn {
				passed = append(passed, line)
				continue
			}
			if len(lines) == 0 {
				c.Line = lineOf(f.At)
			}
			lines, worst = append(lines, line), max(worst, f.Severity)
		}
		for _, u := range x.undecided {
			passed = append(passed, p.junitLine(u.At, "undecided", u.Message))
		}
		switch {
		case len(lines) > 0:
			c.Failure = &junitFault{Message: count(len(lines), "finding"), Type: worst.String(), Text: strings.Join(lines, "\n")}
		case len(x.undecided) > 0 && len(x.findings) == 0:
			c.Line = lineOf(x.undecided[0].At)
			c.Skipped = &junitReason{Message: strings.Join(passed, "\n")}
			passed = nil
		}
		c.Output = strings.Join(passed, "\n")
		s.Cases = append(s.Cases, c)
	}
	if len(s.Cases) == 0 {
		s.Cases = []junitCase{{Name: "finds nothing", ClassName: id}}
	}
	return s
}

func (p *prepared) inputsSuite() junitSuite {
	s := junitSuite{Name: inputSuite}
	for _, in := range p.Problems {
		c := junitCase{Name: cmp.Or(escape(pathOf(in.At)), "-"), ClassName: inputSuite + "/" + in.Code, File: escape(pathOf(in.At)), Line: lineOf(in.At)}
		message := escape(p.redact.String(in.Message))
		if isIncomplete(in) {
			c.Error = &junitFault{Message: message, Type: in.Code}
		} else {
			c.Skipped = &junitReason{Message: message}
		}
		s.Cases = append(s.Cases, c)
	}
	return s
}

func (p *prepared) junitLine(at source.Span, word, message string) string {
	return fmt.Sprintf("%s: [%s] %s", escape(at.String()), word, escape(p.redact.String(message)))
}

// lineOf returns the line that a span begins on, 0 if it stands nowhere.
func lineOf(at source.Span) int {
	if root := at.Root(); !root.IsZero() {
		return root.StartPosition().Line
	}
	return 0
}
