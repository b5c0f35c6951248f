"""The authoring rules for openapi.yaml: what keeps the generated code right. Each rule yields (location, problem)."""

from collections.abc import Iterator

from regen.documents import validator
from regen.documents.lint import bodies, extensions, names, operations, responses
from regen.documents.loading import Document

RULES = (*names.RULES, *operations.RULES, *bodies.RULES, *responses.RULES, *extensions.RULES)


def _is_valid(document: Document) -> Iterator[tuple[str, str]]:
    if not str(document.get("openapi")).startswith("3.0."):
        yield "openapi", f"must be 3.0.x, the one version that facts.py is written from, got {document.get('openapi')}"
    for problem in validator.problems(document, "3.0"):
        yield "/".join(problem.steps) or "openapi", problem.message


def lint(document: Document) -> list[tuple[str, str]]:
    """Return every problem of the document as (location, problem). The rules apply only to valid OpenAPI."""
    return list(_is_valid(document)) or [problem for rule in RULES for problem in rule(document)]
