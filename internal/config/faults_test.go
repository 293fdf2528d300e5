package config_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/config"
)

// TestFaults holds each kind of mistake with the exact words that answer it.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		want       []string
	}{
		{"misspelled key", "acounts: []\n", []string{`1:1: unknown key "acounts"; did you mean "accounts"? [accounts]`}},
		{"other spelling", "failOn: high\n", []string{`1:1: unknown key "failOn"; did you mean "fail-on"? [fail-on]`}},
		{"unknown key", "colour: red\n", []string{`1:1: unknown key "colour"; there are extends, accounts, vendors, repository, issuers, complete, break-glass, exclude, policies, select, ignore, severity, params, rules, persona, fail-on, min-confidence, baseline, exceptions`}},
		{"key of an item", "accounts:\n- id: \"123456789012\"\n  nmae: x\n", []string{`3:3: unknown key "nmae" in accounts[0]; did you mean "name"? [name]`}},
		{"all at once, in order", "persona: regulr\nfoo: 1\nissuers:\n- host: x.example.com\n  class: privat\nfail-on: 7\n", []string{
			`1:10: persona must be one of regular, pedantic, auditor, not "regulr"; did you mean "regular"? [regular]`,
			`2:1: unknown key "foo"; there are extends, accounts, vendors, repository, issuers, complete, break-glass, exclude, policies, select, ignore, severity, params, rules, persona, fail-on, min-confidence, baseline, exceptions`,
			`5:10: issuers[0].class must be one of private, tenant, shared, not "privat"; did you mean "private"? [private]`,
			`6:10: fail-on must be one of note, low, medium, high, critical, not 7`}},
		{"columns count UTF-16 units", "params: {trust/any-subject: {}, \"\U0001F600\": {}}\n", []string{"1:33: there is no rule \"\U0001F600\"; `subaud rules` lists them"}},
		{"scalar for a list", "exclude: vendor\n", []string{`1:10: exclude must be a list, not a string`}},
		{"list for a map", "severity:\n- trust/any-subject\n", []string{`2:1: severity must be a map of keys to values, not a list`}},
		{"list as the file", "- a\n", []string{`1:1: the configuration must be a map of keys to values, not a list`}},
		{"map for a string", "baseline: {a: b}\n", []string{`1:11: baseline must be a path, not a map`}},
		{"no value", "accounts:\nbaseline:\n", []string{`1:10: accounts is empty: give it a list, or remove it`, `2:10: baseline is empty: give it a path, or remove it`}},
		{"blank path", "baseline: ' '\n", []string{`1:11: baseline must be a path, not " "`}},
		{"duplicate key", "persona: regular\nrules: \"2026.12\"\npersona: auditor\n", []string{`3:1: persona is written twice; it was on line 1 already`}},
		{"duplicate rule", "severity:\n  trust/any-subject: low\n  trust/any-subject: high\n", []string{`3:3: severity["trust/any-subject"] is written twice; it was on line 2 already`}},
		{"missing keys", "issuers:\n- name: x\n", []string{`2:3: issuers[0] has no host`, `2:3: issuers[0] has no class`}},
		{"unquoted account", "accounts: [123456789012, 012345678901]\n", []string{
			`1:12: accounts[0].id must be in quotes, or YAML reads a number: "123456789012" ["123456789012"]`,
			`1:26: accounts[1].id must be in quotes, or YAML reads a number: "012345678901" ["012345678901"]`}},
		{"account as the console shows it", "accounts: [1234-5678-9012]\n", []string{`1:12: accounts[0].id must be an AWS account of 12 digits in quotes, a GUID of Azure, or a project id of Google Cloud, not "1234-5678-9012"; did you mean "123456789012"? [123456789012]`}},
		{"account with a digit too few", "accounts: ['12345678901']\n", []string{`1:12: accounts[0].id must be an AWS account of 12 digits in quotes, a GUID of Azure, or a project id of Google Cloud, not "12345678901"`}},
		{"unquoted release", "rules: 2026.10\n", []string{`1:8: rules must be in quotes, or YAML reads a number: "2026.10" ["2026.10"]`}},
		{"release with a hyphen", "rules: v2026-9\n", []string{`1:8: rules must be a release, such as "2026.12", not "v2026-9"; did you mean "2026.09"? [2026.09]`}},
		{"no release", "rules: latest\n", []string{`1:8: rules must be a release, such as "2026.12", not "latest"`}},
		{"issuer as a URL", "issuers: [{host: 'https://GitLab.example.com/', class: tenant}]\n", []string{`1:18: issuers[0].host must be a host in lower case with the path that belongs to it, without https://, not "https://GitLab.example.com/"; did you mean "gitlab.example.com"? [gitlab.example.com]`}},
		{"kind that nothing refers to", "complete: [bindings]\n", []string{`1:12: complete[0].kind must be one of trust, statement, identity, issuer, workload, pod, grant, binding, mapping, association, cluster, workflow, not "bindings"; did you mean "binding"? [binding]`}},
		{"boolean", "severity: {trust/any-subject: false}\n", []string{`1:31: severity["trust/any-subject"] must be one of note, low, medium, high, critical, off, not false`}},
		{"glob", "exclude: ['a[', '!b']\n", []string{
			`1:11: exclude[0] is not a glob: "a["; a bracket or brace may be open`,
			`1:17: exclude[1] must be a glob over paths, such as **/testdata/**, not "!b"`}},
		{"misspelled rule", "ignore: [trust/any-subjct, trust/*, trsut/*]\n", []string{
			`1:10: there is no rule "trust/any-subjct"; did you mean "trust/any-subject"? [trust/any-subject]`,
			`1:37: no rule matches "trsut/*"; did you mean "trust/*"? [trust/*]`}},
		{"rule without its kind", "select: [system-masters]\nseverity: {mappings/system-masters: low}\n", []string{
			`1:10: there is no rule "system-masters"; did you mean "mapping/system-masters"? [mapping/system-masters]`,
			`2:12: there is no rule "mappings/system-masters"; did you mean "mapping/system-masters"? [mapping/system-masters]`}},
		{"parameters", "params:\n  workload/naming: {prefx: a, depth: x, names: {}, size: 1}\n  trust/any-subject: {a: 1}\n  workload/*: {}\n  7: {}\n", []string{
			`2:21: workload/naming has no parameter "prefx"; did you mean "prefix"? [prefix]`,
			`2:38: params["workload/naming"].depth must be a number, as the default is, not a string`,
			`2:48: params["workload/naming"].names must be a list, as the default is, not a map`,
			`2:52: workload/naming has no parameter "size"; there are depth, free, names, prefix, strict`,
			`3:23: trust/any-subject has no parameters`,
			`4:3: a key of params must be the id of a rule, such as trust/any-subject, not "workload/*"`,
			"5:3: there is no rule \"7\"; `subaud rules` lists them"}},
		{"parameter values", "params:\n  workload/naming: {free: 0x1F, prefix: , names: [{a: 1, a: 2}]}\n  trust/any-subject: 3\n", []string{
			`2:27: params["workload/naming"].free must be a decimal number, or text in quotes: "0x1F" ["0x1F"]`,
			`2:41: params["workload/naming"].prefix is empty: give it a value, or remove it`,
			`2:58: params["workload/naming"].names[0].a is written twice; it was on line 2 already`,
			`3:22: params["trust/any-subject"] must be a map of keys to values, not a number`}},
		{"own and vendor", "accounts: ['123456789012']\nvendors: [{id: '123456789012'}]\n", []string{`2:11: account 123456789012 is listed as your own too, at .subaud.yaml:1:12`}},
		{"two documents", "persona: regular\n---\npersona: regular\n", []string{`2:1: a configuration is one document; this is another`}},
		{"no YAML", "persona: regular\n\tx: 1\n", []string{`2:1: the line is indented with a tab; YAML is indented with spaces`}},
		{"UTF-16", "a\x00:\x00", []string{`1:1: the file is encoded as UTF-16 or UTF-32; save it as UTF-8`}},
		{"empty", "", nil},
		{"comments only", "# yaml-language-server: $schema=x\n---\n", nil},
		{"JSON", `{"persona": "regular", "rule": "2026.12"}`, []string{`1:24: unknown key "rule"; did you mean "rules"? [rules]`}},
		{"out of the repository", "baseline: ../b.json\nexceptions: /etc/passwd\npolicies: [a/../../b, ok]\nextends: ../../x.yaml\n", []string{
			`1:11: baseline leads out of the repository; name the configuration with --config to allow that`,
			`2:13: exceptions is an absolute path; a configuration that is found in the repository names files of the repository, relative to its folder`,
			`3:12: policies leads out of the repository; name the configuration with --config to allow that`,
			`4:10: extends leads out of the repository; name the configuration with --config to allow that`}},
		{"extends nothing", "extends: none.yaml\n", []string{`1:10: extends none.yaml cannot be read: there is no such file`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(map[string]string{"/repo/.subaud.yaml": c.yaml})
			if got, want := lines(err, ".subaud.yaml:"), strings.Join(c.want, "\n"); got != want {
				t.Errorf("%q is answered with\n%s\nwant\n%s", c.yaml, got, want)
			}
		})
	}
}

// lines prints faults, each with its suggestion, without a common prefix.
func lines(err error, prefix string) string {
	var invalid *config.Invalid
	if err != nil && !errors.As(err, &invalid) {
		return err.Error()
	}
	if invalid == nil {
		return ""
	}
	var out []string
	for _, f := range invalid.Faults {
		s := strings.TrimPrefix(f.String(), prefix)
		if f.Suggest != "" {
			s += " [" + f.Suggest + "]"
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func TestExtends(t *testing.T) {
	for _, c := range []struct {
		name  string
		named bool
		files map[string]string
		want  string
	}{
		{"chain, innermost first", false, map[string]string{
			"/repo/.subaud.yaml": "extends: org/a.yaml\nselect: [trust/*]\n",
			"/repo/org/a.yaml":   "extends: b.yaml\nselect: [mapping/*]\n",
			"/repo/org/b.yaml":   "select: [workload/*]\n",
		}, "workload/* mapping/* trust/*"},
		{"faults of all files, nearest first", false, map[string]string{
			"/repo/.subaud.yaml": "extends: a.yaml\nfoo1: 1\n",
			"/repo/a.yaml":       "extends: b.yaml\nselect: 1\n",
			"/repo/b.yaml":       "\"\n",
		}, ".subaud.yaml:2:1: unknown key \"foo1\"; there are KEYS\na.yaml:2:9: select must be a list, not a number\nb.yaml:1:1: the quoted text that begins here is never closed"},
		{"itself", false, map[string]string{"/repo/.subaud.yaml": "extends: ./x/../.subaud.yaml\n"},
			".subaud.yaml:1:10: extends leads back to the same file: .subaud.yaml -> .subaud.yaml"},
		{"cycle", false, map[string]string{
			"/repo/.subaud.yaml": "extends: a/a.yaml\n",
			"/repo/a/a.yaml":     "extends: ../b.yaml\n",
			"/repo/b.yaml":       "extends: a/a.yaml\n",
		}, "b.yaml:1:10: extends leads back to the same file: a/a.yaml -> b.yaml -> a/a.yaml"},
		{"out of the repository", false, map[string]string{
			"/repo/.subaud.yaml": "extends: a/a.yaml\n", "/repo/a/a.yaml": "extends: ../../org.yaml\n", "/org.yaml": "select: [trust/*]\n",
		}, "a/a.yaml:1:10: extends leads out of the repository; name the configuration with --config to allow that"},
		{"out of the repository, named", true, map[string]string{
			"/repo/.subaud.yaml": "extends: ../org.yaml\n", "/org.yaml": "extends: /etc/subaud.yaml\nselect: [trust/*]\n", "/etc/subaud.yaml": "select: [mapping/*]\n",
		}, "mapping/* trust/*"},
		{"place outside", true, map[string]string{"/repo/.subaud.yaml": "extends: /org.yaml\n", "/org.yaml": "select: trust/*\n"},
			"/org.yaml:1:9: select must be a list, not a string"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg, err := config.Load("/repo/.subaud.yaml", config.Options{Root: "/repo", Named: c.named, Read: memory(c.files), Rules: catalogue})
			got := lines(err, "")
			if i := strings.Index(got, "there are extends"); i >= 0 {
				j := strings.Index(got, "\n")
				got = got[:i] + "there are KEYS" + got[j:]
			}
			if err == nil {
				got = strings.Join(config.Strings(cfg.Select), " ")
			}
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestExtendsIsBounded uses a reader that gives every name a file that extends
// another name, as links can.
func TestExtendsIsBounded(t *testing.T) {
	n := 0
	read := func(string) ([]byte, error) {
		n++
		return fmt.Appendf(nil, "extends: f%d.yaml\n", n), nil
	}
	_, err := config.Load("/repo/.subaud.yaml", config.Options{Root: "/repo", Read: read})
	if got := lines(err, ""); !strings.Contains(got, "extends leads through more than 16 files") || n > 20 {
		t.Errorf("after %d files: %s", n, got)
	}
}

func TestFaultsAreBounded(t *testing.T) {
	_, err := load(map[string]string{"/repo/.subaud.yaml": "select: [" + strings.Repeat("1, ", 1000) + "]\n"})
	var invalid *config.Invalid
	if !errors.As(err, &invalid) || len(invalid.Faults) != 200 || invalid.More != 800 || !strings.HasSuffix(err.Error(), "\nand 800 more") {
		t.Errorf("got %v", err)
	}
}
