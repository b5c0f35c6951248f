"""What a mutant is: one edit of one file, and the check that it still applies to the code."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen


@frozen
class Mutant:
    """One edit that a test must notice."""

    name: str
    file: str
    """Path from the project's root."""
    find: str
    """Exact text."""
    replace: str
    occurrences: int = 1
    """How often the text is in the file; every occurrence is replaced."""
    cases: tuple[str, ...] = ()
    """How the names of the cases begin that are replayed; all if none is given. One of them must notice the edit."""

    def apply(self, text: str) -> str:
        """Return the file's text with the edit.

        Raises:
            LookupError: The text to find is not in the file as often as expected.
        """
        count = text.count(self.find)
        if count != self.occurrences:
            raise LookupError(
                f"{self.name}: {self.find!r} is {count} times in {self.file}, expected {self.occurrences}. "
                "Update `find` in the table of mutants."
            )
        return text.replace(self.find, self.replace)


def find_stale(mutants: Iterable[Mutant], root: Path) -> Iterator[str]:
    """Yield a message for each mutant that does not apply to the code below a folder."""
    for mutant in mutants:
        try:
            mutant.apply((root / mutant.file).read_text("utf-8"))
        except FileNotFoundError:
            yield f"{mutant.name}: there is no file {mutant.file}. Update `file` in the table of mutants."
        except LookupError as error:
            yield str(error)
