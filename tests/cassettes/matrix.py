"""What is pinned: every case by its name, as data. Recording, replay and the coverage tests all read this table."""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from regen.documents import loading as documents
from stability_client import RetryPolicy, TextPrompt
from stability_client.standin.settings import SettingsArguments

HERE = Path(__file__).parent
INPUTS = HERE / "inputs"
DOCUMENT = documents.load(HERE.parents[1] / "openapi.yaml")

ENGINE = "stable-diffusion-512-v2-1"
LIGHTHOUSE = "A lighthouse on a cliff"
SEED = 7
NOTHING: Mapping[str, Any] = MappingProxyType({})

SCENE, HOLED = INPUTS / "scene.png", INPUTS / "scene-with-hole.png"
WHITE, BLACK = INPUTS / "mask-white.png", INPUTS / "mask-black.png"


@frozen
class Ask:
    """One call of a client's method."""

    method: str
    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] = NOTHING
    key: str | None = None
    """The API key to call with, where it is not the client's."""


@frozen
class HandMade:
    """An answer that no server at hand gives."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@frozen
class Case:
    """What a client is asked, of which server: one cassette, and the outcome beside it."""

    name: str
    asks: tuple[Ask, ...]
    standin: SettingsArguments = field(factory=SettingsArguments)
    """How the stand-in is set up that answers."""
    answers: tuple[HandMade, ...] = ()
    """What answers in its place, one after the other."""
    client: Mapping[str, Any] = NOTHING
    """Settings of the client."""

    @property
    def path(self) -> Path:
        return HERE / f"{self.name}.yaml"

    @property
    def outcome_path(self) -> Path:
        return HERE / f"{self.name}.outcome.yaml"

    @property
    def source(self) -> str:
        """What the cassette says of where its answers are from."""
        if self.answers:
            return "hand-made"
        return f"stand-in ({self.standin['dialect']})" if "dialect" in self.standin else "stand-in"

    @property
    def is_portable(self) -> bool:
        """Whether any server gives such an answer, with no provocation or dialect of the stand-in's."""
        said = repr(self.asks)
        return not self.answers and not self.standin and "standin" not in said


# --- how to ask ------------------------------------------------------------------------------------------------------


def text_to_image(prompts: Any = LIGHTHOUSE, **options: Any) -> Ask:
    return Ask("text_to_image", (prompts,), {"seed": SEED} | options)


def image_to_image(prompts: Any = LIGHTHOUSE, init_image: Any = SCENE, **options: Any) -> Ask:
    return Ask("image_to_image", (init_image, prompts), {"seed": SEED} | options)


def masking(prompts: Any = LIGHTHOUSE, init_image: Any = SCENE, **options: Any) -> Ask:
    if "mask_source" not in options:
        options = {"mask_source": "MASK_IMAGE_WHITE", "mask_image": WHITE} | options
    return Ask("masking", (init_image, prompts), {"seed": SEED} | options)


def painting(prompts: Any = LIGHTHOUSE, **options: Any) -> tuple[Ask, ...]:
    """The same of all three operations that paint."""
    return text_to_image(prompts, **options), image_to_image(prompts, **options), masking(prompts, **options)


LOOKING = (Ask("engines"), Ask("account"), Ask("balance"))
JSON = "application/json"

# --- what comes back when all is well --------------------------------------------------------------------------------

EVERY_OPTION: Mapping[str, Any] = MappingProxyType(
    {
        "width": 576,
        "height": 640,
        "cfg_scale": 7.5,
        "clip_guidance_preset": "FAST_BLUE",
        "sampler": "K_DPMPP_2M",
        "samples": 1,
        "seed": 2147483647,
        "steps": 30,
    }
)
SCHEDULE: Mapping[str, Any] = MappingProxyType({"step_schedule_start": 0.25, "step_schedule_end": 0.75})

PAINTED = (
    Case("text-to-image/png", (text_to_image(),)),
    Case("text-to-image/json", (text_to_image(accept=JSON),)),
    Case("text-to-image/several-samples", (text_to_image(samples=2),)),
    Case("text-to-image/artifacts-envelope", (text_to_image(samples=2),), {"envelope": "artifacts"}),
    Case("text-to-image/every-option", (text_to_image(**EVERY_OPTION),)),
    Case("text-to-image/as-little-as-can-be", (Ask("text_to_image", (LIGHTHOUSE,)),)),
    Case("text-to-image/organization-of-the-call", (text_to_image(organization="org-standin-team"),)),
    Case("text-to-image/another-engine", (text_to_image(engine="stable-diffusion-v1-5"),)),
    Case("image-to-image/png", (image_to_image(),)),
    Case("image-to-image/json", (image_to_image(accept=JSON),)),
    Case("image-to-image/several-samples", (image_to_image(samples=2, step_schedule_start=0),)),
    Case("image-to-image/artifacts-envelope", (image_to_image(accept=JSON),), {"envelope": "artifacts"}),
    Case("image-to-image/every-option", (image_to_image(**EVERY_OPTION, **SCHEDULE),)),
    Case("image-to-image/as-little-as-can-be", (Ask("image_to_image", (SCENE, LIGHTHOUSE)),)),
    Case("image-to-image/whole-numbers-stay-whole", (image_to_image(step_schedule_start=0, cfg_scale=7),)),
    Case("image-to-image/jpeg", (image_to_image(init_image=INPUTS / "scene.jpg", step_schedule_start=0),)),
    Case("image-to-image/webp", (image_to_image(init_image=INPUTS / "scene.webp", step_schedule_start=0),)),
    Case("image-to-image/organization-of-the-call", (image_to_image(organization="org-standin-team"),)),
    Case("masking/white", (masking(),)),
    Case("masking/black", (masking(mask_source="MASK_IMAGE_BLACK", mask_image=BLACK),)),
    Case("masking/alpha", (masking(init_image=HOLED, mask_source="INIT_IMAGE_ALPHA"),)),
    Case("masking/json", (masking(accept=JSON),)),
    Case("masking/several-samples", (masking(samples=2),)),
    Case("masking/artifacts-envelope", (masking(accept=JSON),), {"envelope": "artifacts"}),
    Case("masking/every-option", (masking(**EVERY_OPTION, **SCHEDULE),)),
    Case(
        "masking/as-little-as-can-be",
        (Ask("masking", (HOLED, LIGHTHOUSE), {"mask_source": "INIT_IMAGE_ALPHA"}),),
    ),
    Case("masking/organization-of-the-call", (masking(organization="org-standin-team"),)),
)

LOOKED_UP = (
    Case("looking/engines", (Ask("engines"),)),
    Case("looking/account", (Ask("account"),)),
    Case("looking/balance", (Ask("balance"),)),
    Case(
        "looking/organization-of-the-call",
        (
            Ask("engines", (), {"organization": "org-standin-team"}),
            Ask("balance", (), {"organization": "org-standin-team"}),
        ),
    ),
    Case(
        "looking/organization-of-the-client",
        (*LOOKING, image_to_image(step_schedule_start=0)),
        client={"organization": "org-standin-team"},
    ),
)

# Prompts leave as they are; that the balance is empty keeps the answers small.
BROKE: SettingsArguments = {"balance": 0.0}
PROMPTS: Mapping[str, Any] = MappingProxyType(
    {
        "a-negative-weight": [LIGHTHOUSE, ("fog", -0.5)],
        "weights-whole-and-broken": [("a cliff", 1), ("the sea", 0.25), TextPrompt("gulls", 1.0)],
        "not-ascii": "Ein Löwe 🦁 vor dem 東京タワー, naïveté, عَرَبِيّ",
        "quotes-and-line-breaks": 'She said "no\\yes",\nthen left\t-- twice',
    }
)
SAID = (
    *(Case(f"prompts/{name}", painting(prompts), BROKE) for name, prompts in PROMPTS.items()),
    Case("prompts/two-thousand-characters", (text_to_image("sea " * 500),), BROKE),
)


# --- every word of the contract --------------------------------------------------------------------------------------


def words(schema: str) -> list[str]:
    return list(DOCUMENT["components"]["schemas"][schema]["enum"])


CALLS_OF_A_VOCABULARY = 5
"""More would make a cassette that nobody reads."""


def _vocabulary() -> Iterator[Case]:
    """Each sampler and each preset goes out as the contract spells it, in every operation that takes it."""
    samplers, presets = words("Sampler"), words("ClipGuidancePreset")
    pairs = [(sampler, presets[number % len(presets)]) for number, sampler in enumerate(samplers)]
    for number in range(0, len(pairs), CALLS_OF_A_VOCABULARY):
        some = [
            {"sampler": sampler, "clip_guidance_preset": preset}
            for sampler, preset in pairs[number : number + CALLS_OF_A_VOCABULARY]
        ]
        group = number // CALLS_OF_A_VOCABULARY + 1
        for ask in (text_to_image, image_to_image, masking):
            name = ask.__name__.replace("_", "-")
            yield Case(f"vocabulary/{name}-{group}", tuple(ask(**options) for options in some), BROKE)


# --- how painting can end --------------------------------------------------------------------------------------------


def _endings() -> Iterator[Case]:
    for reason in words("FinishReason"):
        if reason == "SUCCESS":
            continue  # all the others end so
        name = reason.lower().replace("_", "-")
        for ask in (text_to_image, image_to_image, masking):
            prompt = f"{LIGHTHOUSE} standin:{reason}"
            kind = ask.__name__.replace("_", "-")
            yield Case(f"endings/{name}-{kind}", (ask(prompt), ask(prompt, accept=JSON)))
        hosted: SettingsArguments = {"envelope": "artifacts"}
        yield Case(
            f"endings/{name}-artifacts-envelope", painting(f"{LIGHTHOUSE} standin:{reason}", accept=JSON), hosted
        )


# --- what can go wrong -----------------------------------------------------------------------------------------------


def errors_of(operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every documented status and error name of an operation."""
    for status, response in operation["responses"].items():
        for name in documents.resolve(DOCUMENT, response).get("x-error-names", ()):
            yield status, name


def provoked(operation: str, trigger: str) -> Ask:
    """A call that the stand-in refuses: those that paint by a word in the prompt, the others by their key."""
    asks = {ask.method: ask for ask in painting(trigger)} | {
        method: Ask(method, key=f"sk-{trigger}") for method in ("engines", "account", "balance")
    }
    return asks[operation]


OPERATIONS = {operation["operationId"]: operation for _, _, operation in documents.operations(DOCUMENT)}


def _refused() -> Iterator[Case]:
    by_error: dict[tuple[str, str], list[str]] = {}
    for operation, described in OPERATIONS.items():
        for error in errors_of(described):
            by_error.setdefault(error, []).append(operation)
    for (status, name), operations in by_error.items():
        asks = [provoked(operation, f"standin:{status}:{name}") for operation in operations]
        title = f"errors/{status}-{name.replace('_', '-')}"
        if status == "404":  # the client asks which engines there are: with each answer the cassette would be long
            yield from (Case(f"{title}-{ask.method.replace('_', '-')}", (ask,)) for ask in asks)
        else:
            yield Case(title, tuple(asks))


def everywhere(trigger: str) -> tuple[Ask, ...]:
    return tuple(provoked(operation, trigger) for operation in OPERATIONS)


UNCHECKED: Mapping[str, Any] = MappingProxyType({"validate": False})

TROUBLE = (
    Case("errors/page-of-a-proxy", everywhere("standin:520")),
    Case("errors/as-application-json", everywhere("standin:fault"), {"error_media_type": JSON}),
    Case("errors/unknown-key", (*painting(), *LOOKING), client={"api_key": "sk-wrong-0123456789-wrong"}),
    Case("errors/unknown-engine", (text_to_image(engine="no-such-engine"),)),
    Case("errors/of-another-organization", (text_to_image(organization="org-elsewhere"),)),
    Case(
        "errors/unchecked-options",
        (
            text_to_image(samples=2, accept="image/png"),
            text_to_image(width=500),
            text_to_image(width=1024, height=1088),
            text_to_image(steps=0, cfg_scale=36),
            text_to_image(sampler="K_UNHEARD_OF"),
            text_to_image(seed=1.5),
            text_to_image([]),
        ),
        client=UNCHECKED,
    ),
    Case(
        "errors/unchecked-images",
        (
            image_to_image(init_image=INPUTS / "not-an-image.txt"),
            masking(mask_source="MASK_IMAGE_WHITE"),
            masking(mask_source="MASK_IMAGE_WHITE", mask_image=INPUTS / "mask-of-another-size.png"),
            masking(mask_source="INIT_IMAGE_ALPHA"),
        ),
        client=UNCHECKED,
    ),
)

# --- servers of another kind -----------------------------------------------------------------------------------------

GYRE: SettingsArguments = {"dialect": "gyre"}

FOREIGN = (
    Case("gyre/png", (text_to_image(),), GYRE),
    Case("gyre/json", (text_to_image(samples=2),), GYRE),
    Case("gyre/content-filtered", (text_to_image(f"{LIGHTHOUSE} standin:CONTENT_FILTERED", accept=JSON),), GYRE),
    Case("gyre/image-to-image", (image_to_image(accept=JSON),), GYRE),
    Case("gyre/masking", (masking(accept=JSON),), GYRE),
    Case("gyre/looking", LOOKING, GYRE),
    Case("gyre/errors", (*everywhere("standin:unauthorized"), text_to_image(engine="no-such-engine")), GYRE),
)


# --- answers that no server at hand gives ----------------------------------------------------------------------------

PICTURE = SCENE.read_bytes()
BASE64 = base64.b64encode(PICTURE).decode()
PNG_FACTS = {"Content-Type": "image/png", "Finish-Reason": "SUCCESS", "Seed": "4294967295"}


def answered(content: object, status: int = 200, **headers: str) -> HandMade:
    """An answer in JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HandMade(status, {"Content-Type": JSON, **named}, json.dumps(content).encode())


def refused(status: int, name: str, message: str, **headers: str) -> HandMade:
    """An error as the API words it."""
    return answered({"id": "LyMu4toe", "name": name, "message": message}, status, **headers)


def by_hand(name: str, *pairs: tuple[Ask, HandMade], **client: Any) -> Case:
    asks, answers = zip(*pairs, strict=True)
    return Case(f"by-hand/{name}", asks, answers=answers, client=client)


TWICE = RetryPolicy(attempts=2, initial_backoff=0)
ONE_IMAGE = {"base64": BASE64, "seed": SEED, "finishReason": "SUCCESS"}

BY_HAND = (
    by_hand(
        "png-with-other-facts",
        (text_to_image(), HandMade(200, PNG_FACTS, PICTURE)),
        (text_to_image(), HandMade(200, {"Content-Type": "image/png"}, PICTURE)),
        (text_to_image(), HandMade(200, {**PNG_FACTS, "Seed": "4294967296", "Finish-Reason": "LOOKS_ODD"}, PICTURE)),
        (text_to_image(), HandMade(200, {**PNG_FACTS, "Content-Type": "Image/PNG; q=1", "Seed": "-1"}, PICTURE)),
    ),
    by_hand(
        "json-with-other-facts",
        (text_to_image(accept=JSON), answered([{"base64": BASE64}])),
        (text_to_image(accept=JSON), answered([{**ONE_IMAGE, "seed": 4294967295, "finishReason": "LOOKS_ODD"}])),
        (text_to_image(accept=JSON), answered([{**ONE_IMAGE, "seed": "12", "finishReason": 9, "more": {"of": None}}])),
        (text_to_image(accept=JSON), answered({"artifacts": [{**ONE_IMAGE, "seed": 1.5}], "model": "another"})),
        (text_to_image(accept=JSON), answered([{**ONE_IMAGE, "seed": True, "finishReason": None}])),
    ),
    by_hand(
        "answers-that-make-no-sense",
        (text_to_image(), HandMade(200, PNG_FACTS, PICTURE[:-9])),
        (text_to_image(), HandMade(200, PNG_FACTS, PICTURE + b"more")),
        (text_to_image(), HandMade(200, PNG_FACTS, b"GIF89a")),
        (text_to_image(), HandMade(200, {"Content-Type": "text/html"}, b"<title>Log in</title>")),
        (text_to_image(accept=JSON), answered([])),
        (text_to_image(accept=JSON), answered({"images": [ONE_IMAGE]})),
        (text_to_image(accept=JSON), answered([{**ONE_IMAGE, "base64": "not base64"}])),
        (text_to_image(accept=JSON), answered([{"seed": SEED}])),
        (text_to_image(accept=JSON), HandMade(200, {"Content-Type": JSON}, b'[{"base64": "iVBO')),
    ),
    by_hand(
        "lookups-that-make-no-sense",
        (Ask("engines"), answered([])),
        (Ask("engines"), answered({"engines": [{"id": "an-engine", "name": "An engine", "type": "PICTURE"}]})),
        (Ask("account"), answered({"id": "user-1", "email": "someone@example.com", "organizations": None})),
        (Ask("balance"), answered({"credits": "12"})),
        (Ask("balance"), answered({})),
    ),
    by_hand(
        "lookups-of-other-servers",
        (
            Ask("engines"),
            answered(
                {
                    "engines": [
                        {"id": kind.lower(), "name": kind.title(), "description": "", "type": kind, "more": 1}
                        for kind in (*words("EngineType"), "SMELL")
                    ]
                }
            ),
        ),
        (Ask("account"), answered({"id": "user-1", "email": "someone@example.com", "organizations": []})),
        (Ask("balance"), answered({"credits": 12})),
    ),
    by_hand(
        "errors-of-other-versions",
        (text_to_image(), answered({"id": "1", "name": "bad_request", "errors": ["steps: too few", "seed: odd"]}, 400)),
        (text_to_image(), refused(400, "never_heard_of", "No", X_Request_Id="1")),
        (text_to_image(), answered({"message": "Too many", "name": "rate_limit_exceeded"}, 429, Retry_After="7")),
        (text_to_image(), answered({"message": "No name"}, 402)),
        (text_to_image(), answered({"name": 7, "message": ["odd"]}, 400)),
        (text_to_image(), refused(429, "insufficient_balance", "Spent")),
        (text_to_image(), HandMade(503, {"Content-Type": "text/plain"}, b"upstream is away")),
        (text_to_image(), HandMade(502, {}, b"")),
    ),
    by_hand(
        "a-key-that-an-error-echoes",
        (
            text_to_image(),
            answered({"id": "1", "name": "unauthorized", "message": "Bad key: sk-abcdEFGH01234567"}, 401),
        ),
        (text_to_image(), answered({"id": "1", "name": "unauthorized", "message": "Bad: sk-ab***********67"}, 401)),
    ),
    by_hand(
        "an-engine-of-an-odd-name",
        (text_to_image(engine="of ours/löwe?v=1#2"), HandMade(200, PNG_FACTS, PICTURE)),
    ),
    by_hand(
        "a-redirect-is-not-followed", (text_to_image(), HandMade(307, {"Location": "https://elsewhere.example/"}, b""))
    ),
    Case(
        "by-hand/an-engine-that-is-gone",
        (text_to_image(), text_to_image()),
        answers=(
            refused(404, "not_found", "No such engine"),
            answered({"engines": [{"id": "newer", "name": "Newer", "description": "", "type": "PICTURE"}]}),
            refused(404, "not_found", "No such engine"),
            HandMade(502, {}, b""),
        ),
    ),
    Case(
        "by-hand/a-rate-limit-is-waited-for",
        (text_to_image(),),
        answers=(refused(429, "rate_limit_exceeded", "Wait", Retry_After="0"), HandMade(200, PNG_FACTS, PICTURE)),
        client={"retry": TWICE},
    ),
    Case(
        "by-hand/an-absent-server-is-asked-again-for-free",
        (Ask("balance"),),
        answers=(HandMade(503, {"Content-Type": "text/html"}, b"<title>Away</title>"), answered({"credits": 12.5})),
        client={"retry": TWICE},
    ),
)

CASES: tuple[Case, ...] = (
    *PAINTED,
    *LOOKED_UP,
    *SAID,
    *_vocabulary(),
    *_endings(),
    *_refused(),
    *TROUBLE,
    *FOREIGN,
    *BY_HAND,
)
BY_NAME = {case.name: case for case in CASES}
