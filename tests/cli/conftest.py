"""A stand-in, and the command line in this process with the settings for it."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from stability_client.standin import StandIn
from tests.support.command_line import Done, run_here
from tests.support.standin_calls import make_image

Run = Callable[..., Done]


@pytest.fixture
def environment(stability_standin: StandIn, tmp_path: Path) -> Mapping[str, str]:
    """The variables of a user with a key for the stand-in and no configuration file."""
    return {
        "STABILITY_API_KEY": stability_standin.api_key,
        "STABILITY_BASE_URL": stability_standin.url,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "HOME": str(tmp_path),
        "COLUMNS": "100",
        "TERM": "xterm-256color",
    }


@pytest.fixture
def stability(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environment: Mapping[str, str]) -> Run:
    """The command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return partial(run_here, monkeypatch, environment=environment)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `photo.png` and `mask.png` (64x64), and `wide.png` (512x512) with `wide-mask.png`."""
    folder = tmp_path_factory.mktemp("pictures")
    for name, side in (("photo", 64), ("wide", 512)):
        make_image(size=(side, side)).save(folder / f"{name}.png")
        mask = Image.new("L", (side, side), 0)
        mask.paste(255, (side // 4, side // 4, side // 2, side // 2))
        mask.save(folder / f"{'mask' if name == 'photo' else 'wide-mask'}.png")
    make_image(size=(64, 64)).transpose(Image.Transpose.ROTATE_90).save(folder / "style.png")
    return folder
