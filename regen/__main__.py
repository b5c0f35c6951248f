"""The command line: `python -m regen`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax

from regen import accepted, check, corrections, documents, generate, lint, report, sources, terminal
from regen.project import HERE
from regen.verdict import ExitCode

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
console = Console()
complaints = Console(stderr=True)

ACCEPTED = Path(__file__).with_name("accepted.toml")
BUILD = HERE.root / "build"

JsonFile = Annotated[Path | None, typer.Option("--json", help="write the report for machines here")]
MarkdownFile = Annotated[Path | None, typer.Option("--markdown", help="write it for a pull request here")]
AcceptedFile = Annotated[Path | None, typer.Option("--accepted", help="findings that do not count")]


@app.command("lint")
def lint_command(path: Annotated[Path, typer.Argument(help="the contract")] = HERE.contract) -> None:
    """Check the contract against OpenAPI and our own rules."""
    problems = lint.lint(documents.load(path))
    for where, what in problems:
        complaints.print(f"{where}: {what}", markup=False, soft_wrap=True)
    if problems:
        raise typer.Exit(ExitCode.INVALID_DOCUMENT)
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


@app.command("check")
def check_command(
    old: Annotated[str, typer.Argument(help="a document: a file, `-`, REV:path, or a revision")],
    new: Annotated[str, typer.Argument(help="the document to compare with it")],
    json_file: JsonFile = None,
    markdown_file: MarkdownFile = None,
    accepted_file: AcceptedFile = None,
    *,
    wire_only: Annotated[bool, typer.Option("--wire-only", help="any two documents; generate nothing")] = False,
) -> None:
    """Tell what changes from one contract to another, whom it breaks and what to do next.

    Writes nothing but the reports asked for. Exit codes: 0 nothing or words only, 10 additive, 20 attention,
    30 breaking, 40 overlay or cassettes fail, 64 usage, 65 not a valid OpenAPI document, 70 a tool failed.
    """
    if old == new == "-":
        raise sources.UsageError("standard input holds one document: name a file for the other")
    pair = sources.read(old, HERE.root), sources.read(new, HERE.root)
    if wire_only:
        acceptances = accepted.read(accepted_file) if accepted_file else []
        found = check.check_wire(*pair, acceptances, check.version_of(HERE))
    else:
        found = check.check(*pair, HERE, accepted.read(accepted_file or ACCEPTED), check.Baseline())
    _tell(found, json_file, markdown_file)


def _tell(found: report.Report, json_file: Path | None, markdown_file: Path | None) -> None:
    """Writes and prints a report, and ends with its exit code."""
    for path, text in ((json_file, report.as_json(found)), (markdown_file, report.as_markdown(found))):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    terminal.show(found, console)
    raise typer.Exit(found.verdict.exit_code)


_EXPECTED: tuple[tuple[type[Exception], ExitCode, str], ...] = (
    (documents.InvalidDocumentError, ExitCode.INVALID_DOCUMENT, "not a valid OpenAPI document: "),
    (sources.UsageError, ExitCode.USAGE, ""),
    (generate.GenerationError, ExitCode.TOOL_FAILED, ""),
    (corrections.CorrectionError, ExitCode.TOOL_FAILED, ""),
)
"""What a command can expect to fail with: it ends in a line, not in a traceback."""


_CLICK_USAGE = 2


def main() -> None:
    """Runs a command."""
    try:
        app()
    except SystemExit as ended:
        # Click ends wrong usage with 2, which `make` uses for everything.
        raise SystemExit(ExitCode.USAGE if ended.code == _CLICK_USAGE else ended.code) from ended
    except tuple(kind for kind, _, _ in _EXPECTED) as error:
        [(exit_code, lead)] = [(code, lead) for kind, code, lead in _EXPECTED if isinstance(error, kind)]
        complaints.print(f"{lead}{error}", markup=False, soft_wrap=True, highlight=False)
        raise SystemExit(exit_code) from error


if __name__ == "__main__":
    main()
