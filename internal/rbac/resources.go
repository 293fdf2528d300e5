package rbac

// GroupOf returns the API group of a resource of Kubernetes itself that people
// name without it; empty for those of the core group, and for all others.
// https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/ (as of 2026-11)
func GroupOf(resource string) string {
	switch resource {
	case "deployments", "statefulsets", "daemonsets", "replicasets", "controllerrevisions":
		return "apps"
	case "jobs", "cronjobs":
		return "batch"
	case "roles", "rolebindings", "clusterroles", "clusterrolebindings":
		return "rbac.authorization.k8s.io"
	case "certificatesigningrequests":
		return "certificates.k8s.io"
	case "mutatingwebhookconfigurations", "validatingwebhookconfigurations", "validatingadmissionpolicies":
		return "admissionregistration.k8s.io"
	case "customresourcedefinitions":
		return "apiextensions.k8s.io"
	case "tokenreviews":
		return "authentication.k8s.io"
	case "subjectaccessreviews", "localsubjectaccessreviews":
		return "authorization.k8s.io"
	case "networkpolicies", "ingresses":
		return "networking.k8s.io"
	}
	return ""
}
