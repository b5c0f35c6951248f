"""docs/studio.md says of the page what the page does."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / "overlay/stability_client/studio/page/main.js").read_text(encoding="utf-8")
PAGE = (ROOT / "docs/studio.md").read_text(encoding="utf-8")


def test_each_tool_is_there_with_its_key() -> None:
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    shown = {key for row in rows for key in re.findall(r"`([A-Z])`", row[1])}
    tools = dict(re.findall(r'"([A-Z][a-z ]+)", "([A-Z])"\]', SCRIPT))
    assert len(tools) == 9
    others = {letter.upper() for letter in re.findall(r'key === "([a-z])"\) find', SCRIPT)}
    assert others == {"F", "I"}
    assert shown - others == set(tools.values())
