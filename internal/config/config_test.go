package config_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
)

// memory is a reader of files by their absolute path.
func memory(files map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		data, ok := files[path]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		return []byte(data), nil
	}
}

// catalogue is what the tests take for the rules that there are.
func catalogue(*config.Config) ([]*finding.RuleInfo, error) {
	return []*finding.RuleInfo{
		{ID: "trust/any-subject", Since: "2026.12", Aliases: []string{"trust/every-subject"}},
		{ID: "trust/any-audience", Since: "2026.12"},
		{ID: "mapping/system-masters", Since: "2027.03"},
		{ID: "workload/naming", Since: "2026.12", Params: map[string]any{"prefix": "", "depth": 3, "strict": false, "names": []any{}, "free": nil}},
	}, nil
}

func load(files map[string]string) (*config.Config, error) {
	return config.Load("/repo/.subaud.yaml", config.Options{Root: "/repo", Read: memory(files), Rules: catalogue})
}

const full = `
extends: org/common.yaml
accounts:
- {id: "123456789012", name: production}
- "210987654321"
- 0b1f6471-1bf0-4dda-aec3-111122223333
- my-project-1
vendors:
- id: "464622532012"
  name: Datadog
issuers:
- host: oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
  class: private
- {host: gitlab.example.com, class: tenant, name: GitLab}
complete:
- binding
- {kind: identity, scope: "infra/**"}
break-glass:
  principals: ["arn:aws:iam::123456789012:role/break-glass"]
  groups: [ops:admins]
exclude: ["**/testdata/**", legacy/]
policies: [policies]
select: ["*"]
ignore: [trust/any-audience]
severity:
  trust/any-subject: high
  mapping/*: off
params:
  workload/naming: {prefix: acme-, depth: 2, strict: true, names: [a, {b: 1.5}], free: [null, x]}
rules: "2026.12"
persona: pedantic
fail-on: high
min-confidence: medium
baseline: .subaud-baseline.json
exceptions: security/exceptions.yaml
repository: acme/payments
`

func TestLoad(t *testing.T) {
	cfg, err := load(map[string]string{
		"/repo/.subaud.yaml":    full,
		"/repo/org/common.yaml": "accounts: ['000000000001']\npersona: auditor\npolicies: [rego]\nseverity: {trust/any-subject: low, 'trust/*': note}\nparams: {workload/naming: {prefix: x, depth: 9}}\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{".subaud.yaml", "org/common.yaml"}; !reflect.DeepEqual(cfg.Files, want) {
		t.Errorf("Files = %q", cfg.Files)
	}
	var ids []string
	for _, a := range cfg.Accounts {
		ids = append(ids, a.Value.ID+"@"+a.At.String())
	}
	want := "000000000001@org/common.yaml:1:12 123456789012@.subaud.yaml:4:3 210987654321@.subaud.yaml:5:3 " +
		"0b1f6471-1bf0-4dda-aec3-111122223333@.subaud.yaml:6:3 my-project-1@.subaud.yaml:7:3"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("Accounts = %s\nwant %s", got, want)
	}
	if got := cfg.Accounts[1].Value.Name; got != "production" {
		t.Errorf("name = %q", got)
	}
	if got := config.Strings(cfg.Policies); !reflect.DeepEqual(got, []string{"/repo/org/rego", "/repo/policies"}) {
		t.Errorf("Policies = %q", got)
	}
	if cfg.Baseline.Value != "/repo/.subaud-baseline.json" || cfg.Exceptions.Value != "/repo/security/exceptions.yaml" {
		t.Errorf("Baseline, Exceptions = %q, %q", cfg.Baseline.Value, cfg.Exceptions.Value)
	}
	if cfg.Persona.Value != finding.PersonaPedantic || cfg.FailOn.Value != finding.SeverityHigh || cfg.MinConfidence.Value != finding.ConfidenceMedium {
		t.Errorf("Persona, FailOn, MinConfidence = %v, %v, %v", cfg.Persona.Value, cfg.FailOn.Value, cfg.MinConfidence.Value)
	}
	if cfg.Issuers[1].Value != (config.Issuer{Host: "gitlab.example.com", Class: "tenant", Name: "GitLab"}) {
		t.Errorf("Issuers[1] = %+v", cfg.Issuers[1].Value)
	}
	rules, _ := catalogue(nil)
	params := cfg.ParamsOf(rules[3])
	wantParams := map[string]any{"prefix": "acme-", "depth": json.Number("2"), "strict": true,
		"names": []any{"a", map[string]any{"b": json.Number("1.5")}}, "free": []any{nil, "x"}}
	if !reflect.DeepEqual(params, wantParams) {
		t.Errorf("params = %#v", params)
	}
	if len(cfg.Severity) != 3 {
		t.Errorf("Severity = %+v, want each pattern once", cfg.Severity)
	}
}

func TestClosed(t *testing.T) {
	cfg, err := load(map[string]string{"/repo/.subaud.yaml": "complete: [binding, {kind: identity, scope: infra/}, {kind: grant, scope: rbac.yaml}]\n"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind facts.Kind
		path string
		want bool
	}{
		{facts.KindBinding, "", true},
		{facts.KindBinding, "any/where.yaml", true},
		{facts.KindIdentity, "", false},
		{facts.KindIdentity, "infra/iam.tf", true},
		{facts.KindIdentity, "infra/a/b/iam.tf", true},
		{facts.KindIdentity, "apps/iam.tf", false},
		{facts.KindGrant, "deep/below/rbac.yaml", true},
		{facts.KindGrant, "deep/below/other.yaml", false},
		{facts.KindMapping, "infra/iam.tf", false},
	} {
		if got := cfg.Closed(c.kind, c.path); got != c.want {
			t.Errorf("Closed(%s, %q) = %v", c.kind, c.path, got)
		}
	}
}

func TestRulesOfConfiguration(t *testing.T) {
	cfg, err := load(map[string]string{"/repo/.subaud.yaml": `
ignore: [trust/every-subject]
rules: "2026.12"
severity: {"*": low, "mapping/*": critical, "trust/any-audience": high, "workload/*": off}
`})
	if err != nil {
		t.Fatal(err)
	}
	rules, _ := catalogue(nil)
	for i, want := range []struct {
		selected bool
		severity finding.Severity
	}{
		{false, finding.SeverityLow}, // ignored by its alias
		{true, finding.SeverityHigh},
		{true, finding.SeverityNote}, // younger than the release: a glob does not raise it
		{false, finding.SeverityMedium},
	} {
		if got := cfg.Selected(rules[i]); got != want.selected {
			t.Errorf("Selected(%s) = %v", rules[i].ID, got)
		}
		if got := cfg.SeverityOf(rules[i], finding.SeverityMedium); got != want.severity {
			t.Errorf("SeverityOf(%s) = %v, want %v", rules[i].ID, got, want.severity)
		}
	}
	cfg, err = load(map[string]string{"/repo/.subaud.yaml": "select: ['mapping/*']\nrules: '2026.12'\nseverity: {mapping/system-masters: critical}\n"})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Selected(rules[0]) || !cfg.Selected(rules[2]) {
		t.Error("select is not what runs")
	}
	if got := cfg.SeverityOf(rules[2], finding.SeverityLow); got != finding.SeverityCritical {
		t.Errorf("a younger rule that is named has severity %v", got)
	}
}

func TestYounger(t *testing.T) {
	for _, c := range []struct {
		since, than string
		want        bool
	}{
		{"2027.01", "2026.12", true}, {"2026.12", "2026.12", false}, {"2026.09", "2026.12", false},
		{"2026.10", "2026.09", true}, {"", "2026.12", false}, {"2027.01", "", false},
		{"2027.13", "2026.12", false}, {"2027.1", "2026.12", false}, {"next", "2026.12", false},
	} {
		if got := config.Younger(c.since, c.than); got != c.want {
			t.Errorf("Younger(%q, %q) = %v", c.since, c.than, got)
		}
	}
}

func TestMatchRule(t *testing.T) {
	r := &finding.RuleInfo{ID: "trust/any-subject", Aliases: []string{"role/open"}}
	for pattern, want := range map[string]bool{
		"trust/any-subject": true, "trust/*": true, "*": true, "*/any-*": true, "role/open": true, "role/*": true,
		"trust/any": false, "any-subject": false, "trust/*x": false, "**": true, "": false, "t*t/any*": true,
	} {
		if got := config.MatchRule(pattern, r); got != want {
			t.Errorf("MatchRule(%q) = %v", pattern, got)
		}
	}
}

func TestShowMeansTheSame(t *testing.T) {
	files := map[string]string{
		"/repo/.subaud.yaml":    full,
		"/repo/org/common.yaml": "exclude: [\"od\\u0000d\\x7f\\u2028 \\\" # ü\"]\nselect: [trust/*]\nrules: '2026.11'\n",
	}
	cfg, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	shown := string(cfg.Show())
	again, err := load(map[string]string{"/repo/.subaud.yaml": shown})
	if err != nil {
		t.Fatalf("what is shown is no configuration: %v\n%s", err, shown)
	}
	if got, want := values(again), values(cfg); got != want {
		t.Errorf("what is shown means\n%s\nwant\n%s", got, want)
	}
	for _, line := range []string{
		`  - {id: "123456789012", name: production}  # .subaud.yaml:4:3`,
		`  - "trust/*"  # org/common.yaml:2:10`,
		`rules: "2026.12"  # .subaud.yaml:30:8`,
		"# from org/common.yaml",
	} {
		if !strings.Contains(shown, line) {
			t.Errorf("what is shown lacks %q:\n%s", line, shown)
		}
	}
}

func TestShowDefaults(t *testing.T) {
	shown := string(config.Default().Show())
	for _, line := range []string{"accounts: []  # default", "persona: regular  # default", "fail-on: medium  # default", "# baseline: not set"} {
		if !strings.Contains(shown, line+"\n") {
			t.Errorf("the defaults lack %q:\n%s", line, shown)
		}
	}
	if again, err := load(map[string]string{"/repo/.subaud.yaml": shown}); err != nil || values(again) != values(config.Default()) {
		t.Errorf("what is shown means something else (%v):\n%s", err, shown)
	}
}

// values prints what a configuration says, without where.
func values(c *config.Config) string {
	var b strings.Builder
	v := reflect.ValueOf(*c)
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "Files" && v.Type().Field(i).IsExported() {
			b.WriteString(name + ":" + bare(v.Field(i)) + "\n")
		}
	}
	return b.String()
}

func bare(v reflect.Value) string {
	if v.Kind() == reflect.Slice {
		out := ""
		for i := range v.Len() {
			out += " " + bare(v.Index(i))
		}
		return out
	}
	data, err := json.Marshal(v.FieldByName("Value").Interface())
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func TestVerify(t *testing.T) {
	o := config.Options{Root: "/repo", Read: memory(map[string]string{"/repo/a.yaml": "extends: b.yaml\n", "/repo/b.yaml": "persona: nobody\n", "/repo/c.yaml": ""})}
	report, err := config.Verify("/repo/a.yaml", o)
	if err != nil || len(report.Faults) != 1 || !reflect.DeepEqual(report.Files, []string{"a.yaml", "b.yaml"}) {
		t.Errorf("Verify(a.yaml) = %+v, %v", report, err)
	}
	report, err = config.Verify("/repo/c.yaml", o)
	if err != nil || len(report.Faults) != 0 || !reflect.DeepEqual(report.Files, []string{"c.yaml"}) {
		t.Errorf("Verify(c.yaml) = %+v, %v", report, err)
	}
	if _, err = config.Verify("/repo/none.yaml", o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Verify(none.yaml) = %v", err)
	}
	o.Rules = func(*config.Config) ([]*finding.RuleInfo, error) { return nil, errors.New("a policy does not load") }
	if _, err = config.Verify("/repo/c.yaml", o); err == nil || !strings.Contains(err.Error(), "a policy does not load") {
		t.Errorf("Verify with failing rules = %v", err)
	}
}
