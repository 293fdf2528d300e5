package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/triage"
)

// asideFlags say what may set findings aside.
type asideFlags struct {
	noIgnores bool
	baseline  string
}

func (a *asideFlags) define(f *pflag.FlagSet) {
	f.BoolVar(&a.noIgnores, "no-ignores", false, "report what comments and exceptions set aside")
	f.StringVar(&a.baseline, "baseline", "", "do not count the findings that the baseline `FILE` knows")
}

// aside is what may set findings aside in a run.
type aside struct {
	// ignores says that comments and exceptions count.
	ignores    bool
	exceptions *triage.Exceptions
	baseline   *triage.Baseline
	// partial says that only part of the repository is looked at.
	partial bool
}

// aside reads the files of exceptions and of the baseline.
func (s *settings) aside(flags asideFlags, scan scanFlags) (*aside, error) {
	a := &aside{ignores: !flags.noIgnores, partial: len(scan.exclude) > 0 || !slices.Contains(s.location.Under, ".")}
	var err error
	if a.ignores {
		if a.exceptions, err = s.exceptions(); err != nil {
			return nil, err
		}
	}
	if name := s.baselineFile(flags.baseline); name != "" {
		file, err := s.readOwn("baseline", name)
		if err != nil {
			return nil, err
		}
		if a.baseline, err = triage.ParseBaseline(file); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// exceptions reads the configured file of exceptions, or the one of the usual
// name in the root; nil if there is none.
func (s *settings) exceptions() (*triage.Exceptions, error) {
	name := s.Exceptions.Value
	usual := filepath.Join(s.location.Root, triage.ExceptionsFile)
	if name == "" {
		if _, err := os.Lstat(usual); err != nil {
			return nil, nil //nolint:nilnil // there is none, which is no fault
		}
		name = usual
	}
	file, err := s.readOwn("exceptions", name)
	if err != nil {
		return nil, err
	}
	return triage.ParseExceptions(file)
}

// baselineFile is the absolute path of the baseline, "" if there is none; the
// flag beats the configuration.
func (s *settings) baselineFile(flag string) string {
	if flag == "" {
		return s.Baseline.Value
	}
	if abs, err := filepath.Abs(flag); err == nil {
		return abs
	}
	return flag
}

// readOwn reads a file of ours by its absolute path. In the repository no link
// leads out of it.
func (s *settings) readOwn(what, name string) (*source.File, error) {
	root, err := discover.OpenRoot(s.location.Root)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // nothing was written that a failure could lose
	shown := s.display(name)
	data, err := config.Disk(root, true)(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read %s: there is no file %s", what, shown)
	case err != nil:
		return nil, fmt.Errorf("read %s %s: %w", what, shown, err)
	}
	return source.NewFile(shown, data), nil
}

// display is a path as reports print it: relative to the root if it lies
// there.
func (s *settings) display(name string) string {
	if rel, err := filepath.Rel(s.location.Root, name); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(name)
}
