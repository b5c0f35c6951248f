"""The command line: `python -m regen`."""

from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax

from regen import openapi_diff
from regen.build import corrections, generate, surface, swap
from regen.checks import drift as drift_list
from regen.checks import waivers
from regen.commands import check, drift, regenerate, release
from regen.documents import lint, loading, sources
from regen.project import PROJECT
from regen.report import contents, terminal
from regen.report import drift as drift_report
from regen.report.verdict import ExitCode

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
console = Console()
err_console = Console(stderr=True)

WAIVERS = Path(__file__).with_name("waivers.toml")
MEANT = Path(__file__).with_name("drift.toml")
BUILD = PROJECT.root / "build"

JsonFile = Annotated[Path | None, typer.Option("--json", help="write the report as JSON here")]
MarkdownFile = Annotated[Path | None, typer.Option("--markdown", help="write the report as Markdown here")]
WaiversFile = Annotated[Path | None, typer.Option("--waivers", help="findings that do not count")]


@app.command("lint")
def lint_command(path: Annotated[Path, typer.Argument(help="the contract")] = PROJECT.contract) -> None:
    """Check the contract by OpenAPI and by the authoring rules."""
    problems = lint.lint(loading.load(path))
    for location, problem in problems:
        err_console.print(f"{location}: {problem}", markup=False, soft_wrap=True)
    if problems:
        raise typer.Exit(ExitCode.INVALID_DOCUMENT)
    console.print("openapi.yaml keeps every rule")


@app.command("generate")
def generate_command() -> None:
    """Make generated/ from the contract."""
    changed = generate.generate(PROJECT)
    console.print("\n".join(f"changed: {name}" for name in changed) or "generated/ is up to date", markup=False)


@app.command()
def check_generated() -> None:
    """Fail, with a diff, if generated/ is not what the contract gives."""
    if diff := generate.differences(PROJECT):
        console.print(Syntax(diff, "diff", background_color="default"), soft_wrap=True)
        err_console.print("generated/: is not what openapi.yaml and generator-config.yml give. Run `make generate`.")
        raise typer.Exit(1)
    console.print("generated/ is what openapi.yaml gives")


@app.command("check")
def check_command(
    old: Annotated[str, typer.Argument(help="a document: a file, `-`, REV:path, or a revision")],
    new: Annotated[str, typer.Argument(help="the document to compare with it")],
    json_file: JsonFile = None,
    markdown_file: MarkdownFile = None,
    waivers_file: WaiversFile = None,
    *,
    wire_only: Annotated[bool, typer.Option("--wire-only", help="any two documents; generate nothing")] = False,
) -> None:
    """Report what changes from one contract to another, what it breaks and what to do next.

    Writes nothing but the reports. Exit codes: 0 nothing or descriptions only, 10 additive, 20 attention,
    30 breaking, 40 overlay or cassettes fail, 64 usage, 65 not a valid OpenAPI document, 70 a tool failed.
    """
    if old == new == "-":
        raise sources.UsageError("NEW: standard input holds one document. Name a file for the other.")
    pair = sources.read(old, PROJECT.root), sources.read(new, PROJECT.root)
    if wire_only:
        waived = waivers.read(waivers_file) if waivers_file else []
        report = check.check_wire(*pair, waived, check.version_of(PROJECT))
    else:
        report = check.check(*pair, PROJECT, waivers.read(waivers_file or WAIVERS), _baseline(old))
    _write(report, json_file, markdown_file)
    terminal.show(report, console)
    raise typer.Exit(report.verdict.exit_code)


def _baseline(old: str) -> check.Baseline:
    """The revision that a document came from, or the one that is checked out."""
    return check.Baseline("HEAD" if Path(old).exists() or old == "-" else old.partition(":")[0])


@app.command("regenerate")
def regenerate_command(
    spec: Annotated[str, typer.Argument(help="the new contract; openapi.yaml by default")] = "",
    base: Annotated[str, typer.Option(help="what the changelog fragment describes the difference from")] = "HEAD",
) -> None:
    """Put a new contract in place: openapi.yaml, generated/, lock and changelog fragment, all or nothing."""
    new = sources.read(spec or str(PROJECT.contract), PROJECT.root)
    outcome = regenerate.regenerate(_committed(base), new, PROJECT, waivers.read(WAIVERS))
    _write(outcome.report, BUILD / "spec-report.json", BUILD / "spec-report.md")
    terminal.show(outcome.report, console)
    console.print("\n".join(f"changed: {name}" for name in outcome.changed) or "nothing changed", markup=False)


def _committed(base: str) -> sources.Source:
    """The contract of a revision; openapi.yaml if there is no repository."""
    try:
        return sources.read(base, PROJECT.root)
    except sources.UsageError:
        return sources.read(str(PROJECT.contract), PROJECT.root)


@app.command()
def release_check() -> None:
    """Check that version and changelog cover the changes since the last release."""
    report, problems = release.check_release(PROJECT, waivers.read(WAIVERS))
    if report is None:
        console.print("there is no release to compare with", highlight=False)
    else:
        _write(report, BUILD / "release-report.json", BUILD / "release-report.md")
        terminal.show(report, console)
    for problem in problems:
        err_console.print(problem, markup=False, soft_wrap=True, highlight=False)
    raise typer.Exit(1 if problems else 0)


@app.command("drift")
def drift_command(
    document: Annotated[str, typer.Argument(help="the vendor's document: an address or a file")] = drift.PUBLISHED,
    json_file: JsonFile = None,
    markdown_file: MarkdownFile = None,
    meant: Annotated[Path, typer.Option(help="the differences that are meant")] = MEANT,
) -> None:
    """Compare the contract with the document that the vendor publishes, edition by edition.

    Exit codes: 0 no difference but those that are meant, 1 differences, 2 could not compare.
    """
    expectations = drift_list.read(meant)
    contract = sources.Source(PROJECT.contract.name, PROJECT.contract.read_text(encoding="utf-8"))
    report = drift.compare(contract, drift.read_published(document, PROJECT.root), expectations)
    _write_files((json_file, drift_report.to_json(report)), (markdown_file, drift_report.to_markdown(report)))
    console.print("\n".join(drift_report.lines(report)), markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(report.exit_code)


def _write(report: contents.Report, json_file: Path | None, markdown_file: Path | None) -> None:
    _write_files((json_file, contents.to_json(report)), (markdown_file, contents.to_markdown(report)))


def _write_files(*files: tuple[Path | None, str]) -> None:
    for path, text in files:
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise sources.UsageError(f"{path}: cannot be written: {error.strerror}") from error


_EXPECTED: tuple[tuple[type[Exception], IntEnum, str], ...] = (
    (loading.InvalidDocumentError, ExitCode.INVALID_DOCUMENT, "not a valid OpenAPI document: "),
    (sources.UsageError, ExitCode.USAGE, ""),
    (generate.GenerationError, ExitCode.TOOL_FAILED, ""),
    (regenerate.RefusedError, ExitCode.INVALID_DOCUMENT, "nothing changed: "),
    (corrections.CorrectionError, ExitCode.TOOL_FAILED, ""),
    (surface.SurfaceError, ExitCode.TOOL_FAILED, ""),
    (openapi_diff.SpecError, ExitCode.INVALID_DOCUMENT, "not a valid OpenAPI document: "),
    (drift.NotComparedError, drift_report.DriftExit.NOT_COMPARED, ""),
)
"""Errors that end a command with one line, not with a traceback: type, exit code, start of the line."""


_CLICK_USAGE = 2
"""The exit code of wrong usage in click, which `make` uses for every failure."""


def main() -> None:
    """Run a command."""
    try:
        swap.recover(PROJECT.root)
        app()
    except SystemExit as ended:
        raise SystemExit(ExitCode.USAGE if ended.code == _CLICK_USAGE else ended.code) from ended
    except tuple(kind for kind, _, _ in _EXPECTED) as error:
        [(exit_code, start)] = [(code, text) for kind, code, text in _EXPECTED if isinstance(error, kind)]
        err_console.print(f"{start}{error}", markup=False, soft_wrap=True, highlight=False)
        raise SystemExit(exit_code) from error


if __name__ == "__main__":
    main()
