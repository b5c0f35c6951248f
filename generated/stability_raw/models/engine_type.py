from enum import StrEnum


class EngineType(StrEnum):
    AUDIO = "AUDIO"
    CLASSIFICATION = "CLASSIFICATION"
    PICTURE = "PICTURE"
    STORAGE = "STORAGE"
    TEXT = "TEXT"
    VIDEO = "VIDEO"

    def __str__(self) -> str:
        return str(self.value)
