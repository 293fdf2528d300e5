package link_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

var place = source.NewFile("f", []byte("x")).Whole()

func known(s string) facts.Text { return text.Known(s, place) }

// hole returns before + ${name} + after in one scope.
func hole(before, name, after string) facts.Text {
	tab := text.NewTable("scope")
	return text.Join(place, text.Part{Lit: before}, text.Part{Sym: tab.Symbol(name)}, text.Part{Lit: after})
}

func base(id string) facts.Base {
	return facts.Base{ID: facts.ID(id), Address: strings.SplitN(id, ":", 2)[1], Unit: "u", At: place}
}

func role(id string, arn facts.Text) *facts.Identity {
	return &facts.Identity{Base: base("identity:" + id), Type: "role", Cloud: "aws", Name: known(id), ARN: arn}
}

func account(ns, name string, role facts.Text) *facts.Workload {
	return &facts.Workload{
		Base: base("workload:" + ns + "/" + name), Object: "ServiceAccount", Namespace: known(ns), Name: known(name),
		Claims: []facts.Claim{{ID: facts.ID("claim:" + name), Mechanism: "irsa", Place: "annotations", Value: role}},
	}
}

// show prints a link as its candidates' ids, each with a question mark where
// it is not sure.
func show(l facts.Link) string {
	var out []string
	for _, c := range l.Candidates {
		mark := "?"
		if c.Sure {
			mark = ""
		}
		out = append(out, string(c.ID)+mark)
	}
	return strings.Join(out, " ")
}

func TestClaimToRole(t *testing.T) {
	arn := "arn:aws:iam::111122223333:role/"
	unknown := hole("arn:aws:iam::", "data.aws_caller_identity.current.account_id", ":role/app")
	unknownAccount := hole("arn:aws:iam::", "data.aws_caller_identity.current.account_id", ":")
	for _, c := range []struct {
		name  string
		roles []*facts.Identity
		claim facts.Text
		want  string
	}{
		{"exact", []*facts.Identity{role("app", known(arn+"app")), role("web", known(arn+"web"))}, known(arn + "app"), "identity:app"},
		{"none", []*facts.Identity{role("web", known(arn+"web"))}, known(arn + "app"), ""},
		{"unknown account", []*facts.Identity{role("app", unknown), role("web", hole("arn:aws:iam::", "data.aws_caller_identity.current.account_id", ":role/web"))}, known(arn + "app"), "identity:app?"},
		{"same symbol", []*facts.Identity{role("app", unknown)}, unknown, "identity:app"},
		{"an instance profile", []*facts.Identity{role("p", text.Concat(hole("arn:aws:iam::", "account", ":instance-profile/"), hole("", "name", "")))}, known(arn + "app"), ""},
		{"certain beats possible", []*facts.Identity{role("a", known(arn+"app")), role("b", unknown)}, known(arn + "app"), "identity:a"},
		{"two of one name", []*facts.Identity{role("a", known(arn+"app")), role("b", known(arn+"app"))}, known(arn + "app"), "identity:a? identity:b?"},
		{"another name, whatever the rest is", []*facts.Identity{role("made", text.Concat(unknownAccount, hole("role/eksctl-", "made up", "")))}, known(arn + "app"), ""},
		{"a name that may be it", []*facts.Identity{role("made", text.Concat(unknownAccount, hole("role/a", "made up", "")))}, known(arn + "app"), "identity:made?"},
		{"wholly unknown", []*facts.Identity{role("a", known(arn+"app")), role("b", unknown)}, hole("", "var.role", ""), "identity:a? identity:b?"},
	} {
		b := &facts.Bundle{Identities: c.roles, Workloads: []*facts.Workload{account("ns", "sa", c.claim)}}
		link.Link(b, link.Options{})
		if got := show(b.Workloads[0].Claims[0].Identity); got != c.want {
			t.Errorf("%s: claim links to %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMaybeIsNotSure(t *testing.T) {
	r := role("app", known("arn:aws:iam::111122223333:role/app"))
	r.Maybe = true
	b := &facts.Bundle{Identities: []*facts.Identity{r}, Workloads: []*facts.Workload{account("ns", "sa", r.ARN)}}
	link.Link(b, link.Options{})
	if got := show(b.Workloads[0].Claims[0].Identity); got != "identity:app?" {
		t.Errorf("a role that may not exist is linked as %q", got)
	}
}

// TestDependsOn checks that what exists under the same conditions is linked for
// certain, and what needs one more is not.
func TestDependsOn(t *testing.T) {
	for _, c := range []struct {
		name          string
		binding, role []string
		want          string
	}{
		{"the same", []string{"a"}, []string{"a"}, "grant:r"},
		{"fewer", []string{"a", "b"}, []string{"a"}, "grant:r"},
		{"more", []string{"a"}, []string{"a", "b"}, "grant:r?"},
		{"others", []string{"b"}, []string{"a"}, "grant:r?"},
		{"not named", []string{"a"}, nil, "grant:r?"},
		{"neither named", nil, nil, "grant:r?"},
	} {
		grant := &facts.Grant{Base: base("grant:r"), Object: "ClusterRole", Name: known("r")}
		grant.Maybe, grant.DependsOn = true, c.role
		binding := &facts.Binding{Base: base("binding:b"), Object: "ClusterRoleBinding", RoleKind: known("ClusterRole"), RoleName: known("r")}
		binding.Maybe, binding.DependsOn = true, c.binding
		link.Link(&facts.Bundle{Grants: []*facts.Grant{grant}, Bindings: []*facts.Binding{binding}}, link.Options{})
		if got := show(binding.Role); got != c.want {
			t.Errorf("%s: the binding links to %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWayToProvider(t *testing.T) {
	host := "oidc.eks.eu-west-1.amazonaws.com/id/A"
	provider := func(id string, arn facts.Text) *facts.Issuer {
		return &facts.Issuer{Base: base("issuer:" + id), Type: "oidc", URL: known("https://" + host), ARN: arn}
	}
	federated := func(arn facts.Text) *facts.Trust {
		return &facts.Trust{Base: base("trust:t"), Ways: []facts.Way{{ID: "way:t", PrincipalType: "Federated", Principal: arn}}}
	}
	full := known("arn:aws:iam::111122223333:oidc-provider/" + host)
	for _, c := range []struct {
		name              string
		provider, trusted facts.Text
		want              string
	}{
		{"exact", full, full, "issuer:p"},
		{"other host", full, known("arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"), ""},
		{"other account", full, known("arn:aws:iam::444455556666:oidc-provider/" + host), ""},
		{"unknown account", hole("arn:aws:iam::", "a", ":oidc-provider/"+host), full, "issuer:p?"},
		{"unknown all", full, hole("", "var.provider_arn", ""), ""},
		{"no ARN", facts.Text{}, full, "issuer:p?"},
	} {
		b := &facts.Bundle{Issuers: []*facts.Issuer{provider("p", c.provider)}, Trusts: []*facts.Trust{federated(c.trusted)}}
		link.Link(b, link.Options{})
		if got := show(b.Trusts[0].Ways[0].Issuer); got != c.want {
			t.Errorf("%s: way links to %q, want %q", c.name, got, c.want)
		}
	}
}

// TestProvidersThatCannotBeCompared: a host that is not known may be that of a
// provider of the same unit, unless both are known to be of different kinds.
func TestProvidersThatCannotBeCompared(t *testing.T) {
	const arn = "arn:aws:iam::111122223333:oidc-provider/"
	github := known("https://token.actions.githubusercontent.com")
	cluster := hole("https://", "Cluster.OpenIdConnectIssuerUrl", "")
	for _, c := range []struct {
		name, unit, want string
		provider         facts.Text
		trusted          facts.Text
	}{
		{"of the unit", "u", "issuer:p?", github, hole(arn, "Host", "")},
		{"of another", "v", "", github, hole(arn, "Host", "")},
		{"of another kind", "u", "", cluster, known(arn + "token.actions.githubusercontent.com")},
		{"of the same kind", "u", "issuer:p?", cluster, known(arn + "oidc.eks.eu-west-1.amazonaws.com/id/ABC")},
		{"of the same host", "v", "issuer:p?", github, hole("arn:aws:iam::", "account", ":oidc-provider/token.actions.githubusercontent.com")},
	} {
		p := &facts.Issuer{Base: base("issuer:p"), Type: "oidc", Cloud: "aws", URL: c.provider}
		p.Unit = c.unit
		trust := &facts.Trust{Base: base("trust:t"), Cloud: "aws", Ways: []facts.Way{{ID: "w", PrincipalType: "Federated", Principal: c.trusted}}}
		link.Link(&facts.Bundle{Issuers: []*facts.Issuer{p}, Trusts: []*facts.Trust{trust}}, link.Options{})
		if got := show(trust.Ways[0].Issuer); got != c.want {
			t.Errorf("%s: the candidates are %q, want %q", c.name, got, c.want)
		}
	}
}

func TestBindings(t *testing.T) {
	grant := func(object, ns, name string) *facts.Grant {
		g := &facts.Grant{Base: base("grant:" + object + "/" + name), Object: object, Name: known(name)}
		if ns != "" {
			g.Namespace = known(ns)
		}
		return g
	}
	binding := func(ns, kind, name string, subjects ...facts.Subject) *facts.Binding {
		return &facts.Binding{
			Base: base("binding:b"), Object: "RoleBinding", Namespace: known(ns), Name: known("b"),
			RoleKind: known(kind), RoleName: known(name), Subjects: subjects,
		}
	}
	b := &facts.Bundle{
		Grants: []*facts.Grant{grant("Role", "app", "reader"), grant("ClusterRole", "", "reader"), grant("Role", "", "loose")},
		Bindings: []*facts.Binding{
			binding("app", "Role", "reader", facts.Subject{Kind: known("Group"), Name: known("devs")}),
			binding("other", "Role", "reader"),
			binding("other", "ClusterRole", "reader"),
			binding("app", "Role", "loose", facts.Subject{Kind: known("User"), Name: known("eks-user")}),
		},
		Mappings: []*facts.Mapping{
			{Base: base("mapping:m"), Username: known("eks-user"), Groups: facts.List{Items: []facts.Text{known("ops")}, Closed: true}},
			{Base: base("mapping:n"), Groups: facts.List{Items: []facts.Text{known("devs")}, Closed: true}},
		},
	}
	for i, x := range b.Bindings {
		x.ID = facts.ID(fmt.Sprintf("binding:%d", i))
	}
	g := link.Link(b, link.Options{})
	want := []string{"grant:Role/reader", "", "grant:ClusterRole/reader", "grant:Role/loose?"}
	for i, w := range want {
		if got := show(b.Bindings[i].Role); got != w {
			t.Errorf("binding %d grants %q, want %q", i, got, w)
		}
	}
	if got := show(b.Grants[0].Bindings); got != "binding:0" {
		t.Errorf("the role is granted by %q", got)
	}
	if got := show(b.Mappings[0].Bindings); got != "binding:3" {
		t.Errorf("the user is bound by %q", got)
	}
	if got := show(b.Mappings[1].Bindings); got != "binding:0" {
		t.Errorf("the group is bound by %q", got)
	}
	if truth, _ := g.Bound("Group", known("ops")); truth != text.No {
		t.Errorf("a group that nothing binds: %s", truth)
	}
	if truth, _ := g.Bound("Group", hole("", "var.group", "")); truth != text.Unknown {
		t.Errorf("an unknown group: %s", truth)
	}
}

// TestCompleteByScope checks that a world is closed for the references of some
// files only.
func TestCompleteByScope(t *testing.T) {
	inside, outside := source.NewFile("infra/sa.yaml", []byte("x")), source.NewFile("apps/sa.yaml", []byte("x"))
	b := &facts.Bundle{}
	for _, f := range []*source.File{inside, outside} {
		w := account("ns", f.Path, known("arn:aws:iam::111122223333:role/app"))
		w.At = f.Whole()
		b.Add(w)
	}
	g := link.Link(b, link.Options{Complete: func(k facts.Kind, path string) bool {
		return k == facts.KindIdentity && strings.HasPrefix(path, "infra/")
	}})
	for _, w := range b.Workloads {
		want := w.At.File == inside
		if got := w.Claims[0].Identity.Complete; got != want {
			t.Errorf("%s: the link is complete: %t, want %t", w.At, got, want)
		}
		if got := g.CompleteAt(facts.KindIdentity, w.At); got != want {
			t.Errorf("%s: CompleteAt gives %t, want %t", w.At, got, want)
		}
	}
	if g.Complete(facts.KindIdentity) || g.CompleteAt(facts.KindPod, inside.Whole()) {
		t.Error("complete for a scope is taken for complete, or for another kind")
	}
}
