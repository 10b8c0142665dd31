# What is refused before anything is changed.

# Nothing is asked of a cloud, whoever runs this with whatever credentials.
mock_provider "google" {}

variables {
  project_id         = "my-project"
  environment        = "prod"
  region             = "europe-west1"
  firestore_location = "eur3"
  web_origins        = ["https://drawings.example.com"]
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
