"""The whole check and regeneration on this project, where the findings of all checks are joined."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from regen.build import generate, surface
from regen.checks import requests, surface_diff
from regen.commands import check, regenerate
from regen.documents.sources import Source
from regen.openapi_diff import Direction, Finding, Level
from regen.project import PROJECT, Project
from regen.report.contents import Report
from regen.report.verdict import ExitCode, judge
from tests.support.regen.corpus import BY_NAME

COMMITTED = Source("openapi.yaml", PROJECT.contract.read_text("utf-8"))


def edited(*names: str) -> Source:
    """The contract with edits of the corpus made."""
    document = COMMITTED.document
    for name in names:
        document = BY_NAME[name].apply(document)
    return Source("new.yaml", yaml.safe_dump(document, sort_keys=False, allow_unicode=True))


@pytest.fixture
def _replaying_some_cassettes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found is joined with other findings; that each cassette holds, the tests of the cassettes see."""
    monkeypatch.setattr("regen.commands.check.affected.operations", lambda *_: frozenset({"text_to_image"}))


@pytest.mark.usefixtures("_replaying_some_cassettes")
def test_a_renamed_header_is_found_by_every_check() -> None:
    report = check.check(COMMITTED, edited("a header is renamed", "a maximum falls"), PROJECT, [])
    checks = report.verdict.checks
    assert {check: checks[check] for check in ("wire", "python", "facts", "overlay", "cassettes")} == {
        "wire": "breaking",
        "python": "breaking",
        "facts": "warn",
        "overlay": "breaking",
        "cassettes": "breaking",
    }
    assert report.verdict.exit_code is ExitCode.OVERLAY
    steps = "\n".join(report.next_steps)
    assert "make regenerate SPEC=new.yaml" in steps
    assert "fix overlay/stability_client/_wire/v1alpha.py:" in steps
    assert report.changelog.startswith("**Breaking:**")


def test_an_optional_option_reaches_both_clients_with_no_line_of_overlay() -> None:
    report = check.check(COMMITTED, edited("an optional option is added at the end"), PROJECT, [])
    assert report.verdict.exit_code is ExitCode.ADDITIVE
    [taken] = [finding for finding in report.findings if finding.check == "overlay"]
    assert taken.rule == "option-taken"
    _, record, review, _ = report.next_steps
    assert record.startswith(
        f"add {taken.new['option']} to a case of {' and of '.join(taken.places)}, then make record"
    )
    assert review.startswith("review the words of changelog.d/")
    assert f"`{taken.new['option']}`" in report.changelog


def test_an_equal_contract_ends_at_once() -> None:
    report = check.check(COMMITTED, Source("new.yaml", COMMITTED.text + "\n# a comment\n"), PROJECT, [])
    assert (report.verdict.exit_code, report.findings) == (ExitCode.SAME, [])
    assert "the documents are equal: nothing was generated" in report.notes


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of what regeneration writes to, without overlay and tests."""
    copied = Project(tmp_path / "project")
    copied.root.mkdir()
    for path in (PROJECT.contract, PROJECT.config, PROJECT.root / "pyproject.toml"):
        (copied.root / path.name).write_bytes(path.read_bytes())
    return copied


def test_a_refused_contract_changes_nothing(project: Project) -> None:
    before = {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}
    for name in ("a server is added", "a second request media type"):
        with pytest.raises(regenerate.RefusedError):
            regenerate.regenerate(COMMITTED, edited(name), project, [])
    assert {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()} == before


def test_a_contract_whose_generated_requests_differ_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}
    wrong = Finding("generator", requests.RULE, Level.BREAKING, "v1_masking", "no part text_prompts[0][text]")
    monkeypatch.setattr(check, "check", lambda *_: Report("a", "b", judge([wrong], {"generator"}, "0.1.0"), [wrong]))
    with pytest.raises(regenerate.RefusedError, match=r"v1_masking: no part text_prompts\[0\]\[text\]"):
        regenerate.regenerate(COMMITTED, edited("a sampler is added"), project, [])
    assert {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()} == before


def test_replacing_a_second_time_changes_nothing(project: Project) -> None:
    files = {"openapi.yaml": edited("a sampler is added").text, "changelog.d/+a.added.md": "The API changed.\n"}
    assert "openapi.yaml" in generate.replace(project, files)
    before = {path: path.stat().st_mtime_ns for path in project.root.rglob("*") if path.is_file()}
    assert generate.replace(project, files) == []
    assert {path: path.stat().st_mtime_ns for path in project.root.rglob("*") if path.is_file()} == before
    assert "K_DPMPP_3M" in (project.package / "models" / "sampler.py").read_text("utf-8")


# The surface, without generating: pairs of recorded surfaces.


def recorded(parameters: dict[str, Any], fields: dict[str, Any], *, sent: bool = True) -> surface.Surface:
    """A surface with one function and one model that it sends or returns."""
    uses = {"body": {"type": "Model", "keyword_only": True}} if sent else {}
    kwargs = {"parameters": {**parameters, **uses}, "returns": "dict[str, Any]"}
    sync = {"parameters": {**parameters, **uses}, "returns": "None" if sent else "Model | None"}
    model = {"kind": "model", "fields": fields, "open": True, "methods": {}}
    return {"functions": {"api.t.f._get_kwargs": kwargs, "api.t.f.sync": sync}, "classes": {"models.m.Model": model}}


def argument(annotation: str, default: str | None = None) -> dict[str, Any]:
    return {"type": annotation, "keyword_only": False, **({} if default is None else {"default": default})}


OPTIONAL = argument("Unset | int", "UNSET")
FIELDS = [
    ("widened", {"a": argument("int")}, {"a": argument("float")}, Level.ADDITIVE, Level.BREAKING),
    ("narrowed", {"a": argument("None | int")}, {"a": argument("int")}, Level.BREAKING, Level.ADDITIVE),
    ("another type", {"a": argument("int")}, {"a": argument("str")}, Level.BREAKING, Level.BREAKING),
    ("required", {"a": OPTIONAL}, {"a": argument("int")}, Level.BREAKING, Level.ADDITIVE),
    ("optional", {"a": argument("int")}, {"a": OPTIONAL}, Level.ADDITIVE, Level.BREAKING),
    ("new, optional, at the end", {"a": OPTIONAL}, {"a": OPTIONAL, "b": OPTIONAL}, Level.ADDITIVE, Level.ADDITIVE),
    ("new, required", {}, {"a": argument("int")}, Level.BREAKING, Level.ADDITIVE),
    ("new, in front", {"a": OPTIONAL}, {"b": OPTIONAL, "a": OPTIONAL}, Level.BREAKING, Level.ADDITIVE),
    ("removed", {"a": OPTIONAL, "b": OPTIONAL}, {"b": OPTIONAL}, Level.BREAKING, Level.BREAKING),
    ("renamed", {"a": OPTIONAL}, {"b": OPTIONAL}, Level.BREAKING, Level.BREAKING),
    ("another order", {"a": OPTIONAL, "b": OPTIONAL}, {"b": OPTIONAL, "a": OPTIONAL}, Level.BREAKING, Level.NONE),
    ("default", {"a": argument("int", "1")}, {"a": argument("int", "2")}, Level.WARN, Level.WARN),
    (
        "new, far back",
        dict.fromkeys("abcdef", OPTIONAL),
        dict.fromkeys("abcdexf", OPTIONAL),
        *(Level.WARN, Level.ADDITIVE),
    ),
]


@pytest.mark.parametrize("row", FIELDS, ids=[row[0] for row in FIELDS])
def test_the_level_of_a_change_depends_on_its_direction(row: Any) -> None:
    _, old, new, *expected = row
    worst = [
        max(
            finding.level
            for finding in surface_diff.compare(recorded({}, old, sent=sent), recorded({}, new, sent=sent))
        )
        for sent in (True, False)
    ]
    assert worst == expected


def test_all_forms_of_a_function_change_as_one() -> None:
    old, new = recorded({"organization": OPTIONAL}, {}), recorded({"stability_organization": OPTIONAL}, {})
    [finding] = surface_diff.compare(old, new)
    assert (finding.rule, finding.where) == ("parameter-renamed", "api.t.f")


def test_a_function_that_moves_to_another_module_is_found() -> None:
    old = recorded({}, {})
    new = {**old, "functions": {key.replace(".t.", ".u."): value for key, value in old["functions"].items()}}
    [finding] = surface_diff.compare(old, new)
    assert (finding.rule, finding.old, finding.new) == ("function-moved", "api.t.f", "api.u.f")


def test_what_facts_share_is_compared_where_operations_have_it() -> None:
    names = surface.record(PROJECT.package.parent)["facts"].keys()
    assert "OPERATIONS" in names
    assert not [name for name in names if name.startswith("_")]


def test_an_enum_of_options_is_sent_although_their_typed_dict_has_the_models_name() -> None:
    committed = json.loads((PROJECT.package / "surface.json").read_text("utf-8"))
    assert surface_diff.roles(committed)["Sampler"] == {Direction.REQUEST}
