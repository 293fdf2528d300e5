package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// stdinPath is the path that stands for standard input.
const stdinPath = "-"

// scanFlags say what is read. They belong to every verb that reads a tree.
type scanFlags struct {
	exclude   []string
	stdinName string
	jobs      int
	verbose   bool
	vars      varFlags
}

func (s *scanFlags) define(f *pflag.FlagSet) {
	s.defineTree(f)
	f.StringVar(&s.stdinName, "stdin-filename", "", "the `NAME` of what is read from standard input (path -)")
}

// defineTree is define for verbs that read no standard input.
func (s *scanFlags) defineTree(f *pflag.FlagSet) {
	f.StringArrayVar(&s.exclude, "exclude", nil, "leave out paths that match `GLOB`, beside those that the configuration excludes (may be repeated)")
	s.vars.define(f)
	f.IntVar(&s.jobs, "jobs", 0, "the `NUMBER` of workers; 0 is one for each processor")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "tell on stderr what is read and what is passed over")
}

// check finds what is wrong with the flags before anything is read.
func (s *scanFlags) check(paths []string) error {
	switch {
	case s.jobs < 0:
		return fmt.Errorf("--jobs %d: want 0 or more", s.jobs)
	case s.stdinName != "" && !slices.Contains(paths, stdinPath):
		return errors.New("--stdin-filename is given, but no path is - (standard input)")
	case len(paths) > 1 && slices.Contains(paths, stdinPath):
		return errors.New("standard input (-) cannot be read together with other paths")
	}
	return nil
}

// excluded are the globs of paths to leave out.
func (s *scanFlags) excluded(c *config.Config) []string {
	return slices.Concat(config.Strings(c.Exclude), s.exclude)
}

// scanned is what a tree says.
type scanned struct {
	bundle *facts.Bundle
	inputs []analyzers.Input
}

// count is how many files were looked at.
func (s *scanned) count() int {
	paths := map[string]bool{}
	for _, in := range s.inputs {
		paths[in.Path] = true
	}
	return len(paths)
}

// problems lists the faults that limit what a result says.
func (s *scanned) problems() (out []*facts.Input) {
	for _, in := range s.bundle.Inputs {
		if in.Class != facts.Mistake {
			out = append(out, in)
		}
	}
	return out
}

// scan finds the files and reads their facts.
func (p *program) scan(paths []string, flags scanFlags, s *settings) (*scanned, error) {
	p.knowing(s)
	t, err := p.openTree(paths, flags, s)
	if err != nil {
		return nil, err
	}
	defer func() { _ = t.close() }() // nothing was written that a failure could lose
	return p.read(t, flags), nil
}

// read reads the facts of a tree.
func (p *program) read(t *tree, flags scanFlags) *scanned {
	var entries []discover.Entry
	context := map[string]bool{}
	for _, e := range t.entries {
		context[e.Path] = e.Context
		if !e.Context {
			entries = append(entries, e)
		}
	}
	bundle, inputs := analyzers.Run(entries, p.list, analyzers.Options{
		Jobs: flags.jobs,
		ReadFile: func(name string) (*source.File, error) {
			data, err := t.read(name)
			if err != nil {
				return nil, err
			}
			f := source.NewFile(name, data)
			f.Context = context[name]
			return f, nil
		},
		List:    t.list,
		Content: t.content,
	})
	for i := range t.skipped {
		if in := analyzers.SkippedProblem(&t.skipped[i]); in != nil {
			bundle.Add(in)
		}
	}
	bundle.Sort()
	if flags.verbose {
		p.narrate(t, inputs)
	}
	return &scanned{bundle: bundle, inputs: inputs}
}

// narrate tells what was read, for -v.
func (p *program) narrate(t *tree, inputs []analyzers.Input) {
	p.complain("root %s", t.root)
	for _, s := range t.skipped {
		p.complain("passed over %q: %s", s.Path, s.Reason)
	}
	for _, in := range inputs {
		if in.Status != analyzers.Irrelevant {
			p.complain("%s %q by %s", in.Status, in.Path, in.Analyzer)
		}
	}
}
