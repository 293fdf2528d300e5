provider "google" {
  project = "shop"
}

resource "google_service_account" "app" {
  account_id = "app"
}

resource "google_service_account_iam_member" "ksa" {
  service_account_id = google_service_account.app.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:shop.svc.id.goog[default/app]"
}

resource "google_service_account_iam_binding" "github" {
  service_account_id = google_service_account.app.id
  role               = "roles/iam.workloadIdentityUser"
  members = [
    "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.ci.name}/attribute.repository/example/shop",
  ]
  condition {
    title      = "office"
    expression = "request.time.getHours() < 20"
  }
}

resource "google_service_account_iam_member" "user" {
  service_account_id = google_service_account.app.name
  role               = "roles/iam.serviceAccountUser"
  member             = "user:someone@example.com"
}

resource "google_iam_workload_identity_pool" "ci" {
  workload_identity_pool_id = "ci"
}

resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.ci.workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  attribute_condition                = "assertion.repository_owner == 'example'"
  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
  }
  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "kubernetes_service_account" "app" {
  metadata {
    name = "app"
    annotations = {
      "iam.gke.io/gcp-service-account" = google_service_account.app.email
    }
  }
}

resource "azurerm_user_assigned_identity" "app" {
  name                = "app"
  resource_group_name = "shop"
  location            = "westeurope"
}

resource "azurerm_federated_identity_credential" "app" {
  name                = "app"
  resource_group_name = "shop"
  parent_id           = azurerm_user_assigned_identity.app.id
  audience            = ["api://AzureADTokenExchange"]
  issuer              = azurerm_kubernetes_cluster.main.oidc_issuer_url
  subject             = "system:serviceaccount:default:app"
}

resource "azuread_application" "ci" {
  display_name = "ci"
}

resource "azuread_application_federated_identity_credential" "ci" {
  application_id = azuread_application.ci.id
  display_name   = "ci"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = "https://token.actions.githubusercontent.com"
  subject        = "repo:example/shop:environment:production"
}

resource "kubernetes_service_account" "azure" {
  metadata {
    name = "azure"
    annotations = {
      "azure.workload.identity/client-id" = azurerm_user_assigned_identity.app.client_id
    }
  }
}

resource "aws_iam_saml_provider" "login" {
  name                   = "login"
  saml_metadata_document = "<xml/>"
}

resource "aws_iam_instance_profile" "node" {
  name = "node"
  path = "/k8s/"
}

resource "aws_iam_role" "login" {
  name = "login"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithSAML"
      Principal = { Federated = aws_iam_saml_provider.login.arn }
    }]
  })
}

resource "aws_eks_identity_provider_config" "people" {
  cluster_name = "main"
  oidc {
    client_id                     = "kubernetes"
    identity_provider_config_name = "people"
    issuer_url                    = "https://login.example.com"
    groups_claim                  = "groups"
    groups_prefix                 = "oidc:"
    required_claims = {
      office = "yes"
    }
  }
}
