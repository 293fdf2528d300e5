// Package cli is the command line: verbs, flags, exit codes. It is the only
// package that writes to the terminal. What a verb does is a sequence of calls
// to the packages that know how.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/triage"
)

// Exit codes: a contract, the same for every output format (DESIGN.md).
const (
	// ExitClean: nothing was found at or above --fail-on.
	ExitClean = 0
	// ExitFindings: something was.
	ExitFindings = 1
	// ExitUsage: the command line or the configuration is wrong, a PATH does
	// not exist, or a report could not be written.
	ExitUsage = 2
	// ExitIncomplete: nothing was found at or above --fail-on, but not all that
	// should have been analysed could be; or, with --fail-on-empty, nothing
	// speaks of identity.
	ExitIncomplete = 3
)

// Memory settings: a run is short and its garbage is mostly facts that it
// keeps, so the collector may wait until the heap is five times what is live,
// but not beyond what a small build machine has to give.
const (
	gcPercent   = 400
	memoryLimit = 1 << 30
)

// program is one invocation.
type program struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    func(string) string
	list   []analyzers.Analyzer
	// reading is how the list reads, where flags or the configuration say so.
	reading all.Options
	code    int
}

// Main runs the program and returns its exit code. The arguments are those
// behind the program's name; env looks up an environment variable, "" if it is
// not set.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string) int {
	return run(args, &program{stdin: stdin, stdout: stdout, stderr: stderr, env: env, list: all.Analyzers(all.Options{})})
}

// run is Main with what it works on.
func run(args []string, p *program) int {
	if p.env("GOGC") == "" && p.env("GOMEMLIMIT") == "" {
		debug.SetGCPercent(gcPercent)
		debug.SetMemoryLimit(memoryLimit)
	}
	root := p.root()
	root.SetArgs(args)
	return p.exit(root.Execute())
}

// exit turns the error of a verb into an exit code and says what it was.
func (p *program) exit(err error) int {
	invalid, isConfig := errors.AsType[*config.Invalid](err)
	own, isOwn := errors.AsType[*triage.FileError](err)
	switch {
	case err == nil:
		return p.code
	case isConfig: // what cannot be told on stderr cannot be told
		_ = p.writeFaults(p.stderr, configFaults(invalid))
		p.complain("error: the configuration is not valid")
		return ExitUsage
	case isOwn:
		_ = p.writeFaults(p.stderr, ownFaults(own))
		p.complain("error: %s is not valid", own.Faults[0].At.File.Path)
		return ExitUsage
	case isClosedPipe(err):
		return p.code // whoever reads has seen enough
	default:
		p.complain("error: %v", err)
		return ExitUsage
	}
}

// isClosedPipe reports whether a write failed because nobody reads any more.
func isClosedPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}

// complain writes a line to stderr. What cannot be told there cannot be told.
func (p *program) complain(format string, args ...any) {
	_, _ = fmt.Fprintf(p.stderr, "subaud: "+format+"\n", args...)
}

// root makes the tree of commands.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "subaud",
		Short: "Audit the trust between Kubernetes and the clouds",
		Long: "subaud reads what a tree says about identity - Terraform, IAM policies, Kubernetes\n" +
			"manifests - and reports who can become what and should not. It contacts nothing,\n" +
			"runs nothing and writes nothing that it was not asked to.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknown("command", args[0], verbs(cmd))
			}
			cmd.SetOut(p.stderr)
			p.code = ExitUsage
			return cmd.Help()
		},
	}
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.HiddenDefaultCmd = false
	root.SetHelpCommand(helpCommand(root))
	root.AddCommand(p.checkCommand(), p.diffCommand(), p.admitsCommand(), p.explainCommand(), p.rulesCommand(), p.factsCommand(), p.graphCommand(), p.whoCanCommand(), p.baselineCommand(), p.configCommand(), p.reportCommand(), p.testCommand(), p.versionCommand())
	return root
}

// helpCommand prints the help of a verb. (Cobra's own calls an unknown verb a
// success.)
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB]",
		Short: "Print the help of a verb",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknown("command", args[0], verbs(root))
			}
			return cmd.Help()
		},
	}
}

// verbs lists the names of the commands.
func verbs(root *cobra.Command) []string {
	var out []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			out = append(out, c.Name())
		}
	}
	return out
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
