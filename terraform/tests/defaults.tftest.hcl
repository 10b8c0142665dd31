# What a deployment is when a person says no more than they must.

# Nothing is asked of a cloud, whoever runs this with whatever credentials.
mock_provider "google" {}

variables {
  project_id         = "my-project"
  environment        = "prod"
  region             = "europe-west1"
  firestore_location = "eur3"
  web_origins        = ["https://drawings.example.com"]
}

run "a_deployment_of_defaults_is_protected" {
  command = plan

  assert {
    condition = (
      google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_ENABLED"
      && google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_ENABLED"
    )
    error_message = "The records are not protected."
  }

  assert {
    condition     = !google_storage_bucket.files.force_destroy && google_storage_bucket.files.versioning[0].enabled
    error_message = "The files are not protected."
  }

  assert {
    condition     = google_identity_platform_config.this[0].client[0].permissions[0].disabled_user_signup
    error_message = "Anybody may make an account."
  }

  assert {
    condition     = !contains(keys(google_secret_manager_secret.this), "buildtrace-llm-api-key")
    error_message = "There is a place for a key that nothing asks for."
  }

  assert {
    condition = alltrue([
      for rule in google_storage_bucket.files.cors :
      toset(rule.method) == toset(["GET", "HEAD"]) || rule.origin == tolist(["https://drawings.example.com"])
    ])
    error_message = "Other pages upload."
  }

  assert {
    condition     = anytrue([for rule in google_storage_bucket.files.cors : contains(rule.response_header, "Location")])
    error_message = "A page cannot see where its resumable upload goes on."
  }
}
