"""What a call costs, by the vendor's published estimate for its 2023 engines."""

CREDITS_PER_PIXEL = 2.16e-6
"""Credits for one pixel over the free ones, at 30 steps."""
FREE_PIXELS = 169_527
STEPS_OF_THE_ESTIMATE = 30


def estimated_credits(width: int, height: int, steps: int, samples: int = 1) -> float:
    """Credits for `samples` pictures of `width` by `height` pixels; one credit is 0.01 USD.

    An estimate: 512 by 512 at 30 steps is about 0.20, at 50 about 0.33. The balance shows what was really taken.
    """
    pixels = max(0, width * height - FREE_PIXELS)
    return CREDITS_PER_PIXEL * pixels * steps / STEPS_OF_THE_ESTIMATE * samples
