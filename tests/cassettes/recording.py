"""Records the cassettes and the outcomes beside them: `make record`.

Against the stand-in, which comes along, all of them. With `--base-url`, against that server and with the key of
STABILITY_API_KEY, those that any server can answer; generating costs credits there.
"""

import argparse
import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import httpx
from attrs import frozen
from PIL import Image

from stability_client.standin import StandIn
from stability_client.standin.configuration import ConfigurationArguments
from stability_client.testing import CassetteError, files, use_cassette
from stability_client.testing.blobs import unused
from stability_client.testing.network import is_loopback
from tests.cassettes.matrix import CASES, HERE, Case
from tests.cassettes.playing import play

PICTURES = "images"
OUTCOME_HEADING = "# What the caller gets when the cassette of the same name answers. Don't edit: `make record`.\n"
COLOURS = 8


@frozen
class Recorded:
    """What a run changed."""

    written: tuple[Path, ...]
    unchanged: int


def small_png_file(picture: Image.Image) -> bytes:
    """A picture in few colours: it still shows what was painted, in a tenth of the bytes."""
    file = io.BytesIO()
    few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


@contextmanager
def serving(case: Case, standin: StandIn) -> Iterator[dict[str, Any]]:
    """The client's settings with which the case's own server answers."""
    if case.answers:
        left = iter(case.answers)

        def answer(request: httpx.Request) -> httpx.Response:
            made = next(left, None)
            if made is None:
                raise CassetteError(f"{case.name}: {request.method} {request.url.path} finds no answer left")
            return httpx.Response(made.status, headers=made.headers, content=made.body)

        with httpx.Client(transport=httpx.MockTransport(answer)) as http:
            yield {"api_key": "sk-hand-made", "http_client": http}
    else:
        settings: ConfigurationArguments = {"rate_limit": None, "random": Random(case.name), **case.standin}  # noqa: S311 - to be the same each time
        standin.reset(**settings)
        yield {"api_key": standin.api_key, "base_url": standin.url}


def record(case: Case, given: Mapping[str, Any], folder: Path, source: str | None = None) -> list[tuple[Path, bool]]:
    """Records a case, then notes what a replay gives. Returns the files, each with whether it changed."""
    path, outcome_path = (folder / each.relative_to(HERE) for each in (case.path, case.outcome_path))
    pictures = folder / PICTURES
    with use_cassette(path, record=True, source=source or case.source, pictures=pictures) as cassette:
        play(case, given)
    with use_cassette(path, pictures=pictures):
        text = OUTCOME_HEADING + files.dump(play(case, {"api_key": "sk-replayed"}))
    return [(path, cassette.changed), (outcome_path, files.write(outcome_path, text))]


def record_on_standin(cases: Sequence[Case], folder: Path = HERE) -> Recorded:
    """Records cases with the stand-in's answers and with those made by hand."""
    found: list[tuple[Path, bool]] = []
    with mock.patch("stability_client.standin.rendering.encode_png", small_png_file), StandIn() as standin:
        for case in cases:
            with serving(case, standin) as given:
                found += record(case, given, folder)
    return _recorded(found)


def record_on_server(cases: Sequence[Case], base_url: str, api_key: str, folder: Path = HERE) -> Recorded:
    """Records those cases that any server can answer, with a real one."""
    host = httpx.URL(base_url).host
    source = "server on this machine" if is_loopback(host) else f"server {host}"
    found: list[tuple[Path, bool]] = []
    for case in cases:
        if case.is_portable:
            found += record(case, {"api_key": api_key, "base_url": base_url}, folder, source=source)
    return _recorded(found)


def remove_leftovers(folder: Path = HERE) -> list[Path]:
    """Removes cassettes that no case names and pictures that no cassette names."""
    known = {path for case in CASES for path in (case.path, case.outcome_path)}
    left = [path for path in sorted(folder.rglob("*.yaml")) if path not in known]
    for path in left:
        path.unlink()
    pictures = list(unused(folder / PICTURES, folder))
    for path in pictures:
        path.unlink()
    return left + pictures


def _recorded(found: Sequence[tuple[Path, bool]]) -> Recorded:
    written = tuple(path for path, changed in found if changed)
    return Recorded(written, len(found) - len(written))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help="names of cases, or how they begin; all where none is given")
    parser.add_argument("--base-url", default="", help="a real server, in place of the stand-in")
    chosen = parser.parse_args(arguments)
    cases = [case for case in CASES if not chosen.cases or case.name.startswith(tuple(chosen.cases))]
    if chosen.base_url:
        api_key = os.environ.get("STABILITY_API_KEY", "").strip()
        if not api_key:
            parser.error("recording on a server takes its key from STABILITY_API_KEY, which is not set")
        recorded = record_on_server(cases, chosen.base_url, api_key)
    else:
        recorded = record_on_standin(cases)
    removed = [] if chosen.cases else remove_leftovers()
    for verb, paths in (("written", recorded.written), ("removed", removed)):
        for path in paths:
            print(f"{verb} {path.relative_to(HERE.parents[1])}")
    counts = f"{len(recorded.written)} files written, {recorded.unchanged} unchanged, {len(removed)} removed"
    print(f"{len(cases)} cases: {counts}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
