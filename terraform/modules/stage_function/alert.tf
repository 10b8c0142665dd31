# Somebody is told when an event has waited too long: the function fails, is too slow, or is not
# there. docs/OPERATIONS.md says what to do.

resource "google_monitoring_alert_policy" "waiting" {
  count = var.push == null ? 0 : 1

  display_name = "BuildTrace: events wait for ${var.name}"
  combiner     = "OR"
  severity     = "WARNING"

  conditions {
    display_name = "The oldest event is older than ${var.alert.oldest_message_limit_s} s"

    condition_threshold {
      filter = join(" AND ", [
        "resource.type = \"pubsub_subscription\"",
        "resource.labels.subscription_id = \"${google_pubsub_subscription.this[0].name}\"",
        "metric.type = \"pubsub.googleapis.com/subscription/oldest_unacked_message_age\"",
      ])
      comparison      = "COMPARISON_GT"
      threshold_value = var.alert.oldest_message_limit_s
      duration        = "300s"

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "Events wait for `${var.name}`. See docs/OPERATIONS.md, \"Events wait\"."
  }

  notification_channels = var.alert.notification_channels
}
