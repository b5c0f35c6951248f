"""Edits that change what is sent."""

from tests.support.cassettes.mutation import Mutant

RAW_MASKING = "generated/stability_raw/api/generation/masking.py"
RAW_TEXT_TO_IMAGE = "generated/stability_raw/api/generation/text_to_image.py"
RAW_TEXT_OPTIONS = "generated/stability_raw/models/text_to_image_options.py"
RAW_IMAGE_OPTIONS = "generated/stability_raw/models/image_to_image_options.py"
RAW_MASKING_OPTIONS = "generated/stability_raw/models/masking_options.py"
RAW_MASKING_BODY = "generated/stability_raw/models/masking_body.py"
RAW_IMAGE_BODY = "generated/stability_raw/models/image_to_image_body.py"
RAW_TEXT_PROMPT = "generated/stability_raw/models/text_prompt.py"
RAW_ENGINES = "generated/stability_raw/api/engines/engines.py"
RAW_BALANCE = "generated/stability_raw/api/user/balance.py"
RAW_ACCOUNT = "generated/stability_raw/api/user/account.py"
FACTS = "generated/stability_raw/facts.py"
WEIGHTED = "overlay/stability_client/_calls/weighted.py"
OVERRIDES = "overlay/stability_client/_calls/overrides.py"
REQUESTS = "overlay/stability_client/_wire/requests.py"
WIRE_V1ALPHA = "overlay/stability_client/_wire/v1alpha.py"
TRANSPORTS = "overlay/stability_client/_transport/transports.py"
HTTP_REQUEST = "overlay/stability_client/_transport/http_request.py"
EXCHANGE = "overlay/stability_client/_transport/exchange.py"

FIXED_BOUNDARY = "0123456789abcdef" * 2

REQUEST_MUTANTS = (
    Mutant(
        name="the Organization header is dropped",
        file=RAW_MASKING,
        find='        headers["Organization"] = organization',
        replace="        pass",
    ),
    Mutant(
        name="the Organization header is misspelled",
        file=RAW_TEXT_TO_IMAGE,
        find='headers["Organization"]',
        replace='headers["Organisation"]',
    ),
    Mutant(
        name="the lookup of engines has no organization",
        file=WIRE_V1ALPHA,
        find='organization = call.request.headers.get("Organization")',
        replace="organization = None",
    ),
    Mutant(
        name="the generated client has another key header",
        file=TRANSPORTS,
        find="headers=common_headers(settings, settings.api_key)",
        replace="headers={}",
        occurrences=2,
    ),
    Mutant(
        name="a lookup that is not found looks up engines",
        file=EXCHANGE,
        find="if self.call.engine is None or find_engines is None or",
        replace="if find_engines is None or",
    ),
    Mutant(
        name="extra headers are dropped",
        file=EXCHANGE,
        find="**settings.extra_headers, ",
        replace="",
    ),
    Mutant(
        name="a compressed response is accepted",
        file=EXCHANGE,
        find=', "Accept-Encoding": "identity"}',
        replace="}",
    ),
    Mutant(
        name="the engine of a call is ignored",
        file=WEIGHTED,
        find='choose_engine(settings, arguments.get("engine"), ',
        replace="choose_engine(settings, None, ",
    ),
    Mutant(
        name="a form is sent again without its body",
        file=HTTP_REQUEST,
        find="**attempt.request.body",
        replace='**(attempt.request.body if attempt.event.attempt == 1 or "files" not in attempt.request.body else {})',
    ),
    Mutant(
        name="the Accept header is dropped",
        file=RAW_TEXT_TO_IMAGE,
        find='    headers["Accept"] = str(accept)\n',
        replace="",
    ),
    Mutant(
        name="the Accept header differs",
        file=RAW_MASKING,
        find="str(accept)",
        replace='"image/*"',
    ),
    Mutant(
        name="one image is requested as JSON",
        file=OVERRIDES,
        find="samples > 1 else PNG",
        replace="samples > 0 else PNG",
    ),
    Mutant(
        name="several images are requested as PNG",
        file=OVERRIDES,
        find="return JSON if isinstance",
        replace="return PNG if isinstance",
    ),
    Mutant(
        name="a default is sent: steps",
        file=RAW_TEXT_OPTIONS,
        find="    steps: int | Unset = UNSET",
        replace="    steps: int | Unset = 50",
    ),
    Mutant(
        name="a default is sent: samples",
        file=RAW_MASKING_OPTIONS,
        find="samples: int | Unset = UNSET",
        replace="samples: int | Unset = 1",
    ),
    Mutant(
        name="a default is sent: weight",
        file=RAW_TEXT_PROMPT,
        find="weight: float | Unset = UNSET",
        replace="weight: float | Unset = 1.0",
    ),
    Mutant(
        name="an option is dropped",
        file=RAW_TEXT_OPTIONS,
        find='            field_dict["cfg_scale"] = cfg_scale',
        replace="            pass",
    ),
    Mutant(
        name="a weight is dropped",
        file=RAW_TEXT_PROMPT,
        find='            field_dict["weight"] = weight',
        replace="            pass",
    ),
    Mutant(
        name="an option is renamed",
        file=RAW_MASKING_OPTIONS,
        find='"mask_source": mask_source',
        replace='"maskSource": mask_source',
    ),
    Mutant(
        name="a prompt's text is renamed",
        file=RAW_TEXT_PROMPT,
        find='"text": text',
        replace='"prompt": text',
    ),
    Mutant(
        name="seed is sent as a string",
        file=RAW_TEXT_OPTIONS,
        find='field_dict["seed"] = seed',
        replace='field_dict["seed"] = str(seed)',
    ),
    Mutant(
        name="width is sent as a float",
        file=RAW_TEXT_OPTIONS,
        find='field_dict["width"] = width',
        replace='field_dict["width"] = float(width)',
    ),
    Mutant(
        name="samplers are sent in lower case",
        file=RAW_IMAGE_OPTIONS,
        find="self.sampler.value",
        replace="self.sampler.value.lower()",
    ),
    Mutant(
        name="the prompts are sent in another order",
        file=REQUESTS,
        find='in options["text_prompts"]]',
        replace='in reversed(options["text_prompts"])]',
    ),
    Mutant(
        name="non-ASCII characters are removed from prompts",
        file=REQUESTS,
        find="models.TextPrompt(**prompt)",
        replace='models.TextPrompt(**{**prompt, "text": prompt["text"].encode("ascii", "ignore").decode()})',
    ),
    Mutant(
        name="a part is renamed: mask_image",
        file=RAW_MASKING_BODY,
        find='files.append(("mask_image"',
        replace='files.append(("mask"',
    ),
    Mutant(
        name="a part is renamed: init_image",
        file=RAW_IMAGE_BODY,
        find='files.append(("init_image"',
        replace='files.append(("image"',
    ),
    Mutant(
        name="a part is dropped",
        file=RAW_MASKING_BODY,
        find='            files.append(("mask_image", self.mask_image.to_tuple()))',
        replace="            pass",
    ),
    Mutant(
        name="a part is added",
        file=RAW_MASKING_BODY,
        find="        return files",
        replace='        files.append(("more", (None, b"1", "text/plain")))\n        return files',
    ),
    Mutant(
        name="the options part has no content type",
        file=RAW_MASKING_BODY,
        find='.encode(), "application/json")))',
        replace=".encode(), None)))",
    ),
    Mutant(
        name="each option is sent as a part",
        file=RAW_IMAGE_BODY,
        find='files.append(("options", (None, json.dumps(self.options.to_dict()).encode(), "application/json")))',
        replace="files += [(name, (None, str(value).encode())) for name, value in self.options.to_dict().items()]",
    ),
    Mutant(
        name="a file has another name",
        file=REQUESTS,
        find="file_name=image.filename",
        replace='file_name="file"',
    ),
    Mutant(
        name="a file has another media type",
        file=REQUESTS,
        find="mime_type=image.media_type",
        replace='mime_type="application/octet-stream"',
    ),
    Mutant(
        name="a file's bytes change",
        file=REQUESTS,
        find="BytesIO(image.data)",
        replace='BytesIO(image.data + b"\\n")',
    ),
    Mutant(
        name="the boundary can be guessed",
        file=RAW_MASKING,
        find='    _kwargs["headers"] = headers',
        replace='    headers["Content-Type"] = "multipart/form-data; boundary=+++"\n    _kwargs["headers"] = headers',
    ),
    Mutant(
        name="the boundary is fixed",
        file=RAW_MASKING,
        find='    _kwargs["headers"] = headers',
        replace=(
            f'    headers["Content-Type"] = "multipart/form-data; boundary={FIXED_BOUNDARY}"\n'
            '    _kwargs["headers"] = headers'
        ),
    ),
    Mutant(
        name="the key gets a prefix",
        file=EXCHANGE,
        find="facts.AUTH_HEADER: authorization",
        replace='facts.AUTH_HEADER: f"Bearer {authorization}"',
    ),
    Mutant(
        name="the key is sent in another header",
        file=FACTS,
        find='AUTH_HEADER: Final = "Authorization"',
        replace='AUTH_HEADER: Final = "X-Api-Key"',
    ),
    Mutant(
        name="a path has another version",
        file=RAW_ENGINES,
        find="/v1alpha/",
        replace="/v1/",
    ),
    Mutant(
        name="the base URL has a path",
        file=FACTS,
        find="https://api.stability.ai",
        replace="https://api.stability.ai/rest",
    ),
    Mutant(
        name="the base URL has another host",
        file=FACTS,
        find="https://api.stability.ai",
        replace="https://api.stability.example",
    ),
    Mutant(
        name="an HTTP method differs",
        file=RAW_BALANCE,
        find='"method": "get"',
        replace='"method": "post"',
    ),
    Mutant(
        name="a query is added",
        file=RAW_ACCOUNT,
        find="/v1alpha/user/account",
        replace="/v1alpha/user/account?full=true",
    ),
    Mutant(
        name="an engine's name is not quoted",
        file=RAW_TEXT_TO_IMAGE,
        find='quote(str(engine_id), safe="")',
        replace="str(engine_id)",
    ),
)
