"""A call of each operation with a value for everything in it, and the request that the contract says it makes."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from attrs import field, frozen

from regen.documents.loading import Document, component_name, merged, parameters, properties, resolve

_JSON, _TEXT = "application/json", "text/plain"
_FILE = "\x89PNG\r\n--not a boundary"
_Json = dict[str, Any]

Part = tuple[str, bool, str, str]
"""A part of a body: name, whether it has a file name, media type, and content; JSON with sorted keys."""


@frozen
class Call:
    """What an operation is called with, for the process that calls it."""

    module: str
    parameters: _Json
    body_class: str | None = None
    body: _Json | None = None
    files: Mapping[str, Mapping[str, str]] = field(factory=dict)


@frozen
class Sample:
    """A call, and the request that it makes."""

    call: Call
    path: str
    query: list[list[str]]
    headers: Mapping[str, str]
    parts: list[Part]


def sample(document: Document, path: str, operation: Mapping[str, Any]) -> Sample:
    """Return a value for everything in an operation, and the request that they make."""
    given: _Json = {}
    query, headers = [], {}
    for node in parameters(document, operation):
        value = _value(document, node.get("schema", {}), is_ascii=node["in"] == "header")
        if isinstance(value, list | dict):
            continue  # there is more than one notation for these in a URL or a header
        given[node["name"]] = value
        if node["in"] == "path":
            path = path.replace(f"{{{node['name']}}}", quote(_text(value), safe=""))
        elif node["in"] == "query":
            query.append([node["name"], _text(value)])
        elif node["in"] == "header":
            headers[node["name"].lower()] = _text(value)
    module = f"api.{operation['tags'][0]}.{operation['operationId']}"
    call, parts = _with_body(document, operation, Call(module, given))
    return Sample(call, path, sorted(query), headers, parts)


def _with_body(document: Document, operation: Mapping[str, Any], call: Call) -> tuple[Call, list[Part]]:
    contents = resolve(document, operation.get("requestBody", {})).get("content", {})
    for media_type, content in contents.items():
        name, schema = component_name(content["schema"]), content["schema"]
        if media_type == _JSON:
            body = _value(document, schema)
            return Call(call.module, call.parameters, name, body), [("", False, _JSON, canonical(_JSON, body))]
        if media_type == "multipart/form-data":
            encodings = content.get("encoding", {})
            nodes = {part: node for part, (node, _) in properties(document, schema).items()}
            is_file = {part: merged(document, node).get("format") == "binary" for part, node in nodes.items()}
            files = {part: _file(encodings, part) for part in nodes if is_file[part]}
            body = {part: _value(document, node) for part, node in nodes.items() if part not in files}
            parts = [(part, True, file["media_type"], _FILE) for part, file in files.items()]
            parts += [each for part, value in body.items() for each in _parts(part, value, encodings.get(part, {}))]
            return Call(call.module, call.parameters, name, body, files), parts
    return call, []


def _file(encodings: Mapping[str, Any], part: str) -> dict[str, str]:
    media_type = encodings.get(part, {}).get("contentType", "image/png").partition(",")[0].strip()
    return {"content": _FILE, "file_name": f"{part}.png", "media_type": media_type}


def _parts(name: str, value: Any, encoding: Mapping[str, Any]) -> Iterator[Part]:
    """The parts of a form that hold a value."""
    if encoding.get("contentType") == _JSON:
        yield name, False, _JSON, canonical(_JSON, value)
    elif encoding.get("style") == "deepObject":
        for index, item in enumerate(value):
            for key, entry in item.items():
                yield f"{name}[{index}][{key}]", False, _TEXT, _text(entry)
    else:
        for item in value if isinstance(value, list) else [value]:
            yield name, False, _TEXT, _text(item)


def canonical(media_type: str, content: Any) -> str:
    """Return a content in the one form in which contents are compared."""
    return json.dumps(content, sort_keys=True) if media_type == _JSON else str(content)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _value(document: Document, node: Mapping[str, Any], number: int = 1, *, is_ascii: bool = False) -> Any:
    """A value that fits a schema. Those of different numbers differ, if the schema leaves room."""
    schema = merged(document, node)
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        return _value(document, choice, number)
    if "enum" in schema:
        return schema["enum"][-1]
    kind = schema.get("type", "object")
    if kind == "object":
        nested = properties(document, node) or {"key": ({"type": "string"}, True)}
        return {name: _value(document, entry, number) for name, (entry, _) in nested.items()}
    if kind == "array":
        return [_value(document, schema["items"], index + 1) for index in range(max(2, schema.get("minItems", 0)))]
    if kind in ("integer", "number"):
        step = schema.get("multipleOf", 1 if kind == "integer" else 0.25)
        return schema.get("minimum", 0) + step * number
    return True if kind == "boolean" else _word(schema, number, is_ascii=is_ascii)


def _word(schema: Mapping[str, Any], number: int, *, is_ascii: bool) -> str:
    """A text with quotes, what a URL must escape, and letters that are not ASCII."""
    dates = {"date-time": f"2026-01-0{number}T10:00:00+00:00", "date": f"2026-01-0{number}"}
    if schema.get("format") in dates:
        return dates[schema["format"]]
    text = f'"{number}" / ? & {"e" if is_ascii else "é ✓"}'
    times: int = schema.get("minLength", 0) // len(text) + 1
    return (text * times)[: schema.get("maxLength")]
