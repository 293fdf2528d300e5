package cloudformation

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// template is one template.
type template struct {
	*reader
	table      *text.Table
	parameters map[string]*text.Node
	mappings   *text.Node
	conditions map[string]*text.Node
	resources  []*resource
	byID       map[string]*resource
	globals    *text.Node // of AWS::Serverless::Function
	serverless bool
	// grows says that a macro of AWS may add resources and parameters.
	grows bool
	root  *text.Node
	spent int // bytes that references were replaced by

	policies    []policy
	attachments []attachment
}

// resource is one resource of a template.
type resource struct {
	id     string
	kind   string
	at     source.Span // of the logical id
	body   *text.Node
	props  *text.Node
	exists []string // the conditions that have to hold
	assume map[string]bool

	// known holds texts that others refer to, once they are worked out; an absent
	// one is being worked out.
	known map[string]text.Text
}

// newTemplate looks at the sections of a template; nil if it is none.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
func newTemplate(r *reader, root *text.Node) *template {
	if !root.Is(text.Map) || root.Get("Resources") == nil {
		return nil
	}
	t := &template{
		reader: r, root: root, table: text.NewTable("cloudformation:" + r.file.Path), parameters: entries(root.Get("Parameters")),
		mappings: root.Get("Mappings"), conditions: entries(root.Get("Conditions")), byID: map[string]*resource{},
		globals: root.Path("Globals", "Function"),
	}
	section := root.Get("Resources")
	if !section.Is(text.Map) {
		t.problem(&facts.Input{
			Code: "malformed-template", Class: facts.Undecided, Identity: true,
			Message: fmt.Sprintf("Resources must be a map from logical ids to resources, this is a %s.", section.Kind),
		}, section.At.FirstLine())
		return nil
	}
	t.addResources(section)
	return t
}

// entries lists the entries of a section by their names.
func entries(n *text.Node) map[string]*text.Node {
	out := map[string]*text.Node{}
	if !n.Is(text.Map) {
		return out
	}
	for _, f := range n.Fields {
		out[f.Key.String()] = f.Value
	}
	return out
}

// addResources lists the resources. Of a logical id that is written twice the
// last counts, as of any key.
func (t *template) addResources(section *text.Node) {
	for _, f := range section.Fields {
		id := f.Key.String()
		if strings.HasPrefix(id, "Fn::") {
			t.grows = true
			t.problem(&facts.Input{
				Code: "templated", Class: facts.Undecided, Identity: true,
				Message: fmt.Sprintf("The resources that %s makes are not known before the template is deployed.", id),
			}, f.Key.At)
			continue
		}
		kind, known := f.Value.Get("Type").Str().Value()
		if !known {
			t.problem(&facts.Input{
				Code: "malformed-template", Class: facts.Undecided, Identity: true,
				Message: fmt.Sprintf("The resource %s has no Type, so what it is is not known.", id),
			}, f.Key.At)
			continue
		}
		x := &resource{id: id, kind: kind, at: f.Key.At, body: f.Value, props: f.Value.Get("Properties")}
		t.existence(x)
		if first := t.byID[id]; first != nil {
			t.problem(&facts.Input{
				Code: "duplicate-key", Class: facts.Mistake, Identity: true, Related: first.at, Detail: f.Key,
				Message: fmt.Sprintf("The logical id %s is written twice; the last one counts, the first is lost.", id),
			}, f.Key.At)
			*first = *x
			continue
		}
		t.byID[id] = x
		t.resources = append(t.resources, x)
	}
}

// existence works out under which conditions a resource is made.
func (t *template) existence(x *resource) {
	x.assume = map[string]bool{}
	condition, ok := x.body.Get("Condition").Str().Value()
	if !ok {
		return
	}
	t.imply(x.assume, condition, true, 0)
	for _, name := range sortedKeys(x.assume) {
		prefix := t.file.Path + ": "
		if !x.assume[name] {
			prefix += "not "
		}
		x.exists = append(x.exists, prefix+name)
	}
}

// read reads the resources. A macro of somebody's own may change all that is
// written, so that nothing is known of what will be there.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html
func (t *template) read() {
	t.credentials()
	for _, m := range t.macros() {
		macro, known := m.Str().Value()
		switch {
		case known && strings.HasPrefix(macro, "AWS::Serverless-"):
			t.serverless, t.grows = true, true
		case known && strings.HasPrefix(macro, "AWS::"):
			t.grows = true
		default:
			t.problem(&facts.Input{
				Code: "templated", Class: facts.Undecided, Identity: true,
				Message: fmt.Sprintf("The macro %s rewrites the template when it is deployed, so what it will say is not known.", m.Str()),
			}, m.At.FirstLine())
			return
		}
	}
	for _, x := range t.resources {
		if f := readerOf(x.kind); f != nil {
			f(t, x)
		}
	}
	t.attach()
}

// macros lists the names of the macros that process the whole template.
func (t *template) macros() []*text.Node {
	n := t.root.Get("Transform")
	var out []*text.Node
	switch {
	case n == nil || n.Kind == text.Null:
	case n.Kind == text.List:
		for _, item := range n.Items {
			out = append(out, macroName(item.Value))
		}
	default:
		out = append(out, macroName(n))
	}
	return out
}

func macroName(n *text.Node) *text.Node {
	if n.Is(text.Map) && n.Get("Name") != nil {
		return n.Get("Name")
	}
	return n
}

// readerOf gives what reads resources of a type; nil if nothing does.
func readerOf(kind string) func(*template, *resource) {
	switch kind {
	case "AWS::IAM::Role":
		return readRole
	case "AWS::IAM::User", "AWS::IAM::Group":
		return readUser
	case "AWS::IAM::InstanceProfile":
		return readInstanceProfile
	case "AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy":
		return readInline
	case "AWS::IAM::ManagedPolicy":
		return readManaged
	case "AWS::IAM::AccessKey":
		return readAccessKey
	case "AWS::IAM::OIDCProvider":
		return readOIDC
	case "AWS::IAM::SAMLProvider":
		return readSAML
	case "AWS::EKS::Cluster":
		return readCluster
	case "AWS::EKS::AccessEntry":
		return readAccessEntry
	case "AWS::EKS::PodIdentityAssociation":
		return readAssociation
	case "AWS::Serverless::Function":
		return readFunction
	}
	return nil
}

// base is the common part of a fact of a resource. Part tells facts of one
// resource apart.
func (t *template) base(kind facts.Kind, x *resource, part string, at source.Span) facts.Base {
	return facts.Base{
		ID: facts.ID(string(kind) + ":" + t.file.Path + "#" + x.id + part), Address: x.id + part, At: at,
		Source: name, Unit: t.file.Path, Context: t.file.Context, Maybe: len(x.exists) > 0, DependsOn: x.exists,
	}
}
