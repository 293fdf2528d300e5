package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/awsauth"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// awsAuthBuiltins ask whom a mapping lets in as whom.
func awsAuthBuiltins() []Builtin {
	mapping := []law.Param{{Name: "mapping", Kind: law.ParamID}}
	const symbols = "the ARN, the user name or a group is a symbol, or an entry may not exist"
	return []Builtin{
		{
			Name: "be_mapped_again", Params: mapping, Result: law.ResultString,
			Doc:        "Another entry of the same aws-auth has the same ARN and counts in its place, with another user or other groups; says which.",
			Quantifier: "some entry of the ConfigMap", Unknown: symbols,
			Ask: func(c *Call) Answer { return overriddenEntry(c, text.No) },
		},
		{
			Name: "be_repeated", Params: mapping, Result: law.ResultString,
			Doc:        "Another entry of the same aws-auth says the same of the same ARN; says which.",
			Quantifier: "some entry of the ConfigMap", Unknown: symbols,
			Ask: func(c *Call) Answer { return overriddenEntry(c, text.Yes) },
		},
		{
			Name: "overriding", Plain: true, Params: mapping, Result: law.ResultPlace,
			Doc: "Gives the place of the entry that counts in place of another of the same ARN.",
			Ask: func(c *Call) Answer {
				if m := mappingOf(c); m != nil {
					if by, _ := awsauth.Overridden(entriesOf(c.Graph(), m), m); by != nil {
						return Answer{Evidence: Evidence{Place: by.At}}
					}
				}
				return Answer{Evidence: Evidence{Place: c.Fact().FactBase().At}}
			},
		},
		{
			Name: "open_aws_auth", Params: mapping,
			Doc:     "It is the first entry of its aws-auth ConfigMap.",
			Unknown: "never",
			Ask:     func(c *Call) Answer { return Say(opensMap(c)) },
		},
		{
			Name: "choose_username", Params: mapping,
			Doc:     "Whoever assumes the mapped role chooses the whole user name, as the name of the session; that of IAM Identity Center's roles is not theirs to choose.",
			Unknown: "the ARN or the user name is a symbol",
			Ask:     func(c *Call) Answer { return ofMapping(c, choosesAll) },
		},
		{
			Name: "choose_bound_username", Params: mapping, Result: law.ResultString,
			Doc:        "Whoever assumes the mapped role can choose the name of its session so that it is a user to whom a binding grants something; says which.",
			Quantifier: "some binding of the scan", Unknown: symbols,
			Ask: choosesBound,
		},
		{
			Name: "be_no_node", Params: mapping, Result: law.ResultString,
			Doc:     "The mapped principal is not that of a node: it is a user, or a role of the scan that no service which runs nodes can assume; says why.",
			Unknown: "which role it is, or whom it trusts, is not known",
			Ask: func(c *Call) Answer {
				a := ofMapping(c, noNode)
				if m := mappingOf(c); m != nil && a.Truth == text.Unknown && len(m.Identity.Candidates) == 1 {
					a.Symbols = []string{"whom " + m.Identity.Candidates[0].Name.String() + " trusts"}
				}
				return a
			},
		},
	}
}

// accessEntryBuiltins ask about access entries of EKS.
func accessEntryBuiltins() []Builtin {
	mapping := []law.Param{{Name: "mapping", Kind: law.ParamID}}
	return []Builtin{
		{
			Name: "be_refused_entry", Params: mapping, Result: law.ResultString,
			Doc:        "EKS refuses the access entry: its principal, its user name, a group, or a second entry for the principal; says why.",
			Quantifier: "all entries of the cluster", Unknown: "the entry's type is a symbol",
			Ask: refusedEntry,
		},
		{
			Name: "be_weak_administrator", Params: mapping, Result: law.ResultString,
			Doc:     "The mapped principal is easier to become than an administrator should be: an IAM user, a whole account, or a role that pods or jobs of a build service become; says which.",
			Unknown: "the ARN, or who can become the role, is not known",
			Ask:     weakAdministrator,
		},
	}
}

// mappingOf returns the mapping that a question is about.
func mappingOf(c *Call) *facts.Mapping {
	m, _ := c.Graph().Fact(c.ID(0)).(*facts.Mapping)
	return m
}

// ofMapping answers a question about a mapping, with a reason.
func ofMapping(c *Call, ask func(*link.Graph, *facts.Mapping) (string, text.Truth)) Answer {
	m := mappingOf(c)
	if m == nil {
		return Say(text.No)
	}
	why, truth := ask(c.Graph(), m)
	return answerOf(m, why, truth)
}

// answerOf names what an answer about a mapping hangs on.
func answerOf(m *facts.Mapping, why string, truth text.Truth) Answer {
	a := Answer{Truth: truth, Evidence: Evidence{String: why}, Symbols: symbolsOf(m.Principal, m.Username, m.Type)}
	if truth == text.Unknown && len(a.Symbols) == 0 {
		a.Symbols = []string{"what " + m.Principal.String() + " is"}
	}
	return a
}

// entriesOf lists the entries of the ConfigMap that one is of, in the order of
// their lists.
func entriesOf(g *link.Graph, m *facts.Mapping) []*facts.Mapping {
	var out []*facts.Mapping
	for _, other := range g.Bundle.Mappings {
		if awsauth.SameMap(m, other) {
			out = append(out, other)
		}
	}
	slices.SortStableFunc(out, func(a, b *facts.Mapping) int {
		return cmp.Or(strings.Compare(a.List, b.List), cmp.Compare(a.Index, b.Index))
	})
	return out
}

// overriddenEntry decides whether another entry counts in place of one, and whether
// that makes no difference.
func overriddenEntry(c *Call, same text.Truth) Answer {
	m := mappingOf(c)
	if m == nil {
		return Say(text.No)
	}
	by, truth := awsauth.Overridden(entriesOf(c.Graph(), m), m)
	if by == nil {
		return Say(text.No)
	}
	equal := awsauth.Same(m, by)
	if same == text.No {
		equal = equal.Not()
	}
	a := answerOf(m, asWritten(by), text.And(truth, equal))
	if a.Truth == text.Unknown {
		a.Symbols = symbolsOf(m.Principal, by.Principal, m.Username, by.Username)
	}
	return a
}

// symbolsOf names what is not known of texts.
func symbolsOf(texts ...facts.Text) []string {
	var out []string
	for _, t := range texts {
		for _, s := range t.Symbols() {
			out = append(out, s.Name)
		}
	}
	return out
}

// asWritten tells of an entry where it is and what it gives.
func asWritten(m *facts.Mapping) string {
	out := "another in " + m.List
	if !m.Username.Absent() {
		out += fmt.Sprintf(" (user %s, groups %s)", m.Username, groupList(m.Groups))
	}
	return out
}

func groupList(l facts.List) string {
	if s := showList(l); s != "" {
		return s
	}
	return "none"
}

func opensMap(c *Call) text.Truth {
	m := mappingOf(c)
	if m == nil || m.Form != "aws-auth" {
		return text.No
	}
	first := m
	for _, other := range c.Graph().Bundle.Mappings {
		if awsauth.SameMap(m, other) && (other.At.Compare(first.At) < 0 || other.At == first.At && other.ID < first.ID) {
			first = other
		}
	}
	return text.TruthOf(first == m)
}

// chosen decides whether whoever becomes the principal chooses the session's
// name. IAM Identity Center does for its roles, and Fargate and EC2 for nodes.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
func chosen(m *facts.Mapping) (prefix string, truth text.Truth) {
	if awsauth.Dropped(m) || m.List == awsauth.MapAccounts || awsauth.Standard(m) == text.No {
		return "", text.No
	}
	user := awsauth.Username(m)
	prefix, ok := awsauth.Chosen(user)
	switch {
	case strings.HasPrefix(prefix, "system:node:"), strings.Contains(m.Principal.String(), "AWSReservedSSO_"):
		return "", text.No
	case ok:
		return prefix, text.Yes
	case user.Absent() || user.IsKnown():
		return "", text.No
	}
	return user.Parts()[0].Lit, text.Unknown
}

func choosesAll(_ *link.Graph, m *facts.Mapping) (string, text.Truth) {
	prefix, truth := chosen(m)
	if prefix != "" {
		return "", text.No
	}
	return "", truth
}

// choosesBound looks for a bound user that a session's name gives.
func choosesBound(c *Call) Answer {
	m := mappingOf(c)
	if m == nil {
		return Say(text.No)
	}
	_, mine := chosen(m)
	if mine == text.No {
		return Say(text.No)
	}
	out := answerOf(m, "", text.No)
	for _, b := range c.Graph().Bundle.Bindings {
		for i := range b.Subjects {
			s := &b.Subjects[i]
			name, known := s.Name.Value()
			one := text.Unknown
			if known {
				one = text.And(mine, awsauth.MayBecome(awsauth.Username(m), name))
			}
			one = text.And(one, text.Equal(s.Kind, text.Known("User", s.At)), certainly(!s.Maybe && !b.Maybe))
			switch {
			case one == text.Yes:
				return answerOf(m, fmt.Sprintf("the user %s, to whom %s grants %s %s", s.Name, b.Address, b.RoleKind, b.RoleName), text.Yes)
			case one == text.Unknown && out.Truth == text.No:
				out = answerOf(m, fmt.Sprintf("the user %s, to whom %s grants %s %s", s.Name, b.Address, b.RoleKind, b.RoleName), one)
			}
		}
	}
	return out
}

// certainly is Yes, or Unknown.
func certainly(ok bool) text.Truth {
	if ok {
		return text.Yes
	}
	return text.Unknown
}

// nodeServices begin the services that assume the roles of nodes: instances,
// Fargate, and what hybrid nodes get their credentials from.
// https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
// https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html
// https://docs.aws.amazon.com/eks/latest/userguide/hybrid-nodes-creds.html
var nodeServices = []string{"ec2.amazonaws.com", "eks-fargate-pods.amazonaws.com", "rolesanywhere.amazonaws.com", "ssm.amazonaws.com"}

func noNode(g *link.Graph, m *facts.Mapping) (string, text.Truth) {
	if user := iam.IsUserARN(m.Principal); user != text.No || awsauth.Dropped(m) {
		if awsauth.Dropped(m) {
			return "", text.No
		}
		return "it is an IAM user", user
	}
	if len(m.Identity.Candidates) != 1 {
		return "", text.No // not of this scan, or it is not known which
	}
	id, ok := g.Fact(m.Identity.Candidates[0].ID).(*facts.Identity)
	if !ok || len(id.Trust.Candidates) != 1 {
		return "", text.No
	}
	t, ok := g.Fact(id.Trust.Candidates[0].ID).(*facts.Trust)
	if !ok || t.Reading != "all" || len(t.Ways) == 0 {
		return "", text.No
	}
	out := certainly(!t.Open)
	for i := range t.Ways {
		out = text.And(out, runsNodes(&t.Ways[i]).Not())
	}
	return "no service that runs nodes can assume it", out
}

// runsNodes decides whether a way in is that of nodes.
func runsNodes(w *facts.Way) text.Truth {
	switch w.PrincipalType {
	case "unknown", "*":
		return text.Unknown
	case "Service":
	default:
		return text.No
	}
	v, ok := w.Principal.Value()
	if !ok {
		return text.Unknown
	}
	return text.TruthOf(slices.ContainsFunc(nodeServices, func(s string) bool { return strings.HasPrefix(v, s) }))
}

// refusedEntry looks at the entry itself, at its policies, and at the other
// entries of the cluster.
func refusedEntry(c *Call) Answer {
	m := mappingOf(c)
	if m == nil || m.Form != "access-entry" {
		return Say(text.No)
	}
	if why, truth := awsauth.Refused(m); truth == text.Yes {
		return answerOf(m, why, truth)
	} else if why := besides(c.Graph(), m); why != "" {
		return answerOf(m, why, text.Yes)
	} else if truth == text.Unknown {
		return answerOf(m, why, truth)
	}
	for i := range m.Policies {
		if why, truth := awsauth.RefusedPolicy(&m.Policies[i]); truth != text.No {
			a := answerOf(m, why, truth)
			a.Symbols = []string{"the namespaces of " + m.Address}
			return a
		}
	}
	return Say(text.No)
}

// besides tells what another entry for the same principal and cluster makes
// wrong.
func besides(g *link.Graph, m *facts.Mapping) string {
	for _, other := range g.Bundle.Mappings {
		if other == m || other.Form != m.Form || other.Unit != m.Unit || m.Maybe || other.Maybe || len(other.Policies) > 0 {
			continue
		}
		same := text.And(text.Equal(m.Principal, other.Principal), text.Equal(m.Cluster, other.Cluster))
		switch {
		case same != text.Yes:
		case len(m.Policies) > 0 && m.Type.Absent():
			if awsauth.TakesPolicies(other) == text.No {
				return fmt.Sprintf("the entry of its principal is of the type %s, which takes no access policies", other.Type)
			}
		case other.At.Compare(m.At) < 0:
			return other.Address + " is an entry for the same principal"
		}
	}
	return ""
}

// weakAdministrator tells why a principal is easily become.
func weakAdministrator(c *Call) Answer {
	m := mappingOf(c)
	if m == nil {
		return Say(text.No)
	}
	switch arn := m.Principal.String(); {
	case iam.IsUserARN(m.Principal) == text.Yes:
		return answerOf(m, "it is an IAM user, whose keys are valid until somebody revokes them", text.Yes)
	case strings.HasSuffix(arn, ":root"):
		return answerOf(m, "it is the root user of an account", text.Yes)
	}
	out := Say(text.No)
	for _, n := range m.Identity.Candidates {
		id, ok := c.Graph().Fact(n.ID).(*facts.Identity)
		if !ok {
			continue
		}
		r := c.Graph().Workloads(id)
		truth := text.And(r.Truth, certainly(n.Sure))
		if truth == text.Yes {
			return answerOf(m, "it is "+r.Who, text.Yes)
		}
		if truth == text.Unknown {
			out = answerOf(m, "it is "+r.Who, truth)
			out.Symbols = append(out.Symbols, r.Symbols...)
		}
	}
	return out
}
