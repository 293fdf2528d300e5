package law

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/rules/shape"
)

// refusals say what to do in place of the builtins that policies of other
// tools use most.
func refusal(name string) string {
	switch name {
	case "count", "sum", "max", "min", "sort":
		return "it sees only what is listed and takes the rest for absent; ask a builtin that answers for the whole list, or add one in Go"
	case "walk", "object.get", "object.keys", "json.filter":
		return "name the field: every field of the input is always there"
	case "minus", "intersection", "union", "and", "or":
		return "what is not in a set may only be unknown; ask a builtin about the sets, or add one in Go"
	case "http.send", "net.lookup_ip_addr", "opa.runtime", "time.now_ns", "rand.intn", "uuid.rfc4122", "rego.metadata.rule", "rego.metadata.chain", "io.jwt.decode":
		return "a policy has no network, clock, randomness or environment"
	case "concat", "lower", "upper", "replace", "trim", "format_int", "json.marshal":
		return "a message is made with sprintf and subaud.show, and texts are not computed with"
	case "startswith", "endswith", "contains", "regex.match", "glob.match", "re_match", "split":
		return "a text may be partly unknown; ask subaud.must_match or subaud.may_match"
	}
	return "what a policy cannot say is a builtin: add one in Go"
}

// invoke judges a call and says what it gives.
func (s *scope) invoke(call []*ast.Term, at *ast.Location, pos callPosition) value {
	name := call[0].String()
	args := call[1:]
	switch {
	case name == "sprintf":
		return s.sprintf(args, at, pos)
	case strings.HasPrefix(name, "subaud."):
		return s.builtin(name, args, at, pos)
	}
	if m, helper := s.helperNamed(call[0]); m != nil {
		return s.helperCall(m, helper, args, at, pos)
	}
	if !strings.Contains(name, ".") && !isOperator(name) {
		if word := near.Word(name, s.helperNames()); word != "" {
			s.c.fault(at, "there is no helper %s: did you mean %s?", name, word)
			return value{}
		}
	}
	s.c.fault(at, "%s is not part of the policy language: %s", operatorName(name), refusal(name))
	return value{}
}

func isOperator(name string) bool {
	return slices.Contains([]string{"count", "walk", "minus", "plus", "mul", "div", "rem", "equal", "neq", "and", "or", "union", "intersection"}, name)
}

func operatorName(name string) string {
	if sign, ok := map[string]string{
		"minus": "-", "plus": "+", "mul": "*", "div": "/", "rem": "%", "and": "&", "or": "|",
		"equal": "== inside a term", "neq": "!= inside a term", ast.Member.Name: "in inside a term",
	}[name]; ok {
		return sign
	}
	return name
}

func (s *scope) helperNames() []string {
	var names []string
	for _, r := range s.module.Rules {
		if isHelper(r) {
			names = append(names, string(r.Head.Name))
		}
	}
	return names
}

// sprintf judges a message.
func (s *scope) sprintf(args []*ast.Term, at *ast.Location, pos callPosition) value {
	if pos == conditionPosition || pos == negatedPosition {
		s.c.fault(at, "sprintf decides nothing: use it for the message only")
		return value{}
	}
	list, ok := args[len(args)-1].Value.(*ast.Array)
	format, constantFormat := args[0].Value.(ast.String)
	if len(args) != 2 || !ok || !constantFormat {
		s.c.fault(at, "write sprintf with a constant format and a list of values: sprintf(\"...\", [...])")
		return value{}
	}
	if verbs := countVerbs(string(format)); verbs != list.Len() {
		s.c.fault(at, "the format has %d verbs and the list has %d values", verbs, list.Len())
	}
	list.Foreach(func(t *ast.Term) {
		v := s.term(t, valuePosition)
		if v.kind == invalid || v.kind == shown || v.closed() || v.kind == evidence && v.result == ResultString {
			return
		}
		s.c.fault(at, "%s is %s and would print as a handle: write subaud.show(%s)", t, v, t)
	})
	return value{kind: shown}
}

func countVerbs(format string) int {
	return strings.Count(strings.ReplaceAll(format, "%%", ""), "%")
}

// builtin judges a question, or subaud.show.
func (s *scope) builtin(name string, args []*ast.Term, at *ast.Location, pos callPosition) value {
	sig, ok := s.c.builtins[name]
	if !ok {
		s.c.fault(at, "there is no builtin %s: %s", name, didYouMeanBuiltin(name, slices.Sorted(maps.Keys(s.c.builtins))))
		return value{}
	}
	if len(args) != len(sig.Params) {
		s.c.fault(at, "%s takes %d arguments, not %d", name, len(sig.Params), len(args))
		return value{}
	}
	for i, a := range args {
		s.argument(name, sig.Params[i], a, at)
	}
	if PolarityOf(name) == Neutral && (pos == conditionPosition || pos == negatedPosition) {
		s.c.fault(at, "%s decides nothing: use it for what the finding says only", name)
	}
	s.polarity(name, at, pos)
	switch {
	case sig.Result == ResultText:
		return value{kind: fromInput, shape: &shape.Shape{Kind: shape.Text}}
	case sig.Result == ResultPlace:
		return value{kind: fromInput, shape: &shape.Shape{Kind: shape.Span}}
	case sig.Result == ResultString && PolarityOf(name) == Neutral:
		return value{kind: shown}
	}
	return value{kind: evidence, result: sig.Result}
}

func didYouMeanBuiltin(name string, names []string) string {
	if word := near.Word(name, names); word != "" {
		return "did you mean " + word + "?"
	}
	return "docs/reference/builtins.md lists them"
}

// polarity judges on which side of the unknown a question is asked.
func (s *scope) polarity(name string, at *ast.Location, pos callPosition) {
	p := PolarityOf(name)
	if p == Neutral {
		return
	}
	if pos == valuePosition {
		s.c.fault(at, "%s stands inside another term: give it a line of its own, as `x := %s(...)`", name, name)
		return
	}
	if s.side == Neutral {
		s.c.fault(at, "the helper %s asks %s, so its answer can be unknown: name it %s_%s", s.helper, name, map[Polarity]string{Must: "must", May: "may"}[p], s.helper)
		return
	}
	negated := pos == negatedPosition
	want := s.side
	if negated {
		want = Must + May - s.side
	}
	if p == want {
		return
	}
	twin := swap(name)
	switch {
	case negated && s.side == Must:
		s.c.fault(at, "not %s holds where the answer is unknown, so a finding would rest on a guess: write not %s", name, twin)
	case !negated && s.side == Must:
		s.c.fault(at, "%s holds where the answer is unknown, so a finding would rest on a guess: write %s", name, twin)
	default:
		s.c.fault(at, "the helper %s must hold unless it is refuted, which %s does not keep: write %s", s.helper, name, twin)
	}
}

// swap gives the other question of a pair.
func swap(name string) string {
	cut := strings.LastIndexByte(name, '.') + 1
	if rest, ok := strings.CutPrefix(name[cut:], "must_"); ok {
		return name[:cut] + "may_" + rest
	}
	return name[:cut] + "must_" + strings.TrimPrefix(name[cut:], "may_")
}

// argument judges one argument of a builtin.
func (s *scope) argument(name string, p Param, t *ast.Term, at *ast.Location) {
	v := s.term(t, valuePosition)
	if v.kind == invalid || fits(p, v) {
		return
	}
	hint := ""
	if v.kind == fromInput && v.shape.Kind == shape.Array && p.Kind == ParamElement && v.shape.Elem.Kind == shape.Text {
		hint = ": pass the list itself, without .items"
	}
	s.c.fault(at, "%s takes %s as its %s, and %s is %s%s", name, article(p.String()), p.Name, t, v, hint)
}

func article(noun string) string {
	if noun == "strings" || noun == "anything" {
		return noun
	}
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// fits reports whether a value can be an argument.
func fits(p Param, v value) bool {
	input := func(k shape.Kind) bool { return v.kind == fromInput && v.shape.Kind == k }
	scalar := func(name string) bool {
		return (v.kind == constant || v.kind == parameter) && (v.scalar() == name || v.scalar() == "")
	}
	switch p.Kind {
	case ParamAny:
		return v.kind != written && v.kind != position
	case ParamText:
		return input(shape.Text) || input(shape.String) || scalar("string")
	case ParamString:
		return scalar("string") || input(shape.String)
	case ParamStrings:
		return (v.kind == constant || v.kind == parameter) && v.scalar() == ""
	case ParamInt:
		return scalar("number") || input(shape.Int)
	case ParamFlag:
		return input(shape.Flag)
	case ParamNumber:
		return input(shape.Number)
	case ParamID:
		return input(shape.ID)
	case ParamElement:
		return input(shape.Object) && v.shape.Go == p.Of
	}
	return false
}

// helperNamed finds the module and name of a helper function.
func (s *scope) helperNamed(op *ast.Term) (*ast.Module, string) {
	switch v := op.Value.(type) {
	case ast.Var:
		return s.definedIn(s.module, string(v))
	case ast.Ref:
		root, _ := v[0].Value.(ast.Var)
		if len(v) == 1 {
			return s.definedIn(s.module, string(root))
		}
		last, ok := v[len(v)-1].Value.(ast.String)
		if !ok {
			return nil, ""
		}
		if m := s.imported(root); m != nil && len(v) == 2 {
			return s.definedIn(m, string(last))
		}
		if m := s.c.lib[v[:len(v)-1].String()]; m != nil {
			return s.definedIn(m, string(last))
		}
	}
	return nil, ""
}

func (s *scope) definedIn(m *ast.Module, name string) (*ast.Module, string) {
	for _, r := range m.Rules {
		if string(r.Head.Name) == name && isHelper(r) {
			return m, name
		}
	}
	return nil, ""
}

// helperCall judges a call of a helper, and the helper's body for the
// arguments that it is called with.
func (s *scope) helperCall(m *ast.Module, name string, args []*ast.Term, at *ast.Location, pos callPosition) value {
	values := make([]value, len(args))
	for i, a := range args {
		values[i] = s.term(a, valuePosition)
	}
	s.polarity(name, at, pos)
	if m == s.c.policy.Module {
		s.c.called[name] = true
	}
	key := fmt.Sprintf("%s.%s(%v)", m.Package.Path, name, describe(values))
	if v, ok := s.c.done[key]; ok {
		return v
	}
	if slices.Contains(s.c.stack, key) || len(s.c.stack) > 32 {
		s.c.fault(at, "the helper %s calls itself: write it without recursion", name)
		return value{}
	}
	s.c.stack = append(s.c.stack, key)
	out := s.c.helper(m, name, values, at)
	s.c.stack = s.c.stack[:len(s.c.stack)-1]
	s.c.done[key] = out
	return out
}

func describe(values []value) string {
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "%d %v %v %v;", v.kind, v.result, v.constant, v.scalarOrGo())
	}
	return b.String()
}

func (v value) scalarOrGo() string {
	if v.shape != nil && v.shape.Go != nil {
		return v.shape.Go.String()
	}
	return ""
}

// helper judges all definitions of a helper and joins what they give.
func (c *checker) helper(m *ast.Module, name string, args []value, at *ast.Location) value {
	var out *value
	for _, r := range m.Rules {
		if string(r.Head.Name) != name || !isHelper(r) || !c.plain(r) {
			continue
		}
		if len(r.Head.Args) != len(args) {
			c.fault(at, "the helper %s takes %d arguments, not %d", name, len(r.Head.Args), len(args))
			return value{}
		}
		s := c.scope(m, PolarityOf(name))
		s.helper = name
		for i, a := range r.Head.Args {
			v, ok := a.Value.(ast.Var)
			if !ok {
				c.fault(r.Location, "the helper %s takes a pattern: give the argument a name and compare it in the body", name)
				continue
			}
			s.bind(v, args[i])
		}
		if !isTrueBody(r.Body) {
			s.body(r.Body)
		}
		v := s.resultOf(r)
		if out == nil {
			out = &v
			continue
		}
		joined := merge(*out, v)
		out = &joined
	}
	if out == nil {
		return value{}
	}
	return *out
}

// resultOf judges the value of a helper's head.
func (s *scope) resultOf(r *ast.Rule) value {
	if r.Head.Value == nil {
		return value{kind: constant, constant: ast.Boolean(true)}
	}
	if call, ok := r.Head.Value.Value.(ast.Call); ok {
		return s.invoke(call, r.Head.Location, valuePosition)
	}
	return s.term(r.Head.Value, valuePosition)
}
