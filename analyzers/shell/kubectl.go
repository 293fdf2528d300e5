package shell

import (
	"strings"
	"time"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// kubectl reads what is done to a cluster.
// https://kubernetes.io/docs/reference/kubectl/generated/
func (c *command) kubectl() {
	c.access()
	switch {
	case c.begins("config", "set-credentials"):
		return
	case c.begins("config", "set"):
		c.configSet()
	case c.begins("create", "secret"):
		c.createSecret()
	case c.begins("create", "token"):
		c.createToken()
	case c.begins("annotate"):
		c.annotate()
	case c.rendersOnly():
		return
	case c.begins("create", "serviceaccount|serviceaccounts|sa"):
		c.object("ServiceAccount")
	case c.begins("create", "rolebinding"):
		c.binding("RoleBinding")
	case c.begins("create", "clusterrolebinding"):
		c.binding("ClusterRoleBinding")
	case c.begins("create", "role"):
		c.role("Role")
	case c.begins("create", "clusterrole"):
		c.role("ClusterRole")
	case c.begins("apply|create|replace"):
		c.apply()
	}
}

// access reads how the command logs in to the API server.
func (c *command) access() {
	where := text.Known(c.name(2), c.head)
	for _, v := range c.all("--token") {
		c.secretIn(v, "--token", "command", where, secret.Token)
	}
	for _, v := range c.all("--password") {
		c.secretIn(v, "--password", "command", where, password("kubernetes", "password"))
	}
	if f, ok := c.flag("--insecure-skip-tls-verify"); ok && (!f.has || f.value.is("true", "1", "t", "T", "TRUE", "True")) {
		server := c.text("--server", "-s")
		c.insecure(f, server)
	}
}

// configSet reads kubectl config set users.NAME.token VALUE.
func (c *command) configSet() {
	property, _ := c.word(2)
	v, ok := c.word(3)
	s := property.characters()
	if !ok || !strings.HasPrefix(s, "users.") {
		return
	}
	where := text.Known("kubectl config set", c.head)
	switch {
	case strings.HasSuffix(s, ".token"):
		c.secretIn(v, "token", "command", where, secret.Token)
	case strings.HasSuffix(s, ".password"):
		c.secretIn(v, "password", "command", where, password("kubernetes", "password"))
	}
}

// secretKey matches the keys of a Secret whose values are secret by their names.
var secretKey = text.Regexp(`(?i)(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|api[-_.]?key|private[-_.]?key|access[-_.]?key|auth)$`)

// createSecret reads the values that are put into a Secret as they stand.
func (c *command) createSecret() {
	name, _ := c.word(3)
	object := text.Known("Secret/"+shown(name), name.at)
	if ns, ok := c.flag("-n", "--namespace"); ok {
		object = text.Known("Secret/"+shown(ns.value)+"/"+shown(name), name.at)
	}
	for _, v := range c.all("--from-literal") {
		key, rest, ok := v.cut("=")
		k, known := key.known()
		if !ok || !known || !secretKey().MatchString(k) {
			continue
		}
		c.secretIn(rest, k, "secret-command", object, password("other", "password"))
	}
	for _, v := range c.all("--docker-password") {
		c.secretIn(v, "--docker-password", "secret-command", object, password("other", "registry-auth"))
	}
}

// shown is a value for an address.
func shown(v value) string {
	t := v.text()
	return t.String()
}

// longest is how long a token may be good for that is made for a task.
const longest = 24 * time.Hour

// createToken reads tokens that are asked to be good for long.
func (c *command) createToken() {
	f, ok := c.flag("--duration")
	s, known := f.value.known()
	d, err := time.ParseDuration(s)
	if !ok || !known || err != nil || d <= longest {
		return
	}
	t := c.creates("kubernetes", "token", "kubectl create token")
	t.Seconds = facts.Number{Value: int64(d / time.Second), Known: true, Present: true, At: f.value.at}
}

// rendersOnly reports whether the command only prints what it would make, and
// nothing takes it from there.
func (c *command) rendersOnly() bool {
	f, ok := c.flag("--dry-run")
	if !ok || f.has && f.value.is("none", "false") {
		return false
	}
	return !strings.Contains(c.place.into, "kubectl") || !strings.Contains(c.place.into, "apply") && !strings.Contains(c.place.into, "create") && !strings.Contains(c.place.into, "replace")
}

// scalar is a value as a string of a manifest.
func scalar(v value) *text.Node {
	return &text.Node{Kind: text.String, Text: v.text(), At: v.at}
}

// fixed is a string that the command implies.
func fixed(s string, at source.Span) *text.Node {
	return &text.Node{Kind: text.String, Text: text.Known(s, at), At: at}
}

func entry(key string, n *text.Node) text.Field {
	return text.Field{Key: text.Known(key, n.At), Value: n}
}

func mapping(at source.Span, fields ...text.Field) *text.Node {
	return &text.Node{Kind: text.Map, At: at, Fields: fields}
}

func sequence(at source.Span, open bool, nodes ...*text.Node) *text.Node {
	out := &text.Node{Kind: text.List, At: at, Open: open}
	for _, n := range nodes {
		out.Items = append(out.Items, text.Item{Value: n})
	}
	return out
}

// metadata is that of the object which the command names.
func (c *command) metadata(name value) *text.Node {
	out := mapping(name.at, entry("name", scalar(name)))
	if f, ok := c.flag("-n", "--namespace"); ok && f.has {
		out.Fields = append(out.Fields, entry("namespace", scalar(f.value)))
	}
	out.Open = c.open
	return out
}

// object makes an object of a kind, with what else it holds.
func (c *command) object(kind string, fields ...text.Field) {
	name, ok := c.word(2)
	if !ok {
		return
	}
	version := "v1"
	if kind != "ServiceAccount" {
		version = rbacGroup + "/v1"
	}
	all := append([]text.Field{entry("apiVersion", fixed(version, c.head)), entry("kind", fixed(kind, c.head)), entry("metadata", c.metadata(name))}, fields...)
	c.reader.object(mapping(c.at, all...), c.place)
}

// object reads an object of Kubernetes.
func (r *reader) object(n *text.Node, p place) {
	r.pass.Facts.Merge(kube.Read(n, kube.Options{
		Base:    facts.Base{Source: name, Unit: r.file.Path, Maybe: p.maybe, Context: r.file.Context},
		Symbols: r.symbols,
	}))
}

// annotate reads the annotations that a ServiceAccount is given. It may have
// others.
func (c *command) annotate() {
	name, ok := c.word(2)
	first := 3
	if whole, named := c.word(1); named {
		if kind, rest, joined := whole.cut("/"); joined && kind.is("serviceaccount", "serviceaccounts", "sa") {
			name, ok, first = rest, true, 2
		} else if !whole.is("serviceaccount", "serviceaccounts", "sa") {
			return
		}
	}
	if !ok || strings.Contains(name.characters(), "=") {
		return
	}
	annotations := &text.Node{Kind: text.Map, At: c.at, Open: true}
	for _, w := range c.words[min(first, len(c.words)):] {
		key, v, ok := w.cut("=")
		if k, known := key.known(); ok && known {
			annotations.Fields = append(annotations.Fields, text.Field{Key: text.Known(k, key.at), Value: scalar(v)})
		}
	}
	if len(annotations.Fields) == 0 {
		return
	}
	meta := c.metadata(name)
	meta.Fields = append(meta.Fields, entry("annotations", annotations))
	n := mapping(c.at, entry("apiVersion", fixed("v1", c.head)), entry("kind", fixed("ServiceAccount", c.head)), entry("metadata", meta))
	n.Open = true
	c.reader.object(n, c.place)
}

const rbacGroup = "rbac.authorization.k8s.io"

// binding reads who is bound to a role.
func (c *command) binding(kind string) {
	ref := mapping(c.at)
	if f, ok := c.flag("--clusterrole"); ok && f.has {
		ref = mapping(f.value.at, entry("apiGroup", fixed(rbacGroup, f.value.at)), entry("kind", fixed("ClusterRole", f.value.at)), entry("name", scalar(f.value)))
	} else if f, ok := c.flag("--role"); ok && f.has {
		ref = mapping(f.value.at, entry("apiGroup", fixed(rbacGroup, f.value.at)), entry("kind", fixed("Role", f.value.at)), entry("name", scalar(f.value)))
	} else if !c.open {
		return // kubectl refuses it
	}
	ref.Open = c.open
	var subjects []*text.Node
	for _, kind := range []string{"User", "Group"} {
		for _, v := range c.all("--" + strings.ToLower(kind)) {
			subjects = append(subjects, mapping(v.at, entry("kind", fixed(kind, v.at)), entry("apiGroup", fixed(rbacGroup, v.at)), entry("name", scalar(v))))
		}
	}
	for _, v := range c.all("--serviceaccount") {
		ns, name, ok := v.cut(":")
		if !ok {
			ns, name = c.reader.unknown("namespace", v), c.reader.unknown("name", v)
		}
		subjects = append(subjects, mapping(v.at, entry("kind", fixed("ServiceAccount", v.at)), entry("name", scalar(name)), entry("namespace", scalar(ns))))
	}
	c.object(kind, entry("roleRef", ref), entry("subjects", sequence(c.at, c.open, subjects...)))
}

// unknown is a value of which nothing is known.
func (r *reader) unknown(name string, like value) value {
	return value{at: like.at, pieces: []piece{{sym: r.symbols.Fresh(name), at: like.at, origin: like.at}}}
}

// groups are the API groups of the resources that everybody names, by which
// kubectl completes a rule. For others it asks the cluster.
var groups = map[string]string{
	"pods": "", "services": "", "secrets": "", "configmaps": "", "serviceaccounts": "", "nodes": "", "namespaces": "", "events": "", "endpoints": "",
	"persistentvolumes": "", "persistentvolumeclaims": "", "limitranges": "", "resourcequotas": "", "replicationcontrollers": "",
	"deployments": "apps", "daemonsets": "apps", "statefulsets": "apps", "replicasets": "apps", "jobs": "batch", "cronjobs": "batch",
	"roles": rbacGroup, "rolebindings": rbacGroup, "clusterroles": rbacGroup, "clusterrolebindings": rbacGroup,
}

// role reads what a role allows.
func (c *command) role(kind string) {
	if f, ok := c.flag("--aggregation-rule"); ok {
		rule := &text.Node{Kind: text.Opaque, Text: c.reader.fresh("aggregation-rule", f.at.at), At: f.at.at}
		c.object(kind, entry("aggregationRule", rule))
		return
	}
	verbs := sequence(c.at, c.open, c.scalars("--verb")...)
	names := c.scalars("--resource-name")
	var rules []*text.Node
	for _, v := range c.all("--resource") {
		for _, item := range commas(v) {
			fields := append(c.resource(item), entry("verbs", verbs))
			if len(names) > 0 || c.open {
				fields = append(fields, entry("resourceNames", sequence(c.at, c.open, names...)))
			}
			rules = append(rules, mapping(item.at, fields...))
		}
	}
	if urls := c.scalars("--non-resource-url"); len(urls) > 0 {
		rules = append(rules, mapping(c.at, entry("nonResourceURLs", sequence(c.at, c.open, urls...)), entry("verbs", verbs)))
	}
	c.object(kind, entry("rules", sequence(c.at, c.open, rules...)))
}

func (c *command) scalars(name string) []*text.Node {
	var out []*text.Node
	for _, v := range c.all(name) {
		for _, item := range commas(v) {
			out = append(out, scalar(item))
		}
	}
	return out
}

// resource reads RESOURCE.GROUP/SUBRESOURCE.
func (c *command) resource(v value) []text.Field {
	group := scalar(c.reader.unknown("the API group", v))
	resource := scalar(c.reader.unknown("the resource", v))
	if s, ok := v.known(); ok {
		main, _, _ := strings.Cut(s, "/")
		plural, of, named := strings.Cut(main, ".")
		core, listed := groups[plural]
		switch {
		case named:
			group, resource = fixed(of, v.at), fixed(plural+strings.TrimPrefix(s, main), v.at)
		case listed:
			group, resource = fixed(core, v.at), fixed(s, v.at)
		case plural == "*":
			resource = fixed(s, v.at)
		}
	}
	return []text.Field{entry("apiGroups", sequence(v.at, false, group)), entry("resources", sequence(v.at, false, resource))}
}

// apply reads the manifest that the command is given, or that the script wrote.
// Others are files of their own.
func (c *command) apply() {
	for _, f := range c.all("-f", "--filename") {
		d := c.stdin
		if !f.is("-") {
			d = c.reader.stored(f)
		}
		if d == nil {
			continue
		}
		p := c.place
		p.maybe = p.maybe || d.maybe
		c.reader.manifest(d.value, p)
	}
}

// manifest reads the objects of a document, once.
func (r *reader) manifest(v value, p place) {
	if r.applied[v.at] {
		return
	}
	if r.applied == nil {
		r.applied = map[source.Span]bool{}
	}
	r.applied[v.at] = true
	docs, faults := yamlpos.Parse(r.view(v), yamlpos.Options{Symbols: r.symbols})
	for _, f := range faults {
		in := &facts.Input{
			Base: facts.Base{At: f.At, Address: "manifest"}, Code: f.Code, Class: facts.Incomplete, Message: f.Message,
			Detail: text.Known(f.Cause, f.At), Identity: true,
		}
		if t := v.text(); !t.IsKnown() {
			in.Code, in.Class, in.Message = "templated", facts.Undecided, "The manifest is no YAML before the script has filled it in."
			in.Detail = facts.Text{}
		}
		r.add(in)
	}
	for _, d := range docs {
		r.object(d.Root, p)
	}
}
