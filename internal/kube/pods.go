package kube

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// templateOf returns the pod template of an object; nil if its kind has none.
func templateOf(ob *object) *text.Node {
	switch ob.kind {
	case "Pod":
		return ob.node
	case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job":
		return ob.node.Path("spec", "template")
	case "CronJob":
		return ob.node.Path("spec", "jobTemplate", "spec", "template")
	case "PodTemplate":
		return ob.node.Get("template")
	}
	return nil
}

// pods reads the pod template of an object.
func (r *reader) pods(ob *object) {
	template := templateOf(ob)
	spec := template.Get("spec")
	if !spec.Is(text.Map) {
		return
	}
	p := &facts.Pod{
		Base: r.base(facts.KindPod, ob.address, ob.at), Object: ob.kind,
		Namespace: ob.namespace, Name: ob.name,
		ServiceAccount: str(spec, "serviceAccountName"),
		Automount:      flag(spec, "automountServiceAccountToken"),
		HostNetwork:    flag(spec, "hostNetwork"),
		Labels:         entries(template.Path("metadata", "labels")),
		Annotations:    entries(template.Path("metadata", "annotations")),
		Tokens:         projected(spec),
	}
	if p.ServiceAccount.Absent() {
		// The older name of the field is still an alias.
		p.ServiceAccount = str(spec, "serviceAccount")
	}
	for _, key := range []string{"initContainers", "containers", "ephemeralContainers"} {
		containers, _ := elements(spec, key)
		for _, c := range containers {
			p.Env = append(p.Env, r.environment(ob, c.Value)...)
		}
	}
	r.out.Add(p)
}

// cloudPrefixes begin the names of the variables that the clouds' programs and
// libraries read.
var cloudPrefixes = [...]string{"AWS_", "AZURE_", "ARM_", "GOOGLE_", "GCP_", "CLOUDSDK_", "KUBE"}

// environment reads the variables of a container that say which cloud
// identity it has: those that the clouds' libraries read, and those that hold
// a credential. A variable that takes its value from elsewhere has an absent
// value. Other variables are nobody's business, passwords least of all.
func (r *reader) environment(ob *object, container *text.Node) []facts.Entry {
	var out []facts.Entry
	var found []credential
	vars, _ := elements(container, "env")
	for _, v := range vars {
		name, value := v.Value.Get("name"), v.Value.Get("value")
		key := name.Str()
		if key.Absent() {
			continue
		}
		secrets := scan(key.String(), value, v.Maybe)
		found = append(found, secrets...)
		if v.Maybe {
			continue
		}
		cloud := slices.ContainsFunc(cloudPrefixes[:], func(p string) bool { return strings.HasPrefix(key.String(), p) })
		if !cloud && len(secrets) == 0 {
			continue
		}
		at := name.At
		if value != nil {
			at = value.At.FirstLine()
		}
		out = append(out, facts.Entry{Key: key, Value: withoutSecret(key.String(), value.Str(), len(secrets) > 0), At: at})
	}
	r.credentials(ob, "environment", found)
	return out
}

// masked stands for a value that is not kept.
const masked = "***"

// withoutSecret masks a known value that is a secret, or has the name of one.
func withoutSecret(name string, value text.Text, found bool) text.Text {
	v, ok := value.Value()
	if !ok || v == "" {
		return value
	}
	for _, end := range []string{"_KEY", "_SECRET", "_TOKEN", "PASSWORD"} {
		found = found || strings.HasSuffix(name, end)
	}
	if found {
		return text.Known(masked, value.At)
	}
	return value
}

// projected lists the service account tokens that the volumes project.
// https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
func projected(spec *text.Node) []facts.Projected {
	var out []facts.Projected
	volumes, _ := elements(spec, "volumes")
	for _, v := range volumes {
		sources, _ := elements(v.Value.Get("projected"), "sources")
		for _, s := range sources {
			token := s.Value.Get("serviceAccountToken")
			if !token.Is(text.Map) || v.Maybe || s.Maybe {
				continue
			}
			out = append(out, facts.Projected{
				Audience: token.Get("audience").Str(), Seconds: number(token, "expirationSeconds"),
				Path: token.Get("path").Str(), At: token.At.FirstLine(),
			})
		}
	}
	return out
}
