package rules

import (
	"fmt"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// clusterBuiltins ask how a cluster or its API server is configured.
func clusterBuiltins() []Builtin {
	cluster := law.Param{Name: "cluster", Kind: law.ParamID}
	return []Builtin{
		{
			Name: "lack_setting", Params: []law.Param{cluster, {Name: "name", Kind: law.ParamString}},
			Doc:     "No setting of this name is written.",
			Unknown: "the name of a setting is a symbol, or there may be more settings",
			Ask:     func(c *Call) Answer { return lackSetting(c) },
		},
		{
			Name: "have_mapping", Params: []law.Param{cluster, {Name: "form", Kind: law.ParamString}}, Result: law.ResultChain,
			Doc:        "A mapping of this form (aws-auth, access-entry) is made for the cluster; gives the cluster and the first of them.",
			Quantifier: "some mapping of the scan",
			Unknown:    "the name of a cluster holds a symbol, the mapping may not exist, or the unit of aws-auth has other clusters or none",
			Ask:        func(c *Call) Answer { return haveMapping(c) },
		},
	}
}

func lackSetting(c *Call) Answer {
	cl, ok := c.Graph().Fact(c.ID(0)).(*facts.Cluster)
	if !ok {
		return Say(text.No)
	}
	out := text.No
	for _, s := range cl.Settings {
		out = text.Or(out, text.Equal(s.Key, text.Known(c.String(1), s.At)))
	}
	if cl.SettingsOpen {
		out = text.Or(out, text.Unknown)
	}
	return Answer{Truth: out.Not(), Symbols: []string{"whether " + cl.Address + " sets " + c.String(1)}}
}

func haveMapping(c *Call) Answer {
	g := c.Graph()
	cl, ok := g.Fact(c.ID(0)).(*facts.Cluster)
	if !ok {
		return Say(text.No)
	}
	out := Say(text.No)
	for _, m := range g.Bundle.Mappings {
		if m.Form != c.String(1) {
			continue
		}
		truth := mappedIn(g.Bundle, m, cl)
		if m.Maybe {
			truth = text.And(truth, text.Unknown)
		}
		if truth == text.No || out.Truth == text.Unknown && truth == text.Unknown {
			continue
		}
		out = Answer{Truth: truth, Symbols: []string{"whether " + m.Address + " is of " + cl.Address}, Evidence: Evidence{Chain: []finding.Note{
			{At: cl.At, Message: fmt.Sprintf("the cluster %s", cl.Name)},
			{At: m.At, Message: fmt.Sprintf("maps %s", m.Principal)},
		}}}
		if truth == text.Yes {
			return out
		}
	}
	return out
}

// mappedIn decides whether a mapping is made for a cluster. A ConfigMap does not
// say which cluster it is applied to: it is that of its unit, if there is one.
func mappedIn(b *facts.Bundle, m *facts.Mapping, cl *facts.Cluster) text.Truth {
	if !m.Cluster.Absent() {
		return text.Equal(m.Cluster, cl.Name)
	}
	others := 0
	for _, other := range b.Clusters {
		if other.Referred && text.Equal(other.Name, cl.Name) == text.Yes {
			continue // the same, looked up
		}
		if other.Form == cl.Form && other.ID != cl.ID && other.Unit == m.Unit {
			others++
		}
	}
	if others == 0 && m.Unit == cl.Unit {
		return text.Yes
	}
	return text.Unknown
}
