"""Runs openapi-python-client within this process: starting another takes five times as long as generating."""

import io
import re
import shlex
import threading
from contextlib import redirect_stdout
from pathlib import Path

from attrs import frozen

_ONE_AT_A_TIME = threading.Lock()
"""The generator prints to standard output, which is redirected for the whole process."""


class GeneratorError(Exception):
    """The generator could not make a package; the message says why."""


@frozen
class Result:
    """What the generator reported, before any of its hooks ran."""

    warnings: tuple[str, ...]
    """One line each, without what differs from run to run."""
    hooks: tuple[tuple[str, ...], ...]
    """The commands to run in the folder of the package, from the settings."""


def generate(contract: Path, settings: Path, package: Path) -> Result:
    """Make a package. The caller runs the hooks of the settings.

    Raises:
        GeneratorError: The generator failed.
    """
    # Importing it takes a second, which `check --wire-only` does not need.
    import openapi_python_client  # noqa: PLC0415
    from openapi_python_client.config import Config, ConfigFile, MetaType  # noqa: PLC0415
    from openapi_python_client.parser.errors import ErrorLevel  # noqa: PLC0415

    try:
        file = ConfigFile.load_from_path(settings)
        hooks, file.post_hooks = file.post_hooks or [], []
        config = Config.from_sources(file, MetaType.NONE, contract, "utf-8", overwrite=False, output_path=package)
        with _ONE_AT_A_TIME, redirect_stdout(io.StringIO()):
            problems = openapi_python_client.generate(config=config)
    except Exception as error:
        # Odd documents make it fail with any exception.
        raise GeneratorError(f"openapi-python-client failed: {error!r}") from error
    lines = tuple(_line(f"{problem.header}: {problem.detail or ''}", package) for problem in problems)
    if any(problem.level is ErrorLevel.ERROR for problem in problems):
        raise GeneratorError("\n".join(("openapi-python-client failed:", *lines)))
    return Result(lines, tuple(tuple(shlex.split(hook)) for hook in hooks))


def _line(text: str, package: Path) -> str:
    scrubbed = re.sub(r"0x[0-9a-f]+", "0x…", text.replace(str(package.parent), ""))
    return " ".join(scrubbed.split()).removesuffix(":")
