package dotenv_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/dotenv"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/rules/fixture"
)

// read runs the analyzer on one file, pre-filter included.
func read(path, data string) *facts.Bundle {
	b := &facts.Bundle{}
	a := dotenv.Analyzer
	if !a.Claims(path) || !a.Relevant([]byte(data)) {
		return b
	}
	a.Run(&analyzers.Pass{Files: []*source.File{source.NewFile(path, []byte(data))}, Facts: b})
	return b
}

// outline lists the credentials and faults of a bundle, one a line.
func outline(b *facts.Bundle) string {
	var out []string
	for _, c := range b.Credentials {
		s := strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s %s", c.At, c.Provider, c.Type, c.Presence, c.Address, c.User))
		if c.Temporary {
			s += " temporary"
		}
		if c.Documentation {
			s += " documentation"
		}
		for _, g := range c.Groups.Items {
			s += " group=" + g.String()
		}
		out = append(out, s)
	}
	for _, i := range b.Inputs {
		out = append(out, fmt.Sprintf("%s input %s %s", i.At, i.Code, i.Class))
	}
	return strings.Join(out, "\n")
}

func TestRead(t *testing.T) {
	for _, c := range cases() {
		data, err := fixture.Expand(c.data)
		if err != nil {
			t.Fatal(err)
		}
		if got := outline(read(c.path, data)); got != c.want {
			t.Errorf("%s (%s):\n got %s\nwant %s", c.name, c.path, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range cases() {
		data, err := fixture.Expand(c.data)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(c.path, data)
	}
	f.Fuzz(func(t *testing.T, path, data string) {
		for _, c := range read(path, data).Credentials {
			if root := c.At.Root(); root.File == nil || root.Start < 0 || root.End > len(data) || root.Start > root.End {
				t.Errorf("the credential %s stands outside the file", c.Address)
			}
		}
	})
}

type example struct{ name, path, data, want string }

func cases() []example {
	const pair = "AWS_ACCESS_KEY_ID={{secret \"aws-access-key-id\"}}\nAWS_SECRET_ACCESS_KEY={{secret \"aws-secret-access-key\"}}\n"
	return []example{
		{"a pair", ".env", pair, ".env:2:23 aws access-key-pair written .env/AWS_SECRET_ACCESS_KEY"},
		{"exported, quoted and explained", "prod.env", "# keys\nexport AWS_SECRET_ACCESS_KEY = \"{{secret \"aws-secret-access-key\"}}\" # old\r\n",
			"prod.env:2:33 aws secret-access-key written prod.env/AWS_SECRET_ACCESS_KEY"},
		{"with a comment behind", ".env.local", "AZURE_CLIENT_SECRET={{secret \"azure-client-secret\"}} # until May\n",
			".env.local:1:21 azure client-secret written .env.local/AZURE_CLIENT_SECRET"},
		{"over several lines", ".env", "GOOGLE_KEY='{{secret \"gcp-service-account-json\"}}\n'\nX=1\nAWS_ACCESS_KEY_ID={{secret \"aws-temporary-access-key-id\"}}\n",
			".env:1:146 gcp service-account-key written .env/GOOGLE_KEY\n.env:4:19 aws access-key-id written .env/AWS_ACCESS_KEY_ID temporary"},
		{"references", ".envrc", "export AWS_SECRET_ACCESS_KEY=$(pass show aws)\nexport AWS_ACCESS_KEY_ID=${KEY}\nAWS_SECRET_ACCESS_KEY=\nAWS_SECRET_ACCESS_KEY=<secret>\n", ""},
		{"commented out", ".env", "# AWS_SECRET_ACCESS_KEY={{secret \"aws-secret-access-key\"}}\n", ""},
		{"another file", "main.tf", pair, ""},
	}
}
