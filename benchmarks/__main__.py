"""Run the benchmarks: `make bench`, or `python -m benchmarks [SCENARIO …]` for some of them.

A server process responds at once; each scenario is a process of its own, by default in the environment of
`requirements/bench.txt`: a plain install of this project beside its peers, without what only developers install.
Rows and curves go to `benchmarks/results.json`, from which `results.md` and the pictures of the docs are made.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.server import CERTIFICATE

ROOT = Path(__file__).parent.parent
PEERS = ROOT / "build" / "bench" / "venv" / "bin" / "python"
SCENARIOS = sorted(path.stem for path in (ROOT / "benchmarks" / "scenarios").glob("[a-z]*.py"))


@contextmanager
def serving() -> Iterator[dict[str, str]]:
    """Run the server while the block lasts, and yield what scenarios need to know of it."""
    listening = [socket.create_server(("127.0.0.1", 0), backlog=512) for _ in range(2)]
    numbers = [each.fileno() for each in listening]
    command = [sys.executable, "-m", "benchmarks.server", *map(str, numbers)]
    with subprocess.Popen(command, cwd=ROOT, pass_fds=numbers, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        plain, secure = (each.getsockname()[1] for each in listening)
        try:
            yield {
                "BENCHMARK_URL": f"http://127.0.0.1:{plain}",
                "BENCHMARK_TLS_URL": f"https://127.0.0.1:{secure}",
                "BENCHMARK_CA": str(ROOT / CERTIFICATE),
            }
        finally:
            server.kill()


def run(name: str, environment: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Run a scenario and yield what it finds, as it finds it."""
    code = (ROOT / "benchmarks" / "scenarios" / f"{name}.py").read_text(encoding="utf-8")
    in_project = 'ENVIRONMENT = "project"' in code  # read, not imported: it may need what only the other one has
    python = sys.executable if in_project else str(PEERS)
    command = [python, "-m", "benchmarks.scenarios", name]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True
    ) as scenario:
        assert scenario.stdout is not None
        for line in scenario.stdout:
            yield {"scenario": name, **json.loads(line)}
    if scenario.returncode:
        raise SystemExit(f"the scenario {name} failed")


def main() -> None:
    """Run the scenarios that are named, or all, and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Run the benchmarks.")
    parser.add_argument(
        "scenarios", nargs="*", metavar="SCENARIO", help=f"one of {', '.join(SCENARIOS)}; by default all"
    )
    chosen = parser.parse_args().scenarios or SCENARIOS
    if unknown := set(chosen) - set(SCENARIOS):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}")
    found: list[dict[str, Any]] = []
    with serving() as environment:
        for name in chosen:
            for each in run(name, environment):
                found.append(each)
                report.show(each)
    report.keep(found)
    if set(chosen) == set(SCENARIOS):  # pictures and page show a whole run alone
        report.write_page()
        subprocess.run([str(PEERS), "-m", "benchmarks.plots"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
