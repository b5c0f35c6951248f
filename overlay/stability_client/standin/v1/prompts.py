"""Prompts in v1's forms: parts named `text_prompts[0][text]` and `text_prompts[0][weight]`."""

import re
from collections.abc import Iterable
from typing import Any

from stability_client.standin.forms import read_field
from stability_client.standin.multipart import FormPart

PROMPT_PART = re.compile(r"text_prompts\[(?P<index>\d{1,9})\]\[(?P<key>text|weight)\]", re.ASCII)

TYPES = {"text": "string", "weight": "number"}


def is_prompt_part(part: FormPart) -> bool:
    """Return whether a part is of a prompt."""
    return PROMPT_PART.fullmatch(part.name) is not None


def read_prompts(parts: Iterable[FormPart]) -> list[dict[str, Any]]:
    """Return the prompts in the order of their indices, which may skip. Of repeated parts the last counts.

    Raises:
        ApiError: A part is no text.
    """
    prompts: dict[int, dict[str, Any]] = {}
    for part in parts:
        found = PROMPT_PART.fullmatch(part.name)
        if found:
            value = read_field({"type": TYPES[found["key"]]}, part)
            prompts.setdefault(int(found["index"]), {})[found["key"]] = value
    return [prompts[index] for index in sorted(prompts)]
