# What is deployed: the archives of tools/bundle.py, named by what is in them, so that a function
# whose code has not changed is left alone. And who builds them, with the least it needs.

locals {
  bundles = toset([for function in local.functions : function.bundle])
}

resource "google_storage_bucket" "source" {
  name     = "${var.project_id}-buildtrace-source"
  location = var.region

  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.is_protected

  versioning {
    enabled = true
  }

  # Terraform deletes the archive that another takes the place of; a rollback deploys it anew.
  lifecycle_rule {
    condition {
      days_since_noncurrent_time = 30
    }
    action {
      type = "Delete"
    }
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  depends_on = [google_project_service.this]
}

resource "google_storage_bucket_object" "bundle" {
  for_each = local.bundles

  bucket = google_storage_bucket.source.name
  name   = "${each.key}-${filesha256("${var.bundle_folder}/${each.key}.zip")}.zip"
  source = "${var.bundle_folder}/${each.key}.zip"
}

resource "google_artifact_registry_repository" "functions" {
  repository_id = "buildtrace-functions"
  location      = var.region
  format        = "DOCKER"
  description   = "What Cloud Build makes of the archives."

  cleanup_policies {
    id     = "keep-what-runs"
    action = "KEEP"
    most_recent_versions {
      keep_count = 3
    }
  }

  cleanup_policies {
    id     = "delete-the-rest"
    action = "DELETE"
    condition {
      tag_state  = "ANY"
      older_than = "2592000s"
    }
  }

  depends_on = [google_project_service.this]
}

resource "google_service_account" "builder" {
  account_id   = "bt-builder"
  display_name = "BuildTrace: builds the functions"

  depends_on = [google_project_service.this]
}

resource "google_project_iam_member" "builder_logs" {
  project = var.project_id
  role    = "roles/logging.logWriter"
  member  = google_service_account.builder.member
}

resource "google_artifact_registry_repository_iam_member" "builder" {
  repository = google_artifact_registry_repository.functions.name
  location   = var.region
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.builder.member
}

# Cloud Functions copies an archive to a bucket of its own, whose name begins so, before it builds.
resource "google_project_iam_member" "builder_sources" {
  project = var.project_id
  role    = "roles/storage.objectViewer"
  member  = google_service_account.builder.member

  condition {
    title       = "sources-only"
    description = "The archives of functions, none of the drawings."
    expression = join(" || ", [
      "resource.name.startsWith('projects/_/buckets/gcf-v2-sources-')",
      "resource.name.startsWith('projects/_/buckets/${google_storage_bucket.source.name}/')",
    ])
  }
}
