"""The rules: the id, the level and the message of each kind of change.

A narrower schema breaks what the client sends, and a wider one can break what it receives. So a rule on schemas has a
level for each direction. A comment gives the reason where set theory alone would suggest another level.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from attrs import frozen

from regen.openapi_diff.findings import Level

NONE, DOC, ADDITIVE, WARN, BREAKING = Level.NONE, Level.DOC, Level.ADDITIVE, Level.WARN, Level.BREAKING


class Direction(StrEnum):
    """The direction of data, from the client's side."""

    REQUEST = "request"
    RESPONSE = "response"

    @property
    def reverse(self) -> "Direction":
        """The opposite direction."""
        return Direction.RESPONSE if self is Direction.REQUEST else Direction.REQUEST


@frozen
class Rule:
    """A kind of change. `message` may contain `{name}`, `{old}` and `{new}`."""

    request: Level
    response: Level
    message: str

    def level(self, direction: Direction) -> Level:
        """Return the level for data in this direction."""
        return self.request if direction is Direction.REQUEST else self.response


def _both(level: Level, message: str) -> Rule:
    return Rule(level, level, message)


SCHEMA_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        # Types. A reader is written for one JSON type: a wider one in a response breaks it as another type does.
        "type-changed": _both(BREAKING, "type changed from {old} to {new}"),
        "type-narrowed": Rule(BREAKING, ADDITIVE, "type narrowed from {old} to {new}"),
        "type-widened": Rule(ADDITIVE, BREAKING, "type widened from {old} to {new}"),
        "became-nullable": Rule(ADDITIVE, BREAKING, "may now be null"),
        "no-longer-nullable": Rule(BREAKING, ADDITIVE, "may no longer be null"),
        "taken-in": _both(NONE, "{old} is no longer an alternative of its own; another one accepts it"),
        # Values. Readers should survive an unknown value, so a new one in a response only warns.
        "enum-value-removed": Rule(BREAKING, ADDITIVE, "values removed: {old}"),
        "enum-value-added": Rule(ADDITIVE, WARN, "values added: {new}"),
        "enum-closed": Rule(BREAKING, ADDITIVE, "restricted to the values {new}"),
        "enum-opened": Rule(ADDITIVE, WARN, "no longer restricted to the values {old}"),
        # Limits.
        "bound-added": Rule(BREAKING, ADDITIVE, "{name} {new} added"),
        "bound-tightened": Rule(BREAKING, ADDITIVE, "{name} tightened from {old} to {new}"),
        "bound-loosened": Rule(ADDITIVE, WARN, "{name} loosened from {old} to {new}"),
        "bound-removed": Rule(ADDITIVE, WARN, "{name} {old} removed"),
        "bound-changed": Rule(BREAKING, WARN, "{name} changed from {old} to {new}"),
        "pattern-added": Rule(BREAKING, ADDITIVE, "pattern {new} added"),
        "pattern-removed": Rule(ADDITIVE, WARN, "pattern {old} removed"),
        "pattern-changed": Rule(BREAKING, WARN, "pattern changed from {old} to {new}"),
        "format-added": Rule(BREAKING, WARN, "format {new} added"),
        "format-removed": Rule(ADDITIVE, WARN, "format {old} removed"),
        "format-widened": Rule(ADDITIVE, WARN, "format widened from {old} to {new}"),
        "format-changed": Rule(BREAKING, WARN, "format changed from {old} to {new}"),
        "format-hint-changed": _both(WARN, "format changed from {old} to {new}, which validators may ignore"),
        "binary-changed": _both(BREAKING, "format changed from {old} to {new}: bytes and text differ on the wire"),
        # Properties. A server that no longer reads an optional property ignores it, so its removal only warns.
        "required-property-removed": _both(BREAKING, "required property {name} removed"),
        "optional-property-removed": Rule(WARN, BREAKING, "optional property {name} removed"),
        "property-refused": Rule(
            BREAKING, BREAKING, "property {name} removed, and properties that are not listed are refused"
        ),
        "optional-property-added": _both(ADDITIVE, "optional property {name} added"),
        "required-property-added": Rule(BREAKING, ADDITIVE, "required property {name} added"),
        "property-renamed": _both(BREAKING, "property {old} renamed to {new}"),
        "became-required": Rule(BREAKING, ADDITIVE, "{name} became required"),
        "became-optional": Rule(ADDITIVE, BREAKING, "{name} became optional"),
        "object-flattened": _both(BREAKING, "properties of {old} moved into the enclosing object: {new}"),
        "properties-nested": _both(BREAKING, "properties {old} moved into the object {new}"),
        "unknown-properties-refused": Rule(BREAKING, ADDITIVE, "properties that are not listed are now refused"),
        "unknown-properties-allowed": Rule(ADDITIVE, WARN, "properties that are not listed are now allowed"),
        "unknown-properties-narrowed": Rule(BREAKING, ADDITIVE, "properties that are not listed must now fit a schema"),
        "unknown-properties-widened": Rule(ADDITIVE, WARN, "properties that are not listed may now be anything"),
        # Alternatives (anyOf, oneOf).
        "variant-removed": Rule(BREAKING, ADDITIVE, "alternative removed: {old}"),
        "variant-added": Rule(ADDITIVE, WARN, "alternative added: {new}"),
        "discriminator-changed": _both(BREAKING, "discriminator property changed from {old} to {new}"),
        "discriminator-value-removed": Rule(BREAKING, ADDITIVE, "discriminator values removed: {old}"),
        "discriminator-value-added": Rule(ADDITIVE, WARN, "discriminator values added: {new}"),
        # Keywords that validate nothing but that clients act on.
        "default-changed": _both(WARN, "default changed from {old} to {new}"),
        "default-removed": _both(WARN, "default {old} removed"),
        "default-added": _both(WARN, "default {new} added"),
        "fact-changed": _both(WARN, "{name} changed from {old} to {new}"),
        "names-changed": _both(NONE, "{name} changed: affects names in generated code, not the wire"),
        "unclassified": _both(WARN, "{name} changed in a way that no rule covers: review it"),
    }
)


OPERATION_RULES: Mapping[str, tuple[Level, str]] = MappingProxyType(
    {
        "operation-removed": (BREAKING, "operation removed"),
        "operation-added": (ADDITIVE, "operation added"),
        "operation-moved": (BREAKING, "operation moved from {old} to {new}"),
        "base-path-changed": (BREAKING, "base path of these operations changed from {old} to {new}"),
        "operation-renamed": (NONE, "operationId changed from {old} to {new}: affects Python names, not the wire"),
        "tags-changed": (NONE, "tags changed from {old} to {new}: affects Python modules, not the wire"),
        "path-parameter-renamed": (NONE, "path parameter {old} renamed to {new}: affects Python names, not the wire"),
        "server-removed": (WARN, "server {old} removed"),
        "server-added": (ADDITIVE, "server {new} added"),
        "server-changed": (WARN, "server changed from {old} to {new}"),
        "server-variable-changed": (WARN, "server variables changed from {old} to {new}"),
        "callback-removed": (BREAKING, "callback {name} removed"),
        "callback-added": (ADDITIVE, "callback {name} added"),
        "webhook-removed": (BREAKING, "webhook {name} removed"),
        "webhook-added": (ADDITIVE, "webhook {name} added"),
        "fact-changed": (WARN, "{name} changed from {old} to {new}"),
        # Nothing fails, but each call costs something else.
        "price-changed": (WARN, "price changed from {old} to {new}"),
        "price-added": (WARN, "price {new} added"),
        "price-removed": (WARN, "price {old} removed"),
        "unclassified": (WARN, "{name} changed in a way that no rule covers: review it"),
        # Parameters.
        "required-parameter-removed": (BREAKING, "required {name} removed"),
        "optional-parameter-removed": (WARN, "optional {name} removed"),
        "required-parameter-added": (BREAKING, "required {name} added"),
        "optional-parameter-added": (ADDITIVE, "optional {name} added"),
        "parameter-renamed": (BREAKING, "{old} renamed to {new}"),
        "parameter-moved": (BREAKING, "parameter {name} moved from {old} to {new}"),
        "parameter-became-required": (BREAKING, "{name} became required"),
        "parameter-became-optional": (ADDITIVE, "{name} became optional"),
        "parameter-style-changed": (BREAKING, "style of {name} changed from {old} to {new}"),
        "parameter-encoding-changed": (WARN, "percent-encoding of {name} changed from {old} to {new}"),
        "parameter-content-changed": (BREAKING, "media type of {name} changed from {old} to {new}"),
        "empty-value-refused": (BREAKING, "{name} may no longer be empty"),
        "empty-value-allowed": (ADDITIVE, "{name} may now be empty"),
        # Request bodies.
        "required-body-removed": (BREAKING, "required request body removed"),
        "optional-body-removed": (WARN, "optional request body removed"),
        "required-body-added": (BREAKING, "required request body added"),
        "optional-body-added": (ADDITIVE, "optional request body added"),
        "body-became-required": (BREAKING, "request body became required"),
        "body-became-optional": (ADDITIVE, "request body became optional"),
        "request-media-type-removed": (BREAKING, "request media type {old} removed"),
        "request-media-type-added": (ADDITIVE, "request media type {new} added"),
        "request-media-type-changed": (BREAKING, "request media type changed from {old} to {new}"),
        "part-encoding-changed": (BREAKING, "media type of part {name} changed from {old} to {new}"),
        "part-encoding-narrowed": (BREAKING, "media type {old} of part {name} removed"),
        "part-encoding-widened": (ADDITIVE, "media type {new} of part {name} added"),
        # Responses.
        "success-status-removed": (BREAKING, "success status {old} removed"),
        "success-status-added": (BREAKING, "success status {new} added"),
        "success-status-changed": (BREAKING, "success status changed from {old} to {new}"),
        "success-status-narrowed": (ADDITIVE, "success status narrowed from {old} to {new}"),
        "error-status-removed": (ADDITIVE, "error status {old} removed"),
        "error-status-added": (ADDITIVE, "error status {new} added"),
        "response-media-type-removed": (BREAKING, "response media type {old} removed"),
        "response-media-type-added": (ADDITIVE, "response media type {new} added"),
        "response-media-type-changed": (BREAKING, "response media type changed from {old} to {new}"),
        "error-media-type-removed": (WARN, "error media type {old} removed"),
        "error-media-type-added": (ADDITIVE, "error media type {new} added"),
        "error-media-type-changed": (WARN, "error media type changed from {old} to {new}"),
        "response-header-removed": (BREAKING, "header {old} removed"),
        "response-header-added": (ADDITIVE, "header {new} added"),
        "response-header-renamed": (BREAKING, "header {old} renamed to {new}"),
        "response-header-became-required": (ADDITIVE, "header {name} became required"),
        "response-header-became-optional": (BREAKING, "header {name} became optional"),
        "error-names-changed": (WARN, "error names changed from {old} to {new}"),
        # Security.
        "security-added": (BREAKING, "credentials now required: {new}"),
        "security-removed": (ADDITIVE, "credentials no longer required"),
        "security-alternative-removed": (BREAKING, "credentials no longer sufficient: {old}"),
        "security-alternative-added": (ADDITIVE, "credentials now sufficient: {new}"),
        "security-changed": (BREAKING, "credentials changed from {old} to {new}"),
        "security-header-changed": (BREAKING, "API key moved from {old} to {new}"),
        "security-scope-added": (BREAKING, "scopes now required: {new}"),
        "security-scope-removed": (ADDITIVE, "scopes no longer required: {old}"),
        "security-scheme-renamed": (NONE, "security scheme {old} renamed to {new}"),
        "security-address-changed": (WARN, "{name} of the security scheme changed from {old} to {new}"),
        # Descriptions, and components that nothing refers to.
        "words-changed": (DOC, "{name} changed"),
        "words-added": (DOC, "{name} added"),
        "words-removed": (DOC, "{name} removed"),
        "deprecated": (DOC, "now deprecated"),
        "no-longer-deprecated": (DOC, "no longer deprecated"),
        "extension-changed": (DOC, "{name} changed, an extension that is not read here"),
        "unused-component-changed": (DOC, "component changed, which no operation uses"),
        "unused-component-added": (NONE, "component added, which no operation uses"),
        "unused-component-removed": (NONE, "component removed, which no operation used"),
        "written-differently": (NONE, "written differently, with the same meaning on the wire"),
    }
)

FACTS = ("x-known-values", "x-error-names", "x-credits", "x-result-operation")
"""Extensions that clients act on; `facts.py` contains them."""

RESTRICTIONS = (
    *("x-requires", "x-excludes", "x-one-of"),
    *("x-sizes-by-engine", "x-sides-by-engine", "x-min-pixels-by-engine"),
)
"""Extensions that restrict what may be sent together, or by which engine."""

DEFAULTS = ("default", "x-default")
"""`x-default` documents a default that clients do not send. A changed one changes images all the same."""

NAMES = ("x-enum-varnames",)
"""Extensions that give names in generated code."""
