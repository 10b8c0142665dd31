"""A Terraform provider that knows the Google provider's schema and talks to nobody.

Terraform validates, plans and tests a configuration through it without a registry, credentials or
a cloud. What the provider would decide is unknown in a plan. Terraform finds it by
TF_REATTACH_PROVIDERS, the variable by which providers are debugged, so one stub serves a whole run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import grpc
import msgpack

HERE: Final = Path(__file__).resolve().parent
ADDRESS: Final = "registry.terraform.io/hashicorp/google"
UNKNOWN: Final = msgpack.ExtType(0, b"\x00")  # Terraform's mark of what is known after the apply
PROJECT_NUMBER: Final = "1234567890"
_MADE_UP: Final = {"number": 0, "bool": False}
# What the configuration takes from one resource to the next: as the provider makes it, of what the
# resource says.
_ACCOUNT: Final = "{account_id}@my-project.iam.gserviceaccount.com"
_DERIVED: Final[Mapping[tuple[str, str], str]] = {
    ("google_service_account", "email"): _ACCOUNT,
    ("google_service_account", "member"): f"serviceAccount:{_ACCOUNT}",
    ("google_service_account", "name"): f"projects/my-project/serviceAccounts/{_ACCOUNT}",
    ("google_cloudfunctions2_function", "service_config.uri"): "https://{name}-stub.a.run.app",
    ("google_project", "number"): PROJECT_NUMBER,
    (
        "google_storage_project_service_account",
        "member",
    ): f"serviceAccount:service-{PROJECT_NUMBER}@gs-project-accounts.iam.gserviceaccount.com",
}

Json = dict[str, Any]
pb, _services = grpc.protos_and_services("tests/infra/provider/plugin.proto")


def load_schema() -> Json:
    """Return the schema of the provider, as `tools/provider_schema.py` wrote it."""
    schema: Json = json.loads((HERE / "schema.json").read_text(encoding="utf-8"))
    return schema


@contextmanager
def serving(schema: Json, folder: Path) -> Iterator[dict[str, str]]:
    """Serve the stub; give the variables by which Terraform finds it."""
    socket = folder / "provider.sock"
    server = grpc.server(ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers([_handlers(Stub(schema))])
    server.add_insecure_port(f"unix://{socket}")
    server.start()
    attached = {
        "Protocol": "grpc",
        "ProtocolVersion": 6,
        "Pid": os.getpid(),
        "Test": True,  # Terraform leaves it running when it is done
        "Addr": {"Network": "unix", "String": str(socket)},
    }
    try:
        yield {"TF_REATTACH_PROVIDERS": json.dumps({ADDRESS: attached})}
    finally:
        server.stop(grace=None).wait()


def _handlers(stub: Stub) -> grpc.GenericRpcHandler:
    calls = {name: getattr(stub, name) for name in vars(Stub) if name[0].isupper()}
    return grpc.method_handlers_generic_handler(
        "tfplugin6.Provider",
        {
            name: grpc.unary_unary_rpc_method_handler(
                _without_context(call),
                request_deserializer=_message(name).Request.FromString,
                response_serializer=_message(name).Response.SerializeToString,
            )
            for name, call in calls.items()
        },
    )


def _message(call: str) -> Any:
    # Both kinds of validation say the same.
    return getattr(pb, call.replace("ValidateDataResource", "ValidateResource"))


def _without_context(call: Callable[[Any], Any]) -> Callable[[Any, object], Any]:
    return lambda request, _context: call(request)


class Stub:
    """The calls of the protocol that Terraform makes of a configuration."""

    def __init__(self, schema: Json) -> None:
        self._schema = schema
        self._whole = pb.GetProviderSchema.Response(
            provider=_schema(schema["provider"]),
            resource_schemas=_schemas(schema["resource_schemas"]),
            data_source_schemas=_schemas(schema["data_source_schemas"]),
        )

    def GetProviderSchema(self, _request: Any) -> Any:  # noqa: N802 - the protocol's names
        return self._whole

    def ValidateProviderConfig(self, _request: Any) -> Any:  # noqa: N802
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request: Any) -> Any:  # noqa: N802
        return self._validated("resource_schemas", request)

    def ValidateDataResourceConfig(self, request: Any) -> Any:  # noqa: N802
        return self._validated("data_source_schemas", request)

    def ConfigureProvider(self, _request: Any) -> Any:  # noqa: N802
        return pb.ConfigureProvider.Response()

    def UpgradeResourceState(self, request: Any) -> Any:  # noqa: N802
        state = pb.DynamicValue(json=request.raw_state.json)
        return pb.UpgradeResourceState.Response(upgraded_state=state)

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        return pb.ReadResource.Response(new_state=request.current_state)

    def PlanResourceChange(self, request: Any) -> Any:  # noqa: N802
        planned = _load(request.proposed_new_state)
        if planned is not None and _load(request.prior_state) is None:
            _decide(
                self._block("resource_schemas", request), planned, lambda _where, _type: UNKNOWN
            )
        return pb.PlanResourceChange.Response(planned_state=_dump(planned))

    def ApplyResourceChange(self, request: Any) -> Any:  # noqa: N802
        made = _load(request.planned_state)
        if made is not None:
            _decide(self._block("resource_schemas", request), made, _making_up(request, made))
        return pb.ApplyResourceChange.Response(new_state=_dump(made))

    def ReadDataSource(self, request: Any) -> Any:  # noqa: N802
        found = _load(request.config)
        _decide(self._block("data_source_schemas", request), found, _making_up(request, found))
        return pb.ReadDataSource.Response(state=_dump(found))

    def StopProvider(self, _request: Any) -> Any:  # noqa: N802
        return pb.StopProvider.Response()

    def _block(self, kind: str, request: Any) -> Json:
        block: Json = self._schema[kind][request.type_name]["block"]
        return block

    def _validated(self, kind: str, request: Any) -> Any:
        faults = _faults(self._block(kind, request), _load(request.config))
        return pb.ValidateResourceConfig.Response(
            diagnostics=[
                pb.Diagnostic(severity=pb.Diagnostic.ERROR, summary="Invalid value", detail=fault)
                for fault in faults
            ]
        )


def _schemas(schemas: Mapping[str, Json]) -> dict[str, Any]:
    return {name: _schema(schema) for name, schema in schemas.items()}


def _schema(schema: Json) -> Any:
    return pb.Schema(block=_block(schema["block"]))


def _block(block: Json) -> Any:
    return pb.Schema.Block(
        attributes=[
            pb.Schema.Attribute(
                name=name,
                type=json.dumps(attribute["type"]).encode(),
                **{
                    kind: attribute.get(kind, False)
                    for kind in ("required", "optional", "computed")
                },
            )
            for name, attribute in block["attributes"].items()
        ],
        block_types=[
            pb.Schema.NestedBlock(
                type_name=name,
                block=_block(nested["block"]),
                nesting=pb.Schema.NestedBlock.NestingMode.Value(nested["nesting_mode"].upper()),
                min_items=nested.get("min_items", 0),
                max_items=nested.get("max_items", 0),
            )
            for name, nested in block["block_types"].items()
        ],
    )


def _load(value: Any) -> Any:
    if value.msgpack:
        return msgpack.unpackb(value.msgpack, raw=False, strict_map_key=False)
    return json.loads(value.json or "null")


def _dump(value: Any) -> Any:
    return pb.DynamicValue(msgpack=msgpack.packb(value))


def _decide(
    block: Json, value: Json, decided: Callable[[str, object], object], where: str = ""
) -> None:
    """Fill in what the provider decides and the configuration does not say."""
    for name, attribute in block["attributes"].items():
        is_open = value.get(name) is None or isinstance(value.get(name), msgpack.ExtType)
        if attribute.get("computed") and is_open:
            value[name] = decided(f"{where}{name}", attribute["type"])
    for name, nested in block["block_types"].items():
        for each in _each(value.get(name)):
            _decide(nested["block"], each, decided, f"{where}{name}.")


def _making_up(request: Any, said: Json) -> Callable[[str, object], object]:
    """Return what makes a resource's values up, of what it says of itself."""
    known = {name: value for name, value in said.items() if isinstance(value, str)}

    def made_up(where: str, kind: object) -> object:
        if kind != "string":
            return _MADE_UP.get(str(kind))
        derived = _DERIVED.get((request.type_name, where))
        return f"stub-{where}" if derived is None else derived.format(**known)

    return made_up


def _faults(block: Json, value: Json, where: str = "") -> Iterator[str]:
    """Yield what the provider itself would refuse: what it decides, what is not documented."""
    for name, attribute in block["attributes"].items():
        given = value.get(name)
        if given is None or isinstance(given, msgpack.ExtType):
            continue
        if not attribute.get("optional") and not attribute.get("required"):
            yield f"{where}{name}: its value is decided by the provider"
        allowed = attribute.get("enum")
        for each in given if isinstance(given, list) else [given]:
            if allowed and isinstance(each, str) and each and each not in allowed:
                yield f"{where}{name}: {each!r} is not one of {allowed}"
    for name, nested in block["block_types"].items():
        for each in _each(value.get(name)):
            yield from _faults(nested["block"], each, f"{where}{name}.")


def _each(value: Any) -> list[Json]:
    found = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
    return [each for each in found if isinstance(each, dict)]
