"""Replays the cassettes on what other releases of the generator make of the same contract: `make generators`.

Each release is downloaded once, into build/. If one is known to send something else, the table says what and why; any
other difference fails, and so does a known one that no longer occurs. Exits with 1 then.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from regen.build import corrections, generate
from regen.documents import loading as documents
from regen.project import PACKAGE, PROJECT

DOWNLOADS = PROJECT.root / "build" / "generators"
REPLAY = "tests/cassettes/test_replay.py"

RELEASES: Mapping[str, Mapping[str, str]] = {
    "0.29.0": {},
    "0.28.4": {},
    "0.28.0": {},
    "0.27.1": {"by-hand/an-engine-of-an-odd-name": "until 0.28 path parameters are not quoted"},
}
"""For each release, the cases that it is known to send differently, and why."""


def replay(generated: Path, *arguments: str) -> tuple[set[str], str]:
    """Return the names of the cases that fail with the generated package in a folder, and pytest's output.

    Raises:
        RuntimeError: pytest could not run the tests.
    """
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "--tb=line", "--assert=plain", "-p", "no:cacheprovider"),
            *(REPLAY, *arguments),
        ],
        cwd=PROJECT.root,
        env=os.environ | {"PYTHONPATH": str(generated)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1} or " passed" not in done.stdout:
        raise RuntimeError(f"{done.stdout[-2000:]}{done.stderr[-1000:]}")
    return set(re.findall(r"^FAILED [^\[\n]+\[([^\]]+)\]", done.stdout, re.MULTILINE)), done.stdout


def download(release: str) -> Path | None:
    """Return the folder with a release, without its dependencies, or None if it cannot be downloaded."""
    folder = DOWNLOADS / release / "generator"
    if not (folder / "openapi_python_client").is_dir():
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
        done = subprocess.run([*pip, f"--target={folder}", f"openapi-python-client=={release}"], check=False)
        if done.returncode:
            return None
    return folder


def generate_package(generator: Path, folder: Path) -> None:
    """Generate the package as `regen generate` does, with the corrections that apply to this release."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--meta=none"),
            *(f"--path={PROJECT.contract}", f"--config={PROJECT.config}", f"--output-path={folder / PACKAGE}"),
        ],
        env=os.environ
        | {"PYTHONPATH": str(generator), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    document = documents.load(PROJECT.contract)
    for correction in corrections.CORRECTIONS:
        try:
            corrections.apply((correction,), folder / PACKAGE, document)
        except corrections.CorrectionError:
            continue  # what it corrects is not in this release; the replay shows whether that matters
    for name, text in generate.contract_modules(document).items():
        (folder / PACKAGE / name).write_text(text, "utf-8")


def check(release: str) -> tuple[bool, str]:
    """Return whether a release behaves as the table says, and a description."""
    generator = download(release)
    if generator is None:
        return True, "not checked: it could not be downloaded"
    folder = DOWNLOADS / release / "generated"
    generate_package(generator, folder)
    # The generated client is an API of its own, which changes with the generator; here it is about what stands on it.
    failing, output = replay(folder, "-k", "not raw_client")
    known = RELEASES[release]
    if failing == known.keys():
        passed = re.findall(r"\d+ passed", output)
        return True, "; ".join([*passed, *(f"{case} differs: {why}" for case, why in known.items())])
    return False, "".join(
        [f"\n  {case} fails" for case in sorted(failing - known.keys())]
        + [f"\n  {case} no longer fails" for case in sorted(known.keys() - failing)]
    )


def main(releases: Sequence[str]) -> int:
    is_fine = True
    for release in releases or RELEASES:
        is_as_known, description = check(release)
        print(f"openapi-python-client {release}: {description}", flush=True)
        is_fine &= is_as_known
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
