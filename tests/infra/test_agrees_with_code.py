"""What is deployed agrees with the code: entries, topics, settings, permissions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from common.domain.drop_names import DROPS_PREFIX
from common.paths import UPLOADS_PREFIX
from common.pushed import OBJECT_FINALIZED
from local.stack.messaging import ACK_DEADLINE_S, topics
from local.stack.topology import ENTRY_POINTS, EntryPoint
from tests.infra.deployed import Deployed
from tests.infra.deployed_settings import UNSET, read_settings, variables_of
from tests.simulation.publishing import published_by_topic
from tools.bundle import FUNCTIONS

pytestmark = pytest.mark.xdist_group("infra")
ENTRIES = {entry.name: entry for entry in ENTRY_POINTS}
STAGES = [entry for entry in ENTRY_POINTS if entry.topic]
# What a deployment says otherwise than the code does by itself, and of what.
OTHERWISE = {
    "project_id": "my-project",
    "bucket": "my-project-buildtrace",
    "llm_model": "gpt-4o-mini",
    "llm_input_usd_per_million": 0.15,
    "llm_output_usd_per_million": 0.6,
    "llm_tokens_per_image": 8500,
    "auth_firebase_project": "my-project",
    "service_account_email": "bt-api-api@my-project.iam.gserviceaccount.com",
    "cors_origins": ("https://drawings.example.com",),
    "trusted_proxies": 1,
    "max_streams": 25,
}
SECRETS = {"link_secret", "llm_api_key"}


def test_every_entry_is_a_function_and_every_function_an_entry(deployed: Deployed) -> None:
    built = {
        name: function.one("build_config")["entry_point"]
        for name, function in deployed.functions.items()
    }
    assert built == {entry.name: entry.target for entry in ENTRY_POINTS}


def test_a_function_is_built_of_its_own_bundle(deployed: Deployed) -> None:
    built = {
        name: function.one("build_config")["source"][0]["storage_source"][0]["object"]
        for name, function in deployed.functions.items()
    }
    for name, archive in built.items():
        assert re.fullmatch(rf"{ENTRIES[name].function}-[0-9a-f]{{64}}\.zip", archive)
    assert {archive.partition("-")[0] for archive in built.values()} == set(FUNCTIONS)


def test_topics_are_those_of_the_local_stack(deployed: Deployed) -> None:
    assert deployed.topics == set(topics(ENTRY_POINTS))


def test_events_are_pushed_as_in_the_local_stack(deployed: Deployed) -> None:
    pushed = {
        name: (
            subscription.values["topic"],
            subscription.one("push_config")["push_endpoint"],
            subscription.one("dead_letter_policy").get("dead_letter_topic"),
            subscription.values["ack_deadline_seconds"],
        )
        for name, subscription in deployed.subscriptions.items()
    }
    assert pushed == {entry.name: _as_in_the_local_stack(entry) for entry in STAGES}


def _as_in_the_local_stack(entry: EntryPoint) -> tuple[str, str, str | None, int]:
    topic = f"projects/my-project/topics/{entry.topic}"
    dead_topic = f"projects/my-project/topics/{entry.dead_topic}" if entry.dead_topic else None
    address = f"https://{entry.name}-stub.a.run.app"
    return topic, f"{address}/{topic}", dead_topic, ACK_DEADLINE_S


def test_events_are_delivered_as_often_as_in_the_local_stack(deployed: Deployed) -> None:
    tries = {
        name: subscription.one("dead_letter_policy").get("max_delivery_attempts")
        for name, subscription in deployed.subscriptions.items()
    }
    assert tries == {entry.name: entry.max_deliveries for entry in STAGES}


def test_who_pushes_is_the_invoker_and_only_it_may(deployed: Deployed) -> None:
    invoker = "bt-invoker@my-project.iam.gserviceaccount.com"
    for name, subscription in deployed.subscriptions.items():
        token = subscription.one("push_config")["oidc_token"][0]
        assert token == {
            "service_account_email": invoker,
            "audience": f"https://{name}-stub.a.run.app",
        }
    askers = {
        grant.values["name"]: grant.values["member"]
        for grant in deployed.all("google_cloud_run_v2_service_iam_member")
    }
    assert askers == {
        entry.name: f"serviceAccount:{invoker}" if entry.topic else "allUsers"
        for entry in ENTRY_POINTS
    }


def test_the_bucket_tells_of_uploads_and_drops(deployed: Deployed) -> None:
    told = {
        notification.values["topic"].rpartition("/")[2]: (
            notification.values["object_name_prefix"],
            tuple(notification.values["event_types"]),
            notification.values["payload_format"],
        )
        for notification in deployed.all("google_storage_notification")
    }
    assert told == {
        "uploads": (UPLOADS_PREFIX, (OBJECT_FINALIZED,), "JSON_API_V1"),
        "drops": (DROPS_PREFIX, (OBJECT_FINALIZED,), "JSON_API_V1"),
    }


def test_work_that_is_not_thread_safe_gets_one_event_at_a_time(deployed: Deployed) -> None:
    for entry in ENTRY_POINTS:
        service = deployed.functions[entry.name].one("service_config")
        if entry.function in {"ocr", "diff"}:  # functions/*/main.py: one_at_a_time
            assert service["max_instance_request_concurrency"] == 1, entry.name


@pytest.mark.parametrize("name", ENTRIES)
def test_a_function_is_told_every_setting_and_nothing_else(name: str, deployed: Deployed) -> None:
    told = {v for v in deployed.environment(name) if v.startswith("BUILDTRACE_")}
    told |= deployed.secrets(name)
    wanted = variables_of(ENTRIES[name].function) - UNSET.keys()
    if name == "summary-dead-letter":
        wanted -= {"BUILDTRACE_LLM_API_KEY"}  # it asks no model
    assert told == wanted


@pytest.mark.parametrize("name", ENTRIES)
def test_a_function_starts_with_what_it_is_told(
    name: str, deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = deployed.environment(name) | dict.fromkeys(deployed.secrets(name), "x" * 40)
    found = read_settings(ENTRIES[name].function, told, monkeypatch)
    for settings in found:
        plain = {
            field: info.get_default(call_default_factory=True)
            for field, info in type(settings).model_fields.items()
        }
        for field, value in settings.model_dump().items():
            if field not in SECRETS:
                assert value == OTHERWISE.get(field, plain[field]), field


def test_threads_are_as_many_as_requests_at_once(deployed: Deployed) -> None:
    for name, function in deployed.functions.items():
        at_once = function.one("service_config")["max_instance_request_concurrency"]
        told = deployed.environment(name)
        assert (told["THREADS"], told["WORKERS"]) == (str(max(2, at_once)), "1")


def test_event_streams_leave_places_for_other_requests(deployed: Deployed) -> None:
    at_once = deployed.functions["api-api"].one("service_config")[
        "max_instance_request_concurrency"
    ]
    assert int(deployed.environment("api-api")["BUILDTRACE_MAX_STREAMS"]) <= at_once * 0.75


def test_a_function_may_publish_what_its_stages_publish(deployed: Deployed) -> None:
    may: dict[str, set[str]] = {}
    for grant in deployed.all("google_pubsub_topic_iam_member"):
        if grant.function and grant.values["role"] == "roles/pubsub.publisher":
            may.setdefault(grant.function, set()).add(grant.values["topic"])
    for work, published in published_by_topic(range(100)).items():
        for name in _functions_of(work):
            assert published <= may[name], f"{name}, by {work}"


def _functions_of(work: str) -> list[str]:
    """Return the functions that do a kind of work of the simulation."""
    if work == "sweep":
        return ["sweep-sweep"]
    if work == "client":
        return ["api-api"]
    kind, _, topic = work.rpartition(" ")
    (entry,) = (entry for entry in ENTRY_POINTS if entry.topic == topic)
    return [f"{entry.function}-dead-letter"] if kind == "dead" else [entry.name]


def test_the_sweep_comes_by(deployed: Deployed) -> None:
    (job,) = deployed.all("google_cloud_scheduler_job")
    target = job.one("pubsub_target")
    assert target["topic_name"] == "projects/my-project/topics/sweeps"
    assert deployed.subscriptions["sweep-sweep"].values["topic"] == target["topic_name"]


def test_bundles_are_named_by_what_is_in_them(deployed: Deployed) -> None:
    from hashlib import sha256

    for bundle in deployed.all("google_storage_bucket_object"):
        content = Path(bundle.values["source"]).read_bytes()
        assert sha256(content).hexdigest() in bundle.values["name"]
