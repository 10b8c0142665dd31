# What the functions' log lines are counted into, who is told when, and a page to look at.
#
# metrics.json, alerts.json and tiles.json are held in step with the code by tests/unit/test_monitoring.py:
# a filter that matches no line the code writes, or a query of a metric that does not exist, fails there.

terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

locals {
  metrics = jsondecode(file("${path.module}/metrics.json"))
  alerts  = jsondecode(file("${path.module}/alerts.json"))
  tiles   = jsondecode(file("${path.module}/tiles.json"))

  limits   = merge({ for name, alert in local.alerts : name => alert.limit }, var.limits)
  channels = concat(var.channels, [for channel in google_monitoring_notification_channel.email : channel.name])
}

resource "google_logging_metric" "this" {
  for_each = local.metrics

  name            = "buildtrace/${each.key}"
  description     = each.value.description
  filter          = "resource.type=\"cloud_run_revision\" AND ${each.value.filter}"
  value_extractor = try("EXTRACT(jsonPayload.${each.value.value})", null)

  label_extractors = {
    for label in each.value.labels : label => "EXTRACT(jsonPayload.${label})"
  }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = can(each.value.value) ? "DISTRIBUTION" : "INT64"
    unit        = try(each.value.unit, "1")

    dynamic "labels" {
      for_each = each.value.labels

      content {
        key        = labels.value
        value_type = "STRING"
      }
    }
  }

  # From a hundredth to some 20,000, each bound 1.4 times the one before.
  dynamic "bucket_options" {
    for_each = can(each.value.value) ? ["measured"] : []

    content {
      exponential_buckets {
        num_finite_buckets = 43
        growth_factor      = 1.4
        scale              = 0.01
      }
    }
  }
}

resource "google_monitoring_notification_channel" "email" {
  for_each = toset(var.emails)

  display_name = "BuildTrace: ${each.key}"
  type         = "email"
  labels       = { email_address = each.key }
}

resource "google_monitoring_alert_policy" "this" {
  for_each = local.alerts

  display_name          = "BuildTrace: ${each.value.title}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = local.channels

  conditions {
    display_name = each.value.title

    condition_prometheus_query_language {
      query               = replace(replace(each.value.query, "LIMIT", local.limits[each.key]), "\"API\"", "\"${var.api_service}\"")
      duration            = "${each.value.duration_s}s"
      evaluation_interval = "60s"
      # A metric of the log is known to the alerts only when it has counted something.
      disable_metric_validation = true
    }
  }

  documentation {
    subject   = "BuildTrace (${var.project_id}): ${each.value.title}"
    content   = "${replace(each.value.why, "LIMIT", local.limits[each.key])}\n\nWhat to do: ${var.runbook_url}#${each.key}"
    mime_type = "text/markdown"
  }

  alert_strategy {
    auto_close = "86400s"
  }

  depends_on = [google_logging_metric.this]
}

resource "google_monitoring_dashboard" "this" {
  dashboard_json = jsonencode({
    displayName = "BuildTrace"
    mosaicLayout = {
      columns = 48
      tiles = [
        for index, tile in local.tiles : {
          xPos   = (index % 3) * 16
          yPos   = floor(index / 3) * 12
          width  = 16
          height = 12
          widget = {
            title = tile.title
            xyChart = {
              dataSets = [{
                plotType        = "LINE"
                timeSeriesQuery = { prometheusQuery = tile.query, unitOverride = tile.unit }
              }]
            }
          }
        }
      ]
    }
  })

  depends_on = [google_logging_metric.this]
}

# Told at half, at all of it, and when the month will not hold it.
resource "google_billing_budget" "this" {
  count = var.budget == null ? 0 : 1

  billing_account = var.budget.billing_account
  display_name    = "BuildTrace: ${var.project_id}"

  budget_filter {
    projects = ["projects/${var.project_number}"] # what the API answers; an id would be a change for ever
  }

  amount {
    specified_amount {
      currency_code = var.budget.currency_code
      units         = tostring(var.budget.monthly_amount)
    }
  }

  threshold_rules {
    threshold_percent = 0.5
  }

  threshold_rules {
    threshold_percent = 1.0
  }

  threshold_rules {
    threshold_percent = 1.0
    spend_basis       = "FORECASTED_SPEND"
  }

  # The account's administrators are told anyway; a budget takes five channels more.
  dynamic "all_updates_rule" {
    for_each = length(local.channels) > 0 ? ["told"] : []

    content {
      monitoring_notification_channels = slice(local.channels, 0, min(5, length(local.channels)))
    }
  }
}
