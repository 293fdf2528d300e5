package secret_test

import (
	"testing"

	"github.com/subaud/subaud/internal/secret"
)

// TestShortest: the values that are too short for a pattern are told before it
// is asked, so the shortest that it matches must get through.
func TestShortest(t *testing.T) {
	const key = "kR8vQ2pXz7LmT4wYb9NcD5sFg1HjU6eAo3ViKxBt" // random, of no account
	got := secret.Scan("", "awssecretkey="+key)
	if len(got) != 1 || got[0].Type != "secret-access-key" || got[0].Start != len("awssecretkey=") {
		t.Errorf("got %+v, want the key", got)
	}
}
