package reach

import (
	"fmt"
	"path"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// access adds what the roles and bindings of the cluster let their subjects
// become: first who administers the cluster, then who can be which account.
// https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
func (b *builder) access() {
	b.administrators()
	namespaces := map[string][]*Node{}
	var order []string
	given := map[*Node]bool{}
	for _, e := range b.edges {
		given[e.From] = given[e.From] || gives(e)
	}
	for _, n := range slices.Clone(b.nodes) {
		if n.Kind != Account || b.few && !given[n] {
			continue
		}
		key := n.Namespace.String()
		if n.Namespace.Absent() {
			key = "\x00"
		}
		if namespaces[key] == nil {
			order = append(order, key)
		}
		namespaces[key] = append(namespaces[key], n)
	}
	for _, key := range order {
		b.inNamespace(namespaces[key][0].Namespace, namespaces[key])
	}
}

// holder is a subject with what it may do, and why.
type holder struct {
	at
	request  rbac.Request
	evidence func() []finding.Note // made where it is wanted, which is seldom
	rule     *facts.Rule           // nil for those of Kubernetes itself
	binding  source.Span
}

// holders lists who may do what a request asks. Whom Kubernetes itself binds is
// left out: its controllers are not what a scan is about.
func (b *builder) holders(q rbac.Request, namespace facts.Text) []holder {
	var out []holder
	for _, h := range b.policy.WhoCanIn(q, namespace) {
		if h.Builtin() || h.Subject == nil {
			continue
		}
		for _, a := range b.subject(h.Subject) {
			one := holder{at: a, request: q, evidence: func() []finding.Note { return evidenceOf(&h.Evidence, q) }, rule: ruleOf(&h.Evidence), binding: h.Evidence.Binding.At}
			one.truth = text.And(a.truth, h.Truth)
			one.symbols = append(slices.Clone(a.symbols), h.Symbols...)
			out = append(out, one)
		}
	}
	return surest(out)
}

// surest keeps, of what a node holds by bindings of one folder, the most certain
// and of those the first: no more of it counts for any account (step, several).
func surest(who []holder) []holder {
	type key struct {
		node   *Node
		folder string
	}
	best := map[key]int{}
	for i, h := range who {
		k := key{h.node, folder(h.binding)}
		if j, seen := best[k]; !seen || who[j].truth != text.Yes && h.truth == text.Yes {
			best[k] = i
		}
	}
	out := make([]holder, 0, len(best))
	for i, h := range who {
		if best[key{h.node, folder(h.binding)}] == i {
			out = append(out, h)
		}
	}
	return out
}

// subject lists the nodes that a subject of a binding may be.
func (b *builder) subject(s *facts.Subject) []at {
	kind, known := s.Kind.Value()
	k := map[string]Kind{"User": User, "Group": Group}[kind]
	switch {
	case !known:
		return nil
	case kind == "ServiceAccount":
		return b.accountsOf(s.Link, s.Namespace, s.Name)
	case k == "":
		return nil
	}
	a := at{node: b.mention(k, s.Name.String()), truth: text.Yes}
	if !s.Name.IsKnown() {
		a.truth, a.symbols = text.Unknown, symbols(s.Name)
	}
	return []at{a}
}

// evidenceOf are the places that allow a request: the binding, and the rule of
// the role. Those that Kubernetes brings stand nowhere.
func evidenceOf(e *rbac.Evidence, q rbac.Request) []finding.Note {
	var out []finding.Note
	if e.Binding != nil {
		out = append(out, note(e.Binding.At, "%s grants %s %s", e.Binding.Address, e.Binding.RoleKind, e.Binding.RoleName))
	}
	if r := ruleOf(e); r != nil {
		out = append(out, note(r.At, "%s allows %s", e.From.Address, q))
	}
	return notes(out...)
}

// ruleOf is the rule that allows a request; nil if it is not known.
func ruleOf(e *rbac.Evidence) *facts.Rule {
	if e.From == nil || e.Rule >= len(e.From.Rules) {
		return nil
	}
	return &e.From.Rules[e.Rule]
}

// allow adds the edges of those who may do any of some requests. What follows
// from that they administer the cluster is left out, as sure as that is.
func (b *builder) allow(to *Node, step Step, says func(rbac.Request) string, who []holder) {
	for _, h := range who {
		if old := b.seen[edgeKey{h.node, to, step}]; old != nil && (old.Truth == text.Yes || h.truth != text.Yes) {
			continue // said already
		}
		if admin := b.administers(h.node); admin == text.Yes || admin == h.truth {
			continue
		}
		e := Edge{From: h.node, To: to, Step: step, Truth: h.truth, Says: says(h.request), Evidence: h.evidence(), Symbols: h.symbols}
		if to.Kind == Account && b.several(to) && folder(h.binding) != folder(to.At) {
			e.Truth, e.Symbols = text.And(e.Truth, text.Unknown), append(slices.Clone(e.Symbols), "whether "+to.Name+" is in the cluster of "+h.binding.String())
		}
		if h.rule != nil {
			e.Rule, e.Limited = h.rule.At, rbac.Unlimited(h.rule.ResourceNames) == text.No
			if e.Rule.IsZero() { // one that Kubernetes brings stands nowhere
				e.Binding = h.binding
			}
		}
		b.step(e)
	}
}

// several reports whether a binding that is about an account's namespace may be
// of another cluster: the scan speaks of several, or declares the account twice.
// What lies in one folder is applied to one cluster.
func (b *builder) several(n *Node) bool {
	return len(b.issuers) > 1 || b.count[string(n.Kind)+"/"+n.Name] > 1
}

// folder is where a file lies; nothing for what stands nowhere.
func folder(at source.Span) string {
	if root := at.Root(); !root.IsZero() {
		return path.Dir(root.File.Path)
	}
	return ""
}

// administers decides whether a node administers the cluster, so that the rest
// follows.
func (b *builder) administers(n *Node) text.Truth {
	out := text.No
	cluster := b.byID[string(Cluster)+"/"+clusterName]
	for _, step := range []Step{Administers, Binds, WritesAuth} {
		if e := b.seen[edgeKey{n, cluster, step}]; e != nil {
			out = text.Or(out, e.Truth)
		}
	}
	return out
}

// limited is holders of whom less is known than what they may do.
func limited(who []holder, symbol string) []holder {
	out := slices.Clone(who)
	for i := range out {
		out[i].truth = text.And(out[i].truth, text.Unknown)
		out[i].symbols = append(slices.Clone(out[i].symbols), symbol)
	}
	return out
}

// both lists those who hold two permissions.
func both(a, b []holder) []holder {
	var out []holder
	for _, x := range a {
		for _, y := range b {
			if x.node == y.node {
				one := x
				one.truth = text.And(x.truth, y.truth)
				one.symbols = append(slices.Clone(x.symbols), y.symbols...)
				one.evidence = func() []finding.Note { return union(x.evidence(), y.evidence()) }
				out = append(out, one)
			}
		}
	}
	return out
}

// union appends the notes that are not there.
func union(a, b []finding.Note) []finding.Note {
	out := slices.Clone(a)
	for _, n := range b {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// with adds notes to the evidence of holders.
func with(who []holder, notes ...finding.Note) []holder {
	for i := range who {
		before := who[i].evidence
		who[i].evidence = func() []finding.Note { return append(slices.Clone(before()), notes...) }
	}
	return who
}

// rbacGroup is the API group of roles and bindings.
const rbacGroup = "rbac.authorization.k8s.io"

// administrators adds who may do everything, or give themselves that.
func (b *builder) administrators() {
	none := facts.Text{}
	ask := func(verb, group, resource, name string) []holder {
		return b.holders(rbac.Request{Verb: verb, Group: group, Resource: resource, Name: name}, text.Known("", none.At))
	}
	always := func(s string) func(rbac.Request) string { return func(rbac.Request) string { return s } }
	if everything := ask("*", "*", "*", ""); len(everything) > 0 {
		b.allow(b.cluster(), Administers, always("may do everything, and so is"), everything)
	}
	binders := ask("bind", rbacGroup, "clusterroles", "cluster-admin")
	for _, verb := range []string{"create", "update", "patch"} {
		if who := both(ask(verb, rbacGroup, "clusterrolebindings", ""), binders); len(who) > 0 {
			b.allow(b.cluster(), Binds, always("can bind cluster-admin to itself, and so is"), who)
		}
	}
	escalators := ask("escalate", rbacGroup, "clusterroles", "")
	for _, verb := range []string{"update", "patch"} {
		if who := both(ask(verb, rbacGroup, "clusterroles", ""), escalators); len(who) > 0 {
			b.allow(b.cluster(), Binds, always("can write any permission into its own role, and so is"), who)
		}
	}
	if who := ask("impersonate", "", "groups", masters); len(who) > 0 {
		b.allow(b.mention(Group, masters), Acts, always("can impersonate"), who)
	}
	b.awsAuth()
}

// awsAuth adds who may write the ConfigMap that says which principals of AWS are
// whom, where the cluster has one.
// https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
func (b *builder) awsAuth() {
	read := slices.ContainsFunc(b.Bundle.Mappings, func(m *facts.Mapping) bool { return m.Form == "aws-auth" || m.Form == "eksctl" })
	if !read {
		return
	}
	says := func(rbac.Request) string { return "can map anybody to system:masters in aws-auth, and so is" }
	system := text.Known("kube-system", facts.Text{}.At)
	for _, verb := range []string{"update", "patch"} {
		q := rbac.Request{Verb: verb, Resource: "configmaps", Name: "aws-auth"}
		if who := b.holders(q, system); len(who) > 0 {
			b.allow(b.cluster(), WritesAuth, says, who)
		}
	}
}

// creators are the requests by which a pod of one's own comes to be, with the
// kinds of objects whose change does the same.
// https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
func creators() []struct{ group, resource, object string } {
	return []struct{ group, resource, object string }{
		{"", "pods", ""}, {"apps", "deployments", "Deployment"}, {"apps", "statefulsets", "StatefulSet"}, {"apps", "daemonsets", "DaemonSet"},
		{"apps", "replicasets", "ReplicaSet"}, {"batch", "jobs", ""}, {"batch", "cronjobs", "CronJob"}, {"", "replicationcontrollers", "ReplicationController"},
	}
}

// inNamespace adds who can be the accounts of a namespace.
func (b *builder) inNamespace(namespace facts.Text, accounts []*Node) {
	where := namespace.String()
	if namespace.Absent() {
		where = "their namespace"
	}
	runs := func(q rbac.Request) string { return fmt.Sprintf("can %s in %s, which may run as", q, where) }
	var makers []holder
	for _, c := range creators() {
		q := rbac.Request{Verb: "create", Group: c.group, Resource: c.resource}
		makers = append(makers, b.holders(q, namespace)...)
		if c.object == "" {
			continue // what is written in it cannot be changed
		}
		for _, verb := range []string{"patch", "update"} {
			q.Verb = verb
			makers = append(makers, b.changers(q, c.object, namespace, where)...)
		}
	}
	binders := both(b.holders(rbac.Request{Verb: "create", Group: rbacGroup, Resource: "rolebindings"}, namespace),
		b.holders(rbac.Request{Verb: "bind", Group: rbacGroup, Resource: "clusterroles", Name: "cluster-admin"}, namespace))
	makers = surest(makers)
	for _, to := range accounts {
		b.allow(to, CreatesPods, runs, makers)
		b.allow(to, Binds, func(rbac.Request) string {
			return fmt.Sprintf("can bind cluster-admin in %s to itself, and so act as", where)
		}, binders)
		b.overAccount(to, namespace)
		b.enters(to, namespace, where)
	}
}

// changers lists who may change an object that makes pods: one that is there.
func (b *builder) changers(q rbac.Request, object string, namespace facts.Text, where string) []holder {
	seen := false
	var out []holder
	for _, p := range b.podsIn[namespace.String()] {
		name, known := p.Name.Value()
		if p.Object != object || !known || text.Equal(p.Namespace, namespace) != text.Yes {
			continue
		}
		seen = true
		named := q
		named.Name = name
		out = append(out, b.holders(named, namespace)...)
	}
	if !seen {
		out = limited(b.holders(q, namespace), fmt.Sprintf("whether there is a %s in %s", object, where))
	}
	return out
}

// overAccount adds who can be one account without a pod.
func (b *builder) overAccount(to *Node, namespace facts.Text) {
	name := accountPart(to)
	if name == "" {
		return
	}
	allow := func(step Step, says string, q rbac.Request, in facts.Text) {
		b.allow(to, step, func(rbac.Request) string { return says }, b.holders(q, in))
	}
	allow(MintsTokens, "can make tokens of", rbac.Request{Verb: "create", Resource: "serviceaccounts", Subresource: "token", Name: name}, namespace)
	allow(Acts, "can impersonate", rbac.Request{Verb: "impersonate", Resource: "serviceaccounts", Name: name}, namespace)
	if ns, known := namespace.Value(); known {
		whole := text.Known("", facts.Text{}.At)
		allow(Acts, "can impersonate", rbac.Request{Verb: "impersonate", Resource: "users", Name: accountMark + ns + ":" + name}, whole)
	}
	for _, verb := range []string{"update", "patch"} {
		q := rbac.Request{Verb: verb, Resource: "serviceaccounts", Name: name}
		who := limited(b.holders(q, namespace), "whether it has a say in a pod that runs as "+to.Name)
		b.allow(to, Edits, func(rbac.Request) string { return "can change the annotations of" }, who)
	}
	b.readers(to, namespace, name)
}

// readers adds who can read a Secret in which Kubernetes keeps the token of an
// account for ever.
// https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
func (b *builder) readers(to *Node, namespace facts.Text, account string) {
	for _, c := range b.tokens {
		here := text.Equal(c.Account, text.Known(account, c.At))
		if here == text.No || c.Namespace.Absent() || namespace.Absent() || text.Equal(c.Namespace, namespace) != text.Yes {
			continue
		}
		says := "can read a Secret that keeps a token of"
		if here == text.Unknown {
			says = "can read a Secret that may keep a token of"
		}
		for _, verb := range []string{"get", "list", "watch"} {
			q := rbac.Request{Verb: verb, Resource: "secrets"}
			if verb == "get" { // the others give all of the namespace
				q.Name = c.Name.String()
			}
			who := b.holders(q, namespace)
			if here == text.Unknown {
				who = limited(who, "whose token "+c.Object.String()+" keeps")
			}
			if c.Maybe || !c.Name.IsKnown() {
				who = limited(who, "whether there is "+c.Object.String())
			}
			b.allow(to, ReadsToken, func(rbac.Request) string { return says }, with(who, note(c.At, "%s keeps a token", c.Object)))
		}
	}
}

// enters adds who can run commands in a pod that runs as the account.
func (b *builder) enters(to *Node, namespace facts.Text, where string) {
	says := func(q rbac.Request) string { return fmt.Sprintf("can %s in %s, where a pod runs as", q, where) }
	for _, q := range []rbac.Request{
		{Verb: "create", Resource: "pods", Subresource: "exec"}, {Verb: "create", Resource: "pods", Subresource: "attach"},
		{Verb: "patch", Resource: "pods", Subresource: "ephemeralcontainers"}, {Verb: "update", Resource: "pods", Subresource: "ephemeralcontainers"},
	} {
		who := b.holders(q, namespace)
		truth, by, open := b.pod(to)
		if truth != text.Yes {
			who = limited(who, open)
		}
		b.allow(to, EntersPods, says, with(who, by...))
	}
}

// pod finds a pod that runs as an account.
func (b *builder) pod(to *Node) (truth text.Truth, by []finding.Note, open string) {
	open = "whether a pod runs as " + to.Name
	for _, e := range b.running[to] {
		if by == nil || e.Truth == text.Yes {
			truth, by = e.Truth, notes(note(e.From.At, "%s runs as it", e.From))
			if truth == text.Yes {
				return truth, by, ""
			}
		}
	}
	return text.Unknown, by, open
}
