package kube

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube/apiserver"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// server reads what a container starts an API server with.
func (r *reader) server(ob *object, c *facts.Container) {
	if c.Program != "kube-apiserver" {
		return
	}
	f := r.cluster(ob, "api-server", c.At)
	words := append(append([]facts.Text{}, c.Command.Items...), c.Args.Items...)
	f.Settings, f.Faults = apiserver.Read(words)
	f.SettingsOpen = !c.Command.Closed || !c.Args.Closed
	f.Maybe = f.Maybe || c.Maybe
	r.out.Add(f)
}

// cluster begins a fact about a cluster.
func (r *reader) cluster(ob *object, form string, at source.Span) *facts.Cluster {
	f := &facts.Cluster{Base: r.base(facts.KindCluster, ob.address, at), Form: form, Name: ob.name}
	if f.Name.Absent() { // a configuration file is of whatever reads it
		f.Name = text.Known(map[string]string{"api-server": "the API server", "kubelet": "the kubelet"}[form], at)
	}
	return f
}

// configuration reads the files that stand in for command lines, and the
// clusters of kOps. Other kinds of the same names are of other groups.
func (r *reader) configuration(ob *object) {
	version, _ := ob.node.Get("apiVersion").Str().Value()
	group, _, _ := strings.Cut(version, "/")
	switch {
	case ob.kind == "ClusterConfiguration" && group == "kubeadm.k8s.io":
		r.kubeadm(ob)
	case ob.kind == "KubeletConfiguration" && group == "kubelet.config.k8s.io":
		r.kubelet(ob)
	case ob.kind == "AuthenticationConfiguration" && strings.HasPrefix(group, "apiserver."):
		r.authentication(ob)
	case ob.kind == "Cluster" && strings.HasPrefix(group, "kops."):
		r.kops(ob)
	}
}

// kubeadm reads the flags that kubeadm passes on: a map until v1beta3, a list
// of names and values since.
// https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
func (r *reader) kubeadm(ob *object) {
	args := ob.node.Path("apiServer", "extraArgs")
	f := r.cluster(ob, "api-server", ob.at)
	f.SettingsOpen = open(args)
	if args.Is(text.Map) {
		f.Settings = entries(args)
	}
	found, _ := elements(ob.node.Get("apiServer"), "extraArgs")
	for _, a := range found {
		if name := a.Value.Get("name"); name != nil && !a.Maybe {
			f.Settings = append(f.Settings, facts.Entry{Key: name.Str(), Value: str(a.Value, "value"), At: name.At})
		}
	}
	if len(f.Settings) > 0 {
		r.out.Add(f)
	}
}

// kubelet reads the settings of a kubelet that have to do with who may use it.
// https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
func (r *reader) kubelet(ob *object) {
	f := r.cluster(ob, "kubelet", ob.at)
	f.SettingsOpen = open(ob.node)
	for _, s := range []struct {
		flag string
		path []string
	}{
		{"anonymous-auth", []string{"authentication", "anonymous", "enabled"}},
		{"authorization-mode", []string{"authorization", "mode"}},
		{"read-only-port", []string{"readOnlyPort"}},
	} {
		if n := ob.node.Path(s.path...); n != nil && n.Kind != text.Null {
			f.Settings = append(f.Settings, facts.Entry{Key: text.Known(s.flag, n.At), Value: n.Str(), At: n.At.FirstLine()})
		}
	}
	if len(f.Settings) > 0 {
		r.out.Add(f)
	}
}

// authentication reads how the users of each issuer are named. A prefix that is
// absent has to be written as the empty one; what is made by an expression, or
// checked by one, is not decided.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration
func (r *reader) authentication(ob *object) {
	found, _ := elements(ob.node, "jwt")
	for _, j := range found {
		n := j.Value
		f := r.cluster(ob, "oidc", n.At.FirstLine())
		f.Issuer = str(n.Get("issuer"), "url")
		f.Name = f.Issuer
		f.Maybe = f.Maybe || j.Maybe
		rules, _ := elements(n, "userValidationRules")
		f.SettingsOpen = len(rules) > 0 || open(n)
		for _, part := range []string{"username", "groups"} {
			of := n.Path("claimMappings", part)
			if of.Get("expression") != nil {
				f.SettingsOpen = true
			}
			for _, field := range []string{"claim", "prefix"} {
				if v := of.Get(field); v != nil {
					f.Settings = append(f.Settings, facts.Entry{Key: text.Known("oidc-"+part+"-"+field, v.At), Value: v.Str(), At: v.At.FirstLine()})
				}
			}
		}
		r.out.Add(f)
	}
}

// kops reads what kOps starts the API server and the kubelets with. Its fields
// are named as the flags are, in camel case.
// https://kops.sigs.k8s.io/cluster_spec/#kubeapiserver
func (r *reader) kops(ob *object) {
	for _, part := range []struct{ key, form string }{{"kubeAPIServer", "api-server"}, {"kubelet", "kubelet"}} {
		n := ob.node.Path("spec", part.key)
		f := r.cluster(ob, part.form, ob.at)
		f.SettingsOpen = open(n)
		for _, e := range entries(n) {
			key, ok := e.Key.Value()
			if !ok || e.Value.Absent() {
				continue
			}
			e.Key = text.Known(kebab(key), e.Key.At)
			f.Settings = append(f.Settings, e)
		}
		if len(f.Settings) > 0 {
			r.out.Add(f)
		}
	}
}

// kebab writes a camel-case name as a flag: tokenAuthFile is token-auth-file.
func kebab(name string) string {
	var b strings.Builder
	for i, c := range name {
		if c >= 'A' && c <= 'Z' {
			if i > 0 {
				b.WriteByte('-')
			}
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}
