from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Error")


@_attrs_define
class Error:
    """What went wrong."""

    id: str
    """ Identifies this occurrence. """
    name: str
    """ Names the kind of error; the statuses below list the known ones. """
    message: str
    """ What went wrong, for a person. """
    fault: bool | Unset = UNSET
    """ Whether the server is at fault. """
    temporary: bool | Unset = UNSET
    """ Whether the same request may succeed later. """
    timeout: bool | Unset = UNSET
    """ Whether something took too long. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        message = self.message

        fault = self.fault

        temporary = self.temporary

        timeout = self.timeout

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "message": message,
            }
        )
        if fault is not UNSET:
            field_dict["fault"] = fault
        if temporary is not UNSET:
            field_dict["temporary"] = temporary
        if timeout is not UNSET:
            field_dict["timeout"] = timeout

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        message = d.pop("message")

        fault = d.pop("fault", UNSET)

        temporary = d.pop("temporary", UNSET)

        timeout = d.pop("timeout", UNSET)

        error = cls(
            id=id,
            name=name,
            message=message,
            fault=fault,
            temporary=temporary,
            timeout=timeout,
        )

        error.additional_properties = d
        return error

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
