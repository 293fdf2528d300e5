package terraform

import (
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// azureReaders read resources of the Azure providers.
var azureReaders = map[string]func(*builder, *module.Instance){
	"azurerm_user_assigned_identity":                    readManagedIdentity,
	"azuread_application":                               readApplication,
	"azuread_application_registration":                  readApplication,
	"azurerm_federated_identity_credential":             readFederatedCredential,
	"azuread_application_federated_identity_credential": readFederatedCredential,
}

func readManagedIdentity(b *builder, in *module.Instance) {
	b.azureIdentity(in, "managed-identity", "name")
}

func readApplication(b *builder, in *module.Instance) {
	b.azureIdentity(in, "app-registration", "display_name")
}

func (b *builder) azureIdentity(in *module.Instance, kind, name string) {
	at := in.Block.Header()
	b.facts.Add(&facts.Identity{
		Base: b.base(facts.KindIdentity, in, "", at), Cloud: "azure", Type: kind, Name: b.text(in.Body(), name),
		ARN: b.textOf(in.Attr("id"), at), ClientID: b.textOf(in.Attr("client_id"), at), AttachedOpen: true,
	})
}

// readFederatedCredential reads whose tokens an identity can be had for: those
// of one issuer that have exactly one subject and one of the audiences.
// https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredential
func readFederatedCredential(b *builder, in *module.Instance) {
	body := in.Body()
	issuer := b.text(body, "issuer")
	s := facts.Statement{
		Base:     b.base(facts.KindStatement, in, "", in.Block.Header()),
		Position: "trust", Effect: text.Known("Allow", in.Block.Header()),
		HasPrincipal: facts.Flag{Truth: text.Yes, Present: true, At: body.AttrSpan("issuer")},
		Principals:   []facts.Principal{{Type: text.Known("Federated", issuer.At), Value: issuer, At: body.AttrSpan("issuer")}},
	}
	for _, claim := range [][2]string{{"sub", "subject"}, {"aud", "audience"}, {"aud", "audiences"}} {
		if !body.Set(claim[1]) {
			continue
		}
		at := body.NameSpan(claim[1])
		s.Conditions = append(s.Conditions, facts.Condition{
			Operator: text.Known("eq", at), Key: text.Known(claim[0], at), Values: b.list(body, claim[1]), At: at,
		})
	}
	for _, p := range s.Conditions {
		b.shell(in, p.Values.Items...)
	}
	owner := facts.Text{}
	for _, name := range []string{"parent_id", "user_assigned_identity_id", "application_id", "application_object_id"} {
		if owner.Absent() {
			owner = b.text(body, name)
		}
	}
	b.federation(in, "azure", "federated-credential", s, owner)
}

// federation makes the trust fact of a document that is not AWS's. It has no
// ways: what is asked about these is decided by the semantics of IAM.
func (b *builder) federation(in *module.Instance, cloud, form string, s facts.Statement, owner facts.Text) {
	t := &facts.Trust{
		Base: b.base(facts.KindTrust, in, "", in.Block.Header()), Cloud: cloud, Form: form, Reading: iam.ReadingAll,
		Name: owner, Statements: []facts.Statement{s}, Open: s.PrincipalsOpen || s.ConditionsOpen,
	}
	if t.Open {
		t.Reading = iam.ReadingPart
	}
	st := &t.Statements[0]
	st.Owner, st.OwnerName = t.ID, owner
	for _, l := range []*facts.List{&st.Actions, &st.NotActions, &st.Resources, &st.NotResources} {
		*l = facts.List{Items: []facts.Text{}, Closed: true}
	}
	b.facts.Add(t)
	b.federations = append(b.federations, t)
}

// guard joins each of these documents to the identity that it guards.
func (b *builder) guard() {
	for _, t := range b.federations {
		for _, f := range b.facts.Identities {
			if f.Cloud != t.Cloud || text.Equal(f.ARN, t.Name) != text.Yes {
				continue
			}
			t.Identity.Candidates = append(t.Identity.Candidates, facts.Neighbour{ID: f.ID, Kind: facts.KindIdentity, Name: f.Name, At: f.At, Sure: !f.Maybe})
			t.Identity.Count++
		}
		if len(t.Identity.Candidates) == 1 {
			t.Name = t.Identity.Candidates[0].Name
			t.Statements[0].OwnerName = t.Name
		}
	}
}
