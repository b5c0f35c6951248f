from enum import StrEnum


class ResponseMediaType(StrEnum):
    APPLICATION_JSON = "application/json"
    IMAGE_PNG = "image/png"

    def __str__(self) -> str:
        return str(self.value)
