"""Where a command's settings come from: an option, else the environment, else a profile of the configuration file."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from attrs import evolve, frozen

from stability_client.cli.failures import CommandError

PROFILE_KEYS = ("key", "base_url", "engine", "edition", "organization")
"""What a profile may hold."""
VARIABLES = {
    "profile": "STABILITY_PROFILE",
    "config": "STABILITY_CONFIG",
    "edition": "STABILITY_EDITION",
    "base_url": "STABILITY_BASE_URL",
    "engine": "STABILITY_ENGINE",
    "organization": "STABILITY_ORGANIZATION",
}
KEY_VARIABLE = "STABILITY_API_KEY"
KEY_FORMS = 'env:VARIABLE or keyring:SERVICE/USER, such as "env:STABILITY_API_KEY"'


class Choice(NamedTuple):
    """A setting's value, and where it is from in words."""

    value: str
    source: str


@frozen
class Choices:
    """What was chosen before the command, with the environment that holds for the rest.

    Attributes:
        given: What options say.
        environment: The variables.
    """

    given: Mapping[str, str]
    environment: Mapping[str, str]

    @classmethod
    def of(cls, options: Mapping[str, str | bool | None], environment: Mapping[str, str]) -> "Choices":
        """Take the options of the root command."""
        given = {name: value for name, value in options.items() if isinstance(value, str) and value.strip()}
        return cls(given, environment)

    def with_engine(self, engine: str | None) -> "Choices":
        """Return these choices with the engine that the command itself was given."""
        return evolve(self, given={**self.given, "engine": engine}) if engine else self

    def find(self, name: str) -> Choice | None:
        """Return a setting, or None if nothing says what it is.

        Raises:
            CommandError: The configuration file is wrong.
        """
        if name in self.given:
            return Choice(self.given[name], f"option --{name.replace('_', '-')}")
        variable = VARIABLES.get(name)
        if variable and self.environment.get(variable, "").strip():
            return Choice(self.environment[variable].strip(), f"environment {variable}")
        if name in PROFILE_KEYS and (profile := self.profile()) and name in profile.values:
            return Choice(profile.values[name], f"profile {profile.name} of {profile.path}")
        return None

    def value(self, name: str) -> str | None:
        """Return a setting without its source."""
        found = self.find(name)
        return found.value if found else None

    def config_path(self) -> Path:
        """Return the configuration file, which need not exist."""
        chosen = self.find("config")
        if chosen:
            return Path(chosen.value).expanduser()
        import platformdirs  # noqa: PLC0415 - only where no file is named

        return platformdirs.user_config_path("stability-client", appauthor=False) / "config.toml"

    def profile(self) -> "Profile | None":
        """Return the profile that holds: the chosen one, else the file's default; None if there is none.

        Raises:
            CommandError: There is no such profile, or the file is wrong.
        """
        path, chosen = self.config_path(), self.find("profile")
        if not path.exists():
            if chosen or self.find("config"):
                raise CommandError(f"There is no configuration file {path}. `stability init` writes one.")
            return None
        return read_profile(path, chosen.value if chosen else None)


class Profile(NamedTuple):
    """A profile of the configuration file."""

    name: str
    path: Path
    values: Mapping[str, str]


def read_profile(path: Path, name: str | None) -> Profile | None:
    """Read a profile.

    Args:
        path: The configuration file.
        name: The profile; None for the one that the file says is the default, if it says so.

    Raises:
        CommandError: The file cannot be read, has no such profile, or holds what it must not.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CommandError(f"The configuration file {path} cannot be read: {error}") from error
    profiles: Any = content.get("profiles", {})
    name = name or content.get("default_profile")
    if name is None:
        return None
    if not isinstance(profiles, dict) or not isinstance(profiles.get(name), dict):
        known = ", ".join(profiles) if isinstance(profiles, dict) and profiles else "none"
        raise CommandError(f"There is no profile {name!r} in {path}; it has {known}.")
    return Profile(name, path, {key: _checked(path, name, key, value) for key, value in profiles[name].items()})


def _checked(path: Path, profile: str, key: str, value: object) -> str:
    where = f"{path}, profile {profile}: {key}"
    if key not in PROFILE_KEYS:
        raise CommandError(f"{where} is no setting. There are {', '.join(PROFILE_KEYS)}.")
    if not isinstance(value, str) or not value.strip():
        raise CommandError(f"{where} must be a text that is not empty.")
    if key == "key" and not value.startswith(("env:", "keyring:")):
        # The value is not repeated: it may be a key.
        raise CommandError(f"{where} must be a reference: {KEY_FORMS}. A key itself does not belong in a file.")
    return value.strip()


def find_key(choices: Choices) -> Choice | None:
    """Return the API key and where it is from, or None if there is none.

    Raises:
        CommandError: A profile's reference leads nowhere.
    """
    if choices.environment.get(KEY_VARIABLE, "").strip():
        return Choice(choices.environment[KEY_VARIABLE].strip(), f"environment {KEY_VARIABLE}")
    reference = choices.find("key")
    if reference is None:
        return None
    kind, _, name = reference.value.partition(":")
    if kind == "keyring":
        return Choice(_from_keyring(name, reference.source), f"keyring {name}, by {reference.source}")
    key = choices.environment.get(name, "").strip()
    if not key:
        raise CommandError(
            f"The key should come from the variable {name}, by {reference.source}, but it is not set.", 3
        )
    return Choice(key, f"environment {name}, by {reference.source}")


def split_keyring_name(name: str) -> tuple[str, str]:
    """Return the service and the user that a key is kept under.

    Raises:
        CommandError: It is no such name.
    """
    service, _, user = name.rpartition("/")
    if not service or not user:
        raise CommandError(f"keyring:{name} must be keyring:SERVICE/USER, such as keyring:stability-client/default.")
    return service, user


def load_keyring() -> Any:
    """Return the module that speaks to the system's keyring.

    Raises:
        CommandError: It is not installed.
    """
    try:
        import keyring  # noqa: PLC0415 - optional, and slow to load
    except ImportError as error:
        raise CommandError("The system's keyring needs the package keyring. Run: pip install keyring") from error
    return keyring


def _from_keyring(name: str, source: str) -> str:
    keyring = load_keyring()
    service, user = split_keyring_name(name)
    try:
        key = keyring.get_password(service, user)
    except keyring.errors.KeyringError as error:
        raise CommandError(f"The system's keyring cannot be read: {error}", 3) from error
    if not key:
        raise CommandError(f"The keyring has no key {name}, by {source}. `stability init` puts one there.", 3)
    return str(key)
