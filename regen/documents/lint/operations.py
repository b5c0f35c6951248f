"""Operations: the server, the credentials, the headers, and the media types that `Accept` asks for."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from regen.documents.lint.responses import successes
from regen.documents.loading import Document, merged, operations, parameters, resolve

Problems = Iterator[tuple[str, str]]

_HEADER = "Authorization"
"""The header of a bearer token, so that of a bare key too."""


def _one_server(document: Document) -> Problems:
    if len(document.get("servers", [])) != 1:
        yield "servers", "must be one server, whose address is the client's default"


def _one_credential(document: Document) -> Problems:
    """The client has one key, which it sends in one header: bare, or after `Bearer`."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    for name, scheme in schemes.items():
        bare = {"type": "apiKey", "in": "header", "name": _HEADER}
        bearer = {"type": "http", "scheme": "bearer"}
        if {key: scheme.get(key) for key in bare} != bare and {key: scheme.get(key) for key in bearer} != bearer:
            yield f"components/securitySchemes/{name}", f"must be the key in {_HEADER}, or http bearer, got {scheme}"
    if not any("name" in scheme for scheme in schemes.values()):
        yield "components/securitySchemes", f"must hold the key in {_HEADER}, from which the client knows the header"
    for path, method, operation in operations(document):
        names = [sorted(requirement) for requirement in operation.get("security", ())]
        if "security" not in operation:
            yield f"{method.upper()} {path}", "security: is missing. The generator does not read that of the document."
        elif len(names) != 1 or len(names[0]) != 1 or names[0][0] not in schemes:
            yield f"{method.upper()} {path}", f"security: must be one of {sorted(schemes)}, got {names}"


def _headers_are_declared(document: Document) -> Problems:
    for path, method, operation in operations(document):
        location = f"{method.upper()} {path}"
        headers = {node["name"].lower(): node for node in parameters(document, operation) if node["in"] == "header"}
        if _HEADER.lower() in headers:
            yield location, f"{_HEADER}: must not be a parameter. The security scheme declares it."
        accept = headers.get("accept")
        several = any(len(response.get("content", {})) > 1 for response in successes(document, operation))
        if accept is None and several:
            yield location, "Accept: must be a required parameter if a response has several media types"
        elif accept is not None and not accept.get("required"):
            yield location, "Accept: must be a required parameter if there is one"
        elif accept is not None:
            yield from ((location, f"Accept: {problem}") for problem in _accept_problems(document, operation, accept))


def _accept_problems(document: Document, operation: Mapping[str, Any], accept: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" not in accept["schema"] or "x-enum-varnames" not in resolve(document, accept["schema"]):
        yield "must be a $ref to a shared enum with x-enum-varnames"
        return
    accepted = merged(document, accept["schema"]).get("enum", [])
    sent = {
        media_type.partition(";")[0].strip()
        for response in successes(document, operation)
        for media_type in response.get("content", {})
    }
    for value in accepted:
        if not any(fnmatchcase(media_type, value) for media_type in sent):
            yield f"{value} must be the media type of a response, got {sorted(sent)}"
    for media_type in sorted(sent):
        if not any(fnmatchcase(media_type, value) for value in accepted):
            yield f"must have a value that asks for {media_type}, got {accepted}"


RULES = (_one_server, _one_credential, _headers_are_declared)
