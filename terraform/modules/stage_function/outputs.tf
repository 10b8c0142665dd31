output "uri" {
  description = "Its own address, on run.app."
  value       = google_cloudfunctions2_function.this.service_config[0].uri
}

output "service" {
  description = "The service that logs and metrics name."
  value       = google_cloudfunctions2_function.this.name
}

output "subscription" {
  description = "What is pushed to it; null for what clients ask."
  value       = try(google_pubsub_subscription.this[0].name, null)
}

output "email" {
  description = "Who it is."
  value       = google_service_account.this.email
}

output "member" {
  description = "Who it is, as IAM writes it."
  value       = google_service_account.this.member
}
