"""Edits that change what is sent by v1 and v2beta, or what callers get for it."""

from tests.support.cassettes.mutation import Mutant

API, MODELS = "generated/stability_raw/api", "generated/stability_raw/models"
REQUESTS, RESPONSES, WIRE_ERRORS, WIRE_CALLS, WIRE_V2BETA = (
    f"overlay/stability_client/_wire/{name}.py" for name in ("requests", "responses", "errors", "calls", "v2beta")
)
CALLS_V2BETA = "overlay/stability_client/_calls/v2beta.py"
EXCHANGE = "overlay/stability_client/_transport/exchange.py"
ERRORS = "overlay/stability_client/errors.py"
FACTS = "generated/stability_raw/facts.py"
PROMPT_NAME = 'part_name = f"text_prompts[{text_prompts_index}][{key}]"'


def _v1(name: str, file: str, find: str, replace: str, cases: str = "v1/", occurrences: int = 1) -> Mutant:
    return Mutant(f"v1: {name}", file, find, replace, cases=(cases,), occurrences=occurrences)


def _v2beta(name: str, file: str, find: str, replace: str, *cases: str, occurrences: int = 1) -> Mutant:
    return Mutant(f"v2beta: {name}", file, find, replace, cases=cases or ("v2beta/",), occurrences=occurrences)


V1_MUTANTS = (
    _v1("the key has no prefix", EXCHANGE, "prefix + call.settings.api_key", "call.settings.api_key"),
    _v1("a raw call's key has no prefix", EXCHANGE, 'AUTH_PREFIXES.get(edition, "")', '""', "v1/looking"),
    _v1("a path is v1beta's", f"{API}/v1/v1_text_to_image.py", '"/v1/', '"/v1beta/'),
    _v1("an organization is not sent", REQUESTS, '"organization": context.organization', '"organization": None'),
    _v1("Organization is misspelled", f"{API}/v1/v1_masking.py", 'headers["Organization"]', 'headers["Organisation"]'),
    _v1(
        "the application's name is not sent",
        f"{API}/v1/v1_image_to_image.py",
        '        headers["Stability-Client-ID"] = stability_client_id',
        "        pass",
    ),
    _v1("name and version are swapped", REQUESTS, "info and info.name", "info and info.version"),
    _v1(
        "prompts count from 1",
        f"{MODELS}/v1_masking_body.py",
        "enumerate(self.text_prompts)",
        "enumerate(self.text_prompts, 1)",
    ),
    _v1("prompts have no index", f"{MODELS}/v1_image_to_image_body.py", PROMPT_NAME, 'part_name = "text_prompts"'),
    _v1("prompts are JSON", f"{MODELS}/v1_masking_body.py", 'str(value).encode(), "text/plain"', 'b"{}", "text/json"'),
    _v1(
        "a text has a file name",
        f"{MODELS}/v1_masking_body.py",
        '("mask_source", (None,',
        '("mask_source", ("mask_source.txt",',
    ),
    _v1("a part is renamed", f"{MODELS}/v1_masking_body.py", '("mask_image", self', '("mask", self'),
    _v1(
        "a number is rounded",
        f"{MODELS}/v1_image_to_image_body.py",
        "str(self.image_strength)",
        'f"{self.image_strength:.1f}"',
    ),
    _v1(
        "a zero is not sent",
        f"{MODELS}/v1_image_to_image_body.py",
        "if not isinstance(self.step_schedule_start, Unset):",
        "if self.step_schedule_start:",
    ),
    _v1(
        "an option is dropped",
        f"{MODELS}/v1_image_to_image_body.py",
        '            files.append(("init_image_mode", (None, str(self.init_image_mode.value).encode(), "text/plain")))',
        "            pass",
    ),
    _v1(
        "seeds are floats",
        f"{MODELS}/v1_text_to_image_options.py",
        'field_dict["seed"] = seed',
        'field_dict["seed"] = float(seed)',
    ),
    _v1(
        "a default is sent",
        f"{MODELS}/v1_text_to_image_options.py",
        "steps: int | Unset = UNSET",
        "steps: int | Unset = 30",
    ),
    _v1("a style is renamed", f"{MODELS}/v1_masking_body.py", '("style_preset", (', '("style", ('),
    _v1(
        "bare lists of engines are not read",
        RESPONSES,
        '{"engines": document} if isinstance(document, list) else document',
        "document",
    ),
    _v1("a call has no price", FACTS, "                fixed=0.9,\n", "                fixed=0.8,\n", occurrences=3),
    _v1(
        "wrong sizes of SDXL are of no class",
        ERRORS,
        '        "invalid_sdxl_v1_dimensions": InvalidImageDimensionsError,\n',
        "",
    ),
)

V2BETA_MUTANTS = (
    _v2beta("words of booleans are Python's", REQUESTS, "str(value).lower() if", "str(value) if"),
    _v2beta(
        "a form is sent as JSON",
        f"{API}/v2beta/v2beta_core.py",
        '_kwargs["files"] = body.to_multipart()',
        '_kwargs["json"] = body.to_dict()',
    ),
    _v2beta("only PNG is accepted", CALLS_V2BETA, 'BYTES = "image/*"', 'BYTES = "image/png"'),
    _v2beta("accept is ignored", CALLS_V2BETA, 'arguments.get("accept") or BYTES', "BYTES"),
    _v2beta("a path differs", f"{API}/v2beta/v2beta_sd3.py", "generate/sd3", "generate/sd3.5"),
    _v2beta("a path is v2alpha's", f"{API}/v2beta/v2beta_structure.py", "/v2beta/", "/v2alpha/"),
    _v2beta("the older path of results", f"{API}/v2beta/v2beta_result.py", "/results/", "/stable-image/results/"),
    _v2beta(
        "the user is not sent",
        f"{API}/v2beta/v2beta_result.py",
        '        headers["stability-client-user-id"] = stability_client_user_id',
        "        pass",
        "v2beta/result",
    ),
    _v2beta("users and names are swapped", REQUESTS, "info and info.user_id", "info and info.name"),
    _v2beta("a mask is v1's", f"{MODELS}/v2_beta_inpaint_body.py", '("mask", self', '("mask_image", self'),
    _v2beta(
        "a mask is dropped",
        f"{MODELS}/v2_beta_erase_body.py",
        '            files.append(("mask", self.mask.to_tuple()))',
        "            pass",
    ),
    _v2beta(
        "a default is sent: grow_mask",
        f"{MODELS}/v2_beta_erase_body.py",
        "    grow_mask: int | Unset = UNSET",
        "    grow_mask: int | Unset = 5",
    ),
    _v2beta(
        "a default is sent: output_format",
        f"{MODELS}/v2_beta_remove_background_body.py",
        "    output_format: TransparentFormat | Unset = UNSET",
        "    output_format: TransparentFormat | Unset = TransparentFormat.PNG",
    ),
    _v2beta(
        "a prompt is dropped",
        f"{MODELS}/v2_beta_search_and_recolor_body.py",
        '            files.append(("negative_prompt", (None, str(self.negative_prompt).encode(), "text/plain")))',
        "            pass",
    ),
    _v2beta(
        "prompts are swapped",
        f"{MODELS}/v2_beta_search_and_replace_body.py",
        "str(self.search_prompt)",
        "str(self.prompt)",
    ),
    _v2beta(
        "a strength is reversed",
        f"{MODELS}/v2_beta_ultra_body.py",
        "str(self.strength)",
        "str(1 - self.strength)",
    ),
    _v2beta(
        "a ratio is a size",
        f"{MODELS}/v2_beta_core_body.py",
        "self.aspect_ratio.value)",
        'self.aspect_ratio.value.replace(":", "x"))',
    ),
    _v2beta("a side is renamed", f"{MODELS}/v2_beta_outpaint_body.py", '("down", (', '("bottom", ('),
    _v2beta(
        "a zero is not sent",
        f"{MODELS}/v2_beta_outpaint_body.py",
        "if not isinstance(self.left, Unset):",
        "if self.left:",
    ),
    _v2beta(
        "images are swapped",
        f"{MODELS}/v2_beta_style_transfer_body.py",
        "self.style_image.to_tuple()))",
        "self.init_image.to_tuple()))",
    ),
    _v2beta(
        "an image is renamed",
        f"{MODELS}/v2_beta_replace_background_and_relight_body.py",
        '("light_reference", self',
        '("light_reference_image", self',
    ),
    _v2beta(
        "a text has no content type",
        f"{MODELS}/v2_beta_core_body.py",
        'str(self.prompt).encode(), "text/plain"',
        "str(self.prompt).encode(), None",
    ),
    _v2beta(
        "a text loses letters",
        f"{MODELS}/v2_beta_core_body.py",
        "str(self.negative_prompt).encode()",
        'str(self.negative_prompt).encode("ascii", "replace")',
    ),
    _v2beta(
        "a result is waited for in another form",
        WIRE_V2BETA,
        "call=result(context, pending), pending=pending",
        "call=result(__import__('attrs').evolve(context, accept='image/*'), pending), pending=pending",
    ),
    _v2beta("a result is always waited for", WIRE_V2BETA, "if wait else _not_ready(pending)", "if True else None"),
    _v2beta("202 is an error", WIRE_CALLS, "frozenset({200, 202})", "frozenset({200})", "v2beta/result"),
    _v2beta("202 is a result", WIRE_V2BETA, "STILL_RUNNING = 202", "STILL_RUNNING = 203", "v2beta/result"),
    _v2beta("a result has no operation", WIRE_V2BETA, "pending.operation or RESULT", "RESULT"),
    _v2beta(
        "started work has no price",
        WIRE_V2BETA,
        "        estimated_credits=context.estimated_credits,\n        request_id",
        "        request_id",
    ),
    _v2beta("started work has no request id", WIRE_V2BETA, "request_id=response.request_id", "request_id=None"),
    _v2beta(
        "any id is one",
        WIRE_V2BETA,
        "return is_segment(text) and",
        "return True or",
        "by-hand/v2beta-work-that-is-not-started",
    ),
    _v2beta("results are not read", RESPONSES, "found.image or found.result", "found.image", "by-hand/v2beta-results"),
    _v2beta("images are not read", RESPONSES, "found.image or found.result", "found.result"),
    _v2beta("seed is lost in JSON", RESPONSES, "_seed(found.seed)", "None"),
    _v2beta(
        "the finish reason is lost in JSON",
        f"{MODELS}/v2_beta_result_image.py",
        'd.pop("finish_reason", UNSET)',
        'd.pop("finishReason", UNSET)',
    ),
    _v2beta(
        "one of several messages is told",
        WIRE_ERRORS,
        "map(str, errors)",
        "map(str, errors[:1])",
        "by-hand/v2beta-errors",
    ),
    *(
        _v2beta(f"{name} is of no class", ERRORS, f'        "{name}": {error},\n', "")
        for name, error in (
            ("content_moderation", "ContentModerationError"),
            ("public_figure", "ContentModerationError"),
            ("generation_not_found", "ResultNotFoundError"),
        )
    ),
    _v2beta(
        "work that cannot be fetched is lost",
        EXCHANGE,
        "            add_pending(outcome, self.pending)",
        "            pass",
        "by-hand/v2beta-keeps-work-that-fails-to-be-fetched",
    ),
    _v2beta(
        "a refused result counts as billed",
        WIRE_ERRORS,
        "    if not isinstance(error, ContentModerationError):\n        error.maybe_billed = True",
        "    error.maybe_billed = True",
        "by-hand/v2beta-keeps-work-that-fails-to-be-fetched",
    ),
    _v2beta("a model has another price", FACTS, '"sd3.5-medium": 3.5', '"sd3.5-medium": 4'),
    _v2beta("the model of a call is unknown", CALLS_V2BETA, 'to_json_value(arguments.get("model")) or', "'' or"),
)

HOSTED_MUTANTS = (*V1_MUTANTS, *V2BETA_MUTANTS)
