"""The verdict and the reports on it: levels, exit codes, versions, waivers, changelog, next steps."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

from regen.build.surface import Surface
from regen.checks import facts_diff, overlay, waivers
from regen.checks.waivers import Waiver, partition
from regen.commands import check
from regen.documents.sources import Source, UsageError
from regen.openapi_diff import Finding, Level
from regen.project import PROJECT
from regen.report import changelog, contents, next_steps, terminal
from regen.report.contents import Report
from regen.report.verdict import ExitCode, is_enough, judge, next_version, raised_part
from tests.support.regen.compared import findings_forward
from tests.support.regen.corpus import ROWS

TODAY = date(2026, 11, 22)


def finding(level: Level, check: str = "wire", where: str = "schemas/A") -> Finding:
    return Finding(check, "some-rule", level, where, "changed")


@pytest.mark.parametrize(
    ("found", "exit_code", "semver", "semver_from_1_0"),
    [
        ([], ExitCode.SAME, "none", "none"),
        ([finding(Level.NONE)], ExitCode.SAME, "none", "none"),
        ([finding(Level.DOC)], ExitCode.SAME, "patch", "patch"),
        ([finding(Level.ADDITIVE), finding(Level.DOC)], ExitCode.ADDITIVE, "minor", "minor"),
        ([finding(Level.WARN, "facts"), finding(Level.ADDITIVE)], ExitCode.ATTENTION, "minor", "minor"),
        ([finding(Level.BREAKING, "python")], ExitCode.BREAKING, "minor", "major"),
        ([finding(Level.BREAKING), finding(Level.BREAKING, "overlay")], ExitCode.OVERLAY, "minor", "major"),
        ([finding(Level.BREAKING, "cassettes")], ExitCode.OVERLAY, "none", "none"),
        ([finding(Level.WARN, "generator")], ExitCode.ATTENTION, "none", "none"),
    ],
)
def test_the_worst_finding_decides(
    found: list[Finding], exit_code: ExitCode, semver: str, semver_from_1_0: str
) -> None:
    verdict = judge(found, {"wire"}, "0.1.0")
    assert (verdict.exit_code, verdict.semver, verdict.semver_from_1_0) == (exit_code, semver, semver_from_1_0)


def test_from_1_0_on_a_break_is_a_major_version() -> None:
    assert judge([finding(Level.BREAKING)], {"wire"}, "1.4.2").semver == "major"


def test_a_check_that_did_not_run_says_so() -> None:
    assert judge([], {"wire"}, "0.1.0").checks["python"] == "not-run"


@pytest.mark.parametrize(
    ("part", "version"), [("none", "0.1.2"), ("patch", "0.1.3"), ("minor", "0.2.0"), ("major", "1.0.0")]
)
def test_the_next_version(part: str, version: str) -> None:
    assert next_version("0.1.2", part) == version
    assert raised_part("0.1.2", version) == part


def test_a_larger_step_of_the_version_is_enough_and_a_smaller_one_is_not() -> None:
    assert is_enough("major", "minor")
    assert not is_enough("patch", "minor")


def test_a_waived_finding_does_not_count() -> None:
    one = finding(Level.BREAKING)
    found = partition([one], [Waiver(one.fingerprint, "known", date(2026, 12, 1))], TODAY)
    assert found.counted == []
    assert [each for each, _ in found.waived] == [one]


@pytest.mark.parametrize(
    ("waiver", "message"),
    [
        (Waiver(finding(Level.BREAKING).fingerprint, "known", date(2026, 11, 21)), "expired on 2026-11-21"),
        (Waiver("0" * 12, "old", date(2027, 1, 1)), "matches no finding"),
    ],
)
def test_a_waiver_that_expired_or_matches_nothing_fails(waiver: Waiver, message: str) -> None:
    found = partition([finding(Level.BREAKING)], [waiver], TODAY)
    assert any(message in each.message and each.level is Level.BREAKING for each in found.counted)
    assert judge(found.counted, {"wire"}, "0.1.0").exit_code is ExitCode.BREAKING


@pytest.mark.parametrize(
    "entry",
    [
        'reason = "x"\nexpires = 2027-01-01',
        'fingerprint = "a"\nexpires = 2027-01-01\nreason = " "',
        "nonsense",
    ],
)
def test_a_waiver_without_fingerprint_reason_or_date_is_refused(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(f"[[waiver]]\n{entry}\n")
    with pytest.raises(UsageError, match=r"waivers\.toml"):
        waivers.read(path)


@cache
def everything() -> Report:
    """A report on all edits of the corpus that go together, far too long for a terminal."""
    found = [each for row in ROWS for each in findings_forward(row.name)]
    found.sort(key=lambda each: -each.level)
    steps = [f"step {number}: {'long ' * 60}" for number in range(30)]
    notes = ["no cassettes: nothing was replayed"] * 9
    entry = (found[0], Waiver(found[0].fingerprint, "known", TODAY))
    return Report("a", "b", judge(found, {"wire"}, "0.1.0"), found, [entry], steps, "The API changed.\n", notes)


@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_report_fits_a_terminal(width: int) -> None:
    lines = terminal.lines(everything(), width)
    assert len(lines) <= 40
    assert any("more (" in line for line in lines)
    assert any(line.startswith("  1. step 0") for line in lines)


def test_the_json_report_keeps_its_schema() -> None:
    schema = json.loads(contents.SCHEMA.read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.check_schema(schema)
    document = json.loads(contents.to_json(everything()))
    validator.validate(document)
    assert {"wire", "python", "overlay", "semver", "exit_code"} <= document["verdict"].keys()
    assert document["schema_version"] == contents.SCHEMA_VERSION


def test_the_markdown_report_has_a_row_for_every_finding() -> None:
    text = contents.to_markdown(everything())
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + sum(each.level > Level.NONE for each in everything().findings)
    assert {line.replace("\\|", "").count("|") for line in rows} == {6}


def test_the_wire_alone_gives_a_report_on_any_two_documents() -> None:
    text = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"
    found = check.check_wire(Source("a", text), Source("b", text.replace("A", "B")), [], "0.1.0")
    assert found.verdict.checks["wire"] == "doc"
    assert found.verdict.exit_code is ExitCode.SAME


def test_a_fragment_names_a_change_of_the_wire_once() -> None:
    name, text = changelog.fragment([finding(Level.BREAKING), finding(Level.BREAKING, "python"), finding(Level.DOC)])
    assert name.endswith(".changed.md")
    assert text == "**Breaking:** the API changed.\n- `A`: changed.\n"
    assert changelog.fragment([finding(Level.DOC), finding(Level.WARN, "facts")]) == ("", "")


def test_a_fragment_names_operations_by_their_paths_and_whole_editions_by_their_number() -> None:
    def added(path: str) -> Finding:
        return Finding("wire", "operation-added", Level.ADDITIVE, path, "operation added")

    price = Finding("wire", "price-changed", Level.WARN, "POST /v1/image and 2 more alike", "price changed")
    new = [added(f"POST /v2beta/{number}") for number in range(4)]
    _, text = changelog.fragment([price, *new, added("GET /v1/list")])
    assert text.splitlines()[1:] == [
        "- `/v2beta/`: 4 operations added.",
        "- `POST /v1/image` and 2 more alike: price changed.",
        "- `GET /v1/list`: operation added.",
    ]


def test_a_fact_names_the_lines_that_read_it(tmp_path: Path) -> None:
    (tmp_path / "reader.py").write_text("from raw import facts\n\nprint(facts.BASE_URL)\n")
    (tmp_path / "other.py").write_text("BASE_URL = 1\n")
    readers = facts_diff.Readers(tmp_path, tmp_path)
    [found] = facts_diff.compare({"BASE_URL": "a"}, {"BASE_URL": "b"}, readers)
    assert found.source == "reader.py:3"
    assert found.level is Level.WARN


READERS = """
from raw import facts

LIMIT = facts.OPERATIONS["masking"].options["width"].maximum
for name, field in facts.OPERATIONS["masking"].options.items():
    print(field.maximum, name.headers)
sides = [facts.OPERATIONS["masking"].options[side] for side in ("width", "height")]
"""


class Read(NamedTuple):
    """A fact, and the lines of READERS that read it."""

    fact: str
    lines: str


@pytest.mark.parametrize(
    "read",
    [
        Read("OPERATIONS.masking.options.width.maximum", "reader.py:4, reader.py:7"),
        Read("OPERATIONS.masking.options.height.maximum", "reader.py:7"),
        Read("OPERATIONS.masking.options.steps.maximum", ""),
        Read("OPERATIONS.v1_masking.options.width.maximum", "reader.py:7"),
        Read("OPERATIONS.masking.headers.Accept", ""),
    ],
    ids=lambda read: read.fact,
)
def test_a_reader_of_a_fact_names_its_subject_and_no_other_operation(read: Read, tmp_path: Path) -> None:
    (tmp_path / "reader.py").write_text(READERS)
    found = facts_diff.Readers(tmp_path, tmp_path).of([tuple(read.fact.split("."))])
    assert ", ".join(found) == read.lines


def test_a_reworded_description_is_a_matter_of_words(tmp_path: Path) -> None:
    def facts(text: str) -> dict[str, object]:
        return {"OPERATIONS": {"one": {"options": {"width": {"description": text}}}}}

    [found] = facts_diff.compare(facts("Width."), facts("The width."), facts_diff.Readers(tmp_path, tmp_path))
    assert found.level is Level.DOC


def public(*options: str, edition: str = "") -> Surface:
    """The surface of an overlay with two clients whose one method, or that of an edition, takes these options."""
    taking = {"kind": "class", "methods": {"upscale": {"parameters": dict.fromkeys(options), "returns": ""}}}
    client = {"kind": "class", "methods": {"upscale": {"parameters": {}, "returns": ""}}} if edition else taking
    namespaces = {f"A.{edition}": taking, f"B.{edition}": taking} if edition else {}
    return {"classes": {"A": client, "B": client, "C": {"kind": "enum", "members": {}}, **namespaces}}


TILING = {"type": "boolean", "description": "Whether the image can be tiled."}
NEW_OPTION = [facts_diff.Added("upscale", "v1alpha", "tiling", TILING)]
ON_THE_WIRE = Finding(
    "wire", "request-optional-property-added", Level.ADDITIVE, "schemas/A/properties/tiling", "new optional property"
)


def steps(*findings: Finding) -> list[str]:
    verdict = judge(findings, {"wire"}, "0.1.0")
    return list(next_steps.steps(findings, verdict, Source("new.yaml", "{}"), PROJECT.root, "0.1.0"))


def test_an_option_that_both_clients_take_needs_a_recorded_call_alone() -> None:
    [taken] = overlay.added_findings(NEW_OPTION, public("tiling"), PROJECT)
    assert (taken.rule, taken.level) == ("option-taken", Level.ADDITIVE)
    regenerate, record, review, version = steps(ON_THE_WIRE, taken)
    assert regenerate == "make regenerate SPEC=new.yaml"
    assert record.startswith("add tiling to a case of upscale, then make record: tests/support/cassettes/matrix.py:")
    assert review.startswith("review the words of changelog.d/+contract-")
    assert version.startswith("at the next release raise the version to 0.2.0")
    _, text = changelog.fragment([ON_THE_WIRE, taken])
    assert text == "The API changed.\n- `upscale` takes `tiling`. Whether the image can be tiled.\n"


def test_an_option_that_a_client_lacks_is_a_step() -> None:
    [missing] = overlay.added_findings(NEW_OPTION, public("width"), PROJECT)
    assert (missing.rule, missing.level) == ("option-missing", Level.WARN)
    assert "give upscale an argument tiling: overlay/" in steps(ON_THE_WIRE, missing)


def test_an_option_of_an_edition_is_sought_in_its_namespace() -> None:
    added = [facts_diff.Added("v2beta_upscale", "v2beta", "tiling", TILING)]
    [taken] = overlay.added_findings(added, public("tiling", edition="v2beta"), PROJECT)
    assert (taken.rule, taken.where) == ("option-taken", "v2beta_upscale")
    [missing] = overlay.added_findings(added, public("tiling", edition="v1"), PROJECT)
    assert missing.rule == "option-missing"


def test_an_operation_without_a_method_is_a_step() -> None:
    added = [facts_diff.Added("v2beta_animate", "v2beta"), facts_diff.Added("v2beta_upscale", "v2beta")]
    [missing] = overlay.added_findings(added, public(edition="v2beta"), PROJECT)
    assert (missing.rule, missing.level, missing.where) == ("operation-missing", Level.WARN, "v2beta_animate")
    step = "write the function of v2beta_animate for both clients, and record a case of it: "
    assert f"{step}overlay/stability_client/_calls/v2beta.py" in steps(ON_THE_WIRE, missing)


def test_a_module_of_an_edition_reads_no_facts_of_another(tmp_path: Path) -> None:
    for name in ("v1.py", "v2beta.py", "shared.py"):
        (tmp_path / name).write_text("from raw import facts\n\nSEED = 'seed'\n")
    readers = facts_diff.Readers(tmp_path, tmp_path, {"v1_draw": "v1", "v2beta_draw": "v2beta"})
    assert readers.of([("OPERATIONS", "v2beta_draw", "options", "seed", "maximum")]) == ["shared.py:3", "v2beta.py:3"]


def operation(**facts: object) -> dict[str, object]:
    unsaid: dict[str, object] = {"credits": None, "requires": {}, "accepts": [], "files": {"image": {"max_side": None}}}
    return {"OPERATIONS": {"draw": {**unsaid, **facts}}}


@pytest.mark.parametrize(
    ("old", "new", "where", "message", "level"),
    [
        ({"credits": {"fixed": 3}}, {"credits": {"fixed": 4}}, "credits.fixed", "3 → 4", Level.WARN),
        ({}, {"credits": {"fixed": 4}}, "credits", "added", Level.WARN),
        ({"credits": {"fixed": 4}}, {}, "credits", "removed", Level.WARN),
        ({}, {"requires": {"a": ["b"]}}, "requires", "added", Level.WARN),
        ({"requires": {"a": ["b"]}}, {"requires": {"a": ["b", "c"]}}, "requires.a", "new: c", Level.WARN),
        (
            {"accepts": ["image/*"]},
            {"accepts": ["image/*", "application/json"]},
            "accepts",
            "new: application/json",
            Level.ADDITIVE,
        ),
        ({}, {"files": {"image": {"max_side": 64}}}, "files.image.max_side", "none → 64", Level.WARN),
    ],
)
def test_a_changed_price_or_restriction_is_something_to_look_at(
    old: dict[str, object], new: dict[str, object], where: str, message: str, level: Level, tmp_path: Path
) -> None:
    [found] = facts_diff.compare(operation(**old), operation(**new), facts_diff.Readers(tmp_path, tmp_path))
    assert (found.where, found.message, found.level) == (where, message, level)


def test_a_price_names_the_lines_that_read_prices(tmp_path: Path) -> None:
    (tmp_path / "prices.py").write_text("from raw import facts\n\nPRICE = facts.OPERATIONS['draw'].credits\n")
    readers = facts_diff.Readers(tmp_path, tmp_path)
    old, new = operation(credits={"fixed": 3}), operation(credits={"fixed": 4})
    assert [found.source for found in facts_diff.compare(old, new, readers)] == ["prices.py:3"]


def test_the_same_fact_of_several_operations_is_one_finding(tmp_path: Path) -> None:
    def facts(minimum: int) -> dict[str, object]:
        options = {"options": {"width": {"minimum": minimum, "maximum": 9}}}
        return {"OPERATIONS": {"one": options, "two": options}}

    [found] = facts_diff.compare(facts(1), facts(2), facts_diff.Readers(tmp_path, tmp_path))
    assert (found.where, found.places) == ("options.width.minimum", ("one", "two"))


def test_an_added_field_is_one_fact(tmp_path: Path) -> None:
    old = {"OPERATIONS": {"one": {"options": {"a": {"type": "x", "minimum": None}}}}}
    new = {"OPERATIONS": {"one": {"options": {"a": {"type": "x", "minimum": None}, "b": {"type": "y", "minimum": 3}}}}}
    [found] = facts_diff.compare(old, new, facts_diff.Readers(tmp_path, tmp_path))
    assert (found.where, found.level) == ("options.b", Level.ADDITIVE)
