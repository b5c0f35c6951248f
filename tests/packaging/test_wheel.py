"""The wheel: complete, typed, and with few dependencies."""

import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


def closure(name: str, found: set[str]) -> set[str]:
    """Add to `found` the distributions that a plain install of one requires."""
    found.add(name)
    for requirement in distribution(name).requires or ():
        needed = re.match(r"[\w.-]+", requirement)
        assert needed
        conditional = "extra ==" in requirement or "python_version <" in requirement or "platform" in requirement
        if not conditional and needed[0].lower() not in found:
            closure(needed[0].lower(), found)
    return found


@pytest.fixture(scope="module")
def plain_install(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with the wheel and what it requires without extras, as links to what is installed here."""
    folder = tmp_path_factory.mktemp("plain")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    for name in closure("stability-client", set()) - {"stability-client"}:
        for file in distribution(name).files or ():
            top = folder / file.parts[0]
            if file.parts[0] not in {"..", "__pycache__"} and not top.exists():
                top.symlink_to(str(distribution(name).locate_file(file.parts[0])))
    return folder


def run_plain(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    # -I and -S: neither this folder nor site-packages are on the path.
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{script}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_wheel_has_both_packages_the_contract_and_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "stability_client/__init__.py",
        "stability_client/py.typed",
        "stability_client/standin/openapi.yaml",
        "stability_raw/facts.py",
        "stability_raw/py.typed",
    } <= names
    assert not [name for name in names if name.startswith(("tests", "regen", "examples"))]
    assert zipfile.ZipFile(wheel).read("stability_client/standin/openapi.yaml") == (ROOT / "openapi.yaml").read_bytes()


def test_the_wheel_has_the_page_of_the_studio_and_the_licence_of_what_it_uses(wheel: Path) -> None:
    pages = Path("stability_client/studio/page")
    in_wheel = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(f"{pages}/")}
    in_tree = {str(file.relative_to(ROOT / "overlay")) for file in (ROOT / "overlay" / pages).rglob("*.*")}
    assert in_wheel == in_tree | {f"{pages}/vendor/konva/LICENSE"}


def test_the_canvas_library_is_the_one_that_the_makefile_fetches() -> None:
    [pinned] = re.findall(r"^KONVA := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    library = ROOT / "overlay/stability_client/studio/page/vendor/konva/konva.min.js"
    assert f"Konva JavaScript Framework v{pinned}\n" in library.read_text(encoding="utf-8")


def test_a_plain_install_imports_and_needs_no_extra(plain_install: Path) -> None:
    done = run_plain(
        plain_install,
        "import stability_client, stability_client.masks\n"
        "assert stability_client.__file__.startswith(sys.path[0])\n"
        "client = stability_client.Stability('sk-0123456789')\n"
        "heavy = {'starlette', 'uvicorn', 'jsonschema', 'yaml', 'PIL', 'rich', 'vcr', 'pytest'} & set(sys.modules)\n"
        "assert not heavy, heavy\n",
    )
    assert done.returncode == 0, done.stderr


def test_a_plain_install_names_the_extra_of_the_stand_in(plain_install: Path) -> None:
    done = run_plain(plain_install, "from stability_client.standin import StandIn")
    assert done.returncode == 1
    assert "pip install 'stability-client[standin]'" in done.stderr


def test_the_pytest_plugins_load_nothing_of_the_client() -> None:
    script = (
        "import sys, stability_client.standin.pytest_plugin, stability_client.testing.pytest_plugin\n"
        "heavy = {'httpx', 'attrs', 'stability_raw', 'starlette', 'uvicorn', 'jsonschema', 'yaml', 'vcr', 'PIL'}"
        " & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_wheel_has_the_version_of_the_package(wheel: Path) -> None:
    assert wheel.name.startswith(f"stability_client-{distribution('stability-client').version}-")
