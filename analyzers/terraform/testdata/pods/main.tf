variable "names" {}

resource "kubernetes_deployment_v1" "app" {
  metadata {
    name = "app"
    annotations = {
      "eks.amazonaws.com/role-arn" = "arn:aws:iam::111111111111:role/misplaced"
    }
  }
  spec {
    template {
      metadata {
        labels = { "azure.workload.identity/use" = "true" }
      }
      spec {
        service_account_name            = "app"
        automount_service_account_token = false
        container {
          name  = "app"
          image = "app"
          env {
            name  = "AWS_ROLE_ARN"
            value = "arn:aws:iam::111111111111:role/app"
          }
          env {
            name = "AWS_SECRET_ACCESS_KEY"
            value_from {
              secret_key_ref {
                name = "keys"
                key  = "secret"
              }
            }
          }
          env_from {
            prefix = "AWS_"
            secret_ref {
              name = "all-keys"
            }
          }
          volume_mount {
            name       = "token"
            mount_path = "/var/run/secrets/tokens"
          }
        }
        init_container {
          name    = "dns"
          image   = "registry.k8s.io/external-dns/external-dns:v0.14.0"
          command = ["external-dns"]
          args    = ["--provider=aws", "--aws-assume-role=arn:aws:iam::111111111111:role/dns"]
          env {
            name = "AWS_REGION"
            value_from {
              config_map_key_ref {
                name = "settings"
                key  = "region"
              }
            }
          }
        }
        volume {
          name = "keys"
          secret {
            secret_name = "keys"
          }
        }
        volume {
          name = "host"
          host_path {
            path = "/etc/kubernetes"
          }
        }
        volume {
          name = "token"
          projected {
            sources {
              service_account_token {
                audience           = "sts.amazonaws.com"
                expiration_seconds = 3600
                path               = "token"
              }
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_pod" "one" {
  metadata {
    name      = "one"
    namespace = "shop"
  }
  spec {
    service_account_name = "one"
    dynamic "container" {
      for_each = var.names
      content {
        name = container.value
      }
    }
  }
}

resource "kubernetes_cron_job_v1" "nightly" {
  metadata {
    name = "nightly"
  }
  spec {
    job_template {
      spec {
        template {
          spec {
            service_account_name = "nightly"
            host_network         = true
          }
        }
      }
    }
  }
}

data "kubectl_file_documents" "objects" {
  content = file("${path.module}/objects.yaml")
}

resource "kubectl_manifest" "objects" {
  for_each  = data.kubectl_file_documents.objects.manifests
  yaml_body = each.value
}

data "kubectl_file_documents" "inline" {
  content = <<-YAML
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: inline
      namespace: shop
      annotations:
        eks.amazonaws.com/role-arn: arn:aws:iam::111111111111:role/inline
  YAML
}

resource "kubectl_manifest" "inline" {
  count     = length(data.kubectl_file_documents.inline.documents)
  yaml_body = element(data.kubectl_file_documents.inline.documents, count.index)
}

resource "helm_release" "dns" {
  name      = "external-dns"
  chart     = "external-dns"
  namespace = "kube-system"
  values = [yamlencode({
    serviceAccount = {
      name        = "overridden"
      annotations = { "eks.amazonaws.com/role-arn" = "arn:aws:iam::111111111111:role/dns" }
    }
    controller = {
      serviceAccount = {
        annotations = { "eks.amazonaws.com/role-arn" = "arn:aws:iam::111111111111:role/unnamed" }
      }
    }
  })]
  set {
    name  = "serviceAccount.name"
    value = "external-dns"
  }
}

resource "helm_release" "autoscaler" {
  name  = "autoscaler"
  chart = "cluster-autoscaler"
  set = [
    { name = "rbac.serviceAccount.name", value = "autoscaler" },
    { name = "rbac.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn", value = "arn:aws:iam::111111111111:role/autoscaler" },
  ]
}

resource "helm_release" "existing" {
  name  = "existing"
  chart = "existing"
  values = [<<-YAML
    serviceAccount:
      create: false
      name: existing
      annotations:
        eks.amazonaws.com/role-arn: arn:aws:iam::111111111111:role/existing
  YAML
  ]
}

resource "helm_release" "yaml" {
  name      = "yaml"
  chart     = "yaml"
  namespace = "shop"
  values = [<<-YAML
    serviceAccount:
      create: true
      name: yaml
      annotations:
        eks.amazonaws.com/role-arn: arn:aws:iam::${var.names[0]}:role/yaml
  YAML
  ]
}
