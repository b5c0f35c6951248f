"""Corrections of what the pinned generator gets wrong: data, applied to its output.

Keep this list short. A correction that does not match as often as it says fails the run: then the generator has
changed, and the correction must be updated or removed.
"""

import re
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from regen.documents.loading import Document, component_name, merged, properties, request_contents

Replacement = str | Callable[[re.Match[str]], str]


@frozen
class Correction:
    """Regular expressions and their replacements, in every file that `files` and `given` select."""

    name: str
    files: str
    """A glob below the package."""
    given: str
    """Only files that match this regular expression are selected. There must be at least one."""
    edits: tuple[tuple[str, Replacement], ...]
    """What to find, and its replacement. It must match `times` times in each of these files."""
    why: str
    template: str
    """The generator's template that the text comes from, at the pinned version."""
    until: str
    """When the correction can be removed."""
    times: int = 1
    times_in_all: Callable[[Document], int] | None = None
    """How often the contract makes it match in all these files together, instead of `times`. At 0 no file may match."""


def deep_objects(document: Document) -> int:
    """Count the arrays of objects that forms write as `name[0][key]`, once for each class of a form."""
    found = set()
    for _, _, _, content in request_contents(document):
        for encoding_name, encoding in content.get("encoding", {}).items():
            if encoding.get("style") != "deepObject":
                continue
            node, _ = properties(document, content["schema"])[encoding_name]
            if merged(document, node).get("type") == "array":
                found.add((component_name(content["schema"]), encoding_name))
    return len(found)


_JSON_PARTS_OF_ONE_NAME = (
    r"for (\w+_item_element) in self\.(\w+):\n( +)files\.append\(\s*\(\s*\"([^\"]+)\",\s*\(\s*None,\s*"
    r"json\.dumps\(\1\.to_dict\(\)\)\.encode\(\),\s*\"application/json\",?\s*\),?\s*\)\s*\)\n"
)
_PARTS_NAMED_BY_INDEX_AND_KEY = (
    r"for \2_index, \2_item in enumerate(self.\2):\n"
    r"\3for key, value in \2_item.to_dict().items():\n"
    r'\3    part_name = f"\4[{\2_index}][{key}]"\n'
    r'\3    files.append((part_name, (None, str(value).encode(), "text/plain")))\n'
)

_IMPORT = r"from \.(\w+) import \(?\s*(\w+(?:,\s*\w+)*),?\s*\)?\n"
_ALL_IMPORTS = rf'(?<=""")\n\n((?:{_IMPORT})+)(?=\n__all__ = \()'


def _lazy_imports(match: re.Match[str]) -> str:
    """The imports of all names for type checkers, and a `__getattr__` that imports one for all others."""
    imports = re.findall(_IMPORT, match[1])
    modules = [(name, module) for module, names in imports for name in re.findall(r"\w+", names)]
    lines = [
        "",
        "",
        "from importlib import import_module",
        "from typing import TYPE_CHECKING",
        "",
        "if TYPE_CHECKING:",
        *(f"    from .{module} import {names}" for module, names in imports),
        "else:",
        "    _MODULES = {",
        *(f'        "{name}": ".{module}",' for name, module in modules),
        "    }",
        "",
        "    def __getattr__(name):",
        '        """Import what stands for a name when it is first used."""',
        "        if name not in _MODULES:",
        '            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")',
        "        globals()[name] = getattr(import_module(_MODULES[name], __name__), name)",
        "        return globals()[name]",
        "",
        "    def __dir__():",
        "        return sorted({*globals(), *__all__})",
    ]
    return "\n".join((*lines, ""))


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
    Correction(
        name="deep-objects-in-forms",
        files="models/*.py",
        given=r"json\.dumps\(\w+_item_element\.to_dict\(\)\)",
        edits=((_JSON_PARTS_OF_ONE_NAME, _PARTS_NAMED_BY_INDEX_AND_KEY),),
        times_in_all=deep_objects,
        why="An array of objects in a form becomes JSON parts of one name, whatever its `encoding` says. v1 of the API "
        "reads `text_prompts[0][text]`.",
        template="property_templates/list_property.py.jinja",
        until="the generator follows `encoding.style`",
    ),
    Correction(
        name="lazy-imports",
        files="**/__init__.py",
        given=r"__all__ = \(",
        edits=((_ALL_IMPORTS, _lazy_imports),),
        why="Importing any module of the package, such as the facts, would import httpx; importing one endpoint, the "
        "models of all.",
        template="package_init.py.jinja and models_init.py.jinja",
        until="the generator imports clients and models when they are used",
    ),
)


class CorrectionError(Exception):
    """A correction did not match as often as it must."""


def apply(corrections: tuple[Correction, ...], package: Path, document: Document) -> None:
    """Correct the package that was generated from a document, in place.

    Raises:
        CorrectionError: A correction matched nothing, or not as often as it must.
    """
    for correction in corrections:
        texts = {path: path.read_text(encoding="utf-8") for path in sorted(package.glob(correction.files))}
        selected = {path: text for path, text in texts.items() if re.search(correction.given, text)}
        expected = correction.times_in_all(document) if correction.times_in_all else None
        if not selected and expected != 0:
            raise CorrectionError(
                f"{correction.name}: no file {correction.files} matches {correction.given!r}. "
                f"Remove the correction if {correction.until}."
            )
        corrected = {path: _corrected(correction, text) for path, text in selected.items()}
        for path, (_, counts) in corrected.items():
            if expected is None:
                _require(correction, f"in {path.relative_to(package)}", correction.times, counts)
        if expected is not None:
            in_all = [sum(each) for each in zip(*(counts for _, counts in corrected.values()), strict=True)]
            _require(correction, f"in {', '.join(path.name for path in corrected)}", expected, in_all)
        for path, (text, _) in corrected.items():
            path.write_text(text, encoding="utf-8")


def _corrected(correction: Correction, text: str) -> tuple[str, list[int]]:
    """The corrected text, and how often each edit matched."""
    counts = []
    for pattern, replacement in correction.edits:
        text, count = re.subn(pattern, replacement, text)
        counts.append(count)
    return text, counts


def _require(correction: Correction, location: str, expected: int, counts: list[int]) -> None:
    for count in counts:
        if count != expected:
            raise CorrectionError(
                f"{correction.name}: must match {expected} times {location}, got {count}. "
                f"Compare {correction.template} of the generator with it."
            )
