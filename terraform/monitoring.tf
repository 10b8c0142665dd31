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

module "monitoring" {
  source = "./modules/monitoring"

  project_id     = var.project_id
  project_number = data.google_project.this.number
  api_service    = "api"
  emails         = var.alert_emails
  channels       = var.notification_channels
  limits         = var.alert_limits
  runbook_url    = var.runbook_url
  budget         = var.budget

  depends_on = [google_project_service.this]
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
