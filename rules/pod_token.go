package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
)

// The variables that tell the libraries of AWS and Azure where a token of the
// pod is, and the folders into which webhooks put one.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
// https://github.com/aws/amazon-eks-pod-identity-webhook
// https://azure.github.io/azure-workload-identity/docs/topics/self-managed-clusters/oidc-issuer.html
const (
	tokenFileAWS   = "AWS_WEB_IDENTITY_TOKEN_FILE"
	tokenFileAzure = "AZURE_FEDERATED_TOKEN_FILE"
	roleVariable   = "AWS_ROLE_ARN"
	apiToken       = "/var/run/secrets/kubernetes.io/serviceaccount"
	webhookAWS     = "/var/run/secrets/eks.amazonaws.com/serviceaccount"
	webhookAzure   = "/var/run/secrets/azure/tokens"
)

// missesToken decides whether a variable leads to no token that its cloud takes.
func missesToken(g *link.Graph, p *facts.Pod, v *facts.Variable) Answer {
	key := v.Key.String()
	if key != tokenFileAWS && key != tokenFileAzure || v.From != "literal" || injected(g, p, key) {
		return Say(text.No)
	}
	file, known := v.Value.Value()
	if !known {
		return Answer{Truth: text.Unknown, Symbols: names(v.Value), Evidence: Evidence{String: "that depends on the path"}}
	}
	c := containerOf(p, v)
	if c == nil || c.MountsOpen || p.VolumesOpen || !path.IsAbs(file) {
		return Say(text.No)
	}
	file = strings.Replace(path.Clean(file), "/run/secrets/", "/var/run/secrets/", 1)
	file = strings.Replace(file, "/var/var/", "/var/", 1)
	mount, open := mountOf(c, file)
	switch {
	case open != nil:
		return Answer{Truth: text.Unknown, Symbols: open, Evidence: Evidence{String: "that depends on the mounts"}}
	case mount == nil && path.Dir(file) == apiToken:
		return yes("there is the token for the API server, which is for another audience")
	case mount == nil && (path.Dir(file) == webhookAWS || path.Dir(file) == webhookAzure) && accountOf(g, p) == nil:
		return Say(text.No) // the account may have the annotation
	case mount == nil:
		return yes("no volume is mounted there")
	}
	return tokenIn(g, p, c, mount, file, key)
}

func yes(why string) Answer { return Answer{Truth: text.Yes, Evidence: Evidence{String: why}} }

// injected reports whether a webhook may bring the token: it leaves what the
// container mounts, and the variables that it has, as they are.
func injected(g *link.Graph, p *facts.Pod, key string) bool {
	w := accountOf(g, p)
	if key == tokenFileAzure {
		return keyed(p.Labels, p.LabelsOpen, azureLabel).Truth != text.No
	}
	return w == nil && len(p.Workload.Candidates) > 0 || w != nil && (claimOf(w, "irsa") != nil || w.ClaimsOpen)
}

func containerOf(p *facts.Pod, v *facts.Variable) *facts.Container {
	for i := range p.Containers {
		for j := range p.Containers[i].Env {
			if &p.Containers[i].Env[j] == v {
				return &p.Containers[i]
			}
		}
	}
	return nil
}

// mountOf finds the mount that a file is in; symbols where that is not known.
func mountOf(c *facts.Container, file string) (found *facts.Mount, open []string) {
	longest := -1
	for i := range c.Mounts {
		m := &c.Mounts[i]
		at, known := m.Path.Value()
		if !known || m.Maybe {
			open = append(open, append(names(m.Path, m.Volume), "a mount of "+c.Name.String())...)
			continue
		}
		at = strings.Replace(path.Clean(at), "/run/secrets", "/var/run/secrets", 1)
		at = strings.Replace(at, "/var/var/", "/var/", 1)
		if (file == at || strings.HasPrefix(file, strings.TrimSuffix(at, "/")+"/")) && len(at) > longest {
			found, longest = m, len(at)
		}
	}
	return found, open
}

// tokenIn looks for the file among the tokens of the volume that is mounted.
// What else writes into a volume is not known, unless it is projected.
func tokenIn(g *link.Graph, p *facts.Pod, c *facts.Container, m *facts.Mount, file, key string) Answer {
	projected := false
	for _, v := range p.Volumes {
		if v.Name.IsKnown() && text.Equal(v.Name, m.Volume) == text.Yes {
			projected = projected || v.From == "projected"
		}
	}
	at, _ := m.Path.Value()
	if sub, known := m.SubPath.Value(); !projected || !m.SubPath.Absent() && (!known || sub != "") || p.Volumes == nil {
		return Say(text.No)
	}
	at = strings.Replace(path.Clean(at), "/run/secrets", "/var/run/secrets", 1)
	rest := strings.TrimPrefix(strings.TrimPrefix(file, strings.Replace(at, "/var/var/", "/var/", 1)), "/")
	var has []string
	for i := range p.Tokens {
		t := &p.Tokens[i]
		if text.Equal(t.Volume, m.Volume) == text.No {
			continue
		}
		name, known := t.Path.Value()
		if !known || t.Maybe {
			return Answer{Truth: text.Unknown, Symbols: append(names(t.Path, t.Volume), "a source of "+m.Volume.String()), Evidence: Evidence{String: "that depends on the volume"}}
		}
		if path.Clean(name) == rest {
			return wrongAudience(g, p, c, t, key)
		}
		has = append(has, name)
	}
	if len(has) == 0 {
		return yes(fmt.Sprintf("the volume %s projects no token", m.Volume))
	}
	return yes(fmt.Sprintf("the volume %s has its token in %s", m.Volume, strings.Join(has, ", ")))
}

// wrongAudience decides whether the cloud refuses a token for its audience. What
// a role takes is asked of the role, where the scan has it.
func wrongAudience(g *link.Graph, p *facts.Pod, c *facts.Container, t *facts.Projected, key string) Answer {
	if t.Audience.Absent() || t.Audience.Is("") {
		return yes("the token has no audience of its own, and so that of the API server")
	}
	if key == tokenFileAzure {
		return Say(text.No) // a federated credential may name another audience
	}
	for i := range c.Env {
		v := &c.Env[i]
		if !v.Key.Is(roleVariable) || v.From != "literal" {
			continue
		}
		roles := rolesNamed(g, v.Value)
		if len(roles) != 1 {
			return Say(text.No)
		}
		return audienceRefused(g, roles[0], tokenOfPod(p, t.Audience))
	}
	return Say(text.No)
}

// rolesNamed lists the roles of the scan that have an ARN.
func rolesNamed(g *link.Graph, arn facts.Text) []*facts.Identity {
	var out []*facts.Identity
	for _, id := range g.Bundle.Identities {
		if id.Type == "role" && (text.Equal(id.ARN, arn) == text.Yes || sameRole(id.ARN, arn) == text.Yes && text.Equal(id.ARN, arn) != text.No) {
			out = append(out, id)
		}
	}
	return out
}

// tokenOfPod is a token that is projected into a pod.
func tokenOfPod(p *facts.Pod, audience facts.Text) iam.Token {
	w := &facts.Workload{Base: p.Base, Namespace: p.Namespace, Name: accountName(p)}
	return link.TokenOf(w, audience)
}
