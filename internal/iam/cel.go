package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// A small part of CEL, as attribute conditions of workload identity pools use it:
// comparisons of claims with strings, joined by &&, || and !. All else is not
// known to hold or not to hold.
// https://cloud.google.com/iam/docs/workload-identity-federation#conditions
// https://github.com/google/cel-spec/blob/master/doc/langdef.md

// celToken is a word, a string or a sign of an expression.
type celToken struct {
	kind byte // w word, s string, p sign
	lit  string
	open bool // a string of which not all is known
}

// celTokens cuts an expression up; it is false where it cannot be read.
func celTokens(t facts.Text) ([]celToken, bool) {
	src := t.String()
	if !t.IsKnown() {
		var b strings.Builder
		for _, p := range t.Parts() {
			if p.Sym != nil {
				b.WriteString(symbolMark)
			}
			b.WriteString(p.Lit)
		}
		src = b.String()
	}
	var out []celToken
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			i++
		case c == '\'' || c == '"':
			end := strings.IndexByte(src[i+1:], c)
			if end < 0 || strings.Contains(src[i+1:i+1+end], "\\") {
				return nil, false
			}
			s := src[i+1 : i+1+end]
			out = append(out, celToken{'s', s, strings.Contains(s, symbolMark)})
			i += end + 2
		case isName(c) || c == '_':
			end := i
			for end < len(src) && (isName(src[end]) || src[end] == '_') {
				end++
			}
			out = append(out, celToken{kind: 'w', lit: src[i:end]})
			i = end
		default:
			sign := src[i : i+1]
			if i+1 < len(src) && slices.Contains([]string{"&&", "||", "==", "!="}, src[i:i+2]) {
				sign = src[i : i+2]
			} else if !strings.Contains("()[].,!", sign) {
				return nil, false
			}
			out = append(out, celToken{kind: 'p', lit: sign})
			i += len(sign)
		}
	}
	return out, true
}

// celReader decides an expression for a token of a stranger.
type celReader struct {
	tokens []celToken
	// compare decides a comparison of a claim, given by its name, with strings.
	compare func(claim, operator string, with []celToken) text.Truth
	// claim resolves a name such as attribute.repository.
	claim func(root, name string) (string, bool)
	bad   bool
}

func (r *celReader) peek() celToken {
	if len(r.tokens) == 0 {
		return celToken{}
	}
	return r.tokens[0]
}

// take takes the next token if it is this sign or word.
func (r *celReader) take(lit string) bool {
	if t := r.peek(); t.kind == 0 || t.kind == 's' || t.lit != lit {
		return false
	}
	r.tokens = r.tokens[1:]
	return true
}

// must takes a sign, without which the expression cannot be read.
func (r *celReader) must(lit string) {
	if !r.take(lit) {
		r.bad = true
	}
}

// decide reads the whole expression.
func (r *celReader) decide() text.Truth {
	out := r.either()
	if r.bad || len(r.tokens) > 0 {
		return text.Unknown
	}
	return out
}

func (r *celReader) either() text.Truth {
	out := r.both()
	for !r.bad && r.take("||") {
		out = text.Or(out, r.both())
	}
	return out
}

func (r *celReader) both() text.Truth {
	out := r.one()
	for !r.bad && r.take("&&") {
		out = text.And(out, r.one())
	}
	return out
}

func (r *celReader) one() text.Truth {
	switch {
	case r.take("!"):
		return r.one().Not()
	case r.take("("):
		out := r.either()
		r.must(")")
		return out
	case r.take("true"):
		return text.Yes
	case r.take("false"):
		return text.No
	case r.take("has"):
		r.must("(")
		claim, ok := r.name()
		r.must(")")
		if !ok {
			return text.Unknown
		}
		return r.compare(claim, "has", nil)
	}
	return r.comparison()
}

// comparison is CLAIM == STRING, CLAIM in [STRING, ...] and the like.
func (r *celReader) comparison() text.Truth {
	if t := r.peek(); t.kind == 's' {
		r.tokens = r.tokens[1:]
		operator := r.operator()
		claim, ok := r.name()
		if !ok || operator == "" {
			return text.Unknown
		}
		return r.compare(claim, operator, []celToken{t})
	}
	claim, ok := r.name()
	if r.take("(") { // a method, whose name was taken for a part of the claim
		return r.method(claim)
	}
	if r.take("in") {
		list := r.list()
		if !ok {
			return text.Unknown
		}
		return r.compare(claim, "in", list)
	}
	operator := r.operator()
	with := r.peek()
	if operator == "" || with.kind != 's' {
		r.bad = true
		return text.Unknown
	}
	r.tokens = r.tokens[1:]
	if !ok {
		return text.Unknown
	}
	return r.compare(claim, operator, []celToken{with})
}

func (r *celReader) operator() string {
	for _, o := range []string{"==", "!="} {
		if r.take(o) {
			return o
		}
	}
	r.bad = true
	return ""
}

// method reads what stands in the brackets of a method of a claim.
func (r *celReader) method(called string) text.Truth {
	with := r.peek()
	if with.kind == 's' {
		r.tokens = r.tokens[1:]
	}
	r.must(")")
	claim, name, _ := strings.Cut(called, ".")
	if with.kind != 's' || claim == "" || name == "" {
		return text.Unknown
	}
	return r.compare(claim, name, []celToken{with})
}

// name reads ROOT.CLAIM, or ROOT["CLAIM"]; of a method, CLAIM.METHOD.
func (r *celReader) name() (string, bool) {
	root := r.word()
	var names []string
	for !r.bad {
		switch {
		case r.take("."):
			names = append(names, r.word())
		case r.take("["):
			names = append(names, r.peek().lit)
			if r.peek().kind != 's' {
				r.bad = true
				return "", false
			}
			r.tokens = r.tokens[1:]
			r.must("]")
		default:
			if len(names) == 0 || len(names) > 2 {
				return "", false
			}
			claim, ok := r.claim(root, names[0])
			if len(names) == 2 {
				claim += "." + names[1]
			}
			return claim, ok
		}
	}
	return "", false
}

func (r *celReader) word() string {
	t := r.peek()
	if t.kind != 'w' {
		r.bad = true
		return ""
	}
	r.tokens = r.tokens[1:]
	return t.lit
}

// list reads a list of strings.
func (r *celReader) list() []celToken {
	r.must("[")
	var out []celToken
	for !r.bad && r.peek().kind == 's' {
		out = append(out, r.peek())
		r.tokens = r.tokens[1:]
		if !r.take(",") {
			break
		}
	}
	r.must("]")
	return out
}
