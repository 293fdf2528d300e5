package config

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// maxExtends bounds how many files may extend each other. Links may make one
// file look like many, so a cycle is not always seen by its names.
const maxExtends = 16

// Options say how to load a configuration.
type Options struct {
	// Root is the absolute path of the repository (or of the scan, outside of
	// one). Paths in reports are relative to it.
	Root string
	// Named says that a person named the file, with --config or SUBAUD_CONFIG.
	// The paths in it may then lead anywhere; those in a file that was found
	// in the repository must stay there, since a stranger may have written it.
	Named bool
	// Read returns the content of a file, by its absolute path; see Disk.
	Read func(path string) ([]byte, error)
	// Rules returns the rules that there are, those of the configured policies
	// included. Nil leaves names of rules and parameters unchecked.
	Rules func(*Config) ([]*finding.RuleInfo, error)
	// Whole completes a rule of which Rules gave the names alone (ID, Kind,
	// Aliases). Nil says that Rules gives whole rules.
	Whole func(*finding.RuleInfo) *finding.RuleInfo
}

// Load reads a configuration file (absolute path) and all that it extends. The
// error is an *Invalid that lists every fault, or says why the file could not
// be read or the rules could not be had.
func Load(file string, o Options) (*Config, error) {
	file = filepath.Clean(file)
	l := &loader{o: o, cfg: Default()}
	l.cfg.root = o.Root
	data, err := o.Read(file)
	if err != nil {
		return nil, fmt.Errorf("read configuration %s: %w", l.display(file), err)
	}
	l.file(file, data, nil)
	failure := l.rules()
	l.merged()
	if len(l.faults) > 0 {
		l.sort()
		failure = errors.Join(&Invalid{Files: l.cfg.Files, Faults: l.faults, More: l.more}, failure)
	}
	if failure != nil {
		return nil, failure
	}
	return l.cfg, nil
}

// Report is what `config verify` says.
type Report struct {
	// Files are the files that were read, the named one first.
	Files []string
	// Faults are what is wrong; none means that the configuration is valid.
	Faults []Fault
	// More counts the faults that were dropped because there are too many.
	More int
}

// Verify checks a configuration file (absolute path). The error says why it
// could not be checked; faults of the file are no error.
func Verify(file string, o Options) (Report, error) {
	cfg, err := Load(file, o)
	if err == nil {
		return Report{Files: cfg.Files}, nil
	}
	var invalid *Invalid
	if !errors.As(err, &invalid) {
		return Report{}, err
	}
	return Report{Files: invalid.Files, Faults: invalid.Faults, More: invalid.More}, nil
}

// loader reads one configuration.
type loader struct {
	checker
	o   Options
	cfg *Config
}

// display is a path as reports print it: relative to the root if it lies
// there, with slashes.
func (l *loader) display(file string) string { return displayPath(l.o.Root, file) }

func displayPath(root, file string) string {
	rel, err := filepath.Rel(root, file)
	if err != nil || !filepath.IsLocal(rel) {
		return filepath.ToSlash(file)
	}
	return filepath.ToSlash(rel)
}

// file takes a file into the configuration, after what it extends. chain are
// the files that led here.
func (l *loader) file(name string, data []byte, chain []string) {
	src := source.NewFile(l.display(name), data)
	l.cfg.Files = append(l.cfg.Files, src.Path)
	docs, errs := yamlpos.Parse(src, yamlpos.Options{})
	for _, e := range errs {
		l.fault("", e.At, "", "%s", strings.TrimSuffix(lowerFirst(e.Message), "."))
	}
	if len(docs) > 1 {
		l.fault("", docs[1].At.FirstLine(), "", "a configuration is one document; this is another")
	}
	if len(docs) == 0 || docs[0].Root.Is(text.Null) {
		return // an empty file sets nothing
	}
	root := docs[0].Root
	l.value(root, rootForm(), "")
	if base := root.Get("extends"); base.Is(text.String) {
		l.extend(name, base, append(slices.Clip(chain), name))
	}
	l.apply(name, root)
}

// extend loads what a file extends.
func (l *loader) extend(name string, base *text.Node, chain []string) {
	target, ok := l.path(name, base, "extends")
	switch {
	case !ok:
		return
	case slices.Contains(chain, target):
		var names []string
		for _, c := range append(chain[slices.Index(chain, target):], target) {
			names = append(names, l.display(c))
		}
		l.fault("extends", base.At, "", "extends leads back to the same file: %s", strings.Join(names, " -> "))
		return
	case len(chain) >= maxExtends:
		l.fault("extends", base.At, "", "extends leads through more than %d files", maxExtends)
		return
	}
	data, err := l.o.Read(target)
	if err != nil {
		l.fault("extends", base.At, "", "extends %s cannot be read: %s", l.display(target), reason(err))
		return
	}
	l.file(target, data, chain)
}

// path makes the absolute path of a string that a file holds, and reports one
// that leads where it must not.
func (l *loader) path(file string, n *text.Node, key string) (string, bool) {
	value := n.Str().String()
	if strings.TrimSpace(value) == "" || !n.Is(text.String) {
		return "", false // reported already
	}
	absolute := path.IsAbs(value) || filepath.IsAbs(value) || filepath.VolumeName(value) != ""
	if absolute && !l.o.Named {
		l.fault(key, n.At, "", "%s is an absolute path; a configuration that is found in the repository names files of the repository, relative to its folder", key)
		return "", false
	}
	target := filepath.Clean(filepath.FromSlash(value))
	if !absolute {
		target = filepath.Join(filepath.Dir(file), target)
	}
	rel, err := filepath.Rel(l.o.Root, target)
	if !l.o.Named && (err != nil || !filepath.IsLocal(rel)) {
		l.fault(key, n.At, "", "%s leads out of the repository; name the configuration with --config to allow that", key)
		return "", false
	}
	return target, true
}

// rules looks up the names of rules. It is left out where the folders of
// policies are not known for sure, since rules would seem to be missing.
func (l *loader) rules() error {
	if l.o.Rules == nil || slices.ContainsFunc(l.faults, func(f Fault) bool {
		return f.Key == "" || f.Key == "extends" || strings.HasPrefix(f.Key, "policies")
	}) {
		return nil
	}
	rules, err := l.o.Rules(l.cfg)
	if err != nil {
		return fmt.Errorf("load rules for the configuration: %w", err)
	}
	l.resolve(rules, l.o.Whole)
	return nil
}

// merged checks what can be seen only when all files are together.
func (l *loader) merged() {
	own := map[string]Value[Account]{}
	for _, a := range l.cfg.Accounts {
		own[strings.ToLower(a.Value.ID)] = a
	}
	for _, v := range l.cfg.Vendors {
		if a, ok := own[strings.ToLower(v.Value.ID)]; ok {
			l.fault("vendors", v.At, "", "account %s is listed as your own too, at %s", v.Value.ID, a.At)
		}
	}
}

// sort orders the faults by file, as read, and place.
func (l *loader) sort() {
	slices.SortStableFunc(l.faults, func(a, b Fault) int {
		return cmp.Or(
			cmp.Compare(slices.Index(l.cfg.Files, a.At.File.Path), slices.Index(l.cfg.Files, b.At.File.Path)),
			cmp.Compare(a.At.Start, b.At.Start),
		)
	})
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// pathGlob gives a glob the form that matches whole paths, as discover does
// for what is excluded.
func pathGlob(glob string) string {
	glob = strings.TrimSuffix(strings.TrimPrefix(glob, "./"), "/")
	if !strings.Contains(glob, "/") {
		return "**/" + glob
	}
	return strings.TrimPrefix(glob, "/")
}

// refuseGlob says what is wrong with a glob.
func refuseGlob(s string) string {
	if g := strings.TrimSuffix(strings.TrimPrefix(s, "./"), "/"); g == "" || !doublestar.ValidatePattern(g) {
		return fmt.Sprintf("is not a glob: %q; a bracket or brace may be open", s)
	}
	return ""
}
