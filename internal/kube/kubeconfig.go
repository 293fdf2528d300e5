package kube

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// IsConfig reports whether a value is a kubeconfig.
// https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
func IsConfig(n *text.Node) bool {
	return n.Is(text.Map) && n.Get("kind").Str().Is("Config") && n.Get("apiVersion").Str().Is("v1") &&
		(n.Get("users").Is(text.List) || n.Get("clusters").Is(text.List))
}

// ReadConfig reads the credentials of a kubeconfig, and what it asks for one.
func ReadConfig(n *text.Node, o Options) *facts.Bundle {
	r := &reader{o: o, out: &facts.Bundle{}, seen: map[facts.ID]int{}}
	if IsConfig(n) {
		r.config(n, "kubeconfig", text.Known("the kubeconfig", n.At.FirstLine()))
	}
	return r.out
}

// config reads the users of a kubeconfig. The object is what holds it.
func (r *reader) config(n *text.Node, address string, object facts.Text) {
	r.servers(n, address)
	users, _ := elements(n, "users")
	for _, u := range users {
		name := u.Value.Get("name").Str()
		c := &configUser{
			reader: r, node: u.Value.Get("user"), maybe: u.Maybe,
			address: address + "/users/" + name.String(), object: object, name: name,
		}
		if c.node.Is(text.Map) {
			c.read()
		}
	}
}

// servers reads the clusters of a kubeconfig whose certificate is not checked.
// https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#Cluster
func (r *reader) servers(n *text.Node, address string) {
	found, _ := elements(n, "clusters")
	for _, c := range found {
		of := c.Value.Get("cluster")
		skip := of.Field("insecure-skip-tls-verify")
		if skip == nil || local(str(of, "server")) {
			continue
		}
		name := str(c.Value, "name")
		f := &facts.Cluster{
			Base: r.base(facts.KindCluster, address+"/clusters/"+name.String(), skip.Key.At), Form: "client", Name: name,
			Settings: []facts.Entry{{Key: skip.Key, Value: skip.Value.Str(), At: skip.Value.At.FirstLine()}},
		}
		f.Maybe = f.Maybe || c.Maybe || skip.Maybe
		r.out.Add(f)
	}
}

// local reports whether a server is on the machine itself, where nobody stands
// between: kind, minikube, a tunnel.
func local(server facts.Text) bool {
	s := server.String()
	for _, host := range []string{"//localhost", "//127.", "//0.0.0.0", "//[::1]", "//host.docker.internal", "//kubernetes.docker.internal"} {
		if strings.Contains(s, host) {
			return true
		}
	}
	return false
}

// embedded reads a kubeconfig that stands in a value of a Secret or ConfigMap.
// The view leads back to where the value was written.
func (r *reader) embedded(ob *object, slot string, view *source.File, maybe bool) bool {
	if !strings.Contains(string(view.Data), "kind: Config") && !strings.Contains(string(view.Data), `"Config"`) {
		return false
	}
	docs, _ := yamlpos.Parse(view, yamlpos.Options{Symbols: r.o.Symbols, Coarse: true})
	found := false
	for _, d := range docs {
		if IsConfig(d.Root) {
			found = true
			before := r.o.Base.Maybe
			r.o.Base.Maybe = before || maybe
			r.config(d.Root, ob.address+"/"+slot, text.Known(ob.path(), ob.at))
			r.o.Base.Maybe = before
		}
	}
	return found
}

// configUser reads one user of a kubeconfig.
type configUser struct {
	*reader
	node    *text.Node
	maybe   bool
	address string
	object  facts.Text
	name    facts.Text
}

func (c *configUser) read() {
	c.judged("token", c.node, secret.Token)
	c.judged("password", c.node, secret.Password)
	c.clientKey()
	c.authProvider()
	c.exec()
}

// add makes the fact of a credential of the user.
func (c *configUser) add(f secret.Found) *facts.Credential {
	f.Maybe = f.Maybe || c.maybe
	out := credential.Of(f, c.base(facts.KindCredential, c.address+"/"+f.Slot, f.At), "kubeconfig", c.object)
	out.User = c.name
	c.out.Add(out)
	return out
}

// judged reads a slot that is made for a secret.
func (c *configUser) judged(slot string, in *text.Node, judge func(string) (secret.Match, bool)) {
	f := in.Field(slot)
	if f == nil {
		return
	}
	v, ok := f.Value.Str().Value()
	if !ok {
		return
	}
	if m, is := judge(v); is {
		c.add(secret.Found{Match: m, Slot: slot, At: f.Value.At.FirstLine(), Maybe: f.Maybe})
	}
}

// clientKey reads a private key and what its certificate makes of its bearer.
func (c *configUser) clientKey() {
	f := c.node.Field("client-key-data")
	if f == nil {
		return
	}
	m, ok := secret.PrivateKey(unbase64(f.Value))
	if !ok {
		return
	}
	fact := c.add(secret.Found{Match: m, Slot: "client-key-data", At: f.Value.At.FirstLine(), Maybe: f.Maybe})
	fact.Groups = facts.List{Present: true, At: f.Value.At}
	if cert := c.node.Get("client-certificate-data"); cert != nil {
		bearer(fact, unbase64(cert), cert.At)
	}
}

// unbase64 is the text of a scalar in base64; empty if it is none.
func unbase64(n *text.Node) string {
	v, ok := n.Str().Value()
	if !ok {
		return ""
	}
	return unencode(v)
}

func unencode(encoded string) string {
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(encoded), ""))
	if err != nil {
		return ""
	}
	return string(raw)
}

// authProvider reads the older plugins, which were part of the client and kept
// their tokens in the kubeconfig.
// https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthProviderConfig
func (c *configUser) authProvider() {
	f := c.node.Field("auth-provider")
	if f == nil || !f.Value.Is(text.Map) {
		return
	}
	name := f.Value.Get("name")
	if v, ok := name.Str().Value(); ok {
		fact := c.add(secret.Found{
			Match: secret.Match{Provider: "kubernetes", Type: "auth-provider"}, Slot: v, At: name.At.FirstLine(), Maybe: f.Maybe,
		})
		fact.Presence = credential.Referenced
	}
	config := f.Value.Get("config")
	c.judged("refresh-token", config, secret.Token)
	c.judged("id-token", config, secret.Token)
	c.judged("client-secret", config, secret.Token)
	c.judged("access-token", config, func(s string) (secret.Match, bool) {
		m, ok := secret.Token(s)
		m.Temporary = true // of OAuth, an hour or so
		return m, ok
	})
}

// exec reads a plugin and the environment that it is run with.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
func (c *configUser) exec() {
	f := c.node.Field("exec")
	if f == nil || !f.Value.Is(text.Map) {
		return
	}
	version := f.Value.Get("apiVersion")
	if v, ok := version.Str().Value(); ok {
		fact := c.add(secret.Found{
			Match: secret.Match{Provider: "kubernetes", Type: "exec-plugin"}, Slot: v, At: version.At.FirstLine(), Maybe: f.Maybe,
		})
		fact.Presence = credential.Referenced
	}
	var found []secret.Found
	vars, _ := elements(f.Value, "env")
	for _, v := range vars {
		found = append(found, secret.InNode(v.Value.Get("name").Str().String(), v.Value.Get("value"), v.Maybe)...)
	}
	args := f.Value.Get("args")
	if args.Is(text.List) {
		for i, item := range args.Items {
			found = append(found, secret.InNode(fmt.Sprintf("args[%d]", i), item.Value, item.Maybe)...)
		}
	}
	for _, one := range secret.Join(found) {
		c.add(one)
	}
}
