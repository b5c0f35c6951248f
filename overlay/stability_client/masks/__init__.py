"""Making, seeing and checking masks.

One convention holds throughout: a mask is an image of mode `L`, the size of the image it belongs to, and white (255) is
repainted, black (0) is kept, grey in part.
"""

from stability_client.masks.checks import MaskWarning, check_masking

__all__ = ["MaskWarning", "check_masking"]
