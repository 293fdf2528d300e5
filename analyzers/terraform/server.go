package terraform

import (
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// server says which API server a provider speaks to: its URL, and the name of
// the EKS cluster for which its credentials are made. What is absent is not
// said, or is said by a file outside of the configuration (a kubeconfig).
type server struct{ endpoint, cluster facts.Text }

// server reads the configuration of the provider that a resource uses: that of
// kubernetes and kubectl itself, that of helm in a block or, since its version
// 3, in an attribute of that name.
// https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs#exec-plugins
// https://registry.terraform.io/providers/hashicorp/helm/latest/docs#authentication
func (b *builder) server(in *module.Instance) server {
	provider := in.Provider()
	if s, ok := b.servers[provider]; ok {
		return s
	}
	b.servers[provider] = server{} // before the configuration is read, which may ask again
	body := b.root.Configuration(in.Scope, provider)
	if body == nil {
		return server{}
	}
	out := b.serverIn(body)
	if blocks, open := body.Blocks("kubernetes"); len(blocks) == 1 && !open && !blocks[0].Maybe {
		out = b.serverIn(blocks[0])
	}
	if n := b.node(body, "kubernetes"); n.Is(text.Map) && !n.Open {
		out = server{endpoint: n.Get("host").Str(), cluster: clusterNamed(n.Get("exec").Get("args"))}
	}
	b.servers[provider] = out
	return out
}

func (b *builder) serverIn(body *module.Body) server {
	out := server{endpoint: b.text(body, "host")}
	if blocks, open := body.Blocks("exec"); len(blocks) == 1 && !open && !blocks[0].Maybe {
		out.cluster = clusterNamed(b.node(blocks[0], "args"))
	}
	return out
}

// clusterFlags are the arguments after which programs that make tokens for EKS
// expect the cluster's name: aws eks get-token, and aws-iam-authenticator token.
// https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
// https://github.com/kubernetes-sigs/aws-iam-authenticator#how-do-i-use-it
var clusterFlags = [...]string{"--cluster-name", "-i", "--cluster-id"}

// clusterNamed finds the cluster's name among the arguments; absent if there may
// be others than are listed.
func clusterNamed(args *text.Node) facts.Text {
	if !args.Is(text.List) || args.Open {
		return facts.Text{}
	}
	for i, item := range args.Items {
		for _, flag := range clusterFlags {
			if name, ok := item.Value.Str().CutPrefix(flag + "="); ok && !item.Maybe {
				return name
			}
			if item.Value.Str().Is(flag) && !item.Maybe && i+1 < len(args.Items) && !args.Items[i+1].Maybe {
				return args.Items[i+1].Value.Str()
			}
		}
	}
	return facts.Text{}
}
