# One deployed function: who it is, what it may do, what runs, how events come to it, and who is told
# when they wait.

terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_service_account" "this" {
  account_id   = "bt-${var.name}"
  display_name = "BuildTrace: ${var.name}"
}

resource "google_cloudfunctions2_function" "this" {
  name     = var.name
  location = var.region

  build_config {
    runtime           = var.build.runtime
    entry_point       = var.build.entry_point
    service_account   = var.build.service_account
    docker_repository = var.build.repository

    source {
      storage_source {
        bucket = var.build.bucket
        object = var.build.object
      }
    }
  }

  service_config {
    service_account_email = google_service_account.this.email

    available_memory                 = var.size.memory
    available_cpu                    = var.size.cpu
    max_instance_request_concurrency = var.size.concurrency
    timeout_seconds                  = var.size.timeout_s
    min_instance_count               = var.size.min_instances
    max_instance_count               = var.size.max_instances

    # Pub/Sub of the same project counts as internal, by the address on run.app.
    ingress_settings               = var.is_public ? "ALLOW_ALL" : "ALLOW_INTERNAL_ONLY"
    all_traffic_on_latest_revision = true

    environment_variables = var.environment

    dynamic "secret_environment_variables" {
      for_each = var.secrets

      content {
        key        = secret_environment_variables.key
        project_id = var.project_id
        secret     = secret_environment_variables.value
        version    = "latest"
      }
    }
  }

  # An instance does not start before it may read its secrets.
  depends_on = [google_secret_manager_secret_iam_member.reads]
}
