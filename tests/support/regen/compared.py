"""The findings on each edit of the corpus, computed once for all tests that look at them."""

from functools import cache

from regen.documents.loading import Document, load
from regen.openapi_diff import Finding, compare
from regen.project import PROJECT
from tests.support.regen.corpus import BY_NAME

CONTRACT = load(PROJECT.contract)


@cache
def contract_of(editions: tuple[str, ...]) -> Document:
    """Return the contract with the paths of these editions alone."""
    starts = tuple(f"/{edition}/" for edition in editions)
    return {**CONTRACT, "paths": {path: item for path, item in CONTRACT["paths"].items() if path.startswith(starts)}}


@cache
def findings_forward(name: str) -> tuple[Finding, ...]:
    """Return the findings from the contract to the edited one."""
    contract = contract_of(BY_NAME[name].editions)
    return tuple(compare(contract, BY_NAME[name].apply(contract)))


@cache
def findings_backward(name: str) -> tuple[Finding, ...]:
    """Return the findings from the edited contract to the original one."""
    contract = contract_of(BY_NAME[name].editions)
    return tuple(compare(BY_NAME[name].apply(contract), contract))
