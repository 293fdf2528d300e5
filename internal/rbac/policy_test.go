package rbac_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// word reads "-" as absent, "?x" as the symbol x, and anything else as known.
func word(s string) facts.Text {
	name, symbol := strings.CutPrefix(s, "?")
	switch {
	case s == "-" || s == "":
		return facts.Text{}
	case symbol:
		return text.Of(&text.Symbol{Name: name, Scope: "t"}, at)
	}
	return text.Known(s, at)
}

// labels reads "a=b c=d"; "..." says that there may be more.
func labels(s string) (out []facts.Entry, more bool) {
	for _, w := range strings.Fields(s) {
		k, v, ok := strings.Cut(w, "=")
		if more = more || !ok; ok {
			out = append(out, facts.Entry{Key: word(k), Value: word(v)})
		}
	}
	return out, more
}

// world reads a cluster, a line for each object:
//
//	role NAMESPACE NAME: RULE; RULE
//	clusterrole NAME [labels]: RULE; RULE
//	aggregate NAME [labels]: a=b; c=d
//	bind NAMESPACE NAME to ROLE-KIND/ROLE: KIND/NAME KIND/NAMESPACE/NAME
//	clusterbind NAME to ROLE-KIND/ROLE: ...
//
// A line that begins with "maybe" is about an object that may not exist.
func world(t *testing.T, lines string) (grants []*facts.Grant, bindings []*facts.Binding) {
	t.Helper()
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		line, maybe := strings.CutPrefix(line, "maybe ")
		head, body, ok := strings.Cut(line+" ", ": ")
		words := strings.Fields(head)
		if !ok || len(words) < 2 {
			t.Fatalf("the line %q is not of the form", line)
		}
		b := facts.Base{Address: head, Maybe: maybe}
		switch words[0] {
		case "role":
			grants = append(grants, &facts.Grant{Base: b, Object: "Role", Namespace: word(words[1]), Name: word(words[2]), Rules: rulesOf(body)})
		case "clusterrole", "aggregate":
			gr := &facts.Grant{Base: b, Object: "ClusterRole", Name: word(words[1])}
			gr.Labels, gr.LabelsOpen = labels(strings.Join(words[2:], " "))
			if words[0] == "clusterrole" {
				gr.Rules = rulesOf(body)
			} else {
				gr.Aggregated = facts.Flag{Present: true, Truth: text.Yes}
				for s := range strings.SplitSeq(body, ";") {
					one := facts.Selector{}
					one.Labels, one.Open = labels(s)
					gr.Aggregates = append(gr.Aggregates, one)
				}
			}
			grants = append(grants, gr)
		case "bind":
			bindings = append(bindings, binding(b, "RoleBinding", words[1:], body))
		case "clusterbind":
			bindings = append(bindings, binding(b, "ClusterRoleBinding", append([]string{"-"}, words[1:]...), body))
		default:
			t.Fatalf("the line %q is not of the form", line)
		}
	}
	return grants, bindings
}

func rulesOf(s string) []facts.Rule {
	var out []facts.Rule
	for one := range strings.SplitSeq(s, ";") {
		if strings.TrimSpace(one) != "" {
			r := *rule(one)
			r.NonResourceURLs = list("")
			if urls, verb, ok := strings.Cut(one, " url "); ok {
				r = *rule("||" + verb)
				r.NonResourceURLs = list(urls)
			}
			out = append(out, r)
		}
	}
	return out
}

// binding reads [namespace, name, "to", kind/role] and subjects.
func binding(b facts.Base, object string, words []string, subjects string) *facts.Binding {
	kind, name, _ := strings.Cut(words[3], "/")
	out := &facts.Binding{Base: b, Object: object, Namespace: word(words[0]), Name: word(words[1]), RoleKind: word(kind), RoleName: word(name)}
	for _, s := range strings.Fields(subjects) {
		p := strings.Split(s, "/")
		if s == "..." {
			out.SubjectsOpen = true
			continue
		}
		one := facts.Subject{Kind: word(p[0]), Name: word(p[len(p)-1])}
		if len(p) == 3 {
			one.Namespace = word(p[1])
		}
		out.Subjects = append(out.Subjects, one)
	}
	return out
}

// request reads "create pods/exec in shop named x".
func request(t *testing.T, s string) rbac.Request {
	t.Helper()
	s, name, _ := strings.Cut(s, " named ")
	s, namespace, _ := strings.Cut(s, " in ")
	q, ok := rbac.ParseRequest(s)
	if !ok || q.String() != s {
		t.Fatalf("%q is no request", s)
	}
	q.Name, q.Namespace = name, namespace
	return q
}

const cluster = `
clusterrole reader: -|pods|get list; -|secrets|get|token
clusterrole pages: /metrics /healthz/* url get
clusterrole part tier=one add=me: -|configmaps|create
clusterrole partial tier=?t: -|services|create
clusterrole other tier=two: -|endpoints|create
aggregate whole: tier=one
aggregate outer: tier=two; add=me
aggregate nothing: tier=none
role shop owner: -|pods|delete
role ?ns roamer: -|pods|delete
clusterrole twice: -|pods|watch; -|secrets|watch
clusterrole twice: -|pods|watch
maybe clusterrole perhaps: -|pods|watch
bind shop readers to ClusterRole/reader: Group/readers ServiceAccount/bot User/system:serviceaccount:tools:user
bind - nowhere to ClusterRole/reader: User/nowhere
bind shop owners to Role/owner: User/owner
bind shop roamers to Role/roamer: User/roamer
clusterbind pages to ClusterRole/pages: User/pages
bind shop pages to ClusterRole/pages: User/pages-in-shop
clusterbind whole to ClusterRole/whole: User/whole
clusterbind outer to ClusterRole/outer: User/outer
clusterbind nothing to ClusterRole/nothing: User/nothing
clusterbind twice to ClusterRole/twice: User/twice
clusterbind perhaps to ClusterRole/perhaps: User/perhaps
maybe clusterbind unsure to ClusterRole/reader: User/unsure
clusterbind dangling to ClusterRole/dangling: User/dangling
clusterbind wrong to Role/owner: User/wrong
clusterbind symbol to ClusterRole/?role: User/symbol
clusterbind open to ClusterRole/reader: User/known ...
clusterbind ns to ClusterRole/reader: ServiceAccount/?ns/robot ServiceAccount/lost
bind shop admins to ClusterRole/admin: ServiceAccount/tools/deployer
clusterbind viewers to ClusterRole/view: Group/viewers
`

func TestAuthorize(t *testing.T) {
	grants, bindings := world(t, cluster)
	open := rbac.NewPolicy(grants, bindings, rbac.Options{})
	closed := rbac.NewPolicy(grants, bindings, rbac.Options{Complete: func(source.Span) bool { return true }})
	const y, n, u = text.Yes, text.No, text.Unknown
	user := func(name string, groups ...string) rbac.User { return rbac.User{Name: name, Groups: groups} }
	for _, c := range []struct {
		who          rbac.User
		what         string
		open, closed text.Truth
	}{
		{user("a", "readers"), "get pods in shop", y, y},
		{user("a"), "get pods in shop", u, u}, // the binding "open" may name the user
		{user("a", "other"), "delete nodes in shop", n, n},
		{user("known"), "get pods in shop", y, y},
		{user("known"), "get secrets in shop named token", y, y},
		{user("known"), "get secrets named other", n, n},
		{rbac.ServiceAccount("shop", "bot"), "list pods in shop", y, y},
		{rbac.ServiceAccount("tools", "user"), "delete pods in shop", n, n},
		{user("owner"), "delete pods in shop", y, y},
		{user("owner"), "delete pods in other", n, n},
		{user("owner"), "delete pods", n, n},
		{user("roamer"), "delete pods in shop", u, u},
		{user("roamer"), "create pods in shop", u, n},
		{user("pages"), "get /metrics", y, y},
		{user("pages"), "get /healthz/x", y, y},
		{user("pages"), "get /version", n, n},
		{user("pages-in-shop"), "get /metrics", n, n},
		{user("whole"), "create configmaps", y, y},
		{user("whole"), "create services", u, u},
		{user("whole"), "create endpoints", n, n},
		{user("outer"), "create endpoints", y, y},
		{user("outer"), "create configmaps", y, y},
		{user("nothing"), "create configmaps", u, n},
		{user("twice"), "watch pods", y, y},
		{user("twice"), "watch secrets", u, u},
		{user("perhaps"), "watch pods", u, u},
		{user("perhaps"), "watch nodes", n, n},
		{user("unsure"), "get pods", u, u},
		{user("dangling"), "watch pods", u, n},
		{user("wrong"), "delete pods in shop", n, n},
		{user("symbol"), "delete nodes", u, u},
		{rbac.ServiceAccount("a", "robot"), "get secrets named token", u, u},
		{rbac.ServiceAccount("a", "robot"), "get secrets named other", n, n},
		{rbac.ServiceAccount("tools", "deployer"), "create pods/exec in shop", y, y},
		{rbac.ServiceAccount("tools", "deployer"), "create rolebindings.rbac.authorization.k8s.io in shop", y, y},
		{rbac.ServiceAccount("tools", "deployer"), "create pods/exec in other", n, n},
		{rbac.ServiceAccount("tools", "deployer"), "create nodes in shop", n, n},
		{user("v", "viewers"), "watch deployments.apps in any", y, y},
		{user("v", "viewers"), "watch secrets in any", n, n},
		{user("root", "system:masters"), "delete nodes", y, y},
		{user("root", "system:masters"), "get /anything", y, y},
		{user("x", "system:authenticated"), "create selfsubjectaccessreviews.authorization.k8s.io", y, y},
		{user("system:kube-scheduler"), "create pods/binding in shop", y, y},
		{rbac.ServiceAccount("kube-system", "job-controller"), "create pods in shop", y, y},
	} {
		q := request(t, c.what)
		for name, p := range map[string]*rbac.Policy{"open": open, "closed": closed} {
			want := map[string]text.Truth{"open": c.open, "closed": c.closed}[name]
			d := p.Authorize(c.who, q)
			if d.Truth != want {
				t.Errorf("%s, %s world: %s: %s, want %s (%v)", c.who.Name, name, c.what, d.Truth, want, d.Symbols)
			}
			if d.Truth == text.Unknown && len(d.Symbols) == 0 {
				t.Errorf("%s: %s: nothing says what is unknown", c.who.Name, c.what)
			}
			if e := d.Evidence; d.Truth == text.Yes && rbac.Allows(&e.From.Rules[e.Rule], q) != text.Yes {
				t.Errorf("%s: %s: the rule that is given as evidence does not allow it", c.who.Name, c.what)
			}
		}
	}
}

func TestWhoCan(t *testing.T) {
	grants, bindings := world(t, cluster)
	p := rbac.NewPolicy(grants, bindings, rbac.Options{Complete: func(source.Span) bool { return true }})
	for _, c := range []struct{ what, want string }{
		{"delete pods in shop", "User owner; ServiceAccount tools/deployer; User roamer?; User symbol?"},
		{"delete pods in other", "User symbol?"},
		{"get secrets in shop named token", "Group readers; ServiceAccount shop/bot; User system:serviceaccount:tools:user; User known; " +
			"ServiceAccount tools/deployer; User nowhere?; User unsure?; more subjects of clusterbind open to ClusterRole/reader?; " +
			"ServiceAccount ${ns}/robot; ServiceAccount lost; User symbol?"},
		{"get /metrics", "User pages; User symbol?"},
	} {
		var got []string
		for _, h := range p.WhoCan(request(t, c.what)) {
			if h.Builtin() {
				continue
			}
			s := h.String()
			if h.Truth == text.Unknown {
				s += "?"
			}
			got = append(got, s)
		}
		want := strings.Split(c.want, "; ")
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("who can %s:\n%s\nwant\n%s", c.what, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	var builtin []string
	for _, h := range p.WhoCan(request(t, "create serviceaccounts/token in kube-system")) {
		if h.Builtin() && h.Truth == text.Yes {
			builtin = append(builtin, fmt.Sprintf("%s by %s", h.String(), h.Evidence.Binding.Address))
		}
	}
	want := "Group system:masters by ClusterRoleBinding/cluster-admin; User system:kube-controller-manager by ClusterRoleBinding/system:kube-controller-manager"
	if got := strings.Join(builtin, "; "); got != want {
		t.Errorf("who can make tokens by default: %s, want %s", got, want)
	}
}

// TestWhoCanInNamespace: what is applied without a namespace goes to the same
// one.
func TestWhoCanInNamespace(t *testing.T) {
	grants, bindings := world(t, "role - deployer: -|pods|create\nbind - deployer to Role/deployer: ServiceAccount/deployer\nbind ?ns d to Role/deployer: User/d")
	p := rbac.NewPolicy(grants, bindings, rbac.Options{Bare: true, Complete: func(source.Span) bool { return true }})
	q := rbac.Request{Verb: "create", Resource: "pods"}
	if got := fmt.Sprint(holders(p.WhoCanIn(q, facts.Text{}))); got != "[ServiceAccount deployer yes User d unknown]" {
		t.Error(got)
	}
	if got := fmt.Sprint(holders(p.WhoCanIn(q, word("?ns")))); got != "[ServiceAccount deployer unknown User d unknown]" {
		t.Error(got)
	}
}

func holders(in []rbac.Holder) []string {
	var out []string
	for i := range in {
		out = append(out, in[i].String()+" "+in[i].Truth.String())
	}
	return out
}

// TestBuiltins: the table is whole, and an object of the scan stands in place of
// the built-in one of its name.
func TestBuiltins(t *testing.T) {
	p := rbac.NewPolicy(nil, nil, rbac.Options{})
	n := len(p.WhoCan(rbac.Request{Verb: "get", Path: "/healthz"}))
	if n < 3 {
		t.Errorf("%d subjects can ask for the health of the cluster by default", n)
	}
	grants, bindings := world(t, "clusterrole view: -|pods|create\nclusterbind x to ClusterRole/view: User/x\nclusterbind cluster-admin to ClusterRole/cluster-admin: User/me")
	p = rbac.NewPolicy(grants, bindings, rbac.Options{})
	for _, c := range []struct {
		user rbac.User
		verb string
		want text.Truth
	}{
		{rbac.User{Name: "x"}, "get", text.No}, {rbac.User{Name: "x"}, "create", text.Yes},
		{rbac.User{Name: "me"}, "get", text.Yes}, {rbac.User{Name: "y", Groups: []string{"system:masters"}}, "get", text.No},
	} {
		if d := p.Authorize(c.user, rbac.Request{Verb: c.verb, Resource: "pods"}); d.Truth != c.want {
			t.Errorf("%v %s pods: %s, want %s", c.user, c.verb, d.Truth, c.want)
		}
	}
}
