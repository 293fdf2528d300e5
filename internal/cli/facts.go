package cli

import (
	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/report"
)

// factsCommand prints what the analyzers found, before anything is judged.
func (p *program) factsCommand() *cobra.Command {
	var flags scanFlags
	var configs configFlags
	cmd := &cobra.Command{
		Use:   "facts [PATH...]",
		Short: "Print what a tree says about identity, as JSON",
		Long: "Print the facts that the rules judge, as JSON (docs/reference/facts.schema.json).\n" +
			"No secret is in them.\n\nExit codes: 0; 2 usage; 3 not all could be analysed.",
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := p.accept(args, flags); err != nil {
				return err
			}
			settings, err := p.settings(args, flags.stdinName, configs)
			if err != nil {
				return err
			}
			s, err := p.scan(args, flags, settings)
			if err != nil {
				return err
			}
			settings.link(s.bundle)
			if report.Unanalysed(s.problems()) > 0 {
				p.code = ExitIncomplete
			}
			return s.bundle.Encode(p.stdout)
		},
	}
	flags.define(cmd.Flags())
	configs.define(cmd.Flags())
	return cmd
}
