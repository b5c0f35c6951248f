"""An example for the help page of each command, from the parameters that it needs."""

from inspect import Parameter

from stability_client._calls.catalog import Method

PROMPTS = {
    "inpaint": "a red door",
    "outpaint": "a stony beach",
    "search_and_replace": "a sailing ship",
    "search_and_recolor": "bright yellow",
}
VALUES = {"search_prompt": "the boat", "select_prompt": "the house", "mask_source": "MASK_IMAGE_WHITE"}
EXTRAS = {
    "outpaint": "--left 200",
    "replace_background_and_relight": '--background-prompt "a foggy forest"',
    "erase": "--mask mask.png",
    "inpaint": "--mask mask.png",
    "masking": "--mask-image mask.png",
    "ultra": "--aspect-ratio 16:9",
    "core": "--style-preset photographic",
    "sd3": "--model sd3.5-medium",
}
"""What an example shows besides what must be."""


def example(method: Method) -> str:
    """Return a command line that works, if its files are there."""
    words = ["stability", method.edition, method.command]
    for name, parameter in method.parameters.items():
        contract = method.contract
        if name in contract.files and parameter.default is Parameter.empty:
            words.append("style.png" if name == "style_image" else "photo.jpg")
        elif name in {"prompt", "prompts"}:
            words.append(f'"{PROMPTS.get(method.name, "a lighthouse at dusk")}"')
        elif name == "pending":
            words.append("ID")
        elif name in contract.options and contract.options[name].required:
            words.append(f'--{name.replace("_", "-")} "{VALUES.get(name, "…")}"')
    if method.name in EXTRAS:
        words.append(EXTRAS[method.name])
    return " ".join(words)
