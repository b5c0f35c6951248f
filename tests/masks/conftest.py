"""The photograph that these tests work on."""

import io

import pytest
from PIL import Image


@pytest.fixture(scope="session")
def photo(astronaut: bytes) -> Image.Image:
    """A photograph, RGB, 512x512."""
    with Image.open(io.BytesIO(astronaut)) as image:
        converted = image.convert("RGB")
    converted.info = {}
    return converted
