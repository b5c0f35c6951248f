"""The public API as users call it. Nothing here runs: mypy and basedpyright check it, strictly."""

from collections.abc import Sequence
from pathlib import Path
from typing import assert_type

from PIL import Image

from stability_client import (
    Account,
    AsyncStability,
    Balance,
    Engine,
    Engines,
    EngineType,
    FinishReason,
    GeneratedImage,
    Generation,
    InvalidOptionError,
    MaskSource,
    RequestRate,
    RetryPolicy,
    Sampler,
    Stability,
    StabilityError,
    TextPrompt,
    Timeout,
    masks,
)


def sync_calls() -> None:
    with Stability("key", engine="e", timeout=Timeout(read=60), retry=RetryPolicy()) as client:
        made = client.text_to_image("a lighthouse", width=512, sampler=Sampler.DDIM, accept="image/png")
        assert_type(made, Generation)
        assert_type(made.image, GeneratedImage)
        assert_type(made[0], GeneratedImage)
        assert_type(made[:1], tuple[GeneratedImage, ...])
        assert_type(made.image.save("a.png"), Path)
        assert_type(made.save("out"), list[Path])
        assert_type(made.image.seed, int | None)
        assert_type(made.image.finish_reason, FinishReason | str | None)
        assert_type(made.image.to_pil(), Image.Image)
        assert_type(made.raise_for_finish_reason(), Generation)
        client.image_to_image(made.image.data, ("a storm", 0.5), step_schedule_start=0.6)
        client.image_to_image(Path("a.png"), TextPrompt("a storm"), sampler="DDIM")
        client.image_to_image("a.png", ["a", ("b", -0.5), TextPrompt("c", 1)])
        client.image_to_image(made.image.to_numpy(), "a storm", fit=True)
        assert_type(made.image.base64, str)
        with Path("a.png").open("rb") as file:
            client.masking(file, "a ship", mask_source=MaskSource.MASK_IMAGE_WHITE, mask_image=Image.new("L", (8, 8)))
        client.masking("a.png", "a ship", mask_source="INIT_IMAGE_ALPHA")
        assert_type(client.engines(), Engines)
        assert_type(client.engines()[0], Engine)
        assert_type(client.engines()[0].type, EngineType | str)
        assert_type(client.account(), Account)
        assert_type(client.balance(), Balance)
        assert_type(client.with_options(engine="f"), Stability)
        assert_type(client.account(timeout=3, extra_headers={"X-Tenant": "painters"}), Account)
        assert_type(client.with_options(rate_limit=RequestRate(10, 1), max_concurrency=4, retry=3), Stability)
        assert_type(client.with_options(rate_limit=False, retry=None), Stability)
    seconds: Stability = Stability(timeout=30)
    seconds.close()


async def async_calls() -> None:
    async with AsyncStability() as client:
        assert_type(await client.text_to_image("a lighthouse"), Generation)
        assert_type(await client.image_to_image(b"", "a storm"), Generation)
        assert_type(await client.masking(b"", "a ship", mask_source="INIT_IMAGE_ALPHA"), Generation)
        assert_type(await client.engines(), Engines)
        assert_type(await client.account(), Account)
        assert_type(await client.balance(), Balance)
        assert_type(client.with_options(engine="f"), AsyncStability)


def errors(error: StabilityError) -> None:
    assert_type(error.status_code, int | None)
    assert_type(error.retry_after, float | None)
    assert_type(error.maybe_billed, bool)
    assert_type(error.body, bytes | None)
    value_error: ValueError = InvalidOptionError("")
    print(value_error)  # noqa: T201 - nothing here runs


def a_generation_is_a_sequence(made: Generation) -> Sequence[GeneratedImage]:
    return made


def mask_making(photo: Path) -> None:
    mask = masks.feather(masks.from_box((512, 512), (0, 0, 100, 100)), 4)
    assert_type(mask, Image.Image)
    assert_type(masks.invert(mask), Image.Image)
    assert_type(masks.preview(photo, mask, MaskSource.MASK_IMAGE_WHITE).share, float)
