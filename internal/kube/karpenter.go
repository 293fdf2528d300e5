package kube

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// nodeClass reads how Karpenter starts nodes. Its names of the metadata options
// are written as Terraform writes them.
// https://karpenter.sh/docs/concepts/nodeclasses/#specmetadataoptions
func (r *reader) nodeClass(ob *object) {
	version, _ := ob.node.Get("apiVersion").Str().Value()
	if group, _, _ := strings.Cut(version, "/"); group != "karpenter.k8s.aws" {
		return
	}
	options := ob.node.Path("spec", "metadataOptions")
	f := r.cluster(ob, "node-template", ob.at)
	f.SettingsOpen = open(options)
	for _, name := range [][2]string{
		{"httpEndpoint", "http_endpoint"}, {"httpTokens", "http_tokens"}, {"httpPutResponseHopLimit", "http_put_response_hop_limit"},
	} {
		if v := options.Get(name[0]); v != nil && !v.Is(text.Null) {
			f.Settings = append(f.Settings, facts.Entry{Key: text.Known(name[1], v.Span()), Value: v.Str(), At: v.Span()})
		}
	}
	r.out.Add(f)
}
