package terraform

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// staticSlots are arguments of providers that hold a long-lived secret whose
// form says nothing.
var staticSlots = map[string]facts.Credential{
	"kubernetes.token":        {Provider: "kubernetes", Type: "token"},
	"kubernetes.password":     {Provider: "kubernetes", Type: "password"},
	"kubernetes.client_key":   {Provider: "kubernetes", Type: "private-key"},
	"helm.token":              {Provider: "kubernetes", Type: "token"},
	"helm.client_key":         {Provider: "kubernetes", Type: "private-key"},
	"azurerm.client_secret":   {Provider: "azure", Type: "client-secret"},
	"azuread.client_secret":   {Provider: "azure", Type: "client-secret"},
	"azapi.client_secret":     {Provider: "azure", Type: "client-secret"},
	"google.credentials":      {Provider: "gcp", Type: "service-account-key"},
	"google-beta.credentials": {Provider: "gcp", Type: "service-account-key"},
}

// shortestSecret is the length below which a literal is a placeholder.
const shortestSecret = 8

// providers looks for static secrets in the provider blocks of a module.
func (b *builder) providers(s *module.Scope) {
	for _, key := range slices.Sorted(maps.Keys(s.Module.Providers)) {
		block := s.Module.Providers[key]
		body := s.ProviderBody(key)
		b.client(s, key, body)
		for _, name := range slices.Sorted(maps.Keys(block.Body().Attributes)) {
			slot, ok := staticSlots[block.Labels[0]+"."+name]
			if !ok {
				continue
			}
			t := b.text(body, name)
			v, known := t.Value()
			if !known || len(v) < shortestSecret || len(secret.Scan(name, v)) > 0 || pathLike(v) {
				continue
			}
			f := slot
			f.Presence, f.Place, f.Slot = credential.Written, "provider-block", name
			f.Object = text.Known("provider."+key, block.Header())
			f.Base = facts.Base{
				ID:      facts.ID("credential:" + block.File.Path + "@" + b.root.Dir + "#" + s.Path + "provider." + key + "." + name),
				Address: s.Path + "provider." + key + "." + name, At: t.At, Source: module.Source, Unit: b.root.Dir,
				Calls: slices.Clone(s.Calls), Context: block.File.Context,
			}
			b.facts.Add(&f)
		}
	}
}

// client reads how a provider talks to a cluster, if it checks no certificate.
// https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs#insecure-1
func (b *builder) client(s *module.Scope, key string, body *module.Body) {
	block := s.Module.Providers[key]
	switch block.Labels[0] {
	case "kubernetes", "kubectl":
		b.insecure(s, key, body, body)
	case "helm":
		of, _ := body.Blocks("kubernetes")
		for _, k := range of {
			b.insecure(s, key, body, k)
		}
	}
}

func (b *builder) insecure(s *module.Scope, key string, provider, body *module.Body) {
	host := b.text(body, "host").String()
	if !body.Set("insecure") || strings.Contains(host, "//localhost") || strings.Contains(host, "//127.") {
		return
	}
	address := s.Path + "provider." + key
	b.facts.Add(&facts.Cluster{
		Base: facts.Base{
			ID: facts.ID("cluster:" + provider.At.File.Path + "@" + b.root.Dir + "#" + address), Address: address, At: body.NameSpan("insecure"),
			Source: module.Source, Unit: b.root.Dir, Calls: slices.Clone(s.Calls), Context: provider.At.File.Context,
		},
		Form: "client", Name: text.Known("provider "+key, body.At),
		Settings: []facts.Entry{{Key: text.Known("insecure-skip-tls-verify", body.NameSpan("insecure")), Value: b.text(body, "insecure"), At: body.AttrSpan("insecure")}},
	})
}

// pathLike reports whether a value names a file rather than being a secret.
func pathLike(s string) bool {
	return !strings.Contains(s, "\n") && (strings.HasSuffix(s, ".json") || strings.HasSuffix(s, ".pem") || strings.HasSuffix(s, ".key"))
}

// hints are what a file with a credential of a cloud's own format holds.
var hints = [][]byte{
	[]byte("AKIA"), []byte("ASIA"), []byte("Q~"), []byte("AccountKey="), []byte("service_account"), []byte("secret"), []byte("SECRET"), []byte("sig="),
}

func hinted(data []byte) bool {
	return slices.ContainsFunc(hints, func(h []byte) bool { return bytes.Contains(data, h) })
}

// literals finds credentials in the strings of a module, wherever they stand:
// what is written in the source is there for all who can read it, whether or
// not it is used.
func literals(m *module.Module, add func(facts.Fact)) {
	for _, top := range m.Blocks() {
		if !hinted(top.Text()) {
			continue
		}
		w := &literalWalk{module: m, top: top, add: add}
		if top.Type == "resource" && len(top.Labels) == 2 {
			kind := top.Labels[0]
			w.pods = podReaders[withoutVersion(kind)] != nil
			if kubernetesReader(kind) != nil && !w.pods && kind != "helm_release" {
				continue // the reader of Kubernetes objects looks there
			}
		}
		w.body(top.Syntax(), address(top.Syntax()))
	}
}

// address is Terraform's address of a top-level block.
func address(b *hclsyntax.Block) string {
	switch {
	case b.Type == "locals":
		return "local"
	case b.Type == "resource":
		return strings.Join(b.Labels, ".")
	}
	return strings.Join(append([]string{b.Type}, b.Labels...), ".")
}

type literalWalk struct {
	module *module.Module
	top    *module.Block
	add    func(facts.Fact)
	pods   bool // environments are looked at by the reader of Kubernetes objects
}

func (w *literalWalk) body(b *hclsyntax.Block, at string) {
	var found []secret.Found
	for _, name := range slices.Sorted(maps.Keys(b.Body.Attributes)) {
		slot := name
		if b.Type == "variable" && name == "default" && len(b.Labels) == 1 {
			slot = b.Labels[0]
		}
		a := b.Body.Attributes[name]
		eval.Literals(a.Expr, slot, func(slot, value string, r source.Span) {
			for _, m := range secret.Scan(slot, value) {
				found = append(found, secret.Found{Match: m, Slot: slot, At: place(r, value, m)})
			}
		})
	}
	for _, f := range secret.Join(found) {
		w.add(w.fact(b, at, f))
	}
	for i, n := range b.Body.Blocks {
		if w.pods && n.Type == "env" {
			continue
		}
		w.body(n, fmt.Sprintf("%s.%s[%d]", at, n.Type, i))
	}
}

// place narrows a span to what of it is the credential.
func place(at source.Span, value string, m secret.Match) source.Span {
	if i := strings.Index(at.Text(), value[m.Start:m.End]); i >= 0 {
		return at.Sub(i, i+m.End-m.Start)
	}
	return at.FirstLine()
}

func (w *literalWalk) fact(b *hclsyntax.Block, at string, f secret.Found) *facts.Credential {
	addr := at + "." + f.Slot
	base := facts.Base{
		ID:      facts.ID(fmt.Sprintf("credential:%s#%s@%d", w.top.File.Path, addr, f.At.Root().Start)),
		Address: addr, At: f.At, Source: module.Source, Unit: w.module.Dir, Context: w.top.File.Context,
	}
	return credential.Of(f, base, w.place(b, f.Slot), text.Known(at, w.top.Header()))
}

// place says what kind of slot it is.
func (w *literalWalk) place(b *hclsyntax.Block, slot string) string {
	switch {
	case w.top.Type == module.VariablesType:
		return "tfvars"
	case w.top.Type == "provider":
		return "provider-block"
	case b.Type == "backend":
		return "backend"
	case w.top.Type == "variable":
		return "variable-default"
	case strings.HasPrefix(slot, "user_data") || slot == "custom_data":
		return "user-data"
	}
	return "literal"
}
