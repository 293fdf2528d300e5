package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/report"
)

// maxSaved is the largest saved result that is read, in bytes.
const maxSaved = 1 << 30

// reportCommand writes a saved result in other formats.
func (p *program) reportCommand() *cobra.Command {
	var flags reportFlags
	var configs configFlags
	failOn := enum{value: finding.SeverityMedium.String(), allowed: severityNames()}
	cmd := &cobra.Command{
		Use:   "report FILE",
		Short: "Write a saved JSON result in other formats",
		Long: "Write a result that 'subaud check --format json' saved (- is standard input) in any\n" +
			"format. Lines of the inputs are shown where they are found below the root as they\n" +
			"were when they were judged.\n\nExit codes: 0; 2 usage, or no result of a version that this program reads.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("report: want one file, got %d", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return p.report(args[0], &flags, configs, &failOn) },
	}
	flags.define(cmd)
	configs.define(cmd.Flags())
	enumVar(cmd, &failOn, "fail-on", "the lowest severity by which a test fails (junit)")
	return cmd
}

func (p *program) report(name string, flags *reportFlags, configs configFlags, failOn *enum) error {
	outputs, err := flags.outputs()
	if err != nil {
		return err
	}
	data, err := p.readSaved(name)
	if err != nil {
		return err
	}
	result, err := report.ParseResult(data)
	if err != nil {
		return err
	}
	st, err := p.nowhere(configs)
	if err != nil {
		return err
	}
	root, err := discover.OpenRoot(st.location.Root)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // nothing was written that a failure could lose
	run, err := result.Restore(report.Around{Read: root.ReadFile, Rule: st.rule})
	if err != nil {
		return err
	}
	threshold, err := finding.ParseSeverity(failOn.value)
	if err != nil {
		return fmt.Errorf("--fail-on: %w", err)
	}
	return p.write(run, outputs, *flags, threshold)
}

// rule returns a rule as it is configured, nil if there is none of this name.
func (s *settings) rule(id string) *finding.RuleInfo {
	if r := s.set.Rule(id); r != nil && r.ID == id {
		return s.configured(&r.RuleInfo)
	}
	return nil
}

// readSaved reads a file, or standard input.
func (p *program) readSaved(name string) ([]byte, error) {
	from := p.stdin
	if name != stdinPath {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("read result: %w", err)
		}
		defer func() { _ = f.Close() }() // nothing was written that a failure could lose
		from = f
	}
	data, err := io.ReadAll(io.LimitReader(from, maxSaved+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read result: %w", err)
	case len(data) > maxSaved:
		return nil, errors.New("read result: it is larger than 1 GiB")
	}
	return data, nil
}
