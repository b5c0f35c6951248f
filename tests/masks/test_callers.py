"""Warnings point at the caller's line, from whichever thread they come."""

import threading
from contextvars import copy_context

import pytest
from PIL import Image

from stability_client import MaskWarning
from stability_client._images.inputs import read_image
from stability_client.callers import calling_line, remembering_the_line
from stability_client.masks.checks import check_masking


def warn_of_a_white_mask() -> None:
    photo, mask = (
        read_image(Image.new("L", (8, 8), 255), part, max_bytes=None) for part in ("init_image", "mask_image")
    )
    check_masking(photo, mask, "MASK_IMAGE_WHITE")


def run(thread: threading.Thread) -> None:
    thread.start()
    thread.join()


def test_a_warning_names_this_file() -> None:
    with pytest.warns(MaskWarning) as caught:
        warn_of_a_white_mask()
    assert caught[0].filename == __file__


def test_a_thread_that_takes_the_context_along_names_the_line_that_was_remembered() -> None:
    with remembering_the_line():
        expected = calling_line().number
        thread = threading.Thread(target=copy_context().run, args=(warn_of_a_white_mask,))
    with pytest.warns(MaskWarning) as caught:
        run(thread)
    assert (caught[0].filename, caught[0].lineno) == (__file__, expected)
    assert calling_line().number > expected, "afterwards it is forgotten"


def test_a_warning_is_shown_once_a_line_by_default(recwarn: pytest.WarningsRecorder) -> None:
    import warnings

    warnings.simplefilter("default", MaskWarning)
    for _ in range(3):
        warn_of_a_white_mask()
    assert len(recwarn) == 1
