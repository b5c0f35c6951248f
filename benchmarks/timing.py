"""What scenarios measure with, and what they give: rows and curves.

Standard library alone, for it runs beside any peer.
"""

import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BYTECODE = Path(__file__).parent.parent / "build" / "bench" / "bytecode"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure with its limit: ours divided by the floor's, or ours alone where there is no floor."""

    what: str
    unit: str
    ours: float
    limit: float | None = None
    floor: float | None = None
    floor_name: str = ""
    at_least: bool = False  # the limit is the least that is wanted, not the most
    peers: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def figure(self) -> float:
        """The ratio, or the figure itself, that the limit is about."""
        return self.ours if self.floor is None else self.ours / self.floor

    @property
    def reached(self) -> bool | None:
        """Whether the limit is kept; None where there is none."""
        if self.limit is None:
            return None
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit


@dataclass(frozen=True, kw_only=True)
class Curve:
    """How a time grows: points (x, y) for each series."""

    name: str
    x_label: str
    y_label: str
    points: Mapping[str, list[tuple[float, float]]]


Measured = Iterator[Row | Curve]


def race(
    ways: Mapping[str, Callable[[], object]], rounds: int, *, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """Run every way once a round, in a new random order each time, and return the median seconds of each.

    One more round, which does not count, goes first.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name in random.sample(list(ways), len(ways)):
            began = clock()
            ways[name]()
            if number:
                taken[name].append(clock() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


async def race_async(ways: Mapping[str, Callable[[], Awaitable[object]]], rounds: int) -> dict[str, float]:
    """`race` for coroutines."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name in random.sample(list(ways), len(ways)):
            began = time.perf_counter()
            await ways[name]()
            if number:
                taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter with these arguments, and raise where it fails.

    It keeps the bytecode of all that it imports, as that of installed packages is, whatever the environment says: this
    project is installed from its folder.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {"PYTHONPYCACHEPREFIX": str(BYTECODE), **environment}
    return subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, env=inherited | environment
    )


def child_cpu(code: str) -> float:
    """Return the seconds of processor time that a child process takes for this code, its start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    python("-c", code)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# On Linux the peak that `getrusage` gives is at least that of the process which started this one, and cannot be reset.
_PEAK = """
import pathlib, resource, sys
status, clear = pathlib.Path("/proc/self/status"), pathlib.Path("/proc/self/clear_refs")
def peak_mib():
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
def idle_mib():
    if clear.exists():
        clear.write_text("5")  # the peak is what is used now
    return peak_mib()
"""


def peak_mib(prepare: str, job: str) -> float:
    """Return by how many MiB a job lifts the peak memory of a child process above what it is when prepared."""
    printed = python("-c", f"{_PEAK}\n{prepare}\nidle = idle_mib()\n{job}\nprint(peak_mib() - idle)").stdout
    return float(printed.split()[-1])


def setting(name: str) -> Any:
    """Return what the harness says of the server: `URL`, `TLS_URL` or `CA` (a file)."""
    found = os.environ.get(f"BENCHMARK_{name}")
    if found is None:
        raise SystemExit(
            f"BENCHMARK_{name} is not set: scenarios are run by `make bench` (or python -m benchmarks NAME)"
        )
    return found
