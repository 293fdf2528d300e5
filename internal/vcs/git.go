// Package vcs asks git what changed and what a revision held. It is the only
// package that runs a program.
//
// A repository is hostile input, and its configuration, attributes and hooks
// can name programs. So git is run with fixed lists of arguments, without a
// shell, and with everything switched off through which the repository could
// have something executed or fetched; nothing is written, not even the index.
// The machine's and the user's own configuration are read, since they say which
// repositories git may trust (safe.directory).
package vcs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// sentinel is an error that never changes.
type sentinel string

// Error returns the text.
func (s sentinel) Error() string { return string(s) }

// The reasons for which git cannot answer, to be asked for with errors.Is.
const (
	// ErrNoGit: the program is not installed.
	ErrNoGit = sentinel("git is not installed, or not in a folder of PATH: install it, or leave out the options that need it")
	// ErrNotRepository: the folder is not in a repository.
	ErrNotRepository = sentinel("not in a git repository")
	// ErrBare: the repository has no files to compare.
	ErrBare = sentinel("the repository is bare: it has no working tree")
	// ErrUntrusted: git refuses a repository that somebody else owns.
	ErrUntrusted = sentinel("git does not trust the repository, since somebody else owns it: add its folder to safe.directory in your git configuration")
	// ErrElsewhere: the repository's configuration says that its files lie in
	// a folder which does not hold the one that was asked about.
	ErrElsewhere = sentinel("the repository says that its working tree lies elsewhere (core.worktree)")
	// ErrNoRevision: there is no such commit.
	ErrNoRevision = sentinel("no such commit")
	// ErrNoCommonHistory: two commits have no common ancestor, as far as the
	// clone goes.
	ErrNoCommonHistory = sentinel("has no history in common with HEAD")
	// ErrMissing: an object is not in the clone (a partial one).
	ErrMissing = sentinel("the clone does not hold the object")
)

// waitDelay is how long git may take to end once it was told to.
const waitDelay = 2 * time.Second

// hardening stands before every subcommand. A setting that is given here beats
// that of any file. https://git-scm.com/docs/git-config
var hardening = []string{
	"--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
	"-c", "core.fsmonitor=false",
	"-c", "core.hooksPath=/dev/null",
	"-c", "core.quotePath=false",
	"-c", "protocol.allow=never",
	"-c", "submodule.recurse=false",
	// A folder in the tree that looks like a bare repository is content, and
	// its config is not to be read.
	"-c", "safe.bareRepository=explicit",
}

// passed are the variables that git gets to see: where it lies, whose it is,
// and the user's own configuration. None of those with which a caller's git
// points its hooks at a repository (GIT_DIR) is among them.
var passed = []string{
	"PATH", "HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "XDG_CONFIG_HOME", "SYSTEMROOT", "TMPDIR", "TMP", "TEMP",
	"SUDO_UID", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
}

// set are the variables that git always gets.
var set = []string{
	"LC_ALL=C", "LANGUAGE=", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_PAGER=cat",
	// A partial clone would fetch what it lacks, with programs of its config.
	"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
}

// environment reduces an environment to what git needs.
func environment(from []string) []string {
	var out []string
	for _, v := range from {
		name, _, _ := strings.Cut(v, "=")
		if slices.Contains(passed, strings.ToUpper(name)) || strings.HasPrefix(name, "GIT_CONFIG_") {
			out = append(out, v)
		}
	}
	return append(out, set...)
}

// git runs the program in a folder.
type git struct {
	program string
	dir     string
	env     []string
	// settings are further settings of the repository that are overridden, as
	// arguments.
	settings []string
}

// find looks git up. A relative folder of PATH is refused by the lookup, so
// that the tree cannot bring its own.
func find(dir string) (git, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return git{}, ErrNoGit
	}
	return git{program: program, dir: dir, env: environment(os.Environ())}, nil
}

// command prepares a run.
func (g git) command(ctx context.Context, args ...string) *exec.Cmd {
	all := slices.Concat(hardening, g.settings, args)
	cmd := exec.CommandContext(ctx, g.program, all...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = g.dir, g.env, waitDelay
	return cmd
}

// output runs git and returns what it printed.
func (g git) output(ctx context.Context, args ...string) ([]byte, error) {
	var out bytes.Buffer
	err := g.stream(ctx, func(r io.Reader) error {
		_, err := out.ReadFrom(r)
		return err
	}, args...)
	return out.Bytes(), err
}

// line runs git and returns what it printed less the line break.
func (g git) line(ctx context.Context, args ...string) (string, error) {
	out, err := g.output(ctx, args...)
	return strings.TrimSuffix(strings.TrimSuffix(string(out), "\n"), "\r"), err
}

// stream runs git and hands what it prints to read, which must read all of it
// or fail.
func (g git) stream(ctx context.Context, read func(io.Reader) error, args ...string) error {
	cmd := g.command(ctx, args...)
	complaint := &head{limit: 4 << 10}
	cmd.Stderr = complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("run git %s: %w", args[0], err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("run git %s: %w", args[0], err)
	}
	readErr := read(out)
	if readErr != nil {
		_ = cmd.Process.Kill() // it may be waiting for a reader
	}
	waitErr := cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("run git %s: %w", args[0], ctx.Err())
	case readErr != nil:
		return fmt.Errorf("read git %s: %w", args[0], readErr)
	case waitErr != nil:
		return &commandError{verb: args[0], complaint: complaint.String(), err: waitErr}
	}
	return nil
}

// commandError is git having failed.
type commandError struct {
	verb, complaint string
	err             error
}

// Error gives git's own words, which are one line in most cases.
func (e *commandError) Error() string {
	words := strings.Join(strings.Fields(e.complaint), " ")
	if words == "" {
		words = e.err.Error()
	}
	return "git " + e.verb + ": " + strings.TrimPrefix(words, "fatal: ")
}

// Unwrap tells the failures that people can do something about.
func (e *commandError) Unwrap() error {
	for _, known := range []struct {
		words string
		err   error
	}{
		{"dubious ownership", ErrUntrusted},
		{"safe.bareRepository", ErrBare},
		{"must be run in a work tree", ErrBare},
		{"not a git repository", ErrNotRepository},
	} {
		if strings.Contains(e.complaint, known.words) {
			return known.err
		}
	}
	return e.err
}

// exited reports whether an error is git having ended with a status.
func exited(err error, status int) bool {
	failed, ok := errors.AsType[*commandError](err)
	if !ok {
		return false
	}
	exit, ok := errors.AsType[*exec.ExitError](failed.err)
	return ok && exit.ExitCode() == status
}

// head keeps the first bytes that are written to it.
type head struct {
	bytes.Buffer
	limit int
}

// Write keeps what fits and accepts the rest.
func (h *head) Write(p []byte) (int, error) {
	if room := h.limit - h.Len(); room > 0 {
		h.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
