package eksctl

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/text"
)

// associations reads iam.podIdentityAssociations, and those of addons.
// https://docs.aws.amazon.com/eks/latest/eksctl/pod-identity-associations.html
func (r *reader) associations() {
	for _, list := range r.associationLists() {
		for _, e := range list {
			r.association(e)
		}
	}
}

// associationLists are the lists of associations of the configuration.
func (r *reader) associationLists() [][]element {
	own, _ := r.elements(r.iam, "podIdentityAssociations")
	out := [][]element{own}
	addons, _ := r.elements(r.root, "addons")
	for _, a := range addons {
		list, _ := r.elements(a.node, "podIdentityAssociations")
		for i := range list {
			list[i].maybe = list[i].maybe || a.maybe
		}
		out = append(out, list)
	}
	return out
}

// association reads an association, the role that it names or that is made for
// it, and the service account if eksctl makes it.
func (r *reader) association(e element) {
	n := named{kube.StringField(e.node, "namespace"), kube.StringField(e.node, "serviceAccountName")}
	if nameless(n.name) || nameless(n.namespace) {
		return // refused
	}
	at := placeOf(e.node, n.name)
	arn := kube.StringField(e.node, "roleARN")
	if arn.Absent() || arn.Is("") {
		arn = r.make(role{
			address: "podidentityassociation/" + n.String(), at: at, of: n.String(), name: kube.StringField(e.node, "roleName"),
			boundary: kube.StringField(e.node, "permissionsBoundaryARN"),
			trust:    trustOf(at, text.Known("Service", at), text.Known("pods.eks.amazonaws.com", at), []string{"sts:AssumeRole", "sts:TagSession"}),
			policies: r.policiesOf(e.node, "permissionPolicyARNs", "permissionPolicy"), maybe: e.maybe,
		})
	}
	base := r.base(facts.KindAssociation, n.String(), at)
	base.Maybe = base.Maybe || e.maybe
	r.out.Add(&facts.Association{
		Base: base, Cluster: r.name, Namespace: n.namespace, ServiceAccount: n.name, Role: arn,
		TargetRole: kube.StringField(e.node, "targetRoleARN"), DisableSessionTags: kube.FlagField(e.node, "disableSessionTags"),
	})
	if made := holds(kube.FlagField(e.node, "createServiceAccount")); made != text.No {
		meta := object(at, entry(text.Known("name", at), word(n.name)))
		r.serviceAccount(meta, n, facts.Text{}, at, e.maybe || made == text.Unknown)
	}
}

// nodeGroups reads the roles that eksctl makes for nodes. What it attaches beside
// what is written depends on its version, so that is left open; only where nothing
// is written are the policies of nodes certainly its own.
// https://docs.aws.amazon.com/eks/latest/eksctl/iam-policies.html
func (r *reader) nodeGroups() {
	for _, key := range []string{"nodeGroups", "managedNodeGroups"} {
		list, _ := r.elements(r.root, key)
		for _, e := range list {
			r.nodeGroup(e, key)
		}
	}
}

func (r *reader) nodeGroup(e element, key string) {
	given := e.node.Get("iam")
	for _, of := range []string{"instanceRoleARN", "instanceProfileARN"} {
		if given.MayHold(of) || !kube.StringField(given, of).Absent() {
			return
		}
	}
	name := kube.StringField(e.node, "name")
	at := placeOf(e.node, name)
	p := r.policiesOf(given, "attachPolicyARNs", "attachPolicy")
	if len(p.arns.Items) == 0 && p.arns.Closed {
		p.arns.Items = []facts.Text{r.ofAWS("AmazonEKSWorkerNodePolicy", at)}
	}
	addons := given.Get("withAddonPolicies")
	for _, a := range []struct{ key, policy string }{{"imageBuilder", imageBuilder}, {"cloudWatch", "CloudWatchAgentServerPolicy"}} {
		if holds(kube.FlagField(addons, a.key)) == text.Yes {
			p.arns.Items = append(p.arns.Items, r.ofAWS(a.policy, addons.Field(a.key).Key.At))
		}
	}
	p.arns.Closed = false
	r.make(role{
		address: key + "/" + name.String(), at: at, of: "the node group " + name.String(), name: kube.StringField(given, "instanceRoleName"),
		boundary: kube.StringField(given, "instanceRolePermissionsBoundary"), policies: p, maybe: e.maybe,
		trust: trustOf(at, text.Known("Service", at), text.Known("ec2.amazonaws.com", at), []string{"sts:AssumeRole"}),
	})
}
