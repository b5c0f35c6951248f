from enum import StrEnum


class Sd3Model(StrEnum):
    SD3_5_FLASH = "sd3.5-flash"
    SD3_5_LARGE = "sd3.5-large"
    SD3_5_LARGE_TURBO = "sd3.5-large-turbo"
    SD3_5_MEDIUM = "sd3.5-medium"

    def __str__(self) -> str:
        return str(self.value)
