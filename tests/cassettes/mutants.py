"""Breaks a copy of the code in one small way after another, and shows which test notices: `make mutants`.

Each edit is one that a change of the contract, of the generator or of the overlay could bring about. It must fit its
file as often as it says, else the table is out of date, which fails too. Exits with 1 where an edit goes unnoticed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from queue import Queue

from attrs import frozen

ROOT = Path(__file__).parents[2]
COPIED = ("overlay", "generated", "regen", "tests/cassettes", "tests/conftest.py", "openapi.yaml", "pyproject.toml")
SECONDS = 120.0

RAW, OURS = "generated/stability_raw/", "overlay/stability_client/"
MASKING = f"{RAW}api/generation/masking.py"
TEXT = f"{RAW}api/generation/text_to_image.py"
TEXT_OPTIONS = f"{RAW}models/text_to_image_options.py"
MASKING_BODY = f"{RAW}models/masking_body.py"
WIRE, ANSWERS = f"{OURS}wire.py", f"{OURS}answers.py"
CONVERSATION, SENDING = f"{OURS}transport/conversation.py", f"{OURS}transport/sending.py"


FIXED = "0123456789abcdef" * 2


@frozen
class Mutant:
    """One edit: what is found in a file, and what is put there."""

    name: str
    file: str
    find: str
    put: str
    times: int = 1


WHAT_IS_SENT = (
    Mutant(
        "the organisation's header is dropped",
        MASKING,
        '        headers["Organization"] = organization',
        "        pass",
    ),
    Mutant("the organisation's header is misspelt", TEXT, 'headers["Organization"]', 'headers["Organisation"]'),
    Mutant("Accept is dropped", TEXT, '    headers["Accept"] = str(accept)\n', ""),
    Mutant("Accept is another", MASKING, "str(accept)", '"image/*"'),
    Mutant("one picture is asked for as JSON", f"{OURS}options.py", "samples > 1 else PNG", "samples > 0 else PNG"),
    Mutant("several pictures are asked for as PNG", f"{OURS}options.py", "return JSON if", "return PNG if"),
    Mutant("a default is sent: steps", TEXT_OPTIONS, "    steps: int | Unset = UNSET", "    steps: int | Unset = 50"),
    Mutant(
        "a default is sent: samples",
        f"{RAW}models/masking_options.py",
        "samples: int | Unset = UNSET",
        "samples: int | Unset = 1",
    ),
    Mutant(
        "a default is sent: weight",
        f"{RAW}models/text_prompt.py",
        "weight: float | Unset = UNSET",
        "weight: float | Unset = 1.0",
    ),
    Mutant("an option is dropped", TEXT_OPTIONS, '            field_dict["cfg_scale"] = cfg_scale', "            pass"),
    Mutant(
        "a weight is dropped",
        f"{RAW}models/text_prompt.py",
        '            field_dict["weight"] = weight',
        "            pass",
    ),
    Mutant(
        "an option is renamed",
        f"{RAW}models/masking_options.py",
        '"mask_source": mask_source',
        '"maskSource": mask_source',
    ),
    Mutant("a prompt's text is renamed", f"{RAW}models/text_prompt.py", '"text": text', '"prompt": text'),
    Mutant("seed is sent as a text", TEXT_OPTIONS, 'field_dict["seed"] = seed', 'field_dict["seed"] = str(seed)'),
    Mutant(
        "width is sent as a broken number",
        TEXT_OPTIONS,
        'field_dict["width"] = width',
        'field_dict["width"] = float(width)',
    ),
    Mutant(
        "samplers are sent in lower case",
        f"{RAW}models/image_to_image_options.py",
        "self.sampler.value",
        "self.sampler.value.lower()",
    ),
    Mutant(
        "the prompts come in another order",
        WIRE,
        'in options["text_prompts"]]',
        'in reversed(options["text_prompts"])]',
    ),
    Mutant(
        "prompts are stripped of what is not ASCII",
        WIRE,
        "raw.TextPrompt(**prompt)",
        'raw.TextPrompt(**{**prompt, "text": prompt["text"].encode("ascii", "ignore").decode()})',
    ),
    Mutant("a part is renamed: mask_image", MASKING_BODY, 'files.append(("mask_image"', 'files.append(("mask"'),
    Mutant(
        "a part is renamed: init_image",
        f"{RAW}models/image_to_image_body.py",
        'files.append(("init_image"',
        'files.append(("image"',
    ),
    Mutant(
        "a part is dropped",
        MASKING_BODY,
        '            files.append(("mask_image", self.mask_image.to_tuple()))',
        "            pass",
    ),
    Mutant(
        "a part too many",
        MASKING_BODY,
        "        for prop_name, prop in self",
        '        files.append(("more", (None, b"1", "text/plain")))\n        for prop_name, prop in self',
    ),
    Mutant("the options part loses its type", MASKING_BODY, '.encode(), "application/json")))', ".encode(), None)))"),
    Mutant(
        "the options go as parts of their own",
        f"{RAW}models/image_to_image_body.py",
        'files.append(("options", (None, json.dumps(self.options.to_dict()).encode(), "application/json")))',
        "files += [(name, (None, str(value).encode())) for name, value in self.options.to_dict().items()]",
    ),
    Mutant("a file loses its name", WIRE, "file_name=image.filename", 'file_name="file"'),
    Mutant("a file loses its type", WIRE, "mime_type=image.media_type", 'mime_type="application/octet-stream"'),
    Mutant("a file's bytes change", WIRE, "BytesIO(image.data)", 'BytesIO(image.data + b"\\n")'),
    Mutant(
        "the boundary is one that can be guessed",
        MASKING,
        '    _kwargs["headers"] = headers',
        '    headers["Content-Type"] = "multipart/form-data; boundary=+++"\n    _kwargs["headers"] = headers',
    ),
    Mutant(
        "the boundary is fixed",
        MASKING,
        '    _kwargs["headers"] = headers',
        f'    headers["Content-Type"] = "multipart/form-data; boundary={FIXED}"\n    _kwargs["headers"] = headers',
    ),
    Mutant(
        "the key gets a prefix",
        CONVERSATION,
        "facts.AUTH_HEADER: settings.api_key",
        'facts.AUTH_HEADER: f"Bearer {settings.api_key}"',
    ),
    Mutant(
        "the key's header is another",
        f"{RAW}facts.py",
        'AUTH_HEADER: Final = "Authorization"',
        'AUTH_HEADER: Final = "X-Api-Key"',
    ),
    Mutant("a path is another version's", f"{RAW}api/engines/engines.py", "/v1alpha/", "/v1/"),
    Mutant("the base URL gets a path", f"{RAW}facts.py", "https://api.stability.ai", "https://api.stability.ai/rest"),
    Mutant(
        "the base URL is another host", f"{RAW}facts.py", "https://api.stability.ai", "https://api.stability.example"
    ),
    Mutant("a method is another", f"{RAW}api/user/balance.py", '"method": "get"', '"method": "post"'),
    Mutant("a query is added", f"{RAW}api/user/account.py", "/v1alpha/user/account", "/v1alpha/user/account?full=true"),
    Mutant("an engine's name is not quoted", TEXT, 'quote(str(engine_id), safe="")', "str(engine_id)"),
)

WHAT_COMES_BACK = (
    Mutant(
        "seed is read as a broken number",
        WIRE,
        "return value if 0 <= value <= MAX_SEED",
        "return float(value) if 0 <= value <= MAX_SEED",
    ),
    Mutant("seed is lost in JSON", WIRE, "_seed(image.seed)", "None"),
    Mutant("seed is lost in headers", WIRE, 'headers.get("seed")', 'headers.get("x-seed")'),
    Mutant(
        "the finish reason is lost in JSON", f"{RAW}models/image.py", 'd.pop("finishReason"', 'd.pop("finish_reason"'
    ),
    Mutant("the finish reason is lost in headers", WIRE, '"finish-reason"', '"finish_reason"'),
    Mutant("a finish reason stays a text", WIRE, "return FinishReason(value) if", "return value if"),
    Mutant(
        "a filtered picture passes for a good one", WIRE, "4: FinishReason.CONTENT_FILTERED", "4: FinishReason.SUCCESS"
    ),
    Mutant("a filtered picture raises nothing", f"{OURS}results.py", '"CONTENT_FILTERED": (', '"FILTERED": ('),
    Mutant("the artifacts envelope is not read", WIRE, 'document.get("artifacts")', 'document.get("images")'),
    Mutant("only the first of several pictures is read", WIRE, "enumerate(items)]", "enumerate(items[:1])]"),
    Mutant(
        "a charset is taken for a part of the type",
        ANSWERS,
        '.partition(";")[0].strip().lower()',
        ".strip().lower()",
    ),
    Mutant("a picture with something after its end passes", WIRE, "    if end != len", "    if False and end != len"),
    Mutant(
        "an error's class is swapped",
        f"{OURS}errors.py",
        '"invalid_samples": InvalidSamplesError',
        '"invalid_samples": InvalidPromptsError',
    ),
    Mutant(
        "no credits pass for a rate limit",
        f"{OURS}errors.py",
        '        "insufficient_balance": InsufficientBalanceError,',
        "",
    ),
    Mutant(
        "an error is no longer what it was",
        f"{OURS}errors.py",
        "class InvalidMaskImageError(RequestError)",
        "class InvalidMaskImageError(StabilityError)",
    ),
    Mutant("a status loses its class", f"{OURS}errors.py", "        402: InsufficientBalanceError,\n", ""),
    Mutant("an error's name is lost", ANSWERS, 'name = told.get("name") if', "name = None if"),
    Mutant("an error's message is lost", ANSWERS, "_message(told) or ", ""),
    Mutant("Gyre's spelling is not read", ANSWERS, '"message", "messsage"', '"message", "mesage"'),
    Mutant("a later version's messages are not read", ANSWERS, 'told["errors"]', "[]"),
    Mutant("a page is shown whole", ANSWERS, 'answer.media_type == "text/html" or text[:1] == "<"', "False"),
    Mutant("the wait is lost", ANSWERS, 'answer.headers.get("retry-after")', "None"),
    Mutant("the request's id is lost", ANSWERS, '"x-request-id", ', ""),
    Mutant("a refusal passes for billed", ANSWERS, "REFUSALS = range(300, 500)", "REFUSALS = range(0)"),
    Mutant("an echoed key is shown", ANSWERS, "return sanitize(text, self.secrets)", "return text"),
    Mutant("an organisation's role and name are swapped", WIRE, "role=_typed(item.role", "role=_typed(item.name"),
    Mutant("an account's picture is lost", WIRE, "profile_picture=found.profile_picture if", "profile_picture=None if"),
    Mutant("credits are cut to whole numbers", WIRE, "float(_typed(found.credits_", "int(_typed(found.credits_"),
    Mutant("an engine's kind is lost", WIRE, "type=_typed(item.type_", "type=_typed(item.name"),
    Mutant(
        "the estimate counts other steps",
        f"{OURS}pricing.py",
        "STEPS_OF_THE_ESTIMATE = 30",
        "STEPS_OF_THE_ESTIMATE = 50",
    ),
    Mutant("a rate limit is not waited for", f"{OURS}policy.py", "rate_limited, never_delivered", "never_delivered"),
    Mutant("a GET is not tried again", f"{OURS}policy.py", "never_delivered, passing_trouble)", "never_delivered)"),
    Mutant(
        "redirects are followed",
        SENDING,
        "stream=True, auth=None, follow_redirects=False",
        "stream=True, auth=None, follow_redirects=True",
        4,
    ),
)

MUTANTS = (*WHAT_IS_SENT, *WHAT_COMES_BACK)


def edited(mutant: Mutant, text: str) -> str:
    """The file with the edit in it.

    Raises:
        LookupError: What is to be found is not there as often as the table says.
    """
    times = text.count(mutant.find)
    if times != mutant.times:
        raise LookupError(f"{mutant.name}: found {times} times in {mutant.file}, not {mutant.times}")
    return text.replace(mutant.find, mutant.put)


def copy_of_the_project(folder: Path) -> Path:
    """What the cassettes need, in a place of its own."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    return folder


@frozen
class Verdict:
    """What noticed an edit: nothing, a cassette, a snapshot of outcomes, or another test."""

    by: str | None
    test: str = ""


def verdict(project: Path) -> Verdict:
    """What the first test that fails on a copy of the project says.

    Raises:
        RuntimeError: The copy does not run at all, so that no test can tell anything.
    """
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-x", "-q", "--tb=short", "--no-header", "--assert=plain"),
            *("-p", "no:cacheprovider", "-p", "no:xdist", "tests/cassettes/test_replay.py"),
        ],
        cwd=project,
        env=os.environ
        | {"PYTHONPATH": os.pathsep.join((str(project / "overlay"), str(project / "generated")))}
        | {"PYTHONDONTWRITEBYTECODE": ""},  # the copy is read seventy times
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode == 0:
        return Verdict(None)
    failed = re.search(r"^FAILED \S+?::(.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    if done.returncode != 1 or failed is None:
        raise RuntimeError(f"{done.stdout[-2000:]}{done.stderr[-1000:]}")
    by = next((kind for trace, kind in KINDS.items() if trace in done.stdout), "a test")
    return Verdict(by, failed[1].replace("_sends_and_gets_what_is_pinned", "").removeprefix("test_"))


KINDS = {"CassetteError": "a cassette", "callers get something else": "a snapshot"}


TIMES = count(1)


def put(file: Path, text: str) -> None:
    """Writes a file so that no compiled form of another text passes for its own: Python goes by time and size."""
    file.write_text(text, "utf-8")
    os.utime(file, times=(moment := next(TIMES) * 10, moment))


def put_to_the_test(mutants: Sequence[Mutant], copies: "Queue[Path]") -> Iterator[tuple[Mutant, Verdict]]:
    """Each edit with the test that notices it, as many at a time as there are copies."""

    def tried(mutant: Mutant) -> tuple[Mutant, Verdict]:
        project = copies.get()
        file = project / mutant.file
        text = file.read_text("utf-8")
        try:
            put(file, edited(mutant, text))
            return mutant, verdict(project)
        except RuntimeError as problem:
            raise RuntimeError(f"{mutant.name}: the edited code does not run:\n{problem}") from None
        finally:
            put(file, text)
            copies.put(project)

    with ThreadPoolExecutor(copies.qsize()) as workers:
        yield from workers.map(tried, mutants)


def main(words: Sequence[str]) -> int:
    chosen = [mutant for mutant in MUTANTS if not words or any(word in mutant.name for word in words)]
    started, unnoticed = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies: Queue[Path] = Queue()
        for number in range(max(1, os.cpu_count() or 1)):
            copies.put(copy_of_the_project(Path(folder) / str(number)))
        project = copies.get()
        if (found := verdict(project)).by:
            print(f"without any edit, {found.test} fails already")
            return 1
        copies.put(project)
        for mutant, noticed in put_to_the_test(chosen, copies):
            told = f"{noticed.by}: {noticed.test}" if noticed.by else "GOES UNNOTICED"
            print(f"{mutant.name:<52} {told}", flush=True)
            unnoticed += [] if noticed.by else [mutant.name]
    print(f"{len(chosen) - len(unnoticed)} of {len(chosen)} edits noticed in {time.monotonic() - started:.0f} s")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
