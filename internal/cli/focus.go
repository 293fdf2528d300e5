package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/triage"
	"github.com/subaud/subaud/internal/vcs"
)

// headRef is what --changed compares with where it names no revision.
const headRef = "HEAD"

// focusFlags say which findings are of interest, by what git knows.
type focusFlags struct {
	changed  string
	staged   bool
	newSince string
}

func (f *focusFlags) define(flags *pflag.FlagSet) {
	flags.StringVar(&f.changed, "changed", "", "report only what touches changes: of the working tree, or since HEAD left `REF` (--changed=REF)")
	flags.Lookup("changed").NoOptDefVal = headRef
	flags.BoolVar(&f.staged, "staged", false, "report only what touches the staged changes, and judge the staged files")
	flags.StringVar(&f.newSince, "new-since", "", "report only the findings that the commit `REF` does not have")
}

// The variables of pre-commit (https://pre-commit.com/#hooks-environment-variables):
// that it runs, and the revision with which a range of commits is compared.
const (
	preCommitVariable = "PRE_COMMIT"
	fromRefVariable   = "PRE_COMMIT_FROM_REF"
)

// focus is what is of interest, and the repository that knows.
type focus struct {
	repo *vcs.Repo
	// changes are the changes that findings must touch; nil if there is no
	// such wish.
	changes *vcs.Changes
	// staged says that the staged files are judged, not those on disk.
	staged bool
	// since is the revision whose findings are not reported; empty if none.
	since string
}

// focus asks git what the flags want to know; nil if they want nothing.
func (p *program) focus(ctx context.Context, flags focusFlags, paths []string, st *settings) (*focus, error) {
	if flags == (focusFlags{}) {
		return nil, nil //nolint:nilnil // all is of interest
	}
	if flags.staged && flags.changed+flags.newSince != "" || flags.changed != "" && flags.newSince != "" {
		return nil, errors.New("--changed, --staged and --new-since exclude each other")
	}
	if slices.Contains(paths, stdinPath) {
		return nil, errors.New("--changed, --staged and --new-since compare files of a repository, and standard input (-) is none")
	}
	repo, err := vcs.Open(ctx, st.location.Root)
	if err != nil {
		return nil, err
	}
	if repo.Root != st.location.Root {
		return nil, fmt.Errorf("the paths are not in one repository: they lie in %s, and git knows %s", st.location.Root, repo.Root)
	}
	if from := p.env(fromRefVariable); flags.staged && from != "" {
		flags = focusFlags{changed: from}
	}
	f := &focus{repo: repo, since: flags.newSince, staged: flags.staged}
	switch {
	case flags.staged:
		f.changes, err = repo.Staged(ctx)
		if err == nil && f.changes.Empty() && p.env(preCommitVariable) != "" {
			return nil, nil //nolint:nilnil // pre-commit run --all-files: all is of interest
		}
	case flags.changed == headRef:
		f.changes, err = repo.Changed(ctx, "") // which needs no commit
	case flags.changed != "":
		f.changes, err = repo.Changed(ctx, flags.changed)
	}
	return f, err
}

// touched keeps what touches the changes.
func (f *focus) touched(j *judgement) {
	inFile := func(at source.Span) bool { return f.changedFile(pathOf(at)) }
	j.Findings = slices.DeleteFunc(j.Findings, func(x *finding.Finding) bool {
		var whole source.Span
		if fact := j.graph.Fact(facts.ID(x.Fact)); fact != nil {
			whole = fact.FactBase().At
		}
		return !f.changes.TouchesFinding(x, whole)
	})
	j.Undecided = slices.DeleteFunc(j.Undecided, func(u *finding.Undecided) bool { return !f.changes.Touches(u.At) })
	// What could not be analysed is not there to be touched.
	j.problems = slices.DeleteFunc(j.problems, func(in *facts.Input) bool { return !inFile(in.At) && !inFile(in.Related) })
}

// changedFile reports whether a file, or a folder above it, is among the
// changes.
func (f *focus) changedFile(path string) bool {
	return slices.ContainsFunc(f.changes.Files, func(c vcs.Change) bool {
		return c.Path == path || c.Whole && strings.HasPrefix(path, c.Path+"/")
	})
}

// news keeps what an older judgement does not have.
func (j *judgement) news(old *judgement) {
	questions, problems := map[string]bool{}, map[string]bool{}
	question := func(u *finding.Undecided) string {
		return strings.Join([]string{u.Rule.ID, u.Address, u.Message}, "\x00")
	}
	for _, u := range old.Undecided {
		questions[question(u)] = true
	}
	problem := func(in *facts.Input) string {
		return strings.Join([]string{in.Code, pathOf(in.At), in.Message}, "\x00")
	}
	for _, in := range old.problems {
		problems[problem(in)] = true
	}
	j.Findings = triage.NewSince(old.triaged, j.triaged)
	j.Undecided = slices.DeleteFunc(j.Undecided, func(u *finding.Undecided) bool { return questions[question(u)] })
	j.problems = slices.DeleteFunc(j.problems, func(in *facts.Input) bool { return problems[problem(in)] })
}

// pathOf returns the path of the file that a span stands in.
func pathOf(at source.Span) string {
	if root := at.Root(); root.File != nil {
		return root.File.Path
	}
	return ""
}
