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
