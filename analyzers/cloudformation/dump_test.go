package cloudformation_test

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
)

// dump prints facts, with the places that matter, for golden files.
func dump(b *facts.Bundle) string {
	var w strings.Builder
	for _, f := range b.Identities {
		fmt.Fprintf(&w, "identity %s %s @%s name=%s arn=%s path=%s account=%s boundary=%s session=%d maybe=%v %v\n",
			f.Address, f.Type, f.At, f.Name, f.ARN, f.Path, f.Account, f.Boundary, f.MaxSession.Value, f.Maybe, f.DependsOn)
		for _, a := range f.Attached {
			fmt.Fprintf(&w, "  %s %s @%s\n", a.Form, a.Policy, a.At)
		}
		fmt.Fprintf(&w, "  statements %v, of the boundary %v\n", f.Statements, f.BoundaryStatements)
	}
	for _, f := range b.Trusts {
		fmt.Fprintf(&w, "trust %s %s %s open=%v @%s identity=%d\n", f.ID, f.Name, f.Reading, f.Open, f.At, f.Identity.Count)
		for _, way := range f.Ways {
			fmt.Fprintf(&w, "  way %s %s %s maybe=%v @%s\n", way.Mechanism, way.PrincipalType, way.Principal, way.Maybe, way.At)
		}
	}
	for _, s := range b.Statements {
		fmt.Fprintf(&w, "statement %s %s owner=%s (%s) %s maybe=%v actions=%s resources=%s @%s\n",
			s.ID, s.Position, s.Owner, s.OwnerName, s.Effect, s.Maybe, list(s.Actions), list(s.Resources), s.At.FirstLine())
		for _, c := range s.Conditions {
			fmt.Fprintf(&w, "  %s %s in {%s} @%s\n", c.Operator, c.Key, list(c.Values), c.At)
		}
	}
	dumpOthers(&w, b)
	return w.String()
}

func dumpOthers(w *strings.Builder, b *facts.Bundle) {
	for _, f := range b.Issuers {
		fmt.Fprintf(w, "issuer %s %s url=%s arn=%s audiences=%s thumbprints=%v\n", f.Address, f.Type, f.URL, f.ARN, list(f.Audiences), f.Thumbprints.Present)
	}
	for _, f := range b.Clusters {
		fmt.Fprintf(w, "cluster %s %s issuer=%s mode=%s\n", f.Address, f.Name, f.Issuer, f.AuthenticationMode)
		for _, s := range f.Settings {
			fmt.Fprintf(w, "  %s=%s @%s\n", s.Key, s.Value, s.At)
		}
	}
	for _, f := range b.Mappings {
		fmt.Fprintf(w, "mapping %s %s %s %s groups=%s cluster=%s\n", f.Address, f.Form, f.Type, f.Principal, list(f.Groups), f.Cluster)
		for _, p := range f.Policies {
			fmt.Fprintf(w, "  %s %s %s @%s\n", p.Policy, p.Scope, list(p.Namespaces), p.At)
		}
	}
	for _, f := range b.Associations {
		fmt.Fprintf(w, "association %s %s %s/%s %s\n", f.Address, f.Cluster, f.Namespace, f.ServiceAccount, f.Role)
	}
	for _, f := range b.Credentials {
		fmt.Fprintf(w, "credential %s %s %s %s %s @%s pair %s\n", f.Address, f.Provider, f.Type, f.Place, f.Slot, f.At, f.Pair)
	}
	for _, f := range b.Inputs {
		fmt.Fprintf(w, "problem %s %s %s @%s\n", f.Code, f.Class, f.Message, f.At)
	}
}

func list(l facts.List) string {
	var s []string
	for _, x := range l.Items {
		s = append(s, x.String()+"@"+x.At.String())
	}
	if !l.Closed {
		s = append(s, "...")
	}
	return strings.Join(s, ", ")
}
