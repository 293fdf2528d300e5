// Package all lists the analyzers. It is the one place that knows them all:
// supporting a format is a package below analyzers and a line here.
package all

import (
	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/iamjson"
	"github.com/subaud/subaud/analyzers/kubernetes"
	"github.com/subaud/subaud/analyzers/terraform"
)

// Analyzers returns every analyzer, in the order in which they run.
func Analyzers() []analyzers.Analyzer {
	return []analyzers.Analyzer{
		terraform.Analyzer(),
		kubernetes.Analyzer,
		iamjson.Analyzer,
	}
}
