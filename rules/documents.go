package rules

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/subaud/subaud/rules/docs"
	"github.com/subaud/subaud/rules/fixture"
)

// Documents writes the documentation of the rules and builtins: file name
// (relative to the repository's root) to text. What stands in README.md is the
// table alone, to be put between its markers.
func (s *Set) Documents(fixtures fs.FS) (map[string]string, error) {
	out := map[string]string{
		"docs/rules/README.md":       docs.Catalogue(s.Infos()),
		"docs/reference/builtins.md": docs.Builtins(s.reference()),
		"README.md":                  docs.Table(s.Infos()),
	}
	for _, r := range s.rules {
		page, err := s.Page(r, fixtures)
		if err != nil {
			return nil, err
		}
		out["docs/rules/"+r.ID+".md"] = page
	}
	return out, nil
}

// Page writes the page of one rule in Markdown, with the example of its
// fixture if it has one.
func (s *Set) Page(r *Rule, fixtures fs.FS) (string, error) {
	page := docs.Rule{Info: &r.RuleInfo}
	data, err := fs.ReadFile(fixtures, fixture.PathOf(r.ID))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", fmt.Errorf("read fixture: %w", err)
	default:
		if page.Fixture, err = fixture.Parse(data); err != nil {
			return "", fmt.Errorf("parse fixture %s: %w", r.ID, err)
		}
	}
	return docs.Page(page), nil
}

func (s *Set) reference() []docs.Builtin {
	var rows []docs.Builtin
	for i := range s.table {
		b := &s.table[i]
		row := docs.Builtin{Names: b.names(), Result: b.Result.String(), Doc: b.Doc, Quantifier: b.Quantifier, Unknown: b.Unknown}
		for _, p := range b.Params {
			row.Params = append(row.Params, p.Name+": "+p.String())
		}
		rows = append(rows, row)
	}
	return rows
}
