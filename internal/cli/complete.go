package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// completeRules completes the flags that list rules, and lets the shell go on
// behind each.
func (p *program) completeRules(cmd *cobra.Command, flags *configFlags) {
	for _, name := range []string{"select", "ignore"} {
		// The only error is a flag that is not defined; both are.
		_ = cmd.RegisterFlagCompletionFunc(name, func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			before := typed[:strings.LastIndexByte(typed, ',')+1]
			var out []cobra.Completion
			for _, c := range p.ruleCompletions(flags) {
				out = append(out, before+c)
			}
			return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		})
	}
}

// ruleCompletions lists the rules with their titles; none where they cannot be
// loaded, since nobody reads an error there.
func (p *program) ruleCompletions(flags *configFlags) (out []cobra.Completion) {
	st, err := p.nowhere(*flags)
	if err != nil {
		return nil
	}
	for _, r := range st.set.Infos() {
		out = append(out, cobra.CompletionWithDesc(r.ID, r.Title))
	}
	return out
}
