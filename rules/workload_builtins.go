package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// workloadBuiltins ask whether a service account's identity reaches the pods
// that are meant to have it, and only those.
func workloadBuiltins() []Builtin {
	claim := []law.Param{{Name: "claim", Kind: law.ParamID}}
	workload := []law.Param{{Name: "workload", Kind: law.ParamID}}
	return []Builtin{
		{
			Name: "be_expected_elsewhere", Params: claim, Result: law.ResultString,
			Doc:        "The workload has no namespace, and the role that it names refuses it in the namespace default and may let it in from another; gives what the role wants.",
			Quantifier: "all candidates for the role", Unknown: "the role's trust policy or the workload's name holds a symbol",
			Ask: expectedElsewhere,
		},
		{
			Name: "be_bypassed", Params: workload, Result: law.ResultString,
			Doc:        "No pod of the scan runs as the account, and a pod of the same application and namespace runs as the default account; gives that pod.",
			Quantifier: "all pods of the scan", Unknown: "a pod's account, namespace or label is a symbol",
			Ask: askWorkload(bypassed),
		},
		{
			Name: "be_shared", Params: workload, Result: law.ResultString,
			Doc:        "Pods of applications that have nothing in common run as the account; gives two of them.",
			Quantifier: "some two pods that certainly run as the account", Unknown: "never: what is not known is left out",
			Ask: askWorkload(shared),
		},
	}
}

func askWorkload(ask func(*link.Graph, *facts.Workload) Answer) func(*Call) Answer {
	return func(c *Call) Answer {
		w, ok := c.Graph().Fact(c.ID(0)).(*facts.Workload)
		if !ok {
			return Say(text.No)
		}
		return ask(c.Graph(), w)
	}
}

// expectedElsewhere: an object without a namespace goes to the one of whoever
// applies it, which is default unless they say otherwise.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
func expectedElsewhere(c *Call) Answer {
	g := c.Graph()
	claim, ok := g.Claim(c.ID(0))
	if !ok || !claim.Workload.Namespace.Absent() || len(claim.Claim.Identity.Candidates) != claim.Claim.Identity.Count || claim.Claim.Identity.Count == 0 {
		return Say(text.No)
	}
	refused := func(w *facts.Workload) Answer {
		return refusedByAll(g, claim.Claim.Identity, claim.Claim.Value, []iam.Token{link.TokenOf(w, claim.Claim.Audience)})
	}
	if refused(claim.Workload).Truth == text.Yes {
		return Say(text.No) // whatever the namespace: another rule's matter
	}
	there := *claim.Workload
	there.Namespace = text.Known("default", there.At)
	return refused(&there)
}

// appLabels say which application a pod belongs to.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
var appLabels = []string{"app.kubernetes.io/part-of", "app.kubernetes.io/instance", "app.kubernetes.io/name", "app", "k8s-app"}

// bypassed looks for a pod that was surely meant to run as the account: one
// that is called as the account is, beside it.
func bypassed(g *link.Graph, w *facts.Workload) Answer {
	if w.Object != "ServiceAccount" || w.Name.Is(defaultAccount) || w.Pods.Count > 0 || !w.Name.IsKnown() {
		return Say(text.No)
	}
	out := Say(text.No)
	for _, p := range g.Bundle.Pods {
		if text.Equal(accountName(p), w.Name) != text.No {
			return Say(text.No) // it may run as the account
		}
		beside := text.Equal(p.Namespace, w.Namespace) == text.Yes || p.Namespace.Absent() && w.Namespace.Absent() && p.Unit == w.Unit
		if beside && accountName(p).Is(defaultAccount) && calledLike(p, w.Name.String()) {
			out = Answer{Truth: text.Yes, Evidence: Evidence{String: fmt.Sprintf("%s %s", p.Object, p.Name)}}
		}
	}
	return out
}

// calledLike reports whether a pod, or the application that it says to be of,
// has a name.
func calledLike(p *facts.Pod, name string) bool {
	return p.Name.Is(name) || slices.ContainsFunc(p.Labels, func(l facts.Entry) bool {
		return slices.Contains(appLabels, l.Key.String()) && l.Value.Is(name)
	})
}

// shared looks for two pods with labels of applications, none of which they
// have in common.
func shared(g *link.Graph, w *facts.Workload) Answer {
	if w.Object != "ServiceAccount" || len(w.Claims) == 0 {
		return Say(text.No)
	}
	var pods []*facts.Pod
	for _, n := range w.Pods.Candidates {
		if p, ok := g.Fact(n.ID).(*facts.Pod); ok && n.Sure && !p.LabelsOpen {
			pods = append(pods, p)
		}
	}
	for i, a := range pods {
		for _, b := range pods[i+1:] {
			if unrelated(a, b) {
				return Answer{Truth: text.Yes, Evidence: Evidence{String: fmt.Sprintf("%s %s and %s %s", a.Object, a.Name, b.Object, b.Name)}}
			}
		}
	}
	return Say(text.No)
}

// unrelated reports whether two pods say of which application they are and have
// no word in common: shop-web and shop-worker are both of the shop.
func unrelated(a, b *facts.Pod) bool {
	one, other := appWords(a), appWords(b)
	if len(one) == 0 || len(other) == 0 {
		return false
	}
	return !slices.ContainsFunc(one, func(w string) bool { return slices.Contains(other, w) })
}

// appWords are the words of a pod's name and of its applications' names; none if
// it does not say which those are, or not all that it says is known.
func appWords(p *facts.Pod) []string {
	words := strings.Split(p.Name.String(), "-")
	labelled := false
	for _, l := range p.Labels {
		if slices.Contains(appLabels, l.Key.String()) {
			if !l.Value.IsKnown() {
				return nil
			}
			labelled = true
			words = append(words, strings.Split(l.Value.String(), "-")...)
		}
	}
	if !labelled || !p.Name.IsKnown() {
		return nil
	}
	return words
}
