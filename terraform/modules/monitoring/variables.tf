variable "project_id" {
  description = "The project that is watched."
  type        = string
}

variable "project_number" {
  description = "Its number, by which bills know it."
  type        = string
}

variable "api_service" {
  description = "The name of the API's Cloud Run service."
  type        = string
}

variable "emails" {
  description = "Who is told of an alert."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@\\s]+@[^@\\s]+$", email))])
    error_message = "emails are addresses, such as drawings@example.com."
  }
}

variable "channels" {
  description = "Further notification channels by their full names, such as a pager's: projects/PROJECT/notificationChannels/ID."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for channel in var.channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", channel))])
    error_message = "channels are named projects/PROJECT/notificationChannels/ID."
  }
}

variable "limits" {
  description = "Limits other than those of alerts.json, by alert."
  type        = map(number)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.limits) : contains(keys(jsondecode(file("${path.module}/alerts.json"))), name)])
    error_message = "limits names an alert that does not exist; alerts.json has their names."
  }
}

variable "runbook_url" {
  description = "Where docs/OPERATIONS.md is read; an alert links to its chapter there."
  type        = string
}

variable "budget" {
  description = "What a month may cost before somebody is told; null: no budget is made. Making one needs rights on the billing account."
  type = object({
    billing_account = string
    monthly_amount  = number
    currency_code   = optional(string, "USD")
  })
  default = null

  validation {
    condition     = var.budget == null || try(var.budget.monthly_amount >= 1 && floor(var.budget.monthly_amount) == var.budget.monthly_amount, false)
    error_message = "budget.monthly_amount is a whole number of the currency's units, at least 1."
  }

  validation {
    condition     = var.budget == null || can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.budget.billing_account))
    error_message = "budget.billing_account looks like 012345-6789AB-CDEF01."
  }
}
