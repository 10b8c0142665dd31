# A deployment that people work with. project_id is given on the command line or in a file of yours.
environment        = "prod"
region             = "europe-west1"
firestore_location = "eur3"
is_protected       = true
backup_days        = 14

sizes = {
  # Somebody is there from the first request of the morning.
  api-api = { min_instances = 1 }
}
