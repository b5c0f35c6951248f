from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.engine_type import EngineType

T = TypeVar("T", bound="Engine")


@_attrs_define
class Engine:
    """A model that can be called."""

    id: str
    """ The id that the path of a generation call holds. """
    name: str
    description: str
    type_: EngineType | str
    """ What it works on. Servers may send kinds that are not listed. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        description = self.description

        type_: str
        if isinstance(self.type_, EngineType):
            type_ = self.type_.value
        else:
            type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "description": description,
                "type": type_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        description = d.pop("description")

        def _parse_type_(data: object) -> EngineType | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                type_type_0 = EngineType(data)

                return type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(EngineType | str, data)

        type_ = _parse_type_(d.pop("type"))

        engine = cls(
            id=id,
            name=name,
            description=description,
            type_=type_,
        )

        engine.additional_properties = d
        return engine

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
