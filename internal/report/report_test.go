package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/internal/source"
)

var update = flag.Bool("update", false, "rewrite golden files and the committed schema")

// at returns the span of the first occurrence of a text in a file.
func at(f *source.File, text string) source.Span {
	i := bytes.Index(f.Data, []byte(text))
	if i < 0 {
		panic("no " + text + " in " + f.Path)
	}
	return f.Span(i, i+len(text))
}

var anySubject = &finding.RuleInfo{
	ID: "trust/any-subject", Kind: "trust", Title: "Any service account of the cluster can assume the role",
	Description: "The trust policy pins no subject, so a token of every pod in the cluster is accepted.",
	Remediation: "Add a StringEquals condition on <issuer>:sub.",
	References:  []string{"https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html"},
	Severity:    finding.SeverityCritical, Confidence: finding.ConfidenceHigh, Tags: []string{"cwe-284"}, Builtin: true,
}

var ownRule = &finding.RuleInfo{
	ID: "identity/team-prefix", Kind: "identity", Title: "The name lacks the team's prefix", Severity: finding.SeverityNote,
	Confidence: finding.ConfidenceLow, References: []string{"https://wiki.example.org/prefixes"}, Aliases: []string{"identity/prefix"},
}

// stored is a small run with one of everything.
func stored() *report.Run {
	tf := source.NewFile("infra/iam.tf", []byte("resource \"aws_iam_role\" \"app\" {\n\tname = \"app\"\n\tassume_role_policy = jsonencode({\n"+
		"\t\tStatement = [{ Effect = \"Allow\", Principal = { Federated = local.provider } }]\n\t})\n}\n"))
	sa := source.NewFile("k8s/näme with space.yaml", []byte("metadata:\n  annotations:\n    role: arn:aws:iam::111122223333:role/app\n"))
	broken := source.NewFile("k8s/broken.yaml", []byte("a: [\n"))
	statement := at(tf, "{ Effect = \"Allow\", Principal = { Federated = local.provider } }")
	role := at(sa, "arn:aws:iam::111122223333:role/app")
	return &report.Run{
		Version: "2026.12.0",
		Rules:   []*finding.RuleInfo{anySubject, ownRule},
		Files:   3, Facts: 4,
		Findings: []*finding.Finding{
			{
				Rule: ownRule, Severity: finding.SeverityNote, Confidence: finding.ConfidenceLow,
				Message: "The name \"app\" lacks the team's prefix.", At: at(tf, "\"app\"\n"), Address: "aws_iam_role.app",
				Instances: []string{"aws_iam_role.app", "module.x.aws_iam_role.app"},
				Fixes:     []finding.Fix{{Name: "rename", Title: "Add the prefix", Edits: []finding.Edit{{At: at(tf, "\"app\"\n").Sub(1, 4), New: "team-app"}}}},
			},
			{
				Rule: anySubject, Severity: finding.SeverityCritical, Confidence: finding.ConfidenceHigh,
				Message: "Role \"app\" can be assumed by every service account of the cluster.", At: statement, Address: "aws_iam_role.app",
				Related: []finding.Note{{Message: "only this service account names the role", At: role}, {Message: "the role", At: at(tf, "resource")}},
				Chain:   []finding.Note{{Message: "ServiceAccount web/app", At: role}, {Message: "trust of aws_iam_role.app", At: statement}},
				Witness: &finding.Witness{
					Claims:   map[string]string{"sub": "system:serviceaccount:default:default", "aud": "sts.amazonaws.com"},
					Explains: "This token is accepted.", Assumptions: []string{"local.provider is the provider of the cluster"},
				},
			},
			{
				Rule: anySubject, Severity: finding.SeverityHigh, Confidence: finding.ConfidenceHigh, Message: "Suppressed.", At: role,
				Suppressed: &finding.Suppression{By: "inline", Reason: "accepted until the migration", Owner: "team-x", At: at(sa, "metadata")},
			},
		},
		Undecided: []*finding.Undecided{{Rule: anySubject, At: at(sa, "role"), Message: "Whether the role trusts anybody depends on var.env.", Symbols: []string{"var.env"}}},
		Problems: []*facts.Input{
			{Base: facts.Base{At: broken.Span(3, 4)}, Code: "unparseable", Class: facts.Incomplete, Message: "The list is not closed."},
			{Base: facts.Base{At: source.NewFile("huge.json", nil).Whole()}, Code: "too-large", Class: facts.Incomplete, Message: "The file was not read: it is larger than 8 MiB."},
		},
		Inputs: []analyzers.Input{{Path: "infra/iam.tf", Analyzer: "terraform", SHA256: strings.Repeat("0", 64), Status: analyzers.Parsed}},
	}
}

func write(t *testing.T, format string, run *report.Run, opts report.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, format, run, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs; run go test ./internal/report -update and read the change. Got:\n%s", name, got)
	}
}

// TestQuestionsOfOnePlace: what one place leaves open is shown once, with all
// the rules that ask and all that would decide.
func TestQuestionsOfOnePlace(t *testing.T) {
	file := source.NewFile("a.tf", []byte("sub = var.sub\naud = var.aud\n"))
	question := func(rule string, from, to int, symbols ...string) *finding.Undecided {
		return &finding.Undecided{Rule: &finding.RuleInfo{ID: rule}, At: file.Span(from, to), Message: "Open.", Symbols: symbols}
	}
	run := &report.Run{Files: 1, Facts: 1, Undecided: []*finding.Undecided{
		question("trust/any-subject", 6, 13, "var.sub"), question("trust/any-ref", 6, 13, "var.env", "var.sub"), question("trust/any-audience", 20, 27, "var.aud"),
	}}
	got := write(t, report.FormatText, run, report.Options{ShowUndecided: true})
	for _, want := range []string{
		"undecided: 2 rules cannot tell here.\n", "= rules: trust/any-ref, trust/any-subject\n", "= depends on: var.env, var.sub\n",
		"undecided[trust/any-audience]: Open.\n", "; 3 undecided at 2 places;",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		file, format string
		opts         report.Options
	}{
		{"text.golden", report.FormatText, report.Options{}},
		{"text-undecided.golden", report.FormatText, report.Options{ShowUndecided: true}},
		{"text-color.golden", report.FormatText, report.Options{Color: true}},
		{"concise.golden", report.FormatConcise, report.Options{ShowUndecided: true}},
		{"result.json", report.FormatJSON, report.Options{}},
		{"result.sarif", report.FormatSARIF, report.Options{}},
		{"result.jsonl", report.FormatJSONL, report.Options{}},
		{"text-suppressed.golden", report.FormatText, report.Options{ShowSuppressed: true}},
		{"concise-suppressed.golden", report.FormatConcise, report.Options{ShowSuppressed: true}},
		{"github.golden", report.FormatGitHub, report.Options{}},
		{"gitlab.json", report.FormatGitLab, report.Options{}},
		{"junit.xml", report.FormatJUnit, report.Options{FailOn: finding.SeverityMedium}},
		{"markdown.golden", report.FormatMarkdown, report.Options{ShowUndecided: true, ShowSuppressed: true}},
	} {
		golden(t, c.file, write(t, c.format, stored(), c.opts))
	}
	var b bytes.Buffer
	if err := report.Write(&b, "yaml", stored(), report.Options{}); err == nil || b.Len() > 0 {
		t.Errorf("an unknown format gives %v and writes %q", err, b.String())
	}
}

// TestNoOrderOfInput checks that reports depend on what was found, not on the
// order in which workers found it.
func TestNoOrderOfInput(t *testing.T) {
	for _, format := range report.Formats() {
		a, b := stored(), stored()
		b.Findings[0], b.Findings[2] = b.Findings[2], b.Findings[0]
		b.Problems[0], b.Problems[1] = b.Problems[1], b.Problems[0]
		b.Rules[0], b.Rules[1] = b.Rules[1], b.Rules[0]
		if write(t, format, a, report.Options{}) != write(t, format, b, report.Options{}) {
			t.Errorf("%s depends on the order of the findings", format)
		}
	}
}

// TestDescribes: a format that does not describe rules writes the same where
// no more than the names of the rules is known.
func TestDescribes(t *testing.T) {
	for _, format := range report.Formats() {
		thin := stored()
		for i, r := range thin.Rules {
			thin.Rules[i] = &finding.RuleInfo{ID: r.ID, Kind: r.Kind, Builtin: r.Builtin, Aliases: r.Aliases}
		}
		same := write(t, format, stored(), report.Options{}) == write(t, format, thin, report.Options{})
		if same == report.Describes(format) {
			t.Errorf("Describes(%s) = %t, and that the report is the same without descriptions is %t", format, report.Describes(format), same)
		}
	}
}

// validator compiles a schema from its text.
func validator(t *testing.T, id, text string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(id, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

const resultSchema = "../../docs/reference/result.schema.json"

func TestResultKeepsItsSchema(t *testing.T) {
	schema, err := report.ResultSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(resultSchema, schema, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if committed, err := os.ReadFile(resultSchema); err != nil || !bytes.Equal(committed, schema) {
		t.Errorf("docs/reference/result.schema.json is not what the types say (%v): run go test ./internal/report -update", err)
	}
	v := validator(t, report.ResultSchemaID, string(schema))
	for name, run := range map[string]*report.Run{"stored": stored(), "empty": {}} {
		if err := validate(t, v, write(t, report.FormatJSON, run, report.Options{})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	spoiled := strings.Replace(write(t, report.FormatJSON, stored(), report.Options{}), `"critical"`, `"dreadful"`, 2)
	if validate(t, v, spoiled) == nil {
		t.Error("the schema accepts anything")
	}
}

// oasisSchema returns the SARIF schema of OASIS that the SARIF library holds
// as a constant, read from the library's own source.
func oasisSchema(t *testing.T) string {
	t.Helper()
	file, _ := runtime.FuncForPC(reflect.ValueOf(sarif.NewReport).Pointer()).FileLine(0)
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(filepath.Dir(file), "schema.go"), nil, 0)
	if err != nil {
		t.Skipf("the SARIF library's source is not here (built with -trimpath?): %v", err)
	}
	longest := ""
	ast.Inspect(parsed, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && len(s) > len(longest) {
				longest = s
			}
		}
		return true
	})
	return longest
}

func TestSARIFIsValid(t *testing.T) {
	v := validator(t, "https://example.org/sarif.json", oasisSchema(t))
	for name, run := range map[string]*report.Run{"stored": stored(), "empty": {}} {
		if err := validate(t, v, write(t, report.FormatSARIF, run, report.Options{})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	spoiled := strings.Replace(write(t, report.FormatSARIF, stored(), report.Options{}), `"level": "error"`, `"level": "high"`, 1)
	if validate(t, v, spoiled) == nil {
		t.Error("the schema accepts anything")
	}
}

// log is what the tests look at in a SARIF log.
type log struct {
	Runs []struct {
		ColumnKind  string
		Invocations []struct {
			ExecutionSuccessful        bool
			ToolExecutionNotifications []struct{ Descriptor struct{ ID string } }
		}
		Results []struct {
			RuleID              string
			RuleIndex           int
			Level               string
			Message             struct{ Text string }
			PartialFingerprints map[string]string
			Locations           []json.RawMessage
		}
	}
}

func sarifLog(t *testing.T, run *report.Run) (log, string) {
	t.Helper()
	raw := write(t, report.FormatSARIF, run, report.Options{})
	var out log
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		t.Fatal(err)
	}
	return out, raw
}

// TestSARIFForGitHub checks what GitHub asks for and a schema cannot say.
func TestSARIFForGitHub(t *testing.T) {
	l, raw := sarifLog(t, stored())
	run := l.Runs[0]
	if len(run.Results) != 2 || run.Results[0].Level != "error" || run.Results[1].Level != "note" {
		t.Errorf("want the critical finding, then the note, and no suppressed one: %+v", run.Results)
	}
	if run.Results[0].RuleIndex != 1 || run.Results[1].RuleIndex != 0 {
		t.Errorf("rule indexes do not point at the sorted rules: %+v", run.Results)
	}
	if run.Invocations[0].ExecutionSuccessful {
		t.Error("an incomplete run is called successful")
	}
	for _, no := range []string{"suppressions", "automationDetails", "uriBaseId", ": -1", ": []", ": null"} {
		if strings.Contains(raw, no) {
			t.Errorf("the log holds %s", no)
		}
	}
	if !strings.Contains(raw, `"uri": "k8s/n%C3%A4me%20with%20space.yaml"`) {
		t.Error("a path is not percent-encoded")
	}
	if _, raw := sarifLog(t, &report.Run{}); !strings.Contains(raw, `"results": []`) {
		t.Error("a run without findings has no results array")
	}
}

func TestSARIFIsCapped(t *testing.T) {
	run := stored()
	f := &finding.Finding{Rule: ownRule, Message: "A note.", At: source.NewFile("a.tf", nil).Whole()}
	for range 25_000 {
		run.Findings = append(run.Findings, f)
	}
	l, _ := sarifLog(t, run)
	results := l.Runs[0].Results
	if len(results) != 25_000 || results[0].Level != "error" {
		t.Errorf("%d results, the first %s", len(results), results[0].Level)
	}
	if got := l.Runs[0].Invocations[0].ToolExecutionNotifications[0].Descriptor.ID; got != "too-many-findings" {
		t.Errorf("the first notification is %s", got)
	}
}

func TestFingerprintsAreUnique(t *testing.T) {
	f := stored().Findings[0]
	prints := finding.Fingerprints([]*finding.Finding{f, f, stored().Findings[1], f})
	first := f.Fingerprint()
	want := []string{first, first + "-2", stored().Findings[1].Fingerprint(), first + "-3"}
	if !reflect.DeepEqual(prints, want) {
		t.Errorf("got %v, want %v", prints, want)
	}
}

// TestProblemsAreSaidOnce checks that a fault which a rule reports is not
// printed again as a problem, and is counted all the same.
func TestProblemsAreSaidOnce(t *testing.T) {
	run := stored()
	rule := &finding.RuleInfo{ID: "input/unparseable", Kind: "input", Builtin: true}
	problem := run.Problems[0]
	run.Findings = []*finding.Finding{{Rule: rule, Severity: finding.SeverityLow, Message: problem.Message, At: problem.At}}
	for _, format := range []string{report.FormatText, report.FormatConcise} {
		out := write(t, format, run, report.Options{})
		if n := strings.Count(out, problem.Message); n != 1 {
			t.Errorf("%s says it %d times:\n%s", format, n, out)
		}
	}
	if out := write(t, report.FormatText, run, report.Options{}); !strings.Contains(out, "2 files not analysed") {
		t.Error("a fault that is a finding is no longer counted")
	}
}
