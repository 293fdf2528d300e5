package rbac_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/text"
)

// TestNothing asks about the first of the rules.
func TestNothing(t *testing.T) {
	for _, c := range []struct{ rules, want string }{
		{"extensions|deployments|get", "deployments is in apps, not in extensions"},
		{"extensions apps|deployments|get", ""},
		{"extensions|deployments|get; apps|deployments|get", ""},
		{"extensions|deployments|get; *|*|get", ""},
		{"extensions|ingresses|get", "ingresses is in networking.k8s.io, not in extensions"},
		{"-|leases|get", "leases is in coordination.k8s.io, not in the core group"},
		{"apps|deployments pods|get", "pods is in the core group, not in apps"},
		{"apps/v1|deployments|get", "deployments is in apps, not in apps/v1"},
		{"v1|pods|get", "pods is in the core group, not in v1"},
		{"-|pod|get", "the core group has no resource pod (pods is meant)"},
		{"networking.k8s.io|networkpolicy|get", "networking.k8s.io has no resource networkpolicy (networkpolicies is meant)"},
		{"-|exec|create", "exec is no resource, but below one (pods/exec)"},
		{"-|routes|get", ""}, {"shop.example|deployments|get", ""}, {"*|pod|get", ""}, {"- shop.example|leases|get", ""},
		{"policy|podsecuritypolicies|use", ""}, {"-|users groups|impersonate", ""}, {"-|nodes/metrics nodes/stats|get", ""},
		{"apps|deployments/finalizers|update", ""}, {"-|*/exec|create", ""}, {"-|events|get", ""},
		{"-|pods|lists", "there is no verb lists (list is meant)"},
		{"-|pods|Get", "there is no verb Get (get is meant)"},
		{"-|pods|list lists", ""}, {"shop.example|carts|lists", ""}, {"-|pods|evict", ""},
		{"-|secrets|create|one", "create cannot be limited to names, since a request to create has none"},
		{"-|secrets|create|one; -|secrets|create", ""}, {"-|secrets|create get|one", ""}, {"-|pods/exec|create|one", ""},
		{"?|deployments|get", "?deployments is in apps, not in ${x}"}, {"-|?|get", ""}, {"extensions ...|deployments|get", "?deployments is in apps, not in extensions"},
		{"extensions|deployments|get; ?|deployments|get", "?deployments is in apps, not in extensions"},
	} {
		gr := &facts.Grant{Rules: rulesOf(c.rules)}
		reason, truth := rbac.Nothing(gr, &gr.Rules[0])
		want, unsure := strings.CutPrefix(c.want, "?")
		wantTruth := map[bool]text.Truth{true: text.Unknown, false: text.TruthOf(want != "")}[unsure]
		if truth != wantTruth || truth != text.No && reason != want {
			t.Errorf("%s: %s %q, want %s %q", c.rules, truth, reason, wantTruth, want)
		}
	}
}
