package iam_test

import (
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

func pool(url, condition string) *facts.Issuer {
	i := &facts.Issuer{Cloud: "gcp", Type: "workload-identity-pool", URL: text.Known(url, source.Span{}), Mapping: facts.List{Present: true, Closed: true}}
	if condition != "" {
		i.Condition = text.Known(condition, source.Span{})
	}
	for _, m := range []string{"google.subject = assertion.sub", "attribute.owner = assertion.repository_owner", "attribute.both = assertion.repository + assertion.ref"} {
		i.Mapping.Items = append(i.Mapping.Items, text.Known(m, source.Span{}))
	}
	return i
}

// TestPoolOpen: whether a condition lets in everybody, as far as it can be read.
func TestPoolOpen(t *testing.T) {
	const gitHub = "https://token.actions.githubusercontent.com"
	for _, test := range []struct {
		condition string
		want      text.Truth
	}{
		{"", text.Yes},
		{"true", text.Yes},
		{"false", text.No},
		{"assertion.repository_owner == 'acme'", text.No},
		{`assertion["repository_owner"] == "acme"`, text.No},
		{"'acme' == assertion.repository_owner", text.No},
		{"assertion.repository_owner != 'acme'", text.Yes},
		{"assertion.repository_owner != ''", text.Yes},
		{"!(assertion.repository_owner == 'acme')", text.Yes},
		{"assertion.repository in ['acme/a', 'acme/b']", text.No},
		{"assertion.repository in []", text.No},
		{"assertion.repository_id == '1' || assertion.ref == 'refs/heads/main'", text.Yes},
		{"assertion.repository_id == '1' && assertion.ref == 'refs/heads/main'", text.No},
		{"assertion.ref == 'a' && assertion.ref == 'b'", text.Unknown},
		{"assertion.ref.startsWith('refs/tags/')", text.Yes},
		{"assertion.sub.startsWith('repo:')", text.Yes},
		{"assertion.sub.startsWith('repo:acme/')", text.No},
		{"assertion.sub.startsWith('repo:acme')", text.Unknown}, // acme-evil can be registered
		{"assertion.repository.startsWith('acme/')", text.No},
		{"attribute.owner == 'acme'", text.No},
		{"attribute.both == 'acme'", text.Unknown},
		{"attribute.none == 'acme'", text.Unknown},
		{"google.subject.startsWith('repo:acme/')", text.No},
		{"has(assertion.repository)", text.Yes},
		{"has(assertion.enterprise_id)", text.No},
		{"has(assertion.enterprise_id) || assertion.repository_owner == 'acme'", text.No},
		{"assertion.repository.matches('^acme/')", text.Unknown},
		{"assertion.repository.matches('^acme/') && assertion.repository_owner == 'acme'", text.No},
		{"assertion.repository.matches('^acme/') || true", text.Yes},
		{"size(assertion.sub) > 3", text.Unknown},
		{"assertion.repository_owner == 'ac\\'me'", text.Unknown},
		{"assertion.repository_owner = 'acme'", text.Unknown},
		{"assertion.repository_owner == 'acme", text.Unknown},
		{"(assertion.repository_owner == 'acme'", text.Unknown},
		{"assertion.actor == 'mona'", text.Unknown},
		{"assertion.repository_owner ==", text.Unknown},
		{"&&", text.Unknown},
	} {
		if got := iam.PoolOpen(pool(gitHub, test.condition)); got.Truth != test.want || (got.Witness != nil) != (test.want == text.Yes) {
			t.Errorf("%s: got %v (witness %v), want %v", test.condition, got.Truth, got.Witness, test.want)
		}
	}
	for url, want := range map[string]text.Truth{
		gitHub: text.Yes, "https://gitlab.com": text.Yes, "https://app.terraform.io": text.Yes,
		"https://gitlab.example.com": text.No, "https://container.googleapis.com/v1/projects/a": text.No, "https://oidc.circleci.com/org/1": text.No,
	} {
		if got := iam.PoolOpen(pool(url, "")).Truth; got != want {
			t.Errorf("%s: got %v, want %v", url, got, want)
		}
	}
}

// TestPoolSymbols: a name that is not known is a name, and a condition that is
// not known may be anything.
func TestPoolSymbols(t *testing.T) {
	org := text.Of(&text.Symbol{Scope: "x", Name: "var.org"}, source.Span{})
	for _, test := range []struct {
		before, after string
		want          text.Truth
	}{
		{"assertion.repository_owner == '", "'", text.No},
		{"assertion.repository.startsWith('", "/')", text.No},
		{"assertion.repository.startsWith('", "')", text.Unknown},
		{"assertion.repository_owner == ", "", text.Unknown},
		{"", "", text.Unknown},
	} {
		i := pool("https://token.actions.githubusercontent.com", "")
		i.Condition = text.Concat(text.Known(test.before, source.Span{}), org, text.Known(test.after, source.Span{}))
		if got := iam.PoolOpen(i).Truth; got != test.want {
			t.Errorf("%s${var.org}%s: got %v, want %v", test.before, test.after, got, test.want)
		}
	}
}

// FuzzPoolOpen: no condition brings the reader down, and what cannot be told
// from its negation is not told.
func FuzzPoolOpen(f *testing.F) {
	for _, s := range []string{"true", "assertion.repository_owner == 'acme' && has(assertion.ref)", "!(a.b[\"c\"] in ['x'])", "assertion.sub.startsWith('repo:')"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" {
			return
		}
		a := iam.PoolOpen(pool("https://token.actions.githubusercontent.com", s)).Truth
		b := iam.PoolOpen(pool("https://token.actions.githubusercontent.com", "("+s+") && false")).Truth
		if b == text.Yes || a == text.No && b == text.Yes {
			t.Errorf("%q: %v, and %v with false", s, a, b)
		}
	})
}
