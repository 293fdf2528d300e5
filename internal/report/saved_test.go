package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/internal/source"
)

// evident is the stored run with the evidence of all its files, and the files.
func evident() (*report.Run, map[string][]byte) {
	run, files := stored(), map[string][]byte{}
	add := func(s source.Span) {
		if f := s.Root().File; f != nil && len(f.Data) > 0 {
			files[f.Path] = f.Data
		}
	}
	for _, f := range run.Findings {
		add(f.At)
	}
	for _, p := range run.Problems {
		add(p.At)
	}
	run.Inputs = nil
	for path, data := range files {
		sum := sha256.Sum256(data)
		run.Inputs = append(run.Inputs, analyzers.Input{Path: path, Analyzer: "x", SHA256: hex.EncodeToString(sum[:]), Status: analyzers.Parsed})
	}
	return run, files
}

func reader(files map[string][]byte) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if data, ok := files[path]; ok {
			return data, nil
		}
		return nil, fs.ErrNotExist
	}
}

func ruleOf(id string) *finding.RuleInfo {
	for _, r := range []*finding.RuleInfo{anySubject, ownRule} {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func restore(t *testing.T, saved string, around report.Around) *report.Run {
	t.Helper()
	result, err := report.ParseResult([]byte(saved))
	if err != nil {
		t.Fatal(err)
	}
	run, err := result.Restore(around)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// TestSavedResult checks that a saved result gives the same reports as the run
// itself where the files are there, and the same without their lines where
// they are not.
func TestSavedResult(t *testing.T) {
	run, files := evident()
	saved := write(t, report.FormatJSON, run, report.Options{})
	opts := report.Options{ShowUndecided: true, ShowSuppressed: true}
	for _, format := range report.Formats() {
		want := write(t, format, run, opts)
		if got := write(t, format, restore(t, saved, report.Around{Read: reader(files), Rule: ruleOf}), opts); got != want {
			t.Errorf("%s differs where all files are there:\n%s\nwant\n%s", format, got, want)
		}
		got := write(t, format, restore(t, saved, report.Around{Rule: ruleOf}), opts)
		switch format {
		case report.FormatText, report.FormatMarkdown, report.FormatSARIF:
			if strings.Contains(got, "Statement = [") {
				t.Errorf("%s shows a line of a file that is not there", format)
			}
		default:
			if got != want {
				t.Errorf("%s needs no file, and differs:\n%s\nwant\n%s", format, got, want)
			}
		}
	}
	text := write(t, report.FormatText, restore(t, saved, report.Around{Rule: ruleOf}), opts)
	if !strings.Contains(text, "--> infra/iam.tf:4:16") || !strings.Contains(text, "::: k8s/näme with space.yaml:3:11") {
		t.Errorf("places are lost with their files:\n%s", text)
	}
	v := validator(t, "https://example.org/sarif.json", oasisSchema(t))
	log := write(t, report.FormatSARIF, restore(t, saved, report.Around{}), opts)
	if err := validate(t, v, log); err != nil || !strings.Contains(log, `"startLine": 4`) {
		t.Errorf("SARIF without files and rules: %v\n%s", err, log)
	}
}

// TestSavedResultOfOtherFiles checks that a line is shown only of the file that
// was judged.
func TestSavedResultOfOtherFiles(t *testing.T) {
	run, files := evident()
	saved := write(t, report.FormatJSON, run, report.Options{})
	files["infra/iam.tf"] = bytes.Replace(files["infra/iam.tf"], []byte("Allow"), []byte("Deny!"), 1)
	text := write(t, report.FormatText, restore(t, saved, report.Around{Read: reader(files)}), report.Options{})
	if strings.Contains(text, "Deny!") || !strings.Contains(text, "role: arn:aws:iam") {
		t.Errorf("want the lines of the file that did not change, and none of the other:\n%s", text)
	}
}

// TestSavedResultHidesSecrets checks that the places of secrets are saved and
// obeyed, and that without them no line is shown.
func TestSavedResultHidesSecrets(t *testing.T) {
	const secret = "correct-horse-battery"
	files := map[string][]byte{"pod.yaml": []byte("value: " + secret + "\n"), "other.yaml": []byte("args: --password=" + secret + "\n")}
	run := &report.Run{Rules: []*finding.RuleInfo{anySubject}}
	for path, data := range files {
		f := source.NewFile(path, data)
		sum := sha256.Sum256(data)
		run.Inputs = append(run.Inputs, analyzers.Input{Path: path, SHA256: hex.EncodeToString(sum[:]), Status: analyzers.Parsed})
		run.Findings = append(run.Findings, &finding.Finding{Rule: anySubject, Message: "Here.", At: f.Whole()})
		if path == "pod.yaml" {
			run.Secrets = []source.Span{at(f, secret)}
		}
	}
	saved := write(t, report.FormatJSON, run, report.Options{})
	text := write(t, report.FormatText, restore(t, saved, report.Around{Read: reader(files)}), report.Options{})
	if strings.Contains(text, secret) || strings.Count(text, facts.Redacted) != 2 {
		t.Errorf("want both lines without the secret:\n%s", text)
	}
	gone := map[string][]byte{"other.yaml": files["other.yaml"]}
	text = write(t, report.FormatText, restore(t, saved, report.Around{Read: reader(gone)}), report.Options{})
	if strings.Contains(text, "args") {
		t.Errorf("a line is shown that may repeat a secret of a file that is not there:\n%s", text)
	}
	old := strings.Replace(saved, `"redacted"`, `"unheard-of"`, 1)
	text = write(t, report.FormatText, restore(t, old, report.Around{Read: reader(files)}), report.Options{})
	if strings.Contains(text, "args") || strings.Contains(text, secret) {
		t.Errorf("a line is shown although nobody knows what to hide:\n%s", text)
	}
}

func TestSavedResultFaults(t *testing.T) {
	run, _ := evident()
	saved := write(t, report.FormatJSON, run, report.Options{})
	for _, c := range []struct{ name, text, want string }{
		{"no JSON", "hello", "it is no JSON result of 'subaud check --format json'"},
		{"cut off", saved[:len(saved)/2], "it is no JSON result"},
		{"empty", "", "it is no JSON result"},
		{"other JSON", `{"version": "2.1.0", "runs": []}`, "it is no JSON result"},
		{"another tool", `{"version": 1, "tool": {"name": "x"}}`, "it is JSON, but no result"},
		{"facts", `{"version": 1, "trusts": []}`, "it is JSON, but no result"},
		{"a later version", strings.Replace(saved, `"version": 1`, `"version": 2`, 1), "it is of version 2, written by subaud 2026.12.0; this program reads version 1"},
		{"two documents", saved + saved, "it is no JSON result"},
		{"a severity", strings.Replace(saved, `"severity": "critical"`, `"severity": "dreadful"`, 1), `findings[1]: parse severity "dreadful"`},
		{"a place", strings.Replace(saved, `"line": 4`, `"line": -4`, 1), `no place in "infra/iam.tf" can be from -4:16`},
		{"a type", strings.Replace(saved, `"line": 4`, `"line": "x"`, 1), "read result: json"},
	} {
		result, err := report.ParseResult([]byte(c.text))
		if err == nil {
			_, err = result.Restore(report.Around{})
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// FuzzSavedResult writes whatever claims to be a result in all formats.
func FuzzSavedResult(f *testing.F) {
	run, _ := evident()
	var b bytes.Buffer
	if err := report.Write(&b, report.FormatJSON, run, report.Options{}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"version":1,"tool":{"name":"subaud"},"findings":[{"rule":"","severity":"note","confidence":"low","location":{"path":"","start":{"line":1,"column":1,"offset":9},"end":{"line":9,"column":9,"offset":9}}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		result, err := report.ParseResult(data)
		if err != nil {
			return
		}
		restored, err := result.Restore(report.Around{Read: func(string) ([]byte, error) { return nil, errors.New("none") }})
		if err != nil {
			return
		}
		for _, format := range report.Formats() {
			var out bytes.Buffer
			if err := report.Write(&out, format, restored, report.Options{ShowUndecided: true, ShowSuppressed: true}); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
		}
	})
}
