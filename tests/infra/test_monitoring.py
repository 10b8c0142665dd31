"""What is counted and who is told, as it is deployed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest

from local.stack.topology import ENTRY_POINTS, kept
from tests.infra.deployed import Deployed, Resource
from tests.infra.terraform import CONFIGURATION, Terraform

MODULE = CONFIGURATION / "modules" / "monitoring"
CHANNEL = "projects/my-project/notificationChannels/1"
BUDGET = {"billing_account": "012345-6789AB-CDEF01", "monthly_amount": 200}


@pytest.fixture(scope="module")
def watched(
    initialised: Terraform,
    variables: Mapping[str, object],
    tmp_path_factory: pytest.TempPathFactory,
) -> Deployed:
    """Give a deployment whose people have said whom to tell and what is too much."""
    folder = tmp_path_factory.mktemp("watched") / "terraform"
    copy = Terraform.copied(initialised.folder, folder, initialised.environment)
    said = {
        "alert_emails": ["drawings@example.com"],
        "notification_channels": [CHANNEL],
        "alert_limits": {"slow-stage": 100},
        "budget": BUDGET,
        "runbook_url": "https://example.com/OPERATIONS.md",
        "tracing": {"endpoint": "https://telemetry.googleapis.com"},
    }
    return Deployed.of(copy.applied({**variables, **said}))


def _read(name: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((MODULE / name).read_text(encoding="utf-8"))
    return found


def _ours(watched: Deployed) -> list[Resource]:
    """Return the alerts of all functions together; each has one of its own beside them."""
    alerts = watched.all("google_monitoring_alert_policy")
    return [alert for alert in alerts if alert.address.startswith("module.monitoring.")]


def test_every_metric_is_made_by_its_name(watched: Deployed) -> None:
    made = {metric.values["name"] for metric in watched.all("google_logging_metric")}
    assert made == {f"buildtrace/{name}" for name in _read("metrics.json")}


def test_a_metric_counts_what_the_functions_log_and_nothing_else(watched: Deployed) -> None:
    for metric in watched.all("google_logging_metric"):
        assert metric.values["filter"].startswith('resource.type="cloud_run_revision" AND ')
        measures = metric.values["value_extractor"] not in {None, ""}
        kind = metric.one("metric_descriptor")
        assert kind["value_type"] == ("DISTRIBUTION" if measures else "INT64")
        assert bool(metric.values["bucket_options"]) is measures
        labels = {label["key"] for label in kind["labels"]}
        assert labels == set(metric.values["label_extractors"] or {})


def test_every_alert_tells_everybody_and_says_where_to_read_on(watched: Deployed) -> None:
    alerts = watched.all("google_monitoring_alert_policy")
    assert len(_ours(watched)) == len(_read("alerts.json"))
    for alert in alerts:
        assert CHANNEL in alert.values["notification_channels"]
        assert len(alert.values["notification_channels"]) == 2
        assert "OPERATIONS.md" in alert.one("documentation")["content"]


def test_a_limit_is_what_somebody_said_else_that_of_the_file(watched: Deployed) -> None:
    queries = {
        alert.address: alert.one("conditions")["condition_prometheus_query_language"][0]["query"]
        for alert in _ours(watched)
    }
    for name, alert in _read("alerts.json").items():
        (query,) = (text for address, text in queries.items() if f'"{name}"' in address)
        limit = 100 if name == "slow-stage" else alert["limit"]
        assert "LIMIT" not in query
        assert re.search(rf"[<>] {limit}\b", query)


def test_the_api_is_asked_for_by_its_name(watched: Deployed) -> None:
    (query,) = (
        alert.one("conditions")["condition_prometheus_query_language"][0]["query"]
        for alert in _ours(watched)
        if '"api-5xx"' in alert.address
    )
    (name,) = set(re.findall(r'service_name="([^"]*)"', query))
    assert name in watched.functions


def test_the_dashboard_shows_every_tile_beside_the_others(watched: Deployed) -> None:
    (dashboard,) = watched.all("google_monitoring_dashboard")
    layout = json.loads(dashboard.values["dashboard_json"])["mosaicLayout"]
    tiles = json.loads((MODULE / "tiles.json").read_text(encoding="utf-8"))
    assert [tile["widget"]["title"] for tile in layout["tiles"]] == [t["title"] for t in tiles]
    places = {
        (x, y)
        for tile in layout["tiles"]
        for x in range(tile.get("xPos", 0), tile.get("xPos", 0) + tile["width"])
        for y in range(tile.get("yPos", 0), tile.get("yPos", 0) + tile["height"])
    }
    assert len(places) == sum(tile["width"] * tile["height"] for tile in layout["tiles"])
    assert max(x for x, _ in places) < layout["columns"]


def test_a_budget_is_made_where_one_is_said(watched: Deployed, deployed: Deployed) -> None:
    (budget,) = watched.all("google_billing_budget")
    assert budget.one("amount")["specified_amount"][0]["units"] == "200"
    percents = [rule["threshold_percent"] for rule in budget.values["threshold_rules"]]
    assert percents == [0.5, 1, 1]
    assert deployed.all("google_billing_budget") == []


def test_spans_are_sent_where_somebody_says_and_nowhere_else(
    watched: Deployed, deployed: Deployed
) -> None:
    for name in watched.functions:
        told = {k: v for k, v in watched.environment(name).items() if k.startswith("OTEL_")}
        assert told == {
            "OTEL_TRACES_EXPORTER": "otlp",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "https://telemetry.googleapis.com",
            "OTEL_TRACES_SAMPLER": "traceidratio",
            "OTEL_TRACES_SAMPLER_ARG": "0.1",
        }
        assert not [key for key in deployed.environment(name) if key.startswith("OTEL_")]


def test_dead_letters_are_kept_for_a_person_as_on_the_local_stack(watched: Deployed) -> None:
    found = {
        subscription.values["name"]: subscription
        for subscription in watched.all("google_pubsub_subscription")
        if not subscription.function
    }
    assert set(found) == {kept(entry.dead_topic) for entry in ENTRY_POINTS if entry.dead_topic}
    for subscription in found.values():
        assert subscription.values["message_retention_duration"] == "604800s"
        assert subscription.one("expiration_policy").get("ttl") == ""
        assert not subscription.values["push_config"]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"alert_emails": ["nobody"]}, "emails are addresses"),
        ({"notification_channels": ["mine"]}, "channels are named"),
        ({"alert_limits": {"slow": 1}}, "limits names an alert that does not exist"),
        ({"budget": {**BUDGET, "billing_account": "mine"}}, "looks like 012345"),
        ({"budget": {**BUDGET, "monthly_amount": 0}}, "at least 1"),
        ({"tracing": {"endpoint": "http://collector"}}, "endpoint is an https"),
        ({"tracing": {"endpoint": "https://c", "share": 2}}, "share is more than 0"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(
    said: Mapping[str, object], says: str, terraform: Terraform, variables: Mapping[str, object]
) -> None:
    answer = terraform.plan({**variables, **said})
    assert not answer.is_well
    assert says in " ".join(answer.text.split())
