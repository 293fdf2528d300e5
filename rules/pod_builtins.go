package rules

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// podBuiltins ask what a pod runs as, and what that gives it.
func podBuiltins() []Builtin {
	pod := law.Param{Name: "pod", Kind: law.ParamID}
	key := law.Param{Name: "key", Kind: law.ParamString}
	const account = "the pod's account or namespace is a symbol, or several accounts of the scan may be it"
	return []Builtin{
		{
			Name: "have_label", Params: []law.Param{pod, key}, Result: law.ResultText,
			Doc:     "The pod has a label of this key; gives its value.",
			Unknown: "there may be labels that are not written out",
			Ask:     askPod(func(c *Call, p *facts.Pod) Answer { return keyed(p.Labels, p.LabelsOpen, c.String(1)) }),
		},
		{
			Name: "have_annotation", Params: []law.Param{pod, key}, Result: law.ResultText,
			Doc:     "The pod has an annotation of this key; gives its value.",
			Unknown: "there may be annotations that are not written out",
			Ask: askPod(func(c *Call, p *facts.Pod) Answer {
				return keyed(p.Annotations, p.AnnotationsOpen, c.String(1))
			}),
		},
		{
			Name: "miss_azure_webhook", Params: []law.Param{pod}, Result: law.ResultString,
			Doc:        "The pod's account has an identity of Azure, and the pod lacks the label without which no token is put into it, and projects none itself; gives what is wrong.",
			Quantifier: "all accounts that may be the pod's", Unknown: account + "; or there may be more labels",
			Ask: askPod(func(c *Call, p *facts.Pod) Answer { return missesAzure(c.Graph(), p) }),
		},
		{
			Name: "name_no_account", Params: []law.Param{pod}, Result: law.ResultString,
			Doc:        "The pod's service account does not exist, in a scan that holds every one; gives a hint, or the empty string.",
			Quantifier: "all service accounts of the scan", Unknown: account,
			Ask: askPod(func(c *Call, p *facts.Pod) Answer { return noAccount(c.Graph(), p, true) }),
		},
		{
			Name: "name_account_elsewhere", Params: []law.Param{pod}, Result: law.ResultString,
			Doc:        "The pod's service account is not in the scan, which has one of that name in another namespace; gives that one.",
			Quantifier: "all service accounts of the scan", Unknown: account,
			Ask: askPod(func(c *Call, p *facts.Pod) Answer { return noAccount(c.Graph(), p, false) }),
		},
		{
			Name: "use_cloud_as_default", Params: []law.Param{pod}, Result: law.ResultString,
			Doc:        "The pod runs as the default service account, brings no credential, and has a container that uses a cloud; gives how that is known.",
			Quantifier: "some container", Unknown: account + "; or a variable may hold a credential",
			Ask: askPod(func(c *Call, p *facts.Pod) Answer { return cloudAsDefault(c.Graph(), p) }),
		},
		{
			Name: "mount_needless_token", Params: []law.Param{pod},
			Doc:        "A token for the API server is mounted into the pod, and nothing is granted to its account, in a scan that holds every binding.",
			Quantifier: "all bindings", Unknown: account + "; or a subject or the setting is a symbol",
			Ask: askPod(func(c *Call, p *facts.Pod) Answer { return needlessToken(c.Graph(), p) }),
		},
		{
			Name: "reach_node_role", Params: []law.Param{pod}, Result: law.ResultString,
			Doc:        "The pod is in the host network, is no agent of the node, and the role of the nodes allows what nodes do not need; gives the role and what it allows.",
			Quantifier: "all roles of nodes in the pod's Terraform configuration", Unknown: "the setting, or which policies are attached, is a symbol",
			Ask: askPod(func(c *Call, p *facts.Pod) Answer { return reachesNodeRole(c.Graph(), p) }),
		},
		{
			Name: "miss_token", Params: []law.Param{{Name: "variable", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Variable]()}}, Result: law.ResultString,
			Doc:     "The variable tells a cloud's library where the token of the pod is, and there is none, or one that the cloud does not take; gives what is there.",
			Unknown: "a path, a volume or an audience is a symbol, or a webhook may put the token there",
			Ask: func(c *Call) Answer {
				p, ok := c.Fact().(*facts.Pod)
				if !ok {
					return Say(text.No)
				}
				return missesToken(c.Graph(), p, ElementOf[facts.Variable](c, 0))
			},
		},
	}
}

func askPod(ask func(*Call, *facts.Pod) Answer) func(*Call) Answer {
	return func(c *Call) Answer {
		p, ok := c.Graph().Fact(c.ID(0)).(*facts.Pod)
		if !ok {
			return Say(text.No)
		}
		a := ask(c, p)
		slices.Sort(a.Symbols)
		a.Symbols = slices.Compact(a.Symbols)
		return a
	}
}

// keyed finds an entry by its key.
func keyed(entries []facts.Entry, open bool, key string) Answer {
	out := Say(text.No)
	if open {
		unknown := text.Of(&text.Symbol{Name: key, Fresh: true}, source.Span{})
		out = Answer{Truth: text.Unknown, Evidence: Evidence{Text: unknown}, Symbols: []string{"whether " + key + " is there"}}
	}
	for _, e := range entries {
		switch text.Equal(e.Key, text.Known(key, e.At)) {
		case text.Yes:
			return Answer{Truth: text.Yes, Evidence: Evidence{Text: e.Value.WithAt(e.At)}}
		case text.Unknown:
			out = Answer{Truth: text.Unknown, Evidence: Evidence{Text: e.Value.WithAt(e.At)}, Symbols: names(e.Key)}
		}
	}
	return out
}

// names lists the symbols of texts.
func names(texts ...facts.Text) []string {
	var out []string
	for _, t := range texts {
		for _, s := range t.Symbols() {
			out = append(out, s.Name)
		}
	}
	return out
}

// defaultAccount is the account that a pod runs as where it names none.
// https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
const defaultAccount = "default"

// accountName is the name of the account that a pod runs as.
func accountName(p *facts.Pod) facts.Text {
	if p.ServiceAccount.Absent() || p.ServiceAccount.Is("") {
		return text.Known(defaultAccount, p.At)
	}
	return p.ServiceAccount
}

// accountOf returns the service account of the scan that the pod certainly runs
// as, or nil; several of one name may be in several clusters.
func accountOf(g *link.Graph, p *facts.Pod) *facts.Workload {
	if len(p.Workload.Candidates) != 1 || !p.Workload.Candidates[0].Sure {
		return nil
	}
	w, _ := g.Fact(p.Workload.Candidates[0].ID).(*facts.Workload)
	return w
}

// claimOf returns the claim of a mechanism that stands where it counts.
func claimOf(w *facts.Workload, mechanism string) *facts.Claim {
	if w == nil {
		return nil
	}
	for i := range w.Claims {
		if w.Claims[i].Mechanism == mechanism && w.Claims[i].Place == "annotations" {
			return &w.Claims[i]
		}
	}
	return nil
}

// The label without which Azure's webhook leaves a pod alone, and the audience
// of the tokens that Entra takes.
// https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html#pod
const (
	azureLabel    = "azure.workload.identity/use"
	azureAudience = "api://AzureADTokenExchange"
)

// missesAzure: on AKS the webhook leaves the pods of kube-system alone whatever
// their labels, and an identity that only a SecretProviderClass uses needs none.
func missesAzure(g *link.Graph, p *facts.Pod) Answer {
	w := accountOf(g, p)
	claim := claimOf(w, "azure")
	if claim == nil || p.Namespace.Is("kube-system") || slices.ContainsFunc(p.Volumes, fromSecretsStore) {
		return Say(text.No)
	}
	for _, t := range p.Tokens {
		if _, other := t.Audience.CutPrefix(azureAudience); other || !t.Audience.IsKnown() {
			return Say(text.No)
		}
	}
	label := keyed(p.Labels, p.LabelsOpen, azureLabel)
	out := Answer{Truth: label.Truth.Not(), Symbols: label.Symbols, Evidence: Evidence{String: "has no label " + azureLabel}}
	if label.Truth == text.Yes {
		value := label.Evidence.Text
		out.Truth = text.Equal(value, text.Known("true", value.At)).Not()
		out.Evidence.String = fmt.Sprintf("has %s: %q in place of \"true\"", azureLabel, value)
		out.Symbols = names(value)
	}
	if p.VolumesOpen && out.Truth == text.Yes {
		return Answer{Truth: text.Unknown, Evidence: out.Evidence, Symbols: []string{"the volumes of " + p.Address}}
	}
	return out
}

func fromSecretsStore(v facts.Volume) bool {
	return v.From == "csi" && v.Object.String() == "secrets-store.csi.k8s.io"
}

// noAccount decides whether the pod's account does not exist. Controllers make
// accounts, too, so that only a scan that holds all proves it.
func noAccount(g *link.Graph, p *facts.Pod, closedWorld bool) Answer {
	name := accountName(p)
	if name.Is(defaultAccount) || closedWorld && !p.Workload.Complete || len(p.Workload.Candidates) > 0 {
		return Say(text.No)
	}
	if !name.IsKnown() {
		return Answer{Truth: text.And(text.TruthOf(closedWorld), text.Unknown), Symbols: names(name)}
	}
	for _, w := range g.Bundle.Workloads {
		if w.Object == "ServiceAccount" && w.Name.IsKnown() && text.Equal(w.Name, name) == text.Yes {
			return Answer{Truth: text.Yes, Evidence: Evidence{String: fmt.Sprintf("; there is one of that name in %s", w.Namespace)}}
		}
	}
	return Say(text.TruthOf(closedWorld))
}
