package shell

import (
	"fmt"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/subaud/subaud/internal/text"
)

// place is where in a script something stands.
type place struct {
	// function is one more than the start of the function; 0 if there is none.
	function int
	// command is the start of the command.
	command int
	// maybe says that the command may not run: it stands in a branch, a loop or
	// a function.
	maybe bool
	// backquoted says that it stands between backquotes, where backslashes mean
	// something else.
	backquoted bool
	// into is what the output of the command is piped into, as written.
	into string
	// depth counts the commands around it.
	depth int
}

// The ways in which backslashes are read.
type mode int

const (
	bare   mode = iota // outside quotes
	double             // in double quotes
	here               // in a here-document
)

// escapable are the characters before which a backslash is one that escapes.
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
func (m mode) escapable(c byte) bool {
	switch m {
	case double:
		return strings.IndexByte("$`\"\\\n", c) >= 0
	case here:
		return strings.IndexByte("$`\\\n", c) >= 0
	}
	return true
}

// word evaluates a word that is not split.
func (r *reader) word(w *syntax.Word, p place) value {
	if w == nil || len(w.Parts) == 0 {
		return value{}
	}
	e := &evaluation{reader: r, place: p}
	for i, part := range w.Parts {
		e.part(part, bare, i == 0)
	}
	return value{at: r.span(w), pieces: e.pieces, many: e.many}
}

// words evaluates the words of a command, those that are split included.
func (r *reader) words(list []*syntax.Word, p place) []value {
	var out []value
	for _, w := range list {
		v := r.word(w, p)
		if !splits(w) {
			v.many = v.many || r.spreads(w)
			out = append(out, v)
			continue
		}
		s, ok := v.known()
		switch {
		case !ok || r.vars.split:
			v.many = true
			out = append(out, v)
		case strings.TrimSpace(s) != "":
			out = append(out, fields(v, s)...)
		}
	}
	return out
}

// splits reports whether a word is one expansion that is split into words.
func splits(w *syntax.Word) bool {
	if len(w.Parts) != 1 {
		return false
	}
	switch w.Parts[0].(type) {
	case *syntax.ParamExp, *syntax.CmdSubst:
		return true
	}
	return false
}

// spreads reports whether an expansion that is a part of a word gives white
// space, at which the word is split.
func (r *reader) spreads(w *syntax.Word) bool {
	for _, part := range w.Parts {
		pe, ok := part.(*syntax.ParamExp)
		if !ok {
			continue
		}
		if list := r.vars.byName[nameOf(pe)]; len(list) == 1 && slices.ContainsFunc(list[0].pieces, func(p piece) bool { return strings.ContainsAny(p.lit, " \t\n") }) {
			return true
		}
	}
	return false
}

func nameOf(pe *syntax.ParamExp) string {
	if pe.Param == nil {
		return ""
	}
	return pe.Param.Value
}

// fields splits a known value at white space.
func fields(v value, s string) []value {
	var out []value
	for at := 0; at < len(s); {
		if strings.IndexByte(" \t\n", s[at]) >= 0 {
			at++
			continue
		}
		end := at
		for end < len(s) && strings.IndexByte(" \t\n", s[end]) < 0 {
			end++
		}
		out = append(out, v.slice(at, end))
		at = end
	}
	return out
}

// evaluation collects what a word comes to.
type evaluation struct {
	reader *reader
	place  place
	pieces []piece
	many   bool
	// end is where the text ends; 0 if its parts say so.
	end int
}

func (e *evaluation) part(part syntax.WordPart, m mode, first bool) {
	r := e.reader
	switch n := part.(type) {
	case *syntax.Lit:
		e.literal(offset(n.Pos()), offset(n.End()), m, first)
	case *syntax.SglQuoted:
		if n.Dollar && strings.Contains(n.Value, `\`) {
			e.fresh("a string with escapes", n)
			return
		}
		start := offset(n.Pos()) + 1
		if n.Dollar {
			start++
		}
		e.copy(start, offset(n.End())-1)
	case *syntax.DblQuoted:
		many := e.many
		for _, inner := range n.Parts {
			e.part(inner, double, false)
		}
		// "$@" is several words in quotes as well.
		e.many = many || slices.ContainsFunc(n.Parts, all)
	case *syntax.ParamExp:
		e.parameter(n)
	case *syntax.CmdSubst:
		e.substitution(n)
	case *syntax.ArithmExp:
		e.fresh("a number", n)
	default:
		e.many = true
		e.symbol(r.symbols.Fresh("a file name"), part)
	}
}

// all recognises expansions that give each of several values.
func all(part syntax.WordPart) bool {
	pe, ok := part.(*syntax.ParamExp)
	if !ok {
		return false
	}
	index, _ := pe.Index.(*syntax.Word)
	return nameOf(pe) == "@" || index != nil && index.Lit() == "@"
}

func (e *evaluation) fresh(name string, n syntax.Node) {
	e.symbol(e.reader.symbols.Fresh(name), n)
}

func (e *evaluation) symbol(s *text.Symbol, n syntax.Node) {
	at := e.reader.span(n)
	e.pieces = append(e.pieces, piece{sym: s, at: at, origin: at})
}

// copy takes bytes over as they stand.
func (e *evaluation) copy(start, end int) {
	if start >= end {
		return
	}
	at := e.reader.file.Span(start, end)
	e.pieces = append(e.pieces, piece{lit: at.Text(), at: at, origin: at})
}

// literal reads unquoted or half-quoted characters with their backslashes.
func (e *evaluation) literal(start, end int, m mode, first bool) {
	data := e.reader.file.Data
	end = min(end, len(data))
	if e.end > 0 {
		end = min(end, e.end)
	}
	raw := string(data[min(start, end):end])
	if e.place.backquoted && strings.Contains(raw, `\`) || m == bare && (first && strings.HasPrefix(raw, "~") || braces(raw)) {
		at := e.reader.file.Span(start, end)
		e.pieces = append(e.pieces, piece{sym: e.reader.symbols.Fresh("a string that the shell makes"), at: at, origin: at})
		return
	}
	from := start
	for at := start; at+1 < end; at++ {
		if data[at] != '\\' || !m.escapable(data[at+1]) {
			continue
		}
		e.copy(from, at)
		if data[at+1] != '\n' {
			where := e.reader.file.Span(at, at+2)
			e.pieces = append(e.pieces, piece{lit: string(data[at+1]), at: where, origin: where})
		}
		at++
		from = at + 1
	}
	e.copy(from, end)
}

// braces reports whether the shell may make several words of braces.
func braces(raw string) bool {
	open := strings.Index(raw, "{")
	if open < 0 || strings.LastIndex(raw, "}") < open {
		return false
	}
	return strings.ContainsAny(raw[open:], ",") || strings.Contains(raw[open:], "..")
}

// parameter evaluates the expansion of a variable.
func (e *evaluation) parameter(n *syntax.ParamExp) {
	r := e.reader
	name := nameOf(n)
	if name == "" || !syntax.ValidName(name) || n.Index != nil || n.Length || n.Excl || n.Width || n.Names != 0 {
		e.many = e.many || all(n) || name == "*"
		e.fresh(cmpName(name), n)
		return
	}
	a := r.vars.of(name, e.place)
	base := r.symbols.Scoped(r.file.Path+r.vars.era(name, e.place), name)
	if a != nil && a.known && n.Slice == nil && n.Repl == nil && e.carry(n, a.pieces) {
		return
	}
	if a != nil && len(a.pieces) == 1 && a.pieces[0].sym != nil {
		base = a.pieces[0].sym
	}
	switch {
	case n.Slice != nil || n.Repl != nil, a != nil && len(a.pieces) != 1:
		e.derive(base, name, "", r.span(n).Text()+e.where(a), n)
	case n.Exp == nil || n.Exp.Op == syntax.ErrorUnset || n.Exp.Op == syntax.ErrorUnsetOrNull:
		e.symbol(base, n)
	default:
		e.derive(base, base.Name, operation(n.Exp), r.span(n).Text()+e.where(a), n)
	}
}

// where tells apart what is made of values that are not one symbol.
func (e *evaluation) where(a *assignment) string {
	if a == nil || len(a.pieces) == 1 {
		return ""
	}
	return fmt.Sprintf("@%d", a.start)
}

func cmpName(name string) string {
	if name == "" {
		return "a variable"
	}
	return name
}

// derive is the symbol for what an operation makes of another symbol. Its name
// does not repeat the words of the operation, which may be secret.
func (e *evaluation) derive(base *text.Symbol, name, shown, key string, n syntax.Node) {
	r := e.reader
	key = r.symbols.Token(base) + key
	s := r.derived[key]
	if s == nil {
		s = r.symbols.Fresh(name + shown)
		r.derived[key] = s
	}
	e.symbol(s, n)
}

// literalOf is the word of an expansion that has one and only characters in it.
func literalOf(w *syntax.Word) string {
	if w == nil {
		return ""
	}
	return w.Lit()
}

// operation is what may be shown of an operation: patterns of URLs and paths.
func operation(x *syntax.Expansion) string {
	pattern := literalOf(x.Word)
	switch x.Op {
	case syntax.RemSmallPrefix, syntax.RemLargePrefix, syntax.RemSmallSuffix, syntax.RemLargeSuffix:
		if strings.Trim(pattern, "*/:htps.") == "" {
			return x.Op.String() + pattern
		}
	}
	return ""
}

// carry takes over the value of a variable, changed as the expansion says; false
// where that cannot be told.
func (e *evaluation) carry(n *syntax.ParamExp, pieces []piece) bool {
	at := e.reader.span(n)
	v := value{at: at, pieces: pieces}
	if n.Exp != nil {
		s, ok := v.known()
		arg := literalOf(n.Exp.Word)
		plain := n.Exp.Word == nil || arg != "" && !strings.ContainsAny(arg, `*?[]\`)
		switch n.Exp.Op {
		case syntax.ErrorUnset, syntax.ErrorUnsetOrNull, syntax.DefaultUnset, syntax.AssignUnset:
		case syntax.DefaultUnsetOrNull, syntax.AssignUnsetOrNull:
			if ok && s == "" {
				e.operand(n.Exp.Word)
				return true
			}
			if !slices.ContainsFunc(pieces, func(p piece) bool { return p.lit != "" }) {
				return false
			}
		case syntax.RemSmallPrefix, syntax.RemLargePrefix:
			if !ok || !plain {
				return false
			}
			v = v.slice(len(s)-len(strings.TrimPrefix(s, arg)), len(s))
		case syntax.RemSmallSuffix, syntax.RemLargeSuffix:
			if !ok || !plain {
				return false
			}
			v = v.slice(0, len(strings.TrimSuffix(s, arg)))
		default:
			return false
		}
	}
	for _, p := range v.pieces {
		p.at = at
		e.pieces = append(e.pieces, p)
	}
	return true
}

// operand evaluates the word of an expansion.
func (e *evaluation) operand(w *syntax.Word) {
	if w == nil {
		return
	}
	for i, part := range w.Parts {
		e.part(part, bare, i == 0)
	}
}
