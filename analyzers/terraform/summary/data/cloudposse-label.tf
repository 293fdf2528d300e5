# module: cloudposse/label/null
# versions: >= 0.20.0, < 1.0.0
# source: https://github.com/cloudposse/terraform-null-label/tree/0.25.0
# read: 2026-11-21
# Tags are left out. An id that is too long ends in a part of its MD5 sum, which
# is not computed: the call of a function that does not exist is a symbol.

variable "enabled" {
  type    = any
  default = null
}

variable "namespace" {
  type    = any
  default = null
}

variable "tenant" {
  type    = any
  default = null
}

variable "environment" {
  type    = any
  default = null
}

variable "stage" {
  type    = any
  default = null
}

variable "name" {
  type    = any
  default = null
}

variable "delimiter" {
  type    = any
  default = null
}

variable "attributes" {
  type    = any
  default = []
}

variable "label_order" {
  type    = any
  default = null
}

variable "regex_replace_chars" {
  type    = any
  default = null
}

variable "id_length_limit" {
  type    = any
  default = null
}

variable "label_value_case" {
  type    = any
  default = null
}

variable "context" {
  type    = any
  default = null
}

locals {
  context             = var.context == null ? {} : var.context
  enabled             = var.enabled != null ? var.enabled : try(local.context.enabled, null) != null ? local.context.enabled : true
  namespace           = var.namespace != null ? var.namespace : try(local.context.namespace, null) != null ? local.context.namespace : null
  tenant              = var.tenant != null ? var.tenant : try(local.context.tenant, null) != null ? local.context.tenant : null
  environment         = var.environment != null ? var.environment : try(local.context.environment, null) != null ? local.context.environment : null
  stage               = var.stage != null ? var.stage : try(local.context.stage, null) != null ? local.context.stage : null
  name                = var.name != null ? var.name : try(local.context.name, null) != null ? local.context.name : null
  delimiter           = var.delimiter != null ? var.delimiter : try(local.context.delimiter, null) != null ? local.context.delimiter : "-"
  label_order         = try(coalescelist(try(coalescelist(var.label_order, []), []), try(coalescelist(local.context.label_order, []), []), ["namespace", "environment", "stage", "name", "attributes"]), ["namespace", "environment", "stage", "name", "attributes"])
  regex_replace_chars = var.regex_replace_chars != null ? var.regex_replace_chars : try(local.context.regex_replace_chars, null) != null ? local.context.regex_replace_chars : "/[^-a-zA-Z0-9]/"
  id_length_limit     = var.id_length_limit != null ? var.id_length_limit : try(local.context.id_length_limit, null) != null ? local.context.id_length_limit : 0
  label_value_case    = var.label_value_case != null ? var.label_value_case : try(local.context.label_value_case, null) != null ? local.context.label_value_case : "lower"
  attributes          = compact(distinct(concat(try(coalescelist(local.context.attributes, []), []), try(coalescelist(var.attributes, []), []))))

  parts = {
    namespace = local.namespace, tenant = local.tenant, environment = local.environment, stage = local.stage, name = local.name
  }
  clean = { for k, v in local.parts : k => v == null ? "" : replace(v, local.regex_replace_chars, "") }
  cased = {
    for k, v in local.clean : k => local.label_value_case == "none" ? v : local.label_value_case == "title" ? title(lower(v)) : local.label_value_case == "upper" ? upper(v) : lower(v)
  }
  tail  = join(local.delimiter, [for v in local.attributes : local.label_value_case == "lower" ? lower(replace(v, local.regex_replace_chars, "")) : replace(v, local.regex_replace_chars, "")])
  words = merge(local.cased, { attributes = local.tail })
  full  = join(local.delimiter, [for key in local.label_order : local.words[key] if local.words[key] != ""])
}

output "enabled" {
  value = local.enabled
}

output "id" {
  value = local.enabled ? local.id_length_limit == 0 || length(local.full) <= local.id_length_limit ? local.full : provider::label::shortened(local.full, local.id_length_limit) : ""
}

output "id_full" {
  value = local.enabled ? local.full : ""
}

output "namespace" {
  value = local.enabled ? local.cased.namespace : ""
}

output "tenant" {
  value = local.enabled ? local.cased.tenant : ""
}

output "environment" {
  value = local.enabled ? local.cased.environment : ""
}

output "stage" {
  value = local.enabled ? local.cased.stage : ""
}

output "name" {
  value = local.enabled ? local.cased.name : ""
}

output "delimiter" {
  value = local.enabled ? local.delimiter : ""
}

output "attributes" {
  value = local.attributes
}

output "context" {
  value = {
    enabled             = local.enabled
    namespace           = local.namespace
    tenant              = local.tenant
    environment         = local.environment
    stage               = local.stage
    name                = local.name
    delimiter           = local.delimiter
    attributes          = local.attributes
    label_order         = local.label_order
    regex_replace_chars = local.regex_replace_chars
    id_length_limit     = local.id_length_limit
    label_value_case    = local.label_value_case
  }
}
