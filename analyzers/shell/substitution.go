package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// substitution evaluates $(...). What a command prints is not known, but for a
// here-document that it only passes on.
func (e *evaluation) substitution(n *syntax.CmdSubst) {
	r := e.reader
	if h := passedOn(n); h != nil && !n.Backquotes {
		v := r.heredoc(h, e.place)
		s := v.characters()
		e.pieces = append(e.pieces, v.slice(0, len(strings.TrimRight(s, "\n"))).pieces...)
		return
	}
	asked, fixed := question(n)
	if !fixed {
		e.fresh(asked, n)
		return
	}
	key := "$(" + strings.Join(strings.Fields(r.span(n).Text()), " ") + r.vars.eras(n, e.place)
	s := r.derived[key]
	if s == nil {
		s = r.symbols.Fresh(asked)
		r.derived[key] = s
	}
	e.symbol(s, n)
}

// eras joins the eras of the variables that a part of a script uses.
func (v *variables) eras(n syntax.Node, p place) string {
	var b strings.Builder
	syntax.Walk(n, func(n syntax.Node) bool {
		if pe, ok := n.(*syntax.ParamExp); ok {
			b.WriteString("|" + v.era(nameOf(pe), p))
		}
		return true
	})
	return b.String()
}

// passedOn returns the here-document of $(cat <<EOF).
func passedOn(n *syntax.CmdSubst) *syntax.Redirect {
	if len(n.Stmts) != 1 || len(n.Stmts[0].Redirs) != 1 {
		return nil
	}
	c, ok := n.Stmts[0].Cmd.(*syntax.CallExpr)
	h := n.Stmts[0].Redirs[0]
	if !ok || len(c.Args) != 1 || c.Args[0].Lit() != "cat" || len(c.Assigns) > 0 || h.Hdoc == nil {
		return nil
	}
	return h
}

// question names what $(...) asks by the tool and its commands, and reports
// whether the answer stays the same while the script runs.
func question(n *syntax.CmdSubst) (name string, fixed bool) {
	if len(n.Stmts) == 0 {
		return "a command", false
	}
	var words []string
	syntax.Walk(n.Stmts[0], func(n syntax.Node) bool {
		c, ok := n.(*syntax.CallExpr)
		if !ok || words != nil {
			return words == nil
		}
		words = []string{}
		for _, w := range c.Args {
			if lit := w.Lit(); lit != "" && len(words) < 3 && !strings.HasPrefix(lit, "-") && strings.Trim(lit, "abcdefghijklmnopqrstuvwxyz-0") == "" {
				words = append(words, lit)
				continue
			}
			break
		}
		return false
	})
	switch {
	case len(words) == 0:
		return "a command", false
	case !slices.Contains([]string{"aws", "az", "gcloud", "kubectl", "eksctl"}, words[0]):
		return words[0], false
	}
	name = strings.Join(words, " ")
	switch name {
	case "aws sts get-caller-identity", "aws eks describe-cluster", "az account show", "az aks show", "gcloud config get-value":
		return name, true
	}
	return name, false
}
