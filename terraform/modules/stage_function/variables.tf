variable "project_id" {
  description = "The Google Cloud project."
  type        = string
}

variable "region" {
  description = "Where it runs."
  type        = string
}

variable "name" {
  description = "What the function, its service and its subscription are called."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,25}[a-z0-9]$", var.name))
    error_message = "A function's name is 3 to 27 small letters, digits and hyphens: its account is called bt- and the name, which is 30 at most."
  }
}

variable "build" {
  description = "What is built, by whom, and where the image goes."
  type = object({
    runtime         = string
    entry_point     = string
    bucket          = string
    object          = string
    service_account = string
    repository      = string
  })
}

variable "size" {
  description = "How large an instance is and how many there may be."
  type = object({
    memory        = string
    cpu           = string
    concurrency   = number
    timeout_s     = number
    min_instances = number
    max_instances = number
  })

  validation {
    condition     = contains(["512Mi", "1Gi", "2Gi", "4Gi", "8Gi", "16Gi", "32Gi"], var.size.memory)
    error_message = "memory is 512Mi, 1Gi, 2Gi, 4Gi, 8Gi, 16Gi or 32Gi."
  }

  validation {
    condition = contains(
      { "1" = ["512Mi", "1Gi", "2Gi", "4Gi"], "2" = ["1Gi", "2Gi", "4Gi", "8Gi"], "4" = ["2Gi", "4Gi", "8Gi", "16Gi"], "8" = ["4Gi", "8Gi", "16Gi", "32Gi"] }[var.size.cpu],
      var.size.memory,
    )
    error_message = "Cloud Run gives 1 CPU at most 4Gi, 2 at most 8Gi, 4 from 2Gi to 16Gi, 8 from 4Gi to 32Gi."
  }

  validation {
    condition     = var.size.timeout_s >= 30 && var.size.timeout_s <= 540
    error_message = "timeout_s is from 30 to 540: Pub/Sub waits 600 s for an answer at most."
  }

  validation {
    condition     = var.size.concurrency >= 1 && var.size.concurrency <= 250
    error_message = "concurrency is from 1 to 250."
  }

  validation {
    condition     = var.size.max_instances >= 1 && var.size.min_instances >= 0 && var.size.min_instances <= var.size.max_instances
    error_message = "There is at least one instance, and no more are kept than there may be."
  }
}

variable "environment" {
  description = "Variables that are no secret."
  type        = map(string)

  validation {
    condition = alltrue([
      for key in keys(var.environment) : !can(regex("(SECRET|API_KEY|PASSWORD|TOKEN)$", key))
    ])
    error_message = "A secret comes from Secret Manager, by `secrets`: whoever may look at a function sees its variables."
  }
}

variable "secrets" {
  description = "Variables that are: the id of the secret by the variable's name."
  type        = map(string)
}

variable "publishes" {
  description = "The topics it publishes to: their names, by themselves."
  type        = map(string)
}

variable "bucket" {
  description = "Where the files lie."
  type        = string
}

variable "files" {
  description = "What it does with them: none, reads, writes."
  type        = string

  validation {
    condition     = contains(["none", "reads", "writes"], var.files)
    error_message = "files is none, reads or writes."
  }
}

variable "is_public" {
  description = "Whether anybody may ask it; what does not ask for a token itself is not."
  type        = bool
}

variable "signs_links" {
  description = "Whether it signs links to files, as itself."
  type        = bool
}

variable "push" {
  description = "How events come to it; null: none do. dead_topic null: what cannot be handled is forgotten in the end."
  type = object({
    topic           = string
    dead_topic      = optional(string)
    invoker         = string
    delivery_agent  = string
    max_deliveries  = number
    minimum_backoff = string
    maximum_backoff = string
    retention       = string
  })
}

variable "alert" {
  description = "Who is told, and when, that events wait too long."
  type = object({
    notification_channels  = list(string)
    oldest_message_limit_s = number
  })
}
