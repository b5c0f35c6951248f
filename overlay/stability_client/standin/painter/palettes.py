"""Colours and words: what the light is like, and what a prompt's words bring into a scene."""

import re
from collections.abc import Iterable, Mapping
from random import Random

import attrs

RGB = tuple[int, int, int]

WORD = re.compile(r"[^\W\d_]+")


def rgb(code: str) -> RGB:
    """A colour from its six hexadecimal digits."""
    red, green, blue = bytes.fromhex(code)
    return red, green, blue


@attrs.frozen
class Mood:
    """The colours of a scene, from the top of the sky down to what stands nearest."""

    sky: tuple[RGB, ...]
    """From the zenith to the horizon."""
    light: RGB
    """Sun or moon."""
    near: RGB
    """The nearest ridge; those behind it fade into the horizon."""
    stars: bool = False

    @property
    def horizon(self) -> RGB:
        return self.sky[-1]


def _mood(sky: str, light: str, near: str, *, stars: bool = False) -> Mood:
    return Mood(tuple(rgb(code) for code in sky.split()), rgb(light), rgb(near), stars)


MOODS: Mapping[str, Mood] = {
    "dawn": _mood("2b3a67 6d6a9c d48a9a f6b48f ffe0b5", "fff4d6", "1f2340"),
    "noon": _mood("2f7fc1 6aaede a9d6ee e3f3f3", "fffdf0", "17433f"),
    "dusk": _mood("2a1a4a 6b2d6b c8466b f47c5d ffc36e", "ffe7a3", "190f2b"),
    "night": _mood("070b1f 101b40 1f3566 3d5f8f", "f1f3e4", "050914", stars=True),
    "aurora": _mood("050a1c 0b2a3f 12655f 4fc08d b5efb0", "f4fff0", "04121a", stars=True),
    "frost": _mood("3f6f9f 7fa8cc b9d3e4 eef4f6", "ffffff", "22405c"),
    "forest": _mood("2f6b66 6fa58a b7cf9d f2eec0", "fffbe0", "0d2b26"),
    "desert": _mood("27627a 74a3a0 e2c08d f3d9a8", "fff3cf", "5b2817"),
    "lagoon": _mood("0d4f8b 2d90b5 7fcfc8 fbeac5", "fff8df", "0a3040"),
    "storm": _mood("1c2530 39495a 66788a a9b4b8", "dfe6e6", "10171e"),
    "rose": _mood("4a3f7a 9a6aa8 e39abb fbd0c8", "fff1ec", "2c1c42"),
}

WORDS_OF_MOODS: Mapping[str, str] = {
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

WORDS_OF_FEATURES: Mapping[str, str] = {
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

FEATURES_OF_CHANCE = ("water", "trees", "peaks", "boat", "cabin", "balloon", "birds")
"""What may come into a scene whose words call for nothing."""


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts, in lower case."""
    return frozenset(word for text in texts for word in WORD.findall(text.lower()))


def choose_mood(words: frozenset[str], chance: Random) -> Mood:
    """The mood that most words speak for; chance decides where words leave it open."""
    votes = {name: len(words & frozenset(spoken.split())) for name, spoken in WORDS_OF_MOODS.items()}
    most = max(votes.values())
    return MOODS[chance.choice([name for name, count in votes.items() if count == most])]


def called_for(words: frozenset[str]) -> frozenset[str]:
    """The features that words speak of."""
    return frozenset(name for name, spoken in WORDS_OF_FEATURES.items() if words & frozenset(spoken.split()))


def choose_features(words: frozenset[str], chance: Random) -> frozenset[str]:
    """What the words bring into the scene; some features of chance where they bring nothing."""
    return called_for(words) or frozenset(chance.sample(FEATURES_OF_CHANCE, 3))


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    """A colour between two: `share` 0 gives the one, 1 the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
