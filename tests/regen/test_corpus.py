"""The corpus of edits: the comparison of the documents gives the verdict that each row argues for."""

import copy

import pytest

from regen.openapi_diff import Level, worst
from tests.support.regen.compared import CONTRACT, findings_backward, findings_forward
from tests.support.regen.corpus import BY_NAME, ROWS


@pytest.mark.parametrize("name", BY_NAME)
def test_an_edit_of_the_contract_gets_its_verdict(name: str) -> None:
    findings = findings_forward(name)
    assert str(worst(findings)) == BY_NAME[name].wire, [finding.message for finding in findings]


@pytest.mark.parametrize("name", BY_NAME)
def test_an_undone_edit_is_reported_if_the_edit_was(name: str) -> None:
    forward, backward = worst(findings_forward(name)), worst(findings_backward(name))
    if forward is Level.BREAKING:
        assert backward in {Level.BREAKING, Level.ADDITIVE}
    elif forward >= Level.ADDITIVE:
        assert backward >= Level.ADDITIVE
    else:
        assert backward <= Level.DOC


def test_the_corpus_has_at_least_eighty_edits_of_different_names() -> None:
    assert len(BY_NAME) == len(ROWS) >= 80


def test_an_edit_does_not_change_the_contract_itself() -> None:
    before = copy.deepcopy(CONTRACT)
    for row in ROWS:
        row.apply(CONTRACT)
    assert before == CONTRACT
