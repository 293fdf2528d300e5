package credentialfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/credentialfile"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/rules/fixture"
)

// read runs the analyzer on one file, pre-filter included.
func read(path, data string) *facts.Bundle {
	b := &facts.Bundle{}
	a := credentialfile.Analyzer
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
	const id, key = "{{secret \"aws-access-key-id\"}}", "{{secret \"aws-secret-access-key\"}}"
	return []example{
		{"shared file", ".aws/credentials", "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = " + key + "\n[other]\naws_access_key_id={{secret \"aws-access-key-id\" \"2\"}}\n",
			".aws/credentials:3:25 aws access-key-pair written credentials/default/aws_secret_access_key\n.aws/credentials:5:19 aws access-key-id written credentials/other/aws_access_key_id"},
		{"profiles without keys", ".aws/config", "[profile a]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = b\n# aws_access_key_id = " + id + "\n", ""},
		{"key file", "keys/sa.json", "{{secret \"gcp-service-account-json\"}}\n", "keys/sa.json:1:134 gcp service-account-key written sa.json/private_key"},
		{"federation", "sa.json", `{"type": "external_account", "audience": "//iam", "service_account_impersonation_url": "https://x"}`, ""},
		{"what aws prints", "key.json", `{"AccessKey": {"AccessKeyId": "` + id + `", "SecretAccessKey": "` + key + `"}}`,
			"key.json:1:75 aws access-key-pair written key.json/AccessKey.SecretAccessKey"},
		{"what az prints", "sp.json", `{"clientId": "a", "clientSecret": "{{secret "azure-client-secret"}}", "tenantId": "b"}`,
			"sp.json:1:36 azure client-secret written sp.json/clientSecret"},
		{"console", "new_user_credentials.csv", "User name,Access key ID,Secret access key\nops," + id + "," + key + "\n",
			"new_user_credentials.csv:2:26 aws access-key-pair written new_user_credentials.csv/Secret access key"},
		{"static tokens by their groups", "a.csv", "{{secret \"kubernetes-static-token\"}},ops,1,\"system:masters,b\"\n",
			"a.csv:1:1 kubernetes token written a.csv/ops ops group=system:masters group=b"},
		{"static tokens by their name", "known_tokens.csv", "token,user,uid\n{{secret \"kubernetes-token\"}},ops,1\n", "known_tokens.csv:2:1 kubernetes token written known_tokens.csv/ops ops"},
		{"a table", "list.csv", "a,b,c\n{{secret \"kubernetes-static-token\"}},ops,1\n", ""},
		{"placeholders", "tokens.csv", "<token>,ops,1,\"system:masters\"\nmy-secret-token-for-you,ops,1\n", ""},
		{"an object", "s.json", `{"apiVersion": "v1", "kind": "Secret", "stringData": {"aws_access_key_id": "` + id + `"}}`, ""},
	}
}
