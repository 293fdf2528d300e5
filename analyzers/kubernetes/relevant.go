package kubernetes

import (
	"bytes"
	"strings"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/yamlpos"
)

// The words by which a document speaks of identity. They are functions of
// constant lists, so that a file that holds none of them costs no allocation.

// hasKey reports whether a cloud identity's annotation occurs.
func hasKey(data []byte) bool {
	return holds(data, "eks.amazonaws.com/role-arn") || holds(data, "azure.workload.identity/") || holds(data, "iam.gke.io/")
}

// hasClaim reports whether the annotation that names a cloud identity is
// written as a key, also in what is no object yet: the values of a chart.
func hasClaim(data []byte) bool {
	return hasKeyNamed(data, "eks.amazonaws.com", "/role-arn") || hasKeyNamed(data, "azure.workload.identity", "/client-id") ||
		hasKeyNamed(data, "iam.gke.io", "/gcp-service-account")
}

// hasKeyNamed looks for the name (at most 32 bytes, so that the search
// allocates nothing), then for the domain before it and the colon behind it.
func hasKeyNamed(data []byte, domain, name string) bool {
	for from := 0; ; {
		at := bytes.Index(data[from:], []byte(name))
		if at < 0 {
			return false
		}
		start, end := from+at-len(domain), from+at+len(name)
		from = end
		if start < 0 || string(data[start:start+len(domain)]) != domain || end == len(data) {
			continue
		}
		if c := data[end]; c == '"' || c == '\'' {
			end++
		}
		if end < len(data) && data[end] == ':' {
			return true
		}
	}
}

// hasAccount reports whether service accounts or roles of the cluster occur.
func hasAccount(data []byte) bool {
	return holds(data, "Account") || holds(data, "Role") || holds(data, "aws-auth")
}

// hasCredential reports whether something occurs that could be a credential,
// or the name of one. Secrets are read in any case: theirs are encoded.
func hasCredential(data []byte) bool {
	for _, word := range [...]string{
		"AWS_", "AZURE_", "GOOGLE_", "_SECRET", "_key", "AKIA", "ASIA", "Q~", "sig=", "AccountKey",
	} {
		if holds(data, word) {
			return true
		}
	}
	return false
}

// hasAgent reports whether something occurs that gives pods an identity in the
// manner of former years: kube2iam, kiam, AAD Pod Identity.
func hasAgent(data []byte) bool {
	return holds(data, "iam.amazonaws.com/role") || holds(data, "aadpodidbinding") || holds(data, "kube2iam") || holds(data, "aad-pod-identity")
}

// hasOldVersion reports whether an object about identity occurs that clusters of
// today do not take; internal/kube lists them.
func hasOldVersion(data []byte) bool {
	return holds(data, "cert-manager.io/v1alpha") || holds(data, "cert-manager.io/v1beta1") || holds(data, ".k8s.io/v1beta1") &&
		(holds(data, "certificates.k8s.io/v1beta1") || holds(data, "authentication.k8s.io/v1beta1") || holds(data, "authorization.k8s.io/v1beta1"))
}

// hasWorkload reports whether a pod occurs that may have an identity, whatever
// the kind of the object that makes it.
func hasWorkload(data []byte) bool {
	return holds(data, "containers") && (holds(data, "erviceAccount") || holds(data, "hostNetwork") || hasAgent(data) || hasCredential(data))
}

// hasServer reports whether the start of an API server or of nodes, or a configuration
// occurs.
func hasServer(data []byte) bool {
	return holds(data, "kube-apiserver") || holds(data, "kubeAPIServer") || holds(data, "ClusterConfiguration") ||
		holds(data, "KubeletConfiguration") || holds(data, "AuthenticationConfiguration") || holds(data, "EC2NodeClass")
}

func holds(data []byte, word string) bool { return bytes.Contains(data, []byte(word)) }

// relevant is the filter before any parsing: an object has a kind, and one
// that matters has one of the words. What has no kind is parsed only to say
// that it cannot be.
func relevant(data []byte) bool {
	return hasClaim(data) || holds(data, "kind") && (hasAccount(data) || hasKey(data) || holds(data, "ecret") || holds(data, "hostNetwork") || hasServer(data) || holds(data, "SigningRequest") || holds(data, "velero.io") || hasCredential(data) || hasAgent(data) || hasOldVersion(data))
}

// wanted decides by a glance whether a document is worth parsing, in a file that
// gives somebody an identity or does not.
func wanted(d yamlpos.Doc, data []byte, claim bool) bool {
	if !d.Sure {
		return relevant(data)
	}
	switch d.Kind {
	case "":
		return hasClaim(data)
	case "ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "Secret", "CertificateSigningRequest", "SealedSecret", "ExternalSecret":
		return true
	case "ConfigMap":
		return hasKey(data) || hasCredential(data) || holds(data, "aws-auth") || holds(data, "ecret")
	case "ClusterConfiguration", "KubeletConfiguration", "AuthenticationConfiguration", "EC2NodeClass":
		return true
	case "Cluster":
		return hasServer(data)
	case "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "PodTemplate":
		// A pod that names no service account, no cloud and no host network has
		// nothing that a rule could ask about, unless it is beside an account that
		// it may be meant to run as.
		return claim || hasAgent(data) || hasKey(data) || hasCredential(data) || holds(data, "erviceAccount") || holds(data, "hostNetwork") || hasServer(data)
	}
	if strings.HasSuffix(d.Kind, "List") {
		return relevant(data)
	}
	if kube.IsController(d.Kind) {
		return true
	}
	return hasKey(data) || hasWorkload(data) || hasOldVersion(data)
}

// speaks reports whether a document that cannot be parsed would have mattered:
// it looks like a Kubernetes object and names an identity, or has the key that
// gives one.
func speaks(data []byte) bool {
	if discover.IsCloudFormation(data) || holds(data, "eksctl.io/") && holds(data, "ClusterConfig") {
		return false // another reader's
	}
	if hasClaim(data) {
		return true
	}
	if !holds(data, "kind") || !holds(data, "apiVersion") && !holds(data, "metadata") {
		return false
	}
	for _, word := range [...]string{
		"ServiceAccount", "ClusterRole", "RoleBinding", "kind: Role\n", "kind: Role\r", "\"Role\"", "aws-auth", "serviceAccountName",
		"eks.amazonaws.com/role-arn", "azure.workload.identity/client-id", "iam.gke.io/gcp-service-account",
	} {
		if holds(data, word) {
			return true
		}
	}
	return false
}
