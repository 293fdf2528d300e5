// Package kubeconfig reads the files with which kubectl finds a cluster and says
// who it is: kubeconfig files in YAML and JSON.
package kubeconfig

import (
	"bytes"
	"path"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

const name = "kubeconfig"

// Analyzer reads kubeconfig files.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "kubeconfig files: tokens, keys, passwords, and the plugins that are asked for them.",
	Claims:   claims,
	Relevant: relevant,
	Run:      run,
}

// claims takes what is YAML or JSON, and the names that such files have where
// their first bytes tell nothing. (What is YAML by its first bytes is asked
// about as if it were named so.)
func claims(file string) bool {
	base := strings.ToLower(path.Base(file))
	switch path.Ext(base) {
	case ".yaml", ".yml", ".kubeconfig":
		return true
	case ".json":
		return !strings.HasSuffix(base, ".tf.json") && !strings.HasSuffix(base, ".tfvars.json")
	}
	return base == "kubeconfig" || path.Base(path.Dir(file)) == ".kube" && base == "config"
}

// relevant asks for the words that every kubeconfig with a user has.
func relevant(data []byte) bool {
	return bytes.Contains(data, []byte("users")) && bytes.Contains(data, []byte("Config")) &&
		bytes.Contains(data, []byte("apiVersion")) && bytes.Contains(data, []byte("user"))
}

func run(p *analyzers.Pass) {
	for _, f := range p.Files {
		if text.HasTokenRunes(string(f.Data)) {
			continue // the reader of Kubernetes objects reports it
		}
		docs, faults := yamlpos.Parse(f, yamlpos.Options{Coarse: true})
		o := kube.Options{Base: facts.Base{Source: name, Unit: f.Path, Context: f.Context}}
		for _, d := range docs {
			p.Facts.Merge(kube.ReadConfig(d.Root, o))
		}
		for _, fault := range faults {
			fileFault(p, f.Path, fault)
		}
	}
}

// fileFault reports a kubeconfig that cannot be read; of other files somebody
// else speaks.
func fileFault(p *analyzers.Pass, file string, fault yamlpos.SyntaxError) {
	document := fault.Document.Root().Text()
	for _, word := range []string{"current-context", "clusters", "contexts", "users"} {
		if !strings.Contains(document, word) {
			return
		}
	}
	in := &facts.Input{
		Code: fault.Code, Class: facts.Incomplete, Identity: true, Message: fault.Message, // the parser's own words may quote the file
	}
	if strings.Contains(document, "{{") || strings.Contains(document, "<%") {
		in.Code, in.Class = "templated", facts.Undecided
		in.Message = "The kubeconfig is a template, so what it will say is not known; render it to have it judged."
	}
	in.At, in.Source, in.Unit = fault.At, name, file
	p.Problem(in)
}
