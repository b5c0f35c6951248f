"""The corpus compared on the wire, once for all tests that look at it."""

from functools import cache

from corpus import ROWS

from regen.documents.loading import load
from regen.openapi_diff import Finding, compare
from regen.project import PROJECT

BY_NAME = {row.name: row for row in ROWS}
CONTRACT = load(PROJECT.contract)


@cache
def forth(name: str) -> tuple[Finding, ...]:
    """The findings from the contract to the edited one."""
    return tuple(compare(CONTRACT, BY_NAME[name].applied(CONTRACT)))


@cache
def back(name: str) -> tuple[Finding, ...]:
    """The findings from the edited contract to the one that it was made from."""
    return tuple(compare(BY_NAME[name].applied(CONTRACT), CONTRACT))
