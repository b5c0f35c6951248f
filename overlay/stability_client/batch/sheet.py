"""The contact sheet: a page of a batch's results that works without a network or a server."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

from stability_client._images.saving import write_atomically
from stability_client.batch.journal import Entry, Journal, State
from stability_client.batch.places import Folder, Place

NAME = "index.html"

_STYLE = """\
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 1.5rem; }
h1 { font-size: 1.3rem; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; padding: 0; }
li { list-style: none; }
li { border: 1px solid #8886; border-radius: .5rem; overflow: hidden; }
li.failed, li.unknown { border-color: #c00; }
img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: #8882; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .6rem; margin: .6rem; font-size: .85rem; }
dt { opacity: .65; } dd { margin: 0; overflow-wrap: anywhere; }
.state { font-weight: 600; } .failed .state, .unknown .state { color: #c00; }
"""


def write_sheet(journal: Journal, place: Place) -> Path:
    """Write the page beside the journal, and return where it is.

    Args:
        journal: The journal.
        place: Where the images are.

    Raises:
        OSError: It cannot be written.
    """
    folder = journal.path.parent
    path = folder / NAME
    write_atomically(path, "".join(_page(journal, _prefix(place, folder))).encode())
    return path


def _prefix(place: Place, folder: Path) -> str | None:
    """What addresses of images begin with on the page; None if no browser can show them from there."""
    if not isinstance(place, Folder):
        return None
    return "" if place.path.absolute() == folder.absolute() else f"{place.path.absolute().as_uri()}/"


def _page(journal: Journal, prefix: str | None) -> Iterator[str]:
    counts = journal.counts()
    told = ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    # The page shows prompts and error texts, which others may have written: nothing in it can run or load.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' data: file:; "
    yield "style-src 'unsafe-inline'\">\n"
    yield f"<title>Batch: {told}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<h1>{told}</h1>\n<ul>\n"
    for entry in journal.entries(State.DONE, State.FAILED, State.UNKNOWN):
        yield from _item(entry, prefix)
    yield "</ul>\n</body>\n</html>\n"


def _item(entry: Entry, prefix: str | None) -> Iterator[str]:
    images = entry.facts.get("images", [])
    shown = list(zip(entry.files, images, strict=False)) if images else [(name, {}) for name in entry.files]
    for name, image in shown or [("", {})]:
        yield f'<li class="{entry.state}" id="{escape(name or entry.id)}">'
        if name and prefix is not None and not name.endswith(".response"):
            address = escape(prefix + quote(name))
            yield f'<a href="{address}"><img src="{address}" alt="{escape(_prompt(entry))}" loading="lazy"></a>'
        yield "<dl>"
        for term, text in _lines(entry, name, image):
            mark = ' class="state"' if term == "state" else ""
            yield f"<dt>{escape(term)}</dt><dd{mark}>{escape(text)}</dd>"
        yield "</dl></li>\n"


def _lines(entry: Entry, name: str, image: dict[str, object]) -> Iterator[tuple[str, str]]:
    yield "id", entry.id
    yield "state", entry.state
    if name:
        yield "file", name
    if entry.error:
        yield "error", entry.error
    for term in ("seed", "finish_reason"):
        if image.get(term) is not None:
            yield term.replace("_", " "), str(image[term])
    job = json.loads(entry.job)
    for term, value in job.items():
        if term not in {"id", "seed"}:
            yield term, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _prompt(entry: Entry) -> str:
    job = json.loads(entry.job)
    found = job.get("prompt", job.get("prompts", entry.id))
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
