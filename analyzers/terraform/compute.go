package terraform

import (
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// account is what a provider's configuration says about where it works.
type account struct{ id, partition, suffix cty.Value }

// account finds the account and partition of a provider. Both are symbols that
// all resources of the provider share, unless the configuration names the
// account: allowed_account_ids with one element, or the role to assume.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs
func (b *builder) account(in *module.Instance) account {
	provider := in.Provider()
	if a, ok := b.accounts[provider]; ok {
		return a
	}
	env := b.env()
	scope := "terraform:" + b.root.Dir + " " + provider
	a := account{
		id:        env.Scoped(scope, b.spelled(in, "aws_caller_identity", "account_id")).As(text.FormAccount).Typed(cty.String),
		partition: env.Scoped(scope, b.spelled(in, "aws_partition", "partition")).As(text.FormPartition).Typed(cty.String),
		suffix:    env.Scoped(scope, b.spelled(in, "aws_partition", "dns_suffix")).As(text.FormDomain).Typed(cty.String),
	}
	b.accounts[provider] = a // before the configuration is read, which may ask again
	if id, ok := b.configured(in.Scope, provider); ok {
		a.id = id
		b.accounts[provider] = a
	}
	return a
}

// spelled is how the author refers to an unknown, where a data source for it
// is in reach: people know it by that name.
func (b *builder) spelled(in *module.Instance, data, attribute string) string {
	scope := in.Scope
	for scope.Module.Summary { // what is in a summary nobody knows by its name
		scope = scope.Caller()
	}
	if in.Type == data && scope == in.Scope {
		return in.Address + "." + attribute
	}
	for _, key := range scope.Keys() {
		block := scope.Module.Resources[key]
		if block.Type == "data" && block.Labels[0] == data && block.Body().Attributes["provider"] == nil &&
			block.Body().Attributes["count"] == nil && block.Body().Attributes["for_each"] == nil && in.Block.Body().Attributes["provider"] == nil {
			return scope.Path + key + "." + attribute
		}
	}
	return "aws." + attribute
}

func (b *builder) configured(s *module.Scope, provider string) (cty.Value, bool) {
	body := b.root.Configuration(s, provider)
	if body == nil {
		return cty.NilVal, false
	}
	if ids := b.list(body, "allowed_account_ids"); ids.Closed && len(ids.Items) == 1 && ids.Items[0].IsKnown() {
		return b.env().String(ids.Items[0]), true
	}
	roles, open := body.Blocks("assume_role")
	if len(roles) != 1 || open || roles[0].Maybe {
		return cty.NilVal, false
	}
	parts := b.text(roles[0], "role_arn").Split(":")
	if len(parts) == 6 && len(parts[4].Parts()) == 1 {
		return b.env().String(parts[4]), true
	}
	return cty.NilVal, false
}

// arn composes an IAM ARN: arn:partition:iam::account:kind followed by the
// rest. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
func (b *builder) arn(in *module.Instance, kind string, rest ...text.Text) cty.Value {
	a := b.account(in)
	id, _ := b.env().TextOf(a.id)
	partition, _ := b.env().TextOf(a.partition)
	lit := func(s string) text.Text { return text.Known(s, source.Span{}) }
	parts := append([]text.Text{lit("arn:"), partition, lit(":iam::"), id, lit(":" + kind)}, rest...)
	return b.env().String(text.Concat(parts...).WithAt(source.Span{}))
}

// compute gives the attributes that a provider fills in, as far as they follow
// from the configuration.
func (b *builder) compute(in *module.Instance, name string) (cty.Value, bool) {
	data := in.Block.Type == "data"
	switch in.Type {
	case "aws_iam_policy_document":
		if data && (name == "json" || name == "minified_json") {
			return b.document(in)
		}
	case "aws_caller_identity":
		if data && name == "account_id" || data && name == "id" {
			return b.account(in).id, true
		}
	case "aws_partition":
		if data && (name == "partition" || name == "id") {
			return b.account(in).partition, true
		}
		if data && name == "dns_suffix" {
			return b.account(in).suffix, true
		}
	case "aws_iam_role", "aws_iam_user", "aws_iam_group", "aws_iam_policy":
		if !data {
			return b.computeIdentity(in, name)
		}
	case "aws_iam_openid_connect_provider":
		return b.computeIssuer(in, name)
	case "aws_eks_cluster":
		if name == "identity" {
			return b.clusterIdentity(in), true
		}
		if name == "id" && in.Set("name") {
			return in.Attr("name"), true
		}
	case "kubernetes_namespace", "kubernetes_namespace_v1":
		if name == "id" && in.Set("name") {
			return in.Attr("name"), true
		}
	}
	return b.computeElsewhere(in, name)
}

func (b *builder) computeIdentity(in *module.Instance, name string) (cty.Value, bool) {
	kind := strings.TrimPrefix(in.Type, "aws_iam_")
	switch name {
	case "arn":
		return b.arn(in, kind, b.identityPath(in), b.identityName(in)), true
	case "id":
		if kind == "policy" {
			return in.Attr("arn"), true
		}
		return in.Attr("name"), true
	}
	return cty.NilVal, false
}

// identityName is the configured name, or a symbol where the provider makes
// one up.
func (b *builder) identityName(in *module.Instance) text.Text {
	return b.textOf(in.Attr("name"), in.AttrSpan("name"))
}

// identityPath is the IAM path, "/" by default.
func (b *builder) identityPath(in *module.Instance) text.Text {
	if !in.Set("path") {
		return text.Known("/", source.Span{})
	}
	return b.text(in.Body(), "path")
}

func (b *builder) computeIssuer(in *module.Instance, name string) (cty.Value, bool) {
	if name != "arn" && name != "id" || !in.Set("url") {
		return cty.NilVal, false
	}
	host := eval.Host(b.env(), value.Bare(in.Attr("url")))
	t, ok := b.env().TextOf(host)
	if !ok {
		return cty.NilVal, false
	}
	return b.arn(in, "oidc-provider/", t), true
}

// clusterIdentity is where a cluster says what its issuer is: each of the lists
// around it has one element.
func (b *builder) clusterIdentity(in *module.Instance) cty.Value {
	issuer := b.env().Symbol(in.Address + ".identity[0].oidc[0].issuer").As(text.FormURL).Typed(cty.String)
	oidc := cty.TupleVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{"issuer": issuer})})
	return cty.TupleVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{"oidc": oidc})})
}
