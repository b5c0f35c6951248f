"""The start of a program: the processor time of a new process, less that of one that imports nothing."""

import random
import statistics

from benchmarks.timing import Measured, Row, child_cpu, setting

ROUNDS = 15
STABILITY_LIMIT, PACKAGE_LIMIT = 1.4, 0.25
ENGINE = "stable-diffusion-512-v2-1"

IMPORTS = {
    "import httpx": "import httpx",
    "import stability_client": "import stability_client",
    "Stability": "from stability_client import Stability",
    "AsyncStability": "from stability_client import AsyncStability",
    "openai": "from openai import OpenAI",
    "requests": "import requests",
    "aiohttp": "import aiohttp",
}


def first_calls() -> dict[str, str]:
    """Return programs that make one call and end."""
    url = setting("URL")
    options = "json={'text_prompts': [{'text': 'fog'}]}, headers={'Accept': 'image/png'}"
    path = f"{url}/v1alpha/generation/{ENGINE}/text-to-image"
    return {
        "a call by httpx": f"import httpx\nwith httpx.Client() as http: http.post('{path}', {options}).content",
        "a call by Stability": (
            "from stability_client import Stability\n"
            f"with Stability('sk-made-up', base_url='{url}') as client: client.text_to_image('fog', engine='{ENGINE}')"
        ),
        "a call by requests": f"import requests\nrequests.post('{path}', {options}).content",
        "a call by openai": (
            "from openai import OpenAI\n"
            f"OpenAI(api_key='sk-made-up', base_url='{url}/v1').images.generate(model='m', prompt='fog')"
        ),
    }


def measure() -> Measured:
    """Yield the rows."""
    programs = {"": "pass", **IMPORTS, **first_calls()}
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(ROUNDS + 1):
        for name in random.sample(list(programs), len(programs)):
            seconds = child_cpu(programs[name])
            if number:  # the first writes the bytecode
                taken[name].append(seconds)
    start = statistics.median(taken[""])
    found = {name: (statistics.median(seconds) - start) * 1e3 for name, seconds in taken.items()}

    def row(what: str, ours: str, floor: str, *peers: str, limit: float | None = None) -> Row:
        others = {name: found[name] for name in peers}
        return Row(
            what=what, unit="ms", ours=found[ours], floor=found[floor], floor_name=floor, limit=limit, peers=others
        )

    httpx, by_httpx = "import httpx", "a call by httpx"
    yield row("from stability_client import Stability", "Stability", httpx, "openai", "requests", limit=STABILITY_LIMIT)
    yield row("from stability_client import AsyncStability", "AsyncStability", httpx, "aiohttp", limit=STABILITY_LIMIT)
    yield row("import stability_client", "import stability_client", httpx, limit=PACKAGE_LIMIT)
    yield row(
        "a program that makes one call", "a call by Stability", by_httpx, "a call by requests", "a call by openai"
    )
