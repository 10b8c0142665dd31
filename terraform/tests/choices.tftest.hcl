# What a person may choose.

# Nothing is asked of a cloud, whoever runs this with whatever credentials.
mock_provider "google" {}

variables {
  project_id         = "my-project"
  environment        = "prod"
  region             = "europe-west1"
  firestore_location = "eur3"
  web_origins        = ["https://drawings.example.com"]
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
