# What the function may do, and who may ask it. A role that is not here it does not have.

locals {
  file_role = { none = null, reads = "roles/storage.objectViewer", writes = "roles/storage.objectUser" }[var.files]
}

resource "google_project_iam_member" "records" {
  project = var.project_id
  role    = "roles/datastore.user"
  member  = google_service_account.this.member
}

resource "google_storage_bucket_iam_member" "files" {
  count = local.file_role == null ? 0 : 1

  bucket = var.bucket
  role   = local.file_role
  member = google_service_account.this.member
}

resource "google_pubsub_topic_iam_member" "publishes" {
  for_each = var.publishes

  topic  = each.value
  role   = "roles/pubsub.publisher"
  member = google_service_account.this.member
}

resource "google_secret_manager_secret_iam_member" "reads" {
  for_each = var.secrets

  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this.member
}

# Signs by IAM's signBlob, as itself: a function holds no private key.
resource "google_service_account_iam_member" "signs" {
  count = var.signs_links ? 1 : 0

  service_account_id = google_service_account.this.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.this.member
}

resource "google_cloud_run_v2_service_iam_member" "asks" {
  name     = google_cloudfunctions2_function.this.name
  location = var.region
  role     = "roles/run.invoker"
  member   = var.is_public ? "allUsers" : "serviceAccount:${var.push.invoker}"
}
