// Package analyzers defines what an analyzer is and runs them.
//
// An analyzer says what is there: it turns the files of one format into facts
// and has no opinion about them. Each format has a package below this one;
// analyzers/all lists them.
package analyzers

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// Analyzer reads one input format. It is a value, not an interface, so that
// the list of analyzers is plain data.
type Analyzer struct {
	// Name is the format's short name: terraform, kubernetes, iamjson.
	Name string
	// Doc is a sentence that says what it reads.
	Doc string
	// Claims reports, from its name and class, whether a file might be of the
	// format. It must not look at more than the path.
	Claims func(path string) bool
	// Relevant reports whether a claimed file's bytes can speak of identity.
	// It may err towards true; a file for which it is false is never parsed.
	// Nil means always.
	Relevant func(data []byte) bool
	// Group splits the claimed files into units that are read together. Nil
	// means that every file is a unit of its own.
	Group func(files []*source.File) [][]*source.File
	// Replaces names an analyzer whose facts of a unit and address give way to
	// this one's, which knows more of the same thing; empty if none do.
	Replaces string
	// Run reads one unit.
	Run func(*Pass)
}

// Pass is all that an analyzer sees of a run.
type Pass struct {
	// Files are the files of the unit, sorted by path.
	Files []*source.File
	// Facts receives what is found. It belongs to this pass alone.
	Facts *facts.Bundle
	// ReadFile reads a file that the unit refers to, by its path relative to
	// the repository root. It fails for paths that lead outside the scan root.
	ReadFile func(path string) (*source.File, error)
	// Glob lists the paths of the files in a folder (relative to the
	// repository root, slash-separated), not in those below it.
	List func(dir string) []string
}

// Problem records a fault of the input.
func (p *Pass) Problem(in *facts.Input) {
	if in.ID == "" {
		root := in.At.Root()
		path := ""
		if root.File != nil {
			path = root.File.Path
		}
		in.ID = facts.ID(fmt.Sprintf("input:%s:%s:%d", in.Code, path, root.Start))
	}
	if in.Address == "" {
		in.Address = in.Code
	}
	p.Facts.Add(in)
}
