package analyzers_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// oneClaim reads a file as the value of an annotation.
var oneClaim = analyzers.Analyzer{
	Name:   "claims",
	Doc:    "One claim a file.",
	Claims: func(string) bool { return true },
	Run: func(p *analyzers.Pass) {
		for _, f := range p.Files {
			p.Facts.Add(&facts.Workload{
				Base:   facts.Base{ID: facts.ID("workload:" + f.Path), Address: f.Path, At: f.Whole()},
				Claims: []facts.Claim{{Key: "k", Value: text.Known(string(f.Data), f.Whole())}},
			})
		}
	},
}

func judge(name, value string) []*facts.Input {
	b, _ := analyzers.Run([]discover.Entry{{Path: name}}, []analyzers.Analyzer{oneClaim},
		analyzers.Options{Content: map[string][]byte{name: []byte(value)}})
	return b.Inputs
}

func TestPlaceholders(t *testing.T) {
	for value, want := range map[string]string{
		"arn:aws:iam::123456789012:role/x":              "123456789012",
		"arn:aws:iam::111122223333:role/x":              "111122223333",
		"arn:aws:iam::XXXXXXXXXXXX:role/x":              "XXXXXXXXXXXX",
		"arn:aws:iam::<ACCOUNT_ID>:role/x":              "<ACCOUNT_ID>",
		"arn:aws:iam::ACCOUNT_ID:role/x":                "ACCOUNT_ID",
		"arn:aws:iam::222233334444:role/YOUR_ROLE":      "YOUR_ROLE",
		"your-gsa@your-project.iam.gserviceaccount.com": "your-gsa",
		"REPLACE_ME":                           "REPLACE_ME",
		"changeme":                             "changeme",
		"00000000-0000-0000-0000-000000000000": "00000000-0000-0000-0000-000000000000",
		"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539EXAMPLE": "EXAMPLED539EXAMPLE",
		"arn:aws:iam::222233334444:role/x":                       "",
		"arn:aws:iam::222233334444:role/example":                 "",
		"arn:aws:iam::1234567890123:role/x":                      "",
		"arn:aws:iam::222233334444:role/your":                    "",
		"arn:aws:iam::222233334444:role/xxx-large":               "",
		"arn:aws:iam::222233334444:role/account-id-reader":       "",
		"5b0c9d0e-7a41-4f6e-9a55-3f0d2c8be172":                   "",
	} {
		got := ""
		for _, in := range judge("a.yaml", value) {
			got += in.At.Text()
			if in.Code != "placeholder" || !in.Detail.Is(in.At.Text()) || !strings.Contains(in.Message, in.At.Text()) {
				t.Errorf("%s: %+v", value, in)
			}
		}
		if got != want {
			t.Errorf("%s: %q is a placeholder, want %q", value, got, want)
		}
	}
}

func TestPlaceholdersInExamples(t *testing.T) {
	for name, want := range map[string]string{
		"infra/main.tf": "placeholder", "docs/main.tf": "placeholder-in-example", "a/examples/b/main.tf": "placeholder-in-example",
		"README.md": "placeholder-in-example", "values.example.yaml": "placeholder-in-example", "contest/a.yaml": "placeholder",
	} {
		found := judge(name, "REPLACE_ME")
		if len(found) != 1 || found[0].Code != want {
			t.Errorf("%s: %+v, want %s", name, found, want)
		}
	}
}

// BenchmarkPlaceholders looks at 1,000 ordinary ARNs.
func BenchmarkPlaceholders(b *testing.B) {
	content := map[string][]byte{}
	var entries []discover.Entry
	for i := range 1000 {
		name := "f" + strings.Repeat("x", i%4) + string(rune('a'+i%26)) + strings.Repeat("y", i/26)
		content[name] = []byte("arn:aws:iam::222233334444:role/some-ordinary-name-of-a-role-in-production")
		entries = append(entries, discover.Entry{Path: name})
	}
	b.ReportAllocs()
	for b.Loop() {
		analyzers.Run(entries, []analyzers.Analyzer{oneClaim}, analyzers.Options{Content: content, Jobs: 1})
	}
}
