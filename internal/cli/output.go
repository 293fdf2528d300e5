package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/report"
)

// reportFlags say how the result is written.
type reportFlags struct {
	format         enum
	files          []string
	color          enum
	showUndecided  bool
	showSuppressed bool
	quiet          bool
}

func (r *reportFlags) define(cmd *cobra.Command) {
	r.format = enum{value: report.FormatText, allowed: report.Formats()}
	r.color = enum{value: "auto", allowed: []string{"auto", "always", "never"}}
	f := cmd.Flags()
	enumVar(cmd, &r.format, "format", "how to write the report on stdout")
	f.StringArrayVarP(&r.files, "output", "o", nil, "also write a report to a file, as `FORMAT=FILE` (may be repeated)")
	enumVar(cmd, &r.color, "color", "whether to colour; auto: on a terminal, unless NO_COLOR is set")
	f.BoolVar(&r.showUndecided, "show-undecided", false, "list the questions that the inputs leave open")
	f.BoolVar(&r.showSuppressed, "show-suppressed", false, "list what was set aside, and why")
	f.BoolVarP(&r.quiet, "quiet", "q", false, "no closing summary and no remarks on stderr")
}

// output is a report to write to a file.
type output struct{ format, file string }

// outputs reads the -o flags.
func (r *reportFlags) outputs() ([]output, error) {
	var out []output
	for _, s := range r.files {
		format, file, ok := strings.Cut(s, "=")
		if !ok || file == "" {
			return nil, fmt.Errorf("--output %q: want FORMAT=FILE", s)
		}
		check := enum{allowed: report.Formats()}
		if err := check.Set(format); err != nil {
			return nil, fmt.Errorf("--output %q: unknown format %q: %w", s, format, err)
		}
		out = append(out, output{format, file})
	}
	return out, nil
}

// describe reports whether a report describes the rules, and not only names
// them.
func (r *reportFlags) describe(outputs []output) bool {
	return report.Describes(r.format.value) || slices.ContainsFunc(outputs, func(o output) bool { return report.Describes(o.format) })
}

// write writes the report to stdout and to the files. A file is written whole
// or not at all; all are tried, and the first to fail does not stop the rest.
func (p *program) write(run *report.Run, outputs []output, flags reportFlags, failOn finding.Severity) error {
	opts := report.Options{ShowUndecided: flags.showUndecided, ShowSuppressed: flags.showSuppressed, Terse: flags.quiet, FailOn: failOn}
	var failed error
	for _, o := range outputs {
		var b bytes.Buffer
		err := report.Write(&b, o.format, run, opts)
		if err == nil {
			err = writeFile(o.file, b.Bytes())
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("write %s report to %s: %w", o.format, o.file, err))
		}
	}
	opts.Color = p.color(flags.color.value)
	if notice := emptyNotice(run); notice != "" && flags.format.value != report.FormatText && !flags.quiet {
		p.complain("%s", notice)
	}
	err := report.Write(p.stdout, flags.format.value, run, opts)
	if failed != nil {
		return failed
	}
	return err
}

// writeFile creates or replaces a file.
func writeFile(name string, data []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, bytes.NewReader(data))
	return errors.Join(err, f.Close())
}

// color decides whether stdout is coloured: by the flag, then NO_COLOR
// (https://no-color.org), CLICOLOR_FORCE, and whether it is a terminal that
// understands.
func (p *program) color(flag string) bool {
	switch {
	case flag != "auto":
		return flag == "always"
	case p.env("NO_COLOR") != "":
		return false
	case p.env("CLICOLOR_FORCE") != "" && p.env("CLICOLOR_FORCE") != "0":
		return true
	}
	return p.env("TERM") != "dumb" && isTerminal(p.stdout)
}
