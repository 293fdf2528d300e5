package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/subaud/subaud/analyzers/all"
	"github.com/subaud/subaud/analyzers/terraform"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/source"
)

// varFlags give values to the variables of Terraform roots.
type varFlags struct {
	values, files []string
}

func (v *varFlags) define(f *pflag.FlagSet) {
	f.StringArrayVar(&v.values, "var", nil, "a Terraform variable, as `NAME=VALUE` (may be repeated)")
	f.StringArrayVar(&v.files, "var-file", nil, "a `FILE` of Terraform variables, in place of those beside a root (may be repeated)")
}

// variables makes the analyzers read with the variables that are given.
func (p *program) variables(v varFlags) error {
	if len(v.values) == 0 && len(v.files) == 0 {
		return nil
	}
	options := terraform.Options{Vars: v.values}
	for _, assignment := range v.values {
		if name, _, ok := strings.Cut(assignment, "="); !ok || strings.TrimSpace(name) == "" {
			return fmt.Errorf("--var %q: want NAME=VALUE", assignment)
		}
	}
	for _, name := range v.files {
		f, err := variablesFile(name)
		if err != nil {
			return fmt.Errorf("--var-file %q: %w", name, err)
		}
		options.VarFiles = append(options.VarFiles, f)
	}
	p.reading.Terraform = options
	p.list = all.Analyzers(p.reading)
	return nil
}

// knowing makes the analyzers read with what the configuration says.
func (p *program) knowing(s *settings) {
	if repository := s.Repository.Value; repository != "" {
		p.reading.Workflow.Repository = repository
		p.list = all.Analyzers(p.reading)
	}
}

// variablesFile reads a file that the user names; it may lie anywhere.
func variablesFile(name string) (*source.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(f, discover.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read: %w", errors.Unwrap(err))
	}
	if len(data) > discover.MaxSize {
		return nil, fmt.Errorf("it is larger than %d MiB", discover.MaxSize>>20)
	}
	return source.NewFile(shownPath(name), data), nil
}

// shownPath is a path as reports show it: from the root of the repository where
// the file lies in it.
func shownPath(name string) string {
	root, folder, err := discover.OpenAround(".")
	if err != nil || filepath.IsAbs(name) {
		return filepath.ToSlash(name)
	}
	defer func() { _ = root.Close() }() // nothing was written
	return path.Join(folder, filepath.ToSlash(name))
}

// accept finds what is wrong with the flags before anything is read, and makes
// the analyzers read as they say.
func (p *program) accept(paths []string, flags scanFlags) error {
	if err := flags.check(paths); err != nil {
		return err
	}
	return p.variables(flags.vars)
}
