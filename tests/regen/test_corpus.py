"""The corpus on the wire: every edit of openapi.yaml gets the verdict that is argued beside it."""

import copy
from functools import cache

import pytest
from corpus import ROWS

from regen.documents import load
from regen.project import HERE
from regen.wire import Finding, Level, compare, worst

BY_NAME = {row.name: row for row in ROWS}
CONTRACT = load(HERE.contract)


@cache
def forth_and_back(name: str) -> tuple[list[Finding], list[Finding]]:
    """The findings from the contract to the edited one, and back."""
    edited = BY_NAME[name].applied(CONTRACT)
    return compare(CONTRACT, edited), compare(edited, CONTRACT)


@pytest.mark.parametrize("name", BY_NAME)
def test_an_edit_of_the_contract_gets_its_verdict(name: str) -> None:
    found, _ = forth_and_back(name)
    assert str(worst(found)) == BY_NAME[name].wire, [finding.message for finding in found]


@pytest.mark.parametrize("name", BY_NAME)
def test_an_edit_undone_is_not_silent_where_it_was_not(name: str) -> None:
    forth, back = map(worst, forth_and_back(name))
    if forth is Level.BREAKING:
        assert back in {Level.BREAKING, Level.ADDITIVE}
    elif forth >= Level.ADDITIVE:
        assert back >= Level.ADDITIVE
    else:
        assert back <= Level.DOC


def test_the_corpus_has_at_least_eighty_edits_and_each_is_one() -> None:
    assert len(BY_NAME) == len(ROWS) >= 80


def test_no_edit_touches_the_contract_it_was_made_from() -> None:
    before = copy.deepcopy(CONTRACT)
    for row in ROWS:
        row.applied(CONTRACT)
    assert before == CONTRACT
