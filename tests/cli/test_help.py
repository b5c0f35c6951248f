"""Help pages are snapshots: a change of one is reviewed as a diff. `make help-pages` writes them anew."""

import pytest

from tests.cli.conftest import Run
from tests.support.help_pages import ENVIRONMENT, PAGES, commands, file_of, render

ALL = commands()


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_a_help_page_is_as_reviewed(words: tuple[str, ...], stability: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    if words and words[0] == "serve":
        monkeypatch.setattr("sys.argv", ["stability"])
        printed = render(words)  # argparse writes to the real standard output
    else:
        done = stability(*words, "--help", environment=ENVIRONMENT)
        assert (done.code, done.err) == (0, "")
        printed = "\n".join(line.rstrip() for line in done.text.splitlines()).strip() + "\n"
    assert printed == file_of(words).read_text("utf-8")


def test_there_is_no_page_of_a_command_that_is_gone() -> None:
    assert {path.name for path in PAGES.glob("*.txt")} == {file_of(words).name for words in ALL}


def test_every_command_teaches_by_an_example() -> None:
    for words in ALL:
        if words and words[0] in {"v1alpha", "v1", "v2beta"} and len(words) == 2:
            assert f"stability {' '.join(words)}" in file_of(words).read_text("utf-8"), words


def test_examples_keep_their_lines() -> None:
    for words in ALL:
        page = file_of(words).read_text("utf-8")
        assert "\\b" not in page, words
        for line in page.splitlines():
            assert line.count("stability ") <= 1 or line.startswith(" fish"), (words, line)
