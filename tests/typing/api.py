"""The public API as users call it. Nothing here runs: mypy and basedpyright check it, strictly."""

from collections.abc import Sequence
from pathlib import Path
from typing import assert_type

from PIL import Image

from stability_client import (
    Account,
    AsyncStability,
    Balance,
    ClientInfo,
    Engine,
    Engines,
    EngineType,
    FinishReason,
    GeneratedImage,
    Generation,
    InvalidOptionError,
    MaskSource,
    Pending,
    RequestRate,
    RetryPolicy,
    Sampler,
    Sd3Model,
    Stability,
    StabilityError,
    StylePreset,
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


def sync_calls_of_editions() -> None:
    with Stability(client_info=ClientInfo("painter", "1.2"), poll_interval=5) as client:
        assert_type(client.v1alpha.text_to_image("a lighthouse", engine="e"), Generation)
        assert_type(client.v1.text_to_image("a lighthouse", engine="e", width=1024, style_preset="anime"), Generation)
        assert_type(client.v1.text_to_image(["a", ("b", -0.5)], samples=2, accept="application/json"), Generation)
        assert_type(
            client.v1.image_to_image(
                "a.png", "a storm", image_strength=0.4, init_image_mode="IMAGE_STRENGTH", fit=True
            ),
            Generation,
        )
        assert_type(
            client.v1.masking(b"", "a ship", mask_source="MASK_IMAGE_WHITE", mask_image=Image.new("L", (8, 8))),
            Generation,
        )
        assert_type(client.v1.engines(), Engines)
        assert_type(client.v1.account(), Account)
        assert_type(client.v1.balance(organization="org-1"), Balance)
        assert_type(
            client.v2beta.core("a lighthouse", aspect_ratio="16:9", style_preset=StylePreset.ANIME, seed=7), Generation
        )
        assert_type(client.v2beta.ultra("a lighthouse", image="a.png", strength=0.5, output_format="webp"), Generation)
        assert_type(
            client.v2beta.sd3("a lighthouse", model=Sd3Model.SD3_5_MEDIUM, accept="application/json"), Generation
        )
        assert_type(client.v2beta.sd3("a lighthouse", model="sd3.5-large"), Generation)
        assert_type(client.v2beta.erase("a.png", mask=Image.new("L", (8, 8)), grow_mask=5, fit=True), Generation)
        assert_type(client.v2beta.inpaint("a.png", "a ship", mask=b"", negative_prompt="fog"), Generation)
        assert_type(client.v2beta.outpaint("a.png", left=64, creativity=0.5), Generation)
        assert_type(client.v2beta.search_and_replace("a.png", "a ship", search_prompt="the buoy"), Generation)
        assert_type(client.v2beta.search_and_recolor("a.png", "a red door", select_prompt="the door"), Generation)
        assert_type(client.v2beta.remove_background("a.png", output_format="png"), Generation)
        assert_type(
            client.v2beta.replace_background_and_relight(
                "a.png", background_prompt="a beach", light_source_direction="left"
            ),
            Generation,
        )
        assert_type(client.v2beta.start_replace_background_and_relight("a.png", background_reference=b""), Pending)
        assert_type(client.v2beta.upscale_fast(Path("a.png")), Generation)
        assert_type(client.v2beta.upscale_conservative("a.png", "a ship", creativity=0.3), Generation)
        assert_type(client.v2beta.upscale_creative("a.png", "a ship", timeout=600), Generation)
        assert_type(client.v2beta.start_upscale_creative("a.png", "a ship", seed=7), Pending)
        assert_type(client.v2beta.sketch("a.png", "a ship", control_strength=0.7), Generation)
        assert_type(client.v2beta.structure("a.png", "a ship", validate=False), Generation)
        assert_type(client.v2beta.style("a.png", "a ship", fidelity=0.5), Generation)
        assert_type(client.v2beta.style_transfer("a.png", "b.png", style_strength=0.5), Generation)
        assert_type(client.v2beta.result(Pending("a" * 64), wait=False), Generation)
        assert_type(client.v2beta.result("a" * 64), Generation)
        assert_type(client.v2beta.start_upscale_creative("a.png", "a ship").id, str)
        assert_type(client.estimate(client.v2beta.sd3, "a lighthouse", model="sd3.5-medium"), float | None)
        assert_type(client.estimate(client.v1.text_to_image, "a lighthouse", steps=30), float | None)


async def async_calls_of_editions() -> None:
    async with AsyncStability(client_info="painter/1.2") as client:
        assert_type(await client.v1alpha.text_to_image("a lighthouse", engine="e"), Generation)
        assert_type(
            await client.v1.text_to_image("a lighthouse", engine="e", width=1024, style_preset="anime"), Generation
        )
        assert_type(await client.v1.text_to_image(["a", ("b", -0.5)], samples=2, accept="application/json"), Generation)
        assert_type(
            await client.v1.image_to_image(
                "a.png", "a storm", image_strength=0.4, init_image_mode="IMAGE_STRENGTH", fit=True
            ),
            Generation,
        )
        assert_type(
            await client.v1.masking(b"", "a ship", mask_source="MASK_IMAGE_WHITE", mask_image=Image.new("L", (8, 8))),
            Generation,
        )
        assert_type(await client.v1.engines(), Engines)
        assert_type(await client.v1.account(), Account)
        assert_type(await client.v1.balance(organization="org-1"), Balance)
        assert_type(
            await client.v2beta.core("a lighthouse", aspect_ratio="16:9", style_preset=StylePreset.ANIME, seed=7),
            Generation,
        )
        assert_type(
            await client.v2beta.ultra("a lighthouse", image="a.png", strength=0.5, output_format="webp"), Generation
        )
        assert_type(
            await client.v2beta.sd3("a lighthouse", model=Sd3Model.SD3_5_MEDIUM, accept="application/json"), Generation
        )
        assert_type(await client.v2beta.sd3("a lighthouse", model="sd3.5-large"), Generation)
        assert_type(await client.v2beta.erase("a.png", mask=Image.new("L", (8, 8)), grow_mask=5, fit=True), Generation)
        assert_type(await client.v2beta.inpaint("a.png", "a ship", mask=b"", negative_prompt="fog"), Generation)
        assert_type(await client.v2beta.outpaint("a.png", left=64, creativity=0.5), Generation)
        assert_type(await client.v2beta.search_and_replace("a.png", "a ship", search_prompt="the buoy"), Generation)
        assert_type(await client.v2beta.search_and_recolor("a.png", "a red door", select_prompt="the door"), Generation)
        assert_type(await client.v2beta.remove_background("a.png", output_format="png"), Generation)
        assert_type(
            await client.v2beta.replace_background_and_relight(
                "a.png", background_prompt="a beach", light_source_direction="left"
            ),
            Generation,
        )
        assert_type(
            await client.v2beta.start_replace_background_and_relight("a.png", background_reference=b""), Pending
        )
        assert_type(await client.v2beta.upscale_fast(Path("a.png")), Generation)
        assert_type(await client.v2beta.upscale_conservative("a.png", "a ship", creativity=0.3), Generation)
        assert_type(await client.v2beta.upscale_creative("a.png", "a ship", timeout=600), Generation)
        assert_type(await client.v2beta.start_upscale_creative("a.png", "a ship", seed=7), Pending)
        assert_type(await client.v2beta.sketch("a.png", "a ship", control_strength=0.7), Generation)
        assert_type(await client.v2beta.structure("a.png", "a ship", validate=False), Generation)
        assert_type(await client.v2beta.style("a.png", "a ship", fidelity=0.5), Generation)
        assert_type(await client.v2beta.style_transfer("a.png", "b.png", style_strength=0.5), Generation)
        assert_type(await client.v2beta.result(Pending("a" * 64), wait=False), Generation)
        assert_type(await client.v2beta.result("a" * 64), Generation)
        assert_type(client.estimate(client.v2beta.core, "a lighthouse"), float | None)


def errors(error: StabilityError) -> None:
    assert_type(error.status_code, int | None)
    assert_type(error.retry_after, float | None)
    assert_type(error.maybe_billed, bool)
    assert_type(error.body, bytes | None)
    assert_type(error.pending, Pending | None)
    value_error: ValueError = InvalidOptionError("")
    print(value_error)  # noqa: T201 - nothing here runs


def a_generation_is_a_sequence(made: Generation) -> Sequence[GeneratedImage]:
    return made


def mask_making(photo: Path) -> None:
    mask = masks.feather(masks.from_box((512, 512), (0, 0, 100, 100)), 4)
    assert_type(mask, Image.Image)
    assert_type(masks.invert(mask), Image.Image)
    assert_type(masks.preview(photo, mask, MaskSource.MASK_IMAGE_WHITE).share, float)
