// Package helmvalues reads values files of Helm charts, which are no Kubernetes
// objects: the credentials that are written into them.
package helmvalues

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

const name = "helmvalues"

// Analyzer reads values files of charts.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "Values files of Helm charts: credentials of the clouds.",
	Claims:   claims,
	Relevant: relevant,
	Run:      run,
}

// claims takes values.yaml, values-prod.yaml, values.prod.yaml, prod.values.yaml,
// prod-values.yaml and what lies in a folder values.
// https://helm.sh/docs/chart_template_guide/values_files/
func claims(file string) bool {
	base := strings.ToLower(path.Base(file))
	stem, ok := strings.CutSuffix(base, ".yaml")
	if !ok {
		stem, ok = strings.CutSuffix(base, ".yml")
	}
	if !ok {
		return false
	}
	return strings.HasPrefix(stem, "values") || strings.HasSuffix(stem, "values") || strings.ToLower(path.Base(path.Dir(file))) == "values"
}

func relevant(data []byte) bool {
	for _, word := range []string{"AKIA", "ASIA", "Q~", "AccountKey", "service_account", "sig=", "ecret", "SECRET", "ccessKey", "ccess_key", "torage"} {
		if bytes.Contains(data, []byte(word)) {
			return true
		}
	}
	return false
}

func run(p *analyzers.Pass) {
	for _, f := range p.Files {
		if text.HasTokenRunes(string(f.Data)) {
			continue // the reader of Kubernetes objects reports it
		}
		// A file that cannot be read is the other reader's to report, where it
		// speaks of identity; it cannot be told from other YAML here.
		docs, _ := yamlpos.Parse(f, yamlpos.Options{Coarse: true})
		for _, d := range docs {
			if kube.IsObject(d.Root) || kube.IsConfig(d.Root) || d.Root.Field("sops") != nil {
				continue
			}
			for _, g := range credential.InTree(d.Root) {
				for _, one := range g.Found {
					address := g.Address(one.Slot)
					base := facts.Base{
						ID:      facts.ID(fmt.Sprintf("credential:%s#%s@%d", f.Path, address, one.At.Root().Start)),
						Address: path.Base(f.Path) + "/" + address, At: one.At, Source: name, Unit: f.Path, Context: f.Context,
					}
					p.Facts.Add(credential.Of(one, base, "helm-values", text.Known(path.Base(f.Path), f.Span(0, 0))))
				}
			}
		}
	}
}
