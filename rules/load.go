// Package rules loads policies, judges facts with them and says what they
// found.
//
// A rule is a policy (policies/<kind>/<slug>.rego), its fixture
// (fixtures/<kind>/<slug>.txtar) and its name, which is the path of both. The
// sub-packages hold the parts: meta reads METADATA, shape derives what a policy
// may see from the Go types of the facts, law keeps policies to a language in
// which a finding cannot rest on a guess, input turns facts into what policies
// see, fixture runs fixtures and docs writes the documentation.
package rules

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/rules/shape"
)

// Source is a folder of policies.
type Source struct {
	// Name is put before the names of files in messages: policies.
	Name string
	FS   fs.FS
	// Builtin says that these are the program's own policies, which its tests
	// have verified; others are verified when they are loaded. The METADATA of
	// the program's own is read when it is needed, since to read that of all
	// takes as long as the rest of a short run.
	Builtin bool
}

// Rule is a policy that was loaded.
type Rule struct {
	// RuleInfo has ID, Kind, Builtin and Aliases from the start, and the rest
	// once the METADATA is read, as it is for all rules that a Set gives away,
	// but for those of Index.
	finding.RuleInfo
	// File is the name of the policy's file, for messages.
	File string
	// Source is the policy's text.
	Source []byte

	replaces string
	once     sync.Once
	fault    error // why the METADATA could not be read
}

// Set is a set of policies. It is safe for concurrent use.
type Set struct {
	rules    []*Rule // by id
	helpers  map[string]*helper
	table    []Builtin
	declared declared

	mu       sync.Mutex
	parsed   map[string]*ast.Module // by file
	programs map[string]*program
}

// helper is a file of policies/lib.
type helper struct {
	file   string
	source []byte
}

// Load reads the policies of all sources. The error joins one sentence for
// each mistake, with its file and line.
func Load(table []Builtin, sources ...Source) (*Set, error) {
	if err := checkTable(table); err != nil {
		return nil, fmt.Errorf("load builtins: %w", err)
	}
	s := &Set{
		table: table, declared: declare(table), helpers: map[string]*helper{},
		parsed: map[string]*ast.Module{}, programs: map[string]*program{},
	}
	var errs []error
	var own []*Rule // of users: to be verified
	for _, src := range sources {
		added, err := s.read(src)
		if err != nil {
			errs = append(errs, err)
		}
		if !src.Builtin {
			own = append(own, added...)
		}
	}
	slices.SortFunc(s.rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if err := s.verify(own); err != nil {
		return nil, err
	}
	return s, nil
}

// read adds the policies of one source.
func (s *Set) read(src Source) ([]*Rule, error) {
	folders, err := fs.ReadDir(src.FS, ".")
	if err != nil {
		return nil, fmt.Errorf("read policies %s: %w", src.Name, err)
	}
	var errs []error
	var added []*Rule
	for _, folder := range folders {
		name := folder.Name()
		switch {
		case !folder.IsDir() && path.Ext(name) == ".rego":
			errs = append(errs, fmt.Errorf("%s: a policy lives in a folder named after the kind of fact it judges: move it to <kind>/%s", path.Join(src.Name, name), name))
		case !folder.IsDir() || strings.HasPrefix(name, ".") || name == "testdata":
		case !slices.Contains(facts.Kinds(), facts.Kind(name)) && name != "lib":
			errs = append(errs, fmt.Errorf("%s: there is no kind of fact %s: %s", path.Join(src.Name, name), name, shape.DidYouMean(name, kindNames())))
		default:
			rules, err := s.readFolder(src, name)
			added, errs = append(added, rules...), append(errs, err)
		}
	}
	return added, errors.Join(errs...)
}

func kindNames() []string {
	var out []string
	for _, k := range facts.Kinds() {
		out = append(out, string(k))
	}
	return append(out, "lib")
}

func (s *Set) readFolder(src Source, folder string) ([]*Rule, error) {
	entries, err := fs.ReadDir(src.FS, folder)
	if err != nil {
		return nil, fmt.Errorf("read policies %s: %w", path.Join(src.Name, folder), err)
	}
	var errs []error
	var added []*Rule
	for _, e := range entries {
		slug, ok := strings.CutSuffix(e.Name(), ".rego")
		if !ok || e.IsDir() {
			continue
		}
		text, err := fs.ReadFile(src.FS, path.Join(folder, e.Name()))
		if err != nil {
			errs = append(errs, fmt.Errorf("read policy: %w", err))
			continue
		}
		file := path.Join(src.Name, folder, e.Name())
		if folder == "lib" {
			errs = append(errs, s.addHelper(slug, file, text))
			continue
		}
		r, err := newRule(src, folder, slug, file, text)
		if err == nil {
			err = s.add(r)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		added = append(added, r)
	}
	return added, errors.Join(errs...)
}

func (s *Set) addHelper(name, file string, text []byte) error {
	pkg := "data.policies.lib." + name
	if known := s.helpers[pkg]; known != nil {
		return fmt.Errorf("%s: the helper %s is taken by %s: give it another name", file, name, known.file)
	}
	s.helpers[pkg] = &helper{file, text}
	return nil
}

func newRule(src Source, kind, slug, file string, text []byte) (*Rule, error) {
	r := &Rule{File: file, Source: text}
	r.ID, r.Kind, r.Builtin = kind+"/"+slug, kind, src.Builtin
	// Aliases are needed to find a rule by its name.
	if !src.Builtin || bytes.Contains(text, []byte("aliases")) {
		if err := r.read(); err != nil {
			return nil, err
		}
	}
	if !isSlug(slug) {
		return nil, fmt.Errorf("%s: the name of a policy is lower-case words joined by dashes, such as any-subject.rego", file)
	}
	return r, nil
}

func isSlug(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && s[0] != '-' && s[len(s)-1] != '-'
}

// add puts a rule into the set, in the place of the one that it replaces.
func (s *Set) add(r *Rule) error {
	taken := s.find(r.ID)
	switch {
	case r.replaces != "" && s.find(r.replaces) == nil:
		return fmt.Errorf("%s: custom.replaces names the rule %s, which does not exist: %s", r.File, r.replaces, shape.DidYouMean(r.replaces, s.ids()))
	case taken != nil && r.replaces != r.ID:
		return fmt.Errorf("%s: the rule %s is taken by %s: rename the file, or set custom.replaces: %s to take its place", r.File, r.ID, taken.File, r.ID)
	}
	if r.replaces != "" {
		s.rules = slices.DeleteFunc(s.rules, func(o *Rule) bool { return o.ID == r.replaces })
		if r.replaces != r.ID {
			r.Aliases = append(r.Aliases, r.replaces)
		}
	}
	s.rules = append(s.rules, r)
	return nil
}

// Builtins lists the questions that the policies can ask.
func (s *Set) Builtins() []Builtin { return s.table }
