package terraform_test

import (
	"strings"
	"testing"
)

// TestDecodedManifests checks that an object is read from the YAML or JSON that it
// is decoded from where not all of that is known, with the places of the text;
// and that what is taken from such an object is not taken for it.
func TestDecodedManifests(t *testing.T) {
	const yaml = `<<-YAML
		apiVersion: v1
		kind: ServiceAccount
		metadata:
		  name: app
		  namespace: shop
		  annotations:
		    eks.amazonaws.com/role-arn: ${var.role}
	YAML
`
	template := strings.ReplaceAll(yaml, "\t\t", "")
	manifest := func(value string) string {
		return "variable \"role\" { type = string }\nresource \"kubernetes_manifest\" \"a\" {\n  manifest = " + value + "\n}\n"
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // the address, the role, and what stands at its place
	}{
		{"heredoc", map[string]string{"main.tf": manifest("yamldecode(" + template + ")")}, "kubernetes_manifest.a ${var.role} var.role"},
		{"local", map[string]string{"main.tf": manifest("local.it") + "locals {\n  it = yamldecode(" + template + ")\n}\n"}, "kubernetes_manifest.a ${var.role} var.role"},
		{"try", map[string]string{"main.tf": manifest("try(yamldecode(" + template + "), {})")}, "kubernetes_manifest.a ${var.role} var.role"},
		{"JSON", map[string]string{"main.tf": manifest(`jsondecode(<<-JSON
			{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "app", "annotations": {"eks.amazonaws.com/role-arn": "${var.role}"}}}
		JSON
		)`)}, `kubernetes_manifest.a ${var.role} "${var.role}"`},
		{"template file", map[string]string{
			"main.tf": manifest(`yamldecode(templatefile("${path.module}/app.tpl", { role = var.role }))`),
			"app.tpl": strings.ReplaceAll(strings.TrimPrefix(strings.TrimSuffix(template, "\tYAML\n"), "<<-YAML\n"), "var.role", "role"),
		}, "kubernetes_manifest.a ${var.role} role"},
		{"module", map[string]string{
			"main.tf":   "variable \"role\" { type = string }\nmodule \"m\" {\n  source = \"./m\"\n  object = yamldecode(" + template + ")\n}\n",
			"m/main.tf": "variable \"object\" { type = any }\nresource \"kubernetes_manifest\" \"a\" {\n  manifest = var.object\n}\n",
		}, "module.m.kubernetes_manifest.a ${var.role} var.role"},
		{"a part of it", map[string]string{"main.tf": manifest("yamldecode(" + template + ").metadata")}, ""},
		{"nothing is known", map[string]string{"main.tf": manifest("yamldecode(var.role)")}, ""},
	} {
		got := ""
		for _, w := range run(c.files).Workloads {
			for _, claim := range w.Claims {
				got += w.Address + " " + claim.Value.String() + " " + claim.Value.At.Root().Text()
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
