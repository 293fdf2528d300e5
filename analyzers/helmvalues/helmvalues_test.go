package helmvalues_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/helmvalues"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/rules/fixture"
)

// read runs the analyzer on one file, pre-filter included.
func read(path, data string) *facts.Bundle {
	b := &facts.Bundle{}
	a := helmvalues.Analyzer
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
	return []example{
		{"a pair", "chart/values.yaml", "s3:\n  region: x\n  accessKeyId: {{secret \"aws-access-key-id\"}}\n  secretAccessKey: {{secret \"aws-secret-access-key\"}}\n",
			"chart/values.yaml:4:20 aws access-key-pair written values.yaml/s3.secretAccessKey"},
		{"variables", "prod-values.yml", "web:\n  env:\n  - name: AZURE_CLIENT_SECRET\n    value: {{secret \"azure-client-secret\"}}\n",
			"prod-values.yml:4:12 azure client-secret written prod-values.yml/web.env.AZURE_CLIENT_SECRET"},
		{"a whole key", "values/prod.yaml", "key: |\n  {{secret \"gcp-service-account-json\"}}\n", "values/prod.yaml:2:136 gcp service-account-key written prod.yaml/key"},
		{"encrypted", "values.yaml", "secretAccessKey: ENC[AES256_GCM,data:abc,iv:d,tag:e,type:str]\nsops: {version: 3.9.0}\n", ""},
		{"templates and words", "values.yaml", "secretAccessKey: \"{{ .Values.key }}\"\nexistingSecret: aws\naccessKeyId: \"\"\n", ""},
		{"an object", "values.yaml", "apiVersion: v1\nkind: Secret\nstringData: {AWS_ACCESS_KEY_ID: {{secret \"aws-access-key-id\"}}}\n", ""},
		{"an alias is told once", "values.yaml", "a: &k {accessKeyId: {{secret \"aws-access-key-id\"}}}\nb: *k\n", "values.yaml:1:21 aws access-key-id written values.yaml/a.accessKeyId"},
		{"other YAML", "deploy.yaml", "accessKeyId: {{secret \"aws-access-key-id\"}}\n", ""},
	}
}
