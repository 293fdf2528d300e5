package terraform_test

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
)

// dump prints facts, with the places that matter, for golden files.
func dump(b *facts.Bundle) string {
	var w strings.Builder
	for _, f := range b.Identities {
		fmt.Fprintf(&w, "identity %s maybe=%v @%s arn=%s name=%s attached=%d inst=%v calls=%v\n", f.Address, f.Maybe, f.At, f.ARN, f.Name, len(f.Attached), f.Instances, f.Calls)
		if f.Cloud != "aws" || f.Type != "role" {
			fmt.Fprintf(&w, "  %s %s account=%s client=%s\n", f.Cloud, f.Type, f.Account, f.ClientID)
		}
	}
	for _, f := range b.Trusts {
		fmt.Fprintf(&w, "trust %s %s open=%v @%s\n", f.ID, f.Reading, f.Open, f.At)
		if f.Cloud != "aws" {
			fmt.Fprintf(&w, "  %s %s of %s\n", f.Cloud, f.Form, f.Name)
		}
		for _, s := range f.Statements {
			fmt.Fprintf(&w, "  %s %s maybe=%v @%s actions=%s\n", s.Sid, s.Effect, s.Maybe, s.At, list(s.Actions))
			for _, p := range s.Principals {
				fmt.Fprintf(&w, "    principal %s %s maybe=%v @%s\n", p.Type, p.Value, p.Maybe, p.At)
			}
			for _, p := range s.NotPrincipals {
				fmt.Fprintf(&w, "    not %s %s maybe=%v @%s\n", p.Type, p.Value, p.Maybe, p.At)
			}
			for _, c := range s.Conditions {
				fmt.Fprintf(&w, "    %s %s in {%s} maybe=%v @%s\n", c.Operator, c.Key, list(c.Values), c.Maybe, c.At)
			}
			for _, c := range s.Faults {
				fmt.Fprintf(&w, "    fault %s %s @%s first %s\n", c.Code, c.Element, c.At, c.First)
			}
		}
		for _, way := range f.Ways {
			fmt.Fprintf(&w, "  way %s %s %s maybe=%v\n", way.Mechanism, way.PrincipalType, way.Principal, way.Maybe)
		}
	}
	for _, s := range b.Statements {
		if s.Position != "trust" {
			fmt.Fprintf(&w, "statement %s owner=%s %s actions=%s resources=%s @%s\n", s.ID, s.Owner, s.Effect, list(s.Actions), list(s.Resources), s.At)
		}
	}
	for _, f := range b.Issuers {
		fmt.Fprintf(&w, "issuer %s url=%s arn=%s aud=%s\n", f.Address, f.URL, f.ARN, list(f.Audiences))
		if len(f.Mapping.Items) > 0 || !f.Condition.Absent() {
			fmt.Fprintf(&w, "  %s %s condition=%s mapping=%s\n", f.Cloud, f.Type, f.Condition, list(f.Mapping))
		}
	}
	for _, f := range b.Clusters {
		fmt.Fprintf(&w, "cluster %s %s issuer=%s mode=%s\n", f.Address, f.Name, f.Issuer, f.AuthenticationMode)
	}
	for _, f := range b.Mappings {
		fmt.Fprintf(&w, "mapping %s %s %s groups=%s policies=%d\n", f.Address, f.Form, f.Principal, list(f.Groups), len(f.Policies))
	}
	for _, f := range b.Associations {
		fmt.Fprintf(&w, "association %s %s/%s %s\n", f.Address, f.Namespace, f.ServiceAccount, f.Role)
	}
	for _, f := range b.Workloads {
		fmt.Fprintf(&w, "workload %s %s/%s", f.Address, f.Namespace, f.Name)
		for _, c := range f.Claims {
			fmt.Fprintf(&w, " %s=%s@%s", c.Key, c.Value, c.At)
		}
		fmt.Fprintln(&w)
	}
	for _, f := range b.Pods {
		fmt.Fprintf(&w, "pod %s %s %s/%s as %s automount=%v host=%v tokens=%d @%s\n", f.Address, f.Object, f.Namespace, f.Name, f.ServiceAccount, f.Automount.Truth, f.HostNetwork.Truth, len(f.Tokens), f.At)
		podParts(&w, f)
	}
	for _, f := range b.Bindings {
		fmt.Fprintf(&w, "binding %s %s %s", f.Address, f.RoleKind, f.RoleName)
		for _, s := range f.Subjects {
			fmt.Fprintf(&w, " %s %s/%s@%s", s.Kind, s.Namespace, s.Name, s.At)
		}
		fmt.Fprintln(&w)
	}
	for _, f := range b.Credentials {
		fmt.Fprintf(&w, "credential %s %s %s %s %s @%s\n", f.Address, f.Provider, f.Type, f.Place, f.Slot, f.At)
	}
	for _, f := range b.Inputs {
		fmt.Fprintf(&w, "problem %s %s %s @%s fix=%s\n", f.Code, f.Class, f.Message, f.At, f.Fix)
	}
	return w.String()
}

// podParts prints what a pod has.
func podParts(w *strings.Builder, p *facts.Pod) {
	for _, c := range p.Containers {
		fmt.Fprintf(w, "  container %s %s init=%t maybe=%t program=%q command=%s args=%s\n", c.Name, c.Image, c.Init, c.Maybe, c.Program, list(c.Command), list(c.Args))
		for _, v := range c.Env {
			fmt.Fprintf(w, "    %s=%s from %s %s/%s @%s\n", v.Key, v.Value, v.From, v.Object, v.ObjectKey, v.At)
		}
		for _, r := range c.EnvFrom {
			fmt.Fprintf(w, "    all of %s %s with %s @%s\n", r.From, r.Object, r.Prefix, r.At)
		}
		for _, m := range c.Mounts {
			fmt.Fprintf(w, "    mount %s at %s @%s\n", m.Volume, m.Path, m.At)
		}
	}
	for _, v := range p.Volumes {
		fmt.Fprintf(w, "  volume %s from %s %s @%s\n", v.Name, v.From, v.Object, v.At)
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
