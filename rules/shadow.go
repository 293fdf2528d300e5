package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// offered is a cloud identity that a pod is given by its service account.
type offered struct {
	cloud string
	// mechanism is irsa, pod-identity, azure or gke.
	mechanism string
	truth     text.Truth
	note      finding.Note
}

// offers lists the identities that a pod may be given.
func offers(g *link.Graph, p *facts.Pod) []offered {
	var out []offered
	for _, n := range p.Workload.Candidates {
		w, ok := g.Fact(n.ID).(*facts.Workload)
		if !ok {
			continue
		}
		for i := range w.Claims {
			c := &w.Claims[i]
			cloud := map[string]string{"irsa": "aws", "azure": "azure", "gke": "gcp"}[c.Mechanism]
			if cloud == "" || c.Place != "annotations" || c.Value.Absent() || c.Value.Is("") {
				continue
			}
			out = append(out, offered{cloud, c.Mechanism, sureness(n.Sure), finding.Note{At: c.At, Message: w.Object + " " + w.Name.String() + " is given an identity"}})
		}
	}
	account := p.ServiceAccount
	if account.Absent() {
		account = text.Known("default", p.At)
	}
	for _, a := range g.Bundle.Associations {
		truth := text.And(text.Equal(a.Namespace, p.Namespace), text.Equal(a.ServiceAccount, account))
		if a.Maybe {
			truth = text.And(truth, text.Unknown)
		}
		if truth != text.No {
			out = append(out, offered{"aws", "pod-identity", truth, finding.Note{At: a.At, Message: "an association gives service account " + account.String() + " a role"}})
		}
	}
	return out
}

func sureness(sure bool) text.Truth {
	if sure {
		return text.Yes
	}
	return text.Unknown
}

// offersOf says whether a pod is given an identity of a cloud, by one of the
// mechanisms, or by any if none is named.
func offersOf(g *link.Graph, p *facts.Pod, cloud string, mechanisms ...string) text.Truth {
	out := text.No
	for _, o := range offers(g, p) {
		if o.cloud == cloud && (len(mechanisms) == 0 || slices.Contains(mechanisms, o.mechanism)) {
			out = text.Or(out, o.truth)
		}
	}
	return out
}

// environment is what a container of a pod finds in its environment.
type environment struct {
	graph     *link.Graph
	pod       *facts.Pod
	container *facts.Container
}

// has says whether a variable is there and not empty. The variables of env come
// before those of envFrom, and later ones before earlier ones.
// https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
func (e environment) has(name string) text.Truth {
	out := text.No
	for i := range e.container.EnvFrom {
		out = text.Or(out, e.gives(&e.container.EnvFrom[i], name))
	}
	if e.container.EnvFromOpen {
		out = text.Or(out, text.Unknown)
	}
	for i := range e.container.Env {
		v := &e.container.Env[i]
		switch is := text.Equal(v.Key, text.Known(name, v.At)); {
		case is == text.No:
		case is == text.Yes && !v.Maybe:
			out = e.filled(v)
		default:
			out = text.And(text.Or(out, text.Unknown), text.Or(out, e.filled(v)))
		}
	}
	if e.container.EnvOpen && out != text.Yes {
		out = text.Unknown
	}
	return out
}

// filled says whether a variable has a value that is not empty. A Secret that
// is referred to by key has to hold the key for the pod to start, unless the
// reference is optional.
func (e environment) filled(v *facts.Variable) text.Truth {
	switch v.From {
	case "literal":
		switch s, known := v.Value.Value(); {
		case v.Value.Absent() || known && s == "":
			return text.No
		case known:
			return text.Yes
		}
	case "secret":
		if !v.Optional || len(e.kept("secret", v.Object, v.ObjectKey)) > 0 {
			return text.Yes
		}
	case "config-map":
		if len(e.kept("config-map", v.Object, v.ObjectKey)) > 0 {
			return text.Yes
		}
	case "none":
		return text.No
	}
	return text.Unknown
}

// gives says whether an object, all of whose entries become variables, has one
// of this name. Of one that is not in the scan that is not known.
func (e environment) gives(r *facts.Reference, name string) text.Truth {
	if r.From != "secret" && r.From != "config-map" {
		return text.Unknown
	}
	if !r.Prefix.Absent() {
		prefix, known := r.Prefix.Value()
		rest, is := strings.CutPrefix(name, prefix)
		switch {
		case !known:
			return text.Unknown
		case !is:
			return text.No
		}
		name = rest
	}
	found := e.kept(r.From, r.Object, text.Known(name, r.At))
	if len(found) == 0 || r.Maybe {
		return text.Unknown
	}
	return text.Yes
}

// kept lists the credentials that a Secret or ConfigMap of the pod's namespace
// certainly has under a key; under any if the key is absent. A key pair is found
// under either half's name.
func (e environment) kept(place string, object, key facts.Text) []*facts.Credential {
	var out []*facts.Credential
	for _, c := range e.graph.Bundle.Credentials {
		if c.Place != place || c.Maybe || c.Documentation || text.Equal(c.Name, object) != text.Yes || !sameSpace(c.Namespace, e.pod.Namespace) {
			continue
		}
		if s, ok := key.Value(); key.Absent() || ok && (c.Slot == s || c.Type == "access-key-pair" && s == "AWS_ACCESS_KEY_ID") {
			out = append(out, c)
		}
	}
	return out
}

// sameSpace reports whether two objects are certainly in the same namespace: a
// namespace that both leave to the command line is the same.
func sameSpace(a, b facts.Text) bool {
	return a.Absent() && b.Absent() || text.Equal(a, b) == text.Yes
}

// completes says whether the environment holds what the SDK needs beside the
// secret to take it.
func (e environment) completes(name string) text.Truth {
	switch name {
	case "AWS_SECRET_ACCESS_KEY":
		return text.And(e.has("AWS_ACCESS_KEY_ID"), e.meantForAWS())
	case "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH":
		// The webhook fills in the ids of the pods that it is asked to mutate.
		// https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
		ids := text.And(e.has("AZURE_TENANT_ID"), e.has("AZURE_CLIENT_ID"))
		whole := text.Or(ids, labelled(e.pod, "azure.workload.identity/use", "true"))
		// The variable names the one credential, or the group, that may be taken.
		// https://learn.microsoft.com/azure/developer/go/sdk/authentication/credential-chains
		if e.has("AZURE_TOKEN_CREDENTIALS") != text.No {
			whole = text.And(whole, text.Unknown)
		}
		return whole
	}
	return text.Yes
}

// meantForAWS is unknown where the SDK is sent to another service that speaks
// AWS's protocol, whose keys are no roles' to replace.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
func (e environment) meantForAWS() text.Truth {
	for i := range e.container.Env {
		if strings.HasPrefix(e.container.Env[i].Key.String(), "AWS_ENDPOINT_URL") {
			return text.Unknown
		}
	}
	return text.Yes
}

func labelled(p *facts.Pod, key, value string) text.Truth {
	out := text.No
	if p.LabelsOpen {
		out = text.Unknown
	}
	for _, l := range p.Labels {
		out = text.Or(out, text.And(text.Equal(l.Key, text.Known(key, l.At)), text.Equal(l.Value, text.Known(value, l.At))))
	}
	return out
}

// cloudOf is the cloud whose SDK takes a credential from a variable.
func cloudOf(name string) string {
	switch name {
	case "AWS_SECRET_ACCESS_KEY":
		return "aws"
	case "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH":
		return "azure"
	case "GOOGLE_APPLICATION_CREDENTIALS":
		return "gcp"
	}
	return ""
}

// readsKey says whether the file that a path names is certainly a key of the
// type, by the Secret or ConfigMap that is mounted there. A Secret that is not in
// the scan may hold the configuration of a federation, which is no key.
func (e environment) readsKey(file facts.Text, kind string) text.Truth {
	at, known := file.Value()
	if !known {
		return text.Unknown
	}
	var over *facts.Mount
	for i := range e.container.Mounts {
		m := &e.container.Mounts[i]
		dir, ok := m.Path.Value()
		if ok && within(at, dir) && (over == nil || len(dir) > len(over.Path.String())) {
			over = m
		}
	}
	if over == nil || over.Maybe {
		return text.Unknown
	}
	return e.mounts(over, kind)
}

func within(file, dir string) bool {
	file, dir = path.Clean(file), path.Clean(dir)
	return file == dir || strings.HasPrefix(file, strings.TrimSuffix(dir, "/")+"/")
}

// mounts says whether a mount certainly holds a key of the type.
func (e environment) mounts(m *facts.Mount, kind string) text.Truth {
	out := text.Unknown
	for i := range e.pod.Volumes {
		v := &e.pod.Volumes[i]
		if text.Equal(v.Name, m.Volume) != text.Yes || v.Maybe {
			continue
		}
		found := e.kept(v.From, v.Object, facts.Text{})
		if slices.ContainsFunc(found, func(c *facts.Credential) bool { return c.Type == kind }) {
			return text.Yes
		}
		if v.From == "config-map" {
			out = text.No // where the configuration of a federation is kept
		}
	}
	return out
}

// related are the places that lead to a shadowed identity: who gives it, and
// what holds the key.
func related(g *link.Graph, p *facts.Pod, c *facts.Container, at source.Span) []finding.Note {
	var out []finding.Note
	for _, o := range offers(g, p) {
		out = append(out, o.note)
	}
	out = append(out, finding.Note{At: p.At, Message: p.Object + " " + p.Name.String() + " runs as it"})
	out = append(out, finding.Note{At: at, Message: "a container has a static credential"})
	e := environment{g, p, c}
	seen := map[facts.ID]bool{}
	add := func(place string, object facts.Text) {
		for _, k := range e.kept(place, object, facts.Text{}) {
			if !seen[k.ID] {
				seen[k.ID] = true
				out = append(out, finding.Note{At: k.At, Message: k.Object.String() + " holds " + k.Slot})
			}
		}
	}
	for i := range c.Env {
		if v := &c.Env[i]; v.At == at {
			add(v.From, v.Object)
		}
	}
	for i := range c.EnvFrom {
		if r := &c.EnvFrom[i]; r.At == at {
			add(r.From, r.Object)
		}
	}
	return out
}
