"""`make drift`: the contract against documents in the vendor's manner, and the list of differences that are meant."""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import regen.__main__ as command_line
from regen.checks import drift as drift_list
from regen.checks.drift import Expectations, Meant, NotOffered
from regen.commands import drift
from regen.commands.drift import NotComparedError
from regen.documents import wire_form
from regen.documents.loading import load
from regen.documents.locations import locate, operation_at
from regen.documents.sources import Source, UsageError
from regen.project import PROJECT
from regen.report.drift import MAX_ROWS, DriftExit, DriftReport, lines, to_json, to_markdown
from tests.support.regen.published import LEFT_OUT, OLDER_RESULT, body_pointer, edited, vendor_document
from tests.support.regen.small_documents import INTEGER, STRING, Json, json_content, object_schema, ref, with_schemas
from tests.support.regen.web_server import WebServer, serving

CONTRACT = Source("openapi.yaml", PROJECT.contract.read_text("utf-8"))
LIST = PROJECT.root / "regen" / "drift.toml"
CORE = "/v2beta/stable-image/generate/core"
ERASE = "/v2beta/stable-image/edit/erase"
SD3 = "/v2beta/stable-image/generate/sd3"
RESULT = "GET /v2beta/results/{id}"
DONE: Json = {"responses": {"200": {"description": "Done."}}}


@cache
def vendor() -> Json:
    return vendor_document(load(PROJECT.contract))


def report_on(
    document: Json, contract: Source | Json = CONTRACT, expectations: Expectations | None = None
) -> DriftReport:
    ours = contract if isinstance(contract, Source) else Source("ours", json.dumps(contract))
    listed = drift_list.read(LIST) if expectations is None else expectations
    return drift.compare(ours, Source("theirs", json.dumps(document)), listed)


def differences(report: DriftReport) -> list[tuple[str, str, str]]:
    """The differences as (first operation, location, message)."""
    return [(row.operations[0], row.location, row.message) for row in report.differences]


# The vendor's document


def test_the_vendors_document_differs_only_as_the_list_says() -> None:
    report = report_on(vendor())
    assert (differences(report), list(report.stale)) == ([], [])
    assert report.exit_code is DriftExit.NONE
    assert report.compared == {"v2beta": 18}
    assert list(report.not_held) == ["v1", "v1alpha"]
    assert {operation.partition(" ")[2] for operation in report.not_offered} == {*LEFT_OUT, OLDER_RESULT}


class News(NamedTuple):
    """A change of the vendor's document, and the difference that it makes."""

    name: str
    pointer: str
    value: Any
    difference: tuple[str, str, str]
    document: int = 1
    """Which of several documents has the change: those that meet stand apart."""


def option(path: str, name: str) -> str:
    return f"{body_pointer(path)}/properties/{name}"


def place(path: str, rest: str) -> str:
    return f"/paths/{path.replace('/', '~1')}/post/{rest}"


NEWS = [
    News("a limit rises", option(ERASE, "grow_mask/maximum"), 40,
         (f"POST {ERASE}", "request grow_mask", "maximum loosened from 20 to 40")),
    News("a default changes", option(ERASE, "grow_mask/default"), 7,
         (f"POST {ERASE}", "request grow_mask", "default changed from 5 to 7")),
    News("a style is new", option(CORE, "style_preset/enum/-"), "claymation",
         (f"POST {CORE}", "request style_preset", "values added: claymation")),
    News("a model is new", option(SD3, "model/enum/-"), "sd4",
         (f"POST {SD3}", "request model", "values added: sd4")),
    News("a model is gone", option(SD3, "model/enum"), ["sd3.5-large", "sd3.5-large-turbo"],
         (f"POST {SD3}", "request model", "values removed: sd3.5-medium, sd3.5-flash"), document=2),
    News("a finish reason is new", "/components/schemas/ImageResponse/properties/finish_reason/enum/-", "BLURRED",
         (RESULT, "response 200 application/json; type=image/png finish_reason", "values added: BLURRED")),
    News("an option is new", option(CORE, "upsample"), {"type": "boolean"},
         (f"POST {CORE}", "request upsample", "optional property upsample added")),
    News("an option is gone", option(CORE, "negative_prompt"), None,
         (f"POST {CORE}", "request negative_prompt", "optional property negative_prompt removed")),
    News("an option is required", f"{body_pointer(CORE)}/required/-", "seed",
         (f"POST {CORE}", "request seed", "seed became required")),
    News("a header is required", "/components/parameters/ClientID/required", True,
         (RESULT, "header stability-client-id", "header parameter stability-client-id became required")),
    News("a limit of a header falls", "/components/parameters/ClientApp/schema/maxLength", 64,
         (RESULT, "header stability-client-version", "maxLength tightened from 256 to 64")),
    News("a status is new", place(CORE, "responses/409"), {"$ref": "#/components/responses/Error"},
         (f"POST {CORE}", "responses", "error status 409 added")),
    News("a status is gone", place(CORE, "responses/429"), None,
         (f"POST {CORE}", "responses", "error status 401, 402, 429, DEFAULT removed")),
    News("an error has another field", "/components/schemas/Error/properties/errors/type", "string",
         (RESULT, "response 404 application/json errors", "type changed from array to string")),
    News("a format is new", place(CORE, "responses/200/content/image~1avif"), {"schema": STRING},
         (f"POST {CORE}", "response 200", "response media type image/avif added")),
    News("a service is gone", f"/paths/{CORE.replace('/', '~1')}", None,
         (f"POST {CORE}", "", "operation removed"), document=2),
    News("a service is deprecated", place(SD3, "deprecated"), True, (f"POST {SD3}", "", "now deprecated")),
    News("a service is new", "/paths/~1v2beta~1stable-image~1edit~1age", {"post": DONE},
         ("POST /v2beta/stable-image/edit/age", "", "operation added"), document=2),
    News("an edition is new", "/paths/~1v3~1images", {"post": DONE}, ("POST /v3/images", "", "operation added")),
    News("the host moves", "/servers/0/url", "https://images.example",
         (RESULT, "servers/0", "server changed from https://api.stability.ai to https://images.example"), document=2),
]  # fmt: skip


@cache
def news_report(number: int) -> DriftReport:
    changes = [(news.pointer, news.value) for news in NEWS if news.document == number]
    return report_on(edited(vendor(), *changes))


@pytest.mark.parametrize("news", NEWS, ids=lambda news: news.name)
def test_news_in_the_vendors_document_are_reported(news: News) -> None:
    assert news.difference in differences(news_report(news.document))


@pytest.mark.parametrize("number", [1, 2])
def test_news_in_the_vendors_document_are_all_that_is_reported(number: int) -> None:
    expected = {news.difference[2] for news in NEWS if news.document == number}
    assert {message for _, _, message in differences(news_report(number))} == expected
    assert news_report(number).exit_code is DriftExit.DIFFERENCES


def test_a_mistake_that_the_vendor_mends_is_taken_off_the_list() -> None:
    report = report_on(edited(vendor(), (f"{body_pointer(ERASE)}/required", ["image"])))
    assert differences(report) == []
    [stale] = report.stale
    assert stale.endswith(f"does not ask for it): {ERASE} matches nothing. Remove it.")
    assert report.exit_code is DriftExit.DIFFERENCES


def test_names_and_words_are_no_differences() -> None:
    text = json.dumps(vendor())
    for name in ("ImageResponse", "GenerationID", "AcceptImage", "Moderated", "KEY"):
        text = text.replace(f'"{name}"', f'"Other{name}"').replace(f'/{name}"', f'/Other{name}"')
    document = edited(json.loads(text), (place(CORE, "operationId"), "makeImage"), (place(CORE, "tags"), ["New"]))
    document["info"]["description"] = "Told anew."
    document["paths"] = dict(reversed(document["paths"].items()))
    assert differences(report_on(document)) == []


# Editions


def operation(**more: Any) -> Json:
    return DONE | more


def document(paths: Json, **root: Any) -> Json:
    info = {"title": "Images", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": {path: {"post": each} for path, each in paths.items()}, **root}


NOTHING_MEANT = Expectations()
EDITIONS = {"/v1/make": operation(), "/v1/cut": operation(), "/v2/make": operation()}


def test_only_editions_that_both_hold_are_compared() -> None:
    report = report_on(document({"/v1/make": operation()}), document(EDITIONS), NOTHING_MEANT)
    assert differences(report) == [("POST /v1/cut", "", "operation removed")]
    assert (report.compared, report.not_held) == ({"v1": 1}, ["v2"])


def test_the_base_path_of_the_server_is_part_of_the_paths() -> None:
    theirs = document({"/make": operation(), "/cut": operation()}, servers=[{"url": "https://a.example/v1/"}])
    ours = document(EDITIONS, servers=[{"url": "https://a.example"}])
    report = report_on(theirs, ours, NOTHING_MEANT)
    assert (differences(report), report.compared) == ([], {"v1": 2})


def test_documents_without_a_common_edition_cannot_be_compared() -> None:
    with pytest.raises(NotComparedError, match=r"theirs: holds v3, v4, and none of v1, v2"):
        report_on(document({"/v3/a": operation(), "/v4/a": operation()}), document(EDITIONS), NOTHING_MEANT)
    with pytest.raises(NotComparedError, match="theirs: holds no operation, and none of"):
        report_on(document({}), document(EDITIONS), NOTHING_MEANT)


# The form that is compared


def body(schema: Json) -> Json:
    return document({"/v1/make": operation(requestBody=json_content(schema))})


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"type": "integer", "x-default": 3}, {"type": "integer", "default": 3}),
        ({"type": "string", "x-max-pixels": 9, "x-source": "a note"}, {"type": "string"}),
        ({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string", "description": "Or any."}]},
         {"type": "string", "enum": ["a"]}),
    ],
    ids=["a default that is not sent", "facts and notes", "a list of words that is open"],
)  # fmt: skip
def test_what_the_contract_says_in_its_own_manner_is_no_difference(ours: Json, theirs: Json) -> None:
    report = report_on(body(object_schema(a=theirs)), body(object_schema(a=ours)), NOTHING_MEANT)
    assert differences(report) == []


def test_properties_may_have_the_names_of_keywords() -> None:
    names = ("description", "title", "tags", "x-default", "example")
    ours, theirs = (body(object_schema((), **dict.fromkeys(names, each))) for each in (STRING, INTEGER))
    found = differences(report_on(theirs, ours, NOTHING_MEANT))
    assert {location for _, location, _ in found} == {f"request {name}" for name in names}


def test_a_schema_that_leads_back_to_itself_is_compared() -> None:
    def tree(leaf: Json) -> Json:
        return with_schemas(
            body(ref("Node")), Node=object_schema(leaf=leaf, below={"type": "array", "items": ref("Node")})
        )

    assert differences(report_on(tree(STRING), tree(STRING), NOTHING_MEANT)) == []
    found = differences(report_on(tree(INTEGER), tree(STRING), NOTHING_MEANT))
    assert {(place, message) for place, _, message in found} == {
        ("POST /v1/make", "type changed from string to integer")
    }


def test_parameters_are_told_apart_whatever_their_order() -> None:
    def parameters(*each: tuple[str, Json]) -> Json:
        found = [{"name": name, "in": "query", "schema": schema} for name, schema in each]
        return document({"/v1/make": operation(parameters=found)})

    ours = parameters(("c", {**INTEGER, "maximum": 9}), ("a", {**STRING, "maxLength": 5}), ("b", STRING))
    theirs = parameters(("new", INTEGER), ("a", {**STRING, "maxLength": 4}), ("b", INTEGER), ("c", INTEGER))
    assert sorted(differences(report_on(theirs, ours, NOTHING_MEANT))) == [
        ("POST /v1/make", "query a", "maxLength tightened from 5 to 4"),
        ("POST /v1/make", "query b", "type narrowed from string to integer"),
        ("POST /v1/make", "query c", "maximum 9 removed"),
        ("POST /v1/make", "query new", "optional query parameter new added"),
    ]


@pytest.mark.parametrize(
    ("steps", "location"),
    [
        ("", ""),
        ("requestBody", "request"),
        (
            "requestBody/content/a~1b/schema/properties/text_prompts/items/properties/text",
            "request text_prompts[].text",
        ),
        ("requestBody/content/a~1b/schema/allOf/1/properties/a/anyOf/0/properties/b", "request a.b"),
        ("requestBody/content/a~1b/schema/properties/properties/additionalProperties", "request properties.*"),
        ("requestBody/content/a~1b/encoding/image/contentType", "request image"),
        ("responses/200/headers/Seed/schema", "response 200 header seed"),
        ("responses/200/content/image~1png", "response 200 image/png"),
        ("responses/default", "response default"),
        ("parameters/7/schema", "parameters"),
        ("servers/0", "servers/0"),
    ],
)
def test_a_location_names_the_place_within_the_operation(steps: str, location: str) -> None:
    pointer = f"#/paths/~1v1~1make/post/{steps}".removesuffix("/")
    assert locate(pointer, document(EDITIONS)) == location
    assert operation_at(pointer) == "POST /v1/make"


@pytest.mark.parametrize(
    ("theirs", "message"),
    [
        (body(ref("Nowhere")), "points nowhere"),
        (body({"$ref": "https://a.example/b.json"}), "points outside the document"),
        (document({"/v1/make": operation(parameters="none")}), "theirs"),
        (document({"/v1/make": "nothing"}), "post must hold a mapping"),
        (body({"type": 7}), "theirs:1: "),
    ],
    ids=["dangling", "outside", "parameters", "operation", "type"],
)  # fmt: skip
def test_a_document_that_cannot_be_compared_says_why(theirs: Json, message: str) -> None:
    with pytest.raises(NotComparedError) as caught:
        report_on(theirs, body(STRING), NOTHING_MEANT)
    assert str(caught.value).startswith("could not compare: theirs:")
    assert message in str(caught.value)


def test_references_that_multiply_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_form, "MAX_NODES", 10_000)
    doubled = {f"A{n}": object_schema(a=ref(f"A{n - 1}"), b=ref(f"A{n - 1}")) for n in range(1, 30)}
    with pytest.raises(NotComparedError, match="theirs: more than 10,000 values once all references are replaced"):
        report_on(with_schemas(body(ref("A29")), A0=STRING, **doubled), body(STRING), NOTHING_MEANT)


# The list


def meant(**entry: Any) -> Meant:
    return Meant(**{"edition": "v1", "reason": "on purpose", "message": "operation removed"} | entry)


ONE_MISSING = (document({"/v1/make": operation()}), document({"/v1/make": operation(), "/v1/cut": operation()}))


@pytest.mark.parametrize(
    ("entry", "covers"),
    [
        (meant(), True),
        (meant(message="operation *"), True),
        (meant(message="operation"), False),
        (meant(message="*", rule="operation-removed", location="*"), True),
        (meant(rule="operation-added"), False),
        (meant(location="request"), False),
        (meant(paths=["/v1/c*"]), True),
        (meant(paths=["/v1/c"]), False),
        (meant(edition="v2"), False),
    ],
)
def test_an_entry_covers_what_all_its_patterns_match(entry: Meant, covers: bool) -> None:
    report = report_on(*ONE_MISSING, Expectations([entry]))
    assert (differences(report) == []) is covers
    assert [row.reason for row in report.meant] == (["on purpose"] if covers else [])


def test_an_entry_covers_no_more_operations_than_it_names() -> None:
    ours = document({"/v1/make": operation(), "/v1/cut": operation(), "/v1/fit": operation()})
    report = report_on(document({"/v1/make": operation()}), ours, Expectations([meant(paths=["/v1/fit"])]))
    assert [row.operations for row in report.differences] == [["POST /v1/cut"]]
    assert [row.operations for row in report.meant] == [["POST /v1/fit"]]


@pytest.mark.parametrize(
    ("entries", "stale"),
    [
        (Expectations([meant(paths=["/v1/cut", "/v1/fit"])]),
         ["meant 1 (on purpose): /v1/fit matches nothing. Remove it."]),
        (Expectations([meant(), meant(message="gone")]), ["meant 2 (on purpose): * matches nothing. Remove it."]),
        (Expectations([meant(), meant(edition="v2")]), []),
        (Expectations([meant()], [NotOffered(edition="v1", reason="sound", paths=["/v1/sing"])]),
         ["not_offered 1 (sound): /v1/sing matches nothing. Remove it."]),
        (Expectations([meant()], [NotOffered(edition="v2", reason="sound", paths=["/v2/sing"])]), []),
    ],
    ids=["a path", "an entry", "of another edition", "not offered", "not offered, of another edition"],
)  # fmt: skip
def test_an_entry_that_matches_nothing_is_reported(entries: Expectations, stale: list[str]) -> None:
    report = report_on(*ONE_MISSING, entries)
    assert list(report.stale) == stale
    assert report.exit_code is (DriftExit.DIFFERENCES if stale else DriftExit.NONE)


def test_what_is_not_offered_is_listed_with_the_reason_and_is_no_difference() -> None:
    theirs = document({"/v1/make": operation(), "/v1/sing": operation(), "/sound/hum": operation()})
    ours = document({"/v1/make": operation()})
    entry = NotOffered(edition="v1", reason="sound", paths=["/v1/sing", "/sound/*"])
    report = report_on(theirs, ours, Expectations((), [entry]))
    assert report.not_offered == {"POST /sound/hum": "sound", "POST /v1/sing": "sound"}
    assert differences(report) == []


def test_what_the_contract_offers_is_compared_whatever_the_list_leaves_out() -> None:
    entry = NotOffered(edition="v1", reason="all", paths=["*"])
    report = report_on(ONE_MISSING[0], ONE_MISSING[1], Expectations((), [entry]))
    assert differences(report) == [("POST /v1/cut", "", "operation removed")]
    assert len(report.stale) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "list.toml: "),
        ("[[expected]]\nreason = 'x'", r"must have \[\[meant\]\] and \[\[not_offered\]\] only, got expected"),
        ("meant = 3", "meant: must be a list of tables"),
        ("meant = [3]", "meant 1: must be a table"),
        ("[[meant]]\nedition = 'v1'\nmessage = 'a'", "meant 1: must have reason"),
        ("[[meant]]\nedition = 'v1'\nreason = ' '\nmessage = 'a'", "meant 1: reason: must be text, got ' '"),
        ("[[meant]]\nedition = 'v1'\nreason = 'a'", "meant 1: must have a rule, a location or a message"),
        ("[[meant]]\nedition = 'v1'\nreason = 'a'\nmesage = 'a'", "meant 1: has keys that do not exist: mesage"),
        ("[[meant]]\nedition = 'v1'\nreason = 'a'\nrule = 'b'\npaths = '/v1'", "must be a list of texts, got '/v1'"),
        ("[[not_offered]]\nedition = 'v1'\nreason = 'a'\npaths = []", "not_offered 1: paths: must be a list of texts"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "list.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=message):
        drift_list.read(path)


def test_a_list_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"list\.toml: cannot be read: No such file"):
        drift_list.read(tmp_path / "list.toml")


# The reports


@cache
def drifted() -> DriftReport:
    changes = [(news.pointer, news.value) for news in NEWS[:4]]
    mended = (f"{body_pointer(ERASE)}/required", ["image"])
    hostile = (option(CORE, "x|y`@someone <script>"), STRING)
    return report_on(edited(vendor(), *changes, mended, hostile))


def test_the_json_report() -> None:
    found = json.loads(to_json(drifted()))
    assert found.keys() == {
        *("schema_version", "contract", "document", "exit_code", "compared", "not_held"),
        *("differences", "meant", "stale", "not_offered"),
    }
    assert (found["schema_version"], found["exit_code"], found["compared"]) == (1, 1, {"v2beta": 18})
    assert {
        "edition": "v2beta",
        "operations": [f"POST {ERASE}"],
        "location": "request grow_mask",
        "rule": "request-bound-loosened",
        "level": "additive",
        "message": "maximum loosened from 20 to 40",
        "old": 20,
        "new": 40,
    } in found["differences"]
    assert all(row["reason"] for row in found["meant"])


def test_the_markdown_report_has_a_row_for_each_difference() -> None:
    text = to_markdown(drifted())
    rows = [line for line in text.splitlines() if line.startswith("| ") and "level" not in line]
    assert len(rows) == len(drifted().differences)
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}
    assert f"| additive | `POST {ERASE}` | `request grow_mask: maximum loosened from 20 to 40` |" in text
    assert "matches nothing. Remove it." in text
    assert "not offered (sound, not images): " in text


def test_text_of_the_document_is_code_in_markdown() -> None:
    [row] = [line for line in to_markdown(drifted()).splitlines() if "someone" in line]
    outside = row.split("`")[::2]
    assert not any("someone" in each or "script" in each for each in outside)


def test_a_long_report_fits_an_issue() -> None:
    options = {f"option_{number}": {**STRING, "maxLength": 9} for number in range(400)}
    report = report_on(body(object_schema((), **options)), body(object_schema()), NOTHING_MEANT)
    text = to_markdown(report)
    assert len(report.differences) == 400
    assert f"and {400 - MAX_ROWS} more" in text
    assert len(text) < 60_000


def test_the_text_report_names_operation_place_and_change() -> None:
    found = lines(drifted())
    assert f"additive  POST {ERASE}: request grow_mask: maximum loosened from 20 to 40" in found
    assert any(line.startswith("stale     regen/drift.toml: meant ") for line in found)
    assert any("make regenerate" in line for line in found)
    assert any(line.startswith("not offered (an older edition") for line in found)


# The command


@pytest.fixture
def web() -> Iterator[WebServer]:
    with serving() as web:
        yield web


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["regen", "drift", *arguments])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    return int(ended.value.code or 0)


def test_the_command_ends_with_0_if_nothing_differs(
    web: WebServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, web.publish(json.dumps(vendor()))) == 0
    assert "no difference but those in regen/drift.toml" in capsys.readouterr().out


def test_the_command_ends_with_1_and_writes_reports_if_something_differs(
    web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(edited(vendor(), (NEWS[0].pointer, NEWS[0].value))))
    files = [tmp_path / "a" / "drift.json", tmp_path / "a" / "drift.md"]
    assert run(monkeypatch, str(document), "--json", str(files[0]), "--markdown", str(files[1])) == 1
    assert "maximum loosened from 20 to 40" in capsys.readouterr().out
    assert json.loads(files[0].read_text())["exit_code"] == 1
    assert "maximum loosened from 20 to 40" in files[1].read_text()


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<!DOCTYPE html><html>Log in</html>", "is a page of HTML or XML, not an OpenAPI document"),
        ('{"error": "no"}', "must be an OpenAPI 3 document, got openapi: nothing"),
        ("swagger: '2.0'\npaths: {}\n", "must be an OpenAPI 3 document"),
        ("just text", "not a mapping"),
        ('{"openapi": "3.0.1", "paths": {', ":2: did not find"),
        ('{"openapi": "3.0.1", "paths": {"/v9/a": {"get": {}}}}', "holds v9, and none of v1, v1alpha, v2beta"),
    ],
)
def test_the_command_ends_with_2_if_there_is_no_document(
    web: WebServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], page: str, message: str
) -> None:
    url = web.publish(page)
    assert run(monkeypatch, url) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"could not compare: {url}:")
    assert message in error


def test_the_command_ends_with_2_if_nothing_can_be_read(
    web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, f"{web.url}/missing") == 2
    assert "must respond with status 200, got 404" in capsys.readouterr().err
    assert run(monkeypatch, str(tmp_path / "missing.json")) == 2
    assert "could not compare: " in capsys.readouterr().err
