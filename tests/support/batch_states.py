"""The picture of a job's states, drawn from the table in the code: `python -m tests.support.batch_states`."""

from html import escape
from pathlib import Path

from stability_client.batch.journal import TRANSITIONS, State

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "batch-states.svg"
PLACES = {
    State.QUEUED: (90, 170),
    State.SENT: (360, 170),
    State.DONE: (660, 50),
    State.FAILED: (660, 170),
    State.UNKNOWN: (660, 290),
}
SIZE = (760, 380)
FONT = 'font-family="sans-serif" font-size="14"'
WIDTH, HEIGHT = 110, 44
BENDS = {
    (State.SENT, State.QUEUED): 46,
    (State.FAILED, State.QUEUED): 150,
    (State.UNKNOWN, State.QUEUED): 120,
}
"""How far an arrow bends downwards that would run over another one."""
COLORS = {State.DONE: "#1a7f37", State.FAILED: "#cf222e", State.UNKNOWN: "#9a6700"}


def draw() -> str:
    """Return the picture."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]} {SIZE[1]}" {FONT}>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
        '<path d="M0 0 8 4 0 8z" fill="#57606a"/></marker></defs>',
        f'<rect width="{SIZE[0]}" height="{SIZE[1]}" fill="#ffffff"/>',
    ]
    for number, (before, after) in enumerate(TRANSITIONS, 1):
        parts += _arrow(number, before, after)
    for state, (x, y) in PLACES.items():
        color = COLORS.get(state, "#1f6feb")
        box = f'x="{x - WIDTH // 2}" y="{y - HEIGHT // 2}" width="{WIDTH}" height="{HEIGHT}" rx="9"'
        parts.append(f'<rect {box} fill="#ffffff" stroke="{color}" stroke-width="2"/>')
        parts.append(f'<text x="{x}" y="{y + 5}" text-anchor="middle" fill="#1f2328">{state}</text>')
    return "\n".join((*parts, "</svg>\n"))


def _arrow(number: int, before: State, after: State) -> list[str]:
    (x, y), (to_x, to_y) = PLACES[before], PLACES[after]
    title = f"<title>{number}: {escape(TRANSITIONS[before, after])}</title>"
    if before is after:
        path, middle = (
            f"M{x - 18} {y - HEIGHT // 2}C{x - 40} {y - 80} {x + 40} {y - 80} {x + 18} {y - HEIGHT // 2 - 2}",
            (x, y - 74),
        )
    elif bend := BENDS.get((before, after), 0):
        low = max(y, to_y) + bend
        path = f"M{x - 20} {y + HEIGHT // 2}C{x - 60} {low} {to_x + 60} {low} {to_x + 10} {to_y + HEIGHT // 2 + 2}"
        middle = ((x + to_x) // 2, (y + to_y) // 8 + low * 3 // 4 + HEIGHT // 8)
    else:
        path, middle = f"M{x + WIDTH // 2} {y}L{to_x - WIDTH // 2 - 2} {to_y}", ((x + to_x) // 2, (y + to_y) // 2)
    label = (
        f'<circle cx="{middle[0]}" cy="{middle[1]}" r="11" fill="#ffffff" stroke="#57606a"/>'
        f'<text x="{middle[0]}" y="{middle[1] + 5}" text-anchor="middle" fill="#57606a">{number}</text>'
    )
    line = 'fill="none" stroke="#57606a" stroke-width="1.6" marker-end="url(#tip)"'
    return [f'<g>{title}<path d="{path}" {line}/>{label}</g>']


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
