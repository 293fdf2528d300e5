package gotemplate

import (
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// namer writes a pipeline in one form: fields from the root of the values,
// whatever "." is at its place, and variables as what they were set to.
type namer struct {
	w     *walker
	dot   dot
	b     strings.Builder
	fresh bool
}

// chance lists functions that give another result each time, or in each
// cluster, and those that depend on the file in which they stand.
// https://masterminds.github.io/sprig/
var chance = []string{
	"randAlphaNum", "randAlpha", "randNumeric", "randAscii", "randBytes", "randInt", "uuidv4", "now", "shuffle",
	"genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert",
	"genSignedCertWithKey", "htpasswd", "bcrypt", "encryptAES", "lookup",
}

func (r *namer) commands(cmds []*parse.CommandNode) {
	for i, c := range cmds {
		if i > 0 {
			r.b.WriteString(" | ")
		}
		for j, arg := range c.Args {
			if j > 0 {
				r.b.WriteByte(' ')
			}
			r.argument(arg)
		}
	}
}

func (r *namer) argument(n parse.Node) {
	switch n := n.(type) {
	case *parse.DotNode:
		r.field(nil)
	case *parse.FieldNode:
		r.field(n.Ident)
	case *parse.VariableNode:
		r.variable(n)
	case *parse.IdentifierNode:
		r.fresh = r.fresh || slices.Contains(chance, n.Ident)
		r.b.WriteString(n.Ident)
	case *parse.StringNode:
		r.b.WriteString(quoted(n.Text))
	case *parse.ChainNode:
		r.argument(n.Node)
		for _, f := range n.Field {
			r.b.WriteString("." + f)
		}
	case *parse.PipeNode:
		r.b.WriteByte('(')
		r.commands(n.Cmds)
		r.b.WriteByte(')')
	default:
		r.b.WriteString(n.String())
	}
}

// quoted writes a string constant in one form.
func quoted(s string) string { return strconv.Quote(s) }

// field writes a field of the dot.
func (r *namer) field(ident []string) {
	if r.dot.fresh {
		r.fresh = true
		r.b.WriteString("." + strings.Join(ident, "."))
		return
	}
	r.root(slices.Concat(r.dot.path, ident))
}

// root writes a field of the root.
func (r *namer) root(path []string) {
	if len(path) > 0 && path[0] == "Template" {
		r.fresh = true // the name of the file
	}
	r.b.WriteString("." + strings.Join(path, "."))
}

func (r *namer) variable(n *parse.VariableNode) {
	if n.Ident[0] == "$" {
		r.root(n.Ident[1:])
		return
	}
	if v := r.w.settled(n); v != nil {
		if strings.ContainsAny(v.name, " |") && r.b.Len() > 0 {
			r.b.WriteString("(" + v.name + ")")
		} else {
			r.b.WriteString(v.name)
		}
		return
	}
	r.fresh = true
	r.b.WriteString(n.String())
}
