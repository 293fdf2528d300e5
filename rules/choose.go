package rules

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/rules/shape"
)

// choose lists the rules that the options ask for, by id.
func (s *Set) choose(o Options) ([]*Rule, error) {
	for _, p := range slices.Concat(o.Select, o.Ignore) {
		if !slices.ContainsFunc(s.rules, func(r *Rule) bool { return r.matches(p) }) {
			return nil, fmt.Errorf("select rules: no rule is called %s: %s", p, suggest(p, s.ids()))
		}
	}
	var out []*Rule
	for _, r := range s.rules {
		match := func(p string) bool { return r.matches(p) }
		chosen := len(o.Select) == 0 || slices.ContainsFunc(o.Select, match)
		if chosen && r.Persona <= o.Persona && !slices.ContainsFunc(o.Ignore, match) {
			out = append(out, r)
		}
	}
	return out, nil
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

// config is data.config: what the caller gives, and each rule's parameters.
func (s *Set) config(o Options) (map[string]any, error) {
	for id := range o.Params {
		if s.Rule(id) == nil {
			return nil, fmt.Errorf("read parameters: no rule is called %s: %s", id, suggest(id, s.ids()))
		}
	}
	rules := map[string]any{}
	for _, r := range s.rules {
		params := maps.Clone(r.Params)
		for _, name := range slices.Sorted(maps.Keys(o.Params[r.ID])) {
			v := o.Params[r.ID][name]
			byDefault, ok := r.Params[name]
			if !ok {
				return nil, fmt.Errorf("read parameters: the rule %s has no parameter %s: %s", r.ID, name, shape.DidYouMean(name, slices.Sorted(maps.Keys(r.Params))))
			}
			if got, want := jsonType(v), jsonType(byDefault); got != want {
				return nil, fmt.Errorf("read parameters: %s of the rule %s must be a %s, not a %s", name, r.ID, want, got)
			}
			params[name] = v
		}
		if len(params) > 0 {
			rules[r.ID] = params
		}
	}
	out := map[string]any{}
	maps.Copy(out, o.Config)
	out["rules"] = rules
	return plain(out)
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
