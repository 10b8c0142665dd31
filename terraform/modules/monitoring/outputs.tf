output "dashboard" {
  description = "The page to look at."
  value       = "https://console.cloud.google.com/monitoring/dashboards/builder/${basename(google_monitoring_dashboard.this.id)}?project=${var.project_id}"
}

output "channels" {
  description = "Who is told of alerts: further channels, and those of the emails."
  value       = local.channels
}
