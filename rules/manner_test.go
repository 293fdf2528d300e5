package rules_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
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

// TestDocumentsInTheMannerOfAWS judges policies that are legal if unusual: what
// is reported of them is a false positive unless it is wanted.
func TestDocumentsInTheMannerOfAWS(t *testing.T) {
	const name = "documents.txtar"
	archive, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	set := builtin(t)
	judge := cli.JudgeFiles(all.Analyzers(all.Options{}), set)
	var got strings.Builder
	last := len(archive.Files) - 1
	for _, f := range archive.Files[:last] {
		facts, result, err := judge(context.Background(), fstest.MapFS{f.Name: {Data: f.Data}}, link.Options{}, rules.Options{Jobs: 1})
		if err != nil || len(facts.Statements) == 0 {
			t.Errorf("%s: %v, %d statements", f.Name, err, len(facts.Statements))
			continue
		}
		for _, x := range result.Findings {
			if x.Severity >= finding.SeverityLow {
				fmt.Fprintf(&got, "%s %s: %s\n", x.Rule.ID, x.Severity, x.Message)
			}
		}
	}
	if got.String() == string(archive.Files[last].Data) {
		return
	}
	t.Errorf("got\n%s\nwant\n%s", got.String(), archive.Files[last].Data)
	if *update {
		archive.Files[last].Data = []byte(got.String())
		if err := os.WriteFile(filepath.Join("testdata", name), txtar.Format(archive), 0o644); err != nil {
			t.Error(err)
		}
	}
}
