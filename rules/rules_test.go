package rules_test

import (
	"io/fs"
	"os"
	"testing"

	"github.com/subaud/subaud/rules"
)

// load loads the policies that the tests of this package judge with.
func load(t testing.TB) *rules.Set {
	t.Helper()
	set, err := rules.Load(rules.TextBuiltins(), rules.Source{Name: "policies", FS: testPolicies()})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func testPolicies() fs.FS { return os.DirFS("testdata/policies") }

func TestLoad(t *testing.T) {
	set := load(t)
	if got := len(set.Rules()); got != 3 {
		t.Errorf("got %d rules, want 3", got)
	}
}
