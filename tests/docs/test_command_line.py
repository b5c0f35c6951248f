"""The pages on the command line: their blocks hold what the commands print, and the table the exit codes."""

import re
from pathlib import Path

import pytest

from stability_client.cli.failures import EXIT_CODES
from tests.support.console_blocks import PAGES, renew


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_print_what_is_shown(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "$ stability " in text
    assert renew(text) == text  # `make help-pages` writes the output anew


def test_the_table_has_every_exit_code() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", PAGES[-1].read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == sorted(((str(each.code), each.words) for each in EXIT_CODES), key=lambda row: int(row[0]))
