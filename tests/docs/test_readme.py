"""Runs the Python blocks of the README against the stand-in."""

import re
from pathlib import Path

import pytest
from PIL import Image

from stability_client.standin import StandIn

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_readmes_examples_run(
    stability_standin: StandIn,
    photographs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STABILITY_API_KEY", stability_standin.api_key)
    monkeypatch.setenv("STABILITY_BASE_URL", stability_standin.url)
    monkeypatch.setenv("STABILITY_ENGINE", "stable-diffusion-512-v2-1")
    Image.open(photographs / "astronaut.png").save("harbour.jpg")
    Image.open(photographs / "astronaut.png").rotate(90).save("painting.png")
    names: dict[str, object] = {}
    for block in BLOCKS:
        exec(block.replace("http://127.0.0.1:8000", stability_standin.url), names)  # noqa: S102 - from this repository
    assert Path("lighthouse.png").is_file()
    assert len(list(Path("out").glob("*.png"))) == 5
    output = capsys.readouterr().out
    assert "pixels is repainted" in output


def test_every_file_linked_in_the_docs_exists() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"
