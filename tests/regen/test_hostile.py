"""Documents that nobody should write: refused with file, line and reason, in bounded time and memory."""

import io
import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from regen.__main__ import main
from regen.documents import loading as documents
from regen.documents.loading import InvalidDocumentError
from regen.documents.sources import Source, read
from regen.documents.validity import require_valid
from regen.openapi_diff import SpecError, compare
from regen.project import PROJECT

HEAD = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n"
ANSWER = (
    "          description: Done.\n          content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}\n"
)
SECONDS = 5
"""What refusing may take on a busy machine."""


def to(name: str) -> str:
    return f"$ref: '#/components/schemas/{name}'"


def schemas(text: str, version: str = "3.0.3") -> str:
    return HEAD.replace("3.0.3", version) + ANSWER + "components:\n  schemas:\n" + text


HOSTILE = [
    ("a key twice", "a: 1\nb: 2\na: 3\n", 3, "duplicate key 'a'"),
    ("a key twice in JSON", '{\n"a": 1,\n"a": 2}', 3, "duplicate key 'a'"),
    (
        "a bomb of aliases",
        "a: &a [1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
            for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
        ),
        1,
        "values with aliases expanded",
    ),
    ("an alias of itself", "a: &a [*a]\n", 1, "recursive"),
    ("an unknown alias", "a: 1\nb: *c\n", 2, "undefined alias"),
    ("deep YAML", "a: " + "[" * 5000, 1, "levels deep"),
    ("deep JSON", '{"a":' * 5000 + "1" + "}" * 5000, 1, "levels deep"),
    ("a tag that constructs", "a: !!python/object/apply:os.system ['true']\n", 1, "tag"),
    ("a number without end", "a: " + "9" * 6000 + "\n", 1, "integer string conversion"),
    ("not a number", '{"a": NaN}', 1, "NaN"),
    ("nothing", "", 1, "not a mapping"),
    ("a list", "- 1\n", 1, "not a mapping"),
    ("broken YAML", "a: 1\nb: [1,\n", 3, "did not find"),
    ("Swagger 2", "swagger: '2.0'\ninfo: {}\npaths: {}\n", 1, "Swagger 2.0"),
    ("no version", "info: {}\npaths: {}\n", 1, "must be text"),
    ("a version that is a number", "info: {}\nopenapi: 3.1\n", 2, "must be text"),
    ("a version to come", "openapi: 3.2.0\n", 1, "3.2.0"),
    ("no paths", "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n", 1, "'paths' is a required property"),
    ("an unknown key", HEAD + "          description: Done.\n          nonsense: 1\n", 7, "nonsense"),
    ("a dangling reference", schemas("    B: {type: string}\n"), 9, "points nowhere"),
    ("a reference to itself", schemas("    A: {$ref: '#/components/schemas/A'}\n"), 12, "leads back to itself"),
    (
        "references in a circle",
        schemas("    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"),
        13,
        "itself",
    ),
    ("all of itself", schemas("    A:\n      allOf: [{$ref: '#/components/schemas/A'}]\n"), 1, "without end"),
    (
        "a reference to another host",
        schemas("    A: {$ref: 'http://127.0.0.1:9/a.yaml'}\n"),
        12,
        "outside the document",
    ),
    ("a reference to a file", schemas("    A: {$ref: '/etc/passwd'}\n"), 12, "outside the document"),
    ("20 MB", "a: " + "x" * 20_000_000, 1, "20.0 MB"),
]


@pytest.mark.parametrize(("text", "line", "reason"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_document_is_refused_with_its_line_and_the_reason(text: str, line: int, reason: str) -> None:
    start = time.perf_counter()
    with pytest.raises(InvalidDocumentError) as raised:
        require_valid(Source("spec.yaml", text))
    assert time.perf_counter() - start < SECONDS
    message = str(raised.value)
    assert reason in message
    assert message.startswith(f"spec.yaml:{line}: "), message


def test_a_document_that_refers_to_itself_where_it_may_is_compared() -> None:
    text = schemas("    A:\n      type: object\n      properties:\n        next: {$ref: '#/components/schemas/A'}\n")
    old, new = documents.parse(text), documents.parse(text)
    new["components"]["schemas"]["A"]["properties"]["more"] = {"$ref": "#/components/schemas/A"}
    require_valid(Source("spec.yaml", text))
    assert compare(old, documents.parse(text)) == []
    assert [finding.rule for finding in compare(old, new)] == ["response-optional-property-added"]


def test_schemas_that_double_at_each_step_are_compared_in_no_time() -> None:
    names = [f"S{number}" for number in range(60)]
    chain = {
        name: {"type": "object", "properties": {side: {"$ref": f"#/components/schemas/{after}"} for side in ("l", "r")}}
        for name, after in itertools.pairwise(names)
    }

    def document(leaf: str) -> documents.Document:
        found = documents.parse(schemas("    A: {$ref: '#/components/schemas/S0'}\n"))
        found["components"]["schemas"] |= {**chain, names[-1]: {"type": leaf}}
        return found

    start = time.perf_counter()
    [finding] = compare(document("string"), document("integer"))
    assert finding.where == f"schemas/{names[-1]}"
    assert time.perf_counter() - start < SECONDS


def test_a_chain_of_references_longer_than_the_stack_is_compared_or_refused() -> None:
    chain = {
        f"S{n}": {"type": "object", "properties": {"next": {"$ref": f"#/components/schemas/S{n + 1}"}}}
        for n in range(3000)
    }
    old = documents.parse(schemas("    A: {$ref: '#/components/schemas/S0'}\n"))
    old["components"]["schemas"] |= {**chain, "S3000": {"type": "string"}}
    new = {**old, "components": {"schemas": {**old["components"]["schemas"], "S3000": {"type": "integer"}}}}
    assert [finding.where for finding in compare(old, new)] == ["schemas/S3000"]


def test_all_of_within_all_of_beyond_measure_is_refused() -> None:
    schema: documents.Document = {"type": "string"}
    for _ in range(400):
        schema = {"allOf": [schema]}
    document = documents.parse(schemas("    A: {type: string}\n"))
    document["components"]["schemas"]["A"] = schema
    with pytest.raises(SpecError, match="levels deep"):
        compare(documents.parse(schemas("    A: {type: string}\n")), document)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"openapi: 3.0.3\ninfo: \xff\n")
    with pytest.raises(InvalidDocumentError, match=r"spec\.yaml:2: not UTF-8"):
        read(str(path), PROJECT.root)


ENDS = [
    (["openapi.yaml", "-"], "swagger: '2.0'\n", 65, "standard input:1: must be OpenAPI 3.0 or 3.1, got Swagger 2.0"),
    (["openapi.yaml", "nowhere.yaml"], "", 64, "nowhere.yaml: there is no such file"),
    (["openapi.yaml"], "", 64, "Missing argument"),
    (["openapi.yaml", "openapi.yaml", "--wire-only", "--json", "/"], "", 64, "/: cannot be written"),
    (["-", "-"], "", 64, "standard input holds one document"),
]


@pytest.mark.parametrize(("arguments", "stdin", "exit_code", "told"), ENDS)
def test_the_command_line_says_what_is_wrong_and_ends_with_the_code_for_it(
    arguments: list[str],
    stdin: str,
    exit_code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["regen", "check", *arguments, "--wire-only"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
    monkeypatch.chdir(PROJECT.root)
    with pytest.raises(SystemExit) as ended:  # anything else would be a traceback
        main()
    assert ended.value.code == exit_code
    told_there = capsys.readouterr().err
    assert told in told_there
    assert "Traceback" not in told_there


def test_a_whole_process_ends_so_too() -> None:
    arguments, stdin, exit_code, told = ENDS[0]
    done = subprocess.run(
        [sys.executable, "-m", "regen", "check", *arguments, "--wire-only"],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT.root,
    )
    assert done.returncode == exit_code
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_json_and_yaml_of_one_document_are_one(tmp_path: Path) -> None:
    contract = read(str(PROJECT.contract), PROJECT.root)
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(contract.document))
    assert compare(contract.document, read(str(path), PROJECT.root).document) == []


def test_yaml_is_read_as_1_2() -> None:
    assert documents.parse("a: [yes, off, 2020-01-01, 0o7, 1:30]\n200: {}\n") == {
        "a": ["yes", "off", "2020-01-01", "0o7", "1:30"],
        "200": {},
    }
