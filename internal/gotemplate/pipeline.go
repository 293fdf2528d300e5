package gotemplate

import (
	"slices"
	"text/template/parse"
)

// pipeline is what an action writes, or what a condition asks.
type pipeline struct {
	// name is the pipeline's text in one form: the same name in the same chart
	// gives the same string.
	name string
	// fresh says that the same text need not give the same string elsewhere:
	// it depends on a loop, or on chance.
	fresh bool
	// silent says that the action writes nothing: it sets a variable, or ends it
	// all.
	silent bool
	// literal is what the pipeline writes if that is a constant.
	literal string
	known   bool
	// choices are what it writes one of, if that is known.
	choices []string
	// indent is how deep nindent or indent puts the text: -1 where none does.
	indent int
	// lines says that the text begins with a line break (nindent).
	lines bool
	// structure says that it writes YAML rather than a scalar.
	structure bool
	// quoted says that it writes the string in quotes.
	quoted bool
}

// walker finds the pipeline of each action in the tree that the standard
// library makes of the template.
type walker struct {
	actions []action
	vars    map[string]*variable
	// counting is the first of two passes: how often is a variable set?
	counting bool
}

// variable is what is known of a variable by its name, in the whole file.
type variable struct {
	sets  int // how often it is declared or assigned
	value *pipeline
}

// dot is what "." is at a place of the template.
type dot struct {
	path  []string // the fields that lead there from the root
	fresh bool     // not known: inside a range, or of something computed
}

// parseTree reads the template with the parser of the standard library.
func parseTree(s string) (*parse.Tree, bool) {
	t := parse.New("\x00") // no name that it could define
	t.Mode = parse.SkipFuncCheck
	tree, err := t.Parse(s, "", "", map[string]*parse.Tree{})
	return tree, err == nil && tree != nil
}

// at returns the action that holds a byte.
func (w *walker) at(pos parse.Pos) *action {
	i, _ := slices.BinarySearchFunc(w.actions, int(pos), func(a action, p int) int {
		if a.end <= p {
			return -1
		}
		return 1
	})
	if i < len(w.actions) && w.actions[i].start <= int(pos) {
		return &w.actions[i]
	}
	return nil
}

func (w *walker) list(l *parse.ListNode, d dot) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			w.pipe(n.Pos, n.Pipe, d)
		case *parse.TemplateNode:
			w.template(n, d)
		case *parse.IfNode:
			w.pipe(n.Pos, n.Pipe, d)
			w.list(n.List, d)
			w.list(n.ElseList, d)
		case *parse.WithNode:
			w.pipe(n.Pos, n.Pipe, d)
			w.list(n.List, inner(n.Pipe, d))
			w.list(n.ElseList, d)
		case *parse.RangeNode:
			w.pipe(n.Pos, n.Pipe, d)
			for _, v := range n.Pipe.Decl {
				w.variable(v.Ident[0]).sets++ // a new value in each turn
			}
			w.list(n.List, dot{fresh: true})
			w.list(n.ElseList, d)
		}
	}
}

// inner is the dot inside a with.
func inner(p *parse.PipeNode, d dot) dot {
	if len(p.Cmds) == 1 && len(p.Cmds[0].Args) == 1 {
		switch n := p.Cmds[0].Args[0].(type) {
		case *parse.DotNode:
			return d
		case *parse.FieldNode:
			return dot{path: slices.Concat(d.path, n.Ident), fresh: d.fresh}
		case *parse.VariableNode:
			if n.Ident[0] == "$" {
				return dot{path: n.Ident[1:]}
			}
		}
	}
	return dot{fresh: true}
}

func (w *walker) variable(name string) *variable {
	v := w.vars[name]
	if v == nil {
		v = &variable{}
		w.vars[name] = v
	}
	return v
}

// pipe notes the pipeline of the action at a place.
func (w *walker) pipe(pos parse.Pos, p *parse.PipeNode, d dot) {
	if w.counting {
		for _, v := range p.Decl {
			w.variable(v.Ident[0]).sets++
		}
		return
	}
	a := w.at(pos)
	if a == nil {
		return
	}
	a.pipe = w.read(p, d)
	a.pipe.silent = len(p.Decl) > 0 || function(p.Cmds[len(p.Cmds)-1]) == "fail"
	for _, v := range p.Decl {
		w.variable(v.Ident[0]).value = a.pipe
	}
}

// template notes what {{ template "x" . }} writes: what include does.
func (w *walker) template(n *parse.TemplateNode, d dot) {
	a := w.at(n.Pos)
	if a == nil || w.counting {
		return
	}
	r := &namer{w: w, dot: d}
	r.b.WriteString("include " + quoted(n.Name))
	if n.Pipe != nil {
		r.b.WriteByte(' ')
		if len(n.Pipe.Cmds) == 1 && len(n.Pipe.Cmds[0].Args) == 1 {
			r.argument(n.Pipe.Cmds[0].Args[0])
		} else {
			r.argument(n.Pipe)
		}
	}
	a.pipe = &pipeline{name: r.b.String(), fresh: r.fresh, indent: -1}
}

// read works out what a pipeline writes.
func (w *walker) read(p *parse.PipeNode, d dot) *pipeline {
	out := &pipeline{indent: -1}
	cmds := out.unquote(p.Cmds)
	r := &namer{w: w, dot: d}
	r.commands(cmds)
	out.name, out.fresh = r.b.String(), r.fresh
	for _, c := range cmds {
		out.layout(c)
	}
	if len(cmds) == 1 && len(cmds[0].Args) == 1 {
		switch n := cmds[0].Args[0].(type) {
		case *parse.StringNode:
			out.literal, out.known = n.Text, true
		case *parse.VariableNode:
			if v := w.settled(n); v != nil {
				out.choices = v.choices
			}
		}
	}
	if args := cmds[0].Args; function(cmds[0]) == "ternary" && len(cmds) == 1 && len(args) == 4 {
		out.ternary(args[1], args[2])
	}
	if n := len(cmds); n > 1 && function(cmds[n-1]) == "ternary" && len(cmds[n-1].Args) == 3 {
		out.ternary(cmds[n-1].Args[1], cmds[n-1].Args[2])
	}
	return out
}

// unquote takes away the call that puts the text in quotes: YAML takes them
// away again.
func (p *pipeline) unquote(cmds []*parse.CommandNode) []*parse.CommandNode {
	last := cmds[len(cmds)-1]
	if f := function(last); f != "quote" && f != "squote" {
		return cmds
	}
	switch {
	case len(cmds) > 1 && len(last.Args) == 1:
		p.quoted = true
		return cmds[:len(cmds)-1]
	case len(cmds) == 1 && len(last.Args) == 2:
		p.quoted = true
		return []*parse.CommandNode{{NodeType: last.NodeType, Pos: last.Pos, Args: last.Args[1:]}}
	}
	return cmds
}

// ternary notes the two strings that sprig's ternary chooses from.
// https://masterminds.github.io/sprig/defaults.html
func (p *pipeline) ternary(a, b parse.Node) {
	x, okX := a.(*parse.StringNode)
	y, okY := b.(*parse.StringNode)
	if okX && okY {
		p.choices = []string{x.Text, y.Text}
	}
}

// layout notes what a command does to the form of the text.
func (p *pipeline) layout(c *parse.CommandNode) {
	switch f := function(c); f {
	case "toYaml", "toYamlPretty", "tpl":
		p.structure = true
	case "nindent", "indent":
		p.structure, p.lines = true, f == "nindent"
		p.indent = -1
		if len(c.Args) > 1 {
			if n, ok := c.Args[1].(*parse.NumberNode); ok && n.IsInt {
				p.indent = int(n.Int64)
			}
		}
	}
}

// function returns the name of the function that a command calls.
func function(c *parse.CommandNode) string {
	if len(c.Args) > 0 {
		if n, ok := c.Args[0].(*parse.IdentifierNode); ok {
			return n.Ident
		}
	}
	return ""
}

// settled returns the value of a variable that has one value in the file; nil
// if it may have several. Long names are not written out: variables of
// variables would double them.
func (w *walker) settled(n *parse.VariableNode) *pipeline {
	v := w.vars[n.Ident[0]]
	if len(n.Ident) > 1 || v == nil || v.sets != 1 || v.value == nil || v.value.fresh || len(v.value.name) > maxName {
		return nil
	}
	return v.value
}
