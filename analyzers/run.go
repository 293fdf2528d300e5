package analyzers

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// Options say how a run is done. The zero value is usable.
type Options struct {
	// Jobs is the number of workers; 0 means one per processor. What is found
	// does not depend on it.
	Jobs int
	// ReadFile reads a file that an analyzer follows a reference to, by its
	// path relative to the root. Nil means that nothing can be followed.
	ReadFile func(path string) (*source.File, error)
	// List names the files of a folder, as paths relative to the root. Nil
	// means that every folder is empty.
	List func(dir string) []string
	// Content holds the bytes of entries that are not on disk (standard
	// input), by path.
	Content map[string][]byte
}

// Status says what became of an input.
type Status string

// The statuses of an input.
const (
	// Parsed: an analyzer read it.
	Parsed Status = "parsed"
	// Irrelevant: its bytes do not speak of what the analyzer looks for.
	Irrelevant Status = "irrelevant"
	// Unread: its bytes could not be had.
	Unread Status = "unread"
	// Failed: an analyzer read it and could not make sense of all of it.
	Failed Status = "failed"
)

// Input is the evidence of one file having been looked at by one analyzer.
type Input struct {
	// Path is relative to the root.
	Path     string `json:"path"`
	Analyzer string `json:"analyzer"`
	// SHA256 is the hexadecimal digest of the content; empty if unread.
	SHA256 string `json:"sha256"`
	Status Status `json:"status"`
}

// Run reads the files with the analyzers that claim them, in parallel, and
// returns what they found in an order that depends on the files alone. A fault
// of a file, or of an analyzer on it, is a Problem in the bundle.
func Run(entries []discover.Entry, list []Analyzer, opts Options) (*facts.Bundle, []Input) {
	r := &runner{list: list, opts: opts, jobs: opts.Jobs, files: newFiles(opts.ReadFile)}
	if r.jobs <= 0 {
		r.jobs = runtime.GOMAXPROCS(0)
	}
	claims := r.claim(entries)
	r.read(claims)
	units := r.group(claims)
	results := make([]*facts.Bundle, len(units))
	parallel(r.jobs, len(units), func(_, i int) { results[i] = r.pass(units[i]) })

	out := &facts.Bundle{}
	for _, c := range claims {
		if c.problem != nil {
			out.Add(c.problem)
		}
	}
	for _, b := range results {
		out.Merge(b)
	}
	out = reached(out)
	for _, a := range list {
		if a.Replaces != "" {
			out = replaced(out, a.Replaces, a.Name)
		}
	}
	kustomized(out, readKustomizations(entries, r.files.get))
	out.Sort()
	placeholders(out)
	out.Sort()
	conceal(out)
	return out, evidence(claims, list, out)
}

// runner is the state of one Run.
type runner struct {
	list  []Analyzer
	opts  Options
	jobs  int
	files *files
}

// claim is a file with the analyzers that claim it.
type claim struct {
	entry     discover.Entry
	analyzers []int // indexes into the list, ascending
	relevant  []int // those that want to parse it
	file      *source.File
	digest    string
	problem   *facts.Input
}

// unit is what one analyzer reads together.
type unit struct {
	analyzer int
	files    []*source.File
}

// claim asks each analyzer about each path; what nobody claims is not read.
func (r *runner) claim(entries []discover.Entry) []*claim {
	var out []*claim
	for _, e := range entries {
		c := &claim{entry: e}
		name := nameByClass(e)
		for i := range r.list {
			if r.list[i].Claims(e.Path) || name != e.Path && r.list[i].Claims(name) {
				c.analyzers = append(c.analyzers, i)
			}
		}
		if len(c.analyzers) > 0 {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *claim) int { return cmp.Compare(a.entry.Path, b.entry.Path) })
	return slices.CompactFunc(out, func(a, b *claim) bool { return a.entry.Path == b.entry.Path })
}

// nameByClass returns the path with the ending that its class usually has, so
// that a file which is JSON by its first bytes is claimed as one by its name.
func nameByClass(e discover.Entry) string {
	switch e.Class {
	case discover.JSON:
		return e.Path + ".json"
	case discover.YAML:
		return e.Path + ".yaml"
	case discover.Shell:
		return e.Path + ".sh"
	default:
		return e.Path
	}
}

// read fills in the content of the files that somebody finds relevant. The
// others stay in the worker's buffer, which the next file overwrites.
func (r *runner) read(claims []*claim) {
	readers := make([]discover.Reader, r.jobs)
	parallel(r.jobs, len(claims), func(worker, i int) {
		c := claims[i]
		data, given := r.opts.Content[c.entry.Path]
		var err error
		if !given {
			data, err = readers[worker].Peek(c.entry)
		}
		if err != nil {
			c.problem = unread(c.entry, err)
			return
		}
		sum := sha256.Sum256(data)
		c.digest = hex.EncodeToString(sum[:])
		for _, a := range c.analyzers {
			if relevant := r.list[a].Relevant; relevant == nil || relevant(data) {
				c.relevant = append(c.relevant, a)
			}
		}
		if len(c.relevant) > 0 {
			c.file = source.NewFile(c.entry.Path, slices.Clone(data))
			c.file.Context = c.entry.Context
			r.files.put(c.file)
		}
	})
}

// unread describes a claimed file that could not be read; nil if nothing that
// might speak of identity was lost.
func unread(e discover.Entry, err error) *facts.Input {
	skipped, ok := errors.AsType[*discover.Skipped](err)
	if !ok {
		skipped = &discover.Skipped{Path: e.Path, Reason: discover.Unreadable, Class: e.Class, Context: e.Context, Err: err}
	}
	return SkippedProblem(skipped)
}

// SkippedProblem turns a file that was passed over into a Problem of the run.
// It is nil where nothing was lost that might speak of identity.
func SkippedProblem(s *discover.Skipped) *facts.Input {
	if !s.Incomplete() {
		return nil
	}
	in := &facts.Input{Class: facts.Incomplete, Message: "The file was not read: it is " + string(s.Reason) + "."}
	switch s.Reason {
	case discover.TooLarge:
		in.Code = "too-large"
		in.Message = fmt.Sprintf("The file was not read: it is larger than %d MiB.", discover.MaxSize>>20)
	case discover.Encoding, discover.Binary:
		in.Code = "not-text"
		in.Message = "The file was not read: it is not UTF-8 text."
	default:
		in.Code = "unreadable"
		if s.Err != nil {
			in.Message = fmt.Sprintf("The file was not read: %v.", s.Err)
		}
	}
	in.At = source.NewFile(s.Path, nil).Whole()
	in.ID = facts.ID("input:" + in.Code + ":" + s.Path)
	in.Address, in.Source, in.Context = in.Code, "discover", s.Context
	return in
}

// group makes the units of all analyzers, in the order of the list.
func (r *runner) group(claims []*claim) []unit {
	byAnalyzer := make([][]*source.File, len(r.list))
	for _, c := range claims {
		for _, a := range c.relevant {
			byAnalyzer[a] = append(byAnalyzer[a], c.file)
		}
	}
	var out []unit
	for a, claimed := range byAnalyzer {
		if group := r.list[a].Group; group != nil && len(claimed) > 0 {
			for _, files := range group(claimed) {
				out = append(out, unit{a, files})
			}
			continue
		}
		for _, f := range claimed {
			out = append(out, unit{a, []*source.File{f}})
		}
	}
	return out
}

// pass runs an analyzer on one unit. An analyzer that panics loses the rest of
// this unit, never the run; what it found before is kept.
func (r *runner) pass(u unit) *facts.Bundle {
	name := r.list[u.analyzer].Name
	b := &facts.Bundle{}
	p := &Pass{Files: u.files, Facts: b, ReadFile: r.files.get, List: r.opts.List}
	if p.List == nil {
		p.List = func(string) []string { return nil }
	}
	func() {
		defer func() {
			if cause := recover(); cause != nil {
				failed(p, name, cause)
			}
		}()
		r.list[u.analyzer].Run(p)
	}()
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			base := f.FactBase()
			base.Source = cmp.Or(base.Source, name)
			if file := base.At.Root().File; file != nil && file.Context {
				base.Context = true
			}
		}
	}
	return b
}

// failed records that an analyzer panicked. The words of the panic are given
// only where the runtime wrote them: others may quote the file, which may hold
// secrets.
func failed(p *Pass, name string, cause any) {
	why := "an internal fault"
	if err, ok := cause.(runtime.Error); ok {
		why = err.Error()
	}
	for _, f := range p.Files {
		p.Problem(&facts.Input{
			Base:     facts.Base{At: f.Span(0, 0), Source: name, Address: "analyzer-failed:" + name},
			Code:     "analyzer-failed",
			Class:    facts.Incomplete,
			Message:  fmt.Sprintf("The %s analyzer failed on %s (%s); this is a fault of the program, please report it.", name, f.Path, why),
			Identity: true,
		})
	}
}

// evidence lists what became of each claimed file. A file is Failed where its
// analyzer recorded that it could not read all of it.
func evidence(claims []*claim, list []Analyzer, b *facts.Bundle) []Input {
	type key struct{ path, analyzer string }
	broken := map[key]bool{}
	for _, in := range b.Inputs {
		if root := in.At.Root(); in.Class == facts.Incomplete && root.File != nil {
			broken[key{root.File.Path, in.Source}] = true
		}
	}
	var out []Input
	for _, c := range claims {
		for _, a := range c.analyzers {
			in := Input{Path: c.entry.Path, Analyzer: list[a].Name, SHA256: c.digest, Status: Irrelevant}
			switch {
			case c.digest == "":
				in.Status = Unread
			case broken[key{in.Path, in.Analyzer}]:
				in.Status = Failed
			case slices.Contains(c.relevant, a):
				in.Status = Parsed
			}
			out = append(out, in)
		}
	}
	return out
}

// parallel calls do for 0..n-1 from a number of workers and waits. It hands
// each call the number of its worker, for memory that a worker keeps.
func parallel(jobs, n int, do func(worker, i int)) {
	jobs = min(jobs, n)
	if jobs <= 1 {
		for i := range n {
			do(0, i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for worker := range jobs {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(worker, i)
			}
		})
	}
	wg.Wait()
}
