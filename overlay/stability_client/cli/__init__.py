"""The command line: `stability`.

It starts fast: neither the client nor Pillow nor the contract loads before a command needs it.
"""

import sys


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    try:
        from stability_client.cli.app import run  # noqa: PLC0415 - the extra may be missing
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("stability_client"):
            raise
        missing = (error.name or "a package").partition(".")[0]
        sys.exit(f"stability needs {missing}, which is not installed. Run: pip install 'stability-client[cli]'")
    sys.exit(run())
