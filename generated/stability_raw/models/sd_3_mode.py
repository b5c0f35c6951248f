from enum import StrEnum


class Sd3Mode(StrEnum):
    IMAGE_TO_IMAGE = "image-to-image"
    TEXT_TO_IMAGE = "text-to-image"

    def __str__(self) -> str:
        return str(self.value)
