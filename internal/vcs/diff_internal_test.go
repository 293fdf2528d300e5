package vcs

import (
	"fmt"
	"strings"
	"testing"
)

const sample = ":100644 100644 a b M\x00a b.tf\x00:100644 100644 a b R090\x00old.tf\x00n\xc3\xa4w.tf\x00:100644 100644 a b M\x00bin\x00:100644 100644 a b M\x00stale\x00\x00" +
	"diff --git a/a b.tf b/a b.tf\nindex a..b 100644\n--- a/a b.tf\t\n+++ b/a b.tf\t\n@@ -1 +1,2 @@ x\n--- a/trap\n\\ No newline at end of file\n+++ b/stale\n+@@ -1 +1 @@\n\\ No newline at end of file\n@@ -9,2 +10,0 @@\n-x\n-y\n" +
	"diff --git a/old.tf \"b/n\\303\\244w.tf\"\nsimilarity index 90%\nrename from old.tf\nrename to \"n\\303\\244w.tf\"\n--- a/old.tf\n+++ \"b/n\\303\\244w.tf\"\n@@ -0,0 +1 @@\n+x\n" +
	"diff --git a/bin b/bin\nBinary files a/bin and b/bin differ\ndiff --git a/stale b/stale\n"

func TestParseDiff(t *testing.T) {
	c, err := parseDiff(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	want := "[{a b.tf  modified false [{1 2} {11 10}]} {n\u00e4w.tf old.tf renamed false [{1 1}]} {bin  modified true []}]"
	if got := fmt.Sprint(c.Files); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	long := strings.Replace(sample, "-x\n-y\n", "-"+strings.Repeat("x", 1<<20)+"\n-y\n", 1)
	if c, err := parseDiff(strings.NewReader(long)); err != nil || fmt.Sprint(c.Files) != want {
		t.Errorf("a long line: %v", err)
	}
	for _, broken := range []string{"x", ":100644", ":a b\x00x\x00", strings.Replace(sample, "@@ -9,2", "@@ -9,200", 1), strings.Replace(sample, "@@ -9,2", "@@ 9,2", 1)} {
		if _, err := parseDiff(strings.NewReader(broken)); err == nil {
			t.Errorf("%.40q is accepted", broken)
		}
	}
}

func FuzzParseDiff(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, s string) {
		c, err := parseDiff(strings.NewReader(s))
		if err != nil {
			return
		}
		c.sort()
		for _, file := range c.Files {
			if file.Whole && file.Lines != nil {
				t.Fatalf("%+v is whole and has lines", file)
			}
		}
	})
}
