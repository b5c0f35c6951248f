"""The mutants apply to the code as it is. `make mutants` shows that each is noticed, which takes minutes."""

from pathlib import Path

import pytest

from tests.support.cassettes.cases import ROOT
from tests.support.cassettes.mutants import MUTANTS, select_tests
from tests.support.cassettes.mutation import Mutant, find_stale


def test_every_mutant_applies_to_the_code() -> None:
    assert list(find_stale(MUTANTS, ROOT)) == []


def test_every_mutant_names_cases_that_there_are() -> None:
    assert [mutant.name for mutant in MUTANTS if len(select_tests(mutant.cases)) < len(mutant.cases)] == []
    assert select_tests(("no-such-case",)) == []


def test_no_two_mutants_are_the_same() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    assert len({(mutant.file, mutant.find, mutant.replace) for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("text", ["", "steps steps"], ids=["missing", "repeated"])
def test_a_mutant_whose_text_is_missing_or_repeated_is_stale(tmp_path: Path, text: str) -> None:
    (tmp_path / "code.py").write_text(text)
    mutant = Mutant(name="an edit", file="code.py", find="steps", replace="")
    [message] = find_stale([mutant], tmp_path)
    assert message.startswith(f"an edit: 'steps' is {len(text.split())} times in code.py, expected 1")


def test_a_mutant_of_a_missing_file_is_stale(tmp_path: Path) -> None:
    mutant = Mutant(name="an edit", file="gone.py", find="steps", replace="")
    assert list(find_stale([mutant], tmp_path)) == [
        "an edit: there is no file gone.py. Update `file` in the table of mutants."
    ]
