package kube

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
)

// serviceAccountKeys are the keys that the clouds read from a ServiceAccount.
// https://github.com/aws/amazon-eks-pod-identity-webhook (as of 2026-11)
// https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
// https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
var serviceAccountKeys = []string{
	keyAWS, keyAudience, "eks.amazonaws.com/token-expiration", "eks.amazonaws.com/sts-regional-endpoints",
	keyAzure, "azure.workload.identity/tenant-id", "azure.workload.identity/service-account-token-expiration",
	keyGKE, "iam.gke.io/return-principal-id-as-email",
}

// otherKeys are keys of the same domains that belong on other objects, or that
// somebody else reads; they are no misspellings.
var otherKeys = []string{
	"azure.workload.identity/use", "azure.workload.identity/skip-containers",
	"azure.workload.identity/inject-proxy-sidecar", "azure.workload.identity/proxy-sidecar-port",
	"eks.amazonaws.com/skip-containers", "eks.amazonaws.com/component", "eks.amazonaws.com/compute-type",
}

// otherDomains look like a misspelled domain and are the prefix of a webhook
// that was installed with another one, or of another program (kube2iam, kiam).
var otherDomains = []string{"sts.amazonaws.com", "iam.amazonaws.com", "ecs.amazonaws.com"}

// wrongDomains are what people write in place of a domain that is further away
// than a slip of the fingers.
var wrongDomains = map[string]string{
	"eks.amazon.com":              "eks.amazonaws.com",
	"eks.aws.com":                 "eks.amazonaws.com",
	"eks.aws.amazon.com":          "eks.amazonaws.com",
	"eks.amazonaws.com.cn":        "eks.amazonaws.com",
	"eks.amazonaws":               "eks.amazonaws.com",
	"amazonaws.com":               "eks.amazonaws.com",
	"azure.workloadidentity":      "azure.workload.identity",
	"azure.workload.identity.io":  "azure.workload.identity",
	"azure.workload.identity.com": "azure.workload.identity",
	"workload.identity.azure":     "azure.workload.identity",
	"azure-workload-identity":     "azure.workload.identity",
	"azure-workload-identity.io":  "azure.workload.identity",
	"iam.gke.com":                 "iam.gke.io",
	"gke.io":                      "iam.gke.io",
	"iam.gcp.io":                  "iam.gke.io",
	"iam.google.io":               "iam.gke.io",
	"iam.gserviceaccount.com":     "iam.gke.io",
	"iam.googleapis.com":          "iam.gke.io",
}

// slips is how many letters a misspelling may differ by.
const slips = 2

// misspelled lists the keys of a map that nobody reads and that are nearly
// ones which a cloud reads.
func misspelled(n *text.Node, place string) []facts.Misspelled {
	if !n.Is(text.Map) {
		return nil
	}
	var out []facts.Misspelled
	for i := range n.Fields {
		f := &n.Fields[i]
		key, ok := f.Key.Value()
		if !ok || f.Maybe || shadowed(n, i) {
			continue
		}
		if meant := meantKey(key); meant != "" {
			out = append(out, facts.Misspelled{Key: key, Meant: meant, Place: place, Value: f.Value.Str(), At: f.Key.At})
		}
	}
	return out
}

// meantKey returns the key that a misspelled one was meant to be; empty if it
// is right, or nothing like one.
func meantKey(key string) string {
	if slices.Contains(serviceAccountKeys, key) || slices.Contains(otherKeys, key) {
		return ""
	}
	domain, name, ok := strings.Cut(key, "/")
	if !ok || slices.Contains(otherDomains, strings.ToLower(domain)) {
		return ""
	}
	best, least := "", slips+1
	for _, known := range serviceAccountKeys {
		wantDomain, wantName, _ := strings.Cut(known, "/")
		if !likeDomain(domain, wantDomain) {
			continue
		}
		d := near.Distance(plain(name), plain(wantName))
		if len(plain(name)) > slips*2 && d < least {
			best, least = known, d
		}
	}
	return best
}

// likeDomain reports whether a domain is the wanted one, or a slip for it.
func likeDomain(domain, want string) bool {
	folded := strings.ToLower(domain)
	if folded == want || wrongDomains[folded] == want {
		return true
	}
	return max(len(folded)-len(want), len(want)-len(folded)) <= slips && near.Distance(folded, want) <= slips
}

// plain folds what people vary in a name.
func plain(s string) string {
	return strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(s))
}
