package cli

import (
	"context"
	"strconv"
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
	aside   asideFlags
	focus   focusFlags
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
	flags.focus.define(f)
	flags.aside.define(f)
	flags.reports.define(cmd)
	p.completeRules(cmd, &flags.config)
	enumVar(cmd, &flags.failOn, "fail-on", "the lowest severity that makes the exit code 1")
	f.BoolVar(&flags.exitZero, "exit-zero", false, "exit 0 in place of 1")
	f.BoolVar(&flags.allowIncomplete, "allow-incomplete", false, "exit 0 in place of 3 where not all could be analysed")
	f.BoolVar(&flags.failOnEmpty, "fail-on-empty", false, "exit 3 where nothing speaks of identity")
	f.BoolVar(&flags.stats, "stats", false, "print counts and times to stderr")
	return cmd
}

// check is the flow of DESIGN.md: discover, read, link, judge, set aside,
// choose, report.
func (p *program) check(paths []string, flags *checkFlags) error {
	ctx, started := context.Background(), time.Now()
	outputs, err := flags.reports.outputs()
	if err != nil {
		return err
	}
	if err := p.accept(paths, flags.scan); err != nil {
		return err
	}
	st, err := p.settings(paths, flags.scan.stdinName, flags.config)
	if err != nil {
		return err
	}
	aside, err := st.aside(flags.aside, flags.scan)
	if err != nil {
		return err
	}
	focus, err := p.focus(ctx, flags.focus, paths, st)
	if err != nil {
		return err
	}
	if flags.scan.verbose {
		st.loadedFrom(p)
	}
	t, err := p.tree(ctx, paths, flags.scan, st, focus)
	if err != nil {
		return err
	}
	defer func() { _ = t.close() }() // nothing was written that a failure could lose
	s := p.read(t, flags.scan)
	read := time.Now()
	judged, err := p.judge(s, st, &flags.choice, flags.scan.jobs, aside)
	if err != nil {
		return err
	}
	if err := p.narrow(ctx, judged, focus, t, st, flags, aside); err != nil {
		return err
	}
	run := judged.run(st, flags.reports.describe(outputs))
	if flags.stats {
		p.stats(run, started, read)
	}
	if !flags.reports.quiet {
		p.remark(judged)
	}
	p.code = flags.exitCode(run, st.FailOn.Value)
	return p.write(run, outputs, flags.reports, flags.threshold(st.FailOn.Value))
}

// narrow leaves out what is not of interest.
func (p *program) narrow(ctx context.Context, j *judgement, focus *focus, t *tree, st *settings, flags *checkFlags, aside *aside) error {
	switch {
	case focus == nil:
	case focus.changes != nil:
		focus.touched(j)
	default:
		before, err := st.revision(ctx, focus.repo, focus.since, t, flags.scan)
		if err != nil {
			return err
		}
		defer func() { _ = before.close() }() // nothing was written that a failure could lose
		old, err := p.judge(p.read(before, flags.scan), st, &flags.choice, flags.scan.jobs, aside)
		if err != nil {
			return err
		}
		j.news(old)
	}
	var err error
	j.Result, err = flags.choice.sure(j.Result, st.MinConfidence.Value)
	return err
}

// remark tells on stderr what became of the baseline.
func (p *program) remark(j *judgement) {
	if n := len(j.known.Worse); n > 0 {
		p.complain("%s worse than the baseline says", counted(n, "finding has become", "findings have become"))
	}
	if n := len(j.known.Gone); n > 0 {
		p.complain("%s any more; 'subaud baseline prune' takes them out", counted(n, "finding of the baseline is not there", "findings of the baseline are not there"))
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// threshold is the severity that makes the exit code 1; the flag beats the
// configuration.
func (c *checkFlags) threshold(configured finding.Severity) finding.Severity {
	if given, err := finding.ParseSeverity(c.failOn.value); err == nil && c.failOn.given {
		return given
	}
	return configured
}

// exitCode decides by the contract.
func (c *checkFlags) exitCode(run *report.Run, configured finding.Severity) int {
	failOn := c.threshold(configured)
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
