"""Tells English from languages in other scripts. Pure."""

LAST_LATIN_LETTER = "\u024f"
MAX_FOREIGN_SHARE = 0.5


def is_english(text: str) -> bool:
    """Return whether at least half of the letters are Latin, which is all that is asked of a prompt here."""
    letters = [each for each in text if each.isalpha()]
    foreign = sum(each > LAST_LATIN_LETTER for each in letters)
    return foreign <= len(letters) * MAX_FOREIGN_SHARE
