"""Replays the cassettes on what other releases of the generator make of the same contract: `make generators`.

Each release is fetched once, into build/. Where one is known to differ on the wire, the table says in what and why; any
other difference fails, and so does one that is gone. Exits with 1 then.
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

KEPT = PROJECT.root / "build" / "generators"
REPLAY = "tests/cassettes/test_replay.py"

RELEASES: Mapping[str, Mapping[str, str]] = {
    "0.29.0": {},
    "0.28.4": {},
    "0.28.0": {},
    "0.27.1": {"by-hand/an-engine-of-an-odd-name": "until 0.28 path parameters are not quoted"},
}
"""Releases, and the cases that each is known to send in another way."""


def replay(generated: Path, *arguments: str) -> tuple[set[str], str]:
    """The names of the cases that fail with the generated package in a folder, and what pytest said.

    Raises:
        RuntimeError: pytest did not get as far as replaying.
    """
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--tb=line",
            "--assert=plain",
            "-p",
            "no:cacheprovider",
            REPLAY,
            *arguments,
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


def fetched(release: str) -> Path | None:
    """The folder that a release is installed in, without what it depends on; None where it cannot be fetched."""
    folder = KEPT / release / "generator"
    if not (folder / "openapi_python_client").is_dir():
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
        done = subprocess.run([*pip, f"--target={folder}", f"openapi-python-client=={release}"], check=False)
        if done.returncode:
            return None
    return folder


def generated(generator: Path, folder: Path) -> None:
    """Makes the package in a folder: as `regen generate` does, with the corrections that apply to this release."""
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
    for correction in corrections.CORRECTIONS:
        try:
            corrections.apply((correction,), folder / PACKAGE)
        except corrections.CorrectionError:
            continue  # what it mends is not in this release; the replay tells if that matters
    for name, text in generate.contract_modules(documents.load(PROJECT.contract)).items():
        (folder / PACKAGE / name).write_text(text, "utf-8")


def verdict(release: str) -> tuple[bool, str]:
    """Whether a release makes what the table says, and that in words."""
    generator = fetched(release)
    if generator is None:
        return True, "not tried: it could not be fetched"
    folder = KEPT / release / "generated"
    generated(generator, folder)
    failing, said = replay(folder)
    known = RELEASES[release]
    if failing == known.keys():
        passed = re.findall(r"\d+ passed", said)
        return True, "; ".join([*passed, *(f"{case} differs: {why}" for case, why in known.items())])
    return False, "".join(
        [f"\n  {case} fails" for case in sorted(failing - known.keys())]
        + [f"\n  {case} no longer fails" for case in sorted(known.keys() - failing)]
    )


def main(releases: Sequence[str]) -> int:
    is_fine = True
    for release in releases or RELEASES:
        as_told, told = verdict(release)
        print(f"openapi-python-client {release}: {told}", flush=True)
        is_fine &= as_told
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
