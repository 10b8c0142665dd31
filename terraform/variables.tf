variable "project_id" {
  description = "The Google Cloud project. One project holds one BuildTrace."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id is the project's id (not its name or number): 6 to 30 small letters, digits and hyphens."
  }
}

variable "environment" {
  description = "What this deployment is for; on every resource as a label."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment is dev, staging or prod."
  }
}

variable "region" {
  description = "Where the functions run and the files lie."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region is a region such as europe-west1, not a zone or a multi-region."
  }
}

variable "firestore_location" {
  description = "Where the records lie: a region, or eur3 or nam5. It can never be changed."
  type        = string

  validation {
    condition     = can(regex("^(eur3|nam5|nam7|[a-z]+-[a-z]+[0-9]+)$", var.firestore_location))
    error_message = "firestore_location is a region such as europe-west1, or eur3, nam5 or nam7."
  }
}

variable "labels" {
  description = "Further labels of every resource, for bills."
  type        = map(string)
  default     = {}
}

variable "bundle_folder" {
  description = "Where `python3 -m tools.bundle` wrote the functions' archives."
  type        = string
  default     = "../build/bundles"
}

variable "is_protected" {
  description = "Whether the database and the files refuse to be deleted with the rest."
  type        = bool
  default     = true
}

variable "backup_days" {
  description = "How long a daily backup of the database is kept; 0: none beside the seven days of point-in-time recovery."
  type        = number
  default     = 14

  validation {
    condition     = var.backup_days >= 0 && var.backup_days <= 98 && floor(var.backup_days) == var.backup_days
    error_message = "backup_days is a whole number from 0 to 98 (Firestore keeps a backup 14 weeks at most)."
  }
}

variable "replaced_file_days" {
  description = "How long a file that was replaced or deleted can still be brought back."
  type        = number
  default     = 14

  validation {
    condition     = var.replaced_file_days >= 1
    error_message = "replaced_file_days is at least 1."
  }
}

variable "export_days" {
  description = "How long a written report is kept; it is written again when somebody asks for it."
  type        = number
  default     = 30

  validation {
    condition     = var.export_days >= 1
    error_message = "export_days is at least 1."
  }
}

variable "web_origins" {
  description = "The pages that may ask the API and upload files from a browser, such as https://PROJECT.web.app."
  type        = list(string)
  default     = []

  validation {
    condition = alltrue([
      for origin in var.web_origins : can(regex("^(https://[a-z0-9.-]+|http://localhost(:[0-9]+)?)$", origin))
    ])
    error_message = "A web origin is https:// and a host, without a path or a slash at its end; never *."
  }
}

variable "public_url" {
  description = "Where clients reach the API when that is not its own address, such as https://api.example.com."
  type        = string
  default     = ""

  validation {
    condition     = var.public_url == "" || can(regex("^https://[a-z0-9.-]+$", var.public_url))
    error_message = "public_url is https:// and a host, without a path or a slash at its end."
  }
}

variable "is_sign_up_open" {
  description = "Whether anybody may make an account. Closed, an administrator makes them: who has an account has projects, and every page costs."
  type        = bool
  default     = false
}

variable "other_sign_in" {
  description = "Whose tokens the API believes instead of Google's Identity Platform. Such users cannot listen to Firestore: the page asks the API."
  type = object({
    issuer   = string
    audience = string
    jwks_url = string
  })
  default = null

  validation {
    condition     = var.other_sign_in == null || can(regex("^https://", var.other_sign_in.jwks_url))
    error_message = "other_sign_in.jwks_url is an https:// address."
  }
}

variable "language_model" {
  description = "The language model that adds words to summaries and answers questions; null: the rules write. Prices are of a million tokens, budget of a session, rates of all together."
  type = object({
    name                    = string
    base_url                = optional(string, "https://api.openai.com/v1")
    input_usd_per_million   = number
    output_usd_per_million  = number
    tokens_per_image        = optional(number, 1275)
    session_budget_usd      = optional(number, 5)
    requests_per_minute     = optional(number, 60)
    tokens_per_minute       = optional(number, 200000)
    time_limit_s            = optional(number, 90)
    max_wait_for_turn_s     = optional(number, 20)
    patience_s              = optional(number, 3600)
    pause_when_turned_off_s = optional(number, 20)
  })
  default = null

  validation {
    condition     = var.language_model == null || can(regex("^https://", var.language_model.base_url))
    error_message = "language_model.base_url is an https:// address: the key goes with every request."
  }

  validation {
    condition = var.language_model == null || try(
      var.language_model.input_usd_per_million >= 0 && var.language_model.output_usd_per_million >= 0, false
    )
    error_message = "Prices are not negative; 0 is a model of your own."
  }
}

variable "sizes" {
  description = "What is other than in functions.tf, by function: more instances for a large office, more memory for enormous sheets."
  type = map(object({
    memory        = optional(string)
    cpu           = optional(string)
    max_instances = optional(number)
    min_instances = optional(number)
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.sizes) : contains(keys(local.functions), name)])
    error_message = "sizes names a function that does not exist; functions.tf has their names."
  }
}

variable "oldest_message_limit_s" {
  description = "How long an event may wait before somebody is told."
  type        = number
  default     = 1800

  validation {
    condition     = var.oldest_message_limit_s >= 60
    error_message = "oldest_message_limit_s is at least 60: the metric is written once a minute."
  }
}

variable "notification_channels" {
  description = "Who is told of alerts: names of notification channels of Cloud Monitoring."
  type        = list(string)
  default     = []
}
