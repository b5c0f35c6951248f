"""The authoring rules for openapi.yaml: what keeps the generated code right. Each rule yields (location, problem)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from openapi_spec_validator import OpenAPIV30SpecValidator

from regen.documents.loading import Document, edition, merged, operations, parameters, properties, resolve

Problems = Iterator[tuple[str, str]]
_JSON = "application/json"
ERROR_MEDIA_TYPES = {"v1alpha": ["application/vnd.goa.error", _JSON]}
"""The media types of errors by edition, in the order in which the client asks for them. Others have JSON alone."""
_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def _is_valid(document: Document) -> Problems:
    if not str(document.get("openapi")).startswith("3.0."):
        yield "openapi", f"must be 3.0.x, the one version that facts.py is written from, got {document.get('openapi')}"
    for error in OpenAPIV30SpecValidator(document).iter_errors():
        yield "/".join(str(step) for step in error.absolute_path) or "openapi", error.message


def _operations_are_named(document: Document) -> Problems:
    for path, method, operation in operations(document):
        location = f"{method.upper()} {path}"
        name, tags = operation.get("operationId", ""), operation.get("tags", [])
        if not _SNAKE_CASE.fullmatch(name):
            yield location, f"operationId: must be snake_case, as it names functions, got {name!r}"
        if len(tags) != 1 or not _SNAKE_CASE.fullmatch(tags[0]):
            yield location, f"tags: must be one snake_case word, as it names a package, got {tags!r}"
        if "security" not in operation:
            yield location, "security: is missing. The generator does not read that of the document."


def _one_server_and_scheme(document: Document) -> Problems:
    if len(document.get("servers", [])) != 1:
        yield "servers", "must be one server, whose address is the client's default"
    schemes = document.get("components", {}).get("securitySchemes", {})
    kinds = sorted((scheme["type"], scheme.get("scheme", scheme.get("name"))) for scheme in schemes.values())
    if [kind for kind in kinds if kind != ("http", "bearer")] != [("apiKey", "Authorization")]:
        yield "components/securitySchemes", "must be one header `Authorization` with the key, and at most one `bearer`"


def _headers_are_declared(document: Document) -> Problems:
    for path, method, operation in operations(document):
        location = f"{method.upper()} {path}"
        headers = {node["name"].lower(): node for node in parameters(document, operation) if node["in"] == "header"}
        if "authorization" in headers:
            yield location, "Authorization: must not be a parameter. The security scheme declares it."
        if any(len(response.get("content", {})) > 1 for response in _successes(document, operation)):
            accept = headers.get("accept")
            if accept is None or not accept.get("required"):
                yield location, "Accept: must be a required parameter if a response has several media types"
            elif "$ref" not in accept["schema"] or "x-enum-varnames" not in resolve(document, accept["schema"]):
                yield location, "Accept: must be a $ref to a shared enum with x-enum-varnames"


def _successes(document: Document, operation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [resolve(document, node) for status, node in operation["responses"].items() if str(status).startswith("2")]


def _images_come_first(document: Document) -> Problems:
    for path, method, operation in operations(document):
        for response in _successes(document, operation):
            content = list(response.get("content", {}))
            if "image/png" in content and content[0] != "image/png":
                yield f"{method.upper()} {path}", f"image/png: must be the first media type, got {content}"


def _bodies(document: Document) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield each request body as (location, media type, body)."""
    for path, method, operation in operations(document):
        content = resolve(document, operation.get("requestBody", {})).get("content", {})
        for media_type, body in content.items():
            yield f"{method.upper()} {path}", media_type, body


def _bodies_have_one_form(document: Document) -> Problems:
    for location, count in Counter(location for location, _, _ in _bodies(document)).items():
        if count > 1:
            yield location, f"requestBody: must have one media type, got {count}. The generator would send the last."
    for location, media_type, body in _bodies(document):
        if "$ref" not in body["schema"]:
            yield location, f"{media_type}: must be one $ref, whose name is that of the class"


def _forms_are_flat_and_closed(document: Document) -> Problems:
    """A part whose content type is JSON may hold anything; others are written as text."""
    for location, media_type, body in _bodies(document):
        if media_type not in _FORMS:
            continue
        if merged(document, body["schema"]).get("additionalProperties") is not False:
            yield location, f"{media_type}: must say `additionalProperties: false`, else the generated code is broken"
        encoding = body.get("encoding", {})
        for name, (node, _) in properties(document, body["schema"]).items():
            is_json = encoding.get(name, {}).get("contentType") == _JSON
            if not is_json and any(schema.get("type") == "boolean" for schema in _schemas_below(document, node, set())):
                yield location, f"{name}: must not be a boolean in a form, as `True` would be sent. Use a string enum."


def _schemas_below(document: Document, node: Any, seen: set[int]) -> Iterator[Mapping[str, Any]]:
    node = resolve(document, node)
    if not isinstance(node, Mapping) or id(node) in seen:
        return
    seen.add(id(node))
    yield node
    branches = (branch for keyword in ("allOf", "anyOf", "oneOf") for branch in node.get(keyword, ()))
    for nested in (*node.get("properties", {}).values(), node.get("items"), *branches):
        yield from _schemas_below(document, nested, seen)


def _requests_have_no_defaults(document: Document) -> Problems:
    schemas = [(location, body["schema"]) for location, _, body in _bodies(document)]
    for path, method, operation in operations(document):
        schemas += [(f"{method.upper()} {path}", node["schema"]) for node in parameters(document, operation)]
    for location, root in schemas:
        for schema in _schemas_below(document, root, set()):
            if "default" in schema:
                yield location, f"default: {schema['default']} would be sent with every call. Use `x-default`."


def _responses_stay_open(document: Document) -> Problems:
    for path, method, operation in operations(document):
        bodies = (body for each in _successes(document, operation) for body in each.get("content", {}).values())
        for schema in (found for body in bodies for found in _schemas_below(document, body["schema"], set())):
            for name, (node, _) in properties(document, schema).items():
                if "enum" in resolve(document, node):
                    advice = "Use anyOf [$ref, {type: string}]."
                    yield (
                        f"{method.upper()} {path}",
                        f"{name}: must not be a closed enum, which new values break. {advice}",
                    )


def _errors_are_complete(document: Document) -> Problems:
    for path, method, operation in operations(document):
        location = f"{method.upper()} {path}"
        expected = ERROR_MEDIA_TYPES.get(edition(document, path), [_JSON])
        if "default" not in operation["responses"]:
            yield location, "default: is missing. Servers send more errors than are documented."
        for status, node in operation["responses"].items():
            response = resolve(document, node)
            if str(status).startswith("2"):
                continue
            if (content := list(response.get("content", {}))) != expected:
                yield location, f"{status}: must have the media types {expected}, got {content}"
            if status != "default" and not response.get("x-error-names"):
                yield location, f"{status}: must have x-error-names, by which the client tells errors apart"


def _components_have_no_title(document: Document) -> Problems:
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        if "title" in schema:
            yield f"components/schemas/{name}", "title: must not be set. The generator would name the class after it."


def _enum_names_fit(document: Document) -> Problems:
    todo: list[tuple[str, Any]] = [("", document)]
    seen: set[int] = set()
    while todo:
        location, node = todo.pop()
        if id(node) in seen:
            continue  # an alias
        seen.add(id(node))
        if isinstance(node, list):
            todo += [(f"{location}/{index}", entry) for index, entry in enumerate(node)]
        if not isinstance(node, dict):
            continue
        todo += [(f"{location}/{key}", entry) for key, entry in node.items()]
        names, values = node.get("x-enum-varnames"), node.get("enum")
        if isinstance(names, list) and isinstance(values, list) and len(names) != len(values):
            yield (
                location[1:],
                f"x-enum-varnames: must be {len(values)} names, got {len(names)}, which would be ignored",
            )


RULES: tuple[Callable[[Document], Problems], ...] = (
    _operations_are_named,
    _one_server_and_scheme,
    _headers_are_declared,
    _images_come_first,
    _bodies_have_one_form,
    _forms_are_flat_and_closed,
    _requests_have_no_defaults,
    _responses_stay_open,
    _errors_are_complete,
    _components_have_no_title,
    _enum_names_fit,
)


def lint(document: Document) -> list[tuple[str, str]]:
    """Return every problem of the document as (location, problem). The rules apply only to valid OpenAPI."""
    return list(_is_valid(document)) or [problem for rule in RULES for problem in rule(document)]
