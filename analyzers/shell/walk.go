package shell

import (
	"bytes"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/subaud/subaud/internal/source"
)

// maxDepth bounds the commands within commands that are read. People write a
// dozen.
const maxDepth = 200

// document is what a command passes on or a file holds. The nil document is not
// known.
type document struct {
	value value
	// maybe says that it may be another one.
	maybe bool
}

// stmts reads commands in their order.
func (r *reader) stmts(list []*syntax.Stmt, p place) {
	for _, s := range list {
		r.stmt(s, p, nil)
	}
}

// stmt reads a command that is given a document and returns what it prints.
func (r *reader) stmt(s *syntax.Stmt, p place, stdin *document) *document {
	if s == nil || p.depth > maxDepth {
		return nil
	}
	p.depth++
	p.command = offset(s.Pos())
	stdin, out := r.redirections(s, p, stdin)
	var printed *document
	switch c := s.Cmd.(type) {
	case *syntax.CallExpr:
		printed = r.call(c, p, stdin, out)
		r.inside(c, p)
	case *syntax.DeclClause:
		r.assigns(c.Args, p)
		r.inside(c, p)
	case *syntax.BinaryCmd:
		printed = r.binary(c, p, stdin)
	case *syntax.Block:
		r.stmts(c.Stmts, p)
	case *syntax.Subshell:
		r.stmts(c.Stmts, p)
	default:
		p.maybe = true
		r.compound(c, p, stdin)
	}
	for _, f := range out {
		r.write(f, printed, p)
	}
	if len(out) > 0 {
		return nil
	}
	return printed
}

func (r *reader) binary(c *syntax.BinaryCmd, p place, stdin *document) *document {
	right := p
	if c.Op == syntax.Pipe || c.Op == syntax.PipeAll {
		p.into = r.span(c.Y).Text() + "\n" + p.into
		return r.stmt(c.Y, right, r.stmt(c.X, p, stdin))
	}
	right.maybe = true
	r.stmt(c.X, p, stdin)
	r.stmt(c.Y, right, nil)
	return nil
}

// compound reads what may run or not.
func (r *reader) compound(c syntax.Command, p place, stdin *document) {
	switch c := c.(type) {
	case *syntax.IfClause:
		for i := c; i != nil; i = i.Else {
			r.stmts(i.Cond, p)
			r.stmts(i.Then, p)
		}
	case *syntax.WhileClause:
		r.stmts(c.Cond, p)
		r.stmts(c.Do, p)
	case *syntax.ForClause:
		r.inside(c.Loop, p)
		r.stmts(c.Do, p)
	case *syntax.CaseClause:
		for _, item := range c.Items {
			r.stmts(item.Stmts, p)
		}
	case *syntax.FuncDecl:
		p.function = offset(c.Pos()) + 1
		r.stmt(c.Body, p, nil)
	case *syntax.TimeClause:
		r.stmt(c.Stmt, p, stdin)
	case *syntax.CoprocClause:
		r.stmt(c.Stmt, p, nil)
	}
}

// inside reads the commands in $(...) of a command's words.
func (r *reader) inside(n syntax.Node, p place) {
	syntax.Walk(n, func(n syntax.Node) bool {
		switch c := n.(type) {
		case *syntax.CmdSubst:
			inner := p
			inner.backquoted = inner.backquoted || c.Backquotes
			r.stmts(c.Stmts, inner)
			return false
		case *syntax.ProcSubst:
			r.stmts(c.Stmts, p)
			return false
		}
		return true
	})
}

// redirections reads what a command is given and the files that it writes.
func (r *reader) redirections(s *syntax.Stmt, p place, stdin *document) (in *document, out []target) {
	for _, d := range s.Redirs {
		switch d.Op {
		case syntax.Hdoc, syntax.DashHdoc:
			stdin = nil
			if d.Hdoc != nil {
				v := r.heredoc(d, p)
				stdin = &document{value: v}
				r.literals.look(r, "", v)
				r.inside(d.Hdoc, p)
			}
		case syntax.WordHdoc:
			v := r.word(d.Word, p)
			stdin = &document{value: v}
			r.literals.look(r, "", v)
		case syntax.RdrIn:
			stdin = r.stored(r.word(d.Word, p))
		case syntax.RdrOut, syntax.RdrClob, syntax.RdrAll, syntax.AppOut, syntax.AppAll:
			if d.N == nil || d.N.Value == "1" {
				out = append(out, target{r.word(d.Word, p), d.Op == syntax.AppOut || d.Op == syntax.AppAll})
			}
		}
	}
	return stdin, out
}

// target is a file that a command writes.
type target struct {
	name     value
	appended bool
}

// write notes what a file holds from now on.
func (r *reader) write(f target, d *document, p place) {
	name, ok := f.name.known()
	if !ok || name == "/dev/null" {
		return
	}
	name = clean(name)
	if d == nil || f.appended {
		r.files[name] = nil
		return
	}
	_, before := r.files[name]
	r.files[name] = &document{value: d.value, maybe: d.maybe || p.maybe && before}
}

// stored is what the script wrote to a file before; nil if it did not.
func (r *reader) stored(file value) *document {
	name, ok := file.known()
	if !ok {
		return nil
	}
	return r.files[clean(name)]
}

func clean(name string) string { return strings.TrimPrefix(name, "./") }

// heredoc evaluates a here-document: with a delimiter that is quoted in any way
// as it stands, else with its expansions.
func (r *reader) heredoc(d *syntax.Redirect, p place) value {
	delimiter, raw := delimiterOf(d.Word)
	v := value{at: r.body(d, delimiter)}
	e := &evaluation{reader: r, place: p, end: v.at.End}
	if raw {
		e.copy(v.at.Start, v.at.End)
	} else {
		for _, part := range d.Hdoc.Parts {
			e.part(part, here, false)
		}
	}
	v.pieces = e.pieces
	if d.Op == syntax.DashHdoc {
		v.pieces = r.withoutTabs(v.pieces)
	}
	return v
}

// delimiterOf is the word that ends a here-document, and whether any of it is
// quoted.
func delimiterOf(w *syntax.Word) (delimiter string, quoted bool) {
	var b strings.Builder
	for _, part := range w.Parts {
		switch n := part.(type) {
		case *syntax.Lit:
			quoted = quoted || strings.Contains(n.Value, `\`)
			b.WriteString(strings.ReplaceAll(n.Value, `\`, ""))
		case *syntax.SglQuoted:
			quoted = true
			b.WriteString(n.Value)
		case *syntax.DblQuoted:
			quoted = true
			inner, _ := delimiterOf(&syntax.Word{Parts: n.Parts})
			b.WriteString(inner)
		default:
			quoted = true
		}
	}
	return b.String(), quoted
}

// body is the place of a here-document without the line that ends it, which the
// parser counts in.
func (r *reader) body(d *syntax.Redirect, delimiter string) source.Span {
	at := r.span(d.Hdoc)
	s := strings.TrimSuffix(at.Text(), "\n")
	last := s[strings.LastIndex(s, "\n")+1:]
	line := last
	if d.Op == syntax.DashHdoc {
		line = strings.TrimLeft(last, "\t")
	}
	if line == delimiter {
		return at.Sub(0, len(s)-len(last))
	}
	return at
}

// withoutTabs takes the tabs at the start of lines away.
func (r *reader) withoutTabs(in []piece) []piece {
	var out []piece
	start := true
	for _, p := range in {
		if p.sym != nil || p.at.Text() != p.lit {
			out = append(out, p)
			start = false
			continue
		}
		for _, line := range bytes.SplitAfter([]byte(p.lit), []byte("\n")) {
			size := len(line)
			skip := 0
			if start {
				skip = size - len(bytes.TrimLeft(line, "\t"))
			}
			if size > skip {
				at := p.at.Sub(skip, size)
				out = append(out, piece{lit: at.Text(), at: at, origin: at})
			}
			p.at = p.at.Sub(size, p.at.End-p.at.Start)
			start = bytes.HasSuffix(line, []byte("\n"))
		}
	}
	return out
}
