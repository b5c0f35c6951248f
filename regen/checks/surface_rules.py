"""What each change of the generated package's surface means to who imports it.

As on the wire, it depends on the way the data flows: users make the models that they send, and read those that come
back. A type that takes more is a gift in the first case and a surprise in the second.
"""

from collections.abc import Mapping
from types import MappingProxyType

from regen.openapi_diff import Level, Rule

NONE, ADDITIVE, WARN, BREAKING = Level.NONE, Level.ADDITIVE, Level.WARN, Level.BREAKING

FEW_POSITIONAL = 5
"""Arguments that people may pass without their names. Nobody writes a tenth one so, and behind `allOf` every new option
lands before the options of the derived model."""

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "function-removed": Rule(BREAKING, BREAKING, "the function is gone"),
        "function-added": Rule(ADDITIVE, ADDITIVE, "new function"),
        "function-moved": Rule(BREAKING, BREAKING, "moved from {old} to {new}"),
        "parameter-removed": Rule(BREAKING, BREAKING, "argument {name} is gone"),
        "parameter-renamed": Rule(BREAKING, BREAKING, "argument {old} is now called {new}"),
        "optional-parameter-added": Rule(ADDITIVE, ADDITIVE, "new optional argument {name}"),
        "required-parameter-added": Rule(BREAKING, BREAKING, "new required argument {name}"),
        "class-removed": Rule(BREAKING, BREAKING, "the class is gone"),
        "class-added": Rule(ADDITIVE, ADDITIVE, "new class"),
        "class-renamed": Rule(BREAKING, BREAKING, "class {old} is now called {new}"),
        "class-kind-changed": Rule(BREAKING, BREAKING, "was of kind {old}, is of kind {new}"),
        "field-removed": Rule(BREAKING, BREAKING, "field {name} is gone"),
        "field-renamed": Rule(BREAKING, BREAKING, "field {old} is now called {new}"),
        "optional-field-added": Rule(ADDITIVE, ADDITIVE, "new optional field {name}"),
        "required-field-added": Rule(BREAKING, ADDITIVE, "new required field {name}"),
        "became-required": Rule(BREAKING, ADDITIVE, "{name} became required"),
        "became-optional": Rule(ADDITIVE, BREAKING, "{name} became optional"),
        "type-widened": Rule(ADDITIVE, BREAKING, "type of {name} widened from {old} to {new}"),
        "type-narrowed": Rule(BREAKING, ADDITIVE, "type of {name} narrowed from {old} to {new}"),
        "type-changed": Rule(BREAKING, BREAKING, "type of {name} changed from {old} to {new}"),
        "default-changed": Rule(WARN, WARN, "default of {name} changed from {old} to {new}: requests change with it"),
        # Answers are made from what came, by name: their order says nothing to anybody.
        "order-changed": Rule(BREAKING, NONE, "by position, {new} stands where {old} stood"),
        "late-order-changed": Rule(WARN, NONE, "by position, far back, {new} stands where {old} stood"),
        "keyword-only": Rule(BREAKING, BREAKING, "{name} must be named now"),
        "unknown-fields-refused": Rule(BREAKING, BREAKING, "fields that are not listed are no longer kept"),
        "unknown-fields-kept": Rule(ADDITIVE, ADDITIVE, "fields that are not listed are kept now"),
        "member-removed": Rule(BREAKING, BREAKING, "member {name} is gone"),
        "member-renamed": Rule(BREAKING, BREAKING, "member {old} is now called {new}"),
        "member-changed": Rule(BREAKING, BREAKING, "member {name} changed its value from {old} to {new}"),
        "member-added": Rule(ADDITIVE, WARN, "new member {name}"),
        "media-type-changed": Rule(WARN, WARN, "requests now go out as {new}, no longer as {old}"),
    }
)
