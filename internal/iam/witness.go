package iam

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// verified turns a token into a witness, if the second evaluator lets in the
// request for two different values of its symbols.
func (w *way) verified(t token, q query) (*finding.Witness, bool) {
	names := w.symbolNames()
	for _, salt := range []string{"a", "b"} {
		assign := func(s *text.Symbol) string { return concrete(s, salt) }
		r := w.request(t, q.action, names, assign)
		if Evaluate(w.policy.trust.Statements, r, assign) != Allowed {
			return nil, false
		}
	}
	out := &finding.Witness{Explains: q.explains, Assumptions: slices.Clone(w.assumptions)}
	printed := map[string]string{}
	for key, word := range t {
		printed[key] = spell(word, func(id string) string { return "${" + symbolName(names, id) + "}" })
	}
	if w.PrincipalType != typeFed {
		out.Principal = printed["aws:principalarn"]
		if out.Principal == "" && w.stranger() {
			out.Principal = "arn:aws:iam::" + account(printed) + ":role/attacker"
		}
		if len(printed) > 0 {
			out.Request = printed
		}
		return out, true
	}
	w.showClaims(out, printed)
	return out, true
}

// showClaims shows of a token the subject, the audience, and the claims that the
// document asks for.
func (w *way) showClaims(out *finding.Witness, printed map[string]string) {
	out.Claims = map[string]string{}
	for key, v := range printed {
		claim, own := strings.CutPrefix(key, ownClaim)
		_, tested := w.named[key]
		switch {
		case own && (tested || claim == "sub" || claim == "aud"):
			out.Claims[claim] = v
		case !own:
			if out.Request == nil {
				out.Request = map[string]string{}
			}
			out.Request[key] = v
		}
	}
	if !w.issuer.Absent() && len(out.Claims) > 0 {
		out.Claims["iss"] = "https://" + w.issuer.String()
	}
}

// symbolName is a symbol's name as its author knows it.
func symbolName(names map[string]*text.Symbol, id string) string {
	if s := names[id]; s != nil {
		return s.Name
	}
	return id[strings.LastIndexByte(id, '\x01')+1:]
}

func account(printed map[string]string) string {
	if a := printed["aws:principalaccount"]; a != "" {
		return a
	}
	return "999999999999"
}

// symbolNames finds the symbols of the document by their ids.
func (w *way) symbolNames() map[string]*text.Symbol {
	out := map[string]*text.Symbol{}
	for i := range w.policy.trust.Statements {
		for _, s := range symbolsOf(&w.policy.trust.Statements[i]) {
			out[symbolID(s)] = s
		}
	}
	for _, t := range w.audiences.Items {
		for _, s := range t.Symbols() {
			out[symbolID(s)] = s
		}
	}
	return out
}

// concrete is a value for a symbol: lower-case letters, which all grammars take.
func concrete(s *text.Symbol, salt string) string {
	h := fnv.New32a()
	h.Write([]byte(salt + symbolID(s)))
	return fmt.Sprintf("v%s%x", salt, h.Sum32())
}

// request makes a concrete request of a token. All names of the issuer are keys,
// as they are taken for one.
func (w *way) request(t token, action string, names map[string]*text.Symbol, assign func(*text.Symbol) string) Request {
	e := &evaluator{assign: assign}
	r := Request{Action: action, PrincipalType: w.PrincipalType, Principal: e.string(w.Principal), Context: map[string][]string{}}
	for key, word := range t {
		value := spell(word, func(id string) string {
			if s := names[id]; s != nil {
				return e.string(text.Of(s, w.At))
			}
			return "v" + id
		})
		claim, own := strings.CutPrefix(key, ownClaim)
		if !own {
			r.Context[key] = []string{value}
			continue
		}
		for _, alias := range w.aliases {
			r.Context[strings.ToLower(e.string(alias))+":"+claim] = []string{value}
		}
	}
	if arn, ok := r.Context["aws:principalarn"]; ok {
		if f := strings.SplitN(arn[0], ":", 6); len(f) == 6 {
			if _, ok := r.Context["aws:principalaccount"]; ok {
				r.Context["aws:principalaccount"] = []string{f[4]}
			}
		}
	}
	return r
}

// spell prints a word of text and symbols. lang prints a symbol as ${id}, and
// puts a backslash before characters that have a meaning in patterns; ids begin
// with a NUL, which no policy holds.
func spell(word lang.Pattern, name func(id string) string) string {
	if s, ok := word.Text(); ok {
		return s
	}
	var b strings.Builder
	for s := word.String(); s != ""; {
		if rest, ok := strings.CutPrefix(s, "${"+symbolMark); ok {
			if id, after, ok := strings.Cut(rest, "}"); ok {
				b.WriteString(name(symbolMark + id))
				s = after
				continue
			}
		}
		if s[0] == '\\' && len(s) > 1 {
			s = s[1:]
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String()
}
