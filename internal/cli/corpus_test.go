package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/report"
)

// corpus is a collection of real repositories beside the module.
const corpus = "../../../shared/corpus"

// run runs the program in-process and returns what it prints on stdout.
func run(t *testing.T, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := cli.Main(args, nil, &stdout, &stderr, noEnv); code == cli.ExitUsage {
		t.Fatalf("%v: %s", args, stderr.String())
	}
	return stdout.Bytes()
}

// TestRealRepositories reads real files with several numbers of workers: the
// outputs are the same bytes and keep their schemas.
func TestRealRepositories(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("no corpus of real repositories at %s: it lies outside the module and is optional", filepath.Clean(corpus))
	}
	for _, c := range []struct {
		verb   []string
		id     string
		schema func() ([]byte, error)
	}{
		{[]string{"facts"}, facts.SchemaID, facts.Schema},
		{[]string{"check", "--format", report.FormatJSON, "-q"}, report.ResultSchemaID, report.ResultSchema},
	} {
		one := run(t, append(c.verb, "--jobs", "1", corpus)...)
		if three := run(t, append(c.verb, "--jobs", "3", corpus)...); !bytes.Equal(one, three) {
			t.Errorf("%v depends on the number of workers", c.verb)
		}
		text, err := c.schema()
		if err != nil {
			t.Fatal(err)
		}
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource(c.id, schema); err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(one))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.MustCompile(c.id).Validate(doc); err != nil {
			t.Errorf("%v: %v", c.verb, err)
		}
	}
}
