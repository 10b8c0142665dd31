# What is counted, who is told, and the dead letters that are kept for people to look at.

variable "alert_emails" {
  description = "Who is told when something goes wrong."
  type        = list(string)
  default     = []
}

variable "alert_limits" {
  description = "Limits of alerts other than those in modules/monitoring/alerts.json, by alert."
  type        = map(number)
  default     = {}
}

variable "runbook_url" {
  description = "Where docs/OPERATIONS.md is read; every alert links to its chapter there."
  type        = string
  default     = "docs/OPERATIONS.md"
}

variable "budget" {
  description = "What a month may cost before somebody is told; null: no budget. Making one needs rights on the billing account."
  type = object({
    billing_account = string
    monthly_amount  = number
    currency_code   = optional(string, "USD")
  })
  default = null
}

variable "tracing" {
  description = "Where spans are sent by OTLP, such as https://telemetry.googleapis.com, and of which share of the traces; null: nowhere."
  type = object({
    endpoint = string
    share    = optional(number, 0.1)
  })
  default = null

  validation {
    condition     = var.tracing == null || can(regex("^https://", var.tracing.endpoint))
    error_message = "tracing.endpoint is an https:// address."
  }

  validation {
    condition     = var.tracing == null || try(var.tracing.share > 0 && var.tracing.share <= 1, false)
    error_message = "tracing.share is more than 0 and at most 1."
  }
}

locals {
  # OpenTelemetry's own variables. The share is decided by the trace's id, so every function decides the
  # same, whatever Cloud Run's front end thinks of the request.
  tracing_environment = var.tracing == null ? {} : {
    OTEL_TRACES_EXPORTER        = "otlp"
    OTEL_EXPORTER_OTLP_ENDPOINT = var.tracing.endpoint
    OTEL_TRACES_SAMPLER         = "traceidratio"
    OTEL_TRACES_SAMPLER_ARG     = tostring(var.tracing.share)
  }
}

resource "google_project_service" "budgets" {
  count = var.budget == null ? 0 : 1

  service            = "billingbudgets.googleapis.com"
  disable_on_destroy = false
}

module "monitoring" {
  source = "./modules/monitoring"

  project_id     = var.project_id
  project_number = data.google_project.this.number
  api_service    = "api-api" # by its name: were it the output, the metrics would wait for the function
  emails         = var.alert_emails
  channels       = var.notification_channels
  limits         = var.alert_limits
  runbook_url    = var.runbook_url
  budget         = var.budget

  depends_on = [google_project_service.this, google_project_service.budgets]
}

# A dead letter is recorded on its unit by the function it is pushed to; this is the letter itself, for
# `buildtrace ops dead-letters`. Nobody is told of what waits here, so its name begins with "kept".
resource "google_pubsub_subscription" "kept" {
  for_each = local.dead_topics

  name                       = "kept-${each.key}"
  topic                      = google_pubsub_topic.this[each.key].id
  ack_deadline_seconds       = 60
  message_retention_duration = "604800s"
  retain_acked_messages      = false

  expiration_policy {
    ttl = ""
  }
}

output "dashboard" {
  description = "What is going on, on one page."
  value       = module.monitoring.dashboard
}
