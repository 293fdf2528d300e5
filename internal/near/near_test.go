package near_test

import (
	"testing"

	"github.com/subaud/subaud/internal/near"
)

func TestWord(t *testing.T) {
	keys := []string{"accounts", "issuers", "vendors", "exclude", "fail-on", "select", "off", "trust/any-subject", "trust/any-audience"}
	for word, want := range map[string]string{
		"acounts":           "accounts",
		"account":           "accounts",
		"Accounts":          "accounts",
		"fail_on":           "fail-on",
		"failOn":            "fail-on",
		"fial-on":           "fail-on",
		"excludes":          "exclude",
		"of":                "off",
		"OFF":               "off",
		"xy":                "",
		"":                  "",
		"-":                 "",
		"baseline":          "",
		"trust/any-subjcet": "trust/any-subject",
		"trust/anysubject":  "trust/any-subject",
		"a":                 "",
	} {
		if got := near.Word(word, keys); got != want {
			t.Errorf("Word(%q) = %q, want %q", word, got, want)
		}
	}
	if got := near.Word("x", nil); got != "" {
		t.Errorf("Word without candidates = %q", got)
	}
}

// slow is the definition of the distance, written as a recursion.
func slow(a, b string) int {
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	x, y := len(a)-1, len(b)-1
	cost := 1
	if a[x] == b[y] {
		cost = 0
	}
	d := min(slow(a[:x], b[:y])+cost, slow(a[:x], b)+1, slow(a, b[:y])+1)
	if x > 0 && y > 0 && a[x] == b[y-1] && a[x-1] == b[y] {
		d = min(d, slow(a[:x-1], b[:y-1])+1)
	}
	return d
}

func TestDistanceAgreesWithDefinition(t *testing.T) {
	words := []string{""}
	for n := 0; len(words[n]) < 4; n++ {
		for _, c := range "ab" {
			words = append(words, words[n]+string(c))
		}
	}
	words = append(words, "abcd", "acbd", "cab", "bca")
	for _, a := range words {
		for _, b := range words {
			if got, want := near.Distance(a, b), slow(a, b); got != want {
				t.Fatalf("Distance(%q, %q) = %d, want %d", a, b, got, want)
			}
			if near.Distance(a, b) != near.Distance(b, a) {
				t.Fatalf("Distance(%q, %q) depends on the order", a, b)
			}
		}
	}
}
