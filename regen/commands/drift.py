"""Compares the contract with the document that the vendor publishes, edition by edition, on the wire alone."""

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from regen import openapi_diff
from regen.checks import drift
from regen.checks.drift import Difference, Expectations
from regen.documents import fetching, sources, validity
from regen.documents.loading import Document, InvalidDocumentError
from regen.documents.locations import locate, operation_at
from regen.documents.sources import Source
from regen.documents.wire_form import align_parameters, edition_of, operations, wire_form
from regen.openapi_diff import Finding, Level
from regen.report.drift import DriftReport, rows

PUBLISHED = "https://api.stability.ai/v2alpha/openapi"
"""Where the vendor publishes its document for v2beta and neighbors. Nothing links there, so it may move."""
_NEWS = frozenset({"deprecated", "no-longer-deprecated"})
"""Rules that matter here although they change nothing on the wire."""


class NotComparedError(Exception):
    """There was nothing to compare with; the message says why and what to do."""


def read_published(argument: str, root: Path) -> Source:
    """Read the vendor's document.

    Args:
        argument: An address, or what `sources.read` takes: a file, `-` or `REV:path`.
        root: The repository.

    Raises:
        NotComparedError: It cannot be read, or is no OpenAPI document.
    """
    try:
        source = fetching.fetch(argument) if fetching.is_url(argument) else sources.read(argument, root)
        _require_openapi(source)
    except (fetching.FetchError, InvalidDocumentError, sources.UsageError) as error:
        raise NotComparedError(f"could not compare: {error}") from error
    return source


def _require_openapi(source: Source) -> None:
    if source.text.lstrip().startswith("<"):
        raise InvalidDocumentError(f"{source.name}: is a page of HTML or XML, not an OpenAPI document")
    version = str(source.document.get("openapi", ""))
    if not version.startswith("3."):
        raise InvalidDocumentError(f"{source.name}: must be an OpenAPI 3 document, got openapi: {version or 'nothing'}")


def compare(contract: Source, published: Source, expectations: Expectations) -> DriftReport:
    """Compare the editions that both documents hold.

    Args:
        contract: The contract.
        published: The vendor's document.
        expectations: The differences that are meant.

    Raises:
        NotComparedError: The documents have no edition in common, or the vendor's cannot be compared.
    """
    ours, theirs = set(operations(contract.document)), set(operations(published.document))
    held = {edition_of(path) for _, path in ours}
    editions = sorted(held & {edition_of(path) for _, path in theirs})
    if not editions:
        found = ", ".join(sorted({edition_of(path) for _, path in theirs})) or "no operation"
        expected = ", ".join(sorted(held))
        raise NotComparedError(f"could not compare: {published.name}: holds {found}, and none of {expected}")
    own = {path for _, path in ours}
    additional = sorted(f"{method} {path}" for method, path in theirs if path not in own)
    offer = drift.left_out(additional, expectations.not_offered, editions)
    parted = drift.partition(_differences(contract, published, editions, offer.left_out), expectations.meant, editions)
    counts = Counter(edition_of(path) for _, path in ours & theirs)
    return DriftReport(
        contract=contract.name,
        document=published.name,
        compared={edition: counts[edition] for edition in editions},
        not_held=sorted(held - set(editions)),
        differences=rows(parted.counted),
        meant=rows(parted.meant),
        stale=[*parted.stale, *offer.stale],
        not_offered={operation: entry.reason for operation, entry in offer.left_out.items()},
    )


def _differences(
    contract: Source, published: Source, editions: Collection[str], left_out: Collection[str]
) -> list[Difference]:
    ignored = {operation.partition(" ")[2] for operation in left_out}
    old = wire_form(contract.document, lambda path: edition_of(path) in editions)
    try:
        new = wire_form(published.document, lambda path: path not in ignored)
        align_parameters(old, new)
        findings = openapi_diff.compare(old, new)
    except (InvalidDocumentError, openapi_diff.SpecError) as error:
        raise NotComparedError(f"could not compare: {published.name}: {error}") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotComparedError(f"could not compare: {_why_malformed(published, error)}") from error
    return [difference for finding in findings for difference in _split(finding, old, new)]


def _why_malformed(published: Source, error: Exception) -> str:
    """Say what is wrong with a document that the comparison failed on."""
    try:
        validity.require_valid(published)
    except InvalidDocumentError as problems:
        return str(problems)
    return f"{published.name}: {type(error).__name__}: {error}"


def _split(finding: Finding, old: Document, new: Document) -> Iterator[Difference]:
    """Yield a finding once for each of its operations, if it counts."""
    if finding.level < Level.ADDITIVE and finding.rule not in _NEWS:
        return
    location = locate(finding.pointer, new, old)
    for operation in finding.places or (operation_at(finding.pointer),):
        yield Difference(edition_of(operation.partition(" ")[2]), operation, location, finding)
