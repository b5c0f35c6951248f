"""Records the cassettes and the outcomes beside them: `make record`.

Without options, all cases are recorded on the stand-in. With `--base-url`, those that any server can respond to are
recorded on that server, with the key in STABILITY_API_KEY; generating images costs credits there.
"""

import argparse
import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import httpx
from attrs import frozen
from PIL import Image

from stability_client._settings import is_loopback
from stability_client.standin import StandIn
from stability_client.standin.configuration import ConfigurationArguments
from stability_client.testing import CassetteError, use_cassette
from stability_client.testing.blobs import find_unused
from stability_client.testing.cassettes import IMAGES_FOLDER
from stability_client.testing.files import dump, write_if_changed
from tests.support.cassettes.cases import CASSETTES, ROOT, Case
from tests.support.cassettes.matrix import CASES
from tests.support.cassettes.playback import OUTCOME_HEADING, REPLAY_KEY, play

COLORS = 8


@frozen
class Recorded:
    """The files of a run: those whose content changed, and the number of the others."""

    written: tuple[Path, ...]
    unchanged: int


def encode_small_png(image: Image.Image) -> bytes:
    """Return an image as PNG in few colors: it still shows its content, in a tenth of the bytes."""
    file = io.BytesIO()
    if image.mode == "RGBA":
        reduced = image.quantize(COLORS, Image.Quantize.FASTOCTREE)
    else:
        reduced = image.convert("RGB").quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    reduced.save(file, "PNG", optimize=True)
    return file.getvalue()


@contextmanager
def serve_case(case: Case, standin: StandIn) -> Iterator[dict[str, Any]]:
    """Give the settings of a client for which the case's own server responds."""
    if case.responses:
        responses = iter(case.responses)

        def respond(request: httpx.Request) -> httpx.Response:
            response = next(responses, None)
            if response is None:
                raise CassetteError(f"{case.name}: no response is left for {request.method} {request.url.path}")
            return httpx.Response(response.status, headers=response.headers, content=response.body)

        with httpx.Client(transport=httpx.MockTransport(respond)) as http:
            yield {"api_key": "sk-hand-made", "http_client": http}
    else:
        settings: ConfigurationArguments = {
            "rate_limit": None,
            "random": Random(case.name),  # noqa: S311 - reproducible
            "clock": count().__next__,  # each reading is a second later
            **case.standin,
        }
        standin.reset(**settings)
        yield {"api_key": standin.api_key, "base_url": standin.url}


def record(case: Case, settings: Mapping[str, Any], folder: Path, source: str | None = None) -> list[tuple[Path, bool]]:
    """Record a case and then the outcome of its replay. Return both files, each with whether its content changed."""
    path, outcome_path = (folder / each.relative_to(CASSETTES) for each in (case.path, case.outcome_path))
    images = folder / IMAGES_FOLDER
    with use_cassette(path, record=True, source=source or case.source, images=images) as cassette:
        play(case, settings)
    with use_cassette(path, images=images):
        text = OUTCOME_HEADING + dump(play(case, {"api_key": REPLAY_KEY}))
    return [(path, cassette.changed), (outcome_path, write_if_changed(outcome_path, text))]


def record_on_standin(cases: Sequence[Case], folder: Path = CASSETTES) -> Recorded:
    """Record cases with the responses of the stand-in, or the hand-made ones."""
    files: list[tuple[Path, bool]] = []
    with mock.patch("stability_client.standin.rendering.encode_png", encode_small_png), StandIn() as standin:
        for case in cases:
            with serve_case(case, standin) as settings:
                files += record(case, settings, folder)
    return _summarize(files)


def record_on_server(cases: Sequence[Case], base_url: str, api_key: str, folder: Path = CASSETTES) -> Recorded:
    """Record those cases that any server can respond to, on a real one."""
    host = httpx.URL(base_url).host
    source = "server on this machine" if is_loopback(host) else f"server {host}"
    files: list[tuple[Path, bool]] = []
    for case in cases:
        if case.is_portable:
            files += record(case, {"api_key": api_key, "base_url": base_url}, folder, source=source)
    return _summarize(files)


def remove_leftovers(folder: Path = CASSETTES) -> list[Path]:
    """Remove cassettes without a case, and images that no cassette refers to."""
    expected = {path for case in CASES for path in (case.path, case.outcome_path)}
    cassettes = [path for path in sorted(folder.rglob("*.yaml")) if path not in expected]
    for path in cassettes:
        path.unlink()
    images = list(find_unused(folder / IMAGES_FOLDER, folder))
    for path in images:
        path.unlink()
    return cassettes + images


def _summarize(files: Sequence[tuple[Path, bool]]) -> Recorded:
    written = tuple(path for path, changed in files if changed)
    return Recorded(written, len(files) - len(written))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help="names of cases, or how they begin; all if none is given")
    parser.add_argument("--base-url", default="", help="a real server, in place of the stand-in")
    chosen = parser.parse_args(arguments)
    cases = [case for case in CASES if not chosen.cases or case.name.startswith(tuple(chosen.cases))]
    if chosen.base_url:
        api_key = os.environ.get("STABILITY_API_KEY", "").strip()
        if not api_key:
            parser.error("STABILITY_API_KEY: not set, but recording on a server needs a key")
        recorded = record_on_server(cases, chosen.base_url, api_key)
    else:
        recorded = record_on_standin(cases)
    removed = [] if chosen.cases else remove_leftovers()
    for verb, paths in (("written", recorded.written), ("removed", removed)):
        for path in paths:
            print(f"{verb} {path.relative_to(ROOT)}")
    counts = f"{len(recorded.written)} files written, {recorded.unchanged} unchanged, {len(removed)} removed"
    print(f"{len(cases)} cases: {counts}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
