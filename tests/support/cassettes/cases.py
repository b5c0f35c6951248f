"""What a case of the matrix is: calls of a client, the server that responds, and the two files that pin both."""

import base64
import json
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import frozen

from regen.documents import loading as documents
from stability_client.standin.configuration import ConfigurationArguments

ROOT = Path(__file__).parents[3]
CASSETTES = ROOT / "tests" / "cassettes"
INPUTS = CASSETTES / "inputs"
DOCUMENT = documents.load(ROOT / "openapi.yaml")
OPERATIONS = {operation["operationId"]: operation for _, _, operation in documents.operations(DOCUMENT)}
EDITIONS = {
    operation["operationId"]: documents.edition(DOCUMENT, path) for path, _, operation in documents.operations(DOCUMENT)
}
V1ALPHA_OPERATIONS = [operation for operation, edition in EDITIONS.items() if edition == "v1alpha"]

ENGINE = "stable-diffusion-512-v2-1"
PROMPT = "A lighthouse on a cliff"
SEED = 7
JSON = "application/json"
NOTHING: Mapping[str, Any] = MappingProxyType({})

SCENE, SCENE_WITH_HOLE = INPUTS / "scene.png", INPUTS / "scene-with-hole.png"


class StartedWork(Enum):
    """Stands for what the case started last, in the arguments of a call."""

    LAST = "<the work that was started>"


@frozen
class ClientCall:
    """A call of one of the client's methods."""

    method: str
    """Its name, after that of the edition if it is not v1alpha: `engines`, `v1.engines`."""
    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] = NOTHING
    key: str | None = None
    """The API key of this call, if it is not the client's."""


@frozen
class HandmadeResponse:
    """A response that no available server gives."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@frozen
class Case:
    """One cassette, and the outcome beside it."""

    name: str
    calls: tuple[ClientCall, ...]
    standin: ConfigurationArguments
    """Settings of the stand-in that responds."""
    responses: tuple[HandmadeResponse, ...]
    """Sent in place of the stand-in's responses, one after the other."""
    client: Mapping[str, Any]
    """Settings of the client."""

    @property
    def path(self) -> Path:
        return CASSETTES / f"{self.name}.yaml"

    @property
    def outcome_path(self) -> Path:
        return CASSETTES / f"{self.name}.outcome.yaml"

    @property
    def source(self) -> str:
        """What the cassette names as the source of its responses."""
        if self.responses:
            return "hand-made"
        return f"stand-in ({self.standin['dialect']})" if "dialect" in self.standin else "stand-in"

    @property
    def is_portable(self) -> bool:
        """Whether any server responds so, without a setting or a trigger of the stand-in."""
        return not self.responses and not self.standin and "standin" not in repr(self.calls)


def case(
    name: str,
    *calls: ClientCall,
    standin: ConfigurationArguments | None = None,
    responses: tuple[HandmadeResponse, ...] = (),
    client: Mapping[str, Any] = NOTHING,
) -> Case:
    """Return a row of the matrix."""
    return Case(name, calls, standin or ConfigurationArguments(), responses, client)


# --- calls -----------------------------------------------------------------------------------------------------------


def text_to_image(prompts: Any = PROMPT, **options: Any) -> ClientCall:
    return ClientCall("text_to_image", (prompts,), {"seed": SEED} | options)


def image_to_image(prompts: Any = PROMPT, init_image: Any = SCENE, **options: Any) -> ClientCall:
    return ClientCall("image_to_image", (init_image, prompts), {"seed": SEED} | options)


def masking(prompts: Any = PROMPT, init_image: Any = SCENE, **options: Any) -> ClientCall:
    if "mask_source" not in options:
        options = {"mask_source": "MASK_IMAGE_WHITE", "mask_image": INPUTS / "mask-white.png"} | options
    return ClientCall("masking", (init_image, prompts), {"seed": SEED} | options)


GENERATIONS = (text_to_image, image_to_image, masking)
LOOKUPS = (ClientCall("engines"), ClientCall("account"), ClientCall("balance"))


def call_generations(prompts: Any = PROMPT, **options: Any) -> tuple[ClientCall, ...]:
    """Return the same call of each operation that generates images."""
    return tuple(call(prompts, **options) for call in GENERATIONS)


def call_with_trigger(operation: str, trigger: str) -> ClientCall:
    """Return a call that the stand-in refuses: the trigger is in the prompt, or else in the key."""
    generations = {call.method: call for call in call_generations(trigger)}
    return generations.get(operation) or ClientCall(operation, key=f"sk-{trigger}")


def call_operations(trigger: str) -> tuple[ClientCall, ...]:
    """Return a call of each operation of v1alpha that the stand-in refuses."""
    return tuple(call_with_trigger(operation, trigger) for operation in V1ALPHA_OPERATIONS)


# --- responses -------------------------------------------------------------------------------------------------------

IMAGE = SCENE.read_bytes()
IMAGE_JSON = {"base64": base64.b64encode(IMAGE).decode(), "seed": SEED, "finishReason": "SUCCESS"}
PNG_HEADERS = {"Content-Type": "image/png", "Finish-Reason": "SUCCESS", "Seed": "4294967295"}


def json_response(content: object, status: int = 200, **headers: str) -> HandmadeResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HandmadeResponse(status, {"Content-Type": JSON, **named}, json.dumps(content).encode())


def error_response(status: int, name: str, message: str, **headers: str) -> HandmadeResponse:
    """Return an error in the API's form."""
    return json_response({"id": "LyMu4toe", "name": name, "message": message}, status, **headers)


# --- the contract ----------------------------------------------------------------------------------------------------


def enum_values(schema: str) -> list[str]:
    return list(DOCUMENT["components"]["schemas"][schema]["enum"])


def documented_errors(operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every documented status and error name of an operation."""
    for status, response in operation["responses"].items():
        for name in documents.resolve(DOCUMENT, response).get("x-error-names", ()):
            yield status, name
