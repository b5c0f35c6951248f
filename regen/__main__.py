"""The command line: `python -m regen`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax

from regen import openapi_diff as wire
from regen.build import corrections, generate, surface, swap
from regen.checks import waivers as accepted
from regen.commands import check, release
from regen.commands import regenerate as carrying_out
from regen.documents import lint, sources
from regen.documents import loading as documents
from regen.project import HERE
from regen.report import contents as report
from regen.report import terminal
from regen.report.verdict import ExitCode

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
        found = check.check(*pair, HERE, accepted.read(accepted_file or ACCEPTED), _baseline(old))
    _tell(found, json_file, markdown_file)


def _baseline(old: str) -> check.Baseline:
    """The revision that a document came from, else the one that is checked out."""
    return check.Baseline("HEAD" if Path(old).exists() or old == "-" else old.partition(":")[0])


@app.command()
def regenerate(
    spec: Annotated[str, typer.Argument(help="the new contract; none where openapi.yaml was edited")] = "",
    base: Annotated[str, typer.Option(help="what the changelog fragment tells the difference to")] = "HEAD",
) -> None:
    """Carry a new contract out: openapi.yaml, generated/, lock and changelog fragment, all or nothing."""
    new = sources.read(spec or str(HERE.contract), HERE.root)
    done = carrying_out.regenerate(_committed(base), new, HERE, accepted.read(ACCEPTED))
    _write(done.report, BUILD / "spec-report.json", BUILD / "spec-report.md")
    terminal.show(done.report, console)
    console.print("\n".join(f"changed: {name}" for name in done.changed) or "nothing to change", markup=False)


def _committed(base: str) -> sources.Source:
    """The contract of a revision; the one in place where there is no repository."""
    try:
        return sources.read(base, HERE.root)
    except sources.UsageError:
        return sources.read(str(HERE.contract), HERE.root)


@app.command()
def release_check() -> None:
    """Demand the version and the changelog entry that the changes since the last release ask for."""
    found, missing = release.check_release(HERE, accepted.read(ACCEPTED))
    if found is None:
        console.print("no release yet to compare with", highlight=False)
    else:
        _write(found, BUILD / "release-report.json", BUILD / "release-report.md")
        terminal.show(found, console)
    for problem in missing:
        complaints.print(problem, markup=False, soft_wrap=True, highlight=False)
    raise typer.Exit(1 if missing else 0)


def _write(found: report.Report, json_file: Path | None, markdown_file: Path | None) -> None:
    for path, text in ((json_file, report.as_json(found)), (markdown_file, report.as_markdown(found))):
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise sources.UsageError(f"the report cannot be written to {path}: {error.strerror}") from error


def _tell(found: report.Report, json_file: Path | None, markdown_file: Path | None) -> None:
    """Writes and prints a report, and ends with its exit code."""
    _write(found, json_file, markdown_file)
    terminal.show(found, console)
    raise typer.Exit(found.verdict.exit_code)


_EXPECTED: tuple[tuple[type[Exception], ExitCode, str], ...] = (
    (documents.InvalidDocumentError, ExitCode.INVALID_DOCUMENT, "not a valid OpenAPI document: "),
    (sources.UsageError, ExitCode.USAGE, ""),
    (generate.GenerationError, ExitCode.TOOL_FAILED, ""),
    (carrying_out.RefusedError, ExitCode.INVALID_DOCUMENT, "nothing was touched: "),
    (corrections.CorrectionError, ExitCode.TOOL_FAILED, ""),
    (surface.SurfaceError, ExitCode.TOOL_FAILED, ""),
    (wire.SpecError, ExitCode.INVALID_DOCUMENT, "not a valid OpenAPI document: "),
)
"""What a command can expect to fail with: it ends in a line, not in a traceback."""


_CLICK_USAGE = 2


def main() -> None:
    """Runs a command."""
    try:
        swap.settle(HERE.root)
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
