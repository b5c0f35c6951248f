"""Captions: the prompt, written on the image."""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

MAX_LINES = 3
MAX_CHARACTERS = 400
"""How much of a prompt is written; a prompt may be five times as long."""
ELLIPSIS = "…"
WHITE = (255, 255, 255)
SHADE_LEVEL = 175
"""Opacity of the dark band behind the text at the lower edge, 0 to 255."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def write_caption(scene: Image.Image, text: str, without: str, signature: str) -> int:
    """Write a caption along the lower edge, on a dark band.

    Args:
        scene: The image to write on, changed in place.
        text: The prompts, in large letters.
        without: The prompts of negative weight, in small letters below; may be empty.
        signature: The last line, in small letters.

    Returns:
        How many pixels high the text is, from the lower edge.
    """
    width, height = scene.size
    large, small = load_font(max(12, width // 24)), load_font(max(9, width // 44))
    margin = width // 28
    max_width = width - 2 * margin
    lines = wrap_text(to_printable(text), large, max_width)
    line_height, small_height = round(width / 24 * 1.25), round(width / 44 * 1.5)
    notes = [
        fit_text(to_printable(note), small, max_width)
        for note in (f"without {without}" if without else "", signature)
        if note
    ]
    depth = len(lines) * line_height + len(notes) * small_height + margin
    _shade(scene, min(height, round(depth * 1.5)))
    draw = ImageDraw.Draw(scene, "RGBA")
    y = height - depth + margin // 4
    for line in lines:
        draw.text((margin + 1, y + 1), line, font=large, fill=(0, 0, 0, 140))
        draw.text((margin, y), line, font=large, fill=WHITE)
        y += line_height
    for note in notes:
        draw.text((margin, y), note, font=small, fill=(255, 255, 255, 190))
        y += small_height
    return depth


def wrap_text(text: str, font: Font, max_width: float) -> list[str]:
    """Break text into at most `MAX_LINES` lines of at most `max_width` pixels; the last one is truncated."""
    lines: list[str] = []
    rest = text[:MAX_CHARACTERS]
    while rest and len(lines) < MAX_LINES - 1:
        line = _first_line(rest, font, max_width)
        lines.append(line)
        rest = rest[len(line) :].lstrip()
    if rest:
        lines.append(fit_text(rest, font, max_width))
    return lines


def fit_text(text: str, font: Font, max_width: float) -> str:
    """Truncate text to one line of at most `max_width` pixels."""
    if font.getlength(text) <= max_width:
        return text
    head = text
    while head and font.getlength(head + ELLIPSIS) > max_width:
        head = head[: min(len(head) - 1, int(len(head) * max_width / font.getlength(head + ELLIPSIS)) + 1)]
    return head.rstrip() + ELLIPSIS


def to_printable(text: str) -> str:
    """Put text on one line, without characters that a font can't draw."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


@lru_cache(maxsize=32)
def load_font(size: int) -> Font:
    """Load Pillow's own font, so that images are the same on every machine."""
    return ImageFont.load_default(size)


def _first_line(text: str, font: Font, max_width: float) -> str:
    """Take as many whole words from the start as fit, or as many characters if the first word is too long."""
    words = text.split(" ")
    head = words[0]
    for word in words[1:]:
        if font.getlength(f"{head} {word}") > max_width:
            break
        head = f"{head} {word}"
    while len(head) > 1 and font.getlength(head) > max_width:
        head = head[: min(len(head) - 1, int(len(head) * max_width / font.getlength(head)) + 1)]
    return head


def _shade(scene: Image.Image, height: int) -> None:
    """Darken the lowest `height` pixels, more so towards the edge."""
    if height < 1:
        return
    ramp = Image.linear_gradient("L").point([level * SHADE_LEVEL // 255 for level in range(256)])
    scene.paste((0, 0, 0), (0, scene.height - height), ramp.resize((scene.width, height), Image.Resampling.BILINEAR))
