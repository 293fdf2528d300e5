package report_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/internal/source"
)

// hostile is a run in which everything that comes from the inputs is chosen by
// an attacker.
func hostile(evil string) *report.Run {
	f := source.NewFile("dir/"+evil+".tf", []byte("x = \""+evil+"\"\ny = 1\n"))
	line, _ := f.Line(1)
	return &report.Run{
		Rules: []*finding.RuleInfo{anySubject}, Files: 1, Facts: 1,
		Findings: []*finding.Finding{
			{
				Rule: anySubject, Severity: finding.SeverityHigh, Message: "Role " + evil + " is open.", At: line, Address: evil,
				Related: []finding.Note{{Message: "see " + evil, At: line}}, Chain: []finding.Note{{Message: evil, At: line}},
				Witness:   &finding.Witness{Claims: map[string]string{evil: evil}, Explains: evil},
				Instances: []string{evil, "b"},
			},
			{
				Rule: anySubject, Message: evil, At: line, Address: evil + "2",
				Suppressed: &finding.Suppression{By: "inline", Reason: evil, Owner: evil, At: line},
			},
		},
		Undecided: []*finding.Undecided{{Rule: anySubject, At: line, Message: evil, Symbols: []string{evil}}},
		Problems:  []*facts.Input{{Base: facts.Base{At: line}, Code: "unparseable", Class: facts.Incomplete, Message: evil}},
	}
}

// TestTerminalIsSafe looks for characters that a terminal would obey.
func TestTerminalIsSafe(t *testing.T) {
	for _, evil := range []string{
		"\x1b[2J\x1b[1;31mowned", "\x1b]0;title\x07", "\u009b31m", "a\rb", "a\x00b", "a\u202egnp.exe", "a\u2066b", "\u2028", "bad\xff\xfe", "]]>", "a\x7f", "\U000e0041",
	} {
		for _, format := range []string{report.FormatText, report.FormatConcise, report.FormatGitHub, report.FormatMarkdown, report.FormatJUnit} {
			out := write(t, format, hostile(evil), report.Options{ShowUndecided: true, ShowSuppressed: true})
			for _, r := range out {
				if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == unicode.ReplacementChar) {
					t.Errorf("%s of %q holds %U", format, evil, r)
					break
				}
			}
		}
	}
}

// TestOneLinePerFinding checks that a line break in a message or a path cannot
// forge a line of the concise format.
func TestOneLinePerFinding(t *testing.T) {
	out := write(t, report.FormatConcise, hostile("a\nsafe.tf:1:1: trust/x [note] all is well"), report.Options{})
	if n := strings.Count(out, "\n"); n != 2 {
		t.Errorf("%d lines, want one finding and one problem:\n%s", n, out)
	}
}

// TestJSONOutputsSurvive checks that hostile text leaves JSON and SARIF valid.
func TestJSONOutputsSurvive(t *testing.T) {
	schema, err := report.ResultSchema()
	if err != nil {
		t.Fatal(err)
	}
	result := validator(t, report.ResultSchemaID, string(schema))
	oasis := validator(t, "https://example.org/sarif.json", oasisSchema(t))
	for _, evil := range []string{"\x1b[2J", "a\nb", "%2e%2e/ [x](1) ?#", "bad\xff\xfe", "</script>", `\"`, ":", "😀"} {
		if err := validate(t, result, write(t, report.FormatJSON, hostile(evil), report.Options{})); err != nil {
			t.Errorf("JSON of %q: %v", evil, err)
		}
		if err := validate(t, oasis, write(t, report.FormatSARIF, hostile(evil), report.Options{})); err != nil {
			t.Errorf("SARIF of %q: %v", evil, err)
		}
		var quality []map[string]any
		if err := json.Unmarshal([]byte(write(t, report.FormatGitLab, hostile(evil), report.Options{})), &quality); err != nil || len(quality) != 2 {
			t.Errorf("Code Quality of %q: %v, %v", evil, quality, err)
		}
		lines := strings.Split(strings.TrimSuffix(write(t, report.FormatJSONL, hostile(evil), report.Options{}), "\n"), "\n")
		for _, line := range lines {
			if !json.Valid([]byte(line)) {
				t.Errorf("JSON lines of %q: %s", evil, line)
			}
		}
		if len(lines) != 4 {
			t.Errorf("JSON lines of %q: %d lines, want 4", evil, len(lines))
		}
	}
}

// TestNoCommandIsForged checks that text of the inputs can neither begin a
// workflow command nor end the part in which none is obeyed.
func TestNoCommandIsForged(t *testing.T) {
	for _, evil := range []string{
		"\n::error::owned", "\r\n::set-env name=x::y", "%0A::error::owned", "::stop-commands::x", "x,title=owned::owned", "##[error]owned", "::subaud-0::",
	} {
		lines := strings.Split(strings.TrimSuffix(write(t, report.FormatGitHub, hostile(evil), report.Options{}), "\n"), "\n")
		stop := -1
		for i, line := range lines {
			token, ok := strings.CutPrefix(line, "::stop-commands::")
			if !ok {
				command, rest, _ := strings.Cut(strings.TrimPrefix(line, "::"), " ")
				if command != "error" && command != "warning" && command != "notice" || strings.Count(rest, "title=") != 1 && !strings.Contains(evil, "title=") {
					t.Errorf("%q forges %s", evil, line)
				}
				properties, _, _ := strings.Cut(rest, "::")
				if strings.Contains(properties, ",title=owned") {
					t.Errorf("%q forges a property: %s", evil, line)
				}
				continue
			}
			stop = i
			last := len(lines) - 1
			if lines[last] != "::"+token+"::" || strings.Count(strings.Join(lines, "\n"), token) != 2 {
				t.Errorf("%q: the part without commands does not end at its end:\n%s", evil, strings.Join(lines, "\n"))
			}
			break
		}
		if stop != 3 {
			t.Errorf("%q: %d lines before the log, want a finding, a problem and the closing notice", evil, stop)
		}
	}
}

// TestAnnotationsAreCapped checks that no more are written than are shown, the
// worst first, and that the rest is told and in the log.
func TestAnnotationsAreCapped(t *testing.T) {
	run := &report.Run{Rules: []*finding.RuleInfo{anySubject}, Facts: 1}
	f := source.NewFile("a.tf", []byte("x\n"))
	for i := range 60 {
		run.Findings = append(run.Findings, &finding.Finding{Rule: anySubject, Severity: finding.Severity(i % 5), Message: "Here.", At: f.Whole()})
	}
	out := write(t, report.FormatGitHub, run, report.Options{})
	for level, want := range map[string]int{"::error ": 10, "::warning ": 10, "::notice ": 10} {
		if n := strings.Count(out, level); n != want {
			t.Errorf("%d times %s, want %d", n, level, want)
		}
	}
	if n := strings.Count(out, "(critical)"); n != 10 {
		t.Errorf("%d of the errors are critical, want all 10", n)
	}
	if !strings.Contains(out, "%0A31 more than can be shown") || strings.Count(out, "a.tf:1:1: ") != 60 {
		t.Errorf("what is not annotated is not told:\n%s", out)
	}
}

// TestXMLSurvives checks that JUnit stays XML, whatever the inputs hold.
func TestXMLSurvives(t *testing.T) {
	for _, evil := range []string{"]]>", "<!--", "&x;", "\x00\x1b", "bad\xff", "\ufffe", "\"'", "\n"} {
		out := write(t, report.FormatJUnit, hostile(evil), report.Options{})
		d := xml.NewDecoder(strings.NewReader(out))
		cases := 0
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v\n%s", evil, err, out)
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "testcase" {
				cases++
			}
		}
		if cases != 2 { // a finding with a question of the same rule and file, and a problem
			t.Errorf("%q: %d tests, want 2", evil, cases)
		}
	}
}

// TestMarkdownIsSafe checks that text of the inputs stays text: no HTML, no
// link, no row of its own, nobody mentioned, no end of the block of code.
func TestMarkdownIsSafe(t *testing.T) {
	escaped := regexp.MustCompile(`\\[^a-z]`)
	for _, evil := range []string{
		"<script>alert(1)</script>", "[x](http://evil.example)", "![x](y)", "a | z9", "@octocat", "\n| critical | x |", "```\nend", "`code`", "**bold**", "</code></details>", "https://evil.example",
	} {
		out := write(t, report.FormatMarkdown, hostile(evil), report.Options{ShowUndecided: true, ShowSuppressed: true})
		head, details, _ := strings.Cut(out, "<details>")
		for _, bad := range []string{"<script", "](http://evil", "![", " | z9", "@octocat", "\n| critical | x", "`", "**bold", "</code></details>", "://evil"} {
			if strings.Contains(escaped.ReplaceAllString(head, ""), bad) {
				t.Errorf("%q: the tables hold %s:\n%s", evil, bad, head)
			}
		}
		fences := 0
		for line := range strings.SplitSeq(details, "\n") {
			if strings.HasPrefix(line, "```") {
				fences++
			}
		}
		if fences != 2 || strings.Count(out, "</details>") != 1+strings.Count(evil, "</details>")*strings.Count(details, evil) {
			t.Errorf("%q ends its block:\n%s", evil, details)
		}
	}
}

// TestMarkdownIsCut checks that a summary stays below what GitHub takes, and
// says what is missing.
func TestMarkdownIsCut(t *testing.T) {
	run := &report.Run{Rules: []*finding.RuleInfo{anySubject}, Facts: 1}
	f := source.NewFile("a.tf", []byte("x\n"))
	for range 8000 {
		run.Findings = append(run.Findings, &finding.Finding{Rule: anySubject, Message: "Here, in words that take some room.", At: f.Whole()})
	}
	run.Findings = append(run.Findings, &finding.Finding{Rule: anySubject, Severity: finding.SeverityCritical, Message: "The worst.", At: f.Whole()})
	out := write(t, report.FormatMarkdown, run, report.Options{})
	if len(out) > 1_000_000 || len(out) < 500_000 {
		t.Errorf("%d bytes", len(out))
	}
	for _, want := range []string{"findings left out, since", "more findings are left out, since"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Index(out, "The worst.") > strings.Index(out, "Here, in") {
		t.Error("the worst does not come first")
	}
}

// TestSecretsNeverAppear plants a secret where findings point, beside it and
// inside messages, and looks for it in every format.
func TestSecretsNeverAppear(t *testing.T) {
	const secret, short = "correct-horse-battery", "pw1"
	f := source.NewFile("pod.yaml", []byte("env:\n- value: "+secret+"\n- value: "+short+" # note\n- args: --password="+secret+"\n"))
	run := &report.Run{
		Rules: []*finding.RuleInfo{anySubject}, Secrets: []source.Span{at(f, secret), at(f, short)},
		Findings: []*finding.Finding{
			{Rule: anySubject, Message: "The password " + secret + " is in the open.", At: at(f, "value: "+secret), Witness: &finding.Witness{Explains: "x", Claims: map[string]string{"p": secret}}},
			{Rule: anySubject, Message: "Here.", At: at(f, short), Chain: []finding.Note{{Message: secret, At: at(f, "args")}}},
			{Rule: anySubject, Message: "Again.", At: at(f, "args"), Fixes: []finding.Fix{{Title: "x", Edits: []finding.Edit{{At: at(f, "args"), New: secret}}}}},
		},
	}
	for _, format := range report.Formats() {
		out := write(t, format, run, report.Options{ShowSuppressed: true})
		if strings.Contains(out, secret) || strings.Contains(out, short) {
			t.Errorf("%s shows a secret:\n%s", format, out)
		}
		if !strings.Contains(out, facts.Redacted) {
			t.Errorf("%s does not say that it hides something", format)
		}
	}
	l, _ := sarifLog(t, run)
	for _, r := range l.Runs[0].Results {
		if r.PartialFingerprints["primaryLocationLineHash"] != "" {
			t.Error("a hash is given of a line that holds a secret")
		}
	}
}

// TestLongLines checks that a minified file is not repeated with each finding
// in it.
func TestLongLines(t *testing.T) {
	file := source.NewFile("min.json", []byte(strings.Repeat("{\"k\":\"é\"},", 100_000)))
	run := &report.Run{Rules: []*finding.RuleInfo{anySubject}}
	for i := range 200 {
		at := file.Span(11*i*500, 11*i*500+11)
		run.Findings = append(run.Findings, &finding.Finding{Rule: anySubject, Message: "m", At: at, Chain: []finding.Note{{At: file.Whole()}}})
	}
	for _, format := range report.Formats() {
		if out := write(t, format, run, report.Options{}); len(out) > len(file.Data) {
			t.Errorf("%s has %d bytes of a file of %d", format, len(out), len(file.Data))
		}
	}
	out := write(t, report.FormatText, run, report.Options{Width: 40})
	if want := `…"é"},{"k":"é"},{"k":"é"},{"k":"é"},{"k":…`; !strings.Contains(out, want) {
		t.Errorf("want the window %s in\n%s", want, out[:2000])
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"a\tb", "\x1b[0m", "😀👩‍💻", "\xff", strings.Repeat("long ", 100), "\ufeffx", "字字字"} {
		f.Add(s, 0, 3)
	}
	f.Fuzz(func(t *testing.T, body string, start, end int) {
		file := source.NewFile("f", []byte(body))
		run := &report.Run{Rules: []*finding.RuleInfo{anySubject}, Findings: []*finding.Finding{{Rule: anySubject, Message: "m", At: file.Span(start, end)}}}
		for _, format := range []string{report.FormatText, report.FormatSARIF} {
			out := write(t, format, run, report.Options{Width: 40})
			if strings.ContainsAny(out, "\x1b\x07\r") && format == report.FormatText {
				t.Fatalf("control characters in %q", out)
			}
		}
	})
}

func BenchmarkFormats(b *testing.B) {
	for _, format := range report.Formats() {
		run := stored()
		for range 1000 {
			run.Findings = append(run.Findings, run.Findings[1])
		}
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				if err := report.Write(io.Discard, format, run, report.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
