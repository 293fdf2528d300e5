package shell

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
)

// use is how a script uses a variable.
type use struct {
	// first is the first expansion of it.
	first *syntax.ParamExp
	count int
	// guarded says that some expansion says what to do where it is not set.
	guarded bool
	// matters says that the first stands in a command about identities, or in a
	// document.
	matters bool
}

// use notes the expansion of a variable.
func (s *scanner) use(n *syntax.ParamExp) {
	name := nameOf(n)
	if !syntax.ValidName(name) {
		return
	}
	if s.vars.uses == nil {
		s.vars.uses = map[string]*use{}
	}
	u := s.vars.uses[name]
	if u == nil {
		u = &use{first: n, matters: s.inCommand()}
		s.vars.uses[name] = u
	}
	u.count++
	u.guarded = u.guarded || n.Exp != nil && n.Exp.Op != syntax.RemSmallPrefix && n.Exp.Op != syntax.RemLargePrefix &&
		n.Exp.Op != syntax.RemSmallSuffix && n.Exp.Op != syntax.RemLargeSuffix
}

// maxAbove is how far above an expansion its command is looked for.
const maxAbove = 12

// inCommand reports whether what is visited stands in a word of a command that
// is read, or in a here-document.
func (s *scanner) inCommand() bool {
	for i := len(s.stack) - 1; i >= max(0, len(s.stack)-maxAbove); i-- {
		switch n := s.stack[i].node.(type) {
		case *syntax.Redirect:
			return n.Hdoc != nil
		case *syntax.CallExpr:
			if len(n.Args) == 0 {
				return false
			}
			program := path.Base(n.Args[0].Lit())
			_, known := grammarOf(program)
			return known && program != "curl"
		}
	}
	return false
}

// unset tells of variables that the script uses once and never sets, where it
// sets another one whose name is that but for a slip.
func (r *reader) unset() {
	if len(r.vars.hidden) > 0 {
		return // another script may set it
	}
	for _, name := range slices.Sorted(maps.Keys(r.vars.uses)) {
		u := r.vars.uses[name]
		if u.guarded || !u.matters || u.count > 1 || len(r.vars.byName[name]) > 0 {
			continue
		}
		for _, meant := range slices.Sorted(maps.Keys(r.vars.byName)) {
			if !slip(name, meant) {
				continue
			}
			at, set := r.span(u.first), r.vars.byName[meant][0]
			r.add(&facts.Input{
				Base: facts.Base{At: at, Address: "unset-shell-variable:" + name}, Code: "unset-shell-variable", Class: facts.Mistake,
				Message: fmt.Sprintf("The script never sets %s, but %s, whose name differs in a letter or two: unless the caller sets it, the shell puts nothing in its place.", name, meant),
				Detail:  text.Known(name, at), Identity: true, Related: r.file.Span(set.start, set.start+len(meant)),
			})
			break
		}
	}
}

// slip reports whether a name is another one but for one of its words, in which a
// letter or two are wrong. Numbers and plurals are meant.
func slip(name, meant string) bool {
	x, y := strings.Split(name, "_"), strings.Split(meant, "_")
	if name == meant || len(x) != len(y) {
		return false
	}
	wrong := 0
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		wrong++
		a, b := strings.ToLower(x[i]), strings.ToLower(y[i])
		shortest := min(len(a), len(b))
		far := near.Distance(a, b)
		digits := strings.Trim(a, "0123456789") == strings.Trim(b, "0123456789")
		plural := strings.TrimSuffix(a, "s") == strings.TrimSuffix(b, "s")
		if digits || plural || shortest < 4 || far > 2 || far == 2 && shortest < 7 {
			return false
		}
	}
	return wrong == 1 && len(name) >= 6
}
