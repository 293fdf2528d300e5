package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/cli"
)

const (
	exampleBegin = "<!-- example:begin -->"
	exampleEnd   = "<!-- example:end -->"
)

// TestReadmeExample checks that the README shows what its command prints.
func TestReadmeExample(t *testing.T) {
	root := filepath.Join("..", "..")
	t.Chdir(root)
	var stdout, stderr bytes.Buffer
	if code := cli.Main([]string{"check", "examples/payments"}, nil, &stdout, &stderr, noEnv); code != cli.ExitFindings {
		t.Fatalf("exit code %d, %s", code, stderr.String())
	}
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(data), exampleBegin)
	is, after, found := strings.Cut(rest, exampleEnd)
	if !found {
		t.Fatalf("README.md has no %s and %s", exampleBegin, exampleEnd)
	}
	want := "\n\n```text\n" + strings.TrimSpace(example(stdout.String())) + "\n```\n\n"
	// Outside of a git repository paths are relative to the folder that is named.
	if plain := func(s string) string { return strings.ReplaceAll(s, "examples/payments/", "") }; plain(is) == plain(want) {
		return
	}
	if !*update {
		t.Fatalf("the example in README.md is not what the program prints: run go test ./internal/cli -run TestReadmeExample -update\nwant:%s", want)
	}
	if err := os.WriteFile("README.md", []byte(before+exampleBegin+want+exampleEnd+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// shown are the findings of the example that the README shows.
var shown = []string{"critical[grant/cloud-identity-takeover]", "high[trust/any-subject]"}

// example is what the README shows of a report: some of its findings, and its
// last line.
func example(report string) string {
	findings := strings.Split(strings.TrimSpace(report), "\n\n")
	var out []string
	for _, begins := range shown {
		for _, f := range findings {
			if strings.HasPrefix(f, begins) {
				out = append(out, f)
			}
		}
	}
	out = append(out, fmt.Sprintf("[...]\n\n%s", findings[len(findings)-1]))
	return strings.Join(out, "\n\n")
}
