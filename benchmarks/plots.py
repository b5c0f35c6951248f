"""Draw the curves of `results.json` into the docs: `python -m benchmarks.plots`, in the benchmarks' environment."""

import json
from math import ceil
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

HERE = Path(__file__).parent
PICTURES = HERE.parent / "docs" / "pictures"
COLUMNS = 3
COLORS = ("#1f6feb", "#8c959f", "#bf8700", "#8250df")


def draw(curves: list[dict[str, Any]]) -> Figure:
    """Return one plot a curve: time against size, from zero, so that a straight line is linear cost."""
    rows = ceil(len(curves) / COLUMNS)
    figure = Figure(figsize=(4.2 * COLUMNS, 3.4 * rows), layout="constrained")
    for number, curve in enumerate(curves, 1):
        axes = figure.add_subplot(rows, COLUMNS, number)
        for color, (name, points) in zip(COLORS, curve["points"].items(), strict=False):
            axes.plot(*zip(*points, strict=True), marker="o", markersize=3.5, linewidth=1.6, color=color, label=name)
        axes.set(title=curve["name"], xlabel=curve["x_label"], ylabel=curve["y_label"], xlim=(0, None), ylim=(0, None))
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    return figure


def main() -> None:
    """Draw all curves into one picture."""
    mpl.rcParams.update({"font.size": 10, "axes.titlesize": 11})
    found = json.loads((HERE / "results.json").read_text(encoding="utf-8"))["found"]
    figure = draw([each for each in found if each["kind"] == "Curve"])
    figure.savefig(PICTURES / "speed.png", dpi=100, metadata={"Software": None}, facecolor="white")


if __name__ == "__main__":
    main()
