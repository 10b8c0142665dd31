# What a person may ask for, and what is refused before anything is changed.

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
}

run "only_our_pages_upload" {
  command = plan

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

run "a_language_model_brings_its_secret" {
  command = plan

  variables {
    language_model = { name = "gpt-4o-mini", input_usd_per_million = 0.15, output_usd_per_million = 0.6, tokens_per_image = 8500 }
  }

  assert {
    condition     = contains(keys(google_secret_manager_secret.this), "buildtrace-llm-api-key")
    error_message = "There is no place for its key."
  }
}

run "another_sign_in_takes_the_place_of_ours" {
  command = plan

  variables {
    other_sign_in = { issuer = "https://example.com", audience = "buildtrace", jwks_url = "https://example.com/jwks.json" }
  }

  assert {
    condition     = length(google_identity_platform_config.this) + length(google_apikeys_key.web) == 0
    error_message = "There are two places to sign in."
  }
}

run "any_page_is_no_web_origin" {
  command = plan

  variables {
    web_origins = ["*"]
  }

  expect_failures = [var.web_origins]
}

run "a_key_goes_over_no_open_line" {
  command = plan

  variables {
    language_model = { name = "mine", base_url = "http://example.com/v1", input_usd_per_million = 0, output_usd_per_million = 0 }
  }

  expect_failures = [var.language_model]
}

run "a_size_is_of_a_function_that_exists" {
  command = plan

  variables {
    sizes = { ocr-pages = { max_instances = 200 } }
  }

  expect_failures = [var.sizes]
}

run "a_project_is_named_by_its_id" {
  command = plan

  variables {
    project_id = "My Project"
  }

  expect_failures = [var.project_id]
}
