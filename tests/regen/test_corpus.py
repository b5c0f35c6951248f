"""The corpus on the wire: every edit of openapi.yaml gets the verdict that is argued beside it."""

import copy

import pytest
from compared import BY_NAME, CONTRACT, back, forth
from corpus import ROWS

from regen.openapi_diff import Level, worst


@pytest.mark.parametrize("name", BY_NAME)
def test_an_edit_of_the_contract_gets_its_verdict(name: str) -> None:
    found = forth(name)
    assert str(worst(found)) == BY_NAME[name].wire, [finding.message for finding in found]


@pytest.mark.parametrize("name", BY_NAME)
def test_an_edit_undone_is_not_silent_where_it_was_not(name: str) -> None:
    there, home = worst(forth(name)), worst(back(name))
    if there is Level.BREAKING:
        assert home in {Level.BREAKING, Level.ADDITIVE}
    elif there >= Level.ADDITIVE:
        assert home >= Level.ADDITIVE
    else:
        assert home <= Level.DOC


def test_the_corpus_has_at_least_eighty_edits_and_each_is_one() -> None:
    assert len(BY_NAME) == len(ROWS) >= 80


def test_no_edit_touches_the_contract_it_was_made_from() -> None:
    before = copy.deepcopy(CONTRACT)
    for row in ROWS:
        row.applied(CONTRACT)
    assert before == CONTRACT
