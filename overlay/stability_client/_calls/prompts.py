"""Prompts in the forms that callers may pass them in, and in the form that the API takes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, SupportsFloat, TypeGuard

from attrs import frozen

from stability_client._calls.values import to_json_value
from stability_client.errors import InvalidPromptsError


@frozen
class TextPrompt:
    """A text that guides the image.

    Attributes:
        text: What the image shows.
        weight: How strongly it counts; a negative weight pushes away from the text. None sends none: the server's
            own default holds.
    """

    text: str
    weight: float | None = None


Prompts = str | TextPrompt | tuple[str, float] | Sequence[str | TextPrompt | tuple[str, float]]
"""A text, a text with its weight, or several of these."""

_EXPECTED = "prompts: must be a text, a TextPrompt, a (text, weight) pair, or several of these, got {kind}"


def text_prompts(prompts: Prompts) -> list[dict[str, Any]]:
    """Return prompts as the API takes them: objects with `text` and, if one was given, `weight`.

    Raises:
        InvalidPromptsError: They are of another kind.
    """
    if _is_ambiguous(prompts):
        raise InvalidPromptsError(
            f"prompts: may be a text with its weight or two texts, got {prompts!r:.80}. Pass the weight as a number, "
            "or the two texts as a list"
        )
    each: Any = [prompts] if isinstance(prompts, str | TextPrompt) or _is_pair(prompts) else prompts
    if not isinstance(each, Iterable) or isinstance(each, bytes | bytearray | Mapping):
        raise InvalidPromptsError(_EXPECTED.format(kind=type(prompts).__name__))
    return [_text_prompt(prompt) for prompt in each]


def _is_ambiguous(prompts: object) -> bool:
    """Whether it is two texts of which the second reads like a number."""
    if not isinstance(prompts, tuple) or [type(part) for part in prompts] != [str, str]:
        return False
    try:
        float(prompts[1])
    except ValueError:
        return False
    return True


def _is_pair(prompt: object) -> TypeGuard[tuple[str, float]]:
    return isinstance(prompt, tuple) and len(prompt) == 2 and isinstance(prompt[0], str) and _is_weight(prompt[1])  # noqa: PLR2004 - a pair


def _is_weight(value: object) -> bool:
    return isinstance(value, SupportsFloat) and not isinstance(value, str | bytes | bool)


def _text_prompt(prompt: object) -> dict[str, Any]:
    if isinstance(prompt, str):
        return {"text": prompt}
    if _is_pair(prompt):
        prompt = TextPrompt(*prompt)
    if not isinstance(prompt, TextPrompt):
        raise InvalidPromptsError(_EXPECTED.format(kind=f"{type(prompt).__name__} among them"))
    return {"text": prompt.text} | ({} if prompt.weight is None else {"weight": to_json_value(prompt.weight)})
