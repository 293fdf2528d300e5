package cloudformation

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// evaluator gives the values that a template's expressions have, as far as they
// follow from the template.
type evaluator struct {
	*template
	// assume holds the conditions that are known to hold, or not to, where the
	// expression stands.
	assume map[string]bool
	depth  int
}

// maxDepth bounds how deeply expressions refer to each other.
const maxDepth = 300

// maxLength is the length up to which a value that is referred to is written
// out. A parameter's value has at most 4096 bytes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const maxLength = 4096

// call returns the function that a node calls, and its argument. A function is
// the only key of its map.
func call(n *text.Node) (function string, arg *text.Node) {
	if !n.Is(text.Map) || len(n.Fields) != 1 {
		return "", nil
	}
	key, _ := n.Fields[0].Key.Value()
	if key == "Ref" || key == "Condition" || strings.HasPrefix(key, "Fn::") {
		return key, n.Fields[0].Value
	}
	return "", nil
}

// value evaluates a node. It is nil if there is certainly no value (it is
// AWS::NoValue), and maybe says that there may be none.
func (e *evaluator) value(n *text.Node) (out *text.Node, maybe bool) {
	if n == nil {
		return nil, false
	}
	e.depth++
	defer func() { e.depth-- }()
	if e.depth > maxDepth {
		return e.unknown("a value nested too deeply", n.At), false
	}
	function, arg := call(n)
	if function != "" && function != "Condition" {
		return e.function(function, arg, n.At)
	}
	switch n.Kind {
	case text.Map:
		return e.mapping(n), false
	case text.List:
		return e.list(n), false
	case text.String:
		return e.dynamic(n), false
	case text.Number:
		// CloudFormation hands on the scalars of a policy as strings, so that an
		// account id needs no quotes in YAML.
		out := *n
		out.Kind = text.String
		return &out, false
	}
	return n, false
}

// node evaluates a node that stands for something in any case.
func (e *evaluator) node(n *text.Node) *text.Node {
	out, maybe := e.value(n)
	if out != nil && maybe {
		return e.unknown("a value that may be missing", n.At)
	}
	return out
}

func (e *evaluator) mapping(n *text.Node) *text.Node {
	out := &text.Node{Kind: text.Map, At: n.At, Open: n.Open, Lost: n.Lost}
	for _, f := range n.Fields {
		if f.Key.Is("Fn::Transform") {
			out.Open = true // what AWS::Include puts in
			continue
		}
		v, maybe := e.value(f.Value)
		if v != nil {
			out.Fields = append(out.Fields, text.Field{Key: e.key(f.Key), Value: v, Maybe: f.Maybe || maybe})
		}
	}
	return out
}

// key reads the key of a map. CloudFormation refuses a function there, as people
// write for the keys of conditions.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
func (e *evaluator) key(k text.Text) text.Text {
	if s, ok := k.Value(); !ok || !strings.HasPrefix(s, "!") || k.At.Text() != s {
		return k
	}
	return e.malformed(k.At, "A function stands where the key of a map is, which has to be a string; write the document as a string in Fn::Sub.").Text
}

func (e *evaluator) list(n *text.Node) *text.Node {
	out := &text.Node{Kind: text.List, At: n.At, Open: n.Open, Items: make([]text.Item, 0, len(n.Items))}
	for _, item := range n.Items {
		if v, maybe := e.value(item.Value); v != nil {
			out.Items = append(out.Items, text.Item{Value: v, Maybe: item.Maybe || maybe})
		}
	}
	return out
}

// known is a string that was written or follows from what was.
func known(s string, at source.Span) *text.Node { return stringNode(text.Known(s, at), at) }

func stringNode(t text.Text, at source.Span) *text.Node {
	return &text.Node{Kind: text.String, Text: t.WithAt(at), At: at}
}

// unknown is a value of which not even the kind is known. Evaluated again it is
// the same.
func (t *template) unknown(display string, at source.Span) *text.Node {
	return &text.Node{Kind: text.Opaque, Text: t.placed(display, at), At: at}
}

// placed is a string that is not known but by where it stands.
func (t *template) placed(display string, at source.Span) text.Text {
	scope := fmt.Sprintf("cloudformation:%s@%d", t.file.Path, at.Root().Start)
	return text.Of(t.table.Scoped(scope, display), at)
}

// unknownList is a list of which no element is known.
func unknownList(at source.Span) *text.Node {
	return &text.Node{Kind: text.List, At: at, Open: true}
}

// symbol is an unknown string that has one name throughout the template.
func (t *template) symbol(name string, form text.Form) text.Text {
	s := t.table.Symbol(name)
	if form != "" {
		s.Form = form
	}
	return text.Of(s, source.Span{})
}

// choice is one of several values, by which name it is known. No value among
// them says that there may be none.
func (e *evaluator) choice(display string, nodes []*text.Node, at source.Span) (out *text.Node, maybe bool) {
	var rest []*text.Node
	strs := true
	for _, n := range nodes {
		if n == nil {
			maybe = true
			continue
		}
		strs = strs && n.Kind == text.String && n.Encoded == nil
		rest = append(rest, n)
	}
	switch {
	case len(rest) == 0:
		return nil, false
	case len(rest) == 1:
		return rest[0], maybe
	case !strs:
		return &text.Node{Kind: text.Opaque, At: at, Choices: rest}, maybe
	}
	var texts []text.Text
	seen := map[string]bool{}
	for _, n := range rest {
		if same := e.table.Encode(n.Text); !seen[same] {
			seen[same] = true
			texts = append(texts, n.Text)
		}
	}
	if len(texts) == 1 {
		return rest[0], maybe
	}
	if documents(rest) {
		return &text.Node{Kind: text.Opaque, At: at, Choices: rest}, maybe
	}
	return stringNode(e.oneOf(display, texts), at), maybe
}

// documents reports whether some of the strings are documents of their own,
// whose places matter.
func documents(nodes []*text.Node) bool {
	return slices.ContainsFunc(nodes, func(n *text.Node) bool {
		return strings.HasPrefix(strings.TrimSpace(n.Text.String()), "{")
	})
}

// maxName is up to which length the name of a choice says what there is to choose
// from; names that hold others would grow without end.
const maxName = 300

// spend reports whether so many bytes more may be written in place of references.
// What they come to is bounded, as a few bytes refer to many.
func (t *template) spend(bytes int) bool {
	t.spent += bytes
	return t.spent <= 1<<20+8*len(t.file.Data)
}

// oneOf is the text that is one of several.
func (t *template) oneOf(display string, texts []text.Text) text.Text {
	all := make([]string, len(texts))
	for i, x := range texts {
		all[i] = x.String()
	}
	name := display + ": " + strings.Join(all, " or ")
	s := t.table.Symbol(name)
	if len(name) > maxName {
		s = t.table.Scoped(fmt.Sprintf("cloudformation:%s#%x", t.file.Path, sha256.Sum256([]byte(name))), display)
	}
	if s.Choices == nil {
		s.Choices = texts
	}
	return text.Of(s, source.Span{})
}

// dynamicReference is what CloudFormation looks up when it deploys.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
var dynamicReference = text.Regexp(`\{\{resolve:[^{}]+\}\}`)

// dynamic puts symbols in place of dynamic references.
func (e *evaluator) dynamic(n *text.Node) *text.Node {
	s, ok := n.Text.Value()
	if !ok || !strings.Contains(s, "{{resolve:") {
		return n
	}
	return e.fill(n, s, dynamicReference().FindAllStringIndex(s, -1), func(found string) text.Text {
		return e.symbol(strings.Trim(found, "{}"), "")
	})
}

// fill puts texts in place of parts of a string, whose places stay known: in the
// string's view each stands as its text with tokens.
func (e *evaluator) fill(n *text.Node, s string, at [][]int, with func(found string) text.Text) *text.Node {
	texts := make([]text.Text, len(at))
	var parts []text.Part
	done := 0
	for i, x := range at {
		texts[i] = with(s[x[0]:x[1]])
		parts = append(parts, text.Part{Lit: s[done:x[0]]})
		parts = append(parts, texts[i].Parts()...)
		done = x[1]
	}
	out := stringNode(text.Join(n.At, append(parts, text.Part{Lit: s[done:]})...), n.At)
	if n.View == nil {
		return out
	}
	out.Symbols = e.table
	out.View = func() *source.File {
		parent := n.View()
		b := source.NewView(parent)
		done := 0
		for i, x := range at {
			b.Copy(done, x[0])
			b.Replace(e.table.Encode(texts[i]), x[0], x[1])
			done = x[1]
		}
		b.Copy(done, len(parent.Data))
		return b.File()
	}
	return out
}

// malformed reports an expression that CloudFormation refuses; its value is not
// known.
func (e *evaluator) malformed(at source.Span, format string, args ...any) *text.Node {
	e.problem(&facts.Input{
		Code: "malformed-template", Class: facts.Undecided, Identity: true, Message: fmt.Sprintf(format, args...),
	}, at.FirstLine())
	return e.unknown("a value that CloudFormation refuses", at)
}

func sortedKeys(m map[string]bool) []string { return slices.Sorted(maps.Keys(m)) }
