package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/internal/triage"
)

// usualBaseline is the file that is written where neither the command line nor
// the configuration names one.
const usualBaseline = ".subaud-baseline.json"

// baselineFlags are the flags of the verbs below baseline.
type baselineFlags struct {
	scan   scanFlags
	config configFlags
	choice choiceFlags
	file   string
	force  bool
}

// baselineCommand makes and keeps the list of findings that were there before.
func (p *program) baselineCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "baseline",
		Short: "Make and keep the list of the findings that were there before",
		Long: "A baseline lists the findings that were there when somebody began to look, so that\n" +
			"'subaud check --baseline FILE' counts the new ones only. It knows findings by their\n" +
			"fingerprints, which outlive moved lines and renamed files.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknown("command", "baseline "+args[0], verbsOf("baseline ", cmd))
			}
			cmd.SetOut(p.stderr)
			p.code = ExitUsage
			return cmd.Help()
		},
	}
	cmd.AddCommand(
		p.baselineVerb("create", "Write a baseline of all findings that there are", p.createBaseline),
		p.baselineVerb("update", "Add the new findings to the baseline, and drop those that are gone", p.updateBaseline),
		p.baselineVerb("prune", "Drop the findings that are gone from the baseline; add none", p.pruneBaseline),
	)
	return cmd
}

// baselineWork is what the verbs have in common.
type baselineWork struct {
	flags  *baselineFlags
	path   string // absolute
	shown  string
	old    *triage.Baseline // nil if there is no file
	run    *triage.Run
	redact *facts.Redactor
}

func (p *program) baselineVerb(name, short string, do func(*baselineWork) error) *cobra.Command {
	flags := &baselineFlags{}
	cmd := &cobra.Command{
		Use:   name + " [PATH...]",
		Short: short,
		Long:  short + ".\n\nExit codes: 0; 2 usage; 3 not all could be analysed.",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			w, err := p.baselineWork(args, flags)
			if err != nil {
				return err
			}
			return do(w)
		},
	}
	flags.scan.define(cmd.Flags())
	flags.config.define(cmd.Flags())
	flags.choice.define(cmd)
	p.completeRules(cmd, &flags.config)
	cmd.Flags().StringVar(&flags.file, "baseline", "", "the baseline `FILE`; by default that of the configuration, or "+usualBaseline+" in the root")
	if name == "create" {
		cmd.Flags().BoolVar(&flags.force, "force", false, "replace a baseline that is there")
	}
	return cmd
}

// baselineWork judges the tree without a baseline, and reads the one there is.
func (p *program) baselineWork(paths []string, flags *baselineFlags) (*baselineWork, error) {
	if err := p.accept(paths, flags.scan); err != nil {
		return nil, err
	}
	st, err := p.settings(paths, flags.scan.stdinName, flags.config)
	if err != nil {
		return nil, err
	}
	w := &baselineWork{flags: flags, path: st.baselineFile(flags.file)}
	if w.path == "" {
		w.path = filepath.Join(st.location.Root, usualBaseline)
	}
	w.shown = report.Plain(st.display(w.path))
	if _, err := os.Lstat(w.path); err == nil {
		file, err := st.readOwn("baseline", w.path)
		if err != nil {
			return nil, err
		}
		if w.old, err = triage.ParseBaseline(file); err != nil && !flags.force {
			return nil, err
		}
	}
	aside, err := st.aside(asideFlags{}, flags.scan)
	if err != nil {
		return nil, err
	}
	aside.baseline = nil
	t, err := p.tree(context.Background(), paths, flags.scan, st, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = t.close() }() // nothing was written that a failure could lose
	judged, err := p.judge(p.read(t, flags.scan), st, &flags.choice, flags.scan.jobs, aside)
	if err != nil {
		return nil, err
	}
	if n := report.Unanalysed(judged.problems); n > 0 {
		p.code = ExitIncomplete
		p.complain("%s not be analysed; the baseline does not know what they hold", counted(n, "file could", "files could"))
	}
	w.run, w.redact = judged.triaged, facts.NewRedactor(judged.bundle.Secrets())
	return w, nil
}

func baselineTool() triage.BaselineTool {
	return triage.BaselineTool{Name: report.Name, Version: version()}
}

func (p *program) createBaseline(w *baselineWork) error {
	if w.old != nil && !w.flags.force {
		return fmt.Errorf("create baseline: %s is there already; 'subaud baseline update' brings it up to date, --force replaces it", w.shown)
	}
	b := triage.Create(baselineTool(), w.run, w.redact)
	if err := w.write(b); err != nil {
		return err
	}
	return p.say("%s: %s.\nSay 'baseline: %s' in .subaud.yaml, or 'subaud check --baseline %s'.\n", w.shown, counted(len(b.Findings), "finding", "findings"), w.shown, w.shown)
}

func (p *program) updateBaseline(w *baselineWork) error {
	if w.old == nil {
		return w.missing("update")
	}
	b, change := w.old.Update(baselineTool(), w.run, w.redact)
	if err := w.write(b); err != nil {
		return err
	}
	return p.say("%s: %d kept, %d added, %d gone.\n", w.shown, change.Kept, change.Added, len(change.Gone))
}

func (p *program) pruneBaseline(w *baselineWork) error {
	if w.old == nil {
		return w.missing("prune")
	}
	b, change := w.old.Prune(w.run)
	if err := w.write(b); err != nil {
		return err
	}
	return p.say("%s: %d kept, %d gone.\n", w.shown, change.Kept, len(change.Gone))
}

func (w *baselineWork) missing(verb string) error {
	return fmt.Errorf("%s baseline: there is no file %s; 'subaud baseline create' makes it", verb, w.shown)
}

func (w *baselineWork) write(b *triage.Baseline) error {
	var out bytes.Buffer
	if err := b.Encode(&out); err != nil {
		return err
	}
	if err := writeFile(w.path, out.Bytes()); err != nil {
		return fmt.Errorf("write baseline: %w", err)
	}
	return nil
}

// say prints the answer of a verb.
func (p *program) say(format string, args ...any) error {
	_, err := fmt.Fprintf(p.stdout, format, args...)
	return err
}
