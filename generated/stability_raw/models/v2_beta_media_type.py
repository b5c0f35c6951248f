from enum import StrEnum


class V2BetaMediaType(StrEnum):
    APPLICATION_JSON = "application/json"
    IMAGE = "image/*"

    def __str__(self) -> str:
        return str(self.value)
