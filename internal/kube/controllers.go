package kube

import (
	"strings"

	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/text"
)

// staticSlot is a field with which a controller takes a long-lived credential
// of a cloud from a Secret, though it could take a federated identity.
type staticSlot struct {
	// group is the API group, or what one ends in where it begins with a dot.
	group string
	kinds string // between spaces
	// path leads to the field; [] goes through a list. It counts where the field
	// is there and neither null nor empty.
	path string
	// value is what the field has to say; empty if anything.
	value string
	// with is a field that has to say one of the words beside it; without is one
	// that must not be there (an endpoint that is not the cloud's own).
	with, words, without string
	provider             string
	// instead is what the controller takes in its place.
	instead string
}

// The controllers' own references, by row:
// https://external-secrets.io/latest/provider/aws-access/ and
// https://external-secrets.io/latest/provider/azure-key-vault/ and
// https://external-secrets.io/latest/provider/google-secrets-manager/
// https://external-secrets.io/latest/api/generator/ecr/
// https://cert-manager.io/docs/configuration/acme/dns01/ (route53, google, azuredns)
// https://docs.upbound.io/manuals/packages/providers/aws-auth/aws-access-keys (and its siblings)
// https://keda.sh/docs/latest/concepts/authentication/
// https://velero.io/docs/main/api-types/backupstoragelocation/
// https://fluxcd.io/flux/components/source/buckets/#provider
// https://loki-operator.dev/docs/object_storage.md/
var staticSlots = [...]staticSlot{
	{group: "external-secrets.io", kinds: " SecretStore ClusterSecretStore ", path: "spec.provider.aws.auth.secretRef", provider: "aws", instead: "auth.jwt.serviceAccountRef"},
	{group: "external-secrets.io", kinds: " SecretStore ClusterSecretStore ", path: "spec.provider.azurekv.authSecretRef.clientSecret", provider: "azure", instead: "authType WorkloadIdentity"},
	{group: "external-secrets.io", kinds: " SecretStore ClusterSecretStore ", path: "spec.provider.gcpsm.auth.secretRef", provider: "gcp", instead: "auth.workloadIdentity"},
	{group: "generators.external-secrets.io", kinds: " ECRAuthorizationToken ", path: "spec.auth.secretRef", provider: "aws", instead: "auth.jwt.serviceAccountRef"},
	{group: "generators.external-secrets.io", kinds: " GCRAccessToken ", path: "spec.auth.secretRef", provider: "gcp", instead: "auth.workloadIdentity"},
	{group: "generators.external-secrets.io", kinds: " ACRAccessToken ", path: "spec.auth.servicePrincipal", provider: "azure", instead: "auth.workloadIdentity"},
	{group: "cert-manager.io", kinds: " Issuer ClusterIssuer ", path: "spec.acme.solvers[].dns01.route53.secretAccessKeySecretRef.name", provider: "aws", instead: "auth.kubernetes.serviceAccountRef"},
	{group: "cert-manager.io", kinds: " Issuer ClusterIssuer ", path: "spec.acme.solvers[].dns01.cloudDNS.serviceAccountSecretRef.name", provider: "gcp", instead: "the identity of cert-manager's own service account"},
	{group: "cert-manager.io", kinds: " Issuer ClusterIssuer ", path: "spec.acme.solvers[].dns01.azureDNS.clientSecretSecretRef.name", provider: "azure", instead: "managedIdentity with Workload Identity"},
	{group: "aws.upbound.io", kinds: " ProviderConfig ", path: "spec.credentials.source", value: "Secret", provider: "aws", instead: "source IRSA or PodIdentity"},
	{group: "aws.m.upbound.io", kinds: " ProviderConfig ClusterProviderConfig ", path: "spec.credentials.source", value: "Secret", provider: "aws", instead: "source IRSA or PodIdentity"},
	{group: "aws.crossplane.io", kinds: " ProviderConfig ", path: "spec.credentials.source", value: "Secret", provider: "aws", instead: "source InjectedIdentity"},
	{group: "azure.upbound.io", kinds: " ProviderConfig ", path: "spec.credentials.source", value: "Secret", provider: "azure", instead: "source OIDCTokenFile"},
	{group: "azure.m.upbound.io", kinds: " ProviderConfig ClusterProviderConfig ", path: "spec.credentials.source", value: "Secret", provider: "azure", instead: "source OIDCTokenFile"},
	{group: "gcp.upbound.io", kinds: " ProviderConfig ", path: "spec.credentials.source", value: "Secret", provider: "gcp", instead: "source InjectedIdentity"},
	{group: "gcp.m.upbound.io", kinds: " ProviderConfig ClusterProviderConfig ", path: "spec.credentials.source", value: "Secret", provider: "gcp", instead: "source InjectedIdentity"},
	{group: "gcp.crossplane.io", kinds: " ProviderConfig ", path: "spec.credentials.source", value: "Secret", provider: "gcp", instead: "source InjectedIdentity"},
	{group: "keda.sh", kinds: " TriggerAuthentication ClusterTriggerAuthentication ", path: "spec.secretTargetRef[].parameter", value: "awsSecretAccessKey", provider: "aws", instead: "spec.podIdentity"},
	{group: "keda.sh", kinds: " TriggerAuthentication ClusterTriggerAuthentication ", path: "spec.secretTargetRef[].parameter", value: "GoogleApplicationCredentials", provider: "gcp", instead: "spec.podIdentity"},
	{group: "velero.io", kinds: " BackupStorageLocation VolumeSnapshotLocation ", path: "spec.credential.name", with: "spec.provider", words: " aws velero.io/aws ", without: "spec.config.s3Url", provider: "aws", instead: "the role of Velero's own service account"},
	{group: "velero.io", kinds: " BackupStorageLocation VolumeSnapshotLocation ", path: "spec.credential.name", with: "spec.provider", words: " gcp velero.io/gcp ", provider: "gcp", instead: "the identity of Velero's own service account"},
	{group: "source.toolkit.fluxcd.io", kinds: " Bucket ", path: "spec.secretRef.name", with: "spec.provider", words: " aws ", provider: "aws", instead: "the role of the controller's service account"},
	{group: "source.toolkit.fluxcd.io", kinds: " Bucket ", path: "spec.secretRef.name", with: "spec.provider", words: " gcp ", provider: "gcp", instead: "the identity of the controller's service account"},
	{group: "source.toolkit.fluxcd.io", kinds: " Bucket ", path: "spec.secretRef.name", with: "spec.provider", words: " azure ", provider: "azure", instead: "the identity of the controller's service account"},
	{group: "loki.grafana.com", kinds: " LokiStack ", path: "spec.storage.secret.credentialMode", value: "static", provider: "other", instead: "credentialMode token"},
}

// createdBy are objects of which a controller makes a credential, which it puts
// into a Secret.
var createdBy = [...]struct{ group, kind, provider, credential string }{
	{"iam.aws.upbound.io", "AccessKey", "aws", "access-key-pair"},
	{"iam.aws.m.upbound.io", "AccessKey", "aws", "access-key-pair"},
	{"iam.aws.crossplane.io", "AccessKey", "aws", "access-key-pair"},
	{"iam.cnrm.cloud.google.com", "IAMServiceAccountKey", "gcp", "service-account-key"},
	{"cloudplatform.gcp.upbound.io", "ServiceAccountKey", "gcp", "service-account-key"},
	{"cloudplatform.gcp.m.upbound.io", "ServiceAccountKey", "gcp", "service-account-key"},
	{"applications.azuread.upbound.io", "Password", "azure", "client-secret"},
}

// IsController reports whether objects of a kind may configure a controller
// with a static credential, or make one.
func IsController(kind string) bool {
	for i := range staticSlots {
		if strings.Contains(staticSlots[i].kinds, " "+kind+" ") {
			return true
		}
	}
	for i := range createdBy {
		if createdBy[i].kind == kind {
			return true
		}
	}
	return false
}

// controller reads an object with which a controller is configured.
func (r *reader) controller(ob *object) {
	api, _ := ob.node.Get("apiVersion").Str().Value()
	group, _, _ := strings.Cut(api, "/")
	for i := range staticSlots {
		s := &staticSlots[i]
		if s.group == group && strings.Contains(s.kinds, " "+ob.kind+" ") && s.applies(ob.node) {
			for _, f := range follow(ob.node, strings.Split(s.path, "."), false) {
				r.static(ob, s, f)
			}
		}
	}
	for _, c := range createdBy {
		if c.group == group && c.kind == ob.kind {
			fact := r.credential(ob, "resource", secret.Found{Match: secret.Match{Provider: c.provider, Type: c.credential}, Slot: ob.kind, At: ob.at})
			fact.Presence, fact.Stored = credential.Created, "secret"
			r.out.Add(fact)
		}
	}
}

// applies looks at the fields beside the one that a slot is about.
func (s *staticSlot) applies(n *text.Node) bool {
	if s.with != "" {
		v, ok := n.Path(strings.Split(s.with, ".")...).Str().Value()
		if !ok || !strings.Contains(s.words, " "+v+" ") {
			return false
		}
	}
	return s.without == "" || n.Path(strings.Split(s.without, ".")...) == nil
}

func (r *reader) static(ob *object, s *staticSlot, f slotField) {
	v, known := f.Value.Str().Value()
	if f.Value.Is(text.Null) || known && v == "" || s.value != "" && (!known || v != s.value) {
		return
	}
	fact := r.credential(ob, "controller", secret.Found{
		Match: secret.Match{Provider: s.provider, Type: typeOf(s.provider)}, Slot: s.path, At: entryAt(f.Field), Maybe: f.maybe,
	})
	fact.Presence, fact.Instead = credential.Referenced, s.instead
	r.out.Add(fact)
}

// typeOf is what a controller takes for a cloud.
func typeOf(provider string) string {
	switch provider {
	case "aws":
		return "access-key-pair"
	case "azure":
		return "client-secret"
	case "gcp":
		return "service-account-key"
	}
	return "token"
}

// slotField is a field that a path leads to.
type slotField struct {
	*text.Field
	maybe bool
}

// follow finds the fields that a path leads to.
func follow(n *text.Node, path []string, maybe bool) []slotField {
	key, list := strings.CutSuffix(path[0], "[]")
	f := n.Field(key)
	if f == nil {
		return nil
	}
	maybe = maybe || f.Maybe
	if len(path) == 1 {
		return []slotField{{f, maybe}}
	}
	if !list {
		return follow(f.Value, path[1:], maybe)
	}
	var out []slotField
	if f.Value.Is(text.List) {
		for _, item := range f.Value.Items {
			out = append(out, follow(item.Value, path[1:], maybe || item.Maybe)...)
		}
	}
	return out
}

// argoCluster reads how Argo CD reaches a cluster: with a token or a key that is
// kept, or with its own identity.
// https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
func (r *reader) argoCluster(ob *object) {
	if !ob.meta.Get("labels").Get("argocd.argoproj.io/secret-type").Str().Is("cluster") {
		return
	}
	root, at := r.argoConfig(ob)
	for _, slot := range []struct {
		path  string
		kind  string
		judge func(string) (secret.Match, bool)
	}{
		{"bearerToken", "token", secret.Token},
		{"password", "password", secret.Password},
		{"tlsClientConfig.keyData", "private-key", func(s string) (secret.Match, bool) { return secret.PrivateKey(unencode(s)) }},
	} {
		for _, f := range follow(root, strings.Split(slot.path, "."), false) {
			v, known := f.Value.Str().Value()
			if f.Value.Is(text.Null) || known && v == "" {
				continue
			}
			found := secret.Found{Match: secret.Match{Provider: "kubernetes", Type: slot.kind}, Slot: slot.path, At: f.Value.At.FirstLine(), Maybe: f.maybe}
			if found.At.Root().IsZero() {
				found.At = at.FirstLine()
			}
			m, ok := slot.judge(v)
			found.Documentation, found.Temporary = m.Documentation, m.Temporary
			fact := r.credential(ob, "controller", found)
			fact.Instead = "awsAuthConfig or execProviderConfig"
			if !ok {
				fact.Presence = credential.Referenced
			}
			r.out.Add(fact)
		}
	}
}
