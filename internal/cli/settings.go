package cli

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/rules"
)

// configFlags say which configuration and which policies a run uses.
type configFlags struct {
	file     string
	none     bool
	policies []string
}

func (c *configFlags) define(f *pflag.FlagSet) {
	f.StringVar(&c.file, "config", "", "the configuration `FILE` in place of the nearest .subaud.yaml")
	f.BoolVar(&c.none, "no-config", false, "use no configuration")
	f.StringArrayVar(&c.policies, "policies", nil, "also load the policies in `DIR` (may be repeated)")
}

// settings are what a run goes by: the configuration and the rules.
type settings struct {
	*config.Config
	set *rules.Set
	// asked are the rules as they are configured, by id, that were asked for.
	asked map[string]*finding.RuleInfo
	// location is where the paths lie that the configuration was looked for
	// from.
	location discover.Location
}

// settings loads the configuration that counts for the paths, and the rules.
func (p *program) settings(paths []string, stdinName string, flags configFlags) (*settings, error) {
	location, err := locate(paths, stdinName)
	if err != nil {
		return nil, err
	}
	s := &settings{location: location, asked: map[string]*finding.RuleInfo{}}
	found, err := config.Find(location.Start, location.Root, p.env, flags.file, flags.none)
	if err != nil {
		return nil, err
	}
	load := func(c *config.Config) ([]*finding.RuleInfo, error) {
		var err error
		s.set, err = loadRules(slices.Concat(config.Strings(c.Policies), flags.policies))
		if err != nil {
			return nil, err
		}
		return s.set.Index(), nil
	}
	if found.Path == "" {
		s.Config = config.Default()
		_, err = load(s.Config)
	} else {
		s.Config, err = s.loadConfig(found, load)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// locate says where the paths lie. Standard input lies where its name says.
func locate(paths []string, stdinName string) (discover.Location, error) {
	if !slices.Contains(paths, stdinPath) {
		return discover.Locate(discover.Options{Paths: paths})
	}
	location, err := discover.Locate(discover.Options{})
	if err != nil {
		return location, err
	}
	// A name that leads out is refused when the input is read.
	location.Under = []string{path.Join(location.Under[0], filepath.ToSlash(stdinName))}
	if start := filepath.Join(location.Start, filepath.Dir(stdinName)); filepath.IsLocal(stdinName) {
		location.Start = start
	}
	return location, nil
}

func (s *settings) loadConfig(found config.Found, rules func(*config.Config) ([]*finding.RuleInfo, error)) (*config.Config, error) {
	root := s.location.Root
	top, err := discover.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	cfg, err := config.Load(found.Path, config.Options{
		Root: root, Named: found.Named, Read: config.Disk(top, found.Named), Rules: rules, Whole: s.whole,
	})
	return cfg, errors.Join(err, top.Close())
}

// whole completes a rule that may be known by its names alone.
func (s *settings) whole(r *finding.RuleInfo) *finding.RuleInfo { return &s.set.Rule(r.ID).RuleInfo }

// configured returns a rule with the severity that it has by configuration.
func (s *settings) configured(r *finding.RuleInfo) *finding.RuleInfo {
	if known := s.asked[r.ID]; known != nil {
		return known
	}
	out := s.whole(r)
	if severity := s.SeverityOf(out, out.Severity); severity != out.Severity {
		changed := *out
		changed.Severity = severity
		out = &changed
	}
	s.asked[r.ID] = out
	return out
}

// rules lists the rules as they are configured, by id. To describe them all
// takes as long as the rest of a short run, so it is done where a report does;
// others get the names.
func (s *settings) rules(described bool) (out []*finding.RuleInfo) {
	if !described {
		return s.set.Index()
	}
	for _, r := range s.set.Infos() {
		out = append(out, s.configured(r))
	}
	return out
}

// apply gives findings and questions the rules and severities of the
// configuration.
func (s *settings) apply(r rules.Result) rules.Result {
	for _, f := range r.Findings {
		f.Severity = s.SeverityOf(f.Rule, f.Severity)
		f.Rule = s.configured(f.Rule)
	}
	for _, u := range r.Undecided {
		u.Rule = s.configured(u.Rule)
	}
	return r
}

// options says which rules judge, and with what.
func (s *settings) options(choice *choiceFlags, jobs int) (rules.Options, error) {
	persona, err := choice.reader(s.Persona.Value)
	if err != nil {
		return rules.Options{}, err
	}
	o := rules.Options{
		Select: choice.selected, Ignore: choice.ignored, Persona: persona, Jobs: jobs,
		Params: map[string]map[string]any{}, Config: policyData(s.Config),
	}
	for _, r := range s.set.Index() {
		if !s.selected(r, choice.selected) {
			o.Ignore = append(slices.Clip(o.Ignore), r.ID)
		}
		if s.sets(r) {
			o.Params[r.ID] = s.ParamsOf(s.whole(r))
		}
	}
	return o, nil
}

// sets reports whether the configuration sets a parameter of a rule.
func (s *settings) sets(r *finding.RuleInfo) bool {
	return slices.ContainsFunc(s.Params, func(v config.Value[config.Param]) bool { return config.MatchRule(v.Value.Rule, r) })
}

// selected reports whether the configuration lets a rule run. --select takes
// the place of its select, and a rule that --select names by its id runs
// whatever the configuration says.
func (s *settings) selected(r *finding.RuleInfo, named []string) bool {
	if len(named) == 0 {
		return s.Selected(r)
	}
	if slices.Contains(named, r.ID) || slices.ContainsFunc(r.Aliases, func(a string) bool { return slices.Contains(named, a) }) {
		return true
	}
	without := *s.Config
	without.Select = nil
	return without.Selected(r)
}

// link joins the facts, in the worlds that the configuration closes.
func (s *settings) link(b *facts.Bundle) *link.Graph {
	return link.Link(b, link.Options{Complete: s.Closed})
}

// loadedFrom tells on stderr which configuration counts.
func (s *settings) loadedFrom(p *program) {
	if len(s.Files) == 0 {
		p.complain("no configuration file")
	}
	for _, f := range s.Files {
		p.complain("configuration %q", f)
	}
}

// nowhere is the settings of a verb that reads no tree.
func (p *program) nowhere(flags configFlags) (*settings, error) {
	s, err := p.settings(nil, "", flags)
	if err != nil {
		return nil, fmt.Errorf("load rules: %w", err)
	}
	return s, nil
}
