package link_test

import (
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
)

func cluster(id string, name, endpoint facts.Text) *facts.Cluster {
	return &facts.Cluster{Base: base("cluster:" + id), Form: "eks", Name: name, Endpoint: endpoint, Account: known("111122223333")}
}

// lookedUp is a cluster that a data source names.
func lookedUp(id string, name, endpoint facts.Text) *facts.Cluster {
	c := cluster(id, name, endpoint)
	c.Referred = true
	return c
}

func TestWorkloadToCluster(t *testing.T) {
	a, b := hole("", "aws_eks_cluster.a.endpoint", ""), hole("", "aws_eks_cluster.b.endpoint", "")
	seen := hole("", "data.aws_eks_cluster.a.endpoint", "")
	other := hole("", "var.host", "")
	elsewhere := cluster("c", known("a"), facts.Text{})
	elsewhere.Unit = "another root"
	none := facts.Text{}
	for _, c := range []struct {
		name             string
		clusters         []*facts.Cluster
		endpoint, byName facts.Text
		complete         bool
		want             string
	}{
		{"address", []*facts.Cluster{cluster("a", known("a"), a), cluster("b", known("b"), b)}, b, none, false, "cluster:b"},
		{"address before name", []*facts.Cluster{cluster("a", known("a"), a), cluster("b", known("b"), b)}, b, known("a"), false, "cluster:b"},
		{"name", []*facts.Cluster{cluster("a", known("a"), a), cluster("b", known("b"), b)}, other, known("a"), false, "cluster:a"},
		{"neither", []*facts.Cluster{cluster("a", known("a"), a)}, other, none, false, ""},
		{"a manifest", []*facts.Cluster{cluster("a", known("a"), a)}, none, none, false, ""},
		{"the only one there is", []*facts.Cluster{cluster("a", known("a"), a)}, none, none, true, "cluster:a"},
		{"one of two", []*facts.Cluster{cluster("a", known("a"), a), cluster("b", known("b"), b)}, none, none, true, ""},
		{"one, looked up too", []*facts.Cluster{cluster("a", known("a"), a), lookedUp("data.a", known("a"), seen)}, none, none, true, "cluster:a"},
		{"another of another kind", []*facts.Cluster{cluster("a", known("a"), a), {Base: base("cluster:k"), Form: "kubelet"}}, none, none, true, ""},
		{"a client", []*facts.Cluster{cluster("a", known("a"), a), {Base: base("cluster:k"), Form: "client"}}, none, none, true, "cluster:a"},
		{"looked up and made", []*facts.Cluster{cluster("a", known("a"), a), lookedUp("data.a", known("a"), seen)}, seen, none, false, "cluster:a"},
		{"looked up", []*facts.Cluster{lookedUp("data.a", known("a"), seen), cluster("b", known("b"), b)}, seen, none, false, "cluster:data.a"},
		{"two of one name", []*facts.Cluster{cluster("a", known("a"), a), cluster("b", known("a"), b)}, none, known("a"), false, "cluster:a? cluster:b?"},
		{"of the own root", []*facts.Cluster{cluster("a", known("a"), a), elsewhere}, none, known("a"), false, "cluster:a"},
		{"of another root", []*facts.Cluster{elsewhere}, none, known("a"), false, "cluster:c"},
	} {
		w := account("ns", "sa", known("arn:aws:iam::111122223333:role/app"))
		w.Endpoint, w.ClusterName = c.endpoint, c.byName
		g := link.Link(&facts.Bundle{Clusters: c.clusters, Workloads: []*facts.Workload{w}}, link.Options{
			Complete: func(facts.Kind, string) bool { return c.complete },
		})
		if got := show(w.Cluster); got != c.want {
			t.Errorf("%s: the workload runs in %q, want %q", c.name, got, c.want)
		}
		if sure := len(w.Cluster.Candidates) == 1; (g.ClusterOf(w) != nil) != sure {
			t.Errorf("%s: ClusterOf gives %v", c.name, g.ClusterOf(w))
		}
	}
}

func TestAreTwo(t *testing.T) {
	a, b := cluster("a", known("a"), facts.Text{}), cluster("b", hole("", "var.name", ""), facts.Text{})
	far := lookedUp("far", known("a"), facts.Text{})
	far.Account = known("222233334444")
	for _, c := range []struct {
		name string
		x, y *facts.Cluster
		want string
	}{
		{"itself", a, a, "no"},
		{"both made by one root", a, b, "yes"},
		{"names that may be the same", lookedUp("data.x", hole("", "var.other", ""), facts.Text{}), b, "unknown"},
		{"the same name", lookedUp("data.a", known("a"), facts.Text{}), a, "no"},
		{"other names", lookedUp("data.c", known("c"), facts.Text{}), a, "yes"},
		{"other accounts", far, a, "yes"},
	} {
		if got := link.AreTwo(c.x, c.y).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
