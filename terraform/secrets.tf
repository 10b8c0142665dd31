# Secrets. Terraform makes the places and says who may read them; the values are put in by a person
# (docs/DEPLOY.md), so that no state or plan ever holds one.

locals {
  secrets = toset(concat(
    ["buildtrace-link-secret"],
    var.language_model == null ? [] : ["buildtrace-llm-api-key"],
  ))
}

resource "google_secret_manager_secret" "this" {
  for_each = local.secrets

  secret_id           = each.key
  deletion_protection = var.is_protected

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }

  # A version that was destroyed by mistake can be restored for a day.
  version_destroy_ttl = "86400s"

  depends_on = [google_project_service.this]
}
