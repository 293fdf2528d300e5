package iam_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// like is a trust policy that compares the subject with n patterns; # and ~ are
// numbers.
func like(n int, format string) string {
	var values []string
	for i := range n {
		values = append(values, strconv.Quote(strings.NewReplacer("#", strconv.Itoa(i), "~", strconv.Itoa(i%7)).Replace(format)))
	}
	return web(gh, `{"StringLike":{"@:sub":[`+strings.Join(values, ",")+`]}}`)
}

func benchmarkWider(b *testing.B, before, after string, want text.Truth) {
	old, _ := compile(b, before)
	b.ReportAllocs()
	_, tr := compile(b, after)
	for b.Loop() {
		if got := iam.Wider(old, iam.Compile(tr, iam.Env{})); got.Truth != want {
			b.Fatalf("%v, want %v", got.Truth, want)
		}
	}
}

func BenchmarkWiderSame200(b *testing.B) {
	benchmarkWider(b, like(200, "repo:acme/app-#-~:*"), like(200, "repo:acme/app-#-~:*"), text.No)
}

func BenchmarkWider201In200(b *testing.B) {
	benchmarkWider(b, like(200, "repo:acme/app-#-~:*"), like(201, "repo:acme/app-#-~:*"), text.Yes)
}

func BenchmarkWider200InOne(b *testing.B) {
	benchmarkWider(b, like(1, "repo:acme/*"), like(200, "repo:acme/app-#-~:*"), text.No)
}

func BenchmarkWiderTwoStars20(b *testing.B) {
	benchmarkWider(b, like(20, "repo:*k#*w~*"), like(20, "repo:*k#*v~*"), text.Yes)
}

func BenchmarkWiderManyStars(b *testing.B) {
	benchmarkWider(b, web(gh, `{"StringLike":{"@:sub":"repo:*b*d*:ref:*"}}`),
		web(gh, `{"StringLike":{"@:sub":"repo:*a*b*c*d*e*:ref:refs/heads/*rel*"},"StringNotLike":{"@:sub":["*evil*","*bad*","repo:x*y*z*"]}}`), text.No)
}

func BenchmarkReaches(b *testing.B) {
	_, tr := compile(b, web(gh, `{"StringLike":{"@:sub":"repo:acme/app:*"},"StringEquals":{"@:aud":"sts.amazonaws.com"}}`))
	c := &tr.Statements[0].Conditions[0]
	b.ReportAllocs()
	for b.Loop() {
		p := iam.Compile(tr, iam.Env{})
		for _, breadth := range []string{iam.BreadthTenants, iam.BreadthPrefix, iam.BreadthTenant, iam.BreadthResources, iam.BreadthRuns} {
			p.Reaches(tr.Ways[0].ID, c, c.Values.Items[0], breadth)
		}
	}
}

func BenchmarkMalformed(b *testing.B) {
	_, tr := compile(b, web(gh, `{"StringEquals":{"@:sub":"repo:acme/app:main"}}`))
	c := &tr.Statements[0].Conditions[0]
	b.ReportAllocs()
	for b.Loop() {
		iam.Compile(tr, iam.Env{}).Malformed(tr.Ways[0].ID, c, c.Values.Items[0])
	}
}

func BenchmarkDead(b *testing.B) {
	_, tr := compile(b, web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web","@:aud":"sts.amazonaws.com"},"StringLike":{"@:sub":"system:serviceaccount:ops:*"}}`))
	b.ReportAllocs()
	for b.Loop() {
		iam.Compile(tr, iam.Env{}).Dead(tr.Ways[0].ID)
	}
}

// FuzzWitnesses compares the sets with the plain evaluator on subjects and
// patterns of any form: what a witness shows is let in, and a subject that is let
// in is never refused by a verdict.
func FuzzWitnesses(f *testing.F) {
	for _, seed := range [][3]string{
		{"repo:acme/*", "StringLike", "repo:acme/app:pull_request"}, {"system:serviceaccount:app:*", "StringLike", "system:serviceaccount:app:web"},
		{"a", "StringNotEquals", "b"}, {"${*}?", "StringLike", "*x"}, {"A", "StringEqualsIgnoreCase", "a"},
	} {
		f.Add(seed[0], seed[1], seed[2], true)
	}
	operators := []string{"StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}
	f.Fuzz(func(t *testing.T, value, operator, subject string, github bool) {
		host := eks
		if github {
			host = gh
		}
		if len(value)+len(subject) > 60 || !slices.Contains(operators, operator) || strings.Contains(strings.ReplaceAll(value, "${*}", ""), "${") {
			return
		}
		block := fmt.Sprintf(`{%q:{"%s:sub":[%s]}}`, operator, host, quoteJSON(value))
		doc := document(t, strings.ReplaceAll(web("HOST", block), "HOST", host))
		tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
		p := iam.Compile(tr, iam.Env{})
		id := tr.Ways[0].ID
		request := func(sub string) iam.Request {
			return iam.Request{
				Action: "sts:AssumeRoleWithWebIdentity", PrincipalType: "Federated", Principal: tr.Ways[0].Principal.String(),
				Context: map[string][]string{strings.ToLower(host) + ":sub": {sub}, strings.ToLower(host) + ":aud": {"sts.amazonaws.com"}},
			}
		}
		for _, v := range []iam.Verdict{p.AnySubject(id), p.ForeignTenant(id), p.AnyAudience(id), p.Beyond(id, known(subject))} {
			if v.Witness != nil && iam.Evaluate(doc.Statements, request(v.Witness.Claims["sub"]), nil) != iam.Allowed {
				t.Errorf("%s: the witness %v is not let in", block, v.Witness.Claims)
			}
		}
		d := iam.Evaluate(doc.Statements, request(subject), nil)
		lower, upper := p.LetsIn(id, map[string]string{strings.ToLower(host) + ":sub": subject, strings.ToLower(host) + ":aud": "sts.amazonaws.com"})
		if lower == text.Yes && d != iam.Allowed && d != iam.Undecided || upper == text.No && d == iam.Allowed {
			t.Errorf("%s with %q: sets say %v to %v, the evaluator %v", block, subject, lower, upper, d)
		}
	})
}

// quoteJSON writes a string as JSON; what is not UTF-8 is replaced.
func quoteJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}
