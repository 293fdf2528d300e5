package cli

import (
	"io"

	"github.com/subaud/subaud/analyzers"
)

// MainWith is Main with other analyzers, for stories that must not depend on
// what a real format says.
func MainWith(list []analyzers.Analyzer, args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string) int {
	return run(args, &program{stdin: stdin, stdout: stdout, stderr: stderr, env: env, list: list})
}
