"""Optional options that are added to the contract reach users of both clients without a hand-written line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from regen.build import generate
from regen.documents import loading
from regen.project import PROJECT

MOOD = {"type": "string", "description": "A mood.", "enum": ["calm", "stormy"]}
NEW_OPTIONS = {
    "mood": {
        "description": "The mood of the image.",
        "x-default": "calm",
        "allOf": [{"$ref": "#/components/schemas/Mood"}],
    },
    "tiling": {"type": "boolean", "description": "Whether the edges of the image fit together."},
    "clip_skip": {"type": "integer", "description": "How many layers of CLIP to skip.", "minimum": 1, "maximum": 12},
}
IN_FORMS = NEW_OPTIONS | {
    "tiling": {
        "description": "Whether the edges fit together.",
        "allOf": [{"$ref": "#/components/schemas/BooleanWord"}],
    }
}
"""A form has no booleans, so the contract says them in words."""
BODIES = {
    "TextToImageOptions": NEW_OPTIONS,
    "V1TextToImageOptions": NEW_OPTIONS,
    **dict.fromkeys(("V1ImageToImageBody", "V1MaskingBody"), IN_FORMS),
    **dict.fromkeys(("V2BetaCoreBody", "V2BetaInpaintBody", "V2BetaUpscaleCreativeBody"), IN_FORMS),
}

SCRIPT = """
import asyncio, inspect, io
from operator import attrgetter
from PIL import Image
from stability_client import AsyncStability, InvalidOptionError, Stability
from stability_client.standin import StandIn

new = {"mood": "stormy", "tiling": True, "clip_skip": 2}
words = {"mood": "stormy", "tiling": "true", "clip_skip": 2}
wrong = {"mood": "stormier", "tiling": "yes", "clip_skip": 13}
file = io.BytesIO()
Image.linear_gradient("L").resize((1024, 1024)).save(file, "PNG")
image, mask = file.getvalue(), Image.linear_gradient("L").resize((1024, 1024))
masked = {"mask_image": mask, "mask_source": "MASK_IMAGE_WHITE"}
old, sdxl = {"engine": "stable-diffusion-512-v2-1"}, {"engine": "stable-diffusion-xl-1024-v1-0"}
calls = {  # what is sent, the arguments, and the keywords
    "text_to_image": (new, ("a lighthouse",), old),
    "image_to_image": (new, (image, "a lighthouse"), old),
    "masking": (new, (image, "a lighthouse"), old | masked),
    "v1.text_to_image": (new, ("a lighthouse",), sdxl),
    "v1.image_to_image": (words, (image, "a lighthouse"), sdxl),
    "v1.masking": (words, (image, "a lighthouse"), sdxl | masked),
    "v2beta.core": (words, ("a lighthouse",), {}),
    "v2beta.inpaint": (words, (image, "a lighthouse"), {"mask": mask}),
    "v2beta.start_upscale_creative": (words, (image, "a lighthouse"), {}),
}

async def call(client, name, arguments, keywords):
    made = attrgetter(name)(client)(*arguments, **keywords)
    return await made if inspect.isawaitable(made) else made

async def check(server, client, name, sent, arguments, keywords):
    method = attrgetter(name)(client)
    parameters = inspect.signature(method).parameters
    assert new.keys() <= parameters.keys(), name
    assert "int" in str(parameters["clip_skip"].annotation), name
    assert "bool" in str(parameters["tiling"].annotation), name
    assert "'stormy'" in str(parameters["mood"].annotation), name
    assert "How many layers of CLIP to skip. 1 to 12." in method.__doc__, name
    assert "efault `calm`" in method.__doc__, name
    for option, value in wrong.items():
        before = len(server.history)
        try:
            await call(client, name, arguments, keywords | {option: value})
        except InvalidOptionError as error:
            assert not error.sent and option in error.message and len(server.history) == before
        else:
            raise AssertionError(f"{name} takes {option}={value!r}")
    await call(client, name, arguments, keywords | new)
    assert sent.items() <= dict(server.history[-1].options).items(), (name, server.history[-1].options)

async def main() -> None:
    with StandIn() as server:
        options = {"base_url": server.url}
        client, awaited = Stability(server.api_key, **options), AsyncStability(server.api_key, **options)
        for name, expected in calls.items():
            for owner in (client, awaited):
                await check(server, owner, name, *expected)
        client.close()
        await awaited.aclose()

asyncio.run(main())
"""


def extend(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    schemas["Mood"] = MOOD
    for body, options in BODIES.items():
        assert not options.keys() & schemas[body]["properties"].keys()
        schemas[body]["properties"] |= options


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project, overlay untouched, whose contract has three options more in each edition."""
    root = tmp_path_factory.mktemp("project")
    document = loading.load(PROJECT.contract)
    extend(document)
    (root / "openapi.yaml").write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), "utf-8")
    shutil.copytree(PROJECT.root / "overlay", root / "overlay", ignore=shutil.ignore_patterns("__pycache__"))
    with generate.build(root / "openapi.yaml", PROJECT.config) as made:
        shutil.copytree(made.package, root / "generated" / made.package.name)
    return root


def test_a_new_option_is_taken_checked_documented_and_sent_by_both_clients(project: Path) -> None:
    path = os.pathsep.join(str(project / part) for part in ("overlay", "generated"))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
