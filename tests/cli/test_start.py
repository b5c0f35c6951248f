"""The command line starts fast: counts of what it loads, in processes of their own."""

import json
import subprocess
import sys

import pytest

from stability_client._version import __version__
from stability_client.cli.app import ENTRIES

HEAVY = {"httpx", "PIL", "starlette", "uvicorn", "msgspec", "anyio", "keyring", "tomlkit", "chafa", "yaml"}


def loaded_by(*words: str) -> set[str]:
    """The modules that are loaded when a command has ended."""
    code = (
        "import contextlib, json, sys\n"
        "from stability_client.cli.app import run\n"
        "with contextlib.suppress(SystemExit): run(sys.argv[1:])\n"
        "print(json.dumps(list(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("words", [("--version",), ("--help",), ()], ids=str)
def test_version_and_help_load_nothing_heavy(words: tuple[str, ...]) -> None:
    loaded = loaded_by(*words)
    assert not loaded & HEAVY
    assert not {name for name in loaded if name.partition(".")[0] == "stability_raw"}
    assert not {name for name in loaded if name.startswith("stability_client.cli.commands.")}


@pytest.mark.parametrize("name", ["mask", "show", "completion"])
def test_help_of_a_command_needs_no_server(name: str) -> None:
    assert not loaded_by(name, "--help") & {"httpx", "starlette", "uvicorn", "PIL"}


def test_help_of_a_call_loads_neither_pillow_nor_a_server() -> None:
    assert not loaded_by("v2beta", "core", "--help") & {"PIL", "starlette", "uvicorn", "httpx"}


def test_the_installed_command_prints_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stability_client.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"stability {__version__}\n"


@pytest.mark.parametrize("package", ["rich_click", "rich"])
def test_a_missing_extra_is_named_with_what_installs_it(package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None\nfrom stability_client.cli import main\nmain()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("pip install 'stability-client[cli]'")
    assert len(done.stderr.splitlines()) == 1


def test_every_command_of_the_root_is_told_in_a_line() -> None:
    for name, entry in ENTRIES.items():
        assert entry.summary.endswith("."), name
        assert len(entry.summary) < 80
