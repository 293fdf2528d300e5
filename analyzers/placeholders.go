package analyzers

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// placeholder matches what people and documentation write in the place of a
// name that the reader has to fill in.
var placeholder = text.Regexp(`<[A-Za-z][A-Za-z0-9 _.-]*>` +
	`|(?i:\byour[_-][a-z0-9_-]+)|(?i:\b(?:replace|change|fill)[_-]?(?:me|this|in)\b)|(?i:x{5,})` +
	`|\b(?:AWS[_-])?ACCOUNT[_-]?(?:ID|NUMBER)\b|\bEXAMPLE[0-9A-Z]*EXAMPLE\b|\b(?:TODO|FIXME)\b` +
	`|\b00000000-0000-0000-0000-000000000000\b`)

// sampleAccount matches the account ids that AWS's documentation prints, and
// the one of a well-known emulator.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
// https://docs.localstack.cloud/references/multi-account-setups/
var sampleAccount = text.Regexp(`\b(?:123456789012|111122223333|444455556666|777788889999|000000000000)\b`)

// marks are what every placeholder holds one of, in lower case.
var marks = []string{
	"<", "xxxxx", "your", "replace", "change", "fill", "account", "example", "todo", "fixme",
	"00000000", "123456789012", "111122223333", "444455556666", "777788889999",
}

// findPlaceholder returns the first placeholder in a text; empty if there is
// none. Nearly all texts hold none, and are told by a glance, which is forty
// times as fast as the patterns.
func findPlaceholder(s string) string {
	if !marked(s) {
		return ""
	}
	if m := placeholder().FindString(s); m != "" {
		return m
	}
	return sampleAccount().FindString(s)
}

func marked(s string) bool {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		for _, m := range marks {
			if m[0] == c && len(s)-i >= len(m) && strings.EqualFold(s[i:i+len(m)], m) {
				return true
			}
		}
	}
	return false
}

// placeholders reports placeholders in what names an identity: the places are
// typed, so that a word that happens to look like one elsewhere is no matter.
func placeholders(b *facts.Bundle) {
	s := &slots{bundle: b, seen: map[[2]any]bool{}}
	for _, w := range b.Workloads {
		for _, c := range w.Claims {
			s.look(&w.Base, "the annotation "+c.Key, c.Value)
		}
	}
	for _, t := range b.Trusts {
		s.trust(t)
	}
	for _, m := range b.Mappings {
		s.look(&m.Base, "a mapping", m.Principal)
	}
	for _, a := range b.Associations {
		s.look(&a.Base, "an association", a.Role)
	}
}

// slots looks at the texts of one bundle, at each place once.
type slots struct {
	bundle *facts.Bundle
	seen   map[[2]any]bool
}

func (s *slots) trust(t *facts.Trust) {
	for i := range t.Statements {
		st := &t.Statements[i]
		for _, p := range slices.Concat(st.Principals, st.NotPrincipals) {
			s.look(&t.Base, "a principal", p.Value)
		}
		for _, c := range st.Conditions {
			s.look(&t.Base, "the key of a condition", c.Key)
			for _, v := range c.Values.Items {
				s.look(&t.Base, "a condition", v)
			}
		}
	}
}

// look adds a fault for the first placeholder of a text.
func (s *slots) look(base *facts.Base, where string, t facts.Text) {
	root := t.At.Root()
	if base.Context || root.File == nil || root.File.Context {
		return
	}
	for _, p := range t.Parts() {
		m := findPlaceholder(p.Lit)
		if m == "" {
			continue
		}
		at, ok := written(m, append([]source.Span{t.At, root.File.Whole()}, callers(base.Calls)...))
		key := [2]any{at.Root().File, at.Root().Start}
		if ok && !s.seen[key] {
			s.seen[key] = true
			s.bundle.Add(s.fault(base, where, m, at))
		}
		return
	}
}

// written finds where a placeholder stands: the value itself may only refer to
// a variable, in the same file or where a module is called.
func written(m string, in []source.Span) (source.Span, bool) {
	for _, at := range in {
		if i := strings.Index(at.Text(), m); i >= 0 {
			return at.Sub(i, i+len(m)), true
		}
	}
	return source.Span{}, false
}

// callers lists the files that calls stand in, as spans.
func callers(spans []source.Span) []source.Span {
	var out []source.Span
	for _, s := range spans {
		if f := s.Root().File; f != nil && !f.Context {
			out = append(out, f.Whole())
		}
	}
	return out
}

func (s *slots) fault(base *facts.Base, where, found string, at source.Span) *facts.Input {
	in := &facts.Input{
		Base: *base, Code: "placeholder", Class: facts.Mistake, Identity: true,
		Message: fmt.Sprintf("%s in %s is a placeholder.", found, where), Detail: text.Known(found, at),
	}
	root := at.Root()
	if example(root.File.Path) {
		in.Code = "placeholder-in-example"
	}
	in.At, in.Address = at, base.Address+"/placeholder/"+found
	in.ID = facts.ID(fmt.Sprintf("input:placeholder:%s:%d", root.File.Path, root.Start))
	return in
}

// exampleFolders hold what is there to be copied or tested, not applied.
var exampleFolders = []string{
	"doc", "docs", "documentation", "example", "examples", "sample", "samples", "demo", "demos", "test", "tests", "testdata",
	"fixtures", "e2e", "tutorial", "tutorials", "workshop", "template", "templates",
}

// example reports whether a file is there to be copied from or to test with.
func example(name string) bool {
	dirs := strings.Split(strings.ToLower(path.Dir(name)), "/")
	if slices.ContainsFunc(dirs, func(d string) bool { return slices.Contains(exampleFolders, d) }) {
		return true
	}
	base := strings.ToLower(path.Base(name))
	for _, mark := range []string{".md", ".example", ".sample", ".tmpl", ".dist", ".tpl"} {
		if strings.HasSuffix(base, mark) || strings.Contains(base, mark+".") {
			return true
		}
	}
	return false
}
