"""Each maker of masks has a command that gives what the library gives."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from stability_client import masks
from stability_client.cli.commands.masks import group
from tests.cli.conftest import Run

PHOTO, MASK, OTHER = "photo.png", "mask.png", "other.png"

MAKERS: dict[str, tuple[tuple[object, ...], Callable[[Path], Any]]] = {
    "box": ((PHOTO, "8,8,32,24"), lambda folder: masks.from_box(folder / PHOTO, (8, 8, 32, 24))),
    "ellipse": ((PHOTO, "8,8,32,24"), lambda folder: masks.from_ellipse(folder / PHOTO, (8, 8, 32, 24))),
    "polygon": (
        (PHOTO, "0,0,40,0,40,30"),
        lambda folder: masks.from_polygon(folder / PHOTO, [(0, 0), (40, 0), (40, 30)]),
    ),
    "color": (
        (PHOTO, "#8080ff", "--tolerance", 60),
        lambda folder: masks.from_color(folder / PHOTO, "#8080ff", tolerance=60),
    ),
    "alpha": (
        ("cut.png", "--repaint", "opaque"),
        lambda folder: masks.from_alpha(folder / "cut.png", repaint="opaque"),
    ),
    "grow": ((MASK, 3), lambda folder: masks.grow(folder / MASK, 3)),
    "shrink": ((MASK, 3), lambda folder: masks.shrink(folder / MASK, 3)),
    "feather": ((MASK, 2.5), lambda folder: masks.feather(folder / MASK, 2.5)),
    "invert": ((MASK,), lambda folder: masks.invert(folder / MASK)),
    "union": ((MASK, OTHER), lambda folder: masks.union(folder / MASK, folder / OTHER)),
    "intersect": ((MASK, OTHER), lambda folder: masks.intersect(folder / MASK, folder / OTHER)),
    "for-source": ((MASK, "MASK_IMAGE_BLACK"), lambda folder: masks.for_source(folder / MASK, "MASK_IMAGE_BLACK")),
    "from-source": (
        (PHOTO, MASK, "--mask-source", "MASK_IMAGE_BLACK"),
        lambda folder: masks.from_source(folder / PHOTO, folder / MASK, "MASK_IMAGE_BLACK"),
    ),
    "upright": (("turned.jpg",), lambda folder: masks.upright(folder / "turned.jpg")),
    "fit": (
        (PHOTO, "--operation", "v2beta_outpaint"),
        lambda folder: masks.fit(folder / PHOTO, operation="v2beta_outpaint").image,
    ),
    "outpaint": (
        (PHOTO, "--left", 64, "--mask-output", "made.png"),
        lambda folder: masks.outpaint(folder / PHOTO, left=64).canvas,
    ),
    "preview": (
        (PHOTO, MASK, "--grow-mask", 0),
        lambda folder: masks.preview(folder / PHOTO, folder / MASK, grow_mask=0).image,
    ),
}


@pytest.fixture
def folder(tmp_path: Path, pictures: Path) -> Path:
    """A folder with what the commands read."""
    for name in (PHOTO, MASK):
        (tmp_path / name).write_bytes((pictures / name).read_bytes())
    other = Image.new("L", (64, 64), 0)
    other.paste(255, (20, 20, 60, 40))
    other.save(tmp_path / OTHER)
    with Image.open(tmp_path / PHOTO) as photo:
        cut = photo.convert("RGBA")
        cut.putalpha(other)
        cut.save(tmp_path / "cut.png")
        exif = Image.Exif()
        exif[0x0112] = 6
        photo.resize((96, 64)).save(tmp_path / "turned.jpg", exif=exif)
    return tmp_path


@pytest.mark.parametrize("name", MAKERS)
def test_a_command_writes_what_the_library_makes(name: str, stability: Run, folder: Path) -> None:
    words, make = MAKERS[name]
    done = stability("mask", name, *words, "-o", "out.png")
    assert done.code == 0, done.err
    assert done.text == "out.png\n"
    with Image.open(folder / "out.png") as written:
        expected = make(folder)
        assert written.size == expected.size
        assert (
            ImageChops.difference(written.convert("RGBA"), expected.convert("RGBA")).getbbox(alpha_only=False) is None
        )


def test_there_is_a_command_for_every_maker_of_the_library() -> None:
    assert set(MAKERS) | {"check"} == set(group.commands)
    functions = {name for name in masks.__all__ if name[0].islower()}
    commands = {name.replace("-", "_") for name in group.commands}
    known = {"check_masking": "check"}
    assert {
        known.get(name, name if name.endswith("source") else name.removeprefix("from_")) for name in functions
    } == commands


def test_check_says_nothing_of_what_is_well(stability: Run, folder: Path) -> None:
    assert (folder / MASK).exists()
    assert stability("mask", "check", PHOTO, MASK) == (0, b"", "")


def test_check_says_what_is_wrong_as_a_call_does(stability: Run, folder: Path) -> None:
    Image.new("L", (64, 64), 0).save(folder / "black.png")
    done = stability("mask", "check", PHOTO, "black.png")
    assert done.code == 2
    assert "black" in done.err
    Image.new("L", (64, 32), 255).save(folder / "small.png")
    done = stability(
        "mask", "check", PHOTO, "small.png", "--mask-source", "MASK_IMAGE_WHITE", "--operation", "v1_masking"
    )
    assert done.code == 2
    assert "64x32" in done.err


def test_a_mask_that_is_hardly_meant_warns(stability: Run, folder: Path) -> None:
    Image.new("L", (64, 64), 255).save(folder / "white.png")
    done = stability("mask", "check", PHOTO, "white.png")
    assert done.code == 0
    assert done.err.startswith("warning: ")


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", ""])
def test_numbers_that_are_none_are_told(box: str, stability: Run, folder: Path) -> None:
    assert folder.exists()
    done = stability("mask", "box", PHOTO, box, "-o", "out.png")
    assert done.code == 2
    assert "LEFT,TOP,RIGHT,BOTTOM" in done.err


def test_a_mask_is_written_whole_or_not_at_all(stability: Run, folder: Path) -> None:
    (folder / "out.png").write_bytes(b"mine")
    assert stability("mask", "box", PHOTO, "8,8,32,24", "-o", "out.png").code == 2
    assert (folder / "out.png").read_bytes() == b"mine"
    assert stability("mask", "box", PHOTO, "8,8,32,24", "-o", "out.png", "-f").code == 0
    assert stability("mask", "box", PHOTO, "8,8,32,24", "-o", "no/such/folder/out.jpg").code == 0
    with Image.open(folder / "no/such/folder/out.jpg") as written:
        assert written.format == "JPEG"


def test_a_mask_made_here_and_sent_is_the_same(stability: Run, folder: Path) -> None:
    assert stability("mask", "ellipse", PHOTO, "8,8,40,40", "-o", "out.png").code == 0
    done = stability("v2beta", "inpaint", PHOTO, "a door", "--mask", "out.png", "-o", "door.png")
    assert done.code == 0, done.err
    assert (folder / "door.png").exists()
