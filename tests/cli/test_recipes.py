"""A saved PNG carries the call that made it; `show` prints it and `again` makes it once more."""

import json
from pathlib import Path

import pytest
from PIL import Image

from stability_client._version import __version__
from stability_client.recipes import Recipe, extract
from stability_client.standin import StandIn
from tests.cli.conftest import Run

ENGINE = "stable-diffusion-512-v2-1"


def make(stability: Run, *words: object) -> None:
    done = stability(*words, "-o", "a.png")
    assert done.code == 0, done.err


def pixels(path: Path) -> bytes:
    with Image.open(path) as image:
        return image.tobytes()


def test_a_recipe_says_what_an_image_was_made_of(stability: Run, tmp_path: Path) -> None:
    make(stability, "text-to-image", "a harbor", "--negative", "fog", "--engine", ENGINE, "--seed", 7, "--steps", 30)
    recipe = extract((tmp_path / "a.png").read_bytes())
    assert recipe == Recipe(
        operation="v1alpha.text_to_image",
        arguments={
            "prompts": [{"text": "a harbor", "weight": None}, {"text": "fog", "weight": -1}],
            "steps": 30,
        },
        seed=7,
        engine=ENGINE,
    )
    with Image.open(tmp_path / "a.png") as image:
        assert json.loads(image.info["stability-client"]) == json.loads(recipe.to_json())  # as other tools read it


def test_a_recipe_holds_the_seed_that_the_server_chose(stability: Run, tmp_path: Path) -> None:
    done = stability("v2beta", "core", "a boat", "-o", "a.png", "--json")
    recipe = extract((tmp_path / "a.png").read_bytes())
    assert recipe is not None
    assert recipe.seed == json.loads(done.out)["images"][0]["seed"]


def test_show_prints_it_for_people_and_scripts(stability: Run) -> None:
    make(stability, "text-to-image", "a harbor", "--negative", "fog", "--engine", ENGINE, "--seed", 7)
    done = stability("show", "a.png")
    lines = [line.split(None, 1) for line in done.text.splitlines()]
    assert ["operation", "v1alpha.text_to_image"] in lines
    assert ["seed", "7"] in lines
    assert ["prompts", "fog:-1"] in lines
    assert done.text.splitlines()[-1].endswith(f"stability-client {__version__}")
    as_json = stability("show", "a.png", "--json")
    assert json.loads(as_json.out)["seed"] == 7


@pytest.mark.parametrize(
    "words",
    [
        ("v2beta", "core", "a boat", "--style-preset", "anime"),
        ("text-to-image", "a harbor", "--negative", "fog", "--engine", ENGINE),
        ("v2beta", "structure", "photo.png", "a castle", "--control-strength", "0.3"),
        ("v2beta", "inpaint", "photo.png", "a door", "--mask", "mask.png"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_again_makes_the_same_image(
    words: tuple[str, ...], stability: Run, stability_standin: StandIn, pictures: Path, tmp_path: Path
) -> None:
    stability_standin.reset(shrink=4)
    make(stability, *(pictures / word if word.endswith(".png") else word for word in words))
    done = stability("again", "a.png", "-o", "b.png")
    assert done.code == 0, done.err
    assert pixels(tmp_path / "a.png") == pixels(tmp_path / "b.png")
    first, second = (extract((tmp_path / name).read_bytes()) for name in ("a.png", "b.png"))
    assert first == second


def test_again_takes_changes(stability: Run, stability_standin: StandIn, tmp_path: Path) -> None:
    stability_standin.reset(shrink=4)
    make(stability, "v2beta", "core", "a boat", "--seed", 7)
    done = stability("again", "a.png", "--seed", 8, "--prompt", "a ship", "-o", "b.png")
    assert done.code == 0, done.err
    recipe = extract((tmp_path / "b.png").read_bytes())
    assert recipe is not None
    assert (recipe.seed, recipe.arguments["prompt"]) == (8, "a ship")


def test_again_notices_an_image_that_has_changed(
    stability: Run, stability_standin: StandIn, pictures: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "mine.png"
    photo.write_bytes((pictures / "photo.png").read_bytes())
    make(stability, "v2beta", "remove-background", photo)
    photo.write_bytes((pictures / "style.png").read_bytes())
    count = len(stability_standin.history)
    done = stability("again", "a.png", "-o", "b.png")
    assert done.code == 2
    assert "has changed" in done.err
    assert len(stability_standin.history) == count
    assert stability("again", "a.png", "--image", photo, "-o", "b.png").code in {0, 2}
    photo.unlink()
    done = stability("again", "a.png", "-o", "c.png")
    assert done.code == 2
    assert "mine.png" in done.err


def test_no_recipe_leaves_the_file_as_it_came(stability: Run, stability_standin: StandIn, tmp_path: Path) -> None:
    stability_standin.reset(shrink=4)
    make(stability, "v2beta", "core", "a boat", "--seed", 7, "--no-recipe")
    done = stability("show", "a.png")
    assert done.code == 2
    assert "carries no recipe" in done.err
    with_recipe = stability("v2beta", "core", "a boat", "--seed", 7, "-o", "b.png")
    assert with_recipe.code == 0
    assert (tmp_path / "a.png").stat().st_size < (tmp_path / "b.png").stat().st_size
    assert pixels(tmp_path / "a.png") == pixels(tmp_path / "b.png")


@pytest.mark.parametrize(
    ("content", "told"), [(b"\x89PNG\r\n\x1a\n\0\0", "cannot be read"), (b"GIF89a", "carries no recipe")]
)
def test_show_of_another_file_says_so(content: bytes, told: str, stability: Run, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(content)
    done = stability("show", "a.png")
    assert done.code == 2
    assert told in done.err


def test_a_recipe_of_a_version_to_come_is_refused(stability: Run, tmp_path: Path) -> None:
    make(stability, "v2beta", "core", "a boat", "--seed", 7)
    data = (tmp_path / "a.png").read_bytes()
    replaced = data.replace(b'"v2beta.core"', b'"v3beta.core"')
    assert replaced != data
    (tmp_path / "a.png").write_bytes(replaced)
    done = stability("again", "a.png")
    assert done.code == 2
    assert "v3beta.core" in done.err
