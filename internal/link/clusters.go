package link

import (
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// linkServers joins each workload to the cluster that it is applied to, where
// something says which that is: the address of the API server, the name of the
// cluster, or that there is no other. A manifest by itself says nothing.
func (g *Graph) linkServers() {
	if len(g.Bundle.Clusters) == 0 {
		return
	}
	endpoints, names := newIndex(), newIndex()
	for _, c := range g.Bundle.Clusters {
		if c.Form == "eks" {
			endpoints.add(c.Endpoint, c.Name, c)
			names.add(c.Name, c.Name, c)
		}
	}
	only := g.onlyCluster()
	for _, w := range g.Bundle.Workloads {
		found := g.made(w.Unit, onlyCertain(endpoints.findAll(w.Endpoint)))
		if len(found) == 0 {
			found = g.made(w.Unit, onlyCertain(names.findAll(w.ClusterName)))
		}
		if len(found) == 0 && only != nil && g.CompleteAt(facts.KindCluster, w.At) {
			found = []candidate{{fact: only, name: only.Name, truth: text.Yes}}
		}
		w.Cluster = g.linkFrom(&w.Base, facts.KindCluster, prefer(found))
	}
}

// made puts the cluster that a unit makes in the place of one that it looks up,
// and leaves out what other units say where the unit itself says something.
func (g *Graph) made(unit string, found []candidate) []candidate {
	var out, own []candidate
	for _, c := range found {
		if cluster, ok := c.fact.(*facts.Cluster); ok {
			cluster = g.maker(cluster)
			c.fact, c.name = cluster, cluster.Name
		}
		if slices.ContainsFunc(out, func(o candidate) bool { return o.fact == c.fact }) {
			continue
		}
		out = append(out, c)
		if c.fact.FactBase().Unit == unit {
			own = append(own, c)
		}
	}
	if len(own) > 0 {
		return own
	}
	return out
}

// maker is the fact about the same cluster that says how it is made, if the unit
// has one; else the first that looks it up.
func (g *Graph) maker(c *facts.Cluster) *facts.Cluster {
	if !c.Referred {
		return c
	}
	first := c
	for _, o := range g.Bundle.Clusters {
		if o.Form != c.Form || o.Unit != c.Unit || text.Equal(o.Name, c.Name) != text.Yes || text.Equal(o.Account, c.Account) != text.Yes {
			continue
		}
		if !o.Referred {
			return o
		}
		if first == c {
			first = o
		}
	}
	return first
}

// onlyCluster is the cluster of EKS that the scan speaks of, if it is one and
// there is no other of any kind. What a client or the users of an issuer are
// called is no cluster.
func (g *Graph) onlyCluster() *facts.Cluster {
	var only *facts.Cluster
	for _, c := range g.Bundle.Clusters {
		if c.Form == "client" || c.Form == "oidc" || c.Form == "node-template" {
			continue
		}
		if c.Form != "eks" {
			return nil
		}
		if c = g.maker(c); only != nil && c != only {
			return nil
		}
		only = c
	}
	return only
}

// ClusterOf returns the cluster that a workload certainly runs in; nil where that
// is not known.
func (g *Graph) ClusterOf(w *facts.Workload) *facts.Cluster {
	if len(w.Cluster.Candidates) != 1 || !w.Cluster.Candidates[0].Sure {
		return nil
	}
	c, _ := g.byID[w.Cluster.Candidates[0].ID].(*facts.Cluster)
	return c
}

// ClustersOf lists the clusters whose tokens certainly come along a way.
func (g *Graph) ClustersOf(t *facts.Trust, w *facts.Way) []*facts.Cluster {
	var out []*facts.Cluster
	issuer := g.Policy(t).Issuer(w.ID)
	for _, c := range g.Bundle.Clusters {
		if c.Form != "eks" {
			continue
		}
		same := text.Equal(c.IssuerHost, issuer) == text.Yes || text.Equal(Host(c.Issuer), issuer) == text.Yes
		if same && !issuer.Absent() && !c.Maybe {
			out = append(out, g.maker(c))
		}
	}
	return out
}

// AreTwo decides whether two facts are about two clusters: those that one
// configuration makes are, and so are those of different names or accounts.
func AreTwo(a, b *facts.Cluster) text.Truth {
	if a == b {
		return text.No
	}
	made := a.Unit == b.Unit && a.Address != b.Address && !a.Referred && !b.Referred
	return text.Or(text.TruthOf(made), differ(a.Name, b.Name), differ(a.Account, b.Account))
}

// differ is unknown unless it is proved that texts that are there differ.
func differ(a, b facts.Text) text.Truth {
	if a.Absent() || b.Absent() {
		return text.Unknown
	}
	return text.Equal(a, b).Not()
}
