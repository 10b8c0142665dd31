# The scheduler's tick: whatever event was lost is derived again from the records.

resource "google_cloud_scheduler_job" "sweep" {
  name        = "sweep"
  region      = var.region
  description = "Publishes again what is still to be done, and removes what was deleted a week ago."
  schedule    = "*/10 * * * *"
  time_zone   = "Etc/UTC"

  pubsub_target {
    topic_name = local.topic_ids["sweeps"]
    data       = base64encode("{}")
  }

  depends_on = [google_project_service.this]
}
