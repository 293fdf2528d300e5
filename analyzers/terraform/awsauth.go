package terraform

import (
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/text"
)

// awsAuth reads what is handed to a module that is not here but whose arguments
// say what it does: aws_auth_roles and its like are the lists of the aws-auth
// ConfigMap, in its own form, in the widely used EKS modules.
// https://registry.terraform.io/modules/terraform-aws-modules/eks/aws/19.21.0
func (b *builder) awsAuth(s *module.Scope) {
	for _, in := range s.Missing() {
		body := in.Body()
		data := &text.Node{Kind: text.Map, At: body.At}
		for _, names := range [][2]string{{"mapRoles", "aws_auth_roles"}, {"mapUsers", "aws_auth_users"}, {"mapAccounts", "aws_auth_accounts"}} {
			n := b.node(body, names[1])
			if n == nil {
				continue
			}
			encoded := &text.Node{Kind: text.String, Text: text.Of(b.env().Table.Fresh(names[1]), n.At), At: n.At, Encoded: n}
			data.Fields = append(data.Fields, field(names[0], encoded, body.NameSpan(names[1])))
		}
		if len(data.Fields) == 0 {
			continue
		}
		meta := &text.Node{Kind: text.Map, At: body.At, Fields: []text.Field{
			field("name", known("aws-auth", body.At), body.At), field("namespace", known("kube-system", body.At), body.At),
		}}
		b.kubernetes(in, &text.Node{Kind: text.Map, At: body.At, Fields: []text.Field{
			field("apiVersion", known("v1", body.At), body.At), field("kind", known("ConfigMap", body.At), body.At),
			field("metadata", meta, body.At), field("data", data, body.At),
		}})
	}
}
