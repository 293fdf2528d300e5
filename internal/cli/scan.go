package cli

import (
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/subaud/subaud/analyzers"
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
}

func (s *scanFlags) define(f *pflag.FlagSet) {
	f.StringArrayVar(&s.exclude, "exclude", nil, "leave out paths that match `GLOB` (may be repeated)")
	f.StringVar(&s.stdinName, "stdin-filename", "", "the `NAME` of what is read from standard input (path -)")
	f.IntVar(&s.jobs, "jobs", 0, "the `NUMBER` of workers; 0 is one for each processor")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "tell on stderr what is read and what is passed over")
}

// scanned is what a tree says.
type scanned struct {
	bundle *facts.Bundle
	inputs []analyzers.Input
	root   string
}

// files is how many files were looked at.
func (s *scanned) files() int {
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
func (p *program) scan(paths []string, flags scanFlags) (*scanned, error) {
	if flags.jobs < 0 {
		return nil, fmt.Errorf("--jobs %d: want 0 or more", flags.jobs)
	}
	found, content, err := p.find(paths, flags)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Root.Close() }() // nothing was written that a failure could lose

	var entries []discover.Entry
	context := map[string]bool{}
	for _, e := range found.Entries {
		context[e.Path] = e.Context
		if !e.Context {
			entries = append(entries, e)
		}
	}
	bundle, inputs := analyzers.Run(entries, p.list, analyzers.Options{
		Jobs:     flags.jobs,
		ReadFile: reader(found.Root, context),
		List:     lister(found.Root),
		Content:  content,
	})
	for i := range found.Skipped {
		if in := analyzers.SkippedProblem(&found.Skipped[i]); in != nil {
			bundle.Add(in)
		}
	}
	bundle.Sort()
	if flags.verbose {
		p.narrate(found, inputs)
	}
	return &scanned{bundle: bundle, inputs: inputs, root: found.Root.Dir()}, nil
}

// find walks the paths; what stands on standard input is an entry as well.
func (p *program) find(paths []string, flags scanFlags) (*discover.Result, map[string][]byte, error) {
	named := slices.DeleteFunc(slices.Clone(paths), func(s string) bool { return s == stdinPath })
	if len(named) == len(paths) {
		if flags.stdinName != "" {
			return nil, nil, errors.New("--stdin-filename is given, but no path is - (standard input)")
		}
		found, err := discover.Find(discover.Options{Paths: paths, Exclude: flags.exclude, Jobs: flags.jobs})
		return found, nil, err
	}
	if len(named) > 0 {
		return nil, nil, errors.New("standard input (-) cannot be read together with other paths")
	}
	return p.findStdin(flags.stdinName)
}

// findStdin makes a tree of one file from standard input. Its root is the
// repository of the current folder, so that references lead to the files on
// disk.
func (p *program) findStdin(name string) (*discover.Result, map[string][]byte, error) {
	data, err := io.ReadAll(io.LimitReader(p.stdin, discover.MaxSize+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read standard input: %w", err)
	}
	if name == "" {
		name = "stdin"
	}
	root, folder, err := discover.OpenAround(".")
	if err != nil {
		return nil, nil, err
	}
	clean := path.Join(folder, filepath.ToSlash(name))
	if filepath.IsAbs(name) || clean == ".." || strings.HasPrefix(clean, "../") {
		return nil, nil, errors.Join(fmt.Errorf("--stdin-filename %q: want a path within the repository, relative to the current folder", name), root.Close())
	}
	entry := discover.Entry{Path: clean, Size: int64(len(data)), Class: discover.Classify(clean, data)}
	found := &discover.Result{Root: root}
	if len(data) > discover.MaxSize {
		found.Skipped = append(found.Skipped, discover.Skipped{Path: clean, Reason: discover.TooLarge, Class: entry.Class})
		return found, nil, nil
	}
	found.Entries = []discover.Entry{entry}
	return found, map[string][]byte{clean: data}, nil
}

// reader reads a file that an analyzer follows a reference to.
func reader(root *discover.Root, context map[string]bool) func(string) (*source.File, error) {
	return func(name string) (*source.File, error) {
		data, err := root.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f := source.NewFile(name, data)
		f.Context = context[name]
		return f, nil
	}
}

// lister lists the files of a folder.
func lister(root *discover.Root) func(string) []string {
	return func(dir string) []string {
		entries, err := root.ReadDir(dir)
		if err != nil {
			return nil // a folder that is not there holds no files
		}
		var out []string
		for _, e := range entries {
			if !e.IsDir() {
				out = append(out, path.Join(dir, e.Name()))
			}
		}
		return out
	}
}

// narrate tells what was read, for -v.
func (p *program) narrate(found *discover.Result, inputs []analyzers.Input) {
	p.complain("root %s", found.Root.Dir())
	for _, s := range found.Skipped {
		p.complain("passed over %q: %s", s.Path, s.Reason)
	}
	for _, in := range inputs {
		if in.Status != analyzers.Irrelevant {
			p.complain("%s %q by %s", in.Status, in.Path, in.Analyzer)
		}
	}
}
