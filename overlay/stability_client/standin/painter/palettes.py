"""Palettes and features, and the words of a prompt that choose them."""

import re
from collections.abc import Iterable, Mapping
from random import Random

import attrs

RGB = tuple[int, int, int]

WORD = re.compile(r"[^\W\d_]+")


def rgb(code: str) -> RGB:
    """Parse a color from its six hexadecimal digits."""
    red, green, blue = bytes.fromhex(code)
    return red, green, blue


@attrs.frozen
class Palette:
    """The colors of a scene, from the top of the sky down to the nearest ridge."""

    sky: tuple[RGB, ...]
    """From the zenith to the horizon."""
    light: RGB
    """Sun or moon."""
    near: RGB
    """The nearest ridge; those behind it blend into the horizon."""
    stars: bool = False

    @property
    def horizon(self) -> RGB:
        """The color of the sky at the horizon."""
        return self.sky[-1]


def _palette(sky: str, light: str, near: str, *, stars: bool = False) -> Palette:
    return Palette(tuple(rgb(code) for code in sky.split()), rgb(light), rgb(near), stars)


PALETTES: Mapping[str, Palette] = {
    "dawn": _palette("2b3a67 6d6a9c d48a9a f6b48f ffe0b5", "fff4d6", "1f2340"),
    "noon": _palette("2f7fc1 6aaede a9d6ee e3f3f3", "fffdf0", "17433f"),
    "dusk": _palette("2a1a4a 6b2d6b c8466b f47c5d ffc36e", "ffe7a3", "190f2b"),
    "night": _palette("070b1f 101b40 1f3566 3d5f8f", "f1f3e4", "050914", stars=True),
    "aurora": _palette("050a1c 0b2a3f 12655f 4fc08d b5efb0", "f4fff0", "04121a", stars=True),
    "frost": _palette("3f6f9f 7fa8cc b9d3e4 eef4f6", "ffffff", "22405c"),
    "forest": _palette("2f6b66 6fa58a b7cf9d f2eec0", "fffbe0", "0d2b26"),
    "desert": _palette("27627a 74a3a0 e2c08d f3d9a8", "fff3cf", "5b2817"),
    "lagoon": _palette("0d4f8b 2d90b5 7fcfc8 fbeac5", "fff8df", "0a3040"),
    "storm": _palette("1c2530 39495a 66788a a9b4b8", "dfe6e6", "10171e"),
    "rose": _palette("4a3f7a 9a6aa8 e39abb fbd0c8", "fff1ec", "2c1c42"),
}

PALETTE_WORDS: Mapping[str, str] = {
    "dawn": "dawn sunrise morning dew awakening",
    "noon": "noon day sunny sun summer sky field meadow blue bright",
    "dusk": "dusk sunset evening fire flame lava volcano orange red autumn halloween",
    "night": "night midnight moon moonlight star stars starry dark city neon cyberpunk",
    "aurora": "aurora space galaxy nebula magic fantasy emerald alien",
    "frost": "frost winter snow snowy ice icy cold glacier arctic penguin",
    "forest": "forest tree trees wood woods pine jungle green spring moss",
    "desert": "desert sand dune dunes canyon pyramid camel cactus mars",
    "lagoon": "sea ocean beach island lagoon coast harbour harbor wave waves lighthouse boat ship",
    "storm": "storm rain thunder fog mist misty grey gray cloud clouds cliff",
    "rose": "rose flower flowers cherry blossom pink violet purple love dream",
}

FEATURE_WORDS: Mapping[str, str] = {
    "water": "sea ocean beach island lagoon coast harbour harbor wave waves lake river water boat ship sail lighthouse "
    "reflection pond bay fjord",
    "trees": "forest tree trees wood woods pine jungle moss cabin bear fox deer",
    "peaks": "mountain mountains alps peak peaks cliff volcano canyon glacier snow himalaya fjord",
    "lighthouse": "lighthouse tower beacon cliff",
    "boat": "boat ship sail sailing sea ocean harbour harbor fisherman pirate",
    "cabin": "cabin house hut cottage home village farm barn",
    "balloon": "balloon balloons airship flight flying travel adventure dream",
    "city": "city town skyline street cyberpunk neon tokyo york london paris metropolis skyscraper",
    "birds": "bird birds gull gulls eagle raven crow swan autumn sunset coast",
}

RANDOM_FEATURES = ("water", "trees", "peaks", "boat", "cabin", "balloon", "birds")
"""The features from which three are drawn if the prompt names none."""


def split_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts, in lower case."""
    return frozenset(word for text in texts for word in WORD.findall(text.lower()))


def choose_palette(words: frozenset[str], rng: Random) -> Palette:
    """Choose the palette that most words name; among equals, draw one."""
    votes = {name: len(words & frozenset(known.split())) for name, known in PALETTE_WORDS.items()}
    most = max(votes.values())
    return PALETTES[rng.choice([name for name, count in votes.items() if count == most])]


def find_features(words: frozenset[str]) -> frozenset[str]:
    """Return the features that words name."""
    return frozenset(name for name, known in FEATURE_WORDS.items() if words & frozenset(known.split()))


def choose_features(words: frozenset[str], rng: Random) -> frozenset[str]:
    """Return the features that words name, or three drawn ones if they name none."""
    return find_features(words) or frozenset(rng.sample(RANDOM_FEATURES, 3))


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """Mix two colors; `share` 0 gives `one`, 1 gives `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
