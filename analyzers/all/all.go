// Package all lists the analyzers. It is the one place that knows them all:
// supporting a format is a package below analyzers and a line here.
package all

import (
	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/cloudformation"
	"github.com/subaud/subaud/analyzers/credentialfile"
	"github.com/subaud/subaud/analyzers/dotenv"
	"github.com/subaud/subaud/analyzers/eksctl"
	"github.com/subaud/subaud/analyzers/helmvalues"
	"github.com/subaud/subaud/analyzers/iamjson"
	"github.com/subaud/subaud/analyzers/kubeconfig"
	"github.com/subaud/subaud/analyzers/kubernetes"
	"github.com/subaud/subaud/analyzers/shell"
	"github.com/subaud/subaud/analyzers/systemd"
	"github.com/subaud/subaud/analyzers/terraform"
	"github.com/subaud/subaud/analyzers/workflow"
)

// Options say how some formats are read. The zero Options are usable.
type Options struct {
	// Terraform is about Terraform configurations.
	Terraform terraform.Options
	// Workflow is about the jobs of CI systems.
	Workflow workflow.Options
}

// Analyzers returns every analyzer, in the order in which they run.
func Analyzers(o Options) []analyzers.Analyzer {
	return []analyzers.Analyzer{
		terraform.New(o.Terraform),
		terraform.Plan(),
		kubernetes.Analyzer,
		eksctl.Analyzer,
		iamjson.Analyzer,
		cloudformation.Analyzer,
		workflow.New(o.Workflow),
		shell.Analyzer,
		kubeconfig.Analyzer,
		helmvalues.Analyzer,
		dotenv.Analyzer,
		credentialfile.Analyzer,
		systemd.Analyzer,
	}
}
