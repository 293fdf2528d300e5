package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/subaud/subaud/internal/near"
)

// unknown is the error for a word that is none of the known ones.
func unknown(what, word string, known []string) error {
	return fmt.Errorf("unknown %s %q%s", what, word, suggestion(word, known))
}

// suggestion ends an error with the word that may have been meant.
func suggestion(word string, known []string) string {
	if meant := near.Word(word, known); meant != "" {
		return "; did you mean " + meant + "?"
	}
	return ""
}

// flagError adds to pflag's error for an unknown flag the one that may have
// been meant, and where the flags are listed.
func flagError(cmd *cobra.Command, err error) error {
	hint := fmt.Sprintf("\nRun '%s --help' for the flags.", cmd.CommandPath())
	if notFound, ok := errors.AsType[*pflag.NotExistError](err); ok && len(notFound.GetSpecifiedName()) > 1 {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		name := "--" + notFound.GetSpecifiedName()
		return fmt.Errorf("unknown flag %s%s%s", name, suggestion(name, names), hint)
	}
	return fmt.Errorf("%w%s", err, hint)
}

// enum is a flag whose value is one of a few words.
type enum struct {
	value   string
	allowed []string
	// given says that the command line set the value.
	given bool
}

// String returns the value.
func (e *enum) String() string { return e.value }

// Set accepts an allowed word.
func (e *enum) Set(s string) error {
	for _, a := range e.allowed {
		if s == a {
			e.value, e.given = s, true
			return nil
		}
	}
	return fmt.Errorf("want %s%s", strings.Join(e.allowed, ", "), suggestion(s, e.allowed))
}

// Type names the value in the help.
func (e *enum) Type() string { return strings.Join(e.allowed, "|") }

// enumVar defines a flag of a few words on a set, with its completion.
func enumVar(cmd *cobra.Command, e *enum, name, usage string) {
	cmd.Flags().Var(e, name, usage)
	// The only error is a flag that is not defined; it is, one line above.
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(e.allowed, cobra.ShellCompDirectiveNoFileComp))
}
