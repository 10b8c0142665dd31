"""What no deployment may be without, or have: each policy yields what is wrong, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from common.domain.events import TOPICS_OF_UNITS
from tests.infra.deployed import Deployed

Policy = Callable[[Deployed], Iterator[str]]

# Every role that is given, by the resource that gives it. A new one is a decision.
ROLES = {
    "google_project_iam_member": {
        "roles/datastore.user",  # Firestore has no smaller place than the project
        "roles/logging.logWriter",
        "roles/storage.objectViewer",  # of the builder, on archives only
    },
    "google_storage_bucket_iam_member": {"roles/storage.objectUser", "roles/storage.objectViewer"},
    "google_pubsub_topic_iam_member": {"roles/pubsub.publisher", "roles/pubsub.viewer"},
    "google_pubsub_subscription_iam_member": {"roles/pubsub.subscriber"},
    "google_secret_manager_secret_iam_member": {"roles/secretmanager.secretAccessor"},
    "google_service_account_iam_member": {"roles/iam.serviceAccountTokenCreator"},
    "google_cloud_run_v2_service_iam_member": {"roles/run.invoker"},
    "google_artifact_registry_repository_iam_member": {"roles/artifactregistry.writer"},
}
EVERYBODY = {"allUsers", "allAuthenticatedUsers"}
PUBLIC_FUNCTIONS = {"api-api"}
# What is told to nobody when it cannot be delivered: the next tick comes, and who buries the dead.
WITHOUT_DEAD_LETTER = {"sweeps"}
LONGEST_S = 540
MOST_DELIVERIES = 100  # that Pub/Sub takes
READING = {"GET", "HEAD"}


def every_function_says_its_size(deployed: Deployed) -> Iterator[str]:
    sizes = {
        *("available_memory", "available_cpu", "max_instance_request_concurrency"),
        *("timeout_seconds", "max_instance_count"),
    }
    for name, function in deployed.functions.items():
        service = function.one("service_config")
        for missing in sorted(size for size in sizes if not service.get(size)):
            yield f"{name} does not say its {missing}"
        if not 30 <= (service.get("timeout_seconds") or 0) <= LONGEST_S:
            yield f"{name} may take {service.get('timeout_seconds')} s; Pub/Sub waits 600 s"


def every_function_is_somebody(deployed: Deployed) -> Iterator[str]:
    accounts = [account.values["account_id"] for account in deployed.all("google_service_account")]
    for name in deployed.functions:
        if accounts.count(f"bt-{name}") != 1:
            yield f"{name} has no service account of its own"


def only_the_api_is_public(deployed: Deployed) -> Iterator[str]:
    for name, function in deployed.functions.items():
        is_open = function.one("service_config").get("ingress_settings") != "ALLOW_INTERNAL_ONLY"
        if is_open and name not in PUBLIC_FUNCTIONS:
            yield f"{name} is reached from the internet"
    for resource in deployed.resources:
        members = {resource.values.get("member"), *(resource.values.get("members") or [])}
        if members & EVERYBODY and resource.function not in PUBLIC_FUNCTIONS:
            yield f"{resource.address} lets everybody in"


def roles_are_of_the_list(deployed: Deployed) -> Iterator[str]:
    for resource in deployed.resources:
        if "_iam_" not in resource.type:
            continue
        if not resource.type.endswith("_iam_member"):
            yield f"{resource.address} takes roles away that others gave"
        role = resource.values.get("role")
        if role not in ROLES.get(resource.type, set()):
            yield f"{resource.address} gives {role}, which is not of the list"


def the_builder_sees_archives_only(deployed: Deployed) -> Iterator[str]:
    for resource in deployed.all("google_project_iam_member"):
        is_of_files = resource.values["role"].startswith("roles/storage.")
        expression = resource.one("condition").get("expression", "") if is_of_files else ""
        if is_of_files and "startsWith" not in expression:
            yield f"{resource.address} reads every file of the project"


def every_subscription_waits_long_enough(deployed: Deployed) -> Iterator[str]:
    for name, subscription in deployed.subscriptions.items():
        values = subscription.values
        longest_s = deployed.functions[name].one("service_config")["timeout_seconds"]
        if (values.get("ack_deadline_seconds") or 0) <= longest_s:
            yield f"{name} is delivered again while it still works"
        if subscription.one("expiration_policy").get("ttl") != "":
            yield f"{name}'s subscription ends by itself"
        if not subscription.one("retry_policy").get("minimum_backoff"):
            yield f"{name} is tried again without a pause"


def every_push_says_who_it_is(deployed: Deployed) -> Iterator[str]:
    for name, subscription in deployed.subscriptions.items():
        if not subscription.one("push_config").get("oidc_token"):
            yield f"{name} is pushed to by nobody"


def what_cannot_be_delivered_is_buried(deployed: Deployed) -> Iterator[str]:
    heard = {
        _topic(subscription.values["topic"]) for subscription in deployed.subscriptions.values()
    }
    dead = {topic for topic in deployed.topics if topic.startswith("dead-")}
    for name, subscription in deployed.subscriptions.items():
        topic = _topic(subscription.values["topic"])
        policy = subscription.one("dead_letter_policy")
        target = _topic(policy.get("dead_letter_topic", ""))
        if topic in dead | WITHOUT_DEAD_LETTER:
            continue
        if target not in dead:
            yield f"{name} has no dead letter"
        yield from _buried_in_time(name, topic, policy.get("max_delivery_attempts") or 0)
    for topic in sorted((deployed.topics) - heard):
        yield f"nobody listens to {topic}"


def _buried_in_time(name: str, topic: str, deliveries: int) -> Iterator[str]:
    """Yield where waiting for an instance would bury an event, or nothing would for hours.

    What counts itself how often it was begun ends by that count; the rest by the broker's alone.
    """
    if topic in TOPICS_OF_UNITS:
        if deliveries != MOST_DELIVERIES:
            yield f"{name} is buried after {deliveries} deliveries, though each may find it busy"
    elif not 5 <= deliveries <= 10:
        yield f"{name} is buried after {deliveries} deliveries, and by nothing else"


def pubsub_may_bury(deployed: Deployed) -> Iterator[str]:
    takers = {grant.function for grant in deployed.all("google_pubsub_subscription_iam_member")}
    writers = {
        grant.values["topic"]
        for grant in deployed.all("google_pubsub_topic_iam_member")
        if "pubsub_buries" in grant.address
    }
    for name, subscription in deployed.subscriptions.items():
        target = _topic(subscription.one("dead_letter_policy").get("dead_letter_topic", ""))
        if target and (name not in takers or target not in writers):
            yield f"Pub/Sub may not bury what {name} cannot handle"


def somebody_is_told_that_events_wait(deployed: Deployed) -> Iterator[str]:
    told = {alert.function for alert in deployed.all("google_monitoring_alert_policy")}
    for name in deployed.subscriptions:
        if name not in told:
            yield f"nobody is told that events wait for {name}"


def no_bucket_is_public(deployed: Deployed) -> Iterator[str]:
    for bucket in deployed.all("google_storage_bucket"):
        name, values = bucket.values["name"], bucket.values
        if values.get("public_access_prevention") != "enforced":
            yield f"{name} may be made public"
        if not values.get("uniform_bucket_level_access"):
            yield f"{name} has access lists of single files"
        for rule in values.get("cors") or []:
            if "*" in rule["origin"] and not set(rule["method"]) <= READING:
                yield f"{name} is written by any page"


def files_can_be_brought_back(deployed: Deployed) -> Iterator[str]:
    for bucket in deployed.all("google_storage_bucket"):
        rules = bucket.values.get("lifecycle_rule") or []
        ages = [rule["condition"][0].get("days_since_noncurrent_time") for rule in rules]
        if not bucket.one("versioning").get("enabled"):
            yield f"{bucket.values['name']} keeps no versions"
        if not any(ages):
            yield f"{bucket.values['name']} keeps old versions for ever"


def records_can_be_brought_back(deployed: Deployed) -> Iterator[str]:
    (database,) = deployed.all("google_firestore_database")
    recovery = database.values.get("point_in_time_recovery_enablement")
    if recovery != "POINT_IN_TIME_RECOVERY_ENABLED":
        yield "the records of an hour ago cannot be brought back"
    if database.values.get("type") != "FIRESTORE_NATIVE":
        yield "the database is none that browsers listen to"


def no_secret_is_in_the_plan(deployed: Deployed) -> Iterator[str]:
    for version in deployed.all("google_secret_manager_secret_version"):
        yield f"{version.address} puts a secret into the state"
    for key in deployed.all("google_service_account_key"):
        yield f"{key.address} is a private key, which none needs"
    for name in deployed.functions:
        for variable in sorted(deployed.environment(name)):
            if variable.endswith(("_SECRET", "_API_KEY", "_PASSWORD")):
                yield f"{name} shows {variable} to whoever may look at it"


def no_function_is_told_of_an_emulator(deployed: Deployed) -> Iterator[str]:
    for name in deployed.functions:
        for variable in sorted(deployed.environment(name)):
            if "EMULATOR" in variable:
                yield f"{name} is told of an emulator by {variable}"


def the_page_key_is_for_pages(deployed: Deployed) -> Iterator[str]:
    for key in deployed.all("google_apikeys_key"):
        restrictions = key.one("restrictions")
        if not restrictions.get("browser_key_restrictions") or not restrictions.get("api_targets"):
            yield f"{key.address} is good for everything"


POLICIES: tuple[Policy, ...] = (
    every_function_says_its_size,
    every_function_is_somebody,
    only_the_api_is_public,
    roles_are_of_the_list,
    the_builder_sees_archives_only,
    every_subscription_waits_long_enough,
    every_push_says_who_it_is,
    what_cannot_be_delivered_is_buried,
    pubsub_may_bury,
    somebody_is_told_that_events_wait,
    no_bucket_is_public,
    files_can_be_brought_back,
    records_can_be_brought_back,
    no_secret_is_in_the_plan,
    no_function_is_told_of_an_emulator,
    the_page_key_is_for_pages,
)


def faults(deployed: Deployed) -> list[str]:
    """Return what is wrong with a deployment."""
    return [fault for policy in POLICIES for fault in policy(deployed)]


def _topic(path: str) -> str:
    return path.rpartition("/")[2]
