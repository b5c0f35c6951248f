"""Both clients against the stand-in: every operation, both forms of response, and what is sent."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from stability_client import (
    AsyncStability,
    AuthenticationError,
    FinishReason,
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidOptionError,
    MaskSource,
    MaskWarning,
    NotFoundError,
    Stability,
    TextPrompt,
    TimeoutError,  # noqa: A004 - ours
)
from stability_client._calls.prompts import Prompts
from stability_client.standin import StandIn
from stability_raw.api.generation import image_to_image as raw_image_to_image
from stability_raw.api.generation import text_to_image as raw_text_to_image
from stability_raw.api.user import balance as raw_balance
from stability_raw.models import (
    Balance,
    ImageToImageBody,
    ImageToImageOptions,
    ResponseMediaType,
    TextToImageOptions,
)
from stability_raw.models import (
    TextPrompt as RawPrompt,
)
from stability_raw.types import File

ENGINE = "stable-diffusion-512-v2-1"


@pytest.fixture
async def async_client(stability_standin: StandIn) -> AsyncIterator[AsyncStability]:
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url, engine=ENGINE) as client:
        yield client


@pytest.fixture(scope="module")
def mask() -> Image.Image:
    """White, so repainted under MASK_IMAGE_WHITE, in a box; black elsewhere."""
    mask = Image.new("L", (512, 512))
    ImageDraw.Draw(mask).rectangle((128, 128, 383, 383), fill=255)
    return mask


@pytest.mark.parametrize("samples", [None, 1, 2])
def test_images_are_received_in_either_form(client: Stability, samples: int | None) -> None:
    made = client.text_to_image("a lighthouse", samples=samples, seed=41)
    assert [image.seed for image in made] == [41, 42][: samples or 1]
    assert {image.finish_reason for image in made} == {FinishReason.SUCCESS}
    assert {image.size for image in made} == {(512, 512)}


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_the_async_client_works_on_asyncio_and_trio(
    async_client: AsyncStability, astronaut: bytes, mask: Image.Image
) -> None:
    made = await async_client.text_to_image("a lighthouse", samples=2, seed=41)
    assert [image.seed for image in made] == [41, 42]
    await async_client.masking(astronaut, "a ship", mask_image=mask, mask_source="MASK_IMAGE_WHITE")
    assert (await async_client.balance()).credits > 0
    with pytest.raises(NotFoundError):
        await async_client.text_to_image("a lighthouse", engine="none-such")
    with pytest.raises(TimeoutError):
        await async_client.with_options(timeout=0.001).text_to_image("a lighthouse")


@pytest.mark.anyio
async def test_both_clients_give_the_same(client: Stability, async_client: AsyncStability, astronaut: bytes) -> None:
    options: dict[str, Any] = {"seed": 3, "steps": 20, "cfg_scale": 9.5, "sampler": "DDIM"}
    prompts: Prompts = ["a harbor", TextPrompt("fog", -0.5)]
    assert [p.data for p in client.text_to_image(prompts, **options)] == [
        p.data for p in await async_client.text_to_image(prompts, **options)
    ]
    assert [p.data for p in client.image_to_image(astronaut, prompts, samples=2, **options)] == [
        p.data for p in await async_client.image_to_image(astronaut, prompts, samples=2, **options)
    ]
    assert client.account() == await async_client.account()
    assert client.engines() == await async_client.engines()


def test_masking_changes_the_masked_pixels_alone(client: Stability, astronaut: bytes, mask: Image.Image) -> None:
    made = client.masking(astronaut, "a ship", mask_image=mask, mask_source=MaskSource.MASK_IMAGE_WHITE)
    before, after = Image.open(io.BytesIO(astronaut)).convert("RGB"), made.image.to_pil().convert("RGB")
    kept = Image.eval(mask, lambda level: 255 - level)
    black = Image.new("RGB", before.size)
    assert Image.composite(before, black, kept).tobytes() == Image.composite(after, black, kept).tobytes()
    assert before.tobytes() != after.tobytes()


@pytest.mark.parametrize("source", ["MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK"])
def test_a_mask_source_that_needs_a_mask_is_refused_without_one(
    unsent: Stability, astronaut: bytes, source: Any
) -> None:
    with pytest.raises(InvalidMaskImageError, match="mask_image"):
        unsent.masking(astronaut, "a ship", mask_source=source)


def test_a_mask_that_would_be_ignored_is_refused(unsent: Stability, astronaut: bytes, mask: Image.Image) -> None:
    with pytest.raises(InvalidMaskImageError, match="mask_image"):
        unsent.masking(astronaut, "a ship", mask_source="INIT_IMAGE_ALPHA", mask_image=mask)


def test_a_mask_of_another_size_is_refused(unsent: Stability, astronaut: bytes, mask: Image.Image) -> None:
    with pytest.raises(InvalidImageDimensionsError, match=r"512x512.*256x256|256x256.*512x512"):
        unsent.masking(astronaut, "a ship", mask_source="MASK_IMAGE_WHITE", mask_image=mask.resize((256, 256)))


def test_an_unknown_mask_source_is_refused_with_the_known_ones(unsent: Stability, astronaut: bytes) -> None:
    with pytest.raises(InvalidOptionError, match="MASK_IMAGE_WHITE, MASK_IMAGE_BLACK, INIT_IMAGE_ALPHA"):
        unsent.masking(astronaut, "a ship", mask_source="WHITE")  # type: ignore[arg-type]  # the point


@pytest.mark.anyio
async def test_a_mask_warning_points_at_the_callers_line(
    client: Stability, async_client: AsyncStability, astronaut: bytes
) -> None:
    everything: Any = {"mask_image": Image.new("L", (512, 512), 255), "mask_source": "MASK_IMAGE_WHITE"}
    with pytest.warns(MaskWarning, match="whole image") as sync:
        client.masking(astronaut, "a ship", **everything)
    with pytest.warns(MaskWarning, match="whole image") as awaited:
        await async_client.masking(astronaut, "a ship", **everything)
    assert {warning.filename for warning in [*sync, *awaited]} == {__file__}


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("source", [None, 5])
def test_a_mask_source_that_is_no_text_is_refused(
    unsent: Stability, astronaut: bytes, source: Any, validate: bool
) -> None:
    with pytest.raises(InvalidOptionError):
        unsent.masking(astronaut, "a ship", mask_source=source, validate=validate)


def test_options_go_out_as_a_json_part_and_files_with_name_and_type(
    client: Stability, stability_standin: StandIn, astronaut: bytes, mask: Image.Image
) -> None:
    client.masking(astronaut, "a ship", mask_image=mask, mask_source="MASK_IMAGE_WHITE", steps=30)
    parts = {part.name: part for part in stability_standin.history[-1].parts}
    assert list(parts) == ["init_image", "options", "mask_image"]
    assert parts["options"].content_type == "application/json"
    assert json.loads(parts["options"].data) == {
        "text_prompts": [{"text": "a ship"}],
        "mask_source": "MASK_IMAGE_WHITE",
        "steps": 30,
    }
    assert (parts["init_image"].filename, parts["init_image"].content_type) == ("init_image.png", "image/png")
    assert (parts["mask_image"].filename, parts["mask_image"].content_type) == ("mask_image.png", "image/png")
    assert parts["init_image"].data == astronaut


def test_an_argument_that_is_not_passed_is_not_sent(client: Stability, stability_standin: StandIn) -> None:
    client.text_to_image("a lighthouse")
    received = stability_standin.history[-1]
    assert json.loads(received.body) == {"text_prompts": [{"text": "a lighthouse"}]}
    assert "organization" not in received.headers


def test_the_organization_of_a_call_overrides_that_of_the_client(client: Stability, stability_standin: StandIn) -> None:
    of_client, of_call = (found.id for found in client.account().organizations)
    with Stability("sk-standin", base_url=stability_standin.url, organization=of_client) as scoped:
        scoped.balance()
        scoped.balance(organization=of_call)
    assert [r.headers.get("organization") for r in stability_standin.history[-2:]] == [of_client, of_call]


@pytest.mark.parametrize("engine", ["..", ".", "a\nb", "../../user/account", "a/b", "/", "a\\b"])
def test_an_engine_that_would_leave_the_path_is_refused(unsent: Stability, engine: str) -> None:
    with pytest.raises(InvalidOptionError, match="engine"):
        unsent.text_to_image("a lighthouse", engine=engine)


@pytest.mark.parametrize("engine", ["", "  "])
def test_an_empty_engine_is_refused(unsent: Stability, engine: str) -> None:
    with pytest.raises(InvalidOptionError, match="engine: is empty"):
        unsent.text_to_image("a lighthouse", engine=engine)


def test_a_call_without_an_engine_says_how_to_get_one(stability_standin: StandIn) -> None:
    client = Stability("sk-standin", base_url=stability_standin.url)
    with client, pytest.raises(InvalidOptionError, match=r"STABILITY_ENGINE.*client.engines"):
        client.text_to_image("a lighthouse")


def test_a_wrong_key_is_an_authentication_error_that_does_not_show_it(stability_standin: StandIn) -> None:
    key = "sk-wrong-0123456789abcdef"
    with Stability(key, base_url=stability_standin.url) as client, pytest.raises(AuthenticationError) as caught:
        client.balance()
    assert caught.value.status_code == 401
    for piece in (key, key[:8], key[-4:]):
        assert piece not in str(caught.value)


# --- the multipart boundary --------------------------------------------------------------------------------------

INJECTION = (
    b"\r\n--+++\r\n"
    b'Content-Disposition: form-data; name="options"\r\nContent-Type: application/json\r\n\r\n'
    b'{"text_prompts": [{"text": "injected"}], "samples": 10}\r\n--+++--\r\n'
)
"""What ends an image's part and begins another, if the boundary is the one that the generator hard-codes."""


def crafted(image: bytes) -> bytes:
    """A PNG whose text chunk carries the injection, so it is a complete and valid image."""
    info = PngInfo()
    info.add_text("comment", INJECTION.decode("latin-1"))
    file = io.BytesIO()
    Image.open(io.BytesIO(image)).save(file, "PNG", pnginfo=info)
    assert INJECTION in file.getvalue()
    return file.getvalue()


def assert_not_injected(standin: StandIn) -> None:
    parts = standin.history[-1].parts
    assert [part.name for part in parts] == ["init_image", "options"]
    assert json.loads(parts[1].data)["text_prompts"] == [{"text": "honest"}]
    assert "boundary=+++" not in standin.history[-1].headers["content-type"]


def test_a_crafted_image_cannot_inject_a_part_through_the_overlay(
    client: Stability, stability_standin: StandIn, astronaut: bytes
) -> None:
    client.image_to_image(crafted(astronaut), "honest")
    assert_not_injected(stability_standin)


def test_a_crafted_image_cannot_inject_a_part_through_the_raw_client(
    client: Stability, stability_standin: StandIn, astronaut: bytes
) -> None:
    raw_image_to_image.sync_detailed(
        ENGINE,
        client=client.raw,
        body=ImageToImageBody(
            init_image=File(io.BytesIO(crafted(astronaut)), "init_image.png", "image/png"),
            options=ImageToImageOptions(text_prompts=[RawPrompt("honest")]),
        ),
        accept=ResponseMediaType.APPLICATION_JSON,
    )
    assert_not_injected(stability_standin)


def test_the_boundary_is_new_in_every_request(client: Stability, stability_standin: StandIn, astronaut: bytes) -> None:
    for _ in range(2):
        client.image_to_image(astronaut, "honest")
    first, second = (received.headers["content-type"] for received in stability_standin.history[-2:])
    assert first != second


# --- the generated client ----------------------------------------------------------------------------------------


def test_the_raw_client_has_the_key_and_the_address(client: Stability) -> None:
    found = raw_balance.sync(client=client.raw)
    assert isinstance(found, Balance)
    assert found.credits_ == client.balance().credits


@pytest.mark.anyio
async def test_the_raw_client_works_awaited(async_client: AsyncStability) -> None:
    found = await raw_balance.asyncio(client=async_client.raw)
    assert isinstance(found, Balance)


def test_the_raw_client_reads_statuses_unknown_to_http() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(520, json={"id": "a", "name": "b", "message": "c"}))
    with httpx.Client(transport=transport) as http:
        client = Stability("sk-0123456789abcdef", base_url="http://127.0.0.1:9", http_client=http)
        assert raw_balance.sync_detailed(client=client.raw).status_code == 520


def test_the_raw_client_never_shows_the_key(client: Stability) -> None:
    raw = client.raw
    raw.get_httpx_client()
    assert client._settings.api_key not in repr(raw) + repr(client) + repr(client._settings)


def test_the_raw_client_has_the_limits_that_its_docstring_names(client: Stability) -> None:
    body = TextToImageOptions(text_prompts=[RawPrompt("a lighthouse")])
    with pytest.raises(UnicodeDecodeError):
        raw_text_to_image.sync(ENGINE, client=client.raw, body=body, accept=ResponseMediaType.IMAGE_PNG)


def test_with_options_leaves_the_original_as_it_was(client: Stability) -> None:
    child = client.with_options(engine="another", timeout=5)
    assert (child.engine, client.engine != "another") == ("another", True)
    child.close()
    assert client.balance().credits > 0


def test_an_unknown_setting_is_refused_with_the_known_ones(client: Stability) -> None:
    with pytest.raises(InvalidOptionError, match=r"colour.*no setting.*api_key"):
        client.with_options(colour="red")  # type: ignore[call-arg]  # the point
