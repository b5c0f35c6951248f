"""The console blocks of a page: commands behind `$`, and what they print. `make help-pages` writes it anew."""

import importlib.util
import re
import shlex
import tempfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from stability_client.standin import StandIn
from tests.support.command_line import Terminal

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs" / "command-line.md")
REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BLOCK = re.compile(r"(?<=```console\n)\$ stability .*?(?=```)", re.DOTALL)
"""A block whose first command is this one's; others are run by hand."""

JOBS = """\
{"id": "dawn", "operation": "v2beta.core", "prompt": "a lighthouse at dawn"}
{"id": "boat-{seed}", "operation": "v2beta.core", "prompt": "a boat", "grid": {"seed": [1, 2, 3]}}
"""
"""The batch that the commands find."""


def run_block(block: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Return a block with what its commands print today, at a terminal that can do nothing but text."""
    lines: list[str] = []
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        name, *words = shlex.split(line.removeprefix("$ "))
        assert name == "stability"
        plain = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "100"}
        with Terminal(*words, environment={**environment, **plain}, cwd=folder) as terminal:
            terminal.wait()
        printed = REQUEST_ID.sub("…", terminal.seen.replace("\r\n", "\n"))
        lines += [line, *printed.splitlines()]
    return "".join(f"{each.rstrip()}\n" for each in lines)


def renew(page: str) -> str:
    """Return a page with what the commands of its blocks print today."""
    with StandIn(rate_limit=None) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_photo(folder / "photo.jpg")
        (folder / "jobs.jsonl").write_text(JOBS, encoding="utf-8")
        environment = {
            "STABILITY_BASE_URL": server.url,
            "STABILITY_API_KEY": server.api_key,
            "HOME": name,
            "XDG_CONFIG_HOME": f"{name}/config",
        }
        return BLOCK.sub(lambda block: run_block(block[0], folder, environment), page)


def make_photo(path: Path) -> None:
    """Put a photograph where the commands look for it."""
    found = importlib.util.find_spec("skimage")  # its wheel carries photographs; the module is never imported
    assert found is not None
    assert found.submodule_search_locations
    with Image.open(Path(found.submodule_search_locations[0]) / "data" / "astronaut.png") as image:
        image.save(path, quality=90)


def main() -> None:
    """Write the pages anew."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(renew(text), encoding="utf-8")


if __name__ == "__main__":
    main()
