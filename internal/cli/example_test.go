package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/cli"
)

// inRoot runs the program in the root of the repository.
func inRoot(t *testing.T, want int, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := cli.Main(args, nil, &stdout, &stderr, noEnv); code != want {
		t.Fatalf("%s: exit code %d, want %d: %s", strings.Join(args, " "), code, want, stderr.String())
	}
	// Outside of a git repository paths are relative to the folder that is named.
	return strings.ReplaceAll(stdout.String(), "examples/payments/", "")
}

// TestExampleOutput keeps what is printed of the example: the report, who can
// become the role that pays out, who may release, and the graph.
func TestExampleOutput(t *testing.T) {
	golden, err := filepath.Abs("testdata/payments")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join("..", ".."))
	for name, got := range map[string]string{
		"report.txt":      inRoot(t, cli.ExitFindings, "check", "examples/payments"),
		"who-can.txt":     inRoot(t, cli.ExitClean, "who-can", "become", "role/payments-settlement", "examples/payments"),
		"deployments.txt": inRoot(t, cli.ExitClean, "who-can", "create", "deployments", "-n", "payments", "examples/payments"),
		"graph.mermaid":   inRoot(t, cli.ExitClean, "graph", "--format", "mermaid", "examples/payments"),
	} {
		file := filepath.Join(golden, name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || string(want) != got {
			t.Errorf("%s is not what the program prints (%v): run go test ./internal/cli -run TestExampleOutput -update; got:\n%s", file, err, got)
		}
	}
}

// chained is a finding with the files of its chain, as JSON and SARIF have them.
type chained struct {
	rule  string
	files []string
}

// TestExampleJoinsFiles: at least five findings of the example are joined from
// files of different kinds, and tell so in JSON and in SARIF.
func TestExampleJoinsFiles(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	fromJSON := jsonChains(t, inRoot(t, cli.ExitFindings, "check", "--format", "json", "examples/payments"))
	fromSARIF := sarifChains(t, inRoot(t, cli.ExitFindings, "check", "--format", "sarif", "examples/payments"))
	joined := slices.DeleteFunc(fromJSON, func(c chained) bool { return len(c.files) < 2 })
	if len(joined) < 6 {
		t.Errorf("only %d findings have a chain over several files: %v", len(joined), joined)
	}
	for _, c := range joined {
		if !slices.ContainsFunc(fromSARIF, func(s chained) bool { return s.rule == c.rule && slices.Equal(s.files, c.files) }) {
			t.Errorf("the code flows of SARIF lack %v; they are %v", c, fromSARIF)
		}
	}
}

func jsonChains(t *testing.T, report string) (out []chained) {
	t.Helper()
	var doc struct {
		Findings []struct {
			Rule  string
			Chain []struct{ Location struct{ Path string } }
		}
	}
	if err := json.Unmarshal([]byte(report), &doc); err != nil {
		t.Fatal(err)
	}
	for _, f := range doc.Findings {
		c := chained{rule: f.Rule}
		for _, s := range f.Chain {
			c.files = append(c.files, s.Location.Path)
		}
		out = append(out, c.sorted())
	}
	return out
}

func sarifChains(t *testing.T, report string) (out []chained) {
	t.Helper()
	type location struct {
		PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
	}
	var doc struct {
		Runs []struct {
			Results []struct {
				RuleID    string
				CodeFlows []struct {
					ThreadFlows []struct{ Locations []struct{ Location location } }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(report), &doc); err != nil {
		t.Fatal(err)
	}
	for _, r := range doc.Runs[0].Results {
		c := chained{rule: r.RuleID}
		for _, flow := range r.CodeFlows {
			for _, thread := range flow.ThreadFlows {
				for _, l := range thread.Locations {
					c.files = append(c.files, l.Location.PhysicalLocation.ArtifactLocation.URI)
				}
			}
		}
		out = append(out, c.sorted())
	}
	return out
}

func (c chained) sorted() chained {
	slices.Sort(c.files)
	c.files = slices.Compact(c.files)
	return c
}

// TestExampleRepaired: nothing is left to say of the repaired example, and
// developers can no longer become the role that pays out.
func TestExampleRepaired(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	out := inRoot(t, cli.ExitClean, "check", "--fail-on", "low", "--show-undecided", "examples/payments-repaired")
	for _, word := range []string{"critical[", "high[", "medium[", "low[", "undecided["} {
		if strings.Contains(out, word) {
			t.Errorf("something is left to say:\n%s", out)
		}
	}
	before := inRoot(t, cli.ExitClean, "who-can", "become", "role/payments-settlement", "examples/payments")
	after := inRoot(t, cli.ExitClean, "who-can", "become", "role/payments-settlement", "examples/payments-repaired")
	const who = "certain: Group payments-developers"
	if !strings.Contains(before, who) || strings.Contains(after, "payments-developers") {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}
