package cli_test

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

var update = flag.Bool("update", false, "rewrite the expected output within the stories")

// TestMain gives the stories two programs: subaud, and roles, which is subaud
// with an analyzer of its own instead of the real ones.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"subaud": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)) },
		"roles": func() {
			os.Exit(cli.MainWith([]analyzers.Analyzer{roles}, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
		},
	})
}

// roles reads .roles files. Each line is a role's name; "boom" makes it panic,
// "broken" is a fault of the file, "?" a role whose name is not known, "@path"
// reads the roles of another file.
var roles = analyzers.Analyzer{
	Name: "roles",
	// In what git holds only names of a known class are looked at.
	Claims: func(path string) bool {
		return strings.HasSuffix(path, ".roles") || strings.HasSuffix(path, ".roles.yaml")
	},
	Run: func(p *analyzers.Pass) {
		for _, f := range p.Files {
			readRoles(p, f)
		}
	},
}

func readRoles(p *analyzers.Pass, f *source.File) {
	symbols := text.NewTable(f.Path)
	for n := 1; n <= f.LineCount(); n++ {
		line, _ := f.Line(n)
		name := text.Known(line.Text(), line)
		switch word := line.Text(); {
		case word == "":
			continue
		case word == "boom":
			panic(word)
		case word == "broken":
			p.Problem(&facts.Input{Base: facts.Base{At: line}, Code: "unparseable", Class: facts.Incomplete, Message: "The line is broken."})
			continue
		case word == "?":
			name = text.Of(symbols.Symbol("var.name"), line)
		case word[0] == '@':
			if other, err := p.ReadFile(word[1:]); err == nil {
				readRoles(p, other)
			}
			continue
		}
		p.Facts.Add(&facts.Identity{
			Base:  facts.Base{ID: facts.ID("identity:" + line.String()), Address: "role." + line.Text(), At: line, Unit: f.Path},
			Cloud: "aws", Type: "role", Name: name,
		})
	}
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
			root, err := filepath.Abs(filepath.Join("..", ".."))
			if err != nil {
				return err
			}
			e.Setenv("PROJECT", root)
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
