package terraform_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestServer checks to which API server a service account is sent, as far as the
// configuration of its provider says so.
func TestServer(t *testing.T) {
	const account = `
		resource "kubernetes_service_account" "a" {
			metadata {
				name        = "a"
				annotations = { "eks.amazonaws.com/role-arn" = "arn:aws:iam::111122223333:role/a" }
			}
		}`
	const release = `
		resource "helm_release" "a" {
			name   = "a"
			chart  = "./a"
			values = [yamlencode({ serviceAccount = { name = "a", annotations = { "eks.amazonaws.com/role-arn" = "arn:aws:iam::111122223333:role/a" } } })]
		}`
	const cluster = `
		resource "aws_eks_cluster" "a" { name = "blue" }
		data "aws_eks_cluster" "b" { name = "green" }
		variable "more" { type = list(string) }`
	const none = "endpoint , cluster "
	for _, c := range []struct{ name, resource, config, want string }{
		{"none", account, ``, none},
		{"a kubeconfig", account, `provider "kubernetes" { config_path = "~/.kube/config" }`, none},
		{"host", account, `provider "kubernetes" { host = aws_eks_cluster.a.endpoint }`, "endpoint ${aws_eks_cluster.a.endpoint}, cluster "},
		{"data source", account, `provider "kubernetes" { host = data.aws_eks_cluster.b.endpoint }`, "endpoint ${data.aws_eks_cluster.b.endpoint}, cluster "},
		{"exec", account, `provider "kubernetes" {
			host = "https://api.example.com"
			exec {
				command = "aws"
				args    = ["eks", "get-token", "--cluster-name", aws_eks_cluster.a.name]
			}
		}`, "endpoint https://api.example.com, cluster blue"},
		{"authenticator", account, `provider "kubernetes" {
			exec {
				command = "aws-iam-authenticator"
				args    = ["token", "-i", "blue"]
			}
		}`, "endpoint , cluster blue"},
		{"one word", account, `provider "kubernetes" {
			exec {
				command = "aws"
				args    = ["eks", "get-token", "--cluster-name=${data.aws_eks_cluster.b.name}"]
			}
		}`, "endpoint , cluster green"},
		{"other arguments", account, `provider "kubernetes" {
			exec {
				command = "aws"
				args    = concat(["eks", "get-token", "--cluster-name", "blue"], var.more)
			}
		}`, none},
		{"alias", strings.Replace(account, "metadata", "provider = kubernetes.b\n metadata", 1), `
			provider "kubernetes" { host = aws_eks_cluster.a.endpoint }
			provider "kubernetes" {
				alias = "b"
				host  = data.aws_eks_cluster.b.endpoint
			}`, "endpoint ${data.aws_eks_cluster.b.endpoint}, cluster "},
		{"alias that is not configured", strings.Replace(account, "metadata", "provider = kubernetes.b\n metadata", 1),
			`provider "kubernetes" { host = aws_eks_cluster.a.endpoint }`, none},
		{"helm's own", release, `
			provider "kubernetes" { host = aws_eks_cluster.a.endpoint }
			provider "helm" {
				kubernetes {
					host = data.aws_eks_cluster.b.endpoint
				}
			}`, "endpoint ${data.aws_eks_cluster.b.endpoint}, cluster "},
		{"helm's attribute", release, `provider "helm" {
			kubernetes = {
				host = aws_eks_cluster.a.endpoint
				exec = { command = "aws", args = ["eks", "get-token", "--cluster-name", "blue"] }
			}
		}`, "endpoint ${aws_eks_cluster.a.endpoint}, cluster blue"},
	} {
		got := run(map[string]string{"main.tf": cluster + c.resource + "\n" + c.config})
		if len(got.Workloads) != 1 || len(got.Clusters) != 2 {
			t.Errorf("%s: %d workloads and %d clusters, want 1 and 2", c.name, len(got.Workloads), len(got.Clusters))
			continue
		}
		w := got.Workloads[0]
		if s := fmt.Sprintf("endpoint %s, cluster %s", w.Endpoint, w.ClusterName); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}
