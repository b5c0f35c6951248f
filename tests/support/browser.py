"""The browser that tests of pages drive: Chromium or Chrome, as this machine has it.

`python -m tests.support.browser` installs Debian's where there is none, as `make test` does.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
OPTIONS = (
    "--disable-background-networking",  # it is to speak to the pages of the tests alone
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
ADVICE = "The tests of pages need Chromium or Chrome. Install it, such as with: apt-get install chromium"


def find_browser() -> str | None:
    """The program, or None if there is none."""
    found = (shutil.which(name) for name in (*NAMES, *PLACES))
    return next((path for path in found if path), None)


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """A browser without a window, while the block lasts."""
    program = find_browser()
    assert program is not None, ADVICE
    options = [*OPTIONS, *(["--no-sandbox"] if os.getuid() == 0 else [])]  # root has no sandbox
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        await browser.close()


def main() -> None:
    if find_browser():
        return
    apt_get = shutil.which("apt-get")
    if os.getuid() != 0 or not apt_get:
        sys.exit(ADVICE)
    install = [apt_get, "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(install, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
        subprocess.run([apt_get, "update", "--quiet"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(install, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
