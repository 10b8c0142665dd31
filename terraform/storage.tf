# The files: sets as they came, pages, overlays, reports.

resource "google_storage_bucket" "files" {
  name     = "${var.project_id}-buildtrace"
  location = var.region

  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.is_protected

  # A file that was replaced or deleted by mistake is brought back from its version before. Soft
  # deletion would keep, and bill, the same once more.
  versioning {
    enabled = true
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  lifecycle_rule {
    condition {
      days_since_noncurrent_time = var.replaced_file_days
    }
    action {
      type = "Delete"
    }
  }

  lifecycle_rule {
    condition {
      age            = var.export_days
      matches_prefix = ["exports/"]
    }
    action {
      type = "Delete"
    }
  }

  # Parts of an upload that was given up are in no listing, but on the bill.
  lifecycle_rule {
    condition {
      age = 7
    }
    action {
      type = "AbortIncompleteMultipartUpload"
    }
  }

  # Reading takes a signed link and no cookie, so any page may. The API's redirect to the link makes
  # the browser say `Origin: null`, which no list of pages has.
  cors {
    origin          = ["*"]
    method          = ["GET", "HEAD"]
    response_header = ["Content-Type", "Content-Length", "Content-Range", "Range", "ETag"]
    max_age_seconds = 3600
  }

  # `Location` is where a resumable upload goes on.
  dynamic "cors" {
    for_each = length(var.web_origins) > 0 ? [var.web_origins] : []

    content {
      origin = cors.value
      method = ["PUT", "POST"]
      response_header = [
        "Content-Type",
        "Content-Range",
        "Location",
        "Range",
        "x-goog-content-length-range",
        "x-goog-if-generation-match",
        "x-goog-resumable",
      ]
      max_age_seconds = 3600
    }
  }

  depends_on = [google_project_service.this]
}

# Finished uploads and drops are told to their topics; nothing else in the bucket is.
locals {
  told_prefixes = {
    uploads = "uploads/"
    drops   = "drops/"
  }
}

resource "google_storage_notification" "finalized" {
  for_each = local.told_prefixes

  bucket             = google_storage_bucket.files.name
  topic              = local.topic_ids[each.key]
  event_types        = ["OBJECT_FINALIZE"]
  object_name_prefix = each.value
  payload_format     = "JSON_API_V1"

  depends_on = [google_pubsub_topic_iam_member.bucket_tells]
}

resource "google_pubsub_topic_iam_member" "bucket_tells" {
  for_each = local.told_prefixes

  topic  = google_pubsub_topic.this[each.key].name
  role   = "roles/pubsub.publisher"
  member = data.google_storage_project_service_account.this.member
}
