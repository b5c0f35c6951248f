"""Nothing that the contract says goes unpinned, save what is listed with a reason."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from regen.documents import loading as documents
from stability_client.testing import files
from stability_client.testing.blobs import unused
from tests.cassettes.matrix import BY_NAME, CASES, DOCUMENT, HERE, OPERATIONS, errors_of
from tests.cassettes.recording import PICTURES

LARGEST_CASSETTE = 8_000
LARGEST_FOLDER = 2_000_000

UNPINNED: Mapping[str, str] = {
    f"{operation}: answer header Content-Length": "told anew from the body in a replay"
    for operation in ("text_to_image", "image_to_image", "masking")
}
"""What no cassette shows, and why."""

CASSETTES = {path.relative_to(HERE).as_posix(): path for path in sorted(HERE.rglob("*.yaml"))}

KINDS: Mapping[str, type] = {"array": list, "object": dict, "string": str}


# --- what the contract says ------------------------------------------------------------------------------------------


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = documents.resolve(DOCUMENT, schema)
    return found


def enum(schema: Mapping[str, Any]) -> list[Any]:
    """The values that a schema allows; an `allOf` adds a description to one that is defined elsewhere."""
    schema = resolved(schema)
    return list(schema.get("enum", [value for branch in schema.get("allOf", ()) for value in enum(branch)]))


def promises(schema: Mapping[str, Any], place: str, *, is_sent: bool) -> Iterator[str]:
    """Everything that a value of a schema may hold; of what is sent, also what may be left out."""
    schema = resolved(schema)
    for branch in schema.get("anyOf", ()):
        yield f"{place} as {resolved(branch)['type']}"
        yield from promises(branch, place, is_sent=is_sent)
    for value in enum(schema):
        yield f"{place} = {value}"
    for name, (described, is_required) in documents.properties(DOCUMENT, schema).items():
        yield f"{place}.{name}"
        if is_sent and not is_required:
            yield f"{place}.{name} left out"
        yield from promises(described, f"{place}.{name}", is_sent=is_sent)
    if "items" in schema:
        yield from promises(schema["items"], f"{place}[]", is_sent=is_sent)


def promises_of(operation: Mapping[str, Any]) -> Iterator[str]:
    for parameter in documents.parameters(DOCUMENT, operation):
        if parameter["in"] == "header":
            yield f"header {parameter['name']}"
            yield from (f"header {parameter['name']} = {value}" for value in enum(parameter["schema"]))
            if not parameter.get("required"):
                yield f"header {parameter['name']} left out"
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"sends {media_type}"
        yield from promises(content["schema"], "body", is_sent=True)
    for status, response in operation["responses"].items():
        described = resolved(response)
        kind = "answer" if status == "200" else "error"
        yield f"status {status}"
        for name, header in described.get("headers", {}).items():
            yield f"{kind} header {name}"
            yield from (f"{kind} header {name} = {value}" for value in enum(header["schema"]))
        for media_type, content in described["content"].items():
            yield f"{kind} in {media_type}"
            yield from promises(content["schema"], kind, is_sent=False)
    yield from (f"error {status} {name}" for status, name in errors_of(operation))


# --- what the cassettes show -----------------------------------------------------------------------------------------


def shown(schema: Mapping[str, Any], value: Any, place: str) -> Iterator[str]:
    """What of a schema a value holds."""
    schema = resolved(schema)
    for branch in schema.get("anyOf", ()):
        if isinstance(value, KINDS[resolved(branch)["type"]]):
            yield f"{place} as {resolved(branch)['type']}"
            yield from shown(branch, value, place)
    if value in enum(schema):
        yield f"{place} = {value}"
    for name, (described, _) in documents.properties(DOCUMENT, schema).items():
        if isinstance(value, dict) and name in value:
            yield f"{place}.{name}"
            yield from shown(described, value[name], f"{place}.{name}")
        else:
            yield f"{place}.{name} left out"
    if "items" in schema and isinstance(value, list):
        for item in value:
            yield from shown(schema["items"], item, f"{place}[]")


def body_of(message: Mapping[str, Any]) -> Any:
    body = message.get("body", {})
    if "parts" in body:
        return {part["name"]: part.get("json", "a file") for part in body["parts"]}
    return body.get("json")


def shown_in(operation: Mapping[str, Any], call: Mapping[str, Any]) -> Iterator[str]:
    request, response = call["request"], call["response"]
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
            yield from shown(content["schema"], body_of(request), "body")
    status = str(response["status"])
    kind = "answer" if status == "200" else "error"
    described = resolved(operation["responses"].get(status, operation["responses"]["default"]))
    yield f"status {status if status in operation['responses'] else 'default'}"
    for name, value in response["headers"].items():
        yield f"{kind} header {name.title()}"
        yield f"{kind} header {name.title()} = {value}"
    media_type = response["headers"].get("content-type", "").partition(";")[0]
    yield f"{kind} in {media_type}"
    if media_type in described["content"] and "json" in media_type + "json" * media_type.endswith("goa.error"):
        value = body_of(response)
        yield from shown(described["content"][media_type]["schema"], value, kind)
        if kind == "error" and isinstance(value, dict):
            yield f"error {status} {value.get('name')}"


def operation_of(request: Mapping[str, Any]) -> str:
    """The operation that a recorded request is of."""
    for path, method, operation in documents.operations(DOCUMENT):
        steps, recorded = path.split("/"), request["path"].split("/")
        fits = len(steps) == len(recorded) and all(
            step == there or step.startswith("{") for step, there in zip(steps, recorded, strict=True)
        )
        if fits and method.upper() == request["method"]:
            return str(operation["operationId"])
    raise AssertionError(f"{request['method']} {request['path']} is in a cassette but not in the contract")


@pytest.fixture(scope="module")
def pinned() -> set[str]:
    """Everything that some cassette shows."""
    found: set[str] = set()
    for case in CASES:
        for call in files.load(case.path)["interactions"]:
            operation = operation_of(call["request"])
            found |= {f"{operation}: {what}" for what in shown_in(OPERATIONS[operation], call)}
    return found


@pytest.mark.parametrize("operation", OPERATIONS)
def test_everything_that_the_contract_says_of_an_operation_is_in_a_cassette(operation: str, pinned: set[str]) -> None:
    promised = {f"{operation}: {what}" for what in promises_of(OPERATIONS[operation])}
    assert len(promised) > 10
    assert sorted(promised - pinned - UNPINNED.keys()) == []


def test_what_is_listed_as_unpinned_is_in_the_contract_and_in_no_cassette(pinned: set[str]) -> None:
    promised = {f"{name}: {what}" for name, operation in OPERATIONS.items() for what in promises_of(operation)}
    assert UNPINNED.keys() <= promised
    assert not UNPINNED.keys() & pinned


# --- what the folder holds -------------------------------------------------------------------------------------------


def test_every_file_belongs_to_a_case_and_every_case_has_its_files() -> None:
    expected = {path.relative_to(HERE).as_posix() for case in CASES for path in (case.path, case.outcome_path)}
    assert set(CASSETTES) == expected


def test_every_picture_belongs_to_a_cassette() -> None:
    assert list(unused(HERE / PICTURES, HERE)) == []


@pytest.mark.parametrize("name", BY_NAME)
def test_a_cassette_is_small_enough_to_be_read(name: str) -> None:
    assert BY_NAME[name].path.stat().st_size <= LARGEST_CASSETTE


def test_the_folder_is_small_enough_for_a_repository() -> None:
    assert sum(path.stat().st_size for path in HERE.rglob("*") if path.is_file()) <= LARGEST_FOLDER


def test_every_cassette_says_where_its_answers_are_from() -> None:
    sources = {files.load(case.path)["source"] for case in CASES}
    assert "" not in sources
    assert all(
        source in {"stand-in", "stand-in (gyre)", "hand-made"} or source.startswith("server ") for source in sources
    )


@pytest.mark.parametrize("path", CASSETTES.values(), ids=CASSETTES)
def test_no_cassette_tells_of_a_key_a_person_a_machine_or_a_moment(path: Any) -> None:
    text = path.read_text("utf-8")
    for trace in ("127.0.0.1", "localhost", "sk-standin", "boundary", "user-agent", "date:", "uvicorn", "@standin"):
        assert trace not in text
