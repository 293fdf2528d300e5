package terraform

import (
	"regexp"
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// shellVariable finds $name as a shell would write it. HCL interpolates only
// ${name}, so $name reaches the cloud as it stands.
var shellVariable = regexp.MustCompile(`(^|[^$])\$([A-Za-z_][A-Za-z0-9_]*)`)

// shell looks for shell variables in strings that say who somebody is.
func (b *builder) shell(in *module.Instance, texts ...facts.Text) {
	for _, t := range texts {
		for _, p := range t.Parts() {
			if !strings.Contains(p.Lit, "$") {
				continue
			}
			for _, m := range shellVariable.FindAllStringSubmatch(p.Lit, -1) {
				b.shellProblem(in, where(t, in), m[2])
			}
		}
	}
}

func (b *builder) shellProblem(in *module.Instance, at source.Span, name string) {
	root := at.Root()
	if i := findVariable(root.Text(), name); i >= 0 {
		root = root.Sub(i, i+len(name)+1)
	}
	key := root.String() + name
	if b.shellSeen[key] {
		return
	}
	if b.shellSeen == nil {
		b.shellSeen = map[string]bool{}
	}
	b.shellSeen[key] = true
	problem := shellInput(in.Scope.Module, root, name)
	problem.Address = in.Address
	b.problem(problem)
}

// findVariable finds $name in a text; -1 if it is not there.
func findVariable(s, name string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], "$"+name)
		if i < 0 {
			return -1
		}
		end := from + i + 1 + len(name)
		if end == len(s) || !wordByte(s[end]) {
			return from + i
		}
		from = end
	}
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// shellStatement looks at all strings of a policy statement.
func (b *builder) shellStatement(in *module.Instance, s *facts.Statement) {
	b.shell(in, s.Sid)
	for _, l := range []facts.List{s.Actions, s.NotActions, s.Resources, s.NotResources} {
		b.shell(in, l.Items...)
	}
	for _, p := range append(append([]facts.Principal{}, s.Principals...), s.NotPrincipals...) {
		b.shell(in, p.Value)
	}
	for _, c := range s.Conditions {
		b.shell(in, c.Key)
		b.shell(in, c.Values.Items...)
	}
}
