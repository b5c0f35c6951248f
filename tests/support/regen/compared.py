"""The findings on each edit of the corpus, computed once for all tests that look at them."""

from functools import cache

from regen.documents.loading import load
from regen.openapi_diff import Finding, compare
from regen.project import PROJECT
from tests.support.regen.corpus import BY_NAME

CONTRACT = load(PROJECT.contract)


@cache
def findings_forward(name: str) -> tuple[Finding, ...]:
    """Return the findings from the contract to the edited one."""
    return tuple(compare(CONTRACT, BY_NAME[name].apply(CONTRACT)))


@cache
def findings_backward(name: str) -> tuple[Finding, ...]:
    """Return the findings from the edited contract to the original one."""
    return tuple(compare(BY_NAME[name].apply(CONTRACT), CONTRACT))
