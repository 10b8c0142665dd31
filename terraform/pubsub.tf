# Topics; each has one subscription, made with the function it is pushed to.

locals {
  dead_topics = toset([for function in local.functions : function.dead_topic if function.dead_topic != null])
  topics      = toset([for function in local.functions : function.topic if function.topic != null])
}

resource "google_pubsub_topic" "this" {
  for_each = local.topics

  name = each.key

  # A dead letter can be told once more within a week, whatever became of its first delivery.
  message_retention_duration = contains(local.dead_topics, each.key) ? "604800s" : null

  depends_on = [google_project_service.this]
}

locals {
  # Made of the names, which are known before anything is there.
  topic_ids = { for key, topic in google_pubsub_topic.this : key => "projects/${var.project_id}/topics/${topic.name}" }
}

# Who asks the functions: Pub/Sub, as this account.
resource "google_service_account" "invoker" {
  account_id   = "bt-invoker"
  display_name = "BuildTrace: pushes events to the functions"

  depends_on = [google_project_service.this]
}

resource "google_service_account_iam_member" "pubsub_is_invoker" {
  service_account_id = google_service_account.invoker.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent
}

# Pub/Sub itself moves what could not be delivered.
resource "google_pubsub_topic_iam_member" "pubsub_buries" {
  for_each = local.dead_topics

  topic  = google_pubsub_topic.this[each.key].name
  role   = "roles/pubsub.publisher"
  member = local.pubsub_agent
}
