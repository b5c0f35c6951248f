"""Writes the prompt on a picture."""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

MOST_LINES = 3
MOST_CHARACTERS = 400
"""A prompt may be ten times as long as what can be read on a picture."""
ELLIPSIS = "…"
WHITE = (255, 255, 255)
SHADE_LEVEL = 175
"""How dark the band under the text gets, 0 to 255."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def write_caption(scene: Image.Image, text: str, without: str, signature: str) -> None:
    """Write the prompt along the lower edge, on a band of shade; small below it, what to leave out and who painted."""
    width, height = scene.size
    large, small = font_of(max(12, width // 24)), font_of(max(9, width // 44))
    margin = width // 28
    room = width - 2 * margin
    lines = wrapped(printable(text), large, room)
    line_height, small_height = round(width / 24 * 1.25), round(width / 44 * 1.5)
    notes = [
        fitted(printable(note), small, room) for note in (f"without {without}" if without else "", signature) if note
    ]
    deep = len(lines) * line_height + len(notes) * small_height + margin
    _shade(scene, min(height, round(deep * 1.5)))
    draw = ImageDraw.Draw(scene, "RGBA")
    y = height - deep + margin // 4
    for line in lines:
        draw.text((margin + 1, y + 1), line, font=large, fill=(0, 0, 0, 140))
        draw.text((margin, y), line, font=large, fill=WHITE)
        y += line_height
    for note in notes:
        draw.text((margin, y), note, font=small, fill=(255, 255, 255, 190))
        y += small_height


def wrapped(text: str, font: Font, room: float) -> list[str]:
    """Text in lines no wider than `room` pixels; what does not fit into the last one is cut off."""
    lines: list[str] = []
    rest = text[:MOST_CHARACTERS]
    while rest and len(lines) < MOST_LINES - 1:
        line = _head(rest, font, room)
        lines.append(line)
        rest = rest[len(line) :].lstrip()
    if rest:
        lines.append(fitted(rest, font, room))
    return lines


def fitted(text: str, font: Font, room: float) -> str:
    """Text on one line no wider than `room` pixels."""
    if font.getlength(text) <= room:
        return text
    kept = text
    while kept and font.getlength(kept + ELLIPSIS) > room:
        kept = kept[: min(len(kept) - 1, int(len(kept) * room / font.getlength(kept + ELLIPSIS)) + 1)]
    return kept.rstrip() + ELLIPSIS


def printable(text: str) -> str:
    """Text on one line, with nothing in it that a font can't take."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


@lru_cache(maxsize=32)
def font_of(size: int) -> Font:
    """Pillow's own font, so that pictures look the same on every machine."""
    return ImageFont.load_default(size)


def _head(text: str, font: Font, room: float) -> str:
    """As many whole words from the start as fit; of a word that is too long by itself, as many characters."""
    words = text.split(" ")
    head = words[0]
    for word in words[1:]:
        if font.getlength(f"{head} {word}") > room:
            break
        head = f"{head} {word}"
    while len(head) > 1 and font.getlength(head) > room:
        head = head[: min(len(head) - 1, int(len(head) * room / font.getlength(head)) + 1)]
    return head


def _shade(scene: Image.Image, height: int) -> None:
    if height < 1:
        return
    ramp = Image.linear_gradient("L").point([level * SHADE_LEVEL // 255 for level in range(256)])
    scene.paste((0, 0, 0), (0, scene.height - height), ramp.resize((scene.width, height), Image.Resampling.BILINEAR))
