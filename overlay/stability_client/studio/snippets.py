"""The Python and the command line that do the same as a draft, to copy."""

import shlex
from collections.abc import Mapping
from typing import Any

from stability_client._calls.catalog import Method
from stability_client._calls.prompts import TextPrompt
from stability_client.studio.drafts import ALPHA, Draft
from stability_client.studio.forms import extra_names, image_name, mask_name

IMAGE, MASK, RESULT = "image.png", "mask.png", "result.png"
"""The names that the studio saves the image and its mask under, and that of the result."""


def as_python(draft: Draft) -> str:
    """Return a script that makes the call of a draft, from the saved image and mask."""
    given = draft.plain_arguments()
    method, mask, source = draft.method, mask_name(draft.method), draft.mask_source
    lines = ["from stability_client import Stability" + (", masks" if mask else ""), ""]
    call = {image_name(method): repr(IMAGE)}
    if mask and source == ALPHA:
        call[image_name(method)] = f'masks.for_source("{MASK}", "{source}", "{IMAGE}")'
    elif mask:
        call[mask] = f'masks.for_source("{MASK}", "{source}")' if source else repr(MASK)
    for name in extra_names(method):
        if name in draft.extra:
            call[name] = repr(draft.extra[name].name)
    call |= {name: _literal(value) for name, value in given.items()}
    lines += [
        "with Stability() as client:",
        f"    generation = client.{method.edition}.{method.name}(",
        *(f"        {name}={value}," for name, value in call.items()),
        "    )",
        f'generation.image.save("{RESULT}")',
    ]
    return "\n".join(lines) + "\n"


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_literal(each) for each in value) + "]"
    if isinstance(value, TextPrompt):
        return repr(value.text) if value.weight is None else repr((value.text, value.weight))
    return repr(value)


def as_command(draft: Draft) -> str:
    """Return the command line that makes the call of a draft, from the saved image and mask."""
    given, method, mask, source = draft.plain_arguments(), draft.method, mask_name(draft.method), draft.mask_source
    before: list[str] = []
    image, files = IMAGE, {}
    if mask and source:
        sent = "sent.png"
        words = ["stability", "mask", "for-source", MASK, source, "-o", sent]
        before = [shlex.join([*words, "--init-image", IMAGE] if source == ALPHA else words)]
        image = sent if source == ALPHA else IMAGE
        files = {} if source == ALPHA else {mask: sent}
    elif mask:
        files = {mask: MASK}
    files |= {name: draft.extra[name].name for name in extra_names(method) if name in draft.extra}
    words = ["stability", method.edition, method.command, image, *_prompt_words(given)]
    words += [word for name, path in files.items() for word in _file_words(method, name, path)]
    words += [
        word for name, value in given.items() if name not in {"prompt", "prompts"} for word in _words(name, value)
    ]
    return "\n".join([*before, shlex.join([*words, "-o", RESULT])]) + "\n"


def _prompt_words(given: Mapping[str, Any]) -> list[str]:
    if "prompt" in given:
        return [str(given["prompt"])]
    words = []
    for each in given.get("prompts", []):
        weight = each.weight
        words += ["--negative", each.text] if weight == -1 else [_weighted(each)]
    return words


def _weighted(prompt: TextPrompt) -> str:
    return prompt.text if prompt.weight is None else f"{prompt.text}:{prompt.weight:g}"


def _file_words(method: Method, name: str, path: str) -> list[str]:
    required = method.parameters[name].default is method.parameters[name].empty
    return [path] if required else [f"--{name.replace('_', '-')}", path]


def _words(name: str, value: Any) -> list[str]:
    flag = name.replace("_", "-")
    if isinstance(value, bool):
        return [f"--{flag}" if value else f"--no-{flag}"]
    return [f"--{flag}", str(value)]
