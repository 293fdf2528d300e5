package kube

import (
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
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
	// Others make pods as a Deployment does: Rollout, DeploymentConfig, CloneSet,
	// Knative's Service, KEDA's ScaledJob.
	for _, path := range [][]string{{"spec", "template"}, {"spec", "jobTargetRef", "template"}} {
		if t := ob.node.Path(path...); t.Path("spec", "containers").Is(text.List) {
			return t
		}
	}
	return nil
}

// lastApplied is the annotation in which kubectl apply keeps a copy of the
// object as it was given: the object itself says the same again.
// https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-kubernetes-io-last-applied-configuration
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

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
		LabelsOpen:     mayHaveMore(template.Get("metadata"), "labels"),
		Annotations: slices.DeleteFunc(entries(template.Path("metadata", "annotations")), func(e facts.Entry) bool {
			return e.Key.Is(lastApplied)
		}),
		AnnotationsOpen: mayHaveMore(template.Get("metadata"), "annotations"),
	}
	if p.ServiceAccount.Absent() {
		// The older name of the field is still an alias.
		p.ServiceAccount = str(spec, "serviceAccount")
	}
	r.containers(ob, spec, p)
	readVolumes(spec, p)
	r.out.Add(p)
}

// mayHaveMore reports whether a map that is a field may hold entries whose keys
// are not known, or may be there though it is not written.
func mayHaveMore(parent *text.Node, key string) bool {
	n := parent.Get(key)
	return n == nil && parent.MayHold(key) || perhaps(parent, key) || open(n)
}

// readVolumes lists the volumes of a pod, and the service account tokens that
// they project.
// https://kubernetes.io/docs/concepts/storage/projected-volumes/
func readVolumes(spec *text.Node, p *facts.Pod) {
	volumes, more := elements(spec, "volumes")
	p.VolumesOpen = more
	for _, item := range volumes {
		n := item.Value
		if !n.Is(text.Map) {
			continue
		}
		v := volume(n)
		v.Maybe = item.Maybe
		p.Volumes = append(p.Volumes, v)
		sources, _ := elements(n.Get("projected"), "sources")
		for _, s := range sources {
			maybe := item.Maybe || s.Maybe
			if token := s.Value.Get("serviceAccountToken"); token.Is(text.Map) {
				p.Tokens = append(p.Tokens, facts.Projected{
					Volume: v.Name, Audience: str(token, "audience"), Seconds: number(token, "expirationSeconds"),
					Path: str(token, "path"), At: token.At.FirstLine(), Maybe: maybe,
				})
			}
			for _, part := range []struct{ key, from string }{{"secret", "secret"}, {"configMap", "config-map"}} {
				if of := s.Value.Get(part.key); of.Is(text.Map) {
					p.Volumes = append(p.Volumes, facts.Volume{Name: v.Name, From: part.from, Object: str(of, "name"), At: of.At.FirstLine(), Maybe: maybe})
				}
			}
		}
	}
}

// volumeForms are the forms of a volume, with the field that says what it
// holds.
var volumeForms = [...]struct{ key, from, object string }{
	{"secret", "secret", "secretName"}, {"configMap", "config-map", "name"}, {"projected", "projected", ""},
	{"hostPath", "host-path", "path"}, {"csi", "csi", "driver"}, {"emptyDir", "empty-dir", ""},
}

// volume reads what is known of one volume but its projected parts. One without
// any form is an empty directory.
func volume(n *text.Node) facts.Volume {
	out := facts.Volume{Name: str(n, "name"), From: "other", At: placeOf(n, "name")}
	if open(n) {
		out.From = "unknown"
	} else if len(n.Fields) == 1 {
		out.From = "empty-dir"
	}
	for _, form := range volumeForms {
		of := n.Get(form.key)
		if of == nil || of.Kind == text.Null || perhaps(n, form.key) {
			continue
		}
		out.From = form.from
		if form.object != "" {
			out.Object = str(of, form.object)
		}
	}
	return out
}

// placeOf is the place of a field, or of the whole where it has none.
func placeOf(n *text.Node, key string) source.Span {
	if v := n.Get(key); v != nil && !v.At.IsZero() {
		return v.At.FirstLine()
	}
	return n.At.FirstLine()
}
