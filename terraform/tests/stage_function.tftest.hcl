# What the module promises of every function, whatever it is given.

# Nothing is asked of a cloud, whoever runs this with whatever credentials.
mock_provider "google" {
  mock_resource "google_cloudfunctions2_function" {
    defaults = {
      service_config = {
        uri = "https://diff-pair-stub.a.run.app"
      }
    }
  }
}

variables {
  project_id = "my-project"
  region     = "europe-west1"
  name       = "diff-pair"

  build = {
    runtime         = "python313"
    entry_point     = "pair"
    bucket          = "source"
    object          = "diff-0.zip"
    service_account = "projects/my-project/serviceAccounts/builder"
    repository      = "projects/my-project/locations/europe-west1/repositories/functions"
  }

  size = {
    memory        = "4Gi"
    cpu           = "1"
    concurrency   = 1
    timeout_s     = 540
    min_instances = 0
    max_instances = 10
  }

  environment = { BUILDTRACE_OVERLAY_DPI = "300" }
  secrets     = { BUILDTRACE_LLM_API_KEY = "key" }
  publishes   = { summary-overlays = "summary-overlays" }
  bucket      = "files"
  files       = "writes"
  is_public   = false
  signs_links = false

  push = {
    topic           = "projects/my-project/topics/diff-pairs"
    dead_topic      = "projects/my-project/topics/dead-diff"
    invoker         = "invoker@my-project.iam.gserviceaccount.com"
    delivery_agent  = "serviceAccount:pubsub"
    max_deliveries  = 5
    minimum_backoff = "10s"
    maximum_backoff = "600s"
    retention       = "604800s"
  }

  alert = {
    notification_channels  = ["projects/my-project/notificationChannels/1"]
    oldest_message_limit_s = 1800
  }
}

run "a_stage_is_asked_by_pubsub_alone" {
  command = apply

  module {
    source = "./modules/stage_function"
  }

  assert {
    condition     = google_cloudfunctions2_function.this.service_config[0].ingress_settings == "ALLOW_INTERNAL_ONLY"
    error_message = "The internet reaches the function."
  }

  assert {
    condition     = google_cloud_run_v2_service_iam_member.asks.member == "serviceAccount:invoker@my-project.iam.gserviceaccount.com"
    error_message = "Others than the invoker may ask the function."
  }

  assert {
    condition     = google_pubsub_subscription.this[0].push_config[0].oidc_token[0].audience == google_cloudfunctions2_function.this.service_config[0].uri
    error_message = "The token is not for this function, and is refused."
  }

  assert {
    condition     = endswith(google_pubsub_subscription.this[0].push_config[0].push_endpoint, ".run.app/projects/my-project/topics/diff-pairs")
    error_message = "The path does not say the topic: functions-framework takes it from there."
  }
}

run "what_cannot_be_delivered_is_buried" {
  command = apply

  module {
    source = "./modules/stage_function"
  }

  assert {
    condition     = google_pubsub_subscription.this[0].dead_letter_policy[0].dead_letter_topic == "projects/my-project/topics/dead-diff"
    error_message = "Undeliverable events go nowhere."
  }

  assert {
    condition     = google_pubsub_subscription_iam_member.buries[0].role == "roles/pubsub.subscriber"
    error_message = "Pub/Sub may not take a message off the subscription, so that it is never buried."
  }

  assert {
    condition     = google_pubsub_subscription.this[0].expiration_policy[0].ttl == ""
    error_message = "The subscription would end after 31 days without an event."
  }

  assert {
    condition     = google_pubsub_subscription.this[0].ack_deadline_seconds > google_cloudfunctions2_function.this.service_config[0].timeout_seconds
    error_message = "Pub/Sub delivers again while the function still works."
  }

  assert {
    condition     = length(google_monitoring_alert_policy.waiting[0].notification_channels) == 1
    error_message = "Nobody is told that events wait."
  }
}

run "it_may_do_what_it_needs" {
  command = apply

  module {
    source = "./modules/stage_function"
  }

  assert {
    condition     = google_storage_bucket_iam_member.files[0].role == "roles/storage.objectUser"
    error_message = "It does not write files with the role for that."
  }

  assert {
    condition     = keys(google_pubsub_topic_iam_member.publishes) == ["summary-overlays"]
    error_message = "It publishes elsewhere."
  }

  assert {
    condition     = keys(google_secret_manager_secret_iam_member.reads) == ["BUILDTRACE_LLM_API_KEY"]
    error_message = "It does not read its own secrets alone."
  }

  assert {
    condition     = length(google_service_account_iam_member.signs) == 0
    error_message = "It signs links, and was not told to."
  }
}

run "what_reads_no_files_has_no_role_on_them" {
  command = plan

  module {
    source = "./modules/stage_function"
  }

  variables {
    files = "none"
  }

  assert {
    condition     = length(google_storage_bucket_iam_member.files) == 0
    error_message = "It has a role on files that it never reads."
  }
}

run "what_clients_ask_has_no_subscription" {
  command = plan

  module {
    source = "./modules/stage_function"
  }

  variables {
    name      = "api"
    is_public = true
    push      = null
  }

  assert {
    condition     = length(google_pubsub_subscription.this) + length(google_monitoring_alert_policy.waiting) == 0
    error_message = "There is a subscription that nothing is pushed by."
  }

  assert {
    condition     = google_cloud_run_v2_service_iam_member.asks.member == "allUsers"
    error_message = "Clients may not ask it."
  }
}

run "a_size_that_cloud_run_does_not_have_is_refused" {
  command = plan

  module {
    source = "./modules/stage_function"
  }

  variables {
    size = { memory = "8Gi", cpu = "1", concurrency = 1, timeout_s = 540, min_instances = 0, max_instances = 10 }
  }

  expect_failures = [var.size]
}

run "work_longer_than_pubsub_waits_is_refused" {
  command = plan

  module {
    source = "./modules/stage_function"
  }

  variables {
    size = { memory = "4Gi", cpu = "1", concurrency = 1, timeout_s = 900, min_instances = 0, max_instances = 10 }
  }

  expect_failures = [var.size]
}

run "a_secret_among_the_variables_is_refused" {
  command = plan

  module {
    source = "./modules/stage_function"
  }

  variables {
    environment = { BUILDTRACE_LINK_SECRET = "visible to whoever looks at the function" }
  }

  expect_failures = [var.environment]
}
