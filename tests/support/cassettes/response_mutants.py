"""Edits that change what callers get for a response."""

from tests.support.cassettes.mutation import Mutant

RAW_IMAGE = "generated/stability_raw/models/image.py"
RESPONSES = "overlay/stability_client/_wire/responses.py"
WIRE_ERRORS = "overlay/stability_client/_wire/errors.py"
TRANSPORTS = "overlay/stability_client/_transport/transports.py"
RETRIES = "overlay/stability_client/retries.py"
ERRORS = "overlay/stability_client/errors.py"
RESULTS = "overlay/stability_client/results.py"
PRICES = "overlay/stability_client/_calls/prices.py"
MESSAGES = "overlay/stability_client/_wire/messages.py"

RESPONSE_MUTANTS = (
    Mutant(
        name="seed is read as a float",
        file=RESPONSES,
        find="return value if 0 <= value <= MAX_SEED",
        replace="return float(value) if 0 <= value <= MAX_SEED",
    ),
    Mutant(
        name="seed is lost in JSON",
        file=RESPONSES,
        find="_seed(image.seed)",
        replace="None",
    ),
    Mutant(
        name="seed is lost in headers",
        file=RESPONSES,
        find='headers.get("seed")',
        replace='headers.get("x-seed")',
    ),
    Mutant(
        name="the finish reason is lost in JSON",
        file=RAW_IMAGE,
        find='d.pop("finishReason"',
        replace='d.pop("finish_reason"',
    ),
    Mutant(
        name="the finish reason is lost in headers",
        file=RESPONSES,
        find='"finish-reason"',
        replace='"finish_reason"',
    ),
    Mutant(
        name="a finish reason stays a string",
        file=RESPONSES,
        find="return FinishReason(word) if",
        replace="return word if",
    ),
    Mutant(
        name="a filtered image counts as successful",
        file=RESPONSES,
        find='"4": FinishReason.CONTENT_FILTERED',
        replace='"4": FinishReason.SUCCESS',
    ),
    Mutant(
        name="a failed image counts as successful",
        file=RESPONSES,
        find='"3": FinishReason.ERROR',
        replace='"3": FinishReason.SUCCESS',
    ),
    Mutant(
        name="a finish reason that is a number is not read",
        file=RESPONSES,
        find="not isinstance(value, int | str)",
        replace="not isinstance(value, str)",
    ),
    Mutant(
        name="a filtered image raises no error",
        file=RESULTS,
        find='"CONTENT_FILTERED": (',
        replace='"FILTERED": (',
    ),
    Mutant(
        name="the artifacts envelope is not read",
        file=RESPONSES,
        find='document.value.get("artifacts")',
        replace='document.value.get("images")',
    ),
    Mutant(
        name="only the first of several images is read",
        file=RESPONSES,
        find="in enumerate(items))",
        replace="in enumerate(items[:1]))",
    ),
    Mutant(
        name="a charset counts as part of the media type",
        file=MESSAGES,
        find='.partition(";")[0].strip().lower()',
        replace=".strip().lower()",
    ),
    Mutant(
        name="bytes after the end of an image are accepted",
        file=RESPONSES,
        find="    if end != len",
        replace="    if False and end != len",
    ),
    Mutant(
        name="an error's class is swapped",
        file=ERRORS,
        find='"invalid_samples": InvalidSamplesError',
        replace='"invalid_samples": InvalidPromptsError',
    ),
    Mutant(
        name="missing credits count as a rate limit",
        file=ERRORS,
        find='        "insufficient_balance": InsufficientBalanceError,',
        replace="",
    ),
    Mutant(
        name="an error has another base class",
        file=ERRORS,
        find="class InvalidMaskImageError(RequestError)",
        replace="class InvalidMaskImageError(StabilityError)",
    ),
    Mutant(
        name="a status has no error class",
        file=ERRORS,
        find="        402: InsufficientBalanceError,\n",
        replace="",
    ),
    Mutant(
        name="an error's name is lost",
        file=WIRE_ERRORS,
        find='name = fields.get("name") if',
        replace="name = None if",
    ),
    Mutant(
        name="an error's message is lost",
        file=WIRE_ERRORS,
        find="_message(fields) or ",
        replace="",
    ),
    Mutant(
        name="Gyre's spelling is not read",
        file=WIRE_ERRORS,
        find='"message", "messsage"',
        replace='"message", "mesage"',
    ),
    Mutant(
        name="a later version's messages are not read",
        file=WIRE_ERRORS,
        find="map(str, errors)",
        replace="map(str, [])",
    ),
    Mutant(
        name="an HTML page is shown in full",
        file=WIRE_ERRORS,
        find='response.media_type == "text/html" or text[:1] == "<"',
        replace="False",
    ),
    Mutant(
        name="the Retry-After header is lost",
        file=WIRE_ERRORS,
        find='response.headers.get("retry-after")',
        replace="None",
    ),
    Mutant(
        name="the request id is lost",
        file=MESSAGES,
        find='"x-request-id", ',
        replace="",
    ),
    Mutant(
        name="a refusal counts as billed",
        file=WIRE_ERRORS,
        find="UNBILLED_STATUSES = range(300, 500)",
        replace="UNBILLED_STATUSES = range(0)",
    ),
    Mutant(
        name="an echoed key is shown",
        file=MESSAGES,
        find="return sanitize(text, self.secrets)",
        replace="return text",
    ),
    Mutant(
        name="an organization's role and name are swapped",
        file=RESPONSES,
        find="role=_typed(item.role",
        replace="role=_typed(item.name",
    ),
    Mutant(
        name="an account's picture is lost",
        file=RESPONSES,
        find="profile_picture=found.profile_picture if",
        replace="profile_picture=None if",
    ),
    Mutant(
        name="credits are rounded down",
        file=RESPONSES,
        find="float(_typed(found.credits_",
        replace="int(_typed(found.credits_",
    ),
    Mutant(
        name="an engine's type is lost",
        file=RESPONSES,
        find="type=_typed(item.type_",
        replace="type=_typed(item.name",
    ),
    Mutant(
        name="the estimate assumes other steps",
        file=PRICES,
        find="| _defaults(operation)",
        replace="",
    ),
    Mutant(
        name="a rate limit is not waited for",
        file=RETRIES,
        find="    rate_limited,\n",
        replace="",
    ),
    Mutant(
        name="a GET is not retried",
        file=RETRIES,
        find="    transient_failure,\n",
        replace="",
    ),
    Mutant(
        name="redirects are followed",
        file=TRANSPORTS,
        find="stream=True, auth=None, follow_redirects=False",
        replace="stream=True, auth=None, follow_redirects=True",
        occurrences=4,
    ),
)
