package terraform_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden reads each folder of testdata and compares all facts, with where
// each part of them stands, with the folder's want.txt.
func TestGolden(t *testing.T) {
	dirs, err := filepath.Glob("testdata/*/main.tf*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, main := range dirs {
		dir := filepath.Dir(main)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			files := tree(t, dir)
			delete(files, "want.txt")
			got := dump(runFiles(files))
			golden := filepath.Join(dir, "want.txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("facts differ from %s (run with -update to rewrite it):\n%s", golden, got)
			}
		})
	}
}
