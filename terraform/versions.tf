terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 8.7"
    }
  }
}

provider "google" {
  project = var.project_id
  region  = var.region

  # The APIs of rules, sign-in and browser keys ask which project pays for a person's request.
  user_project_override = true
  billing_project       = var.project_id

  default_labels = merge({ app = "buildtrace", environment = var.environment }, var.labels)
}
