"""Puts a new contract in place: openapi.yaml, generated package, lock and changelog fragment, all or nothing."""

import attrs
from attrs import frozen

from regen.build import generate
from regen.checks import requests
from regen.checks.waivers import Waiver
from regen.commands import check
from regen.documents import lint, validity
from regen.documents.sources import Source
from regen.project import Project
from regen.report import changelog
from regen.report.contents import Report


class RefusedError(Exception):
    """The contract breaks an authoring rule, or generated code does not do what it says; the message says which."""


@frozen
class Outcome:
    """The files that changed, and the report on the change."""

    changed: list[str]
    report: Report


def regenerate(base: Source, new: Source, project: Project, waivers: list[Waiver]) -> Outcome:
    """Put a new contract, and everything made from it, in place. Never touches overlay/.

    Args:
        base: The committed contract, from which the changelog fragment describes the change.
        new: The new contract.
        project: The project to change.
        waivers: The waivers of findings that do not count.

    Raises:
        InvalidDocumentError: The contract is not valid OpenAPI.
        RefusedError: The contract breaks an authoring rule, or generated code would send other requests than it says.
        GenerationError: A tool failed, or the generator warned. After any of these errors no file has changed.
    """
    validity.require_valid(new)
    if problems := lint.lint(new.document):
        raise RefusedError("\n".join(f"{new.name}: {location}: {problem}" for location, problem in problems))
    report = check.check(base, new, project, waivers)
    if wrong := [finding for finding in report.findings if finding.rule == requests.RULE]:
        raise RefusedError("\n".join(f"{new.name}: {finding.where}: {finding.message}" for finding in wrong))
    files = {project.contract.name: new.text}
    name, text = changelog.fragment(report.findings)
    path = f"{changelog.FOLDER}/{name}"
    if name and not (project.root / path).exists():  # an existing one may have been edited by hand
        files[path] = text
    changed = generate.replace(project, files)
    steps = [step for step in report.next_steps if not step.startswith("make regenerate")]
    if changed:
        steps.append("review `git diff`, run `make test check`, and commit")
    return Outcome(changed, attrs.evolve(report, next_steps=steps))
