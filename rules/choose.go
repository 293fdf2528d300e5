package rules

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/rules/shape"
)

// choose lists the rules that the options ask for and that facts are there
// for, by id.
func (s *Set) choose(b *facts.Bundle, o Options) ([]*Rule, error) {
	for _, p := range slices.Concat(o.Select, o.Ignore) {
		if !slices.ContainsFunc(s.rules, func(r *Rule) bool { return r.matches(p) }) {
			return nil, fmt.Errorf("select rules: no rule is called %s: %s", p, suggest(p, s.ids()))
		}
	}
	kinds := judged(b, o.Kinds)
	var out []*Rule
	for _, r := range s.rules {
		match := func(p string) bool { return r.matches(p) }
		chosen := len(o.Select) == 0 || slices.ContainsFunc(o.Select, match)
		if !chosen || slices.ContainsFunc(o.Ignore, match) || !slices.Contains(kinds, facts.Kind(r.Kind)) {
			continue
		}
		if err := r.read(); err != nil {
			return nil, err
		}
		if r.Persona <= o.Persona {
			out = append(out, r)
		}
	}
	return out, nil
}

// judged lists the kinds of the facts that are to be judged; of which kinds
// they may be can be limited.
func judged(b *facts.Bundle, limit []facts.Kind) []facts.Kind {
	var out []facts.Kind
	for _, k := range facts.Kinds() {
		asked := len(limit) == 0 || slices.Contains(limit, k)
		if asked && slices.ContainsFunc(b.Of(k), func(f facts.Fact) bool { return !f.FactBase().Context }) {
			out = append(out, k)
		}
	}
	return out
}

func suggest(pattern string, ids []string) string {
	if word := near.Word(pattern, ids); word != "" {
		return "did you mean " + word + "?"
	}
	return "`subaud rules` lists them"
}

// matches reports whether a pattern is the rule's id or one of its aliases.
func (r *Rule) matches(pattern string) bool {
	if globMatch(pattern, r.ID) {
		return true
	}
	return slices.ContainsFunc(r.Aliases, func(a string) bool { return globMatch(pattern, a) })
}

// globMatch matches with * for any characters.
func globMatch(pattern, s string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	s, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	for i := 0; i <= len(s); i++ {
		if globMatch(rest, s[i:]) {
			return true
		}
	}
	return false
}

// config is data.config: what the caller gives, and the parameters of the rules
// that are to run.
func (s *Set) config(rules []*Rule, o Options) (map[string]any, error) {
	given := map[*Rule]map[string]any{}
	for _, id := range slices.Sorted(maps.Keys(o.Params)) {
		r := s.Rule(id)
		if r == nil {
			return nil, fmt.Errorf("read parameters: no rule is called %s: %s", id, suggest(id, s.ids()))
		}
		if err := r.checkParams(o.Params[id]); err != nil {
			return nil, err
		}
		given[r] = o.Params[id]
	}
	all := map[string]any{}
	for _, r := range rules {
		params := maps.Clone(r.Params)
		maps.Copy(params, given[r])
		if len(params) > 0 {
			all[r.ID] = params
		}
	}
	out := map[string]any{}
	maps.Copy(out, o.Config)
	out["rules"] = all
	return plain(out)
}

// checkParams holds parameters against the defaults, which say what there is
// and of which type.
func (r *Rule) checkParams(params map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(params)) {
		byDefault, ok := r.Params[name]
		if !ok {
			return fmt.Errorf("read parameters: the rule %s has no parameter %s: %s", r.ID, name, shape.DidYouMean(name, slices.Sorted(maps.Keys(r.Params))))
		}
		if got, want := jsonType(params[name]), jsonType(byDefault); got != want {
			return fmt.Errorf("read parameters: %s of the rule %s must be a %s, not a %s", name, r.ID, want, got)
		}
	}
	return nil
}

// plain brings values of any Go type into the few that Rego's store knows.
func plain(in map[string]any) (map[string]any, error) {
	if len(in) == 1 && len(in["rules"].(map[string]any)) == 0 {
		return in, nil
	}
	b, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return out, nil
}

func jsonType(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64, int, int64, json.Number:
		return "number"
	case []any, []string:
		return "list"
	case map[string]any:
		return "map"
	}
	return "null"
}
