"""What each change of the Python surface means to users of the generated package.

As on the wire, it depends on the direction of the data: users make the models that they send, and read those that they
receive. A wider type adds something in the first case and breaks code in the second.
"""

from collections.abc import Mapping
from types import MappingProxyType

from regen.openapi_diff import Level, Rule

NONE, ADDITIVE, WARN, BREAKING = Level.NONE, Level.ADDITIVE, Level.WARN, Level.BREAKING

MAX_POSITIONAL = 5
"""Arguments that users may pass by position. Nobody passes a tenth one so, and with `allOf` every new option comes
before the options of the derived model."""

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "function-removed": Rule(BREAKING, BREAKING, "function removed"),
        "function-added": Rule(ADDITIVE, ADDITIVE, "new function"),
        "function-moved": Rule(BREAKING, BREAKING, "moved from {old} to {new}"),
        "parameter-removed": Rule(BREAKING, BREAKING, "argument {name} removed"),
        "parameter-renamed": Rule(BREAKING, BREAKING, "argument {old} renamed to {new}"),
        "optional-parameter-added": Rule(ADDITIVE, ADDITIVE, "new optional argument {name}"),
        "required-parameter-added": Rule(BREAKING, BREAKING, "new required argument {name}"),
        "class-removed": Rule(BREAKING, BREAKING, "class removed"),
        "class-added": Rule(ADDITIVE, ADDITIVE, "new class"),
        "class-renamed": Rule(BREAKING, BREAKING, "class {old} renamed to {new}"),
        "class-kind-changed": Rule(BREAKING, BREAKING, "kind changed from {old} to {new}"),
        "field-removed": Rule(BREAKING, BREAKING, "field {name} removed"),
        "field-renamed": Rule(BREAKING, BREAKING, "field {old} renamed to {new}"),
        "optional-field-added": Rule(ADDITIVE, ADDITIVE, "new optional field {name}"),
        "required-field-added": Rule(BREAKING, ADDITIVE, "new required field {name}"),
        "became-required": Rule(BREAKING, ADDITIVE, "{name} became required"),
        "became-optional": Rule(ADDITIVE, BREAKING, "{name} became optional"),
        "type-widened": Rule(ADDITIVE, BREAKING, "type of {name} widened from {old} to {new}"),
        "type-narrowed": Rule(BREAKING, ADDITIVE, "type of {name} narrowed from {old} to {new}"),
        "type-changed": Rule(BREAKING, BREAKING, "type of {name} changed from {old} to {new}"),
        "default-changed": Rule(WARN, WARN, "default of {name} changed from {old} to {new}, and requests with it"),
        # Responses are parsed by name: users never pass their fields by position.
        "order-changed": Rule(BREAKING, NONE, "{new} takes the position of {old}"),
        "late-order-changed": Rule(WARN, NONE, "{new} takes the position of {old}, which few users pass by position"),
        "keyword-only": Rule(BREAKING, BREAKING, "{name} became keyword-only"),
        "unknown-fields-refused": Rule(BREAKING, BREAKING, "unknown fields are no longer kept"),
        "unknown-fields-kept": Rule(ADDITIVE, ADDITIVE, "unknown fields are kept"),
        "member-removed": Rule(BREAKING, BREAKING, "member {name} removed"),
        "member-renamed": Rule(BREAKING, BREAKING, "member {old} renamed to {new}"),
        "member-changed": Rule(BREAKING, BREAKING, "value of {name} changed from {old} to {new}"),
        "member-added": Rule(ADDITIVE, WARN, "new member {name}"),
    }
)
