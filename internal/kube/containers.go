package kube

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/text"
)

// containers reads the containers of a pod.
func (r *reader) containers(ob *object, spec *text.Node, p *facts.Pod) {
	for _, key := range []string{"initContainers", "containers", "ephemeralContainers"} {
		found, more := elements(spec, key)
		// Ephemeral containers are no part of a manifest.
		p.ContainersOpen = p.ContainersOpen || more && key != "ephemeralContainers"
		for _, item := range found {
			if item.Value.Is(text.Map) {
				p.Containers = append(p.Containers, r.container(ob, item, p, key == "initContainers"))
			}
		}
	}
}

func (r *reader) container(ob *object, item text.Item, p *facts.Pod, init bool) facts.Container {
	n := item.Value
	c := facts.Container{
		Name: str(n, "name"), Image: str(n, "image"), Init: init, At: placeOf(n, "name"), Maybe: item.Maybe,
		Command: facts.List{Closed: true}, Args: facts.List{Closed: true},
	}
	command, args := list(n, "command"), list(n, "args")
	if c.Program = program(c.Image, command, args); c.Program != "" {
		c.Command, c.Args = withoutSecrets(command), withoutSecrets(args)
		r.server(ob, &c)
	}
	r.environment(ob, item, &c)
	r.fetched(ob, n, p, &c)
	mounts, more := elements(n, "volumeMounts")
	c.MountsOpen = more
	for _, m := range mounts {
		if m.Value.Is(text.Map) {
			c.Mounts = append(c.Mounts, facts.Mount{
				Volume: str(m.Value, "name"), Path: str(m.Value, "mountPath"), SubPath: str(m.Value, "subPath"),
				At: placeOf(m.Value, "mountPath"), Maybe: m.Maybe,
			})
		}
	}
	return c
}

// cloudPrefixes begin the names of the variables that the clouds' programs and
// libraries read.
var cloudPrefixes = [...]string{"AWS_", "AZURE_", "ARM_", "GOOGLE_", "GCP_", "CLOUDSDK_", "KUBE"}

// environment reads the variables of a container that say which cloud
// identity it has: those that the clouds' libraries read, and those that hold
// a credential. Other variables are nobody's business, passwords least of all.
func (r *reader) environment(ob *object, container text.Item, c *facts.Container) {
	var found []secret.Found
	vars, more := elements(container.Value, "env")
	c.EnvOpen = more
	for _, v := range vars {
		key, value := str(v.Value, "name"), v.Value.Get("value")
		if key.Absent() {
			continue
		}
		secrets := secret.InNode(key.String(), value, v.Maybe || container.Maybe)
		found = append(found, secrets...)
		cloud := !key.IsKnown() || slices.ContainsFunc(cloudPrefixes[:], func(p string) bool { return strings.HasPrefix(key.String(), p) })
		if cloud || len(secrets) > 0 {
			c.Env = append(c.Env, variable(v, key, len(secrets) > 0))
		}
	}
	r.credentials(ob, "environment", found)
	sources, more := elements(container.Value, "envFrom")
	c.EnvFromOpen = more
	for _, s := range sources {
		if s.Value.Is(text.Map) {
			c.EnvFrom = append(c.EnvFrom, envSource(s))
		}
	}
}

// valueSources are the places that the value of a variable may come from, with
// the fields that name the object and what is taken of it.
// https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#envvarsource-v1-core
var valueSources = [...]struct{ key, from, object, part string }{
	{"secretKeyRef", "secret", "name", "key"}, {"configMapKeyRef", "config-map", "name", "key"},
	{"fieldRef", "field", "fieldPath", ""}, {"resourceFieldRef", "resource", "resource", ""},
	{"fileKeyRef", "file", "path", "key"},
}

// variable reads one environment variable.
func variable(item text.Item, key facts.Text, isSecret bool) facts.Variable {
	n := item.Value
	out := facts.Variable{Key: key, From: "none", At: placeOf(n, "name"), Maybe: item.Maybe}
	value, from := n.Get("value"), n.Get("valueFrom")
	switch {
	case value != nil && value.Kind != text.Null && !perhaps(n, "value"):
		out.From, out.At = "literal", value.At.FirstLine()
		out.Value = withoutSecret(key.String(), value.Str(), isSecret)
	case from.Is(text.Map) && !perhaps(n, "valueFrom"):
		out.From, out.At = "unknown", from.At.FirstLine()
		for _, s := range valueSources {
			of := from.Get(s.key)
			if of == nil || of.Kind == text.Null || perhaps(from, s.key) {
				continue
			}
			out.From, out.Object = s.from, str(of, s.object)
			// What cannot be read may be true.
			// https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#secretkeyselector-v1-core
			optional := of.Get("optional")
			out.Optional = optional != nil && !optional.Str().Is("false") || of.MayHold("optional")
			if s.part != "" {
				out.ObjectKey = str(of, s.part)
			}
		}
	case open(n) || from.Is(text.Opaque) || n.MayHold("value") || n.MayHold("valueFrom"):
		out.From = "unknown"
	}
	return out
}

// envSource reads one object all of whose entries become variables.
func envSource(item text.Item) facts.Reference {
	n := item.Value
	out := facts.Reference{From: "unknown", Prefix: str(n, "prefix"), At: n.At.FirstLine(), Maybe: item.Maybe}
	for _, s := range []struct{ key, from string }{{"secretRef", "secret"}, {"configMapRef", "config-map"}} {
		if of := n.Get(s.key); of != nil && of.Kind != text.Null && !perhaps(n, s.key) {
			out.From, out.Object, out.At = s.from, str(of, "name"), placeOf(of, "name")
		}
	}
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
	if found || namesSecret(name) {
		return text.Known(masked, value.At)
	}
	return value
}

// namesSecret reports whether a variable of this name holds a secret.
func namesSecret(name string) bool {
	return slices.ContainsFunc([]string{"_KEY", "_SECRET", "_TOKEN", "PASSWORD"}, func(end string) bool { return strings.HasSuffix(name, end) })
}
