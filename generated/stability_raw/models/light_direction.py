from enum import StrEnum


class LightDirection(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"

    def __str__(self) -> str:
        return str(self.value)
