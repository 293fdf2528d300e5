package cli

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"time"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/triage"
	"github.com/subaud/subaud/rules"
)

// fixtureDay is the day on which fixtures are judged, so that they say the
// same for ever.
func fixtureDay() time.Time { return time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC) }

// JudgeFiles returns what runs fixtures: it does with files what check does
// with a tree, with the rules of a set.
func JudgeFiles(list []analyzers.Analyzer, set *rules.Set) rules.Judge {
	p := &program{list: list}
	return func(ctx context.Context, files fs.FS, world link.Options, o rules.Options) (*facts.Bundle, rules.Result, error) {
		t, err := fileTree(files)
		if err != nil {
			return nil, rules.Result{}, err
		}
		s := p.read(t, scanFlags{jobs: o.Jobs})
		graph := link.Link(s.bundle, world)
		ignores, hidden, err := setAside(ctx, set, graph, t, s.problems())
		if err != nil {
			return nil, rules.Result{}, err
		}
		if len(ignores) > 0 {
			s.bundle.Ignores = ignores
			s.bundle.Sort()
			graph = link.Link(s.bundle, world)
		}
		result, err := set.Eval(ctx, graph, o)
		result.Findings = slices.DeleteFunc(result.Findings, func(f *finding.Finding) bool { return hidden[hiddenKey{f.Rule.ID, f.At.Root()}] })
		return s.bundle, result, err
	}
}

// hiddenKey tells findings of two evaluations to be the same.
type hiddenKey struct {
	rule string
	at   source.Span
}

// setAside finds what comments and exceptions of a fixture set aside, by the
// findings of all rules.
func setAside(ctx context.Context, set *rules.Set, graph *link.Graph, t *tree, problems []*facts.Input) ([]*facts.Ignore, map[hiddenKey]bool, error) {
	all, err := set.Eval(ctx, graph, rules.Options{Persona: finding.PersonaAuditor, Jobs: 1})
	if err != nil {
		return nil, nil, err
	}
	run := &triage.Run{Findings: all.Findings, Undecided: all.Undecided, Problems: problems, Rules: set.Infos(), Today: fixtureDay()}
	ignores := triage.Inline(triage.Files(graph.Bundle, run), run)
	for _, e := range t.entries {
		if path.Base(e.Path) != triage.ExceptionsFile {
			continue
		}
		exceptions, err := triage.ParseExceptions(source.NewFile(e.Path, t.content[e.Path]))
		if err != nil {
			return nil, nil, err
		}
		ignores = append(ignores, exceptions.Apply(run)...)
	}
	hidden := map[hiddenKey]bool{}
	for _, f := range all.Findings {
		if f.Suppressed != nil {
			hidden[hiddenKey{f.Rule.ID, f.At.Root()}] = true
		}
	}
	return ignores, hidden, nil
}

// fileTree is a tree of all files of a file system.
func fileTree(files fs.FS) (*tree, error) {
	t := &tree{
		content: map[string][]byte{}, close: func() error { return nil },
		read: func(name string) ([]byte, error) { return fs.ReadFile(files, name) },
	}
	folders := map[string][]string{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		t.content[name] = data
		t.entries = append(t.entries, discover.Entry{Path: name, Size: int64(len(data)), Class: discover.Classify(name, data)})
		folders[path.Dir(name)] = append(folders[path.Dir(name)], name)
		return err
	})
	t.list = func(dir string) []string { return slices.Clone(folders[dir]) }
	return t, err
}
