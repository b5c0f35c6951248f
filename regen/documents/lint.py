"""Our rules for openapi.yaml: what keeps the generated code right. Each rule yields (where, what to mend)."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from openapi_spec_validator import OpenAPIV30SpecValidator

from regen.documents.loading import Document, operations, parameters, properties, resolve

Problems = Iterator[tuple[str, str]]
ERROR_MEDIA_TYPES = {"application/vnd.goa.error", "application/json"}
"""Servers send errors as the first at first, as the second later; both are read."""


def _valid(document: Document) -> Problems:
    if not str(document.get("openapi")).startswith("3.0."):
        yield "openapi", "must be 3.0.x: facts.py is written from that version alone"
    for error in OpenAPIV30SpecValidator(document).iter_errors():
        yield "/".join(str(step) for step in error.absolute_path) or "openapi", error.message


def _operations_are_named(document: Document) -> Problems:
    for path, method, operation in operations(document):
        where = f"{method.upper()} {path}"
        name = operation.get("operationId", "")
        if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", name):
            yield where, f"operationId {name!r} must be snake_case: it names the function and the client's method"
        tags = operation.get("tags", [])
        if len(tags) != 1 or not re.fullmatch(r"[a-z_]+", tags[0]):
            yield where, f"tags {tags!r} must be one plain word: it names the module"
        if "security" not in operation:
            yield where, "needs `security` of its own: the generator does not read the document's"


def _one_server_and_scheme(document: Document) -> Problems:
    if len(document.get("servers", [])) != 1:
        yield "servers", "must hold one server: its address is the client's default"
    if len(document.get("components", {}).get("securitySchemes", {})) != 1:
        yield "components/securitySchemes", "must hold one scheme: its header is the client's"


def _headers_are_authored(document: Document) -> Problems:
    for path, method, operation in operations(document):
        where = f"{method.upper()} {path}"
        found = {node["name"].lower(): node for node in parameters(document, operation) if node["in"] == "header"}
        if "authorization" in found:
            yield where, "no Authorization parameter: the security scheme says it"
        if len(_success(document, operation).get("content", {})) > 1:
            accept = found.get("accept")
            if accept is None or not accept.get("required"):
                yield where, "needs a required Accept parameter: it answers in more than one form"
            elif "$ref" not in accept["schema"] or "x-enum-varnames" not in resolve(document, accept["schema"]):
                yield where, "Accept must be a $ref to a shared enum with x-enum-varnames"


def _success(document: Document, operation: Mapping[str, Any]) -> Mapping[str, Any]:
    for status, response in operation["responses"].items():
        if str(status).startswith("2"):
            found: Mapping[str, Any] = resolve(document, response)
            return found
    return {}


def _pictures_come_first(document: Document) -> Problems:
    for path, method, operation in operations(document):
        content = list(_success(document, operation).get("content", {}))
        if "image/png" in content and content[0] != "image/png":
            yield f"{method.upper()} {path}", "image/png must be listed first in the 200"


def _bodies_are_simple(document: Document) -> Problems:
    for path, method, operation in operations(document):
        content = resolve(document, operation.get("requestBody", {})).get("content", {})
        where = f"{method.upper()} {path}"
        if len(content) > 1:
            yield where, f"one request media type, not {list(content)}: the generator would send the last"
        for media_type, body in content.items():
            if "$ref" not in body["schema"]:
                yield where, f"the {media_type} body must be one $ref: its name is the class's"


def _schemas_below(document: Document, node: Any, seen: set[int]) -> Iterator[Mapping[str, Any]]:
    node = resolve(document, node)
    if not isinstance(node, Mapping) or id(node) in seen:
        return
    seen.add(id(node))
    yield node
    for nested in (*node.get("properties", {}).values(), node.get("items"), *node.get("allOf", ())):
        yield from _schemas_below(document, nested, seen)
    for nested in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from _schemas_below(document, nested, seen)


def _requests_have_no_defaults(document: Document) -> Problems:
    for path, method, operation in operations(document):
        content = resolve(document, operation.get("requestBody", {})).get("content", {})
        schemas = [body["schema"] for body in content.values()]
        schemas += [node["schema"] for node in parameters(document, operation)]
        for schema in (found for node in schemas for found in _schemas_below(document, node, set())):
            if "default" in schema:
                yield (
                    f"{method.upper()} {path}",
                    f"`default: {schema['default']}` would be sent with every call: say `x-default`",
                )


def _answers_stay_open(document: Document) -> Problems:
    for path, method, operation in operations(document):
        for body in _success(document, operation).get("content", {}).values():
            for schema in _schemas_below(document, body["schema"], set()):
                for name, (node, _) in properties(document, schema).items():
                    if "enum" in resolve(document, node):
                        yield (
                            f"{method.upper()} {path}",
                            f"`{name}` is a closed enum, a new value would raise: say anyOf [$ref, {{type: string}}]",
                        )


def _errors_are_whole(document: Document) -> Problems:
    for path, method, operation in operations(document):
        where = f"{method.upper()} {path}"
        if "default" not in operation["responses"]:
            yield where, "needs a `default` error: servers send more than is documented"
        for status, node in operation["responses"].items():
            response = resolve(document, node)
            if str(status).startswith("2"):
                continue
            if missing := ERROR_MEDIA_TYPES - set(response.get("content", {})):
                yield where, f"{status} must be documented as {' and '.join(sorted(missing))} too"
            if status != "default" and not response.get("x-error-names"):
                yield where, f"{status} needs x-error-names: the client's errors are keyed on them"


def _components_have_no_title(document: Document) -> Problems:
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        if "title" in schema:
            yield f"components/schemas/{name}", "no title: the generator would name the class after it"


RULES: tuple[Callable[[Document], Problems], ...] = (
    _operations_are_named,
    _one_server_and_scheme,
    _headers_are_authored,
    _pictures_come_first,
    _bodies_are_simple,
    _requests_have_no_defaults,
    _answers_stay_open,
    _errors_are_whole,
    _components_have_no_title,
)


def lint(document: Document) -> list[tuple[str, str]]:
    """Every problem of the document as (where, what to mend). The rules are asked only once it is valid OpenAPI."""
    return list(_valid(document)) or [problem for rule in RULES for problem in rule(document)]
