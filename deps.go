//go:build deps

package deps

import (
	_ "github.com/bmatcuk/doublestar/v4"
	_ "github.com/go-git/go-git/v5/plumbing/format/gitignore"
	_ "github.com/hashicorp/hcl/v2/hclsyntax"
	_ "github.com/open-policy-agent/opa/v1/rego"
	_ "github.com/owenrumney/go-sarif/v3/pkg/report"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/santhosh-tekuri/jsonschema/v6"
	_ "github.com/spf13/cobra"
	_ "github.com/spf13/pflag"
	_ "github.com/zclconf/go-cty-yaml"
	_ "github.com/zclconf/go-cty/cty"
	_ "go.yaml.in/yaml/v3"
	_ "golang.org/x/tools/txtar"
	_ "sigs.k8s.io/yaml"
)
