"""The table of rules: what each kind of change is called, how much it matters, and how it is told.

A schema changes differently for the two sides of a call. In what the client sends, a narrower schema breaks; in what
the client receives, a wider one can. So a rule on schemas has a level for each direction. Where the levels look odd
beside set theory, the reason stands next to them.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from attrs import frozen

from regen.openapi_diff.findings import Level

NONE, DOC, ADDITIVE, WARN, BREAKING = Level.NONE, Level.DOC, Level.ADDITIVE, Level.WARN, Level.BREAKING


class Direction(StrEnum):
    """Which way data flows, as the client sees it."""

    REQUEST = "request"
    RESPONSE = "response"

    @property
    def reverse(self) -> "Direction":
        """The other way: callbacks and webhooks are calls that the client answers."""
        return Direction.RESPONSE if self is Direction.REQUEST else Direction.REQUEST


@frozen
class Rule:
    """A kind of change. `message` may name `{name}`, `{old}` and `{new}`."""

    request: Level
    response: Level
    message: str

    def level(self, direction: Direction) -> Level:
        """How much the change matters for data that flows this way."""
        return self.request if direction is Direction.REQUEST else self.response


def _both(level: Level, message: str) -> Rule:
    return Rule(level, level, message)


SCHEMA_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        # Types. A reader is written for one JSON type: a wider one in an answer is as foreign to it as another one.
        "type-changed": _both(BREAKING, "type changed from {old} to {new}"),
        "type-narrowed": Rule(BREAKING, ADDITIVE, "type narrowed from {old} to {new}"),
        "type-widened": Rule(ADDITIVE, BREAKING, "type widened from {old} to {new}"),
        "became-nullable": Rule(ADDITIVE, BREAKING, "may now be null"),
        "no-longer-nullable": Rule(BREAKING, ADDITIVE, "may no longer be null"),
        "taken-in": _both(NONE, "{old} is no alternative of its own now; another one takes it in"),
        # Values. Readers should survive a value they don't know, so a new one in an answer warns.
        "enum-value-removed": Rule(BREAKING, ADDITIVE, "no longer one of the values: {old}"),
        "enum-value-added": Rule(ADDITIVE, WARN, "new among the values: {new}"),
        "enum-closed": Rule(BREAKING, ADDITIVE, "only these values now: {new}"),
        "enum-opened": Rule(ADDITIVE, WARN, "no longer only the values {old}"),
        # Limits.
        "bound-added": Rule(BREAKING, ADDITIVE, "new limit {name} {new}"),
        "bound-tightened": Rule(BREAKING, ADDITIVE, "{name} tightened from {old} to {new}"),
        "bound-loosened": Rule(ADDITIVE, WARN, "{name} loosened from {old} to {new}"),
        "bound-removed": Rule(ADDITIVE, WARN, "limit {name} {old} is gone"),
        "bound-changed": Rule(BREAKING, WARN, "{name} changed from {old} to {new}"),
        "pattern-added": Rule(BREAKING, ADDITIVE, "must now match {new}"),
        "pattern-removed": Rule(ADDITIVE, WARN, "need no longer match {old}"),
        "pattern-changed": Rule(BREAKING, WARN, "pattern changed from {old} to {new}"),
        "format-added": Rule(BREAKING, WARN, "new format {new}"),
        "format-removed": Rule(ADDITIVE, WARN, "format {old} is gone"),
        "format-widened": Rule(ADDITIVE, WARN, "format widened from {old} to {new}"),
        "format-changed": Rule(BREAKING, WARN, "format changed from {old} to {new}"),
        "format-hint-changed": _both(WARN, "format changed from {old} to {new}, which no validator has to know"),
        "binary-changed": _both(BREAKING, "from {old} to {new}: bytes and text are told apart on the wire"),
        # Properties. A server that stops reading an optional property ignores it, so its removal only warns.
        "required-property-removed": _both(BREAKING, "required property {name} is gone"),
        "optional-property-removed": Rule(WARN, BREAKING, "optional property {name} is gone"),
        "property-refused": Rule(BREAKING, BREAKING, "property {name} is gone, and unknown ones are refused"),
        "optional-property-added": _both(ADDITIVE, "new optional property {name}"),
        "required-property-added": Rule(BREAKING, ADDITIVE, "new required property {name}"),
        "property-renamed": _both(BREAKING, "property {old} is now called {new}"),
        "became-required": Rule(BREAKING, ADDITIVE, "{name} became required"),
        "became-optional": Rule(ADDITIVE, BREAKING, "{name} became optional"),
        "object-flattened": _both(BREAKING, "the properties of {old} moved up into the object around it: {new}"),
        "properties-nested": _both(BREAKING, "the properties {old} moved down into {new}"),
        "unknown-properties-refused": Rule(BREAKING, ADDITIVE, "properties that are not listed are refused now"),
        "unknown-properties-allowed": Rule(ADDITIVE, WARN, "properties that are not listed are allowed now"),
        "unknown-properties-narrowed": Rule(BREAKING, ADDITIVE, "properties that are not listed must now fit a schema"),
        "unknown-properties-widened": Rule(ADDITIVE, WARN, "properties that are not listed may now be anything"),
        # Alternatives (anyOf, oneOf).
        "variant-removed": Rule(BREAKING, ADDITIVE, "no longer an alternative: {old}"),
        "variant-added": Rule(ADDITIVE, WARN, "new alternative: {new}"),
        "discriminator-changed": _both(BREAKING, "the discriminator changed from {old} to {new}"),
        "discriminator-value-removed": Rule(BREAKING, ADDITIVE, "the discriminator no longer knows {old}"),
        "discriminator-value-added": Rule(ADDITIVE, WARN, "the discriminator now knows {new}"),
        # What validates nothing and is acted on all the same.
        "default-changed": _both(WARN, "default changed from {old} to {new}"),
        "default-removed": _both(WARN, "default {old} is gone"),
        "default-added": _both(WARN, "new default {new}"),
        "fact-changed": _both(WARN, "{name} changed from {old} to {new}"),
        "names-changed": _both(NONE, "{name} changed: the names in generated code, not the wire"),
        "unclassified": _both(WARN, "{name} changed in a way no rule knows: look at it"),
    }
)


OPERATION_RULES: Mapping[str, tuple[Level, str]] = MappingProxyType(
    {
        "operation-removed": (BREAKING, "the operation is gone"),
        "operation-added": (ADDITIVE, "new operation"),
        "operation-moved": (BREAKING, "the operation moved from {old} to {new}"),
        "base-path-changed": (BREAKING, "every path of these operations moved from {old} to {new}"),
        "operation-renamed": (NONE, "operationId {old} is now {new}: Python callers break, the wire does not notice"),
        "tags-changed": (NONE, "tags changed from {old} to {new}: Python modules move, the wire does not notice"),
        "path-parameter-renamed": (NONE, "path parameter {old} is now {new}: Python callers break, the wire does not"),
        "server-removed": (WARN, "no longer served at {old}"),
        "server-added": (ADDITIVE, "also served at {new}"),
        "server-changed": (WARN, "served at {new}, no longer at {old}"),
        "server-variable-changed": (WARN, "the variables of the server's address changed from {old} to {new}"),
        "callback-removed": (BREAKING, "the callback {name} is gone"),
        "callback-added": (ADDITIVE, "new callback {name}"),
        "webhook-removed": (BREAKING, "the webhook {name} is gone"),
        "webhook-added": (ADDITIVE, "new webhook {name}"),
        "fact-changed": (WARN, "{name} changed from {old} to {new}"),
        "unclassified": (WARN, "{name} changed in a way no rule knows: look at it"),
        # Parameters.
        "required-parameter-removed": (BREAKING, "required {name} is gone"),
        "optional-parameter-removed": (WARN, "optional {name} is gone"),
        "required-parameter-added": (BREAKING, "new required {name}"),
        "optional-parameter-added": (ADDITIVE, "new optional {name}"),
        "parameter-renamed": (BREAKING, "{old} is now called {new}"),
        "parameter-moved": (BREAKING, "parameter {name} moved from {old} to {new}"),
        "parameter-became-required": (BREAKING, "{name} became required"),
        "parameter-became-optional": (ADDITIVE, "{name} became optional"),
        "parameter-style-changed": (BREAKING, "{name} is written in another style: from {old} to {new}"),
        "parameter-encoding-changed": (WARN, "{name} is escaped in another way: from {old} to {new}"),
        "parameter-content-changed": (BREAKING, "{name} has another media type: from {old} to {new}"),
        "empty-value-refused": (BREAKING, "{name} may no longer be empty"),
        "empty-value-allowed": (ADDITIVE, "{name} may be empty now"),
        # Request bodies.
        "required-body-removed": (BREAKING, "no request body is taken any more"),
        "optional-body-removed": (WARN, "the optional request body is gone"),
        "required-body-added": (BREAKING, "a request body is needed now"),
        "optional-body-added": (ADDITIVE, "a request body may be sent now"),
        "body-became-required": (BREAKING, "the request body became required"),
        "body-became-optional": (ADDITIVE, "the request body became optional"),
        "request-media-type-removed": (BREAKING, "{old} is no longer taken"),
        "request-media-type-added": (ADDITIVE, "{new} is taken too"),
        "request-media-type-changed": (BREAKING, "the body is {new} now, no longer {old}"),
        "part-encoding-changed": (BREAKING, "part {name} is {new} now, no longer {old}"),
        "part-encoding-narrowed": (BREAKING, "part {name} no longer may be {old}"),
        "part-encoding-widened": (ADDITIVE, "part {name} may be {new} too"),
        # Responses.
        "success-status-removed": (BREAKING, "success is no longer told by {old}"),
        "success-status-added": (BREAKING, "success may be told by {new} too"),
        "success-status-changed": (BREAKING, "success is told by {new}, no longer by {old}"),
        "success-status-narrowed": (ADDITIVE, "success is told by {new}, which {old} held already"),
        "error-status-removed": (ADDITIVE, "{old} is no longer among the errors"),
        "error-status-added": (ADDITIVE, "{new} is among the errors now"),
        "response-media-type-removed": (BREAKING, "no longer answered as {old}"),
        "response-media-type-added": (ADDITIVE, "answered as {new} too"),
        "response-media-type-changed": (BREAKING, "answered as {new}, no longer as {old}"),
        "error-media-type-removed": (WARN, "errors no longer come as {old}"),
        "error-media-type-added": (ADDITIVE, "errors come as {new} too"),
        "error-media-type-changed": (WARN, "errors come as {new}, no longer as {old}"),
        "response-header-removed": (BREAKING, "header {old} is gone"),
        "response-header-added": (ADDITIVE, "new header {new}"),
        "response-header-renamed": (BREAKING, "header {old} is now called {new}"),
        "response-header-became-required": (ADDITIVE, "header {name} always comes now"),
        "response-header-became-optional": (BREAKING, "header {name} need not come any more"),
        "error-names-changed": (WARN, "the names of the errors changed from {old} to {new}"),
        # Security.
        "security-added": (BREAKING, "credentials are needed now: {new}"),
        "security-removed": (ADDITIVE, "no credentials are needed any more"),
        "security-alternative-removed": (BREAKING, "no longer enough: {old}"),
        "security-alternative-added": (ADDITIVE, "now enough too: {new}"),
        "security-changed": (BREAKING, "credentials changed from {old} to {new}"),
        "security-header-changed": (BREAKING, "the key goes in {new}, no longer in {old}"),
        "security-scope-added": (BREAKING, "more scopes are needed: {new}"),
        "security-scope-removed": (ADDITIVE, "fewer scopes are needed: no longer {old}"),
        "security-scheme-renamed": (NONE, "security scheme {old} is now called {new}"),
        "security-address-changed": (WARN, "{name} of the scheme changed from {old} to {new}"),
        # Words and what nothing refers to.
        "words-changed": (DOC, "{name} changed"),
        "words-added": (DOC, "{name} added"),
        "words-removed": (DOC, "{name} removed"),
        "deprecated": (DOC, "is deprecated now"),
        "no-longer-deprecated": (DOC, "is no longer deprecated"),
        "extension-changed": (DOC, "{name} changed, an extension that nothing here reads"),
        "unused-component-changed": (DOC, "component changed; no operation uses it"),
        "unused-component-added": (NONE, "new component; no operation uses it"),
        "unused-component-removed": (NONE, "component removed; no operation used it"),
        "written-differently": (NONE, "written differently, the same on the wire"),
    }
)

FACTS = ("x-max-pixels", "x-min-pixels", "x-min-pixels-by-engine", "x-max-bytes", "x-known-values", "x-error-names")
"""Extensions that the client acts on: facts.py carries them."""

DEFAULTS = ("default", "x-default")
"""`x-default` tells a default that the client does not send; a changed one changes pictures all the same."""

NAMES = ("x-enum-varnames",)
"""Extensions that name things in generated code."""
