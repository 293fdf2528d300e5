package iam_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// document reads a policy that is written as JSON in a file.
func document(t testing.TB, policy string) iam.Document {
	t.Helper()
	docs, faults := yamlpos.ParseJSON(source.NewFile("p.json", []byte(policy)), yamlpos.Options{})
	if len(faults) > 0 {
		t.Fatalf("parse %s: %+v", policy, faults)
	}
	return iam.Read(docs[0].Root, iam.Options{Position: "trust", Base: facts.Base{ID: "trust:t", Address: "t"}})
}

// symbolic reads a policy in which {name} inside strings is a symbol.
func symbolic(t testing.TB, tb *text.Table, policy string) iam.Document {
	t.Helper()
	var b strings.Builder
	for rest := policy; rest != ""; {
		i := strings.Index(rest, "«")
		j := strings.Index(rest, "»")
		if i < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:i] + tb.Token(tb.Symbol(rest[i+len("«"):j])))
		rest = rest[j+len("»"):]
	}
	f := source.NewFile("p.json", []byte(b.String()))
	n := &text.Node{Kind: text.String, Text: tb.Decode(b.String()), At: f.Whole(), Symbols: tb, View: func() *source.File { return f }}
	return iam.Read(n, iam.Options{Position: "trust", Base: facts.Base{ID: "trust:t", Address: "t"}})
}

func codes(s facts.Statement) string {
	var out []string
	for _, f := range s.Faults {
		out = append(out, f.Code+":"+f.Element)
	}
	return strings.Join(out, " ")
}

func TestReadShapes(t *testing.T) {
	for _, c := range []struct{ name, policy, want, faults string }{
		{"single statement", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}`,
			`Allow|[*=*]|[sts:AssumeRole]|[]`, ""},
		{"lists", `{"Statement":[{"Effect":"Allow","Principal":{"AWS":["a","b"],"Service":"c"},"Action":["x","y"]}]}`,
			`Allow|[AWS=a AWS=b Service=c]|[x y]|[]`, ""},
		{"conditions", `{"Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"x","Condition":{"Bool":{"k":true},"NumericEquals":{"n":[1,2]}}}]}`,
			`Deny|[AWS=*]|[x]|[Bool k [true] NumericEquals n [1 2]]`, ""},
		{"wrong case", `{"Statement":[{"effect":"Allow","Principal":"*","Action":"x"}]}`,
			`Allow|[*=*]|[x]|[]`, "unknown-element:effect"},
		{"plural", `{"Statement":[{"Effect":"Allow","Principals":"*","Action":"x"}]}`,
			`Allow|[]?|[x]|[]`, "unknown-element:Principals"},
		{"misspelled condition", `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"x","Conditions":{}}]}`,
			`Allow|[*=*]|[x]|[]?`, "unknown-element:Conditions"},
		{"duplicate", `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"x","Action":"y"}]}`,
			`Allow|[*=*]|[y]|[]`, "duplicate-key:Action"},
		{"duplicate operator", `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"x","Condition":{"StringEquals":{"a":"1"},"StringEquals":{"b":"2"}}}]}`,
			`Allow|[*=*]|[x]|[StringEquals b [2]]`, "duplicate-key:StringEquals"},
		{"duplicate key", `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"x","Condition":{"StringEquals":{"a":"1","a":"2"}}}]}`,
			`Allow|[*=*]|[x]|[StringEquals a [2]]`, "duplicate-key:StringEquals.a"},
		{"wrong type", `{"Statement":[{"Effect":"Allow","Principal":"arn:aws:iam::1:root","Action":[1]}]}`,
			`Allow|[=arn:aws:iam::1:root]|[]|[]`, "wrong-type:Action wrong-type:Principal"},
		{"effect", `{"Statement":[{"Effect":"allow","Principal":"*","Action":"x"}]}`,
			`allow|[*=*]|[x]|[]`, "wrong-type:Effect"},
		{"missing", `{"Statement":[{"Principal":"*"}]}`,
			`|[*=*]|[]|[]`, "missing-element:Effect missing-element:Action"},
		{"document element", `{"Version":"2012-10-17","Foo":1,"Statement":[{"Effect":"Allow","Principal":"*","Action":"x"}]}`,
			`Allow|[*=*]|[x]|[]`, "unknown-element:Foo"},
	} {
		doc := document(t, c.policy)
		if len(doc.Statements) != 1 || doc.Reading != iam.ReadingAll {
			t.Errorf("%s: %d statements, reading %s", c.name, len(doc.Statements), doc.Reading)
			continue
		}
		if got := show(doc.Statements[0]); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		if got := codes(doc.Statements[0]); got != c.faults {
			t.Errorf("%s: faults %s, want %s", c.name, got, c.faults)
		}
	}
}

func show(s facts.Statement) string {
	var ps, as, cs []string
	for _, p := range s.Principals {
		ps = append(ps, p.Type.String()+"="+p.Value.String())
	}
	for _, a := range s.Actions.Items {
		as = append(as, a.String())
	}
	for _, c := range s.Conditions {
		var vs []string
		for _, v := range c.Values.Items {
			vs = append(vs, v.String())
		}
		cs = append(cs, c.Operator.String()+" "+c.Key.String()+" ["+strings.Join(vs, " ")+"]")
	}
	mark := map[bool]string{true: "?"}
	return s.Effect.String() + "|[" + strings.Join(ps, " ") + "]" + mark[s.PrincipalsOpen] + "|[" + strings.Join(as, " ") +
		"]|[" + strings.Join(cs, " ") + "]" + mark[s.ConditionsOpen]
}

func TestReadStrings(t *testing.T) {
	policy := `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`
	f := source.NewFile("x", []byte(`x = "`+policy+`"`))
	n := &text.Node{Kind: text.String, Text: text.Known(policy, source.Span{}), At: f.Span(5, 5+len(policy))}
	if doc := iam.Read(n, iam.Options{}); len(doc.Statements) != 1 || doc.Reading != iam.ReadingAll {
		t.Errorf("a string with JSON: %+v", doc)
	}
	for _, c := range []struct{ policy, code string }{
		{`{"Statement":[{"Effect":"Allow",}]}`, "policy-unparseable"},
		{``, "policy-empty"},
		{`hello`, "policy-unparseable"},
		{`[1]`, "policy-unparseable"},
		{`{"Version":"2012-10-17"}`, "policy-missing-element"},
		{`{"Statement":["x"]}`, "policy-unparseable"},
	} {
		f := source.NewFile("x", []byte(c.policy))
		n := &text.Node{Kind: text.String, Text: text.Known(c.policy, source.Span{}), At: f.Whole(), View: func() *source.File { return f }}
		doc := iam.Read(n, iam.Options{})
		if len(doc.Problems) != 1 || doc.Problems[0].Code != c.code || doc.Problems[0].Class != facts.Mistake {
			t.Errorf("%s: problems %+v", c.policy, doc.Problems)
		}
	}
}

func TestReadUnknowns(t *testing.T) {
	tb := text.NewTable("t")
	one := func(effect string) *text.Node {
		return &text.Node{Kind: text.String, Text: text.Known(`{"Statement":{"Effect":"`+effect+`","Principal":"*","Action":"x"}}`, source.Span{})}
	}
	opaque := &text.Node{Kind: text.Opaque, Text: text.Of(tb.Symbol("var.policy"), source.Span{})}
	if doc := iam.Read(opaque, iam.Options{}); doc.Reading != iam.ReadingNone || !doc.Open {
		t.Errorf("opaque: %+v", doc)
	}
	opaque.Choices = []*text.Node{one("Allow"), one("Deny")}
	if doc := iam.Read(opaque, iam.Options{}); doc.Reading != iam.ReadingAll || len(doc.Statements) != 2 || !doc.Statements[0].Maybe {
		t.Errorf("choices that differ: %+v", doc)
	}
	opaque.Choices = []*text.Node{one("Allow"), one("Allow")}
	if doc := iam.Read(opaque, iam.Options{}); len(doc.Statements) != 1 || doc.Statements[0].Maybe {
		t.Errorf("choices that agree: %+v", doc)
	}
	doc := symbolic(t, tb, `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::«account»:root"},"Action":"sts:AssumeRole"}]}`)
	if got := show(doc.Statements[0]); got != `Allow|[AWS=arn:aws:iam::${account}:root]|[sts:AssumeRole]|[]` {
		t.Errorf("symbols: %s", got)
	}
	doc = symbolic(t, tb, `{"Statement":«statements»}`)
	if len(doc.Problems) != 0 || doc.Reading != iam.ReadingNone || !doc.Open {
		t.Errorf("a bare symbol: %+v", doc)
	}
}

func TestWays(t *testing.T) {
	for _, c := range []struct{ principal, action, want string }{
		{`"*"`, `"sts:AssumeRole"`, "* assume-role"},
		{`{"AWS":"*"}`, `"sts:*"`, "AWS assume-role"},
		{`{"Service":"ec2.amazonaws.com"}`, `["sts:AssumeRole","sts:TagSession"]`, "Service assume-role"},
		{`{"Federated":"arn:aws:iam::1:oidc-provider/x"}`, `"sts:AssumeRoleWithWebIdentity"`, "Federated web-identity"},
		{`{"Federated":"arn:aws:iam::1:oidc-provider/x"}`, `"sts:AssumeRole*"`, "Federated web-identity"},
		{`{"Federated":"arn:aws:iam::1:saml-provider/x"}`, `"STS:assumerolewithsaml"`, "Federated saml"},
		{`{"Federated":"cognito-identity.amazonaws.com"}`, `"sts:*"`, "Federated web-identity"},
		{`{"Federated":"arn:aws:iam::1:foo"}`, `"sts:*"`, "Federated mixed"},
		{`{"AWS":"x"}`, `"sts:AssumeRoleWithWebIdentity"`, "AWS web-identity"},
		{`{"AWS":"x"}`, `"s3:GetObject"`, "AWS unknown"},
		{`"*"`, `"sts:*"`, "* mixed"},
	} {
		doc := document(t, `{"Statement":[{"Effect":"Allow","Principal":`+c.principal+`,"Action":`+c.action+`}]}`)
		tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
		if len(tr.Ways) != 1 {
			t.Fatalf("%v: ways %+v", c, tr.Ways)
		}
		if got := tr.Ways[0].PrincipalType + " " + tr.Ways[0].Mechanism; got != c.want {
			t.Errorf("%s %s: %s, want %s", c.principal, c.action, got, c.want)
		}
	}
}

// FuzzPolicy reads any bytes as a policy: no panic, all places inside the file,
// and a compiled policy that answers.
func FuzzPolicy(f *testing.F) {
	for _, s := range []string{
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme*"}}}]}`,
		`{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":["*"]},"NotAction":"*"}}`, `[]`, `{"Statement":[{},{"a":null}]}`,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:*:*:*:*:*"}}}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := source.NewFile("p.json", data)
		n := &text.Node{Kind: text.String, Text: text.Known(string(data), file.Whole()), At: file.Whole(), View: func() *source.File { return file }}
		doc := iam.Read(n, iam.Options{Position: "trust", Base: facts.Base{ID: "trust:t"}})
		for _, s := range doc.Statements {
			if s.At.Start < 0 || s.At.End > len(data) {
				t.Fatalf("statement at %d-%d of %d", s.At.Start, s.At.End, len(data))
			}
			for _, fault := range s.Faults {
				if fault.At.Start < 0 || fault.At.End > len(data) || fault.Message == "" {
					t.Fatalf("fault %+v", fault)
				}
			}
		}
		if doc.Reading == "" {
			t.Fatalf("reading %q", doc.Reading)
		}
		ask(t, iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc))
	})
}

// ask puts every question to a trust document.
func ask(t testing.TB, tr *facts.Trust) {
	p := iam.Compile(tr, iam.Env{})
	for _, w := range tr.Ways {
		if len(verdicts(p, w.ID)) < 5 {
			t.Fatal("a question has no answer")
		}
		p.AnyPrincipal(w.ID)
		p.RequiresExternalID(w.ID)
	}
	p.Admits(iam.Token{Issuer: known(gh)[0], Subject: known("repo:a/b:c")[0]})
}
