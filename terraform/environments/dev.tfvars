# A deployment to try things in: it can be torn down with everything in it.
environment        = "dev"
region             = "europe-west1"
firestore_location = "europe-west1"
is_protected       = false
backup_days        = 0
web_origins        = ["http://localhost:5173"]
