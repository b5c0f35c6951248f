"""Runs openapi-python-client within this process: starting it takes five times what it takes to generate."""

import io
import re
import shlex
import threading
from contextlib import redirect_stdout
from pathlib import Path

from attrs import frozen

_ONE_AT_A_TIME = threading.Lock()
"""The generator says what it does on standard output, which is caught for the whole process."""


class GeneratorError(Exception):
    """The generator could not make a package; says why."""


@frozen
class Raw:
    """What the generator made, before any of its hooks."""

    warnings: tuple[str, ...]
    """What it complained of, a line for each, without what differs from run to run."""
    hooks: tuple[tuple[str, ...], ...]
    """The commands to run in the package's folder, from the settings."""


def generate(contract: Path, settings: Path, package: Path) -> Raw:
    """Makes a package. The hooks of the settings are left to the caller.

    Raises:
        GeneratorError: It stopped, or it made nothing.
    """
    # It takes a second to import, which a look at the wire alone does not need.
    import openapi_python_client  # noqa: PLC0415
    from openapi_python_client.config import Config, ConfigFile, MetaType  # noqa: PLC0415
    from openapi_python_client.parser.errors import ErrorLevel  # noqa: PLC0415

    try:
        told = ConfigFile.load_from_path(settings)
        hooks, told.post_hooks = told.post_hooks or [], []
        config = Config.from_sources(told, MetaType.NONE, contract, "utf-8", overwrite=False, output_path=package)
        with _ONE_AT_A_TIME, redirect_stdout(io.StringIO()):
            problems = openapi_python_client.generate(config=config)
    except Exception as error:
        # It was not written for odd documents, and fails on them in any way.
        raise GeneratorError(f"openapi-python-client failed: {error!r}") from error
    lines = tuple(_line(f"{problem.header}: {problem.detail or ''}", package) for problem in problems)
    if any(problem.level is ErrorLevel.ERROR for problem in problems):
        raise GeneratorError("\n".join(("openapi-python-client failed:", *lines)))
    return Raw(lines, tuple(tuple(shlex.split(hook)) for hook in hooks))


def _line(text: str, package: Path) -> str:
    scrubbed = re.sub(r"0x[0-9a-f]+", "0x…", text.replace(str(package.parent), ""))
    return " ".join(scrubbed.split()).removesuffix(":")
