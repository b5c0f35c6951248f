"""Carries a new contract out: openapi.yaml, generated package, lock and changelog fragment, all or nothing."""

import attrs
from attrs import frozen

from regen.build import generate
from regen.checks.waivers import Acceptance
from regen.commands import check
from regen.documents import lint, validity
from regen.documents.sources import Source
from regen.project import Project
from regen.report import changelog
from regen.report.contents import Report


class RefusedError(Exception):
    """The contract is valid OpenAPI and still unfit; says what to mend."""


@frozen
class Outcome:
    """What was done, and the report on what it means."""

    changed: list[str]
    report: Report


def regenerate(base: Source, new: Source, project: Project, acceptances: list[Acceptance]) -> Outcome:
    """Puts a new contract, and all that follows from it, in place. Never touches overlay/.

    Args:
        base: The contract as committed: what the changelog fragment tells the difference to.
        new: The new contract.
        project: Where.
        acceptances: Findings that do not count.

    Raises:
        InvalidDocumentError: The contract is not valid OpenAPI.
        RefusedError: It breaks our authoring rules.
        GenerationError: A tool failed. In every case nothing was touched.
    """
    validity.require_valid(new)
    if problems := lint.lint(new.document):
        raise RefusedError("\n".join(f"{new.name}: {where}: {what}" for where, what in problems))
    report = check.check(base, new, project, acceptances)
    files = {project.contract.name: new.text}
    name, text = changelog.fragment(report.findings)
    place = f"{changelog.FOLDER}/{name}"
    if name and not (project.root / place).exists():  # one that is there may have been reworded by hand
        files[place] = text
    changed = generate.replace(project, files)
    left = [step for step in report.next_steps if not step.startswith("make regenerate")]
    fragment = f"; the fragment's words are for you to better: {place}" if place in files else ""
    done = [*left, f"read `git diff`, run `make test check`, and commit{fragment}"] if changed else left
    return Outcome(changed, attrs.evolve(report, next_steps=done))
