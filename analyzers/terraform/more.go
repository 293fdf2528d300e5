package terraform

import (
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// computeElsewhere gives the attributes that are computed otherwise than those
// of IAM's roles and policies.
func (b *builder) computeElsewhere(in *module.Instance, name string) (cty.Value, bool) {
	switch in.Type {
	case "aws_iam_saml_provider":
		if in.Block.Type == "resource" && (name == "arn" || name == "id") {
			return b.arn(in, "saml-provider/", b.identityName(in)), true
		}
	case "aws_iam_instance_profile":
		if in.Block.Type == "resource" && name == "arn" {
			return b.arn(in, "instance-profile", b.identityPath(in), b.identityName(in)), true
		}
		if in.Block.Type == "resource" && name == "id" {
			return in.Attr("name"), true
		}
	case "kubectl_file_documents":
		return b.documents(in, name)
	case "terraform_remote_state", "tfe_outputs":
		return b.outputs(in, name)
	}
	return b.computeGoogle(in, name)
}

// readInstanceProfile reads what gives a role to virtual machines.
func readInstanceProfile(b *builder, in *module.Instance) {
	id, _ := b.env().TextOf(b.account(in).id)
	f := &facts.Identity{
		Base: b.base(facts.KindIdentity, in, "", in.Block.Header()), Cloud: "aws", Type: "instance-profile",
		Name: b.identityName(in), ARN: b.textOf(in.Attr("arn"), in.Block.Header()), Path: b.identityPath(in), Account: id,
	}
	b.shell(in, f.Name)
	b.facts.Add(f)
}

// readIdentityProviderConfig reads the provider whose tokens a cluster's API
// server takes: it says who people are, and gives no role of AWS.
// https://docs.aws.amazon.com/eks/latest/userguide/authenticate-oidc-identity-provider.html
func readIdentityProviderConfig(b *builder, in *module.Instance) {
	f := &facts.Issuer{
		Base: b.base(facts.KindIssuer, in, "", in.Block.Header()), Cloud: "kubernetes", Type: "oidc",
		ARN: b.textOf(in.Attr("arn"), in.Block.Header()),
	}
	blocks, open := in.Body().Blocks("oidc")
	f.Audiences = facts.List{Items: []facts.Text{}, Closed: !open}
	f.Mapping = facts.List{Items: []facts.Text{}, Closed: !open}
	for _, o := range blocks {
		f.Name, f.URL = b.text(o, "identity_provider_config_name"), b.text(o, "issuer_url")
		if id := b.text(o, "client_id"); !id.Absent() {
			f.Audiences.Present, f.Audiences.At, f.Audiences.Items = true, id.At, []facts.Text{id}
		}
		f.Mapping.At = o.At
		for _, name := range []string{"username_claim", "username_prefix", "groups_claim", "groups_prefix"} {
			if t := b.text(o, name); !t.Absent() {
				f.Mapping.Present = true
				f.Mapping.Items = append(f.Mapping.Items, text.Concat(text.Known(name+" = ", t.At), t).WithAt(t.At))
			}
		}
		for _, c := range b.entries(o, "required_claims").Items {
			f.Mapping.Present = true
			f.Mapping.Items = append(f.Mapping.Items, text.Concat(text.Known("required ", c.At), c).WithAt(c.At))
		}
	}
	b.names(in, f, blocks, open)
	b.shell(in, f.URL)
	b.facts.Add(f)
}

// names adds how the cluster names the users of the issuer, in the words of the
// API server's flags.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_OidcIdentityProviderConfigRequest.html
func (b *builder) names(in *module.Instance, issuer *facts.Issuer, blocks []*module.Body, open bool) {
	f := &facts.Cluster{
		Base: b.base(facts.KindCluster, in, "", in.Block.Header()), Form: "oidc", Name: issuer.Name, Issuer: issuer.URL, SettingsOpen: open,
	}
	for _, o := range blocks {
		for _, name := range []string{"username_claim", "username_prefix", "groups_claim", "groups_prefix"} {
			if o.Set(name) {
				key := text.Known("oidc-"+strings.ReplaceAll(name, "_", "-"), o.NameSpan(name))
				f.Settings = append(f.Settings, facts.Entry{Key: key, Value: b.text(o, name), At: o.AttrSpan(name)})
			}
		}
	}
	b.facts.Add(f)
}
