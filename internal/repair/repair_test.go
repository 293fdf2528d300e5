package repair_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/repair"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

var update = flag.Bool("update", false, "rewrite the golden file")

const (
	eks  = "oidc.eks.eu-west-1.amazonaws.com/id/7C1F0E5A9B3D4826A1E4D90F6B2C8357"
	away = "oidc.eks.eu-west-1.amazonaws.com/id/0F4B1E2D3C5A69788796A5B4C3D2E1F0"
	gh   = "token.actions.githubusercontent.com"
)

// web is a trust policy for tokens of a host; @ stands for the host.
func web(host string, conditions string, more ...string) string {
	statement := strings.ReplaceAll(`{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::222233334444:oidc-provider/`+host+
		`"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":`+conditions+`}`, "@", host)
	return `{"Statement":[` + strings.Join(append([]string{statement}, more...), ",") + `]}`
}

func trust(t testing.TB, policy string) *facts.Trust {
	t.Helper()
	f := source.NewFile("trust.json", []byte(policy))
	n := &text.Node{Kind: text.String, Text: text.Known(policy, f.Whole()), At: f.Whole(), View: func() *source.File { return f }}
	doc := iam.Read(n, iam.Options{Position: "trust"})
	if len(doc.Problems) > 0 {
		t.Fatalf("%s: %s", policy, doc.Problems[0].Message)
	}
	return iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
}

func known(s string) facts.Text {
	if s == "" {
		return facts.Text{}
	}
	return text.Known(s, source.Span{})
}

func token(issuer, sub, aud string) iam.Token {
	return iam.Token{Issuer: known(issuer), Subject: known(sub), Audience: known(aud)}
}

// line is what a person reads of a change.
func line(c repair.Change) string {
	to := c.To
	if to == "" {
		to = "(nothing)"
	}
	return fmt.Sprintf("%s: %s\n    - %s\n    + %s", c.What, c.Why, c.From, to)
}

func lines(a repair.Answer) string {
	out := []string{}
	for _, c := range a.Changes {
		out = append(out, line(c))
	}
	return strings.Join(out, "\n")
}

// TestBrokenPairs prints, for pairs of a role and a workload that does not get
// in, what a person is told. Each is broken in one place.
func TestBrokenPairs(t *testing.T) {
	const web1 = "system:serviceaccount:app:web"
	ours := token("https://"+eks, web1, "sts.amazonaws.com")
	both := func(sub, aud string) string {
		return `{"StringEquals":{"@:sub":"` + sub + `","@:aud":"` + aud + `"}}`
	}
	var b strings.Builder
	for _, c := range []struct {
		name, policy string
		token        iam.Token
	}{
		{"wrong namespace", web(eks, both("system:serviceaccount:apps:web", "sts.amazonaws.com")), ours},
		{"wrong name", web(eks, both("system:serviceaccount:app:web-sa", "sts.amazonaws.com")), ours},
		{"case", web(eks, both("system:serviceaccount:app:Web", "sts.amazonaws.com")), ours},
		{"wildcard in StringEquals", web(eks, both("system:serviceaccount:app:*", "sts.amazonaws.com")), ours},
		{"missing /id/", web(eks, strings.ReplaceAll(both(web1, "sts.amazonaws.com"), "@", strings.Replace(eks, "/id/", "/", 1))), ours},
		{"wrong region", web(eks, strings.ReplaceAll(both(web1, "sts.amazonaws.com"), "@", strings.Replace(eks, "eu-west-1", "us-east-1", 1))), ours},
		{"https:// in the key", web(eks, strings.ReplaceAll(both(web1, "sts.amazonaws.com"), "@", "https://@")), ours},
		{"foreign audience", web(eks, both(web1, "vault.example")), ours},
		{"trailing space", web(eks, both(web1+" ", "sts.amazonaws.com")), ours},
		{"doubled :sub", web(eks, `{"StringEquals":{"@:sub:sub":"`+web1+`","@:aud":"sts.amazonaws.com"}}`), ours},
		{"other cluster", web(away, both(web1, "sts.amazonaws.com")), ours},
		{"branch", web(gh, both("repo:northwind/storefront:ref:refs/heads/main", "sts.amazonaws.com")), token(gh, "repo:northwind/storefront:pull_request", "sts.amazonaws.com")},
		{"two things", web(eks, both("system:serviceaccount:app:Web", "vault.example")), ours},
		{"claim that is none", web(eks, `{"StringEquals":{"@:subject":"`+web1+`"}}`), ours},
		{"external id", web(eks, `{"StringEquals":{"@:sub":"`+web1+`","sts:ExternalId":"x"}}`), ours},
		{"excluded", web(eks, `{"StringNotLike":{"@:sub":["system:serviceaccount:ops:*","system:serviceaccount:app:*"]}}`), ours},
		{"denied", web(eks, both(web1, "sts.amazonaws.com"), `{"Sid":"NoWeb","Effect":"Deny","Principal":"*","Action":"*","Condition":{"StringLike":{"`+eks+`:sub":"*:web"}}}`), ours},
		{"nearest of two statements", web(eks, both("system:serviceaccount:kube-system:dns", "sts.amazonaws.com"), strings.TrimSuffix(strings.TrimPrefix(web(eks, both("system:serviceaccount:app:web2", "sts.amazonaws.com")), `{"Statement":[`), `]}`)), ours},
	} {
		a := repair.Ask(trust(t, c.policy), iam.Env{}, c.token)
		if a.Truth != text.No || len(a.Changes) == 0 {
			t.Errorf("%s: %v with %d changes", c.name, a.Truth, len(a.Changes))
		}
		fmt.Fprintf(&b, "== %s\n%s\n", c.name, lines(a))
	}
	golden(t, "pairs.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; read the difference, then run with -update:\n%s", path, got)
	}
}

func TestProviderAudience(t *testing.T) {
	tr := trust(t, web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web"}}`))
	env := iam.Env{Issuer: func(*facts.Way) *facts.Issuer {
		return &facts.Issuer{URL: known("https://" + eks), Audiences: facts.List{Present: true, Closed: true, Items: []facts.Text{known("vault.example")}}}
	}}
	a := repair.Ask(tr, env, token(eks, "system:serviceaccount:app:web", "sts.amazonaws.com"))
	if want := "audiences: the identity provider takes no tokens that are made for sts.amazonaws.com\n    - vault.example\n    + sts.amazonaws.com"; lines(a) != want {
		t.Errorf("%v:\n%s", a.Truth, lines(a))
	}
}

func TestNoChange(t *testing.T) {
	for name, c := range map[string]struct {
		policy string
		token  iam.Token
		want   text.Truth
	}{
		"admitted":        {web(eks, `{"StringEquals":{"@:sub":"system:serviceaccount:app:web"}}`), token(eks, "system:serviceaccount:app:web", "x"), text.Yes},
		"unknown":         {web(eks, `{"StringEquals":{"aws:SourceVpc":"x"}}`), token(eks, "system:serviceaccount:app:web", "x"), text.Unknown},
		"no web identity": {`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}]}`, token(eks, "x", "y"), text.No},
		"nothing there":   {`{"Statement":[]}`, token(eks, "x", "y"), text.No},
	} {
		a := repair.Ask(trust(t, c.policy), iam.Env{}, c.token)
		if a.Truth != c.want || len(a.Changes) != 0 {
			t.Errorf("%s: %v with %d changes", name, a.Truth, len(a.Changes))
		}
	}
}

// TestOriginalIsKept: changes are tried on a copy.
func TestOriginalIsKept(t *testing.T) {
	tr := trust(t, web(eks, `{"StringEquals":{"https://@:sub":"system:serviceaccount:App:web"}}`))
	before := fmt.Sprintf("%+v", tr.Statements[0].Conditions)
	repair.Ask(tr, iam.Env{}, token(away, "system:serviceaccount:app:web", "x"))
	if after := fmt.Sprintf("%+v", tr.Statements[0].Conditions); after != before {
		t.Errorf("%s became %s", before, after)
	}
}
