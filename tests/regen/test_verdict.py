"""The verdict and what is told of it: levels, exit codes, versions, accepted findings, reports."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from regen.checks import facts_diff
from regen.checks import waivers as accepted
from regen.checks.waivers import Acceptance
from regen.commands import check
from regen.documents.sources import Source, UsageError
from regen.openapi_diff import Finding, Level
from regen.report import changelog, terminal
from regen.report import contents as report
from regen.report.contents import Report
from regen.report.verdict import ExitCode, is_enough, judge, next_version, raised
from tests.support.regen.compared import findings_forward
from tests.support.regen.corpus import ROWS

TODAY = date(2026, 11, 22)


def finding(level: Level, plane: str = "wire", where: str = "schemas/A") -> Finding:
    return Finding(plane, "some-rule", level, where, "changed")


@pytest.mark.parametrize(
    ("found", "exit_code", "semver", "change"),
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
def test_the_worst_finding_decides(found: list[Finding], exit_code: ExitCode, semver: str, change: str) -> None:
    verdict = judge(found, {"wire"}, "0.1.0")
    assert (verdict.exit_code, verdict.semver, verdict.change) == (exit_code, semver, change)


def test_from_1_0_on_a_break_is_a_major_version() -> None:
    assert judge([finding(Level.BREAKING)], {"wire"}, "1.4.2").semver == "major"


def test_a_plane_that_was_not_looked_at_says_so() -> None:
    assert judge([], {"wire"}, "0.1.0").planes["python"] == "not-run"


@pytest.mark.parametrize(
    ("part", "version"), [("none", "0.1.2"), ("patch", "0.1.3"), ("minor", "0.2.0"), ("major", "1.0.0")]
)
def test_the_next_version(part: str, version: str) -> None:
    assert next_version("0.1.2", part) == version
    assert raised("0.1.2", version) == part


def test_a_larger_step_of_the_version_is_enough_and_a_smaller_one_is_not() -> None:
    assert is_enough("major", "minor")
    assert not is_enough("patch", "minor")


def test_an_accepted_finding_does_not_count() -> None:
    one = finding(Level.BREAKING)
    found = accepted.sort([one], [Acceptance(one.fingerprint, "known", date(2026, 12, 1))], TODAY)
    assert found.counted == []
    assert [each for each, _ in found.accepted] == [one]


@pytest.mark.parametrize(
    ("acceptance", "told"),
    [
        (Acceptance(finding(Level.BREAKING).fingerprint, "known", date(2026, 11, 21)), "expired on 2026-11-21"),
        (Acceptance("0" * 12, "gone", date(2027, 1, 1)), "matches no finding"),
    ],
)
def test_an_entry_that_expired_or_matches_nothing_fails(acceptance: Acceptance, told: str) -> None:
    found = accepted.sort([finding(Level.BREAKING)], [acceptance], TODAY)
    assert any(told in each.message and each.level is Level.BREAKING for each in found.counted)
    assert judge(found.counted, {"wire"}, "0.1.0").exit_code is ExitCode.BREAKING


@pytest.mark.parametrize(
    "entry",
    [
        'reason = "x"\nexpires = 2027-01-01',
        'fingerprint = "a"\nexpires = 2027-01-01\nreason = " "',
        "nonsense",
    ],
)
def test_an_entry_without_fingerprint_reason_or_date_is_told(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "accepted.toml"
    path.write_text(f"[[accepted]]\n{entry}\n")
    with pytest.raises(UsageError, match=r"accepted\.toml"):
        accepted.read(path)


@cache
def everything() -> Report:
    """A report on all edits of the corpus that go together, far too long for a terminal."""
    found = [each for row in ROWS for each in findings_forward(row.name)]
    found.sort(key=lambda each: -each.level)
    steps = [f"step {number}: {'long ' * 60}" for number in range(30)]
    notes = ["no cassettes: nothing was replayed"] * 9
    entry = (found[0], Acceptance(found[0].fingerprint, "known", TODAY))
    return Report(
        "a", "b", judge(found, {"wire"}, "0.1.0"), found, [entry], steps, "The API changed.\n", notes, {"wire": 0.1}
    )


@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_report_fits_a_terminal(width: int) -> None:
    lines = terminal.lines(everything(), width)
    assert len(lines) <= 40
    assert any("more (" in line for line in lines)
    assert any(line.startswith("  1. step 0") for line in lines)


def test_the_json_report_keeps_its_schema() -> None:
    schema = json.loads(report.SCHEMA.read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.check_schema(schema)
    told = json.loads(report.as_json(everything()))
    validator.validate(told)
    assert {"wire", "python", "overlay", "semver", "exit_code"} <= told["verdict"].keys()
    assert told["schema_version"] == report.SCHEMA_VERSION


def test_the_markdown_report_holds_every_finding_and_keeps_its_table() -> None:
    text = report.as_markdown(everything())
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + sum(each.level > Level.NONE for each in everything().findings)
    assert {line.replace("\\|", "").count("|") for line in rows} == {6}


def test_the_wire_alone_gives_a_report_on_any_two_documents() -> None:
    text = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"
    found = check.check_wire(Source("a", text), Source("b", text.replace("A", "B")), [], "0.1.0")
    assert found.verdict.planes["wire"] == "doc"
    assert found.verdict.exit_code is ExitCode.SAME


def test_a_fragment_tells_users_what_changed_on_the_wire_once() -> None:
    name, text = changelog.fragment([finding(Level.BREAKING), finding(Level.BREAKING, "python"), finding(Level.DOC)])
    assert name.endswith(".changed.md")
    assert text == "**Breaking:** the API changed.\n- `A`: changed.\n"
    assert changelog.fragment([finding(Level.DOC), finding(Level.WARN, "facts")]) == ("", "")


def test_a_fact_names_the_lines_that_read_it(tmp_path: Path) -> None:
    (tmp_path / "reader.py").write_text("from raw import facts\n\nprint(facts.BASE_URL)\n")
    (tmp_path / "other.py").write_text("BASE_URL = 1\n")
    readers = facts_diff.Readers(tmp_path, tmp_path)
    [found] = facts_diff.compare({"BASE_URL": "a"}, {"BASE_URL": "b"}, readers)
    assert found.source == "reader.py:3"
    assert found.level is Level.WARN


def test_the_same_fact_of_several_operations_is_one_finding(tmp_path: Path) -> None:
    def facts(minimum: int) -> dict[str, object]:
        options = {"options": {"width": {"minimum": minimum, "maximum": 9}}}
        return {"OPERATIONS": {"one": options, "two": options}}

    [found] = facts_diff.compare(facts(1), facts(2), facts_diff.Readers(tmp_path, tmp_path))
    assert (found.where, found.places) == ("options.width.minimum", ("one", "two"))


def test_a_field_that_comes_whole_is_one_fact(tmp_path: Path) -> None:
    old = {"OPERATIONS": {"one": {"options": {"a": {"type": "x", "minimum": None}}}}}
    new = {"OPERATIONS": {"one": {"options": {"a": {"type": "x", "minimum": None}, "b": {"type": "y", "minimum": 3}}}}}
    [found] = facts_diff.compare(old, new, facts_diff.Readers(tmp_path, tmp_path))
    assert (found.where, found.level) == ("options.b", Level.ADDITIVE)
