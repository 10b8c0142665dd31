"""The documentation as one page: the OpenAPI document as HTML, with no script and no CDN."""

from __future__ import annotations

import json
from typing import Any

from jinja2 import Environment, select_autoescape

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ info.title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem;
  color: #1c2430; background: #fff }
code, pre { font: 14px/1.45 ui-monospace, monospace }
pre { background: #f3f5f8; padding: .75rem; overflow-x: auto; border-radius: 4px }
details { border: 1px solid #d5dbe3; border-radius: 4px; margin: .5rem 0; padding: .25rem .75rem }
summary { cursor: pointer } summary b { display: inline-block; min-width: 4.5rem }
table { border-collapse: collapse } td, th { text-align: left; padding: .2rem 1rem .2rem 0;
  vertical-align: top }
</style></head><body>
<h1>{{ info.title }} {{ info.version }}</h1>
<p>{{ info.description }}</p>
<p>The same for programs: <a href="openapi.json">openapi.json</a> (OpenAPI {{ version }}).</p>
{% for tag, operations in groups.items() %}<h2>{{ tag }}</h2>
{% for o in operations %}<details id="{{ o.operationId }}">
<summary><b>{{ o.method }}</b> <code>{{ o.path }}</code> {{ o.summary }}</summary>
{% if o.description %}<p>{{ o.description | replace("<br/>", " ") }}</p>{% endif %}
{% if o.parameters %}<table><tr><th>Parameter</th><th>In</th><th>What</th></tr>
{% for p in o.parameters %}<tr><td><code>{{ p.name }}</code>{{ " *" if p.required }}</td>
<td>{{ p.in }}</td><td>{{ p.description or "" }}</td></tr>{% endfor %}</table>{% endif %}
{% for kind, text in o.bodies %}<p>Body, {{ kind }}:</p><pre>{{ text }}</pre>{% endfor %}
{% for status, text in o.answers %}<p>Answer {{ status }}</p>{% if text %}<pre>{{ text }}</pre>
{% endif %}{% endfor %}
</details>{% endfor %}{% endfor %}
</body></html>
"""
_TEMPLATE = Environment(autoescape=select_autoescape(default=True)).from_string(_PAGE)
_MAX_DEPTH = 4
Json = dict[str, Any]


def docs_html(document: Json) -> str:
    """Return the page of an OpenAPI document."""
    groups: dict[str, list[Json]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["Other"])[0]
            groups.setdefault(tag, []).append(_shown(document, path, method, operation))
    return _TEMPLATE.render(info=document["info"], version=document["openapi"], groups=groups)


def _shown(document: Json, path: str, method: str, operation: Json) -> Json:
    body = operation.get("requestBody", {}).get("content", {})
    answers = [
        (status, _example(document, content["schema"]))
        for status, response in operation["responses"].items()
        if status.isdecimal() and status < "400"
        for content in response.get("content", {"": {"schema": {}}}).values()
    ]
    bodies = [(kind, _example(document, content["schema"])) for kind, content in body.items()]
    return {
        **operation,
        "path": path,
        "method": method.upper(),
        "bodies": bodies,
        "answers": answers,
    }


def _example(document: Json, schema: Json) -> str:
    if not schema:
        return ""
    return json.dumps(_sketch(document, schema, 0), indent=1, ensure_ascii=False)


def _sketch(document: Json, schema: Json, depth: int) -> Any:
    """Return the shape of a schema: fields with their types in words."""
    if "$ref" in schema:
        if depth >= _MAX_DEPTH:
            return "…"
        name = schema["$ref"].rpartition("/")[2]
        return _sketch(document, document["components"]["schemas"][name], depth)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _sketch(document, schema[several][0], depth)
    if "properties" in schema:
        return {
            name: _sketch(document, inner, depth + 1)
            for name, inner in schema["properties"].items()
        }
    if schema.get("type") == "array":
        return [_sketch(document, schema.get("items", {}), depth + 1)]
    return _in_words(schema)


def _in_words(schema: Json) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("const") or schema.get("type") or "any")
