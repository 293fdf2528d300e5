package kubeconfig_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/kubeconfig"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/rules/fixture"
)

// read runs the analyzer on one file, pre-filter included.
func read(path, data string) *facts.Bundle {
	b := &facts.Bundle{}
	a := kubeconfig.Analyzer
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
	const head = "apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters: []\ncontexts: []\nusers:\n"
	return []example{
		{"token", ".kube/config", head + "- name: a\n  user: {token: {{secret \"kubernetes-token\"}}}\n",
			".kube/config:8:17 kubernetes token written kubeconfig/users/a/token a"},
		{"of a login", "c.yaml", head + "- name: a\n  user: {token: {{secret \"kubernetes-temporary-token\"}}}\n",
			"c.yaml:8:17 kubernetes token written kubeconfig/users/a/token a temporary"},
		{"JSON", "c.json", `{"apiVersion":"v1","kind":"Config","users":[{"name":"a","user":{"password":"{{secret "basic-auth-password"}}"}}]}`,
			"c.json:1:76 kubernetes password written kubeconfig/users/a/password a"},
		{"holes", "c.yaml", head + "- name: a\n  user: {token: \"${TOKEN}\", password: \"{{ pass }}\", client-key-data: REDACTED}\n", ""},
		{"files", "c.yaml", head + "- name: a\n  user: {tokenFile: /t, client-key: /k}\n", ""},
		{"a key and what its certificate says", "kubeconfig", head + "- name: a\n  user:\n    client-certificate-data: {{secret \"client-certificate\" \"system:masters\" \"base64\"}}\n" +
			"    client-key-data: {{secret \"client-key\" \"system:masters\" \"base64\"}}\n",
			"kubeconfig:10:22 kubernetes private-key written kubeconfig/users/a/client-key-data a group=system:masters"},
		{"no other YAML", "c.yaml", "apiVersion: v1\nkind: ConfigMap\nusers:\n- name: a\n  user: {token: {{secret \"kubernetes-token\"}}}\n", ""},
		{"plugins", "c.yaml", head + "- name: a\n  user:\n    exec: {apiVersion: client.authentication.k8s.io/v1, command: aws}\n- name: b\n  user:\n    auth-provider: {name: gcp, config: {access-token: {{secret \"kubernetes-static-token\"}}}}\n",
			"c.yaml:9:24 kubernetes exec-plugin referenced kubeconfig/users/a/client.authentication.k8s.io/v1 a\n" +
				"c.yaml:12:27 kubernetes auth-provider referenced kubeconfig/users/b/gcp b\n" +
				"c.yaml:12:55 kubernetes token written kubeconfig/users/b/access-token b temporary"},
		{"broken", "c.yaml", head + "- name: a\n   user: {token: {{secret \"kubernetes-token\"}}}\n", "c.yaml:8:4 input unparseable incomplete"},
		{"a template", "c.yaml", head + "- name: a\n  user: {token: {{ token }}x}\n", "c.yaml:7:1 input templated undecided"},
	}
}
