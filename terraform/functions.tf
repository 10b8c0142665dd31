# Every deployed function: one map over one module. The same shape is local/stack/topology.py, and a
# test holds the two together.

locals {
  # What a function needs when nothing else is said. CPU and concurrency go together: with less than
  # one CPU there is one request at a time.
  ordinary_size = {
    memory        = "1Gi"
    cpu           = "1"
    concurrency   = 1
    timeout_s     = 540 # Pub/Sub waits 600 s for an answer
    min_instances = 0
    # Of what a new project may have in a region at once; larger ones are asked for (docs/DEPLOY.md).
    max_instances = 20
  }

  # Buries what could not be delivered: writes a failure into a record, a second's work.
  small_size = merge(local.ordinary_size, {
    memory        = "512Mi"
    timeout_s     = 120
    max_instances = 5
  })

  functions = {
    ocr-drop = {
      bundle      = "ocr"
      entry_point = "drop"
      topic       = "drops"
      dead_topic  = "dead-ocr"
      publishes   = ["uploads", "sessions-ready"]
      files       = "writes"
      size        = { memory = "512Mi" }
    }
    # Holds a whole set on its disk, which is its memory: the largest upload beside what it needs.
    ocr-upload = {
      bundle      = "ocr"
      entry_point = "upload"
      topic       = "uploads"
      dead_topic  = "dead-ocr"
      publishes   = ["ocr-pages", "sessions-ready"]
      files       = "writes"
      size        = { memory = "2Gi" }
    }
    ocr-page = {
      bundle      = "ocr"
      entry_point = "page"
      topic       = "ocr-pages"
      dead_topic  = "dead-ocr"
      publishes   = ["ocr-versions"]
      files       = "writes"
      size        = { memory = "2Gi" }
    }
    ocr-version = {
      bundle      = "ocr"
      entry_point = "version"
      topic       = "ocr-versions"
      dead_topic  = "dead-ocr"
      publishes   = ["sessions-ready"]
      files       = "none"
      size        = {}
    }
    ocr-dead-letter = {
      bundle      = "ocr"
      entry_point = "dead_letter"
      topic       = "dead-ocr"
      dead_topic  = null
      publishes   = ["ocr-pages", "ocr-versions", "sessions-ready"]
      files       = "none"
      size        = local.small_size
    }
    # Two sets of 2,500 sheets took 1.2 GiB; larger ones are given more by `sizes` (docs/SCALING.md).
    diff-session-ready = {
      bundle      = "diff"
      entry_point = "session_ready"
      topic       = "sessions-ready"
      dead_topic  = "dead-diff"
      publishes   = ["sessions-ready", "diff-pairs"]
      files       = "reads"
      size        = { memory = "2Gi" }
    }
    # Two unrelated sheets of 84 × 56 in took 1.4 GiB, and half as much again is kept free.
    diff-pair = {
      bundle      = "diff"
      entry_point = "pair"
      topic       = "diff-pairs"
      dead_topic  = "dead-diff"
      publishes   = ["summary-overlays"]
      files       = "writes"
      size        = { memory = "4Gi" }
    }
    diff-dead-letter = {
      bundle      = "diff"
      entry_point = "dead_letter"
      topic       = "dead-diff"
      dead_topic  = null
      publishes   = ["sessions-ready", "diff-pairs", "summary-overlays"]
      files       = "none"
      size        = local.small_size
    }
    # Waits for the language model most of the time. Instances × concurrency is how many ask at once.
    summary-overlay = {
      bundle      = "summary"
      entry_point = "overlay"
      topic       = "summary-overlays"
      dead_topic  = "dead-summary"
      publishes   = ["summary-overlays", "summary-sets"]
      files       = "writes"
      size        = { concurrency = 4, max_instances = 10 }
    }
    summary-set-summary = {
      bundle      = "summary"
      entry_point = "set_summary"
      topic       = "summary-sets"
      dead_topic  = "dead-summary"
      publishes   = ["summary-sets"]
      files       = "writes"
      size        = { concurrency = 4, max_instances = 5 }
    }
    summary-dead-letter = {
      bundle      = "summary"
      entry_point = "dead_letter"
      topic       = "dead-summary"
      dead_topic  = null
      publishes   = ["summary-sets"]
      files       = "none"
      size        = local.small_size
    }
    # An event stream holds a place for four minutes; the others answer in milliseconds.
    api-api = {
      bundle      = "api"
      entry_point = "api"
      topic       = null
      dead_topic  = null
      publishes   = ["uploads", "ocr-pages", "sessions-ready", "summary-overlays"]
      files       = "writes"
      size        = { memory = "2Gi", concurrency = 40, timeout_s = 300, max_instances = 10 }
    }
    sweep-sweep = {
      bundle      = "sweep"
      entry_point = "sweep"
      topic       = "sweeps"
      dead_topic  = null
      publishes = [
        "uploads", "ocr-pages", "ocr-versions", "sessions-ready", "diff-pairs", "summary-overlays",
        "summary-sets",
      ]
      files = "writes"
      size  = { max_instances = 1 }
    }
  }

  # Whose events are of a unit that counts on its record how often it was begun, and ends by that. A
  # push that finds no instance is a delivery, too: there the broker's count must end nothing that
  # only waits for its turn, so it is the highest that Pub/Sub takes.
  topics_of_units = toset(["ocr-pages", "diff-pairs", "summary-overlays", "summary-sets"])

  # Nobody asks these but Pub/Sub, as the invoker; the API asks everybody for a token itself.
  public_functions = toset(["api-api"])

  sizes = {
    for name, function in local.functions : name => merge(
      local.ordinary_size,
      function.size,
      { for field, value in try(var.sizes[name], {}) : field => value if value != null },
    )
  }
}

module "function" {
  source   = "./modules/stage_function"
  for_each = local.functions

  project_id = var.project_id
  region     = var.region
  name       = each.key

  build = {
    runtime         = "python313"
    entry_point     = each.value.entry_point
    bucket          = google_storage_bucket.source.name
    object          = google_storage_bucket_object.bundle[each.value.bundle].name
    service_account = google_service_account.builder.name
    repository      = google_artifact_registry_repository.functions.id
  }

  size        = local.sizes[each.key]
  environment = merge(local.environments[each.key], local.tracing_environment)
  secrets     = { for variable, secret in local.secret_variables[each.key] : variable => google_secret_manager_secret.this[secret].secret_id }

  publishes   = { for topic in each.value.publishes : topic => google_pubsub_topic.this[topic].name }
  bucket      = google_storage_bucket.files.name
  files       = each.value.files
  is_public   = contains(local.public_functions, each.key)
  signs_links = each.key == "api-api"

  push = each.value.topic == null ? null : {
    topic           = local.topic_ids[each.value.topic]
    dead_topic      = try(local.topic_ids[each.value.dead_topic], null)
    invoker         = google_service_account.invoker.email
    delivery_agent  = local.pubsub_agent
    max_deliveries  = contains(local.topics_of_units, each.value.topic) ? 100 : 5
    minimum_backoff = "10s"
    maximum_backoff = "600s"
    # A tick that is not handled is followed by another; everything else waits a week.
    retention = each.value.topic == "sweeps" ? "600s" : "604800s"
  }

  alert = {
    notification_channels  = module.monitoring.channels
    oldest_message_limit_s = var.oldest_message_limit_s
  }

  depends_on = [
    google_project_iam_member.builder_logs,
    google_project_iam_member.builder_sources,
    google_artifact_registry_repository_iam_member.builder,
    google_firestore_database.this,
  ]
}

# The API's readiness looks whether there is a topic to publish to, which publishing does not allow.
resource "google_pubsub_topic_iam_member" "api_looks" {
  topic  = google_pubsub_topic.this["uploads"].name
  role   = "roles/pubsub.viewer"
  member = module.function["api-api"].member
}
