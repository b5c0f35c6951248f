"""The page on the command line: its blocks hold what the commands print, and its table the exit codes."""

import re

from stability_client.cli.failures import EXIT_CODES
from tests.support.console_blocks import PAGES, renew

[PAGE] = (page.read_text(encoding="utf-8") for page in PAGES)


def test_the_commands_print_what_is_shown() -> None:
    assert renew(PAGE) == PAGE  # `make help-pages` writes the output anew


def test_the_table_has_every_exit_code() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert rows == sorted(((str(each.code), each.words) for each in EXIT_CODES), key=lambda row: int(row[0]))
