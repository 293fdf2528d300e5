package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
)

// MatchRule reports whether a pattern names a rule: * stands for any text, all
// else for itself. A rule is known by its id and by its aliases.
func MatchRule(pattern string, rule *finding.RuleInfo) bool {
	return matchStar(pattern, rule.ID) || slices.ContainsFunc(rule.Aliases, func(a string) bool { return matchStar(pattern, a) })
}

// matchStar matches greedily from the last star only, so that its cost is at
// most the product of the lengths.
func matchStar(pattern, s string) bool {
	p, i, star, from := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && pattern[p] == s[i]:
			p++
			i++
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// CheckPattern returns why a pattern names no rule, with the rule that was
// meant if one is near; both are empty if it names one. The command line's
// --select and --ignore are held to it as the file is.
func CheckPattern(pattern string, rules []*finding.RuleInfo) (message, suggest string) {
	var ids, slugs []string
	for _, r := range rules {
		if MatchRule(pattern, r) {
			return "", ""
		}
		for _, id := range append([]string{r.ID}, r.Aliases...) {
			_, slug, _ := strings.Cut(id, "/")
			ids, slugs = append(ids, id), append(slugs, slug)
		}
	}
	what := "there is no rule"
	if strings.Contains(pattern, "*") {
		what = "no rule matches"
		ids = kindGlobs(ids)
	}
	_, slug, ok := strings.Cut(pattern, "/")
	if !ok {
		slug = pattern
	}
	switch i := slices.Index(slugs, slug); {
	case !strings.Contains(pattern, "*") && i >= 0: // right but for its kind
		suggest = ids[i]
	default:
		suggest = near.Word(pattern, ids)
	}
	if suggest == "" {
		return fmt.Sprintf("%s %q; `subaud rules` lists them", what, pattern), ""
	}
	return fmt.Sprintf("%s %q; did you mean %q?", what, pattern, suggest), suggest
}

// kindGlobs returns a glob for each kind among the ids.
func kindGlobs(ids []string) []string {
	var out []string
	for _, id := range ids {
		kind, _, _ := strings.Cut(id, "/")
		out = append(out, kind+"/*")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Selected reports whether a rule runs, as far as select, ignore and severity
// (off) say.
func (c *Config) Selected(rule *finding.RuleInfo) bool {
	matches := func(v Value[string]) bool { return MatchRule(v.Value, rule) }
	if len(c.Select) > 0 && !slices.ContainsFunc(c.Select, matches) || slices.ContainsFunc(c.Ignore, matches) {
		return false
	}
	o, ok := c.override(rule)
	return !ok || !o.Off
}

// SeverityOf returns the severity to report for a finding whose rule gave it
// one. A rule that is younger than the release in use reports notes, unless it
// is named itself under severity; an override for a glob does not raise it.
func (c *Config) SeverityOf(rule *finding.RuleInfo, given finding.Severity) finding.Severity {
	o, ok := c.override(rule)
	ok = ok && !o.Off
	switch {
	case ok && !strings.Contains(o.Pattern, "*"):
		return o.Severity
	case Younger(rule.Since, c.Release.Value):
		return finding.SeverityNote
	case ok:
		return o.Severity
	}
	return given
}

// override finds the entry of severity that counts for a rule: its id before
// any glob, and the glob with more letters before the one with fewer.
func (c *Config) override(rule *finding.RuleInfo) (Override, bool) {
	var best Override
	most := -1
	for _, v := range c.Severity {
		weight := len(v.Value.Pattern) - strings.Count(v.Value.Pattern, "*")
		if !strings.Contains(v.Value.Pattern, "*") {
			weight = 1 << 20
		}
		if weight >= most && MatchRule(v.Value.Pattern, rule) {
			best, most = v.Value, weight
		}
	}
	return best, most >= 0
}

// ParamsOf returns the parameters of a rule: its defaults, and what the
// configuration sets instead. Values are of the types that Param lists, or
// whatever the defaults are made of.
func (c *Config) ParamsOf(rule *finding.RuleInfo) map[string]any {
	out := map[string]any{}
	for name, v := range rule.Params {
		out[name] = v
	}
	for _, p := range c.Params {
		if MatchRule(p.Value.Rule, rule) {
			out[p.Value.Name] = p.Value.Value
		}
	}
	return out
}

// resolve looks up what the files say about rules; whole, if set, completes
// one.
func (c *checker) resolve(rules []*finding.RuleInfo, whole func(*finding.RuleInfo) *finding.RuleInfo) {
	for _, r := range c.references {
		if message, suggest := CheckPattern(r.pattern, rules); message != "" {
			c.fault(r.key, r.at, suggest, "%s", message)
			continue
		}
		if r.role != ruleID {
			continue
		}
		i := slices.IndexFunc(rules, func(rule *finding.RuleInfo) bool { return MatchRule(r.pattern, rule) })
		rule := rules[i]
		if whole != nil {
			rule = whole(rule)
		}
		c.params(rule, r)
	}
}

// params checks the parameters that are set for a rule against its defaults,
// which say what there is and of which type.
func (c *checker) params(rule *finding.RuleInfo, r reference) {
	if !r.params.Is(text.Map) {
		return
	}
	var names []string
	for n := range rule.Params {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, x := range r.params.Fields {
		k := x.Key.String()
		standard, ok := rule.Params[k]
		switch meant := near.Word(k, names); {
		case ok:
			if want, got := kindOf(standard), x.Value.Kind; want != got && want != text.Opaque && got != text.Null {
				c.fault(join(r.key, k), firstLine(x.Value), "", "%s must be a %s, as the default is, not a %s", join(r.key, k), want, got)
			}
		case len(names) == 0:
			c.fault(r.key, x.Key.At, "", "%s has no parameters", rule.ID)
		case meant != "":
			c.fault(r.key, x.Key.At, meant, "%s has no parameter %q; did you mean %q?", rule.ID, k, meant)
		default:
			c.fault(r.key, x.Key.At, "", "%s has no parameter %q; there are %s", rule.ID, k, strings.Join(names, ", "))
		}
	}
}

// kindOf is the kind that a default has in the file. Opaque stands for any.
func kindOf(v any) text.Kind {
	switch v.(type) {
	case string:
		return text.String
	case bool:
		return text.Bool
	case int, int64, uint64, float64, json.Number:
		return text.Number
	case []any, []string:
		return text.List
	case map[string]any:
		return text.Map
	}
	return text.Opaque
}
