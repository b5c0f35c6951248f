"""One PNG answer to a file: `save`, beside writing its bytes. Files are new, as those of a batch are.

A file that exists is replaced in one step. Some file systems then write the new one to the disk at once, so that a
power cut leaves one of the two (ext4's `auto_da_alloc`): hence the second row, which has no limit.
"""

import tempfile
from itertools import count
from pathlib import Path

from benchmarks.timing import Measured, Row, race, setting
from stability_client import Stability

KEY, ENGINE = "sk-benchmark-0123456789", "stable-diffusion-512-v2-1"
ROUNDS = 100


def measure() -> Measured:
    """Time the saving of an image that was received."""
    with Stability(KEY, base_url=setting("URL"), engine=ENGINE) as client:
        image = client.text_to_image("a harbor").image
    numbers = count()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = race(
            {
                "new": lambda: image.save(folder / f"saved-{next(numbers)}.png"),
                "new, by hand": lambda: (folder / f"written-{next(numbers)}.png").write_bytes(image.data),
                "old": lambda: image.save(folder / "saved.png"),
                "old, by hand": lambda: (folder / "written.png").write_bytes(image.data),
            },
            ROUNDS,
        )
    for kind, limit in (("new", 1.5), ("old", None)):
        yield Row(
            what=f"one PNG answer of 1.3 MB to a file{' that exists' if kind == 'old' else ''}",
            unit="ms",
            ours=found[kind] * 1000,
            floor=found[f"{kind}, by hand"] * 1000,
            floor_name="Path.write_bytes",
            limit=limit,
        )
