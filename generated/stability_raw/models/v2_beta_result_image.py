from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.finish_reason import FinishReason
from ..types import UNSET, Unset

T = TypeVar("T", bound="V2BetaResultImage")


@_attrs_define
class V2BetaResultImage:
    """A finished result in JSON. One of `image` and `result` holds the file."""

    image: str | Unset = UNSET
    """ The file, in base64. """
    result: str | Unset = UNSET
    """ The file, in base64. """
    seed: int | Unset = UNSET
    """ The seed that was used. """
    finish_reason: FinishReason | str | Unset = UNSET
    """ How the generation ended. Servers may send reasons that are not listed. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        image = self.image

        result = self.result

        seed = self.seed

        finish_reason: str | Unset
        if isinstance(self.finish_reason, Unset):
            finish_reason = UNSET
        elif isinstance(self.finish_reason, FinishReason):
            finish_reason = self.finish_reason.value
        else:
            finish_reason = self.finish_reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if image is not UNSET:
            field_dict["image"] = image
        if result is not UNSET:
            field_dict["result"] = result
        if seed is not UNSET:
            field_dict["seed"] = seed
        if finish_reason is not UNSET:
            field_dict["finish_reason"] = finish_reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        image = d.pop("image", UNSET)

        result = d.pop("result", UNSET)

        seed = d.pop("seed", UNSET)

        def _parse_finish_reason(data: object) -> FinishReason | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finish_reason_type_0 = FinishReason(data)

                return finish_reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FinishReason | str | Unset, data)

        finish_reason = _parse_finish_reason(d.pop("finish_reason", UNSET))

        v2_beta_result_image = cls(
            image=image,
            result=result,
            seed=seed,
            finish_reason=finish_reason,
        )

        v2_beta_result_image.additional_properties = d
        return v2_beta_result_image

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
