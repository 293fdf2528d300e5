package rules_test

import (
	"context"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/rules"
)

// TestPeers keeps the answers to inputs that other tools are known to get wrong.
// testdata/peers.txtar says what it holds.
func TestPeers(t *testing.T) {
	data, err := os.ReadFile("testdata/peers.txtar")
	if err != nil {
		t.Fatal(err)
	}
	inputs, wants, names := map[string]fstest.MapFS{}, map[string]string{}, []string{}
	for _, f := range txtar.Parse(data).Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if inputs[name] == nil {
			inputs[name] = fstest.MapFS{}
			names = append(names, name)
		}
		switch file {
		case "about":
		case "want":
			wants[name] = string(f.Data)
		default:
			inputs[name][file] = &fstest.MapFile{Data: f.Data}
		}
	}
	judge := cli.JudgeFiles(all.Analyzers(all.Options{}), builtin(t))
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			_, result, err := judge(context.Background(), inputs[name], link.Options{}, rules.Options{Persona: finding.PersonaRegular, Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			if wants[name] == "" {
				t.Fatal("the case wants nothing: add a file want")
			}
			for line := range strings.Lines(wants[name]) {
				checkWant(t, strings.Fields(line), inputs[name], result.Findings)
			}
		})
	}
}

// checkWant checks one line of what a case wants.
func checkWant(t *testing.T, want []string, files fs.FS, found []*finding.Finding) {
	t.Helper()
	switch {
	case len(want) == 3 && want[0] == "fires":
		if _, err := fs.Stat(files, want[1]); err != nil {
			t.Errorf("the case has no file %s", want[1])
		}
		if !slices.ContainsFunc(found, func(f *finding.Finding) bool { return f.Rule.ID == want[2] && f.At.Root().File.Path == want[1] }) {
			t.Errorf("%s does not report %s", want[2], want[1])
		}
	case len(want) > 1 && want[0] == "silent":
		for _, f := range found {
			for _, pattern := range want[1:] {
				if f.Severity >= finding.SeverityLow && (pattern == "*" || match(t, pattern, f.Rule.ID)) {
					t.Errorf("%s must be silent: %s: %s", f.Rule.ID, f.At, f.Message)
				}
			}
		}
	default:
		t.Errorf("write `fires FILE RULE` or `silent RULES`, not %q", strings.Join(want, " "))
	}
}

func match(t *testing.T, pattern, id string) bool {
	t.Helper()
	ok, err := path.Match(pattern, id)
	if err != nil {
		t.Fatal(err)
	}
	return ok
}
