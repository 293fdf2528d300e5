package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/report"
)

// checkFlags are the flags of check.
type checkFlags struct {
	scan    scanFlags
	config  configFlags
	choice  choiceFlags
	reports reportFlags

	failOn          enum
	exitZero        bool
	allowIncomplete bool
	failOnEmpty     bool
	stats           bool
}

// checkCommand is what the program is for.
func (p *program) checkCommand() *cobra.Command {
	flags := &checkFlags{failOn: enum{value: finding.SeverityMedium.String(), allowed: severityNames()}}
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Report who can become what and should not",
		Long: "Read the files below each PATH (the current folder if there is none; - is standard\n" +
			"input), link what they say about identity, judge it by the rules, and report.\n\n" +
			"Exit codes, the same for every format: 0 no finding at or above --fail-on;\n" +
			"1 findings; 2 usage, or a PATH that does not exist; 3 no such finding, but not all\n" +
			"could be analysed.",
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error { return p.check(args, flags) },
	}
	f := cmd.Flags()
	flags.scan.define(f)
	flags.config.define(f)
	flags.choice.define(cmd)
	flags.reports.define(cmd)
	enumVar(cmd, &flags.failOn, "fail-on", "the lowest severity that makes the exit code 1")
	f.BoolVar(&flags.exitZero, "exit-zero", false, "exit 0 in place of 1")
	f.BoolVar(&flags.allowIncomplete, "allow-incomplete", false, "exit 0 in place of 3 where not all could be analysed")
	f.BoolVar(&flags.failOnEmpty, "fail-on-empty", false, "exit 3 where nothing speaks of identity")
	f.BoolVar(&flags.stats, "stats", false, "print counts and times to stderr")
	return cmd
}

// check is the flow of DESIGN.md: discover, read, link, judge, choose, report.
func (p *program) check(paths []string, flags *checkFlags) error {
	started := time.Now()
	outputs, err := flags.reports.outputs()
	if err != nil {
		return err
	}
	if err := flags.scan.check(paths); err != nil {
		return err
	}
	settings, err := p.settings(paths, flags.scan.stdinName, flags.config)
	if err != nil {
		return err
	}
	options, err := settings.options(&flags.choice, flags.scan.jobs)
	if err != nil {
		return err
	}
	if flags.scan.verbose {
		settings.loadedFrom(p)
	}
	s, err := p.scan(paths, flags.scan, settings)
	if err != nil {
		return err
	}
	read := time.Now()
	judged, err := settings.set.Eval(context.Background(), settings.link(s.bundle), options)
	if err != nil {
		return err
	}
	wanted, err := flags.choice.sure(settings.apply(judged), settings.MinConfidence.Value)
	if err != nil {
		return err
	}
	run := &report.Run{
		Version:   version(),
		Rules:     settings.rules(),
		Findings:  wanted.Findings,
		Undecided: wanted.Undecided,
		Problems:  append(s.problems(), wanted.Problems...),
		Inputs:    s.inputs,
		Files:     s.count(),
		Facts:     s.bundle.Count(),
		Secrets:   s.bundle.Secrets(),
	}
	if flags.stats {
		p.stats(run, started, read)
	}
	p.code = flags.exitCode(run, settings.FailOn.Value)
	return p.write(run, outputs, flags.reports)
}

// exitCode decides by the contract; the flag beats the configuration.
func (c *checkFlags) exitCode(run *report.Run, failOn finding.Severity) int {
	if given, err := finding.ParseSeverity(c.failOn.value); err == nil && c.failOn.given {
		failOn = given
	}
	for _, f := range run.Findings {
		if f.Suppressed == nil && f.Severity >= failOn {
			if c.exitZero {
				return ExitClean
			}
			return ExitFindings
		}
	}
	if report.Unanalysed(run.Problems) > 0 && !c.allowIncomplete {
		return ExitIncomplete
	}
	if run.Facts == 0 && c.failOnEmpty {
		return ExitIncomplete
	}
	return ExitClean
}

// stats prints what the run cost.
func (p *program) stats(run *report.Run, started, read time.Time) {
	judged := time.Now()
	parsed := map[string]int{}
	for _, in := range run.Inputs {
		parsed[string(in.Status)]++
	}
	p.complain("%d files, %d inputs parsed, %d irrelevant, %d failed, %d unread; %d facts; %d rules",
		run.Files, parsed["parsed"], parsed["irrelevant"], parsed["failed"], parsed["unread"], run.Facts, len(run.Rules))
	p.complain("reading took %s, judging %s", read.Sub(started).Round(time.Microsecond), judged.Sub(read).Round(time.Microsecond))
}

// severityNames lists the severities, the worst first.
func severityNames() (out []string) {
	for s := finding.SeverityCritical; ; s-- {
		out = append(out, s.String())
		if s == finding.SeverityNote {
			return out
		}
	}
}

// emptyNotice is what stderr is told where a format cannot say it.
func emptyNotice(run *report.Run) string {
	if run.Facts > 0 || len(run.Findings) > 0 || report.Unanalysed(run.Problems) > 0 {
		return ""
	}
	return report.Closing(run)
}
