# The records, and what is indexed of them. What browsers may read, firestore.rules, is released by
# `firebase deploy`: the provider deletes a release before it makes the next, and rules must never be gone.

resource "google_firestore_database" "this" {
  name        = "(default)"
  location_id = var.firestore_location
  type        = "FIRESTORE_NATIVE"

  # The chain wraps its transactions for locks (docs/adr/0018-firestore-preconditions.md).
  concurrency_mode                  = "PESSIMISTIC"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"
  delete_protection_state           = var.is_protected ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy                   = var.is_protected ? "ABANDON" : "DELETE"

  depends_on = [google_project_service.this]
}

resource "google_firestore_backup_schedule" "daily" {
  count = var.backup_days > 0 ? 1 : 0

  database  = google_firestore_database.this.name
  retention = "${var.backup_days * 86400}s"

  daily_recurrence {}
}

locals {
  # A page's listener is answered from one place, however many comparisons its project has. What the
  # server asks is by equality alone, and served by merging the indexes of single fields, which every
  # field has by itself.
  composite_indexes = {
    comparisons-of-a-session = {
      collection = "comparisons"
      fields     = ["project_id", "session_id"]
    }
  }

  # What no query ever asks for. Each of these would be written again, field by field and entry by
  # entry, with every change of its record, and a document has 40,000 index entries at most.
  unindexed_fields = {
    drawing_versions = ["parts", "warnings"]
    pages            = ["images", "names", "page_reading", "reading"]
    comparisons = [
      "alignment", "counts", "critical_change", "images", "match", "revision_clouds", "summary_text",
      "triage",
    ]
    change_summaries      = ["changes_found", "model_use", "recommendations", "summary_text"]
    manual_overlays       = ["regions"]
    triage                = ["decisions", "names"]
    triage_steps          = ["decisions"]
    exports               = ["states"]
    set_summaries         = ["disciplines", "model_use", "points", "summary_text", "to_check"]
    messages              = ["citations", "text"]
    alignment_corrections = ["points"]
    drawings              = ["versions"]
    tallies               = ["closed"]
    requests              = ["body"]
  }

  # Firestore deletes such a record within a day of the time in the field.
  expiring = {
    requests = "expires_at"
  }
}

resource "google_firestore_index" "this" {
  for_each = local.composite_indexes

  database   = google_firestore_database.this.name
  collection = each.value.collection

  dynamic "fields" {
    for_each = each.value.fields

    content {
      field_path = fields.value
      order      = "ASCENDING"
    }
  }
}

resource "google_firestore_field" "unindexed" {
  for_each = merge([
    for collection, fields in local.unindexed_fields : {
      for field in fields : "${collection}.${field}" => { collection = collection, field = field }
    }
  ]...)

  database   = google_firestore_database.this.name
  collection = each.value.collection
  field      = each.value.field

  index_config {}
}

resource "google_firestore_field" "expiring" {
  for_each = local.expiring

  database   = google_firestore_database.this.name
  collection = each.key
  field      = each.value

  ttl_config {}

  # Times that only grow, one after the other, would wear one place of an index out.
  index_config {}
}
