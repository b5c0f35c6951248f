"""Run one scenario and print a JSON object a line: `python -m benchmarks.scenarios NAME`."""

import dataclasses
import importlib
import json
import sys


def main() -> None:
    """Run the scenario that the first argument names."""
    scenario = importlib.import_module(f"benchmarks.scenarios.{sys.argv[1]}")
    for found in scenario.measure():
        print(json.dumps({"kind": type(found).__name__, **dataclasses.asdict(found)}), flush=True)


if __name__ == "__main__":
    main()
