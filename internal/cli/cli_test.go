package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/subaud/subaud/internal/cli"
)

// failing is a writer that fails with an error.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func noEnv(string) string { return "" }

// TestClosedPipe checks that `subaud ... | head` ends without a complaint, and
// that a disk that is full does not.
func TestClosedPipe(t *testing.T) {
	for _, args := range [][]string{{"check", "testdata"}, {"facts", "testdata"}, {"rules"}, {"version"}} {
		var stderr bytes.Buffer
		if code := cli.Main(args, nil, failing{fmt.Errorf("write: %w", syscall.EPIPE)}, &stderr, noEnv); code != cli.ExitClean || stderr.Len() > 0 {
			t.Errorf("%v into a closed pipe: exit code %d, %q", args, code, stderr.String())
		}
		if code := cli.Main(args, nil, failing{syscall.ENOSPC}, &stderr, noEnv); code != cli.ExitUsage || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%v onto a full disk: exit code %d, %q", args, code, stderr.String())
		}
	}
}

// TestStdinFails checks that a failure to read is no empty input.
func TestStdinFails(t *testing.T) {
	var stderr bytes.Buffer
	broken := io.MultiReader(strings.NewReader("a"), reader{syscall.EIO})
	if code := cli.Main([]string{"check", "-"}, broken, io.Discard, &stderr, noEnv); code != cli.ExitUsage {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
}

// reader fails with an error.
type reader struct{ err error }

func (r reader) Read([]byte) (int, error) { return 0, r.err }

// TestStdinTooLarge checks that a limit is a fault of the input that is told.
func TestStdinTooLarge(t *testing.T) {
	var stdout bytes.Buffer
	big := io.LimitReader(zeros{}, 9<<20)
	code := cli.Main([]string{"check", "--stdin-filename", "x.json", "-"}, big, &stdout, io.Discard, noEnv)
	if code != cli.ExitIncomplete || !strings.Contains(stdout.String(), "too-large") {
		t.Errorf("exit code %d, %q", code, stdout.String())
	}
}

// zeros is an endless input.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}
