"""Statements about an operation: those that the contract makes, and those that a recorded call covers.

A statement is a text such as `body.steps left out`, equal on both sides.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from regen.documents import loading as documents
from tests.support.cassettes.cases import DOCUMENT, documented_errors

INDEXED = frozenset({"text_prompts"})
"""Options that a form sends in parts with an index."""

TYPES: Mapping[str, type] = {"array": list, "object": dict, "string": str}


def resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    resolved: Mapping[str, Any] = documents.resolve(DOCUMENT, schema)
    return resolved


def allowed_values(schema: Mapping[str, Any]) -> list[Any]:
    """Return the enum of a schema, which may be a branch of its `allOf`."""
    schema = resolve(schema)
    return list(schema.get("enum", [value for branch in schema.get("allOf", ()) for value in allowed_values(branch)]))


def limits(schema: Mapping[str, Any]) -> Mapping[str, float]:
    """Return the smallest and the largest number that a schema allows, if it says so."""
    return {name: schema[name] for name in ("minimum", "maximum") if name in schema}


# --- what the contract states ----------------------------------------------------------------------------------------


def list_statements(operation: Mapping[str, Any]) -> Iterator[str]:
    """Yield everything that the contract states about an operation."""
    for parameter in documents.parameters(DOCUMENT, operation):
        if parameter["in"] == "header":
            yield f"header {parameter['name']}"
            yield from (f"header {parameter['name']} = {value}" for value in allowed_values(parameter["schema"]))
            if not parameter.get("required"):
                yield f"header {parameter['name']} left out"
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"sends {media_type}"
        yield from _schema_statements(content["schema"], "body", is_request=True)
    for status, response in operation["responses"].items():
        described = resolve(response)
        kind = _kind(status)
        yield f"status {status}"
        for name, header in described.get("headers", {}).items():
            title = name.title()  # as names of headers are equal in any case of letters
            yield f"{kind} header {title}"
            yield from (f"{kind} header {title} = {value}" for value in allowed_values(header["schema"]))
        for media_type, content in described["content"].items():
            yield f"{kind} in {media_type}"
            yield from _schema_statements(content["schema"], kind, is_request=False)
    yield from (f"error {status} {name}" for status, name in documented_errors(operation))


def _kind(status: str) -> str:
    """What a response is. Work that was started is no result yet."""
    return {"200": "response", "202": "progress"}.get(status, "error")


def _schema_statements(schema: Mapping[str, Any], path: str, *, is_request: bool) -> Iterator[str]:
    schema = resolve(schema)
    for branch in schema.get("anyOf", ()):
        yield f"{path} as {resolve(branch)['type']}"
        yield from _schema_statements(branch, path, is_request=is_request)
    for value in allowed_values(schema):
        yield f"{path} = {value}"
    if is_request:
        yield from (f"{path} at its {limit}" for limit in limits(schema))
    for name, (described, is_required) in documents.properties(DOCUMENT, schema).items():
        yield f"{path}.{name}"
        if is_request and not is_required:
            yield f"{path}.{name} left out"
        yield from _schema_statements(described, f"{path}.{name}", is_request=is_request)
    if "items" in schema:
        yield from _schema_statements(schema["items"], f"{path}[]", is_request=is_request)


# --- what a recorded call covers -------------------------------------------------------------------------------------


def find_operation(request: Mapping[str, Any]) -> str:
    """Return the id of the operation that a recorded request calls."""
    for path, method, operation in documents.operations(DOCUMENT):
        segments, recorded = path.split("/"), request["path"].split("/")
        is_same_path = len(segments) == len(recorded) and all(
            segment == value or segment.startswith("{") for segment, value in zip(segments, recorded, strict=True)
        )
        if is_same_path and method.upper() == request["method"]:
            return str(operation["operationId"])
    raise AssertionError(f"{request['method']} {request['path']} is in a cassette but not in the contract")


def list_covered(operation: Mapping[str, Any], interaction: Mapping[str, Any]) -> Iterator[str]:
    """Yield the statements that a recorded request and its response cover."""
    yield from _covered_by_request(operation, interaction["request"])
    yield from _covered_by_response(operation, interaction["response"])


def _covered_by_request(operation: Mapping[str, Any], request: Mapping[str, Any]) -> Iterator[str]:
    headers = {name.lower(): value for name, value in request["headers"].items()}
    for parameter in documents.parameters(DOCUMENT, operation):
        name = parameter["name"]
        if name.lower() in headers:
            yield f"header {name}"
            yield f"header {name} = {headers[name.lower()]}"
        else:
            yield f"header {name} left out"
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if headers.get("content-type") == media_type:
            yield f"sends {media_type}"
            yield from _covered_by_value(content["schema"], read_body(request), "body")


def _covered_by_response(operation: Mapping[str, Any], response: Mapping[str, Any]) -> Iterator[str]:
    status = str(response["status"])
    kind = _kind(status)
    described = resolve(operation["responses"].get(status, operation["responses"]["default"]))
    yield f"status {status if status in operation['responses'] else 'default'}"
    for name, value in response["headers"].items():
        yield f"{kind} header {name.title()}"
        yield f"{kind} header {name.title()} = {value}"
    media_type = response["headers"].get("content-type", "")
    if media_type not in described["content"]:
        media_type = media_type.partition(";")[0]
    yield f"{kind} in {media_type}"
    is_json = "json" in media_type or media_type.endswith("goa.error")
    if media_type in described["content"] and is_json:
        value = read_body(response)
        yield from _covered_by_value(described["content"][media_type]["schema"], value, kind)
        if kind == "error" and isinstance(value, dict):
            yield f"error {status} {value.get('name')}"


def _covered_by_value(schema: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    schema = resolve(schema)
    for branch in schema.get("anyOf", ()):
        if isinstance(value, TYPES[resolve(branch)["type"]]):
            yield f"{path} as {resolve(branch)['type']}"
            yield from _covered_by_value(branch, value, path)
    if value in allowed_values(schema):
        yield f"{path} = {value}"
    yield from (f"{path} at its {name}" for name, limit in limits(schema).items() if _is_number(value, limit))
    for name, (described, _) in documents.properties(DOCUMENT, schema).items():
        if isinstance(value, dict) and name in value:
            yield f"{path}.{name}"
            yield from _covered_by_value(described, value[name], f"{path}.{name}")
        else:
            yield f"{path}.{name} left out"
    if "items" in schema and isinstance(value, list):
        for item in value:
            yield from _covered_by_value(schema["items"], item, f"{path}[]")


def _is_number(value: Any, number: float) -> bool:
    """Whether a value is a number, or in a form the text of one."""
    try:
        return not isinstance(value, bool) and float(value) == number
    except (TypeError, ValueError):
        return False


def read_body(message: Mapping[str, Any]) -> Any:
    """Return the body of a recorded message: of a form, the value of each part by its name."""
    body = message.get("body", {})
    if "parts" not in body:
        return body.get("json")
    values: dict[str, Any] = {}
    for part in body["parts"]:
        value = part.get("json", part.get("text", "a file"))
        name, *steps = re.findall(r"[^][]+", part["name"])  # `text_prompts[0][weight]` is a member of an item of a list
        if steps:
            values.setdefault(name, {}).setdefault(int(steps[0]), {})[steps[1]] = value
        else:
            values[name] = value
    return {name: list(value.values()) if name in INDEXED else value for name, value in values.items()}
