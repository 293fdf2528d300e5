package kube

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// fieldsOf are the fields of the objects that say who may what, beside those
// that all objects have. Kubernetes drops what it does not know, or refuses the
// object where the client asks for strict validation.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
var fieldsOf = map[string][]string{
	"ServiceAccount":     {"secrets", "imagePullSecrets", "automountServiceAccountToken"},
	"Role":               {"rules"},
	"ClusterRole":        {"rules", "aggregationRule"},
	"RoleBinding":        {"subjects", "roleRef"},
	"ClusterRoleBinding": {"subjects", "roleRef"},
}

// metadataFields are those of metadata. Two are of former versions.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
var metadataFields = []string{
	"name", "generateName", "namespace", "labels", "annotations", "finalizers", "ownerReferences", "managedFields", "uid", "resourceVersion",
	"generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "clusterName",
}

var (
	ruleFields    = []string{"apiGroups", "resources", "resourceNames", "verbs", "nonResourceURLs"}
	subjectFields = []string{"kind", "name", "namespace", "apiGroup"}
	roleRefFields = []string{"kind", "name", "apiGroup"}
)

// strict reports the fields of an object that Kubernetes does not know, where
// they say who may what, and objects that it does not take any more.
func (r *reader) strict(ob *object) {
	r.version(ob)
	if !native(ob) {
		return
	}
	if own, ok := fieldsOf[ob.kind]; ok {
		r.unknown(ob, ob.node, "the top level", append([]string{"apiVersion", "kind", "metadata"}, own...))
		r.unknown(ob, ob.meta, "metadata", metadataFields)
		for _, list := range []struct {
			key   string
			known []string
		}{{"rules", ruleFields}, {"subjects", subjectFields}} {
			items, _ := elements(ob.node, list.key)
			for _, item := range items {
				r.unknown(ob, item.Value, list.key, list.known)
			}
		}
		r.unknown(ob, ob.node.Get("roleRef"), "roleRef", roleRefFields)
	}
	r.misplacedAccount(ob)
}

// nativeVersions are the groups and versions of the kinds that are looked into.
var nativeVersions = []string{"v1", "apps/v1", "batch/v1", rbacGroup + "/v1"}

// native reports whether an object is certainly one of Kubernetes' own: other
// programs have kinds of the same names.
func native(ob *object) bool {
	version, ok := ob.node.Get("apiVersion").Str().Value()
	return ok && slices.Contains(nativeVersions, version)
}

// unknown reports the fields of a map that are not known. Annotations that give
// an identity are a matter of their own, wherever they stand; what is all in
// capitals is a mark that some tool replaces.
func (r *reader) unknown(ob *object, n *text.Node, where string, known []string) {
	if !n.Is(text.Map) {
		return
	}
	for i := range n.Fields {
		f := &n.Fields[i]
		key, ok := f.Key.Value()
		if !ok || f.Maybe || slices.Contains(known, key) || key == strings.ToUpper(key) || mechanism(key) != "" || len(claimsIn(f.Value, placeObject)) > 0 {
			continue
		}
		r.unknownField(ob, f, key, where, belongs(key, where))
	}
}

// belongs says where a field should stand; empty if that cannot be told.
func belongs(key, where string) string {
	switch {
	case where == "the top level" && slices.Contains(metadataFields, key):
		return "metadata." + key
	case where == "metadata" && strings.Contains(key, "/"):
		return "annotations or labels, one step further in"
	case where == "metadata" && slices.Contains([]string{"rules", "subjects", "roleRef", "secrets", "imagePullSecrets", "automountServiceAccountToken"}, key):
		return "the top level"
	}
	return ""
}

func (r *reader) unknownField(ob *object, f *text.Field, key, where, right string) {
	message := fmt.Sprintf("%s is no field of %s of a %s, so Kubernetes drops it", key, where, ob.kind)
	if right != "" {
		message += "; it belongs in " + right
	}
	r.input(&facts.Input{
		Code: "unknown-field", Class: facts.Mistake, Identity: true, Message: message + ".", Detail: f.Key,
	}, ob.address+"/"+where+"/"+key, f.Key.At)
}

// podFields are the fields of a pod's spec that say who it is.
var podFields = []string{"serviceAccountName", "serviceAccount", "automountServiceAccountToken", "hostNetwork"}

// misplacedAccount looks for what says whom a pod runs as where nobody looks
// for it: beside the spec of the pod, or within a container.
func (r *reader) misplacedAccount(ob *object) {
	right := "spec.template.spec"
	switch ob.kind {
	case "Pod":
		right = "spec"
	case "CronJob":
		right = "spec.jobTemplate.spec.template.spec"
	case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job":
	default:
		return
	}
	check := func(n *text.Node, where string) {
		if !n.Is(text.Map) {
			return
		}
		for i := range n.Fields {
			if key, ok := n.Fields[i].Key.Value(); ok && slices.Contains(podFields, key) && !n.Fields[i].Maybe {
				r.unknownField(ob, &n.Fields[i], key, where, right)
			}
		}
	}
	template := templateOf(ob)
	check(ob.node, "the top level")
	check(ob.meta, "metadata")
	if ob.kind != "Pod" {
		check(ob.node.Get("spec"), "the spec")
		check(ob.node.Path("spec", "jobTemplate"), "the job template")
		check(ob.node.Path("spec", "jobTemplate", "spec"), "the job")
		check(template, "the template")
		check(template.Get("metadata"), "the template's metadata")
	}
	for _, key := range []string{"initContainers", "containers"} {
		items, _ := elements(template.Get("spec"), key)
		for _, item := range items {
			check(item.Value, "a container")
		}
	}
}

// removed are the versions of objects about identity that clusters of today do
// not know, with the first release without them.
// https://kubernetes.io/docs/reference/using-api/deprecation-guide/
// https://cert-manager.io/docs/releases/release-notes/release-notes-1.6/
var removed = map[string]struct{ since, now string }{
	"rbac.authorization.k8s.io/v1beta1": {"Kubernetes 1.22", "rbac.authorization.k8s.io/v1"},
	"certificates.k8s.io/v1beta1":       {"Kubernetes 1.22", "certificates.k8s.io/v1"},
	"authentication.k8s.io/v1beta1":     {"Kubernetes 1.22", "authentication.k8s.io/v1"},
	"authorization.k8s.io/v1beta1":      {"Kubernetes 1.22", "authorization.k8s.io/v1"},
	"cert-manager.io/v1alpha2":          {"cert-manager 1.6", "cert-manager.io/v1"},
	"cert-manager.io/v1alpha3":          {"cert-manager 1.6", "cert-manager.io/v1"},
	"cert-manager.io/v1beta1":           {"cert-manager 1.6", "cert-manager.io/v1"},
}

// version reports an API version that is not served any more, or that is not
// there. A template may write another where the cluster has it, so that what
// may not be there is left alone.
func (r *reader) version(ob *object) {
	f := ob.node.Field("apiVersion")
	if f == nil {
		r.noVersion(ob)
		return
	}
	v, ok := f.Value.Str().Value()
	gone, old := removed[v]
	if !ok || !old || f.Maybe || r.o.Base.Maybe {
		return
	}
	r.input(&facts.Input{
		Code: "removed-api-version", Class: facts.Mistake, Identity: true, Detail: f.Value.Str(), Fix: gone.now,
		Message: fmt.Sprintf("%s %s has the version %s, which is gone since %s; write %s.", ob.kind, ob.name, v, gone.since, gone.now),
	}, ob.address+"/apiVersion", f.Value.At)
}

// noVersion: the elements of a typed list have none. What is a Role by its kind
// only may be that of another program.
func (r *reader) noVersion(ob *object) {
	right := "v1"
	switch ob.kind {
	case "ServiceAccount":
		if ob.node.Get("spec") != nil {
			return
		}
	case "Role", "ClusterRole":
		right = "rbac.authorization.k8s.io/v1"
		if !ob.node.Get("rules").Is(text.List) {
			return
		}
	case "RoleBinding", "ClusterRoleBinding":
		right = "rbac.authorization.k8s.io/v1"
		if !ob.node.Get("roleRef").Is(text.Map) {
			return
		}
	default:
		return
	}
	if ob.listed || ob.node.MayHold("apiVersion") || !ob.meta.Is(text.Map) {
		return
	}
	r.input(&facts.Input{
		Code: "missing-api-version", Class: facts.Mistake, Identity: true, Fix: right,
		Message: fmt.Sprintf("%s %s has no apiVersion, so that nothing applies it; write apiVersion: %s.", ob.kind, ob.name, right),
	}, ob.address+"/apiVersion", ob.at)
}
