"""Takes the schema of Terraform's Google provider out of a package of a registry.

`python -m tools.provider_schema WHEEL OUT.json`: the wheel is `cdktn-provider-google` of PyPI
(MPL-2.0). It holds one generated JavaScript module a resource, made of the provider's own schema;
a comment stands before each attribute. Written is the part that `terraform/` uses, in the form of
`terraform providers schema -json`, with the values that the documentation allows as `enum`.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

TERRAFORM: Final = Path(__file__).resolve().parents[1] / "terraform"
PROVIDER: Final = "google"

_CLASS = re.compile(r"^class (\w+) extends cdktn\.(\w+)", re.M)
_ATTRIBUTE = re.compile(
    r"^    // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)", re.M
)
_TO_HCL = re.compile(r"^function (\w+)ToHclTerraform\(struct\)(.*?)^}", re.M | re.S)
_HCL_ENTRY = re.compile(
    r'^\s{8,12}"?([a-z0-9_]+)"?: \{\s*value: .*?\n\s*isBlock: (true|false),\s*type: "([\w-]+)"',
    re.M,
)
_NESTED = r'= new (\w+?)(OutputReference|List|Map)\(this, "%s"(?:, (true|false))?\)'
_GETTER = re.compile(r"get \w+\(\) \{\s*return ([^;]*);")
_MAP = re.compile(r"new cdktn\.(String|Number|Boolean|Any)Map(List)?\(")
_ALLOWED = re.compile(r'Possible values: (\["[^\]]*"\])')
_DOCUMENTED = re.compile(r"#(\w+) \w+#\1")
_VERSION = re.compile(r"providerVersion: '([\d.]+)'")
_USED = re.compile(r'^(resource|data) "(\w+)"', re.M)

_MAP_VALUE: Final = {"String": "string", "Number": "number", "Boolean": "bool", "Any": "string"}
_SIMPLE: Final = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
}
_LISTS: Final = {"getNumberListAttribute": "number", "getListAttribute": "string"}

Json = dict[str, Any]
Enums = Mapping[tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute as its class has it: the comment before it, and its code."""

    name: str
    computed: bool
    optional: bool
    required: bool
    code: str

    @property
    def presence(self) -> Json:
        """Whether it is given or made."""
        flags = {
            "computed": self.computed,
            "optional": self.optional,
            "required": self.required,
        }
        return {name: True for name, is_so in flags.items() if is_so}


class Module:
    """One generated module: a resource or data source, and the classes of its blocks."""

    def __init__(self, source: str, enums: Enums) -> None:
        self._enums = enums
        starts = list(_CLASS.finditer(source))
        bounds = [*(start.start() for start in starts), len(source)]
        self._bodies = {
            start[1]: source[start.start() : end]
            for start, end in zip(starts, bounds[1:], strict=True)
        }
        self.bases = {start[1]: start[2] for start in starts}
        self._hcl = {
            found[1].lower(): {entry[1]: entry for entry in _HCL_ENTRY.finditer(found[2])}
            for found in _TO_HCL.finditer(source)
        }

    def root(self, class_name: str) -> Json:
        """Return the schema of a resource, data source or provider."""
        body = self._bodies[class_name]
        written = body.find("synthesizeHclAttributes()")
        found = _HCL_ENTRY.finditer(body[written:]) if written >= 0 else ()
        entries = {entry[1]: entry for entry in found}
        return self._block(class_name, f"{class_name}Config", entries)

    def _nested(self, struct: str) -> Json:
        return self._block(f"{struct}OutputReference", struct, self._hcl.get(struct.lower(), {}))

    def _block(self, class_name: str, struct: str, hcl: Mapping[str, re.Match[str]]) -> Json:
        attributes: Json = {}
        blocks: Json = {}
        for attribute in _attributes(self._bodies[class_name]):
            nested = re.search(_NESTED % attribute.name, attribute.code)
            entry = hcl.get(attribute.name)
            if nested is None or nested[1].startswith("cdktn"):
                attributes[attribute.name] = self._plain(attribute, struct)
            elif entry is not None and entry[2] == "true":
                blocks[attribute.name] = self._nested_block(attribute, nested, entry[3])
            else:
                attributes[attribute.name] = self._object(attribute, nested)
        return {"attributes": attributes, "block_types": blocks}

    def _plain(self, attribute: Attribute, struct: str) -> Json:
        described = {"type": _type_of(attribute.code), **attribute.presence}
        allowed = self._enums.get((struct, attribute.name))
        if allowed and (attribute.optional or attribute.required):
            described["enum"] = allowed
        return described

    def _nested_block(self, attribute: Attribute, nested: re.Match[str], kind: str) -> Json:
        struct, wrapper, is_set = nested.groups()
        described: Json = {"block": self._nested(struct)}
        if wrapper == "OutputReference":
            described["nesting_mode"] = "single" if kind == "struct" else kind
            if kind != "struct":
                described["max_items"] = 1
        elif wrapper == "Map":
            described["nesting_mode"] = "map"
        else:
            described["nesting_mode"] = "set" if is_set == "true" else "list"
        if attribute.required and described["nesting_mode"] != "single":
            described["min_items"] = 1
        return described

    def _object(self, attribute: Attribute, nested: re.Match[str]) -> Json:
        struct, wrapper, is_set = nested.groups()
        fields = {
            name: described["type"]
            for name, described in self._nested(struct)["attributes"].items()
        }
        whole: Any = ["object", fields]
        if wrapper == "Map":
            whole = ["map", whole]
        elif wrapper == "List":
            whole = ["set" if is_set == "true" else "list", whole]
        return {"type": whole, **attribute.presence}


def _attributes(body: str) -> Iterator[Attribute]:
    found = list(_ATTRIBUTE.finditer(body))
    bounds = [*(match.start() for match in found), len(body)]
    for match, end in zip(found, bounds[1:], strict=True):
        computed, optional, required = (text == "true" for text in match.groups()[1:])
        yield Attribute(match[1], computed, optional, required, body[match.end() : end])


def _type_of(code: str) -> Any:
    """Return Terraform's type of an attribute by what its getter calls."""
    if mapped := _MAP.search(code):
        value = ["map", _MAP_VALUE[mapped[1]]]
        return ["list", value] if mapped[2] else value
    getter = _GETTER.search(code)
    called = getter[1] if getter else ""
    for name, simple in _SIMPLE.items():
        if name in called:
            return simple
    for name, element in _LISTS.items():
        if name in called:
            return ["set" if "tolist" in called else "list", element]
    return ["map", "string"] if "getStringMapAttribute" in called else "dynamic"


def _enums(jsii: Json) -> Enums:
    """Return the values that the documentation of an attribute allows, by struct and name."""
    found: dict[tuple[str, str], list[str]] = {}
    for full_name, described in jsii["types"].items():
        for each in described.get("properties") or []:
            docs = each.get("docs", {})
            text = f"{docs.get('summary', '')} {docs.get('remarks', '')}"
            allowed, documented = _ALLOWED.search(text), _DOCUMENTED.search(text)
            if allowed and documented:
                struct = full_name.rpartition(".")[2]
                found[struct, documented[1]] = json.loads(allowed[1])
    return found


def used_types(folder: Path = TERRAFORM) -> set[tuple[str, str]]:
    """Return what the configuration uses: `resource` or `data`, and the type."""
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("*.tf"))
    return {(kind, name) for text in texts for kind, name in _USED.findall(text)}


def extract(wheel: Path, wanted: set[tuple[str, str]]) -> Json:
    """Return the schema of the provider and of the wanted types."""
    names = {name for _, name in wanted}
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if name.endswith(".tgz"))
        content = io.BytesIO(outer.read(inner))
    schema: Json = {
        "source": f"{wheel.name} of PyPI, generated from hashicorp/terraform-provider-google",
        "license": "MPL-2.0, https://mozilla.org/MPL/2.0/",
        "provider_version": "",
        "provider": {},
        "resource_schemas": {},
        "data_source_schemas": {},
    }
    with tarfile.open(fileobj=content) as package:
        enums = _enums(json.loads(_text(package, "package/.jsii")))
        for member in package.getmembers():
            folder = re.fullmatch(r"package/lib/([\w-]+)/index\.js", member.name)
            source = _text(package, member.name) if folder else ""
            type_name = re.search(r'static tfResourceType = "([\w-]+)"', source)
            if version := _VERSION.search(source):
                schema["provider_version"] = version[1]
            if type_name and type_name[1] in names | {PROVIDER}:
                _add(schema, wanted, type_name[1], Module(source, enums))
    return schema


def _add(schema: Json, wanted: set[tuple[str, str]], type_name: str, module: Module) -> None:
    for class_name, base in module.bases.items():
        if base == "TerraformProvider":
            block = module.root(class_name)
            block["attributes"].pop("alias", None)
            schema["provider"] = {"block": block}
        elif base == "TerraformResource" and ("resource", type_name) in wanted:
            schema["resource_schemas"][type_name] = {"block": module.root(class_name)}
        elif base == "TerraformDataSource" and ("data", type_name) in wanted:
            schema["data_source_schemas"][type_name] = {"block": module.root(class_name)}


def _text(package: tarfile.TarFile, name: str) -> str:
    file = package.extractfile(name)
    if file is None:
        raise FileNotFoundError(f"{name} is not in the package: it is built in another way now")
    return file.read().decode()


if __name__ == "__main__":
    extracted = extract(Path(sys.argv[1]), used_types())
    Path(sys.argv[2]).write_text(json.dumps(extracted, indent=1, sort_keys=True) + "\n")
