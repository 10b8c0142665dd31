"""Mistakes that people make in such a configuration, and what the gate must say of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MODULE = "modules/stage_function"


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One mistake.

    Attributes:
        name: what somebody did.
        file: where, beneath `terraform/`.
        right: what stood there.
        wrong: what stands there now.
        says: part of what the gate says.
    """

    name: str
    file: str
    right: str
    wrong: str
    says: str

    @property
    def tests(self) -> str:
        """The file of Terraform's own tests that looks at the place."""
        if self.file == "variables.tf":
            return "refused"
        return "stage_function" if self.file.startswith(MODULE) else "defaults"

    def plant(self, folder: Path) -> None:
        place = folder / self.file
        text = place.read_text(encoding="utf-8")
        assert self.right in text, f"{self.file} has changed: plant this mistake anew"
        place.write_text(text.replace(self.right, self.wrong, 1), encoding="utf-8")


MUTANTS = (
    Mutant(
        name="an argument is misspelt",
        file=f"{MODULE}/main.tf",
        right="timeout_seconds ",
        wrong="timeout_second ",
        says="Unsupported argument",
    ),
    Mutant(
        name="a required argument is forgotten",
        file="storage.tf",
        right="  payload_format     = ",
        wrong="  # payload_format     = ",
        says='"payload_format" is required',
    ),
    Mutant(
        name="a value is none of those there are",
        file=f"{MODULE}/main.tf",
        right='"ALLOW_INTERNAL_ONLY"',
        wrong='"INTERNAL_ONLY"',
        says="is not one of",
    ),
    Mutant(
        name="what the provider decides is said",
        file="pubsub.tf",
        right="  name = each.key\n",
        wrong="  name = each.key\n  effective_labels = {}\n",
        says="decided by the provider",
    ),
    Mutant(
        name="a resource is referred to that is not there",
        file="sweep.tf",
        right="google_project_service.this",
        wrong="google_project_service.apis",
        says="Reference to undeclared resource",
    ),
    Mutant(
        name="a count depends on what is not known yet",
        file="functions.tf",
        right="try(local.topic_ids[each.value.dead_topic], null)",
        wrong="try(google_pubsub_topic.this[each.value.dead_topic].id, null)",
        says="Invalid count argument",
    ),
    Mutant(
        name="the dead letter is taken away",
        file=f"{MODULE}/push.tf",
        right="var.push.dead_topic == null ? [] : [var.push.dead_topic]",
        wrong="[]",
        says="has no dead letter",
    ),
    Mutant(
        name="one function loses its dead letter",
        file="functions.tf",
        right='dead_topic  = "dead-diff"',
        wrong="dead_topic  = null",
        says="has no dead letter",
    ),
    Mutant(
        name="what has a unit and what has none change places",
        file="functions.tf",
        right="contains(local.topics_of_units, each.value.topic) ? 100 : 5",
        wrong="contains(local.topics_of_units, each.value.topic) ? 5 : 100",
        says="ocr-page is buried after 5 deliveries",
    ),
    Mutant(
        name="pairs are buried by waiting",
        file="functions.tf",
        right='["ocr-pages", "diff-pairs", "summary-overlays", "summary-sets"]',
        wrong='["ocr-pages", "summary-overlays", "summary-sets"]',
        says="diff-pair is buried after 5 deliveries",
    ),
    Mutant(
        name="nothing but a hundred deliveries ends an upload",
        file="functions.tf",
        right='["ocr-pages", "diff-pairs", "summary-overlays", "summary-sets"]',
        wrong='["uploads", "ocr-pages", "diff-pairs", "summary-overlays", "summary-sets"]',
        says="ocr-upload is buried after 100 deliveries",
    ),
    Mutant(
        name="Pub/Sub may not take what it buries",
        file=f"{MODULE}/push.tf",
        right="try(var.push.dead_topic, null) == null ? 0 : 1",
        wrong="0",
        says="may not bury",
    ),
    Mutant(
        name="an event is delivered again while it is worked on",
        file=f"{MODULE}/push.tf",
        right="ack_deadline_seconds       = 600",
        wrong="ack_deadline_seconds       = 60",
        says="delivered again while it still works",
    ),
    Mutant(
        name="a subscription ends by itself",
        file=f"{MODULE}/push.tf",
        right='ttl = ""',
        wrong='ttl = "2678400s"',
        says="ends by itself",
    ),
    Mutant(
        name="a push says not who it is",
        file=f"{MODULE}/push.tf",
        right="""    oidc_token {
      service_account_email = var.push.invoker
      audience              = google_cloudfunctions2_function.this.service_config[0].uri
    }
""",
        wrong="",
        says="is pushed to by nobody",
    ),
    Mutant(
        name="a push says it to the wrong one",
        file=f"{MODULE}/push.tf",
        right="audience              = google_cloudfunctions2_function.this.service_config[0].uri",
        wrong="audience              = google_cloudfunctions2_function.this.url",
        says="The token is not for this function",
    ),
    Mutant(
        name="a function takes longer than Pub/Sub waits",
        file="functions.tf",
        right="timeout_s     = 540",
        wrong="timeout_s     = 900",
        says="timeout_s is from 30 to 540",
    ),
    Mutant(
        name="more memory than the CPU may have",
        file="functions.tf",
        right='memory = "4Gi"',
        wrong='memory = "16Gi"',
        says="Cloud Run gives 1 CPU at most 4Gi",
    ),
    Mutant(
        name="a function says no memory",
        file=f"{MODULE}/main.tf",
        right="    available_memory                 = var.size.memory\n",
        wrong="",
        says="does not say its available_memory",
    ),
    Mutant(
        name="every function is reached from the internet",
        file=f"{MODULE}/main.tf",
        right='var.is_public ? "ALLOW_ALL" : "ALLOW_INTERNAL_ONLY"',
        wrong='"ALLOW_ALL"',
        says="is reached from the internet",
    ),
    Mutant(
        name="everybody may ask every function",
        file=f"{MODULE}/iam.tf",
        right='var.is_public ? "allUsers" : "serviceAccount:${var.push.invoker}"',
        wrong='"allUsers"',
        says="lets everybody in",
    ),
    Mutant(
        name="a function may do everything",
        file=f"{MODULE}/iam.tf",
        right="roles/datastore.user",
        wrong="roles/editor",
        says="gives roles/editor",
    ),
    Mutant(
        name="roles that others gave are taken away",
        file="bundles.tf",
        right='resource "google_project_iam_member" "builder_logs" {\n  project = var.project_id\n'
        '  role    = "roles/logging.logWriter"\n  member  = google_service_account.builder.member',
        wrong='resource "google_project_iam_member" "builder_logs" {\n  project = var.project_id\n'
        '  role    = "roles/logging.admin"\n  member  = google_service_account.builder.member',
        says="gives roles/logging.admin",
    ),
    Mutant(
        name="the builder sees the drawings",
        file="bundles.tf",
        right="""      "resource.name.startsWith('projects/_/buckets/gcf-v2-sources-')",
      "resource.name.startsWith('projects/_/buckets/${google_storage_bucket.source.name}/')",
""",
        wrong='      "true",\n',
        says="reads every file of the project",
    ),
    Mutant(
        name="the bucket may be made public",
        file="storage.tf",
        right='public_access_prevention    = "enforced"',
        wrong='public_access_prevention    = "inherited"',
        says="may be made public",
    ),
    Mutant(
        name="any page uploads",
        file="storage.tf",
        right="origin = cors.value",
        wrong='origin = ["*"]',
        says="is written by any page",
    ),
    Mutant(
        name="a page cannot see where its upload goes on",
        file="storage.tf",
        right='        "Location",\n',
        wrong="",
        says="A page cannot see where its resumable upload goes on",
    ),
    Mutant(
        name="no versions of files are kept",
        file="storage.tf",
        right="versioning {\n    enabled = true",
        wrong="versioning {\n    enabled = false",
        says="keeps no versions",
    ),
    Mutant(
        name="the records of an hour ago are gone",
        file="firestore.tf",
        right='"POINT_IN_TIME_RECOVERY_ENABLED"',
        wrong='"POINT_IN_TIME_RECOVERY_DISABLED"',
        says="cannot be brought back",
    ),
    Mutant(
        name="the database goes with the rest",
        file="firestore.tf",
        right='var.is_protected ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"',
        wrong='"DELETE_PROTECTION_DISABLED"',
        says="The records are not protected",
    ),
    Mutant(
        name="a secret is a plain variable",
        file="settings.tf",
        right="LINK_VALID_S          = 900",
        wrong='LINK_VALID_S          = 900\n      LINK_SECRET = "hunter2"',
        says="A secret comes from Secret Manager",
    ),
    Mutant(
        name="a function believes an emulator",
        file="settings.tf",
        right="        THREADS = tostring",
        wrong='        FIREBASE_AUTH_EMULATOR_HOST = "127.0.0.1:9099"\n        THREADS = tostring',
        says="is told of an emulator by FIREBASE_AUTH_EMULATOR_HOST",
    ),
    Mutant(
        name="a secret's value is in the state",
        file="secrets.tf",
        right="locals {",
        wrong='resource "google_secret_manager_secret_version" "link" {\n  secret      = "x"\n'
        '  secret_data = "y"\n}\n\nlocals {',
        says="does not support resource type",
    ),
    Mutant(
        name="anybody makes an account",
        file="sign_in.tf",
        right="!var.is_sign_up_open",
        wrong="var.is_sign_up_open",
        says="Anybody may make an account",
    ),
    Mutant(
        name="the key of the page is good for everything",
        file="sign_in.tf",
        right="""    browser_key_restrictions {
      allowed_referrers = [for origin in var.web_origins : "${origin}/*"]
    }
""",
        wrong="",
        says="is good for everything",
    ),
    Mutant(
        name="nobody is told that events wait",
        file=f"{MODULE}/alert.tf",
        right="count = var.push == null ? 0 : 1",
        wrong="count = 0",
        says="nobody is told that events wait",
    ),
    Mutant(
        name="any host may be a web origin",
        file="variables.tf",
        right="^(https://[a-z0-9.-]+|http://localhost(:[0-9]+)?)$",
        wrong="^.*$",
        says="any_page_is_no_web_origin",
    ),
    Mutant(
        name="two functions share an account",
        file=f"{MODULE}/main.tf",
        right='account_id   = "bt-${var.name}"',
        wrong='account_id   = "buildtrace"',
        says="has no service account of its own",
    ),
)
