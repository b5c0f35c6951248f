"""What the pinned generator gets wrong, and how it is mended: data, applied to its output.

Keep this list short. A correction that no longer matches as often as it says fails the run: then the generator has
changed, and the correction is mended or removed.
"""

import re
from pathlib import Path

from attrs import frozen


@frozen
class Correction:
    """One thing to find and what to put there, in every file that `files` and `given` select."""

    name: str
    files: str
    """A glob below the package."""
    given: str
    """Only files in which this regular expression is found are meant. At least one must be."""
    find: str
    put: str
    times: int
    """How often `find` must match in each of these files."""
    why: str
    template: str
    """The generator's template the text comes from, at the pinned version."""
    until: str
    """When the correction can go."""


CORRECTIONS = (
    Correction(
        name="random-multipart-boundary",
        files="api/**/*.py",
        given=r'_kwargs\["files"\]',
        find=r'\n    headers\["Content-Type"\] = "multipart/form-data; boundary=\+\+\+"\n',
        put="",
        times=1,
        why="With a boundary that anyone knows, a crafted image file can end its part and add or replace others. "
        "Without the header httpx draws 128 random bits for each request.",
        template="endpoint_module.py.jinja",
        until="the generator leaves the boundary to httpx",
    ),
    Correction(
        name="any-status",
        files="api/**/*.py",
        given=r"_build_response",
        find=r"status_code=HTTPStatus\(response\.status_code\)",
        put="status_code=response.status_code",
        times=1,
        why="HTTPStatus(520) raises ValueError: an answer of a proxy would be lost.",
        template="endpoint_module.py.jinja",
        until="the generator takes any status",
    ),
    Correction(
        name="any-status-import",
        files="api/**/*.py",
        given=r"_build_response",
        find=r"from http import HTTPStatus\n",
        put="",
        times=1,
        why="Nothing uses it once any-status is applied.",
        template="endpoint_module.py.jinja",
        until="any-status goes",
    ),
    Correction(
        name="any-status-type",
        files="types.py",
        given=r"class Response",
        find=r"    status_code: HTTPStatus\n",
        put="    status_code: int\n",
        times=1,
        why="The type of the field that any-status fills.",
        template="types.py.jinja",
        until="any-status goes",
    ),
    Correction(
        name="any-status-type-import",
        files="types.py",
        given=r"class Response",
        find=r"from http import HTTPStatus\n",
        put="",
        times=1,
        why="Nothing uses it once any-status-type is applied.",
        template="types.py.jinja",
        until="any-status goes",
    ),
    Correction(
        name="no-key-in-repr",
        files="client.py",
        given=r"class AuthenticatedClient",
        find=r"    token: str\n",
        put="    token: str = field(repr=False)\n",
        times=1,
        why="repr() of the client would show the API key.",
        template="client.py.jinja",
        until="the generator hides the token",
    ),
    Correction(
        name="no-headers-in-repr",
        files="client.py",
        given=r"class AuthenticatedClient",
        find=r'(_headers: dict\[str, str\] = field\(factory=dict, kw_only=True), alias="headers"\)',
        put=r'\1, alias="headers", repr=False)',
        times=2,
        why="The client writes the API key into these headers at its first request, where repr() would show it.",
        template="client.py.jinja",
        until="the generator hides the headers",
    ),
)


class CorrectionError(Exception):
    """A correction did not match as it says it must."""


def apply(corrections: tuple[Correction, ...], package: Path) -> None:
    """Mends the generated package in place.

    Raises:
        CorrectionError: A correction found nothing, or not as often as it must.
    """
    for correction in corrections:
        meant = [
            (path, text)
            for path in sorted(package.glob(correction.files))
            if re.search(correction.given, text := path.read_text(encoding="utf-8"))
        ]
        if not meant:
            raise CorrectionError(
                f"correction {correction.name}: no file {correction.files} holds {correction.given!r}; "
                f"can it go? ({correction.until})"
            )
        for path, text in meant:
            mended, times = re.subn(correction.find, correction.put, text)
            if times != correction.times:
                raise CorrectionError(
                    f"correction {correction.name}: found {times} times in {path.relative_to(package)}, not "
                    f"{correction.times}; has {correction.template} changed?"
                )
            path.write_text(mended, encoding="utf-8")
