package cli

import "github.com/subaud/subaud/internal/config"

// policyAccount is an account as policies see it.
type policyAccount struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// policyIssuer is an issuer as policies see it.
type policyIssuer struct {
	Host  string `json:"host"`
	Class string `json:"class"`
	Name  string `json:"name"`
}

// policyBreakGlass is who is meant to be an administrator.
type policyBreakGlass struct {
	Principals []string `json:"principals"`
	Groups     []string `json:"groups"`
}

// policyData is what policies see as data.config, beside the parameters of
// their own: docs/configuration.md describes it. Lists are never absent, so
// that a policy need not ask.
func policyData(c *config.Config) map[string]any {
	accounts := func(in []config.Value[config.Account]) []policyAccount {
		out := []policyAccount{}
		for _, a := range in {
			out = append(out, policyAccount{ID: a.Value.ID, Name: a.Value.Name})
		}
		return out
	}
	issuers := []policyIssuer{}
	for _, i := range c.Issuers {
		issuers = append(issuers, policyIssuer{Host: i.Value.Host, Class: i.Value.Class, Name: i.Value.Name})
	}
	return map[string]any{
		"accounts": accounts(c.Accounts), "vendors": accounts(c.Vendors), "issuers": issuers,
		"break_glass": policyBreakGlass{Principals: config.Strings(c.Principals), Groups: config.Strings(c.Groups)},
	}
}
