package kube

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/text"
)

// programs are the programs whose arguments say how a cluster or a controller
// trusts or is trusted: API servers, controllers that have an identity in a
// cloud, and agents that hand one out. Each has the ends of the images' names
// that differ from its own.
var programs = []struct {
	name   string
	images []string
}{
	{name: "kube-apiserver"}, {name: "kube-controller-manager"}, {name: "kubelet"}, {name: "cloud-controller-manager"},
	{name: "external-dns"}, {name: "cert-manager", images: []string{"cert-manager-controller"}}, {name: "velero"},
	{name: "aws-load-balancer-controller", images: []string{"aws-alb-ingress-controller"}}, {name: "cluster-autoscaler"},
	{name: "karpenter", images: []string{"karpenter/controller"}}, {name: "external-secrets"},
	{name: "aws-ebs-csi-driver"}, {name: "aws-efs-csi-driver"}, {name: "secrets-store-csi-driver-provider-aws"},
	{name: "kube2iam"}, {name: "kiam"}, {name: "nmi"}, {name: "mic"},
	{name: "eks-pod-identity-agent"}, {name: "amazon-eks-pod-identity-webhook", images: []string{"eks/pod-identity-webhook"}},
	{name: "azure-workload-identity-webhook", images: []string{"workload-identity/webhook", "azure-workload-identity/webhook"}},
	{name: "aws-iam-authenticator"},
}

// program tells which program a container runs, by its image or its command;
// empty if it is none of those.
func program(image facts.Text, command, args facts.List) string {
	path := imagePath(image.String())
	var words []string
	for _, t := range append(slices.Clone(command.Items), args.Items...) {
		words = append(words, t.String())
	}
	for _, p := range programs {
		if strings.HasSuffix(path, "/"+p.name) || slices.ContainsFunc(p.images, func(end string) bool { return strings.HasSuffix(path, "/"+end) }) {
			return p.name
		}
		if runs(words, p.name) {
			return p.name
		}
	}
	return ""
}

// imagePath is an image's name without tag and digest, a slash before it.
func imagePath(image string) string {
	image, _, _ = strings.Cut(image, "@")
	slash := strings.LastIndexByte(image, '/')
	if colon := strings.LastIndexByte(image, ':'); colon > slash {
		image = image[:colon]
	}
	return "/" + image
}

// runs reports whether words are a call of a program: the first of them, or the
// second where the first takes the program's name.
func runs(words []string, name string) bool {
	for i, w := range words[:min(len(words), 2)] {
		base := w[strings.LastIndexByte(w, '/')+1:]
		if base == name && (i == 0 || strings.HasSuffix(words[0], "hyperkube")) {
			return true
		}
	}
	return false
}

// withoutSecrets masks the words that are secrets, or that follow a flag which
// has the name of one.
func withoutSecrets(words facts.List) facts.List {
	flag := ""
	items := slices.Clone(words.Items)
	for i, word := range items {
		v, ok := word.Value()
		if !ok {
			flag = ""
			continue
		}
		name, value, assigned := strings.Cut(v, "=")
		switch {
		case assigned && secretWord(name, value):
			items[i] = text.Known(name+"="+masked, word.At)
		case secretWord(flag, v):
			items[i] = text.Known(masked, word.At)
		}
		flag = ""
		if strings.HasPrefix(v, "-") && !assigned {
			flag = v
		}
	}
	words.Items = items
	return words
}

// secretWord reports whether a value holds a secret, or is given to a flag that
// takes one. What such a flag is given as a path names a file.
func secretWord(flag, value string) bool {
	if len(secret.Scan(flag, value)) > 0 {
		return true
	}
	name := strings.ToUpper(strings.ReplaceAll(strings.TrimLeft(flag, "-"), "-", "_"))
	return value != "" && !strings.HasPrefix(value, "-") && !strings.Contains(value, "/") && namesSecret(name)
}
