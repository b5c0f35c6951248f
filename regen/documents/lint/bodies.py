"""Request bodies: what the generated code would otherwise leave out, or write in another form than the API reads."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from regen.documents.lint.schemas import schemas_below
from regen.documents.loading import Document, merged, operations, parameters, properties, request_contents

Problems = Iterator[tuple[str, str]]

_JSON = "application/json"
_FORM = "multipart/form-data"


def _bodies_have_one_form(document: Document) -> Problems:
    for location, count in Counter(location for location, *_ in request_contents(document)).items():
        if count > 1:
            yield location, f"requestBody: must have one media type, got {count}. The generator would send the last."
    for location, _, media_type, body in request_contents(document):
        if media_type not in (_JSON, _FORM):
            yield location, f"{media_type}: must be {_JSON} or {_FORM}, which the client writes"
        if "$ref" not in body["schema"]:
            yield location, f"{media_type}: must be one $ref, whose name is that of the class"


def _forms_are_closed(document: Document) -> Problems:
    for location, _, media_type, body in request_contents(document):
        if media_type == _FORM and merged(document, body["schema"]).get("additionalProperties") is not False:
            yield location, f"{media_type}: must say `additionalProperties: false`, else the generated code is broken"


def _parts_are_readable(document: Document) -> Problems:
    """A part whose content type is JSON may hold anything; others are files, or texts."""
    for location, _, media_type, body in request_contents(document):
        if media_type != _FORM:
            continue
        parts, encodings = properties(document, body["schema"]), body.get("encoding", {})
        for name in encodings.keys() - parts.keys():
            yield location, f"encoding/{name}: must be the name of a part, which are {', '.join(parts)}"
        for name, (node, _) in parts.items():
            for problem in _part_problems(document, merged(document, node), encodings.get(name, {})):
                yield location, f"{name}: {problem}"


def _part_problems(document: Document, part: Mapping[str, Any], encoding: Mapping[str, Any]) -> Iterator[str]:
    content_type, style = encoding.get("contentType"), encoding.get("style")
    if part.get("format") == "binary":
        if not all(each.strip().startswith("image/") for each in (content_type or "").split(",")):
            yield f"must have an encoding whose contentType names the image types, got {content_type}"
    elif content_type == _JSON:
        if style is not None:
            yield f"must not have a style in JSON, got {style}"
    else:
        yield from _text_problems(document, part, style)


def _text_problems(document: Document, part: Mapping[str, Any], style: str | None) -> Iterator[str]:
    """What a part that is written as text may not be."""
    item = merged(document, part.get("items", {}))
    if any(schema.get("type") == "boolean" for schema in schemas_below(document, part)):
        yield "must not be a boolean in a form, as `True` would be sent. Use a string enum."
    if part.get("type") == "object":
        yield f"must be {_JSON} by its encoding, or a plain value, as an object cannot be a text"
    elif part.get("type") != "array":
        if style is not None:
            yield f"must have no style, as it is a plain value, got {style}"
    elif item.get("type") in ("object", "array"):
        nested = [merged(document, node).get("type") for node, _ in properties(document, item).values()]
        if style != "deepObject":
            yield "must have an encoding with `style: deepObject`, as JSON parts of one name would be sent"
        if item["type"] == "array" or {"object", "array"} & set(nested):
            yield "must be an array of objects of plain values, as deeper ones have no notation in a form"
    elif style is not None:
        yield f"must have no style, as its items are plain values, got {style}"


def _requests_have_no_defaults(document: Document) -> Problems:
    schemas = [(location, body["schema"]) for location, _, _, body in request_contents(document)]
    for path, method, operation in operations(document):
        schemas += [(f"{method.upper()} {path}", node["schema"]) for node in parameters(document, operation)]
    for location, root in schemas:
        for schema in schemas_below(document, root):
            if "default" in schema:
                yield location, f"default: {schema['default']} would be sent with every call. Use `x-default`."


RULES = (_bodies_have_one_form, _forms_are_closed, _parts_are_readable, _requests_have_no_defaults)
