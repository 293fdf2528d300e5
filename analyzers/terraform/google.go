package terraform

import (
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// googleReaders read resources of the Google provider.
var googleReaders = map[string]func(*builder, *module.Instance){
	"google_service_account":                     readServiceAccount,
	"google_service_account_iam_member":          readImpersonation,
	"google_service_account_iam_binding":         readImpersonation,
	"google_iam_workload_identity_pool_provider": readPoolProvider,
}

// project is where a resource lies: what it says itself, or else its provider,
// or a symbol that all resources of the provider share.
func (b *builder) project(in *module.Instance) text.Text {
	if in.Block.Type != "provider" && in.Set("project") {
		return b.text(in.Body(), "project")
	}
	provider := in.Provider()
	if body := b.root.Configuration(in.Scope, provider); body != nil && body.Set("project") {
		return b.text(body, "project")
	}
	t, _ := b.env().TextOf(b.env().Scoped("terraform:"+b.root.Dir+" "+provider, "google.project").Typed(cty.String))
	return t
}

// joined is a value of literals and texts, without a place of its own.
func (b *builder) joined(parts ...any) cty.Value {
	var list []text.Text
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			list = append(list, text.Known(p, source.Span{}))
		case text.Text:
			list = append(list, p)
		}
	}
	return b.env().String(text.Concat(list...).WithAt(source.Span{}))
}

// email is the address of a service account.
// https://cloud.google.com/iam/docs/service-account-overview
func (b *builder) email(in *module.Instance) (text.Text, bool) {
	body := in.Body()
	id := b.text(body, "account_id")
	if id.Absent() || in.Block.Type != "resource" && containsAt(id) {
		return id, !id.Absent()
	}
	t, ok := b.env().TextOf(b.joined(id, "@", b.project(in), ".iam.gserviceaccount.com"))
	return t, ok
}

// containsAt reports whether an account is named by its address, which the data
// source takes in the place of its id.
func containsAt(t text.Text) bool { return len(t.Split("@")) > 1 }

// computeGoogle gives what the Google provider fills in.
// https://registry.terraform.io/providers/hashicorp/google/latest/docs
func (b *builder) computeGoogle(in *module.Instance, name string) (cty.Value, bool) {
	switch in.Type {
	case "google_service_account":
		return b.computeServiceAccount(in, name)
	case "google_iam_workload_identity_pool", "google_iam_workload_identity_pool_provider":
		if in.Block.Type != "resource" {
			return cty.NilVal, false
		}
		switch name {
		case "name":
			return b.poolName(in, b.projectNumber(in)), true
		case "id":
			return b.poolName(in, b.project(in)), true
		}
	}
	return cty.NilVal, false
}

func (b *builder) computeServiceAccount(in *module.Instance, name string) (cty.Value, bool) {
	email, ok := b.email(in)
	if !ok {
		return cty.NilVal, false
	}
	switch name {
	case "email":
		return b.joined(email), true
	case "member":
		return b.joined("serviceAccount:", email), true
	case "name", "id":
		return b.joined("projects/", b.project(in), "/serviceAccounts/", email), true
	}
	return cty.NilVal, false
}

// projectNumber is a symbol: it is no function of the project's id.
func (b *builder) projectNumber(in *module.Instance) text.Text {
	t, _ := b.env().TextOf(b.env().Term("projectNumber", b.joined(b.project(in))).Typed(cty.String))
	return t
}

// poolName is the resource name of a workload identity pool, or of a provider
// in one. https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers
func (b *builder) poolName(in *module.Instance, project text.Text) cty.Value {
	body := in.Body()
	parts := []any{"projects/", project, "/locations/global/workloadIdentityPools/", b.text(body, "workload_identity_pool_id")}
	if in.Type == "google_iam_workload_identity_pool_provider" {
		parts = append(parts, "/providers/", b.text(body, "workload_identity_pool_provider_id"))
	}
	return b.joined(parts...)
}

func readServiceAccount(b *builder, in *module.Instance) {
	email, ok := b.email(in)
	if !ok {
		return
	}
	body := in.Body()
	b.shell(in, b.text(body, "account_id"))
	b.facts.Add(&facts.Identity{
		Base: b.base(facts.KindIdentity, in, "", in.Block.Header()), Cloud: "gcp", Type: "service-account",
		Name: b.text(body, "account_id"), ARN: email, Account: b.project(in), AttachedOpen: true,
	})
}

// impersonator is the role that lets others get tokens of a service account.
// https://cloud.google.com/iam/docs/workload-identity-federation
const impersonator = "roles/iam.workloadIdentityUser"

// readImpersonation reads who may act as a service account by federation. The
// members of one resource are one binding.
func readImpersonation(b *builder, in *module.Instance) {
	body := in.Body()
	if text.Equal(b.text(body, "role"), text.Known(impersonator, in.Block.Header())) != text.Yes {
		return
	}
	attribute := "member"
	if in.Type == "google_service_account_iam_binding" {
		attribute = "members"
	}
	members := facts.List{Present: true, Closed: true, Items: b.texts(body, attribute), At: body.AttrSpan(attribute)}
	if attribute == "members" {
		members = b.list(body, attribute)
	}
	b.shell(in, members.Items...)
	s := facts.Statement{
		Base:     b.base(facts.KindStatement, in, "", in.Block.Header()),
		Position: "trust", Effect: text.Known("Allow", in.Block.Header()),
		HasPrincipal:   facts.Flag{Truth: text.Yes, Present: true, At: body.AttrSpan(attribute)},
		PrincipalsOpen: !members.Closed,
	}
	for _, m := range members.Items {
		s.Principals = append(s.Principals, facts.Principal{Type: memberType(m), Value: m, At: m.At})
	}
	conditions, open := body.Blocks("condition")
	s.ConditionsOpen = open
	for _, c := range conditions {
		expression := b.text(c, "expression")
		s.Conditions = append(s.Conditions, facts.Condition{
			Operator: text.Known("cel", c.At), At: c.At, Maybe: c.Maybe && !in.Maybe,
			Values: facts.List{Present: true, Closed: true, Items: []facts.Text{expression}, At: expression.At},
		})
	}
	b.federation(in, "gcp", "workload-identity-binding", s, serviceAccountOf(b.text(body, "service_account_id")))
}

// memberType is what stands before the colon of a member: serviceAccount (a
// Kubernetes service account by NAMESPACE/NAME in brackets, too), principal,
// principalSet and others. https://cloud.google.com/iam/docs/principal-identifiers
func memberType(member text.Text) text.Text {
	kind, _ := ends(member, ":")
	return kind
}

// serviceAccountOf is the address at the end of a service account's resource
// name.
func serviceAccountOf(name text.Text) text.Text {
	_, last := ends(name, "/")
	return last
}

// ends are the first and the last of the parts of a text.
func ends(t text.Text, sep string) (first, last text.Text) {
	parts := t.Split(sep)
	if len(parts) == 0 {
		return t, t
	}
	return parts[0], parts[len(parts)-1]
}

// readPoolProvider reads whose tokens a workload identity pool takes.
func readPoolProvider(b *builder, in *module.Instance) {
	body := in.Body()
	f := &facts.Issuer{
		Base: b.base(facts.KindIssuer, in, "", in.Block.Header()), Cloud: "gcp", Type: "workload-identity-pool",
		Name: b.text(body, "workload_identity_pool_provider_id"), ARN: b.textOf(in.Attr("name"), in.Block.Header()),
		Condition: b.text(body, "attribute_condition"), Mapping: b.entries(body, "attribute_mapping"),
		Audiences: facts.List{Items: []facts.Text{}, Closed: true}, Disabled: b.flag(body, "disabled"),
	}
	oidc, open := body.Blocks("oidc")
	for _, o := range oidc {
		f.URL, f.Audiences = b.text(o, "issuer_uri"), b.list(o, "allowed_audiences")
	}
	f.Audiences.Closed = f.Audiences.Closed && !open
	b.shell(in, append([]facts.Text{f.URL}, f.Audiences.Items...)...)
	b.facts.Add(f)
}

// entries lists a map as "key = value".
func (b *builder) entries(body *module.Body, name string) facts.List {
	n := b.node(body, name)
	out := facts.List{At: body.AttrSpan(name), Present: n != nil, Closed: n == nil || n.Is(text.Map) && !n.Open, Items: []facts.Text{}}
	if !n.Is(text.Map) {
		return out
	}
	for _, f := range n.Fields {
		at := f.Key.At
		if v := f.Value.Str(); !v.At.IsZero() {
			at = v.At
		}
		out.Items = append(out.Items, text.Concat(f.Key, text.Known(" = ", at), f.Value.Str()).WithAt(at))
	}
	return out
}
