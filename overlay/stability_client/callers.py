"""Warnings that point at the caller's line, however deep in this package, and in whichever thread, they come up."""

import inspect
import os
import warnings
from contextvars import ContextVar, Token
from pathlib import Path
from types import TracebackType
from typing import Any

import attrs

PACKAGE = f"{Path(__file__).parent}{os.sep}"


@attrs.frozen
class Line:
    """A line of the caller's."""

    filename: str
    number: int
    module: str
    seen_warnings: dict[Any, Any] = attrs.field(repr=False)
    """Where Python notes what that module has been warned of, so as to say it once."""


_remembered: ContextVar[Line | None] = ContextVar("stability_client_calling_line", default=None)


def calling_line() -> Line:
    """The line that was remembered, else the first one outside this package, going up from here."""
    remembered = _remembered.get()
    if remembered is not None:
        return remembered
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
    if frame is None:  # only where the package itself is run
        return Line("<unknown>", 0, "<unknown>", {})
    module = frame.f_globals.get("__name__") or "<unknown>"
    return Line(frame.f_code.co_filename, frame.f_lineno, module, frame.f_globals.setdefault("__warningregistry__", {}))


class remembering_the_line:  # noqa: N801 - read as a verb, like contextlib's own
    """Within it, also in threads that take the context along, warnings point at the line that called this package."""

    _token: Token[Line | None]

    def __enter__(self) -> None:
        self._token = _remembered.set(calling_line())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _remembered.reset(self._token)


def warn(message: str, category: type[Warning]) -> None:
    """Issues a warning that points at the caller's line. Where a filter makes it an error, it is raised here."""
    line = calling_line()
    warnings.warn_explicit(message, category, line.filename, line.number, line.module, line.seen_warnings)
