"""Corrections of what the pinned generator gets wrong: data, applied to its output.

Keep this list short. A correction that does not match as often as it says fails the run: then the generator has
changed, and the correction must be updated or removed.
"""

import re
from pathlib import Path

from attrs import frozen


@frozen
class Correction:
    """Regular expressions and their replacements, in every file that `files` and `given` select."""

    name: str
    files: str
    """A glob below the package."""
    given: str
    """Only files that match this regular expression are selected. There must be at least one."""
    edits: tuple[tuple[str, str], ...]
    """What to find, and its replacement. It must match `times` times in each of these files."""
    why: str
    template: str
    """The generator's template that the text comes from, at the pinned version."""
    until: str
    """When the correction can be removed."""
    times: int = 1


CORRECTIONS = (
    Correction(
        name="random-multipart-boundary",
        files="api/**/*.py",
        given=r'_kwargs\["files"\]',
        edits=((r'\n    headers\["Content-Type"\] = "multipart/form-data; boundary=\+\+\+"\n', ""),),
        why="With a boundary that anyone knows, a crafted image file can end its part and add or replace others. "
        "Without the header httpx draws 128 random bits for each request.",
        template="endpoint_module.py.jinja",
        until="the generator leaves the boundary to httpx",
    ),
    Correction(
        name="any-status",
        files="api/**/*.py",
        given=r"_build_response",
        edits=(
            (r"status_code=HTTPStatus\(response\.status_code\)", "status_code=response.status_code"),
            (r"from http import HTTPStatus\n", ""),
        ),
        why="HTTPStatus(520) raises ValueError: a response of a proxy would be lost.",
        template="endpoint_module.py.jinja",
        until="the generator takes any status",
    ),
    Correction(
        name="any-status-type",
        files="types.py",
        given=r"class Response",
        edits=((r"    status_code: HTTPStatus\n", "    status_code: int\n"), (r"from http import HTTPStatus\n", "")),
        why="The type of the field that any-status fills.",
        template="types.py.jinja",
        until="any-status is removed",
    ),
    Correction(
        name="no-key-in-repr",
        files="client.py",
        given=r"class AuthenticatedClient",
        edits=((r"    token: str\n", "    token: str = field(repr=False)\n"),),
        why="repr() of the client would show the API key.",
        template="client.py.jinja",
        until="the generator hides the token",
    ),
    Correction(
        name="no-headers-in-repr",
        files="client.py",
        given=r"class AuthenticatedClient",
        edits=(
            (
                r'(_headers: dict\[str, str\] = field\(factory=dict, kw_only=True), alias="headers"\)',
                r'\1, alias="headers", repr=False)',
            ),
        ),
        times=2,
        why="The client writes the API key into these headers at its first request, where repr() would show it.",
        template="client.py.jinja",
        until="the generator hides the headers",
    ),
)


class CorrectionError(Exception):
    """A correction did not match as often as it must."""


def apply(corrections: tuple[Correction, ...], package: Path) -> None:
    """Correct the generated package in place.

    Raises:
        CorrectionError: A correction matched nothing, or not as often as it must.
    """
    for correction in corrections:
        selected = [
            (path, text)
            for path in sorted(package.glob(correction.files))
            if re.search(correction.given, text := path.read_text(encoding="utf-8"))
        ]
        if not selected:
            raise CorrectionError(
                f"{correction.name}: no file {correction.files} matches {correction.given!r}. "
                f"Remove the correction if {correction.until}."
            )
        for path, text in selected:
            path.write_text(_corrected(correction, text, path.relative_to(package)), encoding="utf-8")


def _corrected(correction: Correction, text: str, name: Path) -> str:
    for pattern, replacement in correction.edits:
        text, times = re.subn(pattern, replacement, text)
        if times != correction.times:
            raise CorrectionError(
                f"{correction.name}: must match {correction.times} times in {name}, got {times}. "
                f"Compare {correction.template} of the generator with it."
            )
    return text
