package discover_test

import (
	"testing"

	"github.com/subaud/subaud/internal/discover"
)

func TestMatcher(t *testing.T) {
	for _, test := range []struct {
		glob, path string
		want       bool
	}{
		{"legacy/**", "legacy/iam.tf", true},
		{"legacy", "legacy/a/iam.tf", true},
		{"./legacy/", "a/legacy/iam.tf", true},
		{"/legacy", "a/legacy/iam.tf", false},
		{"*.tf", "a/b/iam.tf", true},
		{"a/*.tf", "a/b/iam.tf", false},
		{"a/*.tf", "a/iam.tf", true},
		{"a/b", "a/bc", false},
		{"x", "", false},
	} {
		match, err := discover.Matcher([]string{"nothing/here", test.glob})
		if err != nil {
			t.Fatal(err)
		}
		if got := match(test.path); got != test.want {
			t.Errorf("%q matches %q: got %t", test.glob, test.path, got)
		}
	}
	if _, err := discover.Matcher([]string{"[a"}); err == nil {
		t.Error("a malformed glob is accepted")
	}
}

func TestLanguage(t *testing.T) {
	for name, want := range map[string]discover.Class{
		"a/main.tf": discover.Terraform, "main.tf.json": discover.JSON, "x.auto.tfvars.json": discover.JSON,
		"README.md": discover.Markdown, "policy.json": discover.JSON, "Dockerfile.dev": discover.Dockerfile,
	} {
		if got := discover.Language(name, nil); got != want {
			t.Errorf("Language(%q) = %s, want %s", name, got, want)
		}
	}
	if got := discover.Language("trust.policy", []byte(`{"Version": "2012-10-17"}`)); got != discover.JSON {
		t.Errorf("JSON by its bytes is %s", got)
	}
}

func TestFolders(t *testing.T) {
	for _, test := range []struct {
		path          string
		skip, context bool
	}{
		{"main.tf", false, false},
		{"a/node_modules/b/c.yaml", true, false},
		{"a/node_modules", false, false},
		{".terraform/modules/a/main.tf", false, true},
		{"a/.git/config", true, false},
	} {
		if skip, context := discover.Folders(test.path); skip != test.skip || context != test.context {
			t.Errorf("Folders(%q) = %t, %t", test.path, skip, context)
		}
	}
	if class, ask := discover.ClassifyName("a/b/trust.policy"); class != discover.Other || !ask {
		t.Errorf("the name trust.policy tells %s, ask %t", class, ask)
	}
}
