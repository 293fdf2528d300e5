package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/compare"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/internal/vcs"
)

// diffFlags say what is compared, and how the answer is written.
type diffFlags struct {
	scan            scanFlags
	config          configFlags
	format          enum
	files           []string
	color           enum
	quiet           bool
	exitZero        bool
	allowIncomplete bool
}

// diffCommand tells what a change makes wider.
func (p *program) diffCommand() *cobra.Command {
	flags := &diffFlags{
		format: enum{value: report.FormatText, allowed: report.DiffFormats()},
		color:  enum{value: "auto", allowed: []string{"auto", "always", "never"}},
	}
	cmd := &cobra.Command{
		Use:   "diff [OLD [NEW]]",
		Short: "Tell which trusts and grants a change makes wider or narrower",
		Long: "Compare two trees: which trust policies let in more than before, with a token or\n" +
			"principal that is let in newly, what identities may do, what roles of clusters allow\n" +
			"and who is bound and mapped to them; and what became narrower.\n\n" +
			"OLD and NEW are each a folder or file, or a git revision where there is no such path.\n" +
			"Without NEW it is the working tree, and without OLD the commit HEAD. A revision is\n" +
			"compared below the current folder, or below the folder that it is compared with.\n" +
			"What no file says (a variable that nobody sets) is taken to be the same in both.\n\n" +
			"Exit codes: 0 nothing became wider; 1 something did; 2 usage; 3 nothing that is known,\n" +
			"but not all could be analysed.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 2 {
				return fmt.Errorf("diff: want at most two trees, got %d", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return p.diff(args, flags) },
	}
	f := cmd.Flags()
	flags.scan.defineTree(f)
	flags.config.define(f)
	enumVar(cmd, &flags.format, "format", "how to write the comparison on stdout; markdown is for a pull request")
	f.StringArrayVarP(&flags.files, "output", "o", nil, "also write it to a file, as `FORMAT=FILE` (may be repeated)")
	enumVar(cmd, &flags.color, "color", "whether to colour; auto: on a terminal, unless NO_COLOR is set")
	f.BoolVarP(&flags.quiet, "quiet", "q", false, "no closing summary")
	f.BoolVar(&flags.exitZero, "exit-zero", false, "exit 0 in place of 1")
	f.BoolVar(&flags.allowIncomplete, "allow-incomplete", false, "exit 0 in place of 3 where not all could be analysed")
	return cmd
}

// side is one of the trees: what the user calls it, the path where it is on disk
// or would be, and the revision; empty for what is on disk.
type side struct {
	name, path, revision string
}

// sides says what is compared.
func sides(args []string) (old, new side, err error) {
	old, new = side{name: headRef, revision: headRef}, side{name: "the working tree"}
	for i, arg := range args {
		s := side{name: arg}
		switch _, failed := os.Stat(arg); {
		case arg == stdinPath:
			return old, new, errors.New("diff: standard input (-) cannot be compared: name a path or a revision")
		case failed == nil:
			s.path = arg
		case strings.HasPrefix(arg, ".") || filepath.IsAbs(arg) || arg == "":
			return old, new, fmt.Errorf("diff: %w", failed)
		default:
			s.revision = arg
		}
		if i == 0 {
			old = s
		} else {
			new = s
		}
	}
	for _, pair := range [][2]*side{{&old, &new}, {&new, &old}} {
		if s, other := pair[0], pair[1]; s.path == "" {
			s.path = "."
			if s.revision != "" && other.path != "" {
				s.path = other.path
			}
		}
	}
	return old, new, nil
}

func (p *program) diff(args []string, flags *diffFlags) error {
	outputs, err := flags.outputs()
	if err != nil {
		return err
	}
	old, new, err := sides(args)
	if err != nil {
		return err
	}
	if err := p.accept(nil, flags.scan); err != nil {
		return err
	}
	d := &report.Diff{Version: version(), Old: old.name, New: new.name}
	var trees [2]compare.Tree
	for i, s := range []side{old, new} {
		tree, problems, err := p.side(s, flags)
		if err != nil {
			return err
		}
		trees[i] = tree
		d.Secrets = append(d.Secrets, tree.Facts.Secrets()...)
		if i == 0 {
			d.OldProblems = problems
		} else {
			d.NewProblems = problems
		}
	}
	d.Result = compare.Trees(trees[0], trees[1])
	p.code = flags.exitCode(d)
	return p.writeDiff(d, outputs, flags)
}

// side reads one of the trees.
func (p *program) side(s side, flags *diffFlags) (compare.Tree, []*facts.Input, error) {
	ctx, paths := context.Background(), []string{s.path}
	st, err := p.settings(paths, "", flags.config)
	if err != nil {
		return compare.Tree{}, nil, err
	}
	disk, err := p.openTree(paths, flags.scan, st)
	if err != nil {
		return compare.Tree{}, nil, err
	}
	defer func() { _ = disk.close() }() // nothing was written that a failure could lose
	t := disk
	if s.revision != "" {
		if t, err = st.committed(ctx, s, disk, flags.scan); err != nil {
			return compare.Tree{}, nil, err
		}
		defer func() { _ = t.close() }() // as above
	}
	read := p.read(t, flags.scan)
	under := st.location.Under[0]
	if info, err := os.Stat(s.path); err == nil && !info.IsDir() {
		under = path.Dir(under)
	}
	return compare.Tree{Facts: read.bundle, Link: link.Options{Complete: st.Closed}, Under: under}, read.problems(), nil
}

// committed is what a tree on disk was in a revision.
func (s *settings) committed(ctx context.Context, of side, disk *tree, scan scanFlags) (*tree, error) {
	repo, err := vcs.Open(ctx, s.location.Root)
	switch {
	case err != nil:
		return nil, fmt.Errorf("diff: there is no path %s, and as a revision: %w", of.name, err)
	case repo.Root != s.location.Root:
		return nil, fmt.Errorf("diff: %s lies in %s, and git knows %s", of.path, s.location.Root, repo.Root)
	}
	return s.revision(ctx, repo, of.revision, disk, scan)
}

// exitCode decides by the contract.
func (f *diffFlags) exitCode(d *report.Diff) int {
	switch {
	case d.Count(compare.Wider) > 0 && f.exitZero:
		return ExitClean
	case d.Count(compare.Wider) > 0:
		return ExitFindings
	case report.Unanalysed(slices.Concat(d.OldProblems, d.NewProblems)) > 0 && !f.allowIncomplete:
		return ExitIncomplete
	}
	return ExitClean
}

// outputs reads the -o flags.
func (f *diffFlags) outputs() ([]output, error) {
	var out []output
	for _, s := range f.files {
		format, file, ok := strings.Cut(s, "=")
		if !ok || file == "" {
			return nil, fmt.Errorf("--output %q: want FORMAT=FILE", s)
		}
		check := enum{allowed: report.DiffFormats()}
		if err := check.Set(format); err != nil {
			return nil, fmt.Errorf("--output %q: unknown format %q: %w", s, format, err)
		}
		out = append(out, output{format, file})
	}
	return out, nil
}

// writeDiff writes the comparison to stdout and to the files, of which each is
// written whole or not at all.
func (p *program) writeDiff(d *report.Diff, outputs []output, flags *diffFlags) error {
	opts := report.Options{Terse: flags.quiet}
	var failed error
	for _, o := range outputs {
		var b bytes.Buffer
		err := report.WriteDiff(&b, o.format, d, opts)
		if err == nil {
			err = writeFile(o.file, b.Bytes())
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("write %s comparison to %s: %w", o.format, o.file, err))
		}
	}
	opts.Color = p.color(flags.color.value)
	return errors.Join(failed, report.WriteDiff(p.stdout, flags.format.value, d, opts))
}
