"""Search for the key wherever it could have leaked."""

import copy
import pickle
import traceback

from stability_client import StabilityError
from tests.support.faults.keys import HALF_MASKED, KEY


def renderings(error: BaseException) -> dict[str, str]:
    """All texts by which an error can show something."""
    found = {
        "repr": repr(error),
        "str": str(error),
        "traceback": "".join(traceback.format_exception(error)),
        "attributes": repr(vars(error)),
        "pickle": pickle.dumps(error).decode("latin-1"),
    }
    chain, seen = [error.__cause__, error.__context__], {id(error)}
    while chain:
        cause = chain.pop()
        if cause is not None and id(cause) not in seen:
            seen.add(id(cause))
            found[f"chained {type(cause).__name__}"] = f"{cause!r} {cause} {vars(cause)!r}"
            request = getattr(cause, "_request", None)
            found[f"request of {type(cause).__name__}"] = str(getattr(request, "headers", None) and "headers")
            chain += [cause.__cause__, cause.__context__]
    return found


def assert_no_key(**texts: str) -> None:
    for place, text in texts.items():
        for secret in (KEY, KEY[4:-4], HALF_MASKED):
            assert secret not in text, f"{secret} is in {place}"


def assert_keeps_no_secret(error: StabilityError) -> None:
    """The error shows no key, leads to no exception that knows it, and survives being copied and pickled."""
    assert error.__cause__ is None
    assert error.__context__ is None
    assert_no_key(**renderings(error))
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301 - made here
        assert type(again) is type(error)
        assert vars(again) == vars(error)
        assert str(again) == str(error)
