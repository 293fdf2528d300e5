package rbac_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

var at = source.NewFile("f", []byte("x")).Whole()

// list reads "a b": "-" is the empty string, "?" an unknown one, and a final
// "..." says that there may be more.
func list(s string) facts.List {
	l := facts.List{Present: s != "", Closed: true, At: at}
	for _, w := range strings.Fields(s) {
		switch w {
		case "-":
			l.Items = append(l.Items, text.Known("", at))
		case "?":
			l.Items = append(l.Items, text.Of(text.NewTable("t").Symbol("x"), at))
		case "...":
			l.Closed = false
		default:
			l.Items = append(l.Items, text.Known(w, at))
		}
	}
	return l
}

// rule reads "groups | resources | verbs | names".
func rule(s string) *facts.Rule {
	p := strings.Split(s+"|||", "|")
	return &facts.Rule{APIGroups: list(p[0]), Resources: list(p[1]), Verbs: list(p[2]), ResourceNames: list(p[3])}
}

// TestAllows follows the API server's own tests of rules.
// https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/rbac/v1/evaluation_helpers.go
func TestAllows(t *testing.T) {
	for _, c := range []struct {
		rule, request string
		want          text.Truth
	}{
		{"-|secrets|get", "get secrets", text.Yes},
		{"-|secrets|get", "list secrets", text.No},
		{"-|secrets|*", "escalate secrets", text.Yes},
		{"*|secrets|get", "get secrets", text.Yes},
		{"apps|secrets|get", "get secrets", text.No},
		{"-|*|get", "get secrets", text.Yes},
		{"-|*|create", "create pods/exec", text.Yes},
		{"-|pods|create", "create pods/exec", text.No},
		{"-|pods/exec|create", "create pods/exec", text.Yes},
		{"-|*/exec|create", "create pods/exec", text.Yes},
		{"-|*/exec|create", "create pods", text.No},
		{"-|*/xec|create", "create pods/exec", text.No},
		{"-|pods/*|create", "create pods/exec", text.No},
		{"-|*/*|create", "create pods/exec", text.No},
		{"-|secrets|get|token", "get secrets", text.No},
		{"-|secrets|get", "get secrets", text.Yes},
		{"rbac.authorization.k8s.io|roles|escalate", "escalate roles.rbac.authorization.k8s.io", text.Yes},
		{"-|secrets|?", "get secrets", text.Unknown},
		{"-|?|get", "get secrets", text.Unknown},
		{"?|secrets|get", "get secrets", text.Unknown},
		{"-|secrets|get ?", "get secrets", text.Yes},
		{"-|configmaps|?", "get secrets", text.No},
		{"-|secrets|get|...", "get secrets", text.Unknown},
		{"-|configmaps ...|get", "get secrets", text.Unknown},
		{"|secrets|get", "get secrets", text.No},
		{"-||get", "get secrets", text.No},
	} {
		q, ok := rbac.ParseRequest(c.request)
		if !ok || q.String() != c.request {
			t.Fatalf("%q is read as %q", c.request, q)
		}
		if got := rbac.Allows(rule(c.rule), q); got != c.want {
			t.Errorf("%s allows %s: %s, want %s", c.rule, c.request, got, c.want)
		}
	}
	named := rbac.Request{Verb: "get", Resource: "secrets", Name: "token"}
	if got := rbac.Allows(rule("-|secrets|get|token"), named); got != text.Yes {
		t.Errorf("a request that names the object: %s", got)
	}
	if _, ok := rbac.ParseRequest("secrets"); ok {
		t.Error("a request without a verb is read")
	}
}

func TestAllowsURL(t *testing.T) {
	for _, c := range []struct {
		urls, path string
		want       text.Truth
	}{
		{"/healthz", "/healthz", text.Yes}, {"/healthz", "/healthz/x", text.No}, {"/healthz/*", "/healthz/x", text.Yes},
		{"*", "/metrics", text.Yes}, {"?", "/metrics", text.Unknown}, {"", "/metrics", text.No},
	} {
		r := &facts.Rule{Verbs: list("get"), NonResourceURLs: list(c.urls)}
		if got := rbac.AllowsURL(r, "get", c.path); got != c.want {
			t.Errorf("%s allows %s: %s, want %s", c.urls, c.path, got, c.want)
		}
	}
}

func TestProperties(t *testing.T) {
	for _, c := range []struct {
		rule                                   string
		everything, wildcard, harmless, config text.Truth
	}{
		{"*|*|*", text.Yes, text.Yes, text.No, text.No},
		{"-|*|*", text.Yes, text.Yes, text.No, text.No},
		{"apps|*|*", text.No, text.Yes, text.No, text.No},
		{"-|secrets|*", text.No, text.Yes, text.No, text.No},
		{"-|secrets|*|one", text.No, text.No, text.No, text.No},
		{"||*", text.No, text.No, text.Yes, text.No},
		{"-|secrets|get", text.No, text.No, text.No, text.No},
		{"authorization.k8s.io|selfsubjectaccessreviews|create", text.No, text.No, text.Yes, text.No},
		{"authorization.k8s.io|selfsubjectaccessreviews subjectaccessreviews|create", text.No, text.No, text.No, text.No},
		{"-|configmaps|get list", text.No, text.No, text.No, text.Yes},
		{"-|configmaps|get update", text.No, text.No, text.No, text.No},
		{"-|*|-", text.No, text.No, text.Yes, text.No},
		{"*|*|?", text.Unknown, text.Yes, text.No, text.No},
		{"-|?|get", text.No, text.Unknown, text.Unknown, text.Unknown},
	} {
		r := rule(c.rule)
		what, wildcard := rbac.Wildcard(r)
		if e, h, p := rbac.AllowsEverything(r), rbac.Harmless(r), rbac.PublicConfig(r); e != c.everything || wildcard != c.wildcard || h != c.harmless || p != c.config {
			t.Errorf("%s: everything %s, wildcard %s (%s), harmless %s, config %s", c.rule, e, wildcard, what, h, p)
		}
		if wildcard == text.Yes && what == "" {
			t.Errorf("%s: a wildcard of nothing", c.rule)
		}
	}
	for group, want := range map[string]text.Truth{"- apps": text.Yes, "*": text.Yes, "example.com": text.No, "?": text.Unknown} {
		if got := rbac.InGroups(rule(group+"|x|get"), rbac.BuiltinGroup); got != want {
			t.Errorf("%s is about Kubernetes: %s, want %s", group, got, want)
		}
	}
}
