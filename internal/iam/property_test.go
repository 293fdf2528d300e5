package iam_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

const idp = "idp.example.com"

var (
	randomOps    = []string{"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike", "ArnLike", "ArnNotEquals", "Bool", "Null"}
	randomValues = []string{"a:b", "a:*", "*", "A:b", "a:?", "?:b", "a*b", "**", "", "a:b*", "x", "a:*:c", "*b*", "a:**?", "arn:a:b:c:d:e*", "arn:*:b:?:d:*", "*:*:*:*:*:*", "true", "TRUE"}
	randomGot    = []string{"a:b", "a:", "A:b", "a:bb", "b", "x", "a:*", "a:b:c", "aXb", "a:b?", "*", "abab", "arn:a:b:c:d:e", "arn:a:b:c:d:ef:g", "arn:a:x:b:c:d", "true", ""}
	randomKeys   = []string{"@:sub", "@:SUB", "@:aud", "aws:username"}
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// condition writes a random condition block.
func condition(r *rand.Rand) string {
	var blocks []string
	used := map[string]bool{}
	for range 1 + r.IntN(3) {
		op := pick(r, randomOps)
		var vals []string
		if op == "Null" {
			vals = append(vals, pick(r, []string{"true", "false"}))
		} else {
			switch r.IntN(6) {
			case 0:
				op = "ForAllValues:" + op
			case 1:
				op = "ForAnyValue:" + op
			}
			if r.IntN(4) == 0 {
				op += "IfExists"
			}
			for range 1 + r.IntN(3) {
				vals = append(vals, pick(r, randomValues))
			}
		}
		if used[op] {
			continue
		}
		used[op] = true
		blocks = append(blocks, fmt.Sprintf(`%q:{%q:["%s"]}`, op, pick(r, randomKeys), strings.Join(vals, `","`)))
	}
	return "{" + strings.Join(blocks, ",") + "}"
}

// TestSetsAgreeWithEvaluator compares the sets with the plain evaluator on
// random conditions and requests. Without unknowns both bounds are exact.
func TestSetsAgreeWithEvaluator(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	const documents, requests = 2500, 12
	admitted := 0
	for range documents {
		policy := web(idp, condition(r))
		doc := document(t, policy)
		tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
		p := iam.Compile(tr, iam.Env{})
		for range requests {
			context, many := map[string]string{}, map[string][]string{}
			for _, key := range []string{idp + ":sub", idp + ":aud", "aws:username"} {
				if r.IntN(4) > 0 {
					context[key] = pick(r, randomGot)
					many[key] = []string{context[key]}
				}
			}
			want := iam.Evaluate(doc.Statements, iam.Request{
				Action: "sts:AssumeRoleWithWebIdentity", PrincipalType: "Federated",
				Principal: "arn:aws:iam::111122223333:oidc-provider/" + idp, Context: many,
			}, nil)
			lower, upper := p.LetsIn(tr.Ways[0].ID, context)
			wrong := lower == text.Yes && want != iam.Allowed || upper == text.No && want != iam.Denied
			open := strings.Contains(policy, "Arn") // an ARN with too few fields is open
			if wrong || !open && (lower != upper || (want == iam.Allowed) != (lower == text.Yes)) {
				t.Fatalf("%s\n%v: sets say %v to %v, the evaluator %v", policy, context, lower, upper, want)
			}
			if want == iam.Allowed {
				admitted++
			}
		}
	}
	if admitted < documents*requests/20 || admitted > documents*requests*19/20 {
		t.Errorf("%d of %d requests are admitted: the cases are too alike", admitted, documents*requests)
	}
}

// TestGlobsAgree compares the three readings of a glob: by definition, by
// backtracking, and as a set.
func TestGlobsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var p, s strings.Builder
		for range r.IntN(6) {
			p.WriteByte("ab*?*"[r.IntN(5)])
		}
		for range r.IntN(6) {
			s.WriteByte("abc"[r.IntN(3)])
		}
		a, b, c := iam.MatchGlobs(p.String(), s.String())
		if a != b || fmt.Sprint(c) != map[bool]string{true: "yes", false: "no"}[a] {
			t.Fatalf("%q against %q: %v %v %v", p.String(), s.String(), a, b, c)
		}
	}
}

// TestVerdictsHoldForEveryAssignment: unknown parts are assumed to be well-formed,
// a namespace or a whole subject. The test asks about a document with symbols, puts
// strings in place of the symbols, and asks again: yes must stay yes and no must
// stay no.
func TestVerdictsHoldForEveryAssignment(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	subjects := []string{
		"system:serviceaccount:«a»:web", "system:serviceaccount:«a»:*", "system:serviceaccount:«a»:«b»", "«s»", "system:serviceaccount:app:*",
		"system:serviceaccount:app:web", "system:serviceaccount:*:«a»", "*", "system:serviceaccount:«a»*",
	}
	repos := []string{
		"repo:«a»/app:*", "repo:acme/«b»:*", "repo:«a»*", "repo:acme*", "repo:acme/app:*", "repo:*", "repo:«a»/«b»:ref:refs/heads/main", "repo:*/«a»:*",
		"repo:acme/app:ref:refs/heads/main",
	}
	ops := []string{"StringEquals", "StringLike", "StringNotLike", "StringEqualsIfExists", "ForAllValues:StringLike", "StringNotEquals", "StringEqualsIgnoreCase"}
	assignments := []map[string]string{
		{"a": "app", "b": "web"}, {"a": "web", "b": "app"}, {"a": "acme", "b": "app"}, {"a": "x", "b": "y"}, {"a": "acme-2", "b": "app-2"},
	}
	decided := 0
	for range 300 {
		host, values := eks, subjects
		if r.IntN(2) == 0 {
			host, values = gh, repos
		}
		block := func() string {
			return fmt.Sprintf(`{%q:{"%s:sub":[%q,%q]}}`, pick(r, ops), host, pick(r, values), pick(r, values))
		}
		statements := webStatement(host, block())
		if r.IntN(3) == 0 {
			statements += fmt.Sprintf(`,{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":%s}`, block())
		}
		policy := `{"Statement":[` + statements + `]}`
		p, tr := compile(t, policy)
		symbolicVerdicts := verdicts(p, tr.Ways[0].ID)
		for _, assignment := range assignments {
			concrete := strings.NewReplacer("«a»", assignment["a"], "«b»", assignment["b"], "«s»", "system:serviceaccount:"+assignment["a"]+":"+assignment["b"]).Replace(policy)
			q, tq := compile(t, concrete)
			concreteVerdicts := verdicts(q, tq.Ways[0].ID)
			for i, v := range []byte(strings.ReplaceAll(symbolicVerdicts, "!", "")) {
				w := strings.ReplaceAll(concreteVerdicts, "!", "")[i]
				if v == '?' {
					continue
				}
				decided++
				if v != w && w != '?' {
					t.Fatalf("%s\nquestion %d: %c, but %c with %v", policy, i, v, w, assignment)
				}
			}
		}
	}
	if decided < 2500 {
		t.Errorf("only %d answers were decided", decided)
	}
}

// TestWitnessesAreAdmitted re-evaluates every witness as a request.
func TestWitnessesAreAdmitted(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 17))
	found := 0
	for range 1500 {
		policy := web(idp, condition(r))
		doc := document(t, policy)
		tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
		p := iam.Compile(tr, iam.Env{})
		id := tr.Ways[0].ID
		for _, v := range []iam.Verdict{p.AnySubject(id), p.ForeignTenant(id), p.AnyAudience(id), p.Beyond(id, known("a:b"))} {
			if (v.Truth == text.Yes) != (v.Witness != nil) {
				t.Fatalf("%s: %v with witness %v", policy, v.Truth, v.Witness)
			}
			if v.Witness == nil {
				continue
			}
			found++
			context := map[string][]string{}
			for claim, value := range v.Witness.Claims {
				context[idp+":"+claim] = []string{value}
			}
			for key, value := range v.Witness.Request {
				context[key] = []string{value}
			}
			if d := iam.Evaluate(doc.Statements, iam.Request{
				Action: "sts:AssumeRoleWithWebIdentity", PrincipalType: "Federated", Principal: tr.Ways[0].Principal.String(), Context: context,
			}, nil); d != iam.Allowed {
				t.Fatalf("%s: the witness %v is not admitted", policy, v.Witness)
			}
		}
	}
	if found < 300 {
		t.Errorf("only %d witnesses", found)
	}
}

func TestEvaluateOperators(t *testing.T) {
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
	for _, c := range []struct {
		op, value, got string // got "-" for a missing key
		want           iam.Decision
	}{
		{"StringEquals", "a", "a", iam.Allowed}, {"StringEquals", "a", "A", iam.Denied}, {"StringEquals", "a*", "ab", iam.Denied},
		{"StringEquals", "a", "-", iam.Denied}, {"StringNotEquals", "a", "-", iam.Allowed}, {"StringEqualsIfExists", "a", "-", iam.Allowed},
		{"StringNotEqualsIfExists", "a", "a", iam.Denied}, {"StringEqualsIgnoreCase", "a", "A", iam.Allowed},
		{"StringLike", "a*c", "a:/c", iam.Allowed}, {"StringLike", "a?", "a", iam.Denied}, {"StringNotLike", "a*", "ab", iam.Denied},
		{"StringLike", "a${*}", "a*", iam.Allowed}, {"StringLike", "a${*}", "ab", iam.Denied}, {"StringLike", "${$}", "$", iam.Allowed},
		{"ForAllValues:StringEquals", "a", "-", iam.Allowed}, {"ForAnyValue:StringEquals", "a", "-", iam.Denied},
		{"ForAnyValue:StringNotEqualsIfExists", "a", "-", iam.Denied}, {"ForAllValues:StringNotLike", "a*", "b", iam.Allowed},
		{"ArnLike", "arn:aws:iam::*:role/*", "arn:aws:iam::1:role/a/b", iam.Allowed}, {"ArnLike", "arn:*:role/x", "arn:aws:iam::1:role/x", iam.Undecided},
		{"ArnEquals", "arn:aws:iam::*:role/x", "arn:aws:iam::1:role/x", iam.Allowed}, {"ArnNotLike", "arn:aws:iam::1:*", "arn:aws:iam::2:role/x", iam.Allowed},
		{"Bool", "true", "true", iam.Allowed}, {"Bool", "true", "false", iam.Denied}, {"Bool", "true", "-", iam.Denied}, {"BoolIfExists", "true", "-", iam.Allowed},
		{"Null", "true", "-", iam.Allowed}, {"Null", "true", "x", iam.Denied}, {"Null", "false", "x", iam.Allowed}, {"Null", "false", "-", iam.Denied},
		{"NumericLessThan", "10", "9", iam.Allowed}, {"NumericGreaterThanEquals", "10", "9", iam.Denied}, {"NumericNotEquals", "10", "9", iam.Allowed},
		{"DateGreaterThan", "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", iam.Allowed}, {"DateLessThan", "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", iam.Denied},
		{"DateEquals", "1577836800", "2020-01-01T00:00:00Z", iam.Allowed}, {"DateLessThan", "2020-01-02", "2020-01-01T23:59:00Z", iam.Allowed}, {"DateEquals", "yesterday", "2020-01-01T00:00:00Z", iam.Undecided},
		{"StringEqualsIgnoreCase", "${*}", "*", iam.Undecided}, {"StringLike", "${k:none, 'a'}*", "ab", iam.Allowed}, {"StringLike", "${k:none}*", "ab", iam.Undecided},
		{"IpAddress", "10.0.0.0/8", "10.1.2.3", iam.Allowed}, {"NotIpAddress", "10.0.0.0/8", "10.1.2.3", iam.Denied}, {"IpAddress", "203.0.113.7", "203.0.113.7", iam.Allowed},
		{"BinaryEquals", "QQ==", "QQ==", iam.Undecided}, {"StringEquals", "${aws:username}", "a", iam.Undecided},
	} {
		doc := document(t, web(idp, fmt.Sprintf(`{%q:{"k:x":%q}}`, c.op, c.value)))
		context := map[string][]string{}
		if c.got != "-" {
			context["k:x"] = []string{c.got}
		}
		got := iam.Evaluate(doc.Statements, iam.Request{Action: "sts:AssumeRoleWithWebIdentity", PrincipalType: "Federated",
			Principal: "arn:aws:iam::111122223333:oidc-provider/" + idp, Context: context}, nil)
		if got != c.want {
			t.Errorf("%s %q against %q: %v, want %v", c.op, c.value, c.got, got, c.want)
		}
	}
}

func manyRepos(n int) string {
	var vs []string
	for i := range n {
		vs = append(vs, fmt.Sprintf("%q", fmt.Sprintf("repo:acme/app-%d-%d:*", i, i%7)))
	}
	return web(gh, `{"StringLike":{"@:sub":[`+strings.Join(vs, ",")+`]}}`)
}

func benchmark(b *testing.B, policy string, ask func(*iam.Policy, facts.ID)) {
	doc := document(b, policy)
	tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
	b.ReportAllocs()
	for b.Loop() {
		ask(iam.Compile(tr, iam.Env{}), tr.Ways[0].ID)
	}
}

func BenchmarkExactBeyond(b *testing.B) {
	subjects := known("system:serviceaccount:app:web")
	benchmark(b, web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web"}}`), func(p *iam.Policy, id facts.ID) { p.Beyond(id, subjects) })
}

func BenchmarkWildcardBeyond(b *testing.B) {
	subjects := known("system:serviceaccount:app:web")
	benchmark(b, web(eks, `{"StringLike":{"@:sub":"system:serviceaccount:app:*"}}`), func(p *iam.Policy, id facts.ID) { p.Beyond(id, subjects) })
}

func BenchmarkForeignTenantOf200(b *testing.B) {
	benchmark(b, manyRepos(200), func(p *iam.Policy, id facts.ID) { p.ForeignTenant(id) })
}

func BenchmarkReadTrust(b *testing.B) {
	policy := web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web","@:aud":"sts.amazonaws.com"}}`)
	f := source.NewFile("p.json", []byte(policy))
	n := &text.Node{Kind: text.String, Text: text.Known(policy, f.Whole()), At: f.Whole(), View: func() *source.File { return f }}
	b.ReportAllocs()
	for b.Loop() {
		iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, iam.Read(n, iam.Options{}))
	}
}
