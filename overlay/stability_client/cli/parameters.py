"""The parameters of a command, from what a method takes and what the contract says of it."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from inspect import Parameter
from pathlib import Path
from typing import Any

import rich_click as click
from click.shell_completion import CompletionItem

from stability_client import TextPrompt
from stability_client._calls.catalog import Method
from stability_client._contract import Field, FilePart
from stability_client.cli.failures import CommandError

NOT_OFFERED = {
    "accept": "how an image travels; the command decides",
    "extra_headers": "may hold secrets, which do not belong on a command line",
    "organization": "an option before the command",
}
"""The arguments of methods that commands do not have, each with the reason."""
PANEL = "The call"
"""What help pages head the arguments and options of a call with."""
STDIN = "-"
WEIGHTED = re.compile(r"(?P<text>.*[^\d\s]\s*):(?P<weight>[+-]?\d+(?:\.\d+)?)", re.DOTALL)
"""A text with a weight at its end: `fog:-0.5`. After a digit there is none, so `16:9` and `at 10:30` are only texts."""
PROMPTS_HELP = "What the image shows. A weight may follow: `fog:-0.5` pushes away from fog."
NEGATIVE_HELP = "What the image must not show: a prompt of weight -1. Repeatable."
PROMPT_FILE_HELP = "Read the prompt from a file, or with - from standard input."
PROMPTS_FILE_HELP = "Read prompts from a file, one a line, or with - from standard input."


class Word(click.ParamType[str]):
    """A word of an enum. Shells complete it; whether there is such a word, the library says."""

    name = "word"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the words that begin like this."""
        return [CompletionItem(word) for word in self.words if word.lower().startswith(incomplete.lower())]


class Prompt(click.ParamType[TextPrompt]):
    """A prompt whose weight may stand at its end."""

    name = "prompt"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> TextPrompt:
        """Return the prompt."""
        return value if isinstance(value, TextPrompt) else weighted(value)


IMAGE = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True)
TYPES: Mapping[str, click.ParamType[Any]] = {"integer": click.INT, "number": click.FLOAT, "string": click.STRING}


def parameters(method: Method) -> list[click.Parameter]:
    """Return the parameters of the command for a method: images and prompts first, then options."""
    return [made for each in method.parameters.values() for made in _parameter(method, each)]


def _parameter(method: Method, parameter: Parameter) -> Iterator[click.Parameter]:
    """The click parameters for one argument of a method."""
    contract, name = method.contract, parameter.name
    if name in NOT_OFFERED:
        return
    if name in contract.files:
        yield _file(name, contract.files[name], required=parameter.default is Parameter.empty)
    elif name == "prompts":
        yield click.RichArgument(
            ["prompts"], panel=PANEL, nargs=-1, type=Prompt(), metavar="PROMPT...", help=PROMPTS_HELP
        )
        yield _made("--negative", multiple=True, metavar="TEXT", help=NEGATIVE_HELP)
        yield _made("--prompt-file", type=IMAGE, metavar="FILE", help=PROMPTS_FILE_HELP)
    elif name == "prompt":
        yield click.RichArgument(
            ["prompt"], panel=PANEL, required=False, help=_plain(contract.options[name].documentation)
        )
        yield _made("--prompt-file", type=IMAGE, metavar="FILE", help=PROMPT_FILE_HELP)
    elif name == "pending":
        yield click.RichArgument(["pending"], panel=PANEL, metavar="ID", help="The id of the work.")
    elif name in contract.options:
        yield _option(name, contract.options[name])
    else:
        yield _override(name)


def _made(*names: str, **attributes: Any) -> click.Parameter:
    """An option in the panel of what belongs to the call."""
    return click.RichOption(names, panel=PANEL, **attributes)


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _file(name: str, part: FilePart, *, required: bool) -> click.Parameter:
    if required:
        return click.RichArgument([name], panel=PANEL, type=IMAGE, metavar=name.upper(), help=_plain(part.description))
    return _made(_flag(name), type=IMAGE, metavar="FILE", help=_plain(part.description))


def _option(name: str, field: Field) -> click.Parameter:
    help_text, words = _plain(field.documentation), field.enum or field.known
    if field.type == "boolean":
        return _made(f"{_flag(name)}/{_flag('no_' + name)}", default=None, help=help_text)
    kind: click.ParamType[Any] = Word(words) if words else TYPES[field.type]
    return _made(_flag(name), type=kind, required=field.required, help=help_text)


def _override(name: str) -> click.Parameter:
    """The option for what a call may set differently from its client."""
    made: Mapping[str, click.Parameter] = {
        "timeout": _made("--timeout", type=click.FLOAT, metavar="SECONDS", help="How long the call may take."),
        "engine": _made("--engine", metavar="ID", help="The engine; `stability engines` lists them."),
        "fit": _made(
            "--fit/--no-fit", default=None, help="Take an image of any size: the result comes back in its own."
        ),
        "validate": _made(
            "--validate/--no-validate", default=None, help="Without: send unchecked, to servers with other limits."
        ),
        "wait": _made("--wait/--no-wait", default=None, help="Wait until the result is ready."),
    }
    return made[name]


def _plain(text: str) -> str:
    """A docstring's line for a help page: paragraphs of the contract may have several lines."""
    return " ".join(text.replace("`", "").split())


# --- from what was typed to the arguments of the method


def arguments(method: Method, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of the method that a command was called with.

    Raises:
        CommandError: The prompt is missing, or given twice, or more than one thing is to come from standard input.
    """
    _check_standard_input(method, typed)
    taken = {
        name: read_image(value) if name in method.contract.files else value
        for name, value in typed.items()
        if name in method.parameters and value is not None
    }
    if "prompts" in method.parameters:
        taken["prompts"] = _prompts(typed)
    elif "prompt" in method.parameters:
        taken["prompt"] = _prompt(typed)
    return taken


def _check_standard_input(method: Method, typed: Mapping[str, Any]) -> None:
    readers = [name for name in (*method.contract.files, "prompt_file") if typed.get(name) == STDIN]
    if len(readers) > 1:
        raise CommandError(f"Only one thing can come from standard input, not {' and '.join(readers)}.")


def read_image(path: str) -> bytes | Path:
    """Return an image as the library takes it: its path, or what standard input holds."""
    return sys.stdin.buffer.read() if path == STDIN else Path(path)


def _text_of(path: str) -> str:
    try:
        return (sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"The prompt file {path} is no UTF-8 text: {error.reason} at byte {error.start}.") from error


def _prompt(typed: Mapping[str, Any]) -> str:
    prompt, path = typed["prompt"], typed["prompt_file"]
    if (prompt is None) == (path is None):
        raise CommandError(
            "Pass one prompt: as an argument, or with --prompt-file." + ("" if path else " There is none.")
        )
    return _text_of(path).strip() if path else str(prompt)


def _prompts(typed: Mapping[str, Any]) -> list[TextPrompt]:
    prompts = list(typed["prompts"])
    if typed["prompt_file"]:
        lines = _text_of(typed["prompt_file"]).splitlines()
        prompts += [weighted(line.strip()) for line in lines if line.strip()]
    if not prompts:
        raise CommandError("Pass a prompt: as an argument, or with --prompt-file. There is none.")
    return [*prompts, *(TextPrompt(text, -1) for text in typed["negative"])]


def weighted(text: str) -> TextPrompt:
    """Return a prompt whose weight may stand at its end, after a colon."""
    found = WEIGHTED.fullmatch(text)
    return TextPrompt(found["text"], float(found["weight"])) if found else TextPrompt(text)
