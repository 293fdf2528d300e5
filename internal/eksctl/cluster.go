package eksctl

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/text"
)

// cluster reads the cluster itself, and the IAM provider for its issuer that
// eksctl makes where it is asked to.
func (r *reader) cluster() {
	access := r.root.Get("accessConfig")
	f := &facts.Cluster{
		Base: r.base(facts.KindCluster, "ClusterConfig/"+r.name.String(), r.at), Form: "eksctl", Name: r.name,
		Issuer:             text.Concat(r.word("https://"), r.issuer).WithAt(r.at),
		AuthenticationMode: kube.StringField(access, "authenticationMode"),
	}
	r.setting(f, access, "bootstrapClusterCreatorAdminPermissions", "bootstrap_cluster_creator_admin_permissions")
	vpc := r.root.Get("vpc")
	r.setting(f, vpc.Get("clusterEndpoints"), "publicAccess", "endpoint_public_access")
	r.setting(f, vpc.Get("clusterEndpoints"), "privateAccess", "endpoint_private_access")
	for _, cidr := range kube.ListField(vpc, "publicAccessCIDRs").Items {
		f.Settings = append(f.Settings, facts.Entry{Key: text.Known("public_access_cidrs", cidr.At), Value: cidr, At: cidr.At})
	}
	r.setting(f, r.iam, "withOIDC", "withOIDC")
	r.parts(f)
	f.SettingsOpen = r.root.Open || access.Is(text.Opaque) || vpc.Is(text.Opaque) || r.iam.Is(text.Opaque)
	f.Refusals = r.refusals()
	r.out.Add(f)
	if made := r.withOIDC(); made != text.No {
		r.provider(made)
	}
}

// setting adds a field that is written, by the name that other tools have for it.
func (r *reader) setting(f *facts.Cluster, parent *text.Node, key, name string) {
	field := parent.Field(key)
	if field == nil {
		return
	}
	value := kube.StringField(parent, key)
	f.Settings = append(f.Settings, facts.Entry{Key: text.Known(name, field.Key.At), Value: value, At: field.Key.At.Cover(field.Value.At)})
}

// parts adds what nodes and addons say of identity: whether pods are kept from the
// metadata service, and which addons there are.
func (r *reader) parts(f *facts.Cluster) {
	for _, key := range []string{"nodeGroups", "managedNodeGroups"} {
		groups, _ := r.elements(r.root, key)
		for _, e := range groups {
			r.setting(f, e.node, "disablePodIMDS", "disablePodIMDS")
		}
	}
	addons, _ := r.elements(r.root, "addons")
	for _, e := range addons {
		r.setting(f, e.node, "name", "addon")
	}
}

func (r *reader) withOIDC() text.Truth { return holds(kube.FlagField(r.iam, "withOIDC")) }

// provider is the IAM identity provider of the cluster's issuer.
// https://github.com/eksctl-io/eksctl/blob/main/pkg/iam/oidc/api.go
func (r *reader) provider(made text.Truth) {
	at := r.iam.Field("withOIDC")
	place := r.at
	if at != nil {
		place = at.Key.At.Cover(at.Value.At)
	}
	f := &facts.Issuer{
		Base: r.base(facts.KindIssuer, "ClusterConfig/"+r.name.String(), place), Cloud: "aws", Type: "oidc", Name: r.name,
		URL: text.Concat(r.word("https://"), r.issuer).WithAt(place), ARN: r.arn(place, r.word("oidc-provider/"), r.issuer),
		Audiences:   facts.List{Present: true, Items: []facts.Text{text.Known("sts.amazonaws.com", place)}, Closed: true, At: place},
		Thumbprints: facts.List{Items: []facts.Text{}, Closed: true},
		Mapping:     facts.List{Items: []facts.Text{}, Closed: true},
	}
	f.Maybe = f.Maybe || made == text.Unknown
	r.out.Add(f)
}

// The codes of what eksctl refuses, or reads and does not do.
const (
	noProvider  = "no-oidc-provider"
	noAgent     = "no-pod-identity-agent"
	noName      = "no-name"
	noPolicy    = "no-policy"
	twice       = "account-twice"
	roleAndMore = "role-and-policies"
	agentAddon  = "eks-pod-identity-agent"
)

// refusals lists what eksctl refuses of the identities that it is asked to make.
// https://github.com/eksctl-io/eksctl/blob/main/pkg/apis/eksctl.io/v1alpha5/validation.go
func (r *reader) refusals() []facts.Refusal {
	var out []facts.Refusal
	add := func(code string, name facts.Text, truth text.Truth, f *text.Field) {
		if truth != text.No {
			out = append(out, r.refusal(code, name, truth, f))
		}
	}
	accounts, some := r.elements(r.iam, "serviceAccounts")
	add(noProvider, r.name, text.And(some, r.withOIDC().Not()), r.iam.Field("serviceAccounts"))
	seen := map[string]bool{}
	for _, e := range accounts {
		name := kube.StringField(e.node.Get("metadata"), "name")
		if nameless(name) {
			add(noName, r.word("iam.serviceAccounts").WithAt(e.node.At.FirstLine()), sure(e), nil)
			continue
		}
		p, given := r.policiesOf(e.node, "attachPolicyARNs", "attachPolicy").some(), written(e.node, "attachRoleARN")
		only := holds(kube.FlagField(e.node, "roleOnly"))
		add(noPolicy, name, text.And(sure(e), p.Not(), given.Not(), only.Not()), nil)
		if who, known := r.accountOf(e).value(); known {
			add(twice, name, text.And(sure(e), text.TruthOf(seen[who])), nil)
			seen[who] = seen[who] || !e.maybe
		}
		add(roleAndMore, name, text.And(sure(e), p, given), e.node.Field("attachRoleARN"))
	}
	all := text.No
	for _, list := range r.associationLists() {
		for _, e := range list {
			all = text.Or(all, sure(e))
			name := kube.StringField(e.node, "serviceAccountName")
			if nameless(name) || nameless(kube.StringField(e.node, "namespace")) {
				add(noName, r.word("podIdentityAssociations").WithAt(e.node.At.FirstLine()), sure(e), nil)
				continue
			}
			p, given := r.policiesOf(e.node, "permissionPolicyARNs", "permissionPolicy").some(), written(e.node, "roleARN")
			add(noPolicy, name, text.And(sure(e), p.Not(), given.Not()), nil)
			add(roleAndMore, name, text.And(sure(e), p, given), e.node.Field("roleARN"))
		}
	}
	add(noAgent, r.name, text.And(all, r.hasAgent().Not(), r.whole()), r.iam.Field("podIdentityAssociations"))
	return out
}

// refusal stands at the field that cannot stay, or at the name.
func (r *reader) refusal(code string, name facts.Text, truth text.Truth, f *text.Field) facts.Refusal {
	at := name.At
	if f != nil && !f.Key.At.IsZero() {
		at = f.Key.At
	}
	if at.IsZero() {
		at = r.at
	}
	flag := facts.Flag{Truth: truth, Present: true, At: at}
	if truth == text.Unknown {
		flag.Why = "what the configuration leaves open"
	}
	return facts.Refusal{Code: code, Name: name, Holds: flag, At: at}
}

func sure(e element) text.Truth {
	if e.maybe {
		return text.Unknown
	}
	return text.Yes
}

// written decides whether a string is given.
func written(n *text.Node, key string) text.Truth {
	t := kube.StringField(n, key)
	switch {
	case t.Absent(), t.Is(""):
		return text.No
	case len(t.Symbols()) > 0 && n.Get(key) == nil:
		return text.Unknown
	}
	return text.Yes
}

// hasAgent decides whether the cluster has the agent of EKS Pod Identity: as an
// addon, or as a part of Auto Mode.
// https://docs.aws.amazon.com/eks/latest/eksctl/pod-identity-associations.html
func (r *reader) hasAgent() text.Truth {
	auto := r.root.Get("autoModeConfig")
	out := holds(kube.FlagField(auto, "enabled"))
	if auto.Is(text.Opaque) || auto == nil && r.root.MayHold("autoModeConfig") {
		out = text.Unknown
	}
	addons, some := r.elements(r.root, "addons")
	if some == text.Unknown {
		out = text.Or(out, text.Unknown)
	}
	for _, e := range addons {
		name, _ := kube.StringField(e.node, "name").Map(strings.ToLower)
		out = text.Or(out, text.And(sure(e), text.Equal(name, text.Known(agentAddon, name.At))))
	}
	return out
}

// whole decides whether the configuration describes a cluster, and not only what
// is added to one that has its agent from elsewhere.
func (r *reader) whole() text.Truth {
	keys := []string{"addons", "nodeGroups", "managedNodeGroups", "fargateProfiles", "autoModeConfig"}
	return text.TruthOf(slices.ContainsFunc(keys, func(k string) bool { return r.root.Field(k) != nil }))
}
