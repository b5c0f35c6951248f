"""The check: every step from two documents to a report. Reads, and writes nothing but the report."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from attrs import define, field

from regen import accepted, validity, wire
from regen.accepted import Acceptance
from regen.report import Report
from regen.sources import Source
from regen.verdict import judge
from regen.wire.findings import Finding

DISTRIBUTION = "stability-client"


@define
class Stopwatch:
    """How long each step took."""

    seconds: dict[str, float] = field(factory=dict)

    @contextmanager
    def time(self, step: str) -> Iterator[None]:
        """Times what is done within."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0) + time.perf_counter() - start


def compare_wire(old: Source, new: Source, stopwatch: Stopwatch) -> list[Finding]:
    """The findings of the wire plane, after both documents have proved valid."""
    with stopwatch.time("read"):
        for source in (old, new):
            _ = source.document
    with stopwatch.time("validate"):
        for source in (old, new):
            validity.require_valid(source)
    with stopwatch.time("wire"):
        return wire.compare(old.document, new.document)


def check_wire(old: Source, new: Source, acceptances: list[Acceptance]) -> Report:
    """The report on any two documents, the wire alone."""
    stopwatch = Stopwatch()
    findings = accepted.sort(compare_wire(old, new, stopwatch), acceptances, datetime.now(tz=UTC).date())
    return Report(
        old=old.name,
        new=new.name,
        verdict=judge(findings.counted, {"wire"}, version(DISTRIBUTION)),
        findings=findings.counted,
        accepted=findings.accepted,
        notes=["the wire alone was looked at (--wire-only)"],
        seconds=stopwatch.seconds,
    )
