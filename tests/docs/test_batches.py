"""The page on batches: its table and its picture are those of the code."""

import re
from pathlib import Path

from stability_client.batch.journal import TRANSITIONS
from tests.support.batch_states import PICTURE, draw

PAGE = (Path(__file__).parents[2] / "docs" / "batches.md").read_text(encoding="utf-8")


def test_the_table_is_that_of_the_journal() -> None:
    rows = re.findall(r"^\| (\d) \| (\w+) → (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    expected = [(str(number), *change, who) for number, (change, who) in enumerate(TRANSITIONS.items(), 1)]
    assert rows == expected


def test_the_picture_is_drawn_from_it() -> None:
    assert PICTURE.read_text(encoding="utf-8") == draw()  # `python -m tests.support.batch_states` draws it anew
