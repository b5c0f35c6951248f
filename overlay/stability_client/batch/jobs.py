"""Jobs: calls that wait in a file, one a line."""

import csv
import io
import itertools
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from stability_client._calls.catalog import find_method
from stability_client.errors import StabilityError

FIELDS = frozenset({"id", "operation", "grid"})
"""The fields of a job that are no arguments of its call."""
MAX_ID = 120
"""Characters. Names of files have at most 255 bytes, and an id may be followed by a number and a suffix."""
_ID = re.compile(r"[^\W_][\w.@+=,-]*")
"""A name of a file on every system: letters, digits and a few signs."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|index", re.IGNORECASE)
"""Names that Windows keeps for itself, and that of the contact sheet."""
_PLACE = re.compile(r"\{(\w+)\}")


class BatchError(StabilityError):
    """A batch cannot be run."""


class InvalidJobsError(BatchError, ValueError):
    """Jobs are wrong, and nothing was sent.

    Attributes:
        problems: What is wrong, in the order of the lines.
    """

    def __init__(self, problems: "Sequence[Problem]") -> None:
        shown = "\n".join(str(problem) for problem in problems[:SHOWN_PROBLEMS])
        more = len(problems) - SHOWN_PROBLEMS
        super().__init__(f"{shown}\nand {more:,} more" if more > 0 else shown)
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), (self.problems,)


SHOWN_PROBLEMS = 20


@frozen
class Problem:
    """What is wrong with one job.

    Attributes:
        where: The line, such as `jobs.jsonl:12`.
        message: What was wrong, what was expected, and what to do.
    """

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


@frozen
class Job:
    """One call of a batch.

    Attributes:
        id: What the job is known by. It names the images: `<id>.png`, `<id>-2.png` and so on.
        operation: Edition and method, such as `v2beta.core`; v1alpha's need no edition: `text-to-image`.
        arguments: The arguments of the method by name. Images are paths.
        where: The line of the file that it is from.
    """

    id: str
    operation: str
    arguments: Mapping[str, Any] = field(factory=dict)
    where: str = ""

    @property
    def text(self) -> str:
        """The job as JSON, the same for the same job."""
        return json.dumps(
            {"id": self.id, "operation": self.operation, **self.arguments}, ensure_ascii=False, sort_keys=True
        )


def read_jobs(path: str | os.PathLike[str], *, operation: str | None = None) -> Iterator[Job | Problem]:
    """Read the jobs of a file: JSON lines, or CSV if its name ends in `.csv`.

    Args:
        path: The file. Paths of images in it are relative to its folder.
        operation: The operation of jobs that name none.

    Yields:
        The jobs, and what is wrong with lines that are none.

    Raises:
        BatchError: The file cannot be read.
    """
    source = Path(path).expanduser()
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"it is no UTF-8 text: {error}"
        raise BatchError(f"{source} cannot be read: {reason}") from error
    is_csv = source.suffix.lower() == ".csv"
    for number, row in _csv_rows(text) if is_csv else _json_rows(text):
        where = f"{source.name}:{number}"
        if isinstance(row, str):
            yield Problem(where, row)
            continue
        for each in _jobs(row, where, operation):
            if is_csv and isinstance(each, Job):
                yield evolve(each, arguments=typed(each.arguments, each.operation))
            else:
                yield each


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """The objects by the numbers of their lines, or what is wrong with a line."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            yield number, f"is no JSON: {error}"
            continue
        yield number, row if isinstance(row, dict) else f'must be an object such as {{"id": …}}, got {line.strip():.40}'


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """The rows by the numbers of their lines: empty cells are not given."""
    reader = csv.DictReader(io.StringIO(text), restkey="")
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield reader.line_num, f"is no CSV: {error}"
            return
        if row is None:
            return
        if "" in row:
            yield reader.line_num, f"has more cells than the first line has names: {len(reader.fieldnames or ())}"
            continue
        yield reader.line_num, {name: value.strip() for name, value in row.items() if value and value.strip()}


def _jobs(row: Mapping[str, Any], where: str, operation: str | None) -> Iterator[Job | Problem]:
    """The job of a row, or those of its grid."""
    arguments = {name: value for name, value in row.items() if name not in FIELDS}
    named, grid = row.get("operation", operation), row.get("grid")
    if not isinstance(named, str) or not named:
        yield Problem(where, 'operation: is missing. Give one such as "v2beta.core", or one for all jobs')
    elif grid is not None and not _is_grid(grid):
        yield Problem(where, 'grid: must be lists of values by name, such as {"seed": [1, 2, 3]}')
    else:
        for identity, combination in _combinations(row.get("id"), grid or {}, arguments):
            problem = _id_problem(identity)
            yield (
                Problem(where, problem)
                if problem
                else Job(identity, operation_name(named), {**arguments, **combination}, where)
            )


def _is_grid(grid: object) -> bool:
    return isinstance(grid, dict) and all(isinstance(values, list) and values for values in grid.values())


def _combinations(
    identity: Any, grid: Mapping[str, list[Any]], arguments: Mapping[str, Any]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The ids and arguments of the jobs of a grid: each value of each name with each of the others."""
    named = isinstance(identity, str) and bool(_PLACE.search(identity))
    for number, values in enumerate(itertools.product(*grid.values()), 1):
        combination = dict(zip(grid, values, strict=True))
        known = {**arguments, **combination, "number": number}
        if named:
            yield _filled(identity, known), combination
        else:
            yield f"{identity}-{number}" if grid and isinstance(identity, str) else identity, combination


def _filled(template: str, values: Mapping[str, Any]) -> str:
    """A template with values in its places; what is unknown stays."""
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), template)


def _id_problem(identity: object) -> str:
    """What is wrong with an id; empty if nothing is."""
    if identity is None:
        return "id: is missing. It names the image"
    if not isinstance(identity, str) or not _ID.fullmatch(identity) or identity.endswith("."):
        return (
            f"id: must begin with a letter or a digit and hold only these and . _ - @ + = , since it names a file, "
            f"got {identity!r:.80}"
        )
    if len(identity) > MAX_ID or len(os.fsencode(identity)) > 2 * MAX_ID:
        return f"id: must have at most {MAX_ID} characters, got {len(identity)}: {identity[:40]}…"
    return f"id: must not be {identity}, a name that has another use" if _RESERVED.fullmatch(identity) else ""


def operation_name(written: str) -> str:
    """Return the full name of an operation, such as `v1alpha.text_to_image` for `text-to-image`."""
    name = written.strip().replace("-", "_")
    return name if "." in name else f"v1alpha.{name}"


def typed(arguments: Mapping[str, Any], operation: str) -> dict[str, Any]:
    """Return arguments that are texts, as cells are, as the contract of an operation has them.

    A text that is no number where there must be one stays, and so do the arguments of operations that do not exist:
    the check says what is wrong.
    """
    found = find_method(operation)
    options = found.contract.options if found else {}
    return {
        name: _typed(value, "array" if name == "prompts" else options[name].type if name in options else "string")
        for name, value in arguments.items()
    }


def _typed(text: str, kind: str) -> Any:
    try:
        if kind in {"integer", "number"}:
            return int(text) if kind == "integer" else float(text)
        if kind == "array" and text.startswith("["):
            return json.loads(text)
    except ValueError:
        return text
    return {"true": True, "false": False}.get(text.lower(), text) if kind == "boolean" else text
