package credentialfile

import (
	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// json reads key files, and what CLIs print when they make a key.
func (r *reader) json() {
	if text.HasTokenRunes(string(r.file.Data)) {
		return
	}
	docs, _ := yamlpos.ParseJSON(r.file, yamlpos.Options{Coarse: true})
	for _, d := range docs {
		switch {
		case kube.IsObject(d.Root) || kube.IsConfig(d.Root) || d.Root.Field("sops") != nil:
			continue // read elsewhere, or encrypted
		case d.Root.Field("planned_values") != nil:
			continue // a plan
		case googleKey(d.Root):
			r.googleKey(d.Root)
			continue
		}
		for _, g := range credential.InTree(d.Root) {
			for _, one := range g.Found {
				r.pass.Facts.Add(r.fact(g.Address(one.Slot), "credentials-file", one))
			}
		}
		r.applications(d.Root, "", 0)
	}
}

// googleKey recognises the key file of a Google service account.
// https://cloud.google.com/iam/docs/keys-create-delete
func googleKey(n *text.Node) bool {
	return n.Get("type").Str().Is("service_account") && n.Get("private_key").Is(text.String)
}

func (r *reader) googleKey(n *text.Node) {
	for _, m := range secret.Scan("", string(r.file.Data)) {
		if m.Type != "service-account-key" {
			continue
		}
		at := r.file.Span(m.Start, m.End)
		r.pass.Facts.Add(r.fact("private_key", "credentials-file", secret.Found{Match: m, Slot: "private_key", At: at.FirstLine()}))
	}
}

// applications reads what az prints when it makes a service principal, whose
// secret had no form of its own before 2021.
// https://learn.microsoft.com/cli/azure/azure-cli-sp-tutorial-1
func (r *reader) applications(n *text.Node, path string, depth int) {
	if depth > 8 {
		return
	}
	for _, item := range items(n) {
		r.applications(item, path, depth+1)
	}
	slot := ""
	switch {
	case n.Get("tenantId") != nil && n.Get("clientId") != nil:
		slot = "clientSecret"
	case n.Get("tenant") != nil && n.Get("appId") != nil:
		slot = "password"
	}
	value := n.Get(slot)
	if slot == "" || value == nil || len(secret.InNode(slot, value, false)) > 0 {
		return // what has a form of its own was found by it
	}
	found := secret.InNode("azure_client_secret", value, false)
	for i := range found {
		found[i].Slot = slot
	}
	r.add("", "credentials-file", found)
}

func items(n *text.Node) []*text.Node {
	if n == nil {
		return nil
	}
	var out []*text.Node
	for _, i := range n.Items {
		out = append(out, i.Value)
	}
	return out
}

// list is a list of texts that is known whole.
func list(at source.Span, values ...string) facts.List {
	out := facts.List{Present: true, Closed: true, At: at}
	for _, v := range values {
		out.Items = append(out.Items, text.Known(v, at))
	}
	return out
}
