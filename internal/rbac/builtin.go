package rbac

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the table
	"encoding/json"
	"sync"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// BuiltinVersion is the release of Kubernetes whose roles the table has. The
// table is 4 kB; tools/rbac-oracle writes it, from the code by which the API
// server makes the roles:
// https://github.com/kubernetes/kubernetes/tree/master/plugin/pkg/auth/authorizer/rbac/bootstrappolicy
const BuiltinVersion = "1.36.3"

//go:embed builtin.json.gz
var builtinTable []byte

// defaults are the objects that the API server makes when it starts.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
type defaults struct {
	grants   []*facts.Grant
	bindings []*facts.Binding
}

var builtin = sync.OnceValue(func() defaults {
	out, err := decode(builtinTable)
	if err != nil {
		return defaults{} // the table is ours, and tested
	}
	return out
})

// builtinSource is the Source of facts that no file has.
const builtinSource = "kubernetes-default"

// IsBuiltin reports whether a role or binding is one that Kubernetes itself
// makes, not one of the scan.
func IsBuiltin(b *facts.Base) bool { return b.Source == builtinSource }

// The form of the table.
type (
	tableJSON struct {
		Roles    []roleJSON    `json:"roles"`
		Bindings []bindingJSON `json:"bindings"`
	}
	roleJSON struct {
		Namespace string              `json:"namespace"`
		Name      string              `json:"name"`
		Labels    map[string]string   `json:"labels"`
		Aggregate []map[string]string `json:"aggregate"`
		Rules     []ruleJSON          `json:"rules"`
	}
	ruleJSON struct {
		Groups    []string `json:"g"`
		Resources []string `json:"r"`
		Names     []string `json:"n"`
		URLs      []string `json:"u"`
		Verbs     []string `json:"v"`
	}
	bindingJSON struct {
		Namespace string        `json:"namespace"`
		Name      string        `json:"name"`
		Kind      string        `json:"kind"`
		Role      string        `json:"role"`
		Subjects  []subjectJSON `json:"subjects"`
	}
	subjectJSON struct {
		Kind      string `json:"kind"`
		Namespace string `json:"namespace"`
		Name      string `json:"name"`
	}
)

func decode(table []byte) (defaults, error) {
	z, err := gzip.NewReader(bytes.NewReader(table))
	if err != nil {
		return defaults{}, err
	}
	var in tableJSON
	if err := json.NewDecoder(z).Decode(&in); err != nil {
		return defaults{}, err
	}
	var out defaults
	for i := range in.Roles {
		out.grants = append(out.grants, in.Roles[i].fact())
	}
	for i := range in.Bindings {
		out.bindings = append(out.bindings, in.Bindings[i].fact())
	}
	return out, nil
}

// known is a text that stands nowhere; absent if it is empty.
func known(s string) facts.Text {
	if s == "" {
		return facts.Text{}
	}
	return text.Known(s, facts.Text{}.At)
}

func base(object, namespace, name string) facts.Base {
	address := object + "/" + name
	if namespace != "" {
		address = object + "/" + namespace + "/" + name
	}
	return facts.Base{Source: builtinSource, Address: address}
}

// of is the kind of a role or binding: that of the whole cluster has no
// namespace.
func of(kind, namespace string) string {
	if namespace == "" {
		return "Cluster" + kind
	}
	return kind
}

func (r *roleJSON) fact() *facts.Grant {
	object := of("Role", r.Namespace)
	gr := &facts.Grant{
		Base: base(object, r.Namespace, r.Name), Object: object,
		Namespace: known(r.Namespace), Name: known(r.Name), Labels: labels(r.Labels),
	}
	for _, one := range r.Aggregate {
		gr.Aggregated = facts.Flag{Truth: text.Yes, Present: true}
		gr.Aggregates = append(gr.Aggregates, facts.Selector{Labels: labels(one)})
	}
	for _, rule := range r.Rules {
		gr.Rules = append(gr.Rules, facts.Rule{
			APIGroups: listed(rule.Groups), Resources: listed(rule.Resources), ResourceNames: listed(rule.Names),
			NonResourceURLs: listed(rule.URLs), Verbs: listed(rule.Verbs),
		})
	}
	return gr
}

func labels(in map[string]string) []facts.Entry {
	var out []facts.Entry
	for k, v := range in {
		out = append(out, facts.Entry{Key: known(k), Value: known(v)})
	}
	return out
}

func listed(in []string) facts.List {
	out := facts.List{Present: len(in) > 0, Closed: true}
	for _, s := range in {
		out.Items = append(out.Items, text.Known(s, facts.Text{}.At))
	}
	return out
}

func (b *bindingJSON) fact() *facts.Binding {
	object := of("RoleBinding", b.Namespace)
	out := &facts.Binding{
		Base: base(object, b.Namespace, b.Name), Object: object,
		Namespace: known(b.Namespace), Name: known(b.Name), RoleKind: known(b.Kind), RoleName: known(b.Role),
	}
	for _, s := range b.Subjects {
		out.Subjects = append(out.Subjects, facts.Subject{Kind: known(s.Kind), Namespace: known(s.Namespace), Name: known(s.Name)})
	}
	return out
}
