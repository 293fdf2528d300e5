package reach_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/reach"
)

// company writes the manifests of a cluster with many namespaces, each with
// accounts, deployments and a role for its team, and some controllers that may
// make pods everywhere.
func company(namespaces int) []txtar.File {
	var b strings.Builder
	write := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n---\n", args...) }
	for i := range namespaces {
		for _, a := range []string{"web", "worker"} {
			write("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s, namespace: team%d, annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::222233334444:role/%s%d'}}", a, i, a, i)
			write("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: %s, namespace: team%d}\nspec: {template: {spec: {serviceAccountName: %s, containers: []}}}", a, i, a)
		}
		write("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: team, namespace: team%d}\nrules: [{apiGroups: [apps], resources: [deployments], verbs: [create, patch]}]", i)
		write("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: team, namespace: team%d}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: team}\nsubjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: team%d}]", i, i)
	}
	for i := range 10 {
		write("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: controller%d}\nrules: [{apiGroups: ['', apps], resources: [pods, deployments], verbs: [create]}]", i)
		write("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: controller%d}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: controller%d}\nsubjects: [{kind: ServiceAccount, name: controller, namespace: system%d}]", i, i, i)
	}
	return []txtar.File{{Name: "cluster.yaml", Data: []byte(b.String())}}
}

func BenchmarkNew(b *testing.B) {
	for _, namespaces := range []int{10, 100} {
		b.Run(fmt.Sprintf("namespaces=%d", namespaces), func(b *testing.B) {
			g := link.Link(bundle(b, company(namespaces)), link.Options{})
			b.ReportAllocs()
			for b.Loop() {
				reach.New(g)
			}
		})
	}
}

func BenchmarkInto(b *testing.B) {
	g := reach.New(link.Link(bundle(b, company(100)), link.Options{}))
	target := g.Find("ksa/team7/web")[0]
	b.ReportAllocs()
	for b.Loop() {
		g.Into(target)
	}
}
