package kube

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// The annotations of a ServiceAccount that name the cloud identity which its
// pods get. Other keys of the same domains set how (audience, token lifetime)
// or belong on pods (azure.workload.identity/use, skip-containers, the proxy
// sidecar) and name none.
//
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
// https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
// https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
const (
	keyAWS   = "eks.amazonaws.com/role-arn"
	keyAzure = "azure.workload.identity/client-id"
	keyGKE   = "iam.gke.io/gcp-service-account"
	// keyAudience sets the audience of the token that the AWS webhook projects.
	// https://github.com/aws/amazon-eks-pod-identity-webhook
	keyAudience = "eks.amazonaws.com/audience"
)

// mechanism returns how a key gives an identity; empty if it gives none.
func mechanism(key string) string {
	switch key {
	case keyAWS:
		return "irsa"
	case keyAzure:
		return "azure"
	case keyGKE:
		return "gke"
	}
	return ""
}

// The places of a claim, as facts.Claim lists them.
const (
	placeRight     = "annotations"
	placeLabels    = "labels"
	placeMetadata  = "metadata"
	placeObject    = "object"
	placePod       = "pod-template"
	placeElsewhere = "elsewhere"
)

// claimsIn lists the claims among the entries of a map.
func claimsIn(n *text.Node, place string) []facts.Claim {
	if !n.Is(text.Map) {
		return nil
	}
	var out []facts.Claim
	for i := range n.Fields {
		f := &n.Fields[i]
		key, ok := f.Key.Value()
		if !ok || f.Maybe || mechanism(key) == "" || shadowed(n, i) {
			continue
		}
		claim := facts.Claim{
			Mechanism: mechanism(key), Key: key, Place: place, Value: f.Value.Str(), At: entryAt(f), KeyAt: f.Key.At,
		}
		if key == keyAWS {
			claim.Audience = n.Get(keyAudience).Str()
		}
		out = append(out, claim)
	}
	return out
}

// misplacedClaims lists the claims that stand where nobody looks for them:
// beside annotations, at the top of the object, among the labels.
func misplacedClaims(ob *object) []facts.Claim {
	out := claimsIn(ob.meta, placeMetadata)
	out = append(out, claimsIn(ob.meta.Get("labels"), placeLabels)...)
	out = append(out, claimsIn(ob.node, placeObject)...)
	out = append(out, claimsIn(ob.node.Get("annotations"), placeObject)...)
	return append(out, claimsIn(ob.node.Get("labels"), placeObject)...)
}

// serviceAccount reads a ServiceAccount: always a workload, with or without
// claims.
func (r *reader) serviceAccount(ob *object) {
	claims := append(claimsIn(ob.meta.Get("annotations"), placeRight), misplacedClaims(ob)...)
	w := r.workload(ob, claims)
	w.ClaimsOpen = ob.meta.MayHold("annotations") && ob.meta.Get("annotations") == nil || open(ob.meta.Get("annotations"))
	w.Misspelled = append(misspelled(ob.meta.Get("annotations"), placeRight), misspelled(ob.meta.Get("labels"), placeLabels)...)
	w.Automount = flag(ob.node, "automountServiceAccountToken")
	r.out.Add(w)
}

// misplaced reads the claims on an object that is not a ServiceAccount: there
// they have no effect, wherever on it they stand.
func (r *reader) misplaced(ob *object) {
	place := placeElsewhere
	if ob.kind == "Pod" {
		place = placePod
	}
	claims := claimsIn(ob.meta.Get("annotations"), place)
	claims = append(claims, misplacedClaims(ob)...)
	if ob.kind != "Pod" {
		template := templateOf(ob).Get("metadata")
		claims = append(claims, claimsIn(template.Get("annotations"), placePod)...)
		claims = append(claims, claimsIn(template.Get("labels"), placePod)...)
		claims = append(claims, claimsIn(template, placePod)...)
	}
	if len(claims) > 0 {
		r.out.Add(r.workload(ob, claims))
	}
}

func (r *reader) workload(ob *object, claims []facts.Claim) *facts.Workload {
	w := &facts.Workload{
		Base: r.base(facts.KindWorkload, ob.address, ob.at), Object: ob.kind,
		Namespace: ob.namespace, Name: ob.name, Claims: claims,
	}
	for i := range w.Claims {
		w.Claims[i].ID = facts.ID(fmt.Sprintf("%s/claim[%d]", w.ID, i))
	}
	return w
}
