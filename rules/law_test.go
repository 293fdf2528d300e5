package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/subaud/subaud/rules"
)

const plainFinding = "finding contains {\"at\": input.at, \"message\": \"m\"} if {\n\t%s\n}\n"

// TestRefused: what a policy must not do, and the sentence that says what to
// do instead. The line is that of the body: 17.
func TestRefused(t *testing.T) {
	const at = "own/statement/own.rego:17: "
	tests := []struct {
		name, body, want string
	}{
		{"a misspelled field", `input.positon == "trust"`,
			at + "input has no field positon: did you mean position?"},
		{"a misspelled field of an element", "some c in input.conditions\n\tsubaud.must_equal(c.operater, \"x\")",
			"own/statement/own.rego:18: c has no field operater: did you mean operator?"},
		{"comparing a handle", `input.effect == "Allow"`,
			at + `input.effect is a text, which may be unknown, so it cannot be compared: ask subaud.must_equal(input.effect, "Allow")`},
		{"comparing a handle for difference", `input.effect != "Allow"`,
			at + `input.effect is a text, which may be unknown, so it cannot be compared: ask not subaud.may_equal(input.effect, "Allow")`},
		{"comparing two handles", `input.effect == input.sid`,
			at + `input.effect is a text, which may be unknown, so it cannot be compared: ask subaud.must_equal(input.effect, input.sid)`},
		{"comparing lists", `input.actions == input.resources`,
			at + "input.actions is an object of the input and cannot be compared: compare closed fields only, or ask a builtin"},
		{"comparing different types", `input.position == 3`,
			at + "input.position is a string and 3 is a number, so they are never equal"},
		{"unifying", `input.position = "trust"`,
			at + "= may bind or compare: write := to name a value, or == to compare closed fields"},
		{"a flag as a condition", `input.has_resource`,
			at + "input.has_resource is a flag, which may be unknown: ask subaud.must_hold(input.has_resource)"},
		{"a flag negated", `not input.has_resource`,
			at + "input.has_resource is a flag, which may be unknown: ask not subaud.may_hold(input.has_resource)"},
		{"a handle as a condition", `input.effect`,
			at + "input.effect alone says nothing: it is always there; compare it, or ask about it"},
		{"negated must", `not subaud.must_equal(input.effect, "Allow")`,
			at + "not subaud.must_equal holds where the answer is unknown, so a finding would rest on a guess: write not subaud.may_equal"},
		{"positive may", `subaud.may_equal(input.effect, "Allow")`,
			at + "subaud.may_equal holds where the answer is unknown, so a finding would rest on a guess: write subaud.must_equal"},
		{"assigned may", `x := subaud.may_equal(input.effect, "Allow")`,
			at + "subaud.may_equal holds where the answer is unknown, so a finding would rest on a guess: write subaud.must_equal"},
		{"a question inside another", `subaud.must_equal(input.effect, subaud.show(subaud.must_equal(input.sid, "x")))`,
			at + "subaud.must_equal stands inside another term: give it a line of its own, as `x := subaud.must_equal(...)`"},
		{"count", `count(input.conditions) == 0`,
			at + "count is not part of the policy language: it sees only what is listed and takes the rest for absent; ask a builtin that answers for the whole list, or add one in Go"},
		{"a comprehension", `xs := {x | some x in input.actions.items}`,
			at + "a comprehension is not part of the policy language: it collects what is certain and forgets what is possible; ask a builtin that answers for the whole list, or add one in Go"},
		{"every", "every c in input.conditions {\n\t\tsubaud.must_equal(c.key, \"x\")\n\t}",
			at + "every is not part of the policy language: it holds for what is not listed; ask a builtin that answers for the whole list, or add one in Go"},
		{"not some", `not some_condition` + "\n}\n\nsome_condition if {\n\tsome c in input.conditions\n\tsubaud.must_equal(c.key, \"x\")",
			"own/statement/own.rego:21: the helper some_condition iterates over the input, so it holds only for what is certain: name it must_some_condition, and do not negate it"},
		{"with", `subaud.must_equal(input.effect, "Allow") with input as {}`,
			at + "with is not part of the policy language: a policy sees one fact as it is; delete it"},
		{"walk", `walk(input, [p, v])`,
			at + "walk is not part of the policy language: name the field: every field of the input is always there"},
		{"object.get", `object.get(input, "position", "") == "x"`,
			at + "object.get is not part of the policy language: name the field: every field of the input is always there"},
		{"set difference", `xs := {"a"} - {"b"}`,
			at + "- is not part of the policy language: what is not in a set may only be unknown; ask a builtin about the sets, or add one in Go"},
		{"http.send", `http.send({"method": "get", "url": "https://example.com"})`,
			at + "http.send is not part of the policy language: a policy has no network, clock, randomness or environment"},
		{"time.now_ns", `t := time.now_ns()`,
			at + "time.now_ns is not part of the policy language: a policy has no network, clock, randomness or environment"},
		{"regex", `regex.match("a", "b")`,
			at + "regex.match is not part of the policy language: a text may be partly unknown; ask subaud.must_match or subaud.may_match"},
		{"an unknown builtin", `subaud.must_equals(input.effect, "Allow")`,
			at + "there is no builtin subaud.must_equals: did you mean subaud.must_equal?"},
		{"the engine's own builtin", `internal.subaud_view(input, "conditions")`,
			at + "internal.subaud_view is not part of the policy language: what a policy cannot say is a builtin: add one in Go"},
		{"an argument of the wrong kind", `subaud.must_hold(input.effect)`,
			at + "subaud.must_hold takes a flag as its flag, and input.effect is a text of the input"},
		{"items in place of the list", `subaud.must_include(input.actions.items, "x")`,
			at + "subaud.must_include takes a list as its list, and input.actions.items is a list of text of the input: pass the list itself, without .items"},
		{"in a list of the input", `"x" in input.actions.items`,
			at + `input.actions.items is a list of text of the input: in looks only into constants; for a list of the input ask subaud.must_include(input.actions.items, "x")`},
		{"iterating an object", `some x in input.actions`,
			at + "input.actions is an object, not a list: write input.actions.items"},
		{"indexing", `subaud.must_equal(input.actions.items[0], "x")`,
			at + "input.actions.items is a list: write `some x in input.actions.items` to go through it"},
		{"declaring", "some x\n\tsubaud.must_equal(input.effect, x)",
			at + "write `some x in list`: a variable that is only declared could be bound to anything"},
		{"sprintf that decides", `sprintf("%s", ["x"]) == "x"`,
			at + `sprintf("%s", ["x"]) is a string for the message and cannot be compared: compare closed fields only, or ask a builtin`},
		{"a handle in sprintf", `m := sprintf("%s", [input.effect])`,
			at + "input.effect is a text of the input and would print as a handle: write subaud.show(input.effect)"},
		{"verbs and values", `m := sprintf("%s %s", [input.position])`,
			at + "the format has 2 verbs and the list has 1 values"},
		{"another rule's parameters", `input.index == data.config.rules["trust/any-subject"].x`,
			at + `a policy reads its own parameters only: write data.config.rules["statement/own"]`},
		{"a parameter that is not there", `input.index == data.config.rules["statement/own"].max`,
			at + "the rule has no parameter max: add it with its default to custom.params in METADATA"},
		{"other data", `input.index == data.policies.trust`,
			at + "data.policies.trust: of data a policy reads only data.config; helpers are imported by name"},
		{"a helper without its prefix", `allows(input)` + "\n}\n\nallows(st) if {\n\tsubaud.must_equal(st.effect, \"Allow\")",
			"own/statement/own.rego:21: the helper allows asks subaud.must_equal, so its answer can be unknown: name it must_allows"},
		{"a must_ helper that guesses", `must_allow(input)` + "\n}\n\nmust_allow(st) if {\n\tsubaud.may_equal(st.effect, \"Allow\")",
			"own/statement/own.rego:21: subaud.may_equal holds where the answer is unknown, so a finding would rest on a guess: write subaud.must_equal"},
		{"a may_ helper that is too sure", `not may_allow(input)` + "\n}\n\nmay_allow(st) if {\n\tsubaud.must_equal(st.effect, \"Allow\")",
			"own/statement/own.rego:21: the helper may_allow must hold unless it is refuted, which subaud.must_equal does not keep: write subaud.may_equal"},
		{"a may_ helper that is given a list", `not may_have(input.actions.items)` + "\n}\n\nmay_have(xs) if {\n\tsome x in xs\n\tsubaud.may_equal(x, \"y\")",
			"own/statement/own.rego:21: the helper may_have iterates over a list that it was given: give it what holds the list, and write `some x in xs.items` or the like"},
		{"a negated must_ helper", `not must_allow(input)` + "\n}\n\nmust_allow(st) if {\n\tsubaud.must_equal(st.effect, \"Allow\")",
			at + "not must_allow holds where the answer is unknown, so a finding would rest on a guess: write not may_allow"},
		{"recursion", `f(input)` + "\n}\n\nf(x) if {\n\tf(x)",
			"own/statement/own.rego:21: the helper f calls itself: write it without recursion"},
		{"a helper that nothing calls", `input.index == 0` + "\n}\n\nf(x) if {\n\tx == 1",
			"own/statement/own.rego:20: nothing calls the helper f: delete it"},
		{"default", `input.index == 0` + "\n}\n\ndefault x := false\n\nx if {\n\tinput.index == 0",
			"own/statement/own.rego:20: default is not part of the policy language: it gives an answer where there is none; leave the rule undefined"},
		{"else", `f(input)` + "\n}\n\nf(st) if {\n\tst.index == 0\n} else if {\n\tst.index == 1",
			"own/statement/own.rego:22: else is not part of the policy language: it runs where the first part is not known to hold; write a second rule with its own conditions"},
		{"an index that decides", "some i, _ in input.conditions\n\ti == 0",
			"own/statement/own.rego:18: i is an index, which differs between what is certain and what is possible, and cannot be compared: compare closed fields only, or ask a builtin"},
		{"an unbound variable", `subaud.must_equal(input.effect, x)`,
			at + "x is not bound here: bind it in an earlier line with := or some ... in"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := rules.Load(rules.TextBuiltins(), rules.Source{Name: "own", FS: policy(strings.Replace(plainFinding, "%s", test.body, 1))})
			if err == nil {
				t.Fatal("the policy was not refused")
			}
			if first, _, _ := strings.Cut(err.Error(), "\n"); first != test.want {
				t.Errorf("\n got %s\nwant %s", first, test.want)
			}
		})
	}
}

// TestRefusedFindings: what a finding must not hold.
func TestRefusedFindings(t *testing.T) {
	const at = "own/statement/own.rego:16: "
	for _, test := range []struct{ name, key, want string }{
		{"a misspelled key", `"at": input.at, "mesage": "m"`, at + "a finding has no key mesage: did you mean message?"},
		{"no message", `"at": input.at`, at + "a finding needs the key message"},
		{"an id as a place", `"at": input.id, "message": "m"`, at + "at must be a place of the input, such as input.at, or a value of the input that has one"},
		{"an invented place", `"at": {"at": 3}, "message": "m"`, at + "at must be a place of the input, such as input.at, or a value of the input that has one"},
		{"a handle as a message", `"at": input.at, "message": input.effect`, at + "message must be a string: write it, or use sprintf with subaud.show"},
		{"a severity that is not declared", `"at": input.at, "message": "m", "severity": "critical"`,
			at + `severity "critical" is not among the rule's severities (high, low): add it to custom.severities in METADATA`},
		{"an invented witness", `"at": input.at, "message": "m", "witness": "w"`,
			at + "witness must be what a builtin gave as a witness: write `w := subaud.must_...(...)` and \"witness\": w"},
		{"a misspelled key of a related place", `"at": input.at, "message": "m", "related": [{"at": input.at, "text": "x"}]`,
			at + "a related place has no key text: there are at, message"},
		{"a fix without a name", `"at": input.at, "message": "m", "fix": {"at": input.at}`, at + "a fix needs the key name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := rules.Load(rules.TextBuiltins(), rules.Source{Name: "own", FS: policy("finding contains {" + test.key + "} if {\n\tinput.index == 0\n}\n")})
			if err == nil {
				t.Fatal("the policy was not refused")
			}
			if first, _, _ := strings.Cut(err.Error(), "\n"); first != test.want {
				t.Errorf("\n got %s\nwant %s", first, test.want)
			}
		})
	}
}

// TestRefusedFiles: faults of the layout, the package and METADATA.
func TestRefusedFiles(t *testing.T) {
	body := "package policies.statement.own\n\nfinding contains {\"at\": input.at, \"message\": \"m\"} if input.index == 0\n"
	good := header + body
	replace := func(old, with string) string { return strings.Replace(good, old, with, 1) }
	for _, test := range []struct{ name, file, text, want string }{
		{"the package of another rule", "statement/own.rego", replace("policies.statement.own", "policies.statement.other"),
			`own/statement/own.rego:14: the package must be policies.statement["own"], after the file's name`},
		{"no METADATA", "statement/own.rego", body,
			"own/statement/own.rego:1: METADATA: the policy has none: begin the file with a comment `# METADATA` that gives title, description, related_resources and custom"},
		{"a missing key", "statement/own.rego", replace("# title: Own\n", ""),
			"own/statement/own.rego:1: METADATA: the key title is missing: add it"},
		{"a missing custom key", "statement/own.rego", replace("#   confidence: high\n", ""),
			"own/statement/own.rego:6: METADATA: the key custom.confidence is missing: add it"},
		{"a misspelled custom key", "statement/own.rego", replace("#   persona:", "#   personas:"),
			"own/statement/own.rego:10: METADATA: custom has no key personas: did you mean persona?"},
		{"a severity that does not exist", "statement/own.rego", replace("severity: high", "severity: severe"),
			`own/statement/own.rego:7: METADATA: parse severity "severe": want note, low, medium, high or critical`},
		{"a release without quotes or month", "statement/own.rego", replace(`"2026.12"`, "next"),
			`own/statement/own.rego:13: METADATA: custom.since must be a release such as "2026.12", in quotes`},
		{"a colon in a plain value", "statement/own.rego", replace("description: Own.", "description: This: that"),
			"own/statement/own.rego:3: METADATA: The line has a second colon that is not in quotes."},
		{"a kind that does not exist", "statements/own.rego", good,
			"own/statements: there is no kind of fact statements: did you mean statement?"},
		{"a policy outside of a folder", "own.rego", good,
			"own/own.rego: a policy lives in a folder named after the kind of fact it judges: move it to <kind>/own.rego"},
		{"a name with capitals", "statement/Own.rego", good,
			"own/statement/Own.rego: the name of a policy is lower-case words joined by dashes, such as any-subject.rego"},
		{"a taken id", "statement/wildcard-action.rego", strings.Replace(good, "statement.own", `statement["wildcard-action"]`, 1),
			"own/statement/wildcard-action.rego: the rule statement/wildcard-action is taken by policies/statement/wildcard-action.rego: rename the file, or set custom.replaces: statement/wildcard-action to take its place"},
		{"replacing what does not exist", "statement/own.rego", replace("#   params", "#   replaces: statement/wildcard-actions\n#   params"),
			"own/statement/own.rego: custom.replaces names the rule statement/wildcard-actions, which does not exist: did you mean statement/wildcard-action?"},
		{"an import of what does not exist", "statement/own.rego", replace("own\n\nfinding", "own\n\nimport data.policies.lib.nothing\n\nfinding"),
			"own/statement/own.rego:16: import data.policies.lib.nothing: a policy imports only helpers, as data.policies.lib.<name>, and policies/lib has no such file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			builtin := load(t) // to have its files at hand
			sources := []rules.Source{{Name: "policies", FS: testPolicies(), Builtin: true}, {Name: "own", FS: fstest.MapFS{test.file: {Data: []byte(test.text)}}}}
			_, err := rules.Load(builtin.Builtins(), sources...)
			if err == nil {
				t.Fatal("the policy was not refused")
			}
			if first, _, _ := strings.Cut(err.Error(), "\n"); first != test.want {
				t.Errorf("\n got %s\nwant %s", first, test.want)
			}
		})
	}
}

func TestReplaces(t *testing.T) {
	text := strings.Replace(header, "#   params", "#   replaces: statement/wildcard-action\n#   params", 1) +
		"package policies.statement.own\n\nfinding contains {\"at\": input.at, \"message\": \"m\"} if input.index == 0\n"
	set, err := rules.Load(rules.TextBuiltins(),
		rules.Source{Name: "policies", FS: testPolicies(), Builtin: true},
		rules.Source{Name: "own", FS: fstest.MapFS{"statement/own.rego": {Data: []byte(text)}}})
	if err != nil {
		t.Fatal(err)
	}
	if r := set.Rule("statement/wildcard-action"); r == nil || r.ID != "statement/own" || r.Builtin {
		t.Errorf("got %+v, want the user's rule in place of the built-in one", r)
	}
}
