package eksctl

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/text"
)

// mappings reads iamIdentityMappings, which eksctl writes into aws-auth. One that
// is for a service of AWS names no principal: eksctl knows which role that is.
// https://docs.aws.amazon.com/eks/latest/eksctl/iam-identity-mappings.html
func (r *reader) mappings() {
	list, _ := r.elements(r.root, "iamIdentityMappings")
	for _, e := range list {
		arn, account := kube.StringField(e.node, "arn"), kube.StringField(e.node, "account")
		f := &facts.Mapping{Form: "eksctl", Principal: arn, Cluster: r.name, Username: kube.StringField(e.node, "username"), Groups: kube.ListField(e.node, "groups")}
		switch {
		case arn.Absent() && account.Absent():
			continue
		case arn.Absent():
			f.Principal, f.List = account, "mapAccounts"
		default:
			f.List = listOf(arn)
		}
		f.Base = r.base(facts.KindMapping, "iamidentitymapping/"+f.Principal.String(), f.Principal.At)
		f.Maybe = f.Maybe || e.maybe
		r.out.Add(f)
	}
}

// listOf is the list of aws-auth that eksctl adds an ARN to; empty if that is not
// known.
func listOf(arn facts.Text) string {
	parts := arn.Parts()
	for _, l := range []struct{ mark, list string }{{"user/", "mapUsers"}, {"role/", "mapRoles"}} {
		for _, p := range parts {
			for _, s := range text.Known(p.Lit, arn.At).Split(":") {
				if _, ok := s.CutPrefix(l.mark); ok {
					return l.list
				}
			}
		}
	}
	return ""
}

// accessEntries reads accessConfig.accessEntries: a mapping for the entry, and one
// for each access policy that is associated with it.
// https://docs.aws.amazon.com/eks/latest/eksctl/access-entries.html
func (r *reader) accessEntries() {
	list, _ := r.elements(r.root.Get("accessConfig"), "accessEntries")
	for _, e := range list {
		arn := kube.StringField(e.node, "principalARN")
		at := placeOf(e.node, arn)
		f := &facts.Mapping{
			Base: r.base(facts.KindMapping, "accessentry/"+arn.String(), at), Form: "access-entry", Principal: arn,
			Username: kube.StringField(e.node, "kubernetesUsername"), Groups: kube.ListField(e.node, "kubernetesGroups"),
			Cluster: r.name, Type: kube.StringField(e.node, "type"),
		}
		if f.Type.Absent() || f.Type.Is("") {
			f.Type = text.Known("STANDARD", at)
		}
		f.Maybe = f.Maybe || e.maybe
		r.out.Add(f)
		r.accessPolicies(e, f)
	}
}

func (r *reader) accessPolicies(e element, of *facts.Mapping) {
	list, _ := r.elements(e.node, "accessPolicies")
	for _, p := range list {
		arn, scope := kube.StringField(p.node, "policyARN"), p.node.Get("accessScope")
		at := placeOf(p.node, arn)
		f := &facts.Mapping{
			Base: r.base(facts.KindMapping, of.Address+"/"+arn.String(), at), Form: "access-entry", Principal: of.Principal, Cluster: r.name,
			Groups: facts.List{Items: []facts.Text{}, Closed: true}, Policies: []facts.AccessPolicy{{
				Policy: arn, At: at, Scope: kube.StringField(scope, "type"), Namespaces: kube.ListField(scope, "namespaces"),
			}},
		}
		f.Maybe = of.Maybe || p.maybe
		r.out.Add(f)
	}
}

// identityProviders reads the providers whose tokens the API server takes, and how
// it names their users, in the words of its flags.
// https://github.com/eksctl-io/eksctl/blob/main/pkg/apis/eksctl.io/v1alpha5/identity_provider.go
func (r *reader) identityProviders() {
	list, _ := r.elements(r.root, "identityProviders")
	for _, e := range list {
		name, url := kube.StringField(e.node, "name"), kube.StringField(e.node, "issuerURL")
		at := placeOf(e.node, name)
		f := &facts.Issuer{
			Base: r.base(facts.KindIssuer, "identityprovider/"+name.String(), at), Cloud: "kubernetes", Type: "oidc", Name: name, URL: url,
			Audiences: facts.List{Items: []facts.Text{}, Closed: true}, Mapping: facts.List{Items: []facts.Text{}, Closed: !e.node.Open, At: at},
		}
		if id := kube.StringField(e.node, "clientID"); !id.Absent() {
			f.Audiences = facts.List{Present: true, Items: []facts.Text{id}, Closed: true, At: id.At}
		}
		c := &facts.Cluster{
			Base: r.base(facts.KindCluster, "identityprovider/"+name.String(), at), Form: "oidc", Name: name, Issuer: url, SettingsOpen: e.node.Open,
		}
		for _, s := range []struct{ key, claim, flag string }{
			{"usernameClaim", "username_claim", "oidc-username-claim"}, {"usernamePrefix", "username_prefix", "oidc-username-prefix"},
			{"groupsClaim", "groups_claim", "oidc-groups-claim"}, {"groupsPrefix", "groups_prefix", "oidc-groups-prefix"},
		} {
			field := e.node.Field(s.key)
			if field == nil {
				continue
			}
			value := kube.StringField(e.node, s.key)
			f.Mapping.Present = true
			f.Mapping.Items = append(f.Mapping.Items, text.Concat(text.Known(s.claim+" = ", value.At), value).WithAt(value.At))
			c.Settings = append(c.Settings, facts.Entry{Key: text.Known(s.flag, field.Key.At), Value: value, At: field.Key.At.Cover(field.Value.At)})
		}
		f.Maybe, c.Maybe = f.Maybe || e.maybe, c.Maybe || e.maybe
		r.out.Add(f)
		r.out.Add(c)
	}
}
