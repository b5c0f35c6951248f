"""What people read of the benchmarks: lines while they run, `results.json`, and the page `results.md` made from it."""

import json
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from benchmarks.timing import Row

HERE = Path(__file__).parent
RESULTS, PAGE = HERE / "results.json", HERE / "results.md"
HEADING = "| what | ours | floor | ratio | limit | | others |\n|---|---|---|---|---|---|---|\n"


def as_row(found: dict[str, Any]) -> Row:
    """Return the row that a scenario printed."""
    return Row(**{key: value for key, value in found.items() if key not in {"kind", "scenario"}})


def quantity(value: float, unit: str) -> str:
    """Return a figure with three digits that count, and its unit."""
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"  # noqa: PLR2004 - three digits


def cells(row: Row) -> list[str]:
    """Return what the table says of a row."""
    floor = "" if row.floor is None else f"{quantity(row.floor, row.unit)} ({row.floor_name})"
    ratio = "" if row.floor is None else f"{row.figure:.2f}x"
    unit = "x" if row.floor is not None else f" {row.unit}"
    limit = "" if row.limit is None else f"{'≥' if row.at_least else '≤'} {row.limit:g}{unit}"
    reached = {True: "yes", False: "**no**", None: ""}[row.reached]
    others = ", ".join(
        f"{name} {quantity(value, row.unit)}" + (f" ({value / row.floor:.2f}x)" if row.floor else "")
        for name, value in row.peers.items()
    )
    return [row.what, quantity(row.ours, row.unit), floor, ratio, limit, reached, others]


def show(found: dict[str, Any]) -> None:
    """Print one finding."""
    console = Console(highlight=False)
    if found["kind"] == "Curve":
        console.print(f"[dim]{found['scenario']}[/]  curve: {found['name']}")
        return
    row = as_row(found)
    what, ours, floor, ratio, limit, reached, others = cells(row)
    line = Text.assemble((f"{found['scenario']}  ", "dim"), (f"{what}: ", "bold"), ours)
    if floor:
        line.append(f", floor {floor}: {ratio}")
    if limit:
        line.append(f"  {limit} {reached.strip('*')}", "green" if row.reached else "red")
    if others:
        line.append(f"  {others}", "dim")
    console.print(line)


def keep(found: list[dict[str, Any]]) -> None:
    """Put what was found into `results.json`, in place of what the same scenarios found before."""
    ran = {each["scenario"] for each in found}
    kept = [each for each in load()["found"] if each["scenario"] not in ran]
    together = sorted(kept + found, key=lambda each: each["scenario"])
    content = {"date": date.today().isoformat(), "python": platform.python_version(), "found": together}  # noqa: DTZ011 - the day where it ran
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def load() -> dict[str, Any]:
    """Return what `results.json` holds."""
    if not RESULTS.exists():
        return {"found": []}
    loaded: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return loaded


def write_page() -> None:
    """Make `results.md`."""
    content = load()
    rows = [as_row(each) for each in content["found"] if each["kind"] == "Row"]
    lines = "".join("| " + " | ".join(cells(row)) + " |\n" for row in rows)
    said = (
        f"Made by `make bench` on {content['date']}, Python {content['python']}, "
        f"{platform.system()} {platform.machine()}, stability-client {version('stability-client')}. "
        "Medians; the ratios compare ways that took turns in one run. "
        "Times differ from machine to machine, ratios less. What each row measures stands in its scenario, "
        "`benchmarks/scenarios/`; what was tried to get there in [README.md](README.md).\n\n"
    )
    PAGE.write_text(f"# Results\n\n{said}{HEADING}{lines}", encoding="utf-8")
