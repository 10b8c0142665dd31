# How events come to the function. A subscription of its own, not Eventarc's: only such a one has a
# dead letter and waits as long as the function may take.

resource "google_pubsub_subscription" "this" {
  count = var.push == null ? 0 : 1

  name  = var.name
  topic = var.push.topic

  ack_deadline_seconds       = 600
  message_retention_duration = var.push.retention

  # It never ends by itself, however long nobody compares anything.
  expiration_policy {
    ttl = ""
  }

  push_config {
    # The path tells functions-framework the topic.
    push_endpoint = "${google_cloudfunctions2_function.this.service_config[0].uri}/${var.push.topic}"

    oidc_token {
      service_account_email = var.push.invoker
      audience              = google_cloudfunctions2_function.this.service_config[0].uri
    }
  }

  retry_policy {
    minimum_backoff = var.push.minimum_backoff
    maximum_backoff = var.push.maximum_backoff
  }

  dynamic "dead_letter_policy" {
    for_each = var.push.dead_topic == null ? [] : [var.push.dead_topic]

    content {
      dead_letter_topic     = dead_letter_policy.value
      max_delivery_attempts = var.push.max_deliveries
    }
  }

  depends_on = [google_cloud_run_v2_service_iam_member.asks]
}

# Pub/Sub takes a message off here when it moves it to the dead letters.
resource "google_pubsub_subscription_iam_member" "buries" {
  count = try(var.push.dead_topic, null) == null ? 0 : 1

  subscription = google_pubsub_subscription.this[0].name
  role         = "roles/pubsub.subscriber"
  member       = var.push.delivery_agent
}
