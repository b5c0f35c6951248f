from enum import StrEnum


class AnswerMediaType(StrEnum):
    APPLICATION_JSON = "application/json"
    IMAGE_PNG = "image/png"

    def __str__(self) -> str:
        return str(self.value)
