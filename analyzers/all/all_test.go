package all_test

import (
	"regexp"
	"testing"

	"github.com/subaud/subaud/analyzers/all"
)

// TestAnalyzersAreWellFormed checks what the runner and the reports rely on.
func TestAnalyzersAreWellFormed(t *testing.T) {
	names := map[string]bool{}
	for _, a := range all.Analyzers(all.Options{}) {
		if !regexp.MustCompile(`^[a-z]+$`).MatchString(a.Name) || names[a.Name] {
			t.Errorf("analyzer %q: want a name of its own in lower-case letters", a.Name)
		}
		names[a.Name] = true
		if a.Doc == "" || a.Claims == nil || a.Run == nil {
			t.Errorf("analyzer %s lacks a sentence that says what it reads, Claims or Run", a.Name)
		}
		if a.Claims != nil && a.Claims("photo.png") {
			t.Errorf("analyzer %s claims pictures", a.Name)
		}
	}
	if len(names) == 0 {
		t.Error("there is no analyzer")
	}
}
