package vcs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/subaud/subaud/internal/discover"
)

// maxLinks is how many links a path may lead through.
const maxLinks = 40

// Snapshot is the files of a revision or of the index, read from git's own
// store: nothing is checked out. It is safe for concurrent use. Close it when
// nothing reads any more.
type Snapshot struct {
	blobs map[string]blob
	names []string            // of blobs, sorted
	lists map[string][]string // the files of each folder, "." for the top
	// Submodules are the folders whose files are in other repositories and not
	// in the snapshot, sorted.
	Submodules []string

	store *store
}

// blob is a file or a link of a tree.
type blob struct {
	id   string
	link bool
}

// Tree returns the files of a revision. The error is that of Resolve, or git's.
func (r *Repo) Tree(ctx context.Context, ref string) (*Snapshot, error) {
	id, err := r.Resolve(ctx, ref)
	if err != nil {
		return nil, err
	}
	out, err := r.git.output(ctx, "ls-tree", "-r", "-z", "--full-tree", id)
	if err != nil {
		return nil, fmt.Errorf("list files of %q: %w", ref, err)
	}
	return r.snapshot(ctx, out)
}

// Fork returns the files of the commit at which HEAD left a revision: what a
// branch is compared with to tell what is new in it.
func (r *Repo) Fork(ctx context.Context, ref string) (*Snapshot, error) {
	id, err := r.fork(ctx, ref)
	if err != nil {
		return nil, err
	}
	return r.Tree(ctx, id)
}

// Index returns the files that would be committed. The lines of Staged are
// those of these files, not of the working tree.
func (r *Repo) Index(ctx context.Context) (*Snapshot, error) {
	out, err := r.git.output(ctx, "ls-files", "-z", "--stage")
	if err != nil {
		return nil, fmt.Errorf("list staged files: %w", err)
	}
	return r.snapshot(ctx, out)
}

// snapshot reads "MODE TYPE ID\tPATH" of ls-tree or "MODE ID STAGE\tPATH" of
// ls-files, each ended by NUL. Only git's own checks keep hostile trees from
// holding names like "..", so they are checked here.
func (r *Repo) snapshot(ctx context.Context, listing []byte) (*Snapshot, error) {
	s := &Snapshot{blobs: map[string]blob{}, lists: map[string][]string{}}
	for record := range strings.SplitSeq(string(listing), "\x00") {
		meta, name, ok := strings.Cut(record, "\t")
		words := strings.Fields(meta)
		if !ok || len(words) != 3 || !fs.ValidPath(name) || name == "." {
			continue
		}
		id := words[1]
		if !isID(id) {
			id = words[2]
		}
		switch words[0] {
		case "160000":
			s.Submodules = append(s.Submodules, name)
		default:
			s.blobs[name] = blob{id: id, link: words[0] == "120000"}
		}
	}
	s.names = slices.Sorted(maps.Keys(s.blobs))
	slices.Sort(s.Submodules)
	for _, name := range s.names {
		s.lists[path.Dir(name)] = append(s.lists[path.Dir(name)], name)
	}
	var err error
	s.store, err = r.git.openStore(ctx)
	return s, err
}

// Close ends the reading.
func (s *Snapshot) Close() error { return s.store.close() }

// Paths lists the files and links, sorted.
func (s *Snapshot) Paths() []string { return slices.Clone(s.names) }

// List lists the files and links of a folder, as paths relative to the root.
func (s *Snapshot) List(dir string) []string { return slices.Clone(s.lists[path.Clean(dir)]) }

// ReadFile returns the content of a file by its path relative to the root.
// Links are followed within the snapshot. The error is fs.ErrNotExist,
// fs.ErrPermission for a path that leads out, a *discover.Skipped for a file
// over discover.MaxSize, ErrMissing, or git's own.
func (s *Snapshot) ReadFile(name string) ([]byte, error) {
	target, err := s.follow(name)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	return s.read(target)
}

func (s *Snapshot) read(name string) ([]byte, error) {
	data, err := s.store.read(s.blobs[name].id)
	if errors.Is(err, errTooLarge) {
		return nil, &discover.Skipped{Path: name, Reason: discover.TooLarge, Class: discover.Classify(name, nil)}
	}
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	return data, nil
}

// follow returns the path of the file that a path leads to.
func (s *Snapshot) follow(name string) (string, error) {
	rest := strings.Split(path.Clean(name), "/")
	at := "."
	for links := 0; len(rest) > 0; {
		next := path.Join(at, rest[0])
		rest = rest[1:]
		if next == ".." || strings.HasPrefix(next, "../") || path.IsAbs(name) {
			return "", fs.ErrPermission
		}
		if b := s.blobs[next]; b.link {
			if links++; links > maxLinks {
				return "", fs.ErrNotExist
			}
			target, err := s.store.read(b.id)
			if err != nil {
				return "", err
			}
			if path.IsAbs(string(target)) {
				return "", fs.ErrPermission
			}
			rest = append(strings.Split(path.Clean(string(target)), "/"), rest...)
			continue
		}
		at = next
	}
	if _, ok := s.blobs[at]; !ok {
		return "", fs.ErrNotExist
	}
	return at, nil
}

// Entries lists what discover.Find would find if the snapshot were checked
// out, as far as keep accepts the paths (nil accepts all), with the bytes of
// each. It differs in that no .gitignore is asked: what is committed counts.
// What could not be read is in the second list.
func (s *Snapshot) Entries(keep func(path string) bool) (entries []discover.Entry, content map[string][]byte, skipped []discover.Skipped) {
	content = map[string][]byte{}
	for _, name := range s.names {
		class, ask := discover.ClassifyName(name)
		skip, generated := discover.Folders(name)
		if skip || class == discover.Other && !ask || keep != nil && !keep(name) {
			continue
		}
		e := discover.Entry{Path: name, Class: class, Context: generated}
		target := name
		if s.blobs[name].link {
			var err error
			if target, err = s.follow(name); err != nil {
				continue // to a folder, which is listed at its place, to nothing, or out
			}
			e.Real = target
			// As in discover: the target is judged at its own place.
			own, askOwn := discover.ClassifyName(target)
			e.Context = e.Context || own == class && askOwn == ask
		}
		data, err := s.read(target)
		if err != nil {
			sk, ok := errors.AsType[*discover.Skipped](err)
			if !ok {
				sk = &discover.Skipped{Reason: discover.Unreadable, Err: err}
			}
			skipped = append(skipped, discover.Skipped{Path: name, Reason: sk.Reason, Class: class, Context: e.Context, Err: sk.Err})
			continue
		}
		if ask {
			e.Class = discover.Classify(name, data)
		}
		e.Size = int64(len(data))
		content[name] = data
		entries = append(entries, e)
	}
	return entries, content, skipped
}

// errTooLarge is the error for an object over discover.MaxSize.
var errTooLarge = errors.New("too large")

// store reads objects from one running `git cat-file --batch`.
type store struct {
	mu     sync.Mutex
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	broken error
}

func (g git) openStore(ctx context.Context) (*store, error) {
	cmd := g.command(ctx, "cat-file", "--batch")
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("run git cat-file: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("run git cat-file: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("run git cat-file: %w", err)
	}
	return &store{cmd: cmd, in: in, out: bufio.NewReaderSize(out, 64<<10)}, nil
}

// close ends the program; how it ends is of no interest, since all that was
// asked of it was answered.
func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken == nil {
		s.broken = fs.ErrClosed
	}
	err := s.in.Close()
	_ = s.cmd.Wait()
	if errors.Is(err, fs.ErrClosed) {
		return nil
	}
	return err
}

// read returns an object's bytes.
func (s *store) read(id string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return nil, s.broken
	}
	data, err := s.exchange(id)
	if err != nil && !errors.Is(err, errTooLarge) && !errors.Is(err, ErrMissing) {
		s.broken = fmt.Errorf("run git cat-file: %w", err) // question and answer are out of step
		return nil, s.broken
	}
	return data, err
}

// exchange asks "ID" and reads "ID TYPE SIZE", the bytes, and a line break.
// https://git-scm.com/docs/git-cat-file#_batch_output
func (s *store) exchange(id string) ([]byte, error) {
	if _, err := io.WriteString(s.in, id+"\n"); err != nil {
		return nil, err
	}
	head, err := s.out.ReadString('\n')
	if err != nil {
		return nil, err
	}
	words := strings.Fields(head)
	if len(words) == 2 && words[1] == "missing" {
		return nil, ErrMissing
	}
	if len(words) != 3 {
		return nil, fmt.Errorf("answer %q", head)
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil || size < 0 {
		return nil, fmt.Errorf("answer %q", head)
	}
	if size > discover.MaxSize {
		if _, err := io.CopyN(io.Discard, s.out, size+1); err != nil {
			return nil, err
		}
		return nil, errTooLarge
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(s.out, data); err != nil {
		return nil, err
	}
	return data[:size:size], nil
}
