package cli_test

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/subaud/subaud/internal/cli"
)

var update = flag.Bool("update", false, "rewrite the expected output within the stories")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"subaud": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)) },
	})
}

// TestStories runs the stories of testdata/script: each is a tree, commands and
// what they must print and return. `code N command...` runs a command that
// must exit with N.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			// Stories must not depend on who runs them.
			for _, name := range []string{"NO_COLOR", "CLICOLOR_FORCE", "TERM", "GOGC", "GOMEMLIMIT"} {
				e.Setenv(name, "")
			}
			return os.Mkdir(e.WorkDir+"/.git", 0o755)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": code},
	})
}

// code runs a command and compares its exit code.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("run %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%v: exit code %d, want %d", args[1:], got, want)
	}
}
