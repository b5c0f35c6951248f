"""The command line: `python -m regen`."""

from typing import Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax

from regen import corrections, documents, generate, lint
from regen.project import HERE

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
console = Console()
complaints = Console(stderr=True)

INVALID_DOCUMENT = 65
TOOL_FAILED = 70


@app.command("lint")
def lint_command(path: Annotated[str, typer.Argument(help="the contract")] = str(HERE.contract)) -> None:
    """Check the contract against OpenAPI and our own rules."""
    from pathlib import Path  # noqa: PLC0415 - for this command alone

    problems = lint.lint(documents.load(Path(path)))
    for where, what in problems:
        complaints.print(f"{where}: {what}", markup=False, soft_wrap=True)
    if problems:
        raise typer.Exit(INVALID_DOCUMENT)
    console.print("openapi.yaml keeps every rule")


@app.command("generate")
def generate_command() -> None:
    """Make generated/ anew from the contract."""
    changed = generate.generate(HERE)
    console.print("\n".join(f"changed: {name}" for name in changed) or "generated/ was up to date", markup=False)


@app.command()
def check_generated() -> None:
    """Fail, with a diff, where generated/ is not what the contract gives."""
    if diff := generate.differences(HERE):
        console.print(Syntax(diff, "diff", background_color="default"), soft_wrap=True)
        complaints.print("generated/ is not what openapi.yaml and generator-config.yml give: run `make generate`")
        raise typer.Exit(1)
    console.print("generated/ is what openapi.yaml gives")


def main() -> None:
    """Runs a command; what it can expect to fail ends in one line, not in a traceback."""
    try:
        app()
    except documents.InvalidDocumentError as error:
        complaints.print(f"not an OpenAPI document: {error}", markup=False, soft_wrap=True)
        raise SystemExit(INVALID_DOCUMENT) from error
    except (generate.GenerationError, corrections.CorrectionError) as error:
        complaints.print(str(error), markup=False, soft_wrap=True)
        raise SystemExit(TOOL_FAILED) from error


if __name__ == "__main__":
    main()
