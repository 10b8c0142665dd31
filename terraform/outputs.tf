# What a person needs next.

output "api_url" {
  description = "Where the API answers; /docs documents it, /ready says what is missing."
  value       = module.function["api-api"].uri
}

output "bucket" {
  description = "Where the files lie."
  value       = google_storage_bucket.files.name
}

output "drop_command" {
  description = "How a set comes in without a browser; the next LABEL is compared with it."
  value       = "gcloud storage cp SET.pdf gs://${google_storage_bucket.files.name}/drops/PROJECT_ID/DRAWING/LABEL.pdf"
}

output "secrets_to_fill" {
  description = "The secrets whose value a person puts in."
  value       = [for secret in google_secret_manager_secret.this : secret.secret_id]
}

output "web_config" {
  description = "What the page begins with: write it to web/dist/config.json before `firebase deploy`."
  value = jsonencode(merge(
    {
      source  = var.other_sign_in == null ? "firestore" : "sse"
      api_url = var.public_url == "" ? module.function["api-api"].uri : var.public_url
      sign_in = var.other_sign_in == null ? "firebase" : "token"
    },
    !local.has_page ? {} : {
      firebase = {
        api_key     = google_apikeys_key.web[0].key_string
        auth_domain = "${var.project_id}.firebaseapp.com"
        project_id  = var.project_id
        app_id      = ""
      }
    },
  ))
  sensitive = true # Terraform's word for a key; this one goes into every page
}

output "service_accounts" {
  description = "Who each function is."
  value       = { for name, function in module.function : name => function.email }
}

output "functions" {
  description = "What to look at when something is slow: service, subscription, where its dead letters go."
  value = {
    for name, function in module.function : name => {
      service      = function.service
      subscription = function.subscription
      dead_topic   = local.functions[name].dead_topic
    }
  }
}
