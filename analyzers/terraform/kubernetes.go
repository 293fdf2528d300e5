package terraform

import (
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// kubernetesReader finds what reads a resource of the Kubernetes providers.
// Resources with and without the version in their names are alike.
func kubernetesReader(kind string) func(*builder, *module.Instance) {
	kind = withoutVersion(kind)
	switch kind {
	case "kubernetes_service_account":
		return object("v1", "ServiceAccount", serviceAccount)
	case "kubernetes_default_service_account":
		return object("v1", "ServiceAccount", defaultServiceAccount)
	case "kubernetes_config_map", "kubernetes_config_map_data":
		return object("v1", "ConfigMap", data("data"))
	case "kubernetes_secret":
		return object("v1", "Secret", data("stringData"))
	case "kubernetes_role":
		return object(rbac, "Role", rules)
	case "kubernetes_cluster_role":
		return object(rbac, "ClusterRole", rules)
	case "kubernetes_role_binding":
		return object(rbac, "RoleBinding", subjects)
	case "kubernetes_cluster_role_binding":
		return object(rbac, "ClusterRoleBinding", subjects)
	case "kubernetes_annotations":
		return readAnnotations
	case "kubernetes_manifest":
		return readManifest
	case "kubectl_manifest":
		return readKubectl
	case "helm_release":
		return readHelm
	}
	return podReaders[kind]
}

func withoutVersion(kind string) string {
	return strings.Replace(strings.TrimSuffix(kind, "_v1"), "_v1_", "_", 1)
}

const rbac = "rbac.authorization.k8s.io/v1"

// tree builds a Kubernetes object from a resource. All of it stands where the
// HCL wrote it.
type tree struct {
	b    *builder
	in   *module.Instance
	body *module.Body
	root *text.Node
}

func known(s string, at source.Span) *text.Node {
	return &text.Node{Kind: text.String, Text: text.Known(s, at), At: at}
}

// put adds an attribute under a key of Kubernetes.
func (t *tree) put(to *text.Node, key string, body *module.Body, name string) bool {
	n := t.b.node(body, name)
	if n != nil {
		to.Fields = append(to.Fields, field(key, n, body.NameSpan(name)))
	}
	return n != nil
}

// object reads a resource that has a metadata block. The provider takes the
// namespace "default" where none is given:
// https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs
func object(version, kind string, more func(*tree)) func(*builder, *module.Instance) {
	return func(b *builder, in *module.Instance) {
		at := in.Block.Header()
		t := &tree{b: b, in: in, body: in.Body(), root: &text.Node{Kind: text.Map, At: at}}
		t.root.Fields = append(t.root.Fields, field("apiVersion", known(version, at), at), field("kind", known(kind, at), at))
		t.metadata(!strings.HasPrefix(kind, "Cluster"))
		more(t)
		b.kubernetes(in, t.root)
	}
}

func (t *tree) metadata(namespaced bool) {
	blocks, open := t.body.Blocks("metadata")
	if len(blocks) == 0 {
		return
	}
	m := blocks[0]
	meta := &text.Node{Kind: text.Map, At: m.At, Open: open}
	for _, name := range []string{"name", "annotations", "labels"} {
		t.put(meta, name, m, name)
	}
	t.put(meta, "generateName", m, "generate_name")
	if !t.put(meta, "namespace", m, "namespace") && namespaced {
		meta.Fields = append(meta.Fields, field("namespace", known("default", m.At), m.At))
	}
	t.root.Fields = append(t.root.Fields, field("metadata", meta, m.At))
}

// serviceAccount also carries along annotations and labels that stand beside
// the metadata block: the provider refuses them there, and they do nothing.
func serviceAccount(t *tree) {
	t.put(t.root, "annotations", t.body, "annotations")
	t.put(t.root, "labels", t.body, "labels")
	t.put(t.root, "automountServiceAccountToken", t.body, "automount_service_account_token")
}

// defaultServiceAccount is the account that every namespace has.
func defaultServiceAccount(t *tree) {
	meta := t.root.Get("metadata")
	if meta != nil && meta.Get("name") == nil {
		meta.Fields = append(meta.Fields, field("name", known("default", meta.At), meta.At))
	}
	serviceAccount(t)
}

// data reads what a ConfigMap or a Secret holds. The provider encodes the
// values of a Secret itself, so they are what stringData holds.
func data(key string) func(*tree) {
	return func(t *tree) {
		t.put(t.root, key, t.body, "data")
		t.put(t.root, "type", t.body, "type")
		if key == "stringData" {
			t.put(t.root, "data", t.body, "binary_data")
		}
	}
}

func rules(t *tree) {
	blocks, open := t.body.Blocks("rule")
	list := &text.Node{Kind: text.List, At: t.body.At, Open: open}
	for _, r := range blocks {
		n := &text.Node{Kind: text.Map, At: r.At}
		for _, names := range [][2]string{
			{"apiGroups", "api_groups"}, {"resources", "resources"}, {"resourceNames", "resource_names"},
			{"verbs", "verbs"}, {"nonResourceURLs", "non_resource_urls"},
		} {
			t.put(n, names[0], r, names[1])
		}
		list.Items = append(list.Items, text.Item{Value: n, Maybe: r.Maybe && !t.in.Maybe})
	}
	t.root.Fields = append(t.root.Fields, field("rules", list, t.body.At))
	t.aggregation()
}

// aggregation reads which other roles a ClusterRole takes its rules from.
func (t *tree) aggregation() {
	blocks, _ := t.body.Blocks("aggregation_rule")
	if len(blocks) == 0 {
		return
	}
	selectors, more := blocks[0].Blocks("cluster_role_selectors")
	list := &text.Node{Kind: text.List, At: blocks[0].At, Open: more}
	for _, s := range selectors {
		list.Items = append(list.Items, text.Item{Value: t.selector(s), Maybe: s.Maybe && !t.in.Maybe})
	}
	n := &text.Node{Kind: text.Map, At: blocks[0].At}
	n.Fields = append(n.Fields, field("clusterRoleSelectors", list, blocks[0].At))
	rule := field("aggregationRule", n, blocks[0].At)
	rule.Maybe = blocks[0].Maybe && !t.in.Maybe
	t.root.Fields = append(t.root.Fields, rule)
}

func (t *tree) selector(s *module.Body) *text.Node {
	n := &text.Node{Kind: text.Map, At: s.At}
	t.put(n, "matchLabels", s, "match_labels")
	blocks, open := s.Blocks("match_expressions")
	list := &text.Node{Kind: text.List, At: s.At, Open: open}
	for _, e := range blocks {
		one := &text.Node{Kind: text.Map, At: e.At}
		t.put(one, "key", e, "key")
		t.put(one, "operator", e, "operator")
		t.put(one, "values", e, "values")
		list.Items = append(list.Items, text.Item{Value: one, Maybe: e.Maybe && !t.in.Maybe})
	}
	n.Fields = append(n.Fields, field("matchExpressions", list, s.At))
	return n
}

// subjects reads a binding. A ServiceAccount without a namespace is taken from
// the namespace "default" by the provider.
func subjects(t *tree) {
	refs, open := t.body.Blocks("role_ref")
	if len(refs) == 0 && open {
		n := &text.Node{Kind: text.Opaque, Text: text.Of(t.b.env().Table.Symbol("role_ref"), t.body.At), At: t.body.At}
		t.root.Fields = append(t.root.Fields, field("roleRef", n, t.body.At))
	}
	if len(refs) > 0 {
		n := &text.Node{Kind: text.Map, At: refs[0].At}
		t.put(n, "apiGroup", refs[0], "api_group")
		t.put(n, "kind", refs[0], "kind")
		t.put(n, "name", refs[0], "name")
		t.root.Fields = append(t.root.Fields, field("roleRef", n, refs[0].At))
	}
	blocks, open := t.body.Blocks("subject")
	list := &text.Node{Kind: text.List, At: t.body.At, Open: open}
	for _, s := range blocks {
		n := &text.Node{Kind: text.Map, At: s.At}
		t.put(n, "kind", s, "kind")
		t.put(n, "name", s, "name")
		t.put(n, "apiGroup", s, "api_group")
		if !t.put(n, "namespace", s, "namespace") && n.Get("kind").Str().Is("ServiceAccount") {
			n.Fields = append(n.Fields, field("namespace", known("default", s.At), s.At))
		}
		list.Items = append(list.Items, text.Item{Value: n, Maybe: s.Maybe && !t.in.Maybe})
	}
	t.root.Fields = append(t.root.Fields, field("subjects", list, t.body.At))
}

// readAnnotations reads annotations that are put on an object from elsewhere.
func readAnnotations(b *builder, in *module.Instance) {
	t := &tree{b: b, in: in, body: in.Body(), root: &text.Node{Kind: text.Map, At: in.Block.Header()}}
	t.put(t.root, "apiVersion", t.body, "api_version")
	t.put(t.root, "kind", t.body, "kind")
	t.metadata(true)
	if meta := t.root.Get("metadata"); meta != nil {
		t.put(meta, "annotations", t.body, "annotations")
		b.kubernetes(in, t.root)
	}
}

// readManifest reads an object that is written as HCL, or decoded from YAML.
func readManifest(b *builder, in *module.Instance) {
	n := b.node(in.Body(), "manifest")
	switch {
	case n == nil:
	case n.Is(text.Opaque):
		b.kubernetesText(in, n)
	default:
		b.kubernetes(in, n)
	}
}

// readKubectl reads a manifest that is written as YAML.
func readKubectl(b *builder, in *module.Instance) {
	if n := b.node(in.Body(), "yaml_body"); n != nil {
		b.kubernetesText(in, n)
	}
}

// kubernetesText reads the objects that a text holds.
func (b *builder) kubernetesText(in *module.Instance, n *text.Node) {
	switch {
	case n.Encoded != nil:
		b.kubernetes(in, n.Encoded)
	case n.View != nil:
		docs, _ := yamlpos.ParseYAML(n.View(), yamlpos.Options{Symbols: n.Symbols})
		for _, d := range docs {
			b.kubernetes(in, d.Root)
		}
	}
}

// kubernetes hands an object to the reader of Kubernetes objects.
func (b *builder) kubernetes(in *module.Instance, obj *text.Node) {
	base := b.base("", in, "", in.Block.Header())
	base.ID = ""
	found := kube.Read(obj, kube.Options{Base: base, Symbols: b.env().Table})
	if len(found.Workloads) > 0 {
		at := b.server(in)
		for _, w := range found.Workloads {
			w.Endpoint, w.ClusterName = at.endpoint, at.cluster
		}
	}
	for _, k := range facts.Kinds() {
		for _, f := range found.Of(k) {
			id := &f.FactBase().ID
			if len(in.Scope.Calls) > 0 { // several roots may call the module
				*id += facts.ID("@" + b.root.Dir)
			}
		}
	}
	for _, p := range found.Inputs {
		p.Unit = b.root.Dir
	}
	b.facts.Merge(found)
	b.shellNode(in, obj.Path("metadata", "annotations"), 0)
}

// shellNode looks at all strings of a tree.
func (b *builder) shellNode(in *module.Instance, n *text.Node, depth int) {
	if n == nil || depth > 20 {
		return
	}
	b.shell(in, n.Str())
	for _, f := range n.Fields {
		b.shell(in, f.Key)
		b.shellNode(in, f.Value, depth+1)
	}
	for _, i := range n.Items {
		b.shellNode(in, i.Value, depth+1)
	}
}
