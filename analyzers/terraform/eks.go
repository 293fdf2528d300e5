package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// part names the nth nested block of a resource.
func part(kind string, n int) string { return fmt.Sprintf(".%s[%d]", kind, n) }

// readCluster reads an EKS cluster, made here or looked up. Its issuer is what
// references to identity[0].oidc[0].issuer give.
func readCluster(b *builder, in *module.Instance) {
	body := in.Body()
	header := in.Block.Header()
	issuer, _ := eval.Steps(b.env(), in.Attr("identity"), hcl.Traversal{
		hcl.TraverseIndex{Key: cty.NumberIntVal(0)}, hcl.TraverseAttr{Name: "oidc"},
		hcl.TraverseIndex{Key: cty.NumberIntVal(0)}, hcl.TraverseAttr{Name: "issuer"},
	})
	f := &facts.Cluster{
		Base: b.base(facts.KindCluster, in, "", header), Form: "eks", Referred: in.Block.Type == "data",
		Name: b.text(body, "name"), Account: b.textOf(b.account(in).id, header), Endpoint: b.textOf(in.Attr("endpoint"), header),
		Issuer: b.textOf(issuer, header), IssuerHost: b.textOf(eval.Host(b.env(), issuer), header),
	}
	access, _ := body.Blocks("access_config")
	for _, c := range access {
		f.AuthenticationMode = b.text(c, "authentication_mode")
		f.Settings = b.setting(f.Settings, c, "bootstrap_cluster_creator_admin_permissions")
	}
	vpc, _ := body.Blocks("vpc_config")
	for _, c := range vpc {
		for _, name := range []string{"endpoint_public_access", "endpoint_private_access"} {
			f.Settings = b.setting(f.Settings, c, name)
		}
		for _, cidr := range b.list(c, "public_access_cidrs").Items {
			f.Settings = append(f.Settings, facts.Entry{Key: text.Known("public_access_cidrs", c.NameSpan("public_access_cidrs")), Value: cidr, At: cidr.At})
		}
	}
	b.facts.Add(f)
	if !f.Referred { // who made the cluster knows who takes its tokens
		b.clusterIssuer(in, f)
	}
}

// clusterIssuer says that the cluster signs tokens. Whether somebody takes them
// is another matter.
func (b *builder) clusterIssuer(in *module.Instance, c *facts.Cluster) {
	f := &facts.Issuer{
		Base: b.base(facts.KindIssuer, in, "", in.Block.Header()), Type: "cluster", Name: c.Name, URL: c.Issuer,
		Audiences: facts.List{Items: []facts.Text{}, Closed: true}, Thumbprints: facts.List{Items: []facts.Text{}, Closed: true},
	}
	if host, ok := b.env().TextOf(eval.Host(b.env(), b.env().String(c.Issuer))); ok {
		f.ARN = b.textOf(b.arn(in, "oidc-provider/", host), f.At)
	}
	b.facts.Add(f)
}

func (b *builder) setting(out []facts.Entry, body *module.Body, name string) []facts.Entry {
	if !body.Set(name) {
		return out
	}
	return append(out, facts.Entry{Key: text.Known(name, body.NameSpan(name)), Value: b.text(body, name), At: body.AttrSpan(name)})
}

// readAccessEntry reads which Kubernetes user and groups a principal becomes.
// https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
func readAccessEntry(b *builder, in *module.Instance) {
	body := in.Body()
	f := &facts.Mapping{
		Base: b.base(facts.KindMapping, in, "", in.Block.Header()), Form: "access-entry",
		Principal: b.text(body, "principal_arn"), Username: b.text(body, "user_name"), Groups: b.list(body, "kubernetes_groups"),
		Cluster: b.text(body, "cluster_name"), Type: b.text(body, "type"),
	}
	if f.Type.Absent() {
		f.Type = text.Known("STANDARD", f.At)
	}
	b.shell(in, f.Principal)
	b.facts.Add(f)
}

// readAccessPolicy reads an access policy that is associated with an entry:
// a mapping of its own with the same principal and cluster.
func readAccessPolicy(b *builder, in *module.Instance) {
	body := in.Body()
	p := facts.AccessPolicy{Policy: b.text(body, "policy_arn"), At: body.AttrSpan("policy_arn")}
	scopes, _ := body.Blocks("access_scope")
	for _, s := range scopes {
		p.Scope, p.Namespaces = b.text(s, "type"), b.list(s, "namespaces")
	}
	f := &facts.Mapping{
		Base: b.base(facts.KindMapping, in, "", in.Block.Header()), Form: "access-entry",
		Principal: b.text(body, "principal_arn"), Cluster: b.text(body, "cluster_name"), Policies: []facts.AccessPolicy{p},
		Groups: facts.List{Items: []facts.Text{}, Closed: true},
	}
	b.shell(in, f.Principal, p.Policy)
	b.facts.Add(f)
}

// readAssociation reads an EKS Pod Identity association.
func readAssociation(b *builder, in *module.Instance) {
	body := in.Body()
	f := &facts.Association{
		Base: b.base(facts.KindAssociation, in, "", in.Block.Header()), Cluster: b.text(body, "cluster_name"),
		Namespace: b.text(body, "namespace"), ServiceAccount: b.text(body, "service_account"),
		Role: b.text(body, "role_arn"), TargetRole: b.text(body, "target_role_arn"), DisableSessionTags: b.flag(body, "disable_session_tags"),
	}
	b.shell(in, f.Role, f.TargetRole, f.Namespace, f.ServiceAccount)
	b.facts.Add(f)
}
