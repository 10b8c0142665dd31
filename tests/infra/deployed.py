"""A plan or a state as the policies look at it: resources by type, functions by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
FUNCTION = "google_cloudfunctions2_function"


@dataclass(frozen=True)
class Resource:
    address: str
    type: str
    values: Json

    @property
    def function(self) -> str:
        """The function whose module it is of, empty at the root."""
        return (
            self.address.split('module.function["')[-1].split('"')[0]
            if "module." in self.address
            else ""
        )

    def one(self, block: str) -> Json:
        """Return the only block of a kind, an empty one where there is none."""
        blocks = self.values.get(block) or [{}]
        (found,) = blocks
        return dict(found)


@dataclass(frozen=True)
class Deployed:
    resources: tuple[Resource, ...]

    @classmethod
    def of(cls, shown: Json) -> Deployed:
        """Read what `terraform show -json` says of a plan or of a state."""
        values = shown.get("planned_values") or shown["values"]
        return cls(tuple(_resources(values["root_module"])))

    def all(self, type_name: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.type == type_name]

    @property
    def functions(self) -> dict[str, Resource]:
        return {resource.values["name"]: resource for resource in self.all(FUNCTION)}

    @property
    def subscriptions(self) -> dict[str, Resource]:
        """Return what is pushed to functions; who pulls is no function."""
        found = self.all("google_pubsub_subscription")
        return {each.values["name"]: each for each in found if each.function}

    @property
    def topics(self) -> set[str]:
        return {resource.values["name"] for resource in self.all("google_pubsub_topic")}

    def environment(self, function: str) -> dict[str, str]:
        """Return the variables of a function that are no secret."""
        service = self.functions[function].one("service_config")
        return dict(service["environment_variables"])

    def secrets(self, function: str) -> set[str]:
        """Return the variables of a function that are."""
        service = self.functions[function].one("service_config")
        return {secret["key"] for secret in service.get("secret_environment_variables", [])}


def _resources(module: Json) -> Iterator[Resource]:
    for resource in module.get("resources", []):
        yield Resource(resource["address"], resource["type"], resource["values"])
    for child in module.get("child_modules", []):
        yield from _resources(child)
