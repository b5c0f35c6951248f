"""Every operation has a command, and every option of the contract arrives at the server as it was typed."""

import json
from pathlib import Path
from typing import Any

import pytest

from stability_client import Generation, Pending
from stability_client._calls.catalog import CLASSES, Method, methods
from stability_client._contract import Field, facts
from stability_client.cli.parameters import NOT_OFFERED
from stability_client.standin import RecordedRequest, StandIn
from tests.cli.conftest import Run

ALL = [method for edition in CLASSES for method in methods(edition).values()]
IMAGES = [method for method in ALL if method.returns in (Generation, Pending) and method.name != "result"]
ENGINES = {"v1": "stable-diffusion-v1-6", "v1alpha": "stable-diffusion-512-v2-1"}
NEEDED = {
    "mask_source": "MASK_IMAGE_WHITE",
    "search_prompt": "the ship",
    "select_prompt": "the door",
    "background_prompt": "a beach",
    "left": "64",
}
TOGETHER = {
    "strength": ("--image", "photo.png"),
    "image": ("--strength", "0.5"),
    "light_source_strength": ("--light-source-direction", "left"),
    "mode": ("--image", "photo.png", "--strength", "0.5"),
}
"""What an option cannot do without."""


def name_of(method: Method) -> str:
    return method.full_name


def command_line(method: Method, pictures: Path) -> list[str]:
    """The least that a command needs."""
    words = [method.edition, method.command]
    contract = method.contract
    is_wide = method.edition != "v2beta"
    for name, parameter in method.parameters.items():
        if name in contract.files and parameter.default is parameter.empty:
            file = "style.png" if name == "style_image" else "wide.png" if is_wide else "photo.png"
            words.append(str(pictures / file))
        elif name in {"prompt", "prompts"}:
            words.append("a lighthouse")
        elif name in contract.options and (contract.options[name].required or name in _needed(method)):
            words += [f"--{name.replace('_', '-')}", NEEDED[name]]
    if "mask_image" in contract.files:
        words += ["--mask-image", str(pictures / "wide-mask.png")]
    if "mask" in contract.files:
        words += ["--mask", str(pictures / "mask.png")]
    if method.edition in ENGINES and "engine" in method.parameters:
        words += ["--engine", ENGINES[method.edition]]
    return words


def _needed(method: Method) -> set[str]:
    return {group[0] for group in method.contract.one_of}


def value_for(name: str, field: Field) -> str:
    """A value that the contract allows and that is not the default."""
    words = field.enum or field.known
    if words:
        return next(word for word in words if word != field.default)
    if field.type == "integer":
        step = int(field.multiple_of or 1)
        return str(int(field.minimum or 0) + step * (0 if name in {"width", "height"} else 1))
    if field.type == "number":
        low = field.minimum or 0.0
        return str(low + ((field.maximum or 1.0) - low) / 2)
    return "fog"


def paid_call(server: StandIn) -> RecordedRequest:
    """The last request that was paid for: asking for the result of long work is not."""
    return [request for request in server.history if request.method == "POST"][-1]


def received(request: RecordedRequest) -> dict[str, Any]:
    """What a request says of its options, as text by name, whatever form it has."""
    if request.options is not None:
        return {name: value if isinstance(value, list) else str(value) for name, value in request.options.items()}
    return {part.name: part.data.decode() for part in request.parts if part.filename is None}


@pytest.mark.parametrize("method", IMAGES, ids=name_of)
def test_every_option_of_the_contract_arrives(
    method: Method, stability: Run, stability_standin: StandIn, pictures: Path
) -> None:
    stability_standin.reset(balance=1_000_000, rate_limit=None, shrink=8)
    least = command_line(method, pictures)
    for name, field in method.contract.options.items():
        if name in {"text_prompts", "prompt", "width", "height"} or name not in method.parameters:
            continue
        assert name not in NOT_OFFERED
        flag = f"--{name.replace('_', '-')}"
        value = "true" if field.type == "boolean" else value_for(name, field)
        words = [flag] if field.type == "boolean" else [flag, value]
        more = [str(pictures / word) if word.endswith(".png") else word for word in TOGETHER.get(name, ())]
        if name.startswith("step_schedule") and "init_image_mode" in method.contract.options:
            more += ["--init-image-mode", "STEP_SCHEDULE"]
        kept = [word for number, word in enumerate(least) if flag not in least[max(0, number - 1) : number + 1]]
        done = stability(*kept, *words, *more, "-o", f"{name}.png", "-f")
        assert done.code == 0, (name, done.err)
        sent = received(paid_call(stability_standin))
        assert str(sent[name]).lower() == value.lower() or float(sent[name]) == float(value), name


@pytest.mark.parametrize("method", [each for each in IMAGES if "width" in each.contract.options], ids=name_of)
def test_width_and_height_arrive(method: Method, stability: Run, stability_standin: StandIn, pictures: Path) -> None:
    size = ("--width", "576", "--height", "512")
    done = stability(*command_line(method, pictures), *size, "-o", "a.png")
    assert done.code == 0, done.err
    sent = received(stability_standin.history[-1])
    assert (sent["width"], sent["height"]) == (size[1], size[3])


@pytest.mark.parametrize("method", IMAGES, ids=name_of)
def test_every_file_of_the_contract_arrives(
    method: Method, stability: Run, stability_standin: StandIn, pictures: Path
) -> None:
    stability_standin.reset(rate_limit=None, shrink=8)
    least = command_line(method, pictures)
    given_files = {"mask_image", "mask"}
    optional = [name for name, part in method.contract.files.items() if not part.required and name not in given_files]
    more = [word for name in optional for word in (f"--{name.replace('_', '-')}", str(pictures / "photo.png"))]
    if "strength" in method.contract.options and optional:
        more += ["--strength", "0.5"]
    done = stability(*least, *more, "-o", "a.png")
    assert done.code == 0, done.err
    sent = {part.name: part.data for part in paid_call(stability_standin).parts if part.filename is not None}
    given = {Path(word).name: Path(word).read_bytes() for word in (*least, *more) if word.endswith(".png")}
    assert set(sent) == set(method.contract.files)
    assert set(sent.values()) == set(given.values())


@pytest.mark.parametrize("name", ["text-to-image", "image-to-image", "masking", "engines", "account", "balance"])
@pytest.mark.parametrize("edition", [None, "v1alpha", "v1"])
def test_short_commands_are_calls_of_the_chosen_edition(
    edition: str | None, name: str, stability: Run, stability_standin: StandIn, pictures: Path
) -> None:
    method = methods(edition or "v1alpha")[name.replace("-", "_")]
    words = command_line(method, pictures)[1:]
    output = ["-o", "a.png"] if method in IMAGES else []
    chosen = ["--edition", edition] if edition else []
    assert stability(*chosen, *words, *output).code == 0
    assert stability_standin.history[-1].path.startswith(f"/{edition or 'v1alpha'}/")


def test_prompts_have_weights(stability: Run, stability_standin: StandIn) -> None:
    words = ("text-to-image", "a harbor", "boats:0.5", "at 16:9", "--negative", "fog", "--engine", ENGINES["v1alpha"])
    done = stability(*words, "-o", "a.png")
    assert done.code == 0, done.err
    assert stability_standin.history[-1].options["text_prompts"] == [
        {"text": "a harbor"},
        {"text": "boats", "weight": 0.5},
        {"text": "at 16:9"},
        {"text": "fog", "weight": -1.0},
    ]


@pytest.mark.parametrize("source", ["file", "standard input"])
def test_prompts_come_from_a_file_or_standard_input(
    source: str, stability: Run, stability_standin: StandIn, tmp_path: Path
) -> None:
    text = "\ufeffein Leuchtturm über dem Meer\r\n\r\nNebel:-0.5\n".encode()
    (tmp_path / "prompts.txt").write_bytes(text)
    path = "prompts.txt" if source == "file" else "-"
    done = stability(
        *("text-to-image", "--prompt-file", path, "--engine", ENGINES["v1alpha"], "-o", "a.png"),
        stdin=text if path == "-" else b"",
    )
    assert done.code == 0, done.err
    assert stability_standin.history[-1].options["text_prompts"] == [
        {"text": "ein Leuchtturm über dem Meer"},
        {"text": "Nebel", "weight": -0.5},
    ]


def test_an_image_comes_from_standard_input(stability: Run, stability_standin: StandIn, pictures: Path) -> None:
    photo = (pictures / "photo.png").read_bytes()
    done = stability("v2beta", "remove-background", "-", "-o", "a.png", stdin=photo)
    assert done.code == 0, done.err
    [part] = [part for part in stability_standin.history[-1].parts if part.filename is not None]
    assert part.data == photo


def test_only_one_thing_comes_from_standard_input(stability: Run, stability_standin: StandIn) -> None:
    done = stability("v2beta", "structure", "-", "--prompt-file", "-", stdin=b"x")
    assert done.code == 2
    assert "standard input" in done.err
    assert not stability_standin.history


@pytest.mark.parametrize("words", [(), ("a boat", "--prompt-file", "prompts.txt")], ids=["none", "two"])
def test_one_prompt_must_be_given(words: tuple[str, ...], stability: Run, tmp_path: Path) -> None:
    (tmp_path / "prompts.txt").write_text("a ship")
    done = stability("v2beta", "core", *words)
    assert (done.code, done.out) == (2, b"")
    assert "Pass one prompt" in done.err


def test_several_images_of_a_call_get_numbers(stability: Run, tmp_path: Path) -> None:
    words = ("v1", "text-to-image", "a boat", "--engine", ENGINES["v1"], "--samples", 3)
    done = stability(*words, "-o", "boat.png")
    assert done.code == 0, done.err
    assert done.text.splitlines() == ["boat.png", "boat-2.png", "boat-3.png"]
    assert all((tmp_path / name).is_file() for name in done.text.splitlines())


def test_a_folder_gets_free_names(stability: Run, stability_standin: StandIn, tmp_path: Path) -> None:
    stability_standin.reset(shrink=8)
    written = []
    for _ in range(2):
        done = stability("v2beta", "core", "a boat", "--seed", 7, "-o", "out/")
        assert done.code == 0, done.err
        written.append(done.text.strip())
    assert written == ["out/v2beta_core-7.png", "out/v2beta_core-7-2.png"]
    words = ("v1", "text-to-image", "a boat", "--engine", ENGINES["v1"], "--samples", 2, "--seed", 7)
    done = stability(*words, "-o", "out")
    assert done.text.split() == ["out/v1_text_to_image-7.png", "out/v1_text_to_image-8.png"]
    done = stability("v2beta", "core", "a boat", "--seed", 7)
    assert done.text.strip() == "v2beta_core-7.png"
    assert len(list((tmp_path / "out").iterdir())) == 4


def test_long_work_prints_its_id_and_is_fetched_later(
    stability: Run, stability_standin: StandIn, pictures: Path
) -> None:
    photo = pictures / "photo.png"
    started = stability("v2beta", "upscale-creative", photo, "a harbor", "--no-wait")
    assert started.code == 0, started.err
    fetched = stability("v2beta", "result", started.text.strip(), "-o", "a.png")
    assert fetched.code == 0, fetched.err
    waited = stability("v2beta", "upscale-creative", photo, "a harbor", "-o", "b.png")
    assert "its id is" in waited.err
    assert waited.text == "b.png\n"
    paid = [request for request in stability_standin.history if request.method == "POST"]
    assert len(paid) == 2


@pytest.mark.parametrize("edition", ["v1alpha", "v1"])
@pytest.mark.parametrize("name", ["engines", "account", "balance"])
def test_lists_are_tables_or_json(edition: str, name: str, stability: Run) -> None:
    table, listed = stability(edition, name), stability(edition, name, "--json")
    assert (table.code, listed.code) == (0, 0)
    content = json.loads(listed.out)
    first = {"engines": "id", "account": "email", "balance": "credits"}[name]
    shown = content[0][first] if name == "engines" else content[first]
    assert (f"{shown:g}" if isinstance(shown, float) else shown) in table.text


def test_estimates_are_those_of_the_library_and_need_no_key(
    stability: Run, stability_standin: StandIn, pictures: Path, environment: dict[str, str]
) -> None:
    without_key = {name: value for name, value in environment.items() if name != "STABILITY_API_KEY"}
    done = stability("estimate", "v2beta", "core", "a boat", environment=without_key)
    assert (done.code, done.text) == (0, "3\n")
    done = stability("estimate", "v2beta", "upscale-creative", pictures / "photo.png", "a boat", "--json")
    assert json.loads(done.out) == {"operation": "v2beta.upscale_creative", "estimated_credits": 60}
    assert not stability_standin.history


def test_the_words_of_json_are_for_scripts(stability: Run) -> None:
    done = stability("v2beta", "core", "a boat", "--seed", 7, "-o", "a.png", "--json")
    assert json.loads(done.out) == {
        "operation": "v2beta_core",
        "engine": None,
        "estimated_credits": 3,
        "request_id": json.loads(done.out)["request_id"],
        "images": [
            {
                "path": "a.png",
                "seed": 7,
                "finish_reason": "SUCCESS",
                "media_type": "image/png",
                "width": 1536,
                "height": 1536,
            }
        ],
    }
    assert done.err == ""


def test_people_read_seed_finish_reason_size_and_credits(stability: Run) -> None:
    done = stability("v2beta", "core", "a boat", "--seed", 7, "-o", "a.png")
    assert done.text == "a.png\n"
    for word in ("a.png", "1536x1536", "seed 7", "SUCCESS", "estimated credits: 3"):
        assert word in done.err


def test_there_is_a_command_for_every_operation() -> None:
    commands = {method.contract.path for method in ALL}
    assert commands == {operation.path for operation in facts.OPERATIONS.values()}
