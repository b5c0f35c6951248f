"""Invalid and malicious documents: refused with file, line and reason, in bounded time and memory."""

import io
import itertools
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from regen.__main__ import main
from regen.documents import loading as documents
from regen.documents.loading import InvalidDocumentError
from regen.documents.sources import Source, read
from regen.documents.validity import require_valid
from regen.openapi_diff import SpecError, compare
from regen.project import PROJECT

HEAD = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n"
RESPONSE = (
    "          description: Done.\n          content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}\n"
)
SECONDS = 5
"""Limit for a refusal on a busy machine."""


def schemas(text: str, version: str = "3.0.3") -> str:
    return HEAD.replace("3.0.3", version) + RESPONSE + "components:\n  schemas:\n" + text


class Hostile(NamedTuple):
    """A text, and the line and the reason with which it is refused."""

    name: str
    text: str
    line: int
    reason: str


HOSTILE = [
    Hostile("a key twice", "a: 1\nb: 2\na: 3\n", 3, "duplicate key 'a'"),
    Hostile("a key twice in JSON", '{\n"a": 1,\n"a": 2}', 3, "duplicate key 'a'"),
    Hostile(
        "a bomb of aliases",
        "a: &a [1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
            for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
        ),
        1,
        "values with aliases expanded",
    ),
    Hostile("an alias of itself", "a: &a [*a]\n", 1, "recursive"),
    Hostile("an unknown alias", "a: 1\nb: *c\n", 2, "undefined alias"),
    Hostile("deep YAML", "a: " + "[" * 5000, 1, "levels deep"),
    Hostile("deep JSON", '{"a":' * 5000 + "1" + "}" * 5000, 1, "levels deep"),
    Hostile("a tag that constructs", "a: !!python/object/apply:os.system ['true']\n", 1, "tag"),
    Hostile("a number without end", "a: " + "9" * 6000 + "\n", 1, "integer string conversion"),
    Hostile("not a number", '{"a": NaN}', 1, "NaN"),
    Hostile("nothing", "", 1, "not a mapping"),
    Hostile("a list", "- 1\n", 1, "not a mapping"),
    Hostile("broken YAML", "a: 1\nb: [1,\n", 3, "did not find"),
    Hostile("Swagger 2", "swagger: '2.0'\ninfo: {}\npaths: {}\n", 1, "Swagger 2.0"),
    Hostile("no version", "info: {}\npaths: {}\n", 1, "must be text"),
    Hostile("a version that is a number", "info: {}\nopenapi: 3.1\n", 2, "must be text"),
    Hostile("a version to come", "openapi: 3.2.0\n", 1, "3.2.0"),
    Hostile("no paths", "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n", 1, "'paths' is a required property"),
    Hostile("an unknown key", HEAD + "          description: Done.\n          nonsense: 1\n", 7, "nonsense"),
    Hostile("a dangling reference", schemas("    B: {type: string}\n"), 9, "points nowhere"),
    Hostile("a reference to itself", schemas("    A: {$ref: '#/components/schemas/A'}\n"), 12, "leads back to itself"),
    Hostile(
        "references in a circle",
        schemas("    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"),
        13,
        "itself",
    ),
    Hostile("all of itself", schemas("    A:\n      allOf: [{$ref: '#/components/schemas/A'}]\n"), 1, "without end"),
    Hostile(
        "a reference to another host",
        schemas("    A: {$ref: 'http://127.0.0.1:9/a.yaml'}\n"),
        12,
        "outside the document",
    ),
    Hostile("a reference to a file", schemas("    A: {$ref: '/etc/passwd'}\n"), 12, "outside the document"),
    Hostile("20 MB", "a: " + "x" * 20_000_000, 1, "20.0 MB"),
]


@pytest.mark.parametrize("row", HOSTILE, ids=[row.name for row in HOSTILE])
def test_a_hostile_document_is_refused_with_its_line_and_the_reason(row: Hostile) -> None:
    start = time.perf_counter()
    with pytest.raises(InvalidDocumentError) as raised:
        require_valid(Source("spec.yaml", row.text))
    assert time.perf_counter() - start < SECONDS
    message = str(raised.value)
    assert row.reason in message
    assert message.startswith(f"spec.yaml:{row.line}: "), message


def test_a_schema_with_a_property_of_itself_is_compared() -> None:
    text = schemas("    A:\n      type: object\n      properties:\n        next: {$ref: '#/components/schemas/A'}\n")
    old, new = documents.parse(text), documents.parse(text)
    new["components"]["schemas"]["A"]["properties"]["more"] = {"$ref": "#/components/schemas/A"}
    require_valid(Source("spec.yaml", text))
    assert compare(old, documents.parse(text)) == []
    assert [finding.rule for finding in compare(old, new)] == ["response-optional-property-added"]


def test_schemas_that_double_at_each_step_are_compared_quickly() -> None:
    names = [f"S{number}" for number in range(60)]
    chain = {
        name: {"type": "object", "properties": {side: {"$ref": f"#/components/schemas/{after}"} for side in ("l", "r")}}
        for name, after in itertools.pairwise(names)
    }

    def with_leaf(leaf: str) -> documents.Document:
        found = documents.parse(schemas("    A: {$ref: '#/components/schemas/S0'}\n"))
        found["components"]["schemas"] |= {**chain, names[-1]: {"type": leaf}}
        return found

    start = time.perf_counter()
    [finding] = compare(with_leaf("string"), with_leaf("integer"))
    assert finding.where == f"schemas/{names[-1]}"
    assert time.perf_counter() - start < SECONDS


def test_a_chain_of_references_deeper_than_the_stack_is_compared() -> None:
    chain = {
        f"S{n}": {"type": "object", "properties": {"next": {"$ref": f"#/components/schemas/S{n + 1}"}}}
        for n in range(3000)
    }
    old = documents.parse(schemas("    A: {$ref: '#/components/schemas/S0'}\n"))
    old["components"]["schemas"] |= {**chain, "S3000": {"type": "string"}}
    new = {**old, "components": {"schemas": {**old["components"]["schemas"], "S3000": {"type": "integer"}}}}
    assert [finding.where for finding in compare(old, new)] == ["schemas/S3000"]


def test_all_of_nested_too_deep_is_refused() -> None:
    schema: documents.Document = {"type": "string"}
    for _ in range(400):
        schema = {"allOf": [schema]}
    document = documents.parse(schemas("    A: {type: string}\n"))
    document["components"]["schemas"]["A"] = schema
    with pytest.raises(SpecError, match="levels deep"):
        compare(documents.parse(schemas("    A: {type: string}\n")), document)


def test_bytes_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"openapi: 3.0.3\ninfo: \xff\n")
    with pytest.raises(InvalidDocumentError, match=r"spec\.yaml:2: not UTF-8"):
        read(str(path), PROJECT.root)


class Failure(NamedTuple):
    """Arguments and standard input of `regen check`, and the exit code and the error that they lead to."""

    arguments: list[str]
    stdin: str
    exit_code: int
    error: str


FAILURES = [
    Failure(
        ["openapi.yaml", "-"],
        stdin="swagger: '2.0'\n",
        exit_code=65,
        error="standard input:1: must be OpenAPI 3.0 or 3.1, got Swagger 2.0",
    ),
    Failure(["openapi.yaml", "nowhere.yaml"], stdin="", exit_code=64, error="nowhere.yaml: there is no such file"),
    Failure(["openapi.yaml"], stdin="", exit_code=64, error="Missing argument"),
    Failure(["openapi.yaml", "openapi.yaml", "--json", "/"], stdin="", exit_code=64, error="/: cannot be written"),
    Failure(["-", "-"], stdin="", exit_code=64, error="standard input holds one document"),
]


@pytest.mark.parametrize("row", FAILURES, ids=[row.error for row in FAILURES])
def test_the_command_line_gives_the_error_and_its_exit_code(
    row: Failure, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["regen", "check", *row.arguments, "--wire-only"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(row.stdin.encode())))
    monkeypatch.chdir(PROJECT.root)
    with pytest.raises(SystemExit) as ended:  # anything else would be a traceback
        main()
    assert ended.value.code == row.exit_code
    stderr = capsys.readouterr().err
    assert row.error in stderr
    assert "Traceback" not in stderr


def test_a_whole_process_gives_the_error_and_its_exit_code() -> None:
    row = FAILURES[0]
    process = subprocess.run(
        [sys.executable, "-m", "regen", "check", *row.arguments, "--wire-only"],
        input=row.stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT.root,
    )
    assert process.returncode == row.exit_code
    assert row.error in process.stderr
    assert "Traceback" not in process.stderr


def test_a_document_in_json_equals_the_one_in_yaml(tmp_path: Path) -> None:
    contract = read(str(PROJECT.contract), PROJECT.root)
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(contract.document))
    assert compare(contract.document, read(str(path), PROJECT.root).document) == []


def test_yaml_is_read_as_version_1_2() -> None:
    assert documents.parse("a: [yes, off, 2020-01-01, 0o7, 1:30]\n200: {}\n") == {
        "a": ["yes", "off", "2020-01-01", "0o7", "1:30"],
        "200": {},
    }
