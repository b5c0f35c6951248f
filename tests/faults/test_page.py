"""docs/faults.md says what the table says."""

from tests.support.faults.docs_page import PAGE, page
from tests.support.faults.table import FAULTS, GROUPS


def test_the_page_is_what_the_table_gives() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: python -m tests.support.faults.docs_page"


def test_each_fault_is_in_its_section_of_the_page_once() -> None:
    assert len(FAULTS) == sum(len(group) for group in GROUPS.values())
    sections = dict(section.split("\n", 1) for section in page().split("\n## "))
    for title, group in GROUPS.items():
        assert len({fault.when for fault in group}) == len(group), title
        for fault in group:
            assert sections[f"When {title}"].count(f"| {fault.when} |") == 1, fault.name
