"""Mistakes that type checkers must find in calls of both clients. Nothing here runs.

Each is marked for mypy and for basedpyright; an unused mark is an error, so a mistake that is no longer found fails.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from stability_client import AsyncStability, Stability


def mistakes(client: Stability, variable: str) -> None:
    client.text_to_image("a lighthouse", widht=512)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.text_to_image("a lighthouse", width="512")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.text_to_image("a lighthouse", sampler="K_EULR")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.text_to_image("a lighthouse", sampler=variable)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.text_to_image(steps=30)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.text_to_image("a lighthouse", accept="image/jpeg")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.text_to_image("a lighthouse", mask_image=b"")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.image_to_image(512, "a storm")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.masking("photo.png", "a ship")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.masking("a.png", "a ship", mask_source="WHITE")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.engines(engine="e")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.account("org-1")  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]
    client.with_options(retries=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Stability(base_ur="http://127.0.0.1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def the_same_mistakes_awaited(client: AsyncStability, variable: str) -> None:
    await client.text_to_image("a lighthouse", widht=512)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.text_to_image("a lighthouse", width="512")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.text_to_image("a lighthouse", sampler="K_EULR")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.text_to_image("a lighthouse", sampler=variable)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.text_to_image(steps=30)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.text_to_image("a lighthouse", accept="image/jpeg")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.text_to_image("a lighthouse", mask_image=b"")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.image_to_image(512, "a storm")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.masking("photo.png", "a ship")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.masking("a.png", "a ship", mask_source="WHITE")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.engines(engine="e")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.account("org-1")  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]
    assert client.text_to_image("a lighthouse").image  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    client.with_options(retries=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    AsyncStability(base_ur="http://127.0.0.1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def mistakes_of_editions(client: Stability) -> None:
    client.v1.text_to_image("a lighthouse", aspect_ratio="16:9")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v1.text_to_image("a lighthouse", style_preset="animee")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.v1.masking("a.png", "a ship")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v1.engines(engine="e")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v2beta.core("a lighthouse", width=512)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v2beta.core(["a lighthouse"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.v2beta.core("a lighthouse", aspect_ratio="7:1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.v2beta.core("a lighthouse", accept="text/html")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.v2beta.core("a lighthouse", organization="org-1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v2beta.sd3("a lighthouse", image=512)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.v2beta.inpaint("a.png", "a ship", mask_image=b"")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v2beta.search_and_replace("a.png", "a ship")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v2beta.outpaint("a.png", left="64")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.v2beta.outpaint("a.png", left=64, fit=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v2beta.upscale_creative("a.png")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v2beta.start_upscale_creative("a.png", "a ship", accept="image/*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.v2beta.result(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.v2beta.result("a", wait="no")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.estimate(client.v2beta.core, "a lighthouse", width=512)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def the_same_mistakes_of_editions_awaited(client: AsyncStability) -> None:
    await client.v1.text_to_image("a lighthouse", aspect_ratio="16:9")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v1.text_to_image("a lighthouse", style_preset="animee")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.v1.masking("a.png", "a ship")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v1.engines(engine="e")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v2beta.core("a lighthouse", width=512)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v2beta.core(["a lighthouse"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.v2beta.core("a lighthouse", aspect_ratio="7:1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.v2beta.core("a lighthouse", accept="text/html")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.v2beta.core("a lighthouse", organization="org-1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v2beta.sd3("a lighthouse", image=512)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.v2beta.inpaint("a.png", "a ship", mask_image=b"")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v2beta.search_and_replace("a.png", "a ship")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v2beta.outpaint("a.png", left="64")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.v2beta.outpaint("a.png", left=64, fit=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v2beta.upscale_creative("a.png")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v2beta.start_upscale_creative("a.png", "a ship", accept="image/*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await client.v2beta.result(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await client.v2beta.result("a", wait="no")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.estimate(client.v2beta.core, "a lighthouse", width=512)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
