"""An optional option that is added to the contract reaches users of both clients without a hand-written line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from regen.build import generate
from regen.project import PROJECT

NEW_OPTIONS = """\
        style_preset:
          description: The style of the image.
          x-default: photographic
          allOf:
            - $ref: '#/components/schemas/NewStyle'
        tiling:
          type: boolean
          description: Whether the edges of the image fit together.
        clip_skip:
          type: integer
          description: How many layers of CLIP to skip.
          minimum: 1
          maximum: 12
"""
NEW_ENUM = """\
    NewStyle:
      type: string
      description: A style.
      enum: [photographic, anime, 3d-model]
      x-enum-varnames: [PHOTOGRAPHIC, ANIME, MODEL_3D]

"""

SCRIPT = """
import asyncio, inspect, io
from PIL import Image
from stability_client import AsyncStability, InvalidOptionError, Stability
from stability_client.standin import StandIn

new = {"style_preset": "anime", "tiling": True, "clip_skip": 2}
wrong = {"style_preset": "animee", "tiling": "yes", "clip_skip": 13}
file = io.BytesIO()
Image.linear_gradient("L").resize((512, 512)).save(file, "PNG")
image, mask = file.getvalue(), Image.linear_gradient("L").resize((512, 512))
calls = {
    "text_to_image": (("a lighthouse",), {}),
    "image_to_image": ((image, "a lighthouse"), {}),
    "masking": ((image, "a lighthouse"), {"mask_image": mask, "mask_source": "MASK_IMAGE_WHITE"}),
}

async def main() -> None:
    with StandIn() as server:
        options = {"base_url": server.url, "engine": "stable-diffusion-512-v2-1"}
        client, awaited = Stability(server.api_key, **options), AsyncStability(server.api_key, **options)
        for name, (arguments, keywords) in calls.items():
            for owner in (client, awaited):
                method = getattr(owner, name)
                parameters = inspect.signature(method).parameters
                assert new.keys() <= parameters.keys(), name
                assert "int" in str(parameters["clip_skip"].annotation), name
                assert "'anime'" in str(parameters["style_preset"].annotation), name
                assert "How many layers of CLIP to skip. 1 to 12." in method.__doc__, name
                assert "default `photographic`" in method.__doc__, name
                for option, value in wrong.items():
                    sent = len(server.history)
                    try:
                        made = method(*arguments, **keywords, **{option: value})
                        await made if inspect.isawaitable(made) else None
                    except InvalidOptionError as error:
                        assert not error.sent and option in error.message and len(server.history) == sent
                    else:
                        raise AssertionError(f"{name} takes {option}={value!r}")
                made = method(*arguments, **keywords, **new)
                await made if inspect.isawaitable(made) else None
                assert new.items() <= server.history[-1].options.items(), name
        client.close()
        await awaited.aclose()

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project, overlay untouched, whose contract has three options more."""
    root = tmp_path_factory.mktemp("project")
    text = PROJECT.contract.read_text("utf-8")
    anchor = "        steps:\n          type: integer\n"
    assert text.count(anchor) == text.count("    TextPrompt:\n") == 1
    text = text.replace(anchor, NEW_OPTIONS + anchor).replace("    TextPrompt:\n", NEW_ENUM + "    TextPrompt:\n")
    (root / "openapi.yaml").write_text(text, "utf-8")
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
