package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/report"
)

// configCommand shows, checks and describes the configuration.
func (p *program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show, verify or describe the configuration",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknown("command", "config "+args[0], verbsOf("config ", cmd))
			}
			cmd.SetOut(p.stderr)
			p.code = ExitUsage
			return cmd.Help()
		},
	}
	cmd.AddCommand(p.configShowCommand(), p.configVerifyCommand(), p.configSchemaCommand())
	return cmd
}

// verbsOf lists the names of the commands below one.
func verbsOf(prefix string, cmd *cobra.Command) (out []string) {
	for _, v := range verbs(cmd) {
		out = append(out, prefix+v)
	}
	return out
}

func (p *program) configShowCommand() *cobra.Command {
	var flags configFlags
	cmd := &cobra.Command{
		Use:   "show [PATH...]",
		Short: "Print the configuration that counts for the paths, and what set each value",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := p.settings(args, "", flags)
			if err != nil {
				return err
			}
			_, err = p.stdout.Write(s.Show())
			return err
		},
	}
	flags.define(cmd.Flags())
	return cmd
}

func (p *program) configVerifyCommand() *cobra.Command {
	var flags configFlags
	cmd := &cobra.Command{
		Use:   "verify [PATH...]",
		Short: "Check the configuration that counts for the paths",
		Long:  "Check the configuration that counts for the paths, the rules and policies that it\nnames included.\n\nExit codes: 0 valid, or there is none; 2 not valid.",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := p.settings(args, "", flags)
			if invalid, ok := errors.AsType[*config.Invalid](err); ok {
				p.code = ExitUsage
				return p.writeFaults(p.stdout, configFaults(invalid))
			}
			if err != nil {
				return err
			}
			if len(s.Files) == 0 {
				_, err = fmt.Fprintln(p.stdout, "There is no configuration file; the defaults are in force.")
				return err
			}
			var files []string
			for _, f := range s.Files {
				files = append(files, report.Plain(f))
			}
			_, err = fmt.Fprintf(p.stdout, "%s: valid.\n", strings.Join(files, ", "))
			return err
		},
	}
	flags.define(cmd.Flags())
	return cmd
}

func (p *program) configSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of configuration files, for editors",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			schema, err := config.Schema()
			if err != nil {
				return err
			}
			_, err = p.stdout.Write(schema)
			return err
		},
	}
}
