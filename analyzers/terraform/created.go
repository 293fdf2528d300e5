package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// creators read resources that make a long-lived credential, whose value ends
// up in the state.
var creators = map[string]func(*builder, *module.Instance){
	"google_service_account_key":            creates("gcp", "service-account-key"),
	"aws_iam_access_key":                    creates("aws", "access-key-pair"),
	"azuread_application_password":          creates("azure", "client-secret"),
	"azuread_service_principal_password":    creates("azure", "client-secret"),
	"azuread_application_certificate":       creates("azure", "client-certificate"),
	"azuread_service_principal_certificate": creates("azure", "client-certificate"),
	"azurerm_kubernetes_cluster":            readServicePrincipal,
}

func creatorOf(block, kind string) func(*builder, *module.Instance) {
	if block != "resource" {
		return nil
	}
	return creators[kind]
}

// creates reads a resource of which one is made.
func creates(provider, kind string) func(*builder, *module.Instance) {
	return func(b *builder, in *module.Instance) {
		status := b.text(in.Body(), "status")
		if status.Is("Inactive") {
			return // a key that is switched off
		}
		f := &facts.Credential{
			Base: b.base(facts.KindCredential, in, "", in.Block.Header()), Provider: provider, Type: kind,
			Presence: credential.Created, Place: "resource", Slot: in.Type, Object: text.Known(in.Address, in.Block.Header()),
			User: b.text(in.Body(), "user"), Encrypted: encrypted(b.text(in.Body(), "pgp_key")),
		}
		if kept(in) {
			f.Stored = "secret"
		}
		b.facts.Add(f)
	}
}

// encrypted says whether a key is given with which the secret is encrypted.
func encrypted(key facts.Text) facts.Flag {
	out := facts.Flag{Truth: text.No, Present: true, At: key.At}
	switch v, known := key.Value(); {
	case key.Absent() || known && v == "":
	case known:
		out.Truth = text.Yes
	default:
		out.Truth, out.Why = text.Unknown, key.String()
	}
	return out
}

// readServicePrincipal reads the older way in which a cluster of AKS acts: with
// the secret of an application that somebody has to renew.
// https://learn.microsoft.com/azure/aks/use-managed-identity
func readServicePrincipal(b *builder, in *module.Instance) {
	blocks, _ := in.Body().Blocks("service_principal")
	for i, s := range blocks {
		if !s.Set("client_secret") {
			continue
		}
		f := &facts.Credential{
			Base: b.base(facts.KindCredential, in, part("service_principal", i), s.At), Provider: "azure", Type: "client-secret",
			Presence: credential.Referenced, Place: "resource", Slot: "service_principal", Object: text.Known(in.Address, in.Block.Header()),
		}
		f.Maybe = f.Maybe || s.Maybe
		b.facts.Add(f)
	}
}

// kept reports whether a Secret of the same module takes its value from the
// resource.
func kept(in *module.Instance) bool {
	for _, key := range in.Scope.Keys() {
		block := in.Scope.Module.Resources[key]
		if block.Type == "resource" && strings.HasPrefix(block.Labels[0], "kubernetes_secret") && refersTo(block, in.Type, in.Block.Labels[1]) {
			return true
		}
	}
	return false
}

// refersTo reports whether some expression of a block names a resource. The
// block is parsed anew, since the expressions of the parsed one are replaced.
func refersTo(block *module.Block, kind, name string) bool {
	file, diags := hclsyntax.ParseConfig(block.Text(), "", hcl.InitialPos)
	if diags.HasErrors() {
		return false
	}
	body, ok := file.Body.(*hclsyntax.Body)
	return ok && slices.ContainsFunc(variablesOf(body), func(t hcl.Traversal) bool {
		if len(t) < 2 || t.RootName() != kind {
			return false
		}
		attr, ok := t[1].(hcl.TraverseAttr)
		return ok && attr.Name == name
	})
}

func variablesOf(b *hclsyntax.Body) []hcl.Traversal {
	var out []hcl.Traversal
	for _, a := range b.Attributes {
		out = append(out, hclsyntax.Variables(a.Expr)...)
	}
	for _, n := range b.Blocks {
		out = append(out, variablesOf(n.Body)...)
	}
	return out
}
