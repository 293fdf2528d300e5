package terraform

import "github.com/subaud/subaud/analyzers/terraform/module"

func kubernetesReader(kind string) func(*builder, *module.Instance) { return nil }

func (b *builder) providers(s *module.Scope) {}
