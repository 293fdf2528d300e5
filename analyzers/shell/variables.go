package shell

import (
	"fmt"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// variables are the assignments of a script. A variable is known where exactly
// one command assigns it, that command certainly ran, and nothing in between
// can have assigned it in a way that is not seen.
type variables struct {
	byName map[string][]*assignment
	// hidden are the places of commands that may assign anything: scripts that
	// are sourced, strings that are evaluated.
	hidden []int
	// split says that the script sets how words are split.
	split bool
	uses  map[string]*use
}

// assignment is one command that sets a variable.
type assignment struct {
	start, end int
	// value is nil where it is not written out.
	value *syntax.Word
	around
	// pieces are what the value comes to, once it was evaluated.
	pieces []piece
	known  bool
}

// maxPieces bounds what a variable that is made of others may come to.
const maxPieces = 1000

// scan collects the assignments of a script, and evaluates those that count.
func scan(r *reader, f *syntax.File) *variables {
	s := &scanner{vars: &variables{byName: map[string][]*assignment{}}}
	syntax.Walk(f, s.visit)
	r.vars = s.vars
	slices.SortStableFunc(s.all, func(a, b *assignment) int { return a.start - b.start })
	for _, a := range s.all {
		if a.value == nil || !a.always || a.looped {
			continue
		}
		a.pieces = r.word(a.value, place{function: a.function, command: a.start, backquoted: a.backquoted}).pieces
		a.known = len(a.pieces) <= maxPieces
	}
	return s.vars
}

// scanner walks a script with the way down to where it is.
type scanner struct {
	vars  *variables
	stack []level
	all   []*assignment
}

func (s *scanner) visit(n syntax.Node) bool {
	if n == nil {
		s.stack = s.stack[:len(s.stack)-1]
		return true
	}
	switch n := n.(type) {
	case *syntax.CallExpr:
		s.call(n)
	case *syntax.DeclClause:
		s.declare(n)
	case *syntax.WordIter:
		s.add(n.Name.Value, n, nil)
	case *syntax.ParamExp:
		s.use(n)
		if n.Param != nil && n.Exp != nil && (n.Exp.Op == syntax.AssignUnset || n.Exp.Op == syntax.AssignUnsetOrNull) {
			s.add(n.Param.Value, n, nil)
		}
	case *syntax.BinaryArithm:
		s.arithmetic(n.X)
	case *syntax.UnaryArithm:
		s.arithmetic(n.X)
	}
	s.stack = append(s.stack, level{n, s.around(n)})
	return true
}

// arithmetic takes every name on the left of an operator for assigned. The place
// is that of the name: to find where an operation ends takes as many steps as
// it has operators.
func (s *scanner) arithmetic(x syntax.ArithmExpr) {
	if w, ok := x.(*syntax.Word); ok && w.Lit() != "" {
		s.add(w.Lit(), w, nil)
	}
}

func (s *scanner) call(c *syntax.CallExpr) {
	if len(c.Args) == 0 {
		for _, a := range c.Assigns {
			s.assign(a, "")
		}
		return
	}
	words := make([]string, len(c.Args))
	for i, w := range c.Args {
		words[i] = w.Lit()
	}
	switch words[0] {
	case "source", ".", "eval":
		s.vars.hidden = append(s.vars.hidden, offset(c.Pos()))
	case "read", "unset", "mapfile", "readarray", "getopts", "let", "printf":
		for _, w := range words[1:] {
			w, _, _ = strings.Cut(w, "=")
			if syntax.ValidName(w) {
				s.add(w, c, nil)
			}
		}
	}
}

func (s *scanner) declare(d *syntax.DeclClause) {
	options := ""
	for _, a := range d.Args {
		if a.Name == nil && a.Value != nil && strings.HasPrefix(a.Value.Lit(), "-") {
			options += a.Value.Lit()
		}
	}
	for _, a := range d.Args {
		if a.Name != nil && !a.Naked {
			s.assign(a, options)
		}
	}
}

// assign takes an assignment in. With some options of declare the value is
// changed on the way.
func (s *scanner) assign(a *syntax.Assign, options string) {
	value := a.Value
	plain := !a.Append && a.Index == nil && a.Array == nil && !strings.ContainsAny(options, "inluaA")
	if !plain {
		value = nil
	}
	s.add(a.Name.Value, a, value)
	if plain && a.Value == nil {
		s.all[len(s.all)-1].value = &syntax.Word{} // X= is empty
	}
}

func (s *scanner) add(name string, n syntax.Node, value *syntax.Word) {
	a := &assignment{start: offset(n.Pos()), end: offset(n.End()), value: value, around: s.around(n)}
	if name == "IFS" {
		s.vars.split = true
	}
	s.vars.byName[name] = append(s.vars.byName[name], a)
	s.all = append(s.all, a)
}

// around is what stands around a node below the last of the stack.
func (s *scanner) around(n syntax.Node) around {
	if len(s.stack) == 0 {
		return around{always: true}
	}
	above := s.stack[len(s.stack)-1]
	return above.around.and(above.node, n)
}

// level is a node on the way down, with what stands around it.
type level struct {
	node syntax.Node
	around
}

// around says what stands around an assignment.
type around struct {
	// function is one more than the start of the function that it stands in; 0
	// if there is none.
	function int
	// always says that it is made whenever its function, or the script, runs.
	always bool
	// looped says that it stands in a loop.
	looped bool
	// backquoted says that it stands between backquotes.
	backquoted bool
}

// and adds a node that stands above another.
func (a around) and(above, below syntax.Node) around {
	switch n := above.(type) {
	case *syntax.FuncDecl:
		a.function, a.always, a.looped = offset(n.Pos())+1, true, false
	case *syntax.ForClause, *syntax.WhileClause:
		a.looped, a.always = true, false
	case *syntax.IfClause, *syntax.CaseClause, *syntax.Subshell, *syntax.ProcSubst, *syntax.TestClause, *syntax.ArithmExp, *syntax.ParamExp, *syntax.CoprocClause:
		a.always = false
	case *syntax.CmdSubst:
		a.always = false
		a.backquoted = a.backquoted || n.Backquotes
	case *syntax.BinaryCmd:
		// The left side of && and || runs whatever comes of it.
		if n.Op != syntax.AndStmt && n.Op != syntax.OrStmt || below != syntax.Node(n.X) {
			a.always = false
		}
	case *syntax.Stmt:
		if n.Background || n.Coprocess {
			a.always = false
		}
	}
	return a
}

// hiddenBetween reports whether something that may assign anything stands
// between two places.
func (v *variables) hiddenBetween(start, end int) bool {
	return slices.ContainsFunc(v.hidden, func(at int) bool { return start < at && at < end })
}

// of returns the assignment whose value a variable has at a place; nil if that
// is not known.
func (v *variables) of(name string, p place) *assignment {
	list := v.byName[name]
	if len(list) != 1 {
		return nil
	}
	a := list[0]
	if !a.known || a.end > p.command || a.function > 0 && a.function != p.function || v.hiddenBetween(a.start, p.command) {
		return nil
	}
	return a
}

// era tells apart the times between which a variable may have another value.
// The value of a variable that is set in loops and functions is one within one
// command only.
func (v *variables) era(name string, p place) string {
	n, function := 0, 0
	for _, a := range v.byName[name] {
		if a.looped || a.function != p.function && a.function > 0 {
			return fmt.Sprintf("@%d", p.command)
		}
		if a.function != p.function {
			function = p.function
		}
		if a.end <= p.command {
			n++
		}
	}
	for _, at := range v.hidden {
		if at < p.command {
			n++
		}
	}
	if n+function == 0 {
		return ""
	}
	return fmt.Sprintf("#%d/%d", n, function)
}
