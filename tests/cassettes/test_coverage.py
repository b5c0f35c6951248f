"""Everything that the contract states is covered by a cassette, except what is listed with a reason."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from stability_client.testing.blobs import find_unused
from stability_client.testing.cassettes import IMAGES_FOLDER
from stability_client.testing.files import load
from tests.support.cassettes.cases import CASSETTES, EDITIONS, OPERATIONS
from tests.support.cassettes.coverage import find_operation, list_covered, list_statements
from tests.support.cassettes.matrix import BY_NAME, CASES
from tests.support.cassettes.matrix_v2beta import CALLS, STARTED

MAX_CASSETTE_BYTES = 8_000
MAX_FOLDER_BYTES = 2_500_000

UNCOVERED: Mapping[str, str] = {
    **{
        f"{operation}: response header Content-Length": "computed from the body in a replay"
        for operation in ("text_to_image", "image_to_image", "masking")
    },
    **{
        f"{operation}: error.{name}": "v1 shares the schema with v1alpha, whose servers send it"
        for operation, edition in EDITIONS.items()
        if edition == "v1"
        for name in ("fault", "temporary", "timeout")
    },
    **{
        f"{operation}: {statement} = ERROR": "no failure of v2beta has an image; two operations have it by hand"
        for operation in CALLS
        if operation not in {*STARTED, "v2beta_core"}
        for statement in ("response header Finish-Reason", "response.finish_reason")
    },
}
"""What no cassette covers, and why."""

FILES = {path.relative_to(CASSETTES).as_posix(): path for path in sorted(CASSETTES.rglob("*.yaml"))}
SOURCES = {"stand-in", "stand-in (gyre)", "hand-made"}
PRIVATE_TRACES = ("127.0.0.1", "localhost", "sk-standin", "boundary", "user-agent", "date:", "uvicorn", "@standin")


@pytest.fixture(scope="module")
def covered() -> set[str]:
    """All statements that some cassette covers."""
    found: set[str] = set()
    for case in CASES:
        for interaction in load(case.path)["interactions"]:
            operation = find_operation(interaction["request"])
            found |= {f"{operation}: {statement}" for statement in list_covered(OPERATIONS[operation], interaction)}
    return found


@pytest.mark.parametrize("operation", OPERATIONS)
def test_all_that_the_contract_states_is_covered(operation: str, covered: set[str]) -> None:
    stated = {f"{operation}: {statement}" for statement in list_statements(OPERATIONS[operation])}
    assert len(stated) > 10
    assert sorted(stated - covered - UNCOVERED.keys()) == []


def test_what_is_listed_as_uncovered_is_stated_and_not_covered(covered: set[str]) -> None:
    stated = {f"{name}: {text}" for name, operation in OPERATIONS.items() for text in list_statements(operation)}
    assert UNCOVERED.keys() <= stated
    assert not UNCOVERED.keys() & covered


def test_every_file_belongs_to_a_case_and_every_case_has_its_files() -> None:
    expected = {path.relative_to(CASSETTES).as_posix() for case in CASES for path in (case.path, case.outcome_path)}
    assert set(FILES) == expected


def test_no_two_cases_have_the_same_name() -> None:
    assert len(BY_NAME) == len(CASES)


def test_every_image_belongs_to_a_cassette() -> None:
    assert list(find_unused(CASSETTES / IMAGES_FOLDER, CASSETTES)) == []


@pytest.mark.parametrize("name", BY_NAME)
def test_a_cassette_is_small_enough_to_be_reviewed(name: str) -> None:
    assert BY_NAME[name].path.stat().st_size <= MAX_CASSETTE_BYTES


def test_the_folder_is_small_enough_for_a_repository() -> None:
    assert sum(path.stat().st_size for path in CASSETTES.rglob("*") if path.is_file()) <= MAX_FOLDER_BYTES


def test_every_cassette_names_the_source_of_its_responses() -> None:
    sources = {load(case.path)["source"] for case in CASES}
    assert all(source in SOURCES or source.startswith("server ") for source in sources)


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_no_file_holds_a_key_or_traces_of_a_person_machine_or_date(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not [trace for trace in PRIVATE_TRACES if trace in text]
