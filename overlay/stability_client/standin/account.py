"""The account: organizations and their credits. Pure state."""

from collections.abc import Iterable
from threading import Lock
from typing import Any

import attrs

from stability_client.standin.validators import check_number


@attrs.frozen
class Organization:
    """An organization that the account belongs to."""

    id: str
    name: str
    role: str = "MEMBER"
    is_default: bool = False


ORGANIZATIONS = (
    Organization("org-standin", "Stand-in Studio", "OWNER", is_default=True),
    Organization("org-standin-team", "Stand-in Team"),
)


class Account:
    """The account of all keys: its organizations, and the balance of each."""

    def __init__(self, organizations: Iterable[Organization], balance: float) -> None:
        """Start each organization with the same balance, in credits."""
        self.organizations = {each.id: each for each in organizations}
        self.default_organization = next(each.id for each in self.organizations.values() if each.is_default)
        self._balances = dict.fromkeys(self.organizations, float(balance))
        self._lock = Lock()

    def balance(self, organization: str | None = None) -> float:
        """Return the balance of an organization, by default the default one, in credits.

        Raises:
            ValueError: There is no such organization.
        """
        return self._balances[self._known(organization)]

    def set_balance(self, balance: float, organization: str | None = None) -> None:
        """Set the balance of an organization, by default the default one, in credits; it may be below 0.

        Raises:
            TypeError: The balance is not a number.
            ValueError: There is no such organization, or the balance is not finite.
        """
        check_number("balance", balance, minimum=None)
        self._balances[self._known(organization)] = float(balance)

    def charge(self, organization: str | None, price: float) -> bool:
        """Subtract the price if the balance covers it. Returns whether it did."""
        organization = self._known(organization)
        with self._lock:
            if self._balances[organization] <= 0 or self._balances[organization] < price:
                return False
            self._balances[organization] -= price
            return True

    def _known(self, organization: str | None) -> str:
        wanted = self.default_organization if organization is None else organization
        if wanted not in self.organizations:
            known = ", ".join(self.organizations)
            raise ValueError(f"organization: must be one of {known}, got {wanted!r}.")
        return wanted


def describe_account(account: Account) -> dict[str, Any]:
    """Return the account as the API describes it, in JSON."""
    return {
        "id": "user-standin",
        "email": "painter@standin.example",
        "organizations": [attrs.asdict(each) for each in account.organizations.values()],
        "profile_picture": "https://standin.example/painter.png",
    }


def describe_engines(engines: Iterable[str]) -> list[dict[str, str]]:
    """Return engines as the API describes them, in JSON."""
    return [
        {
            "id": engine,
            "name": engine_name(engine),
            "description": f"{engine_name(engine)}, painted by the stand-in.",
            "type": "PICTURE",
        }
        for engine in engines
    ]


def engine_name(engine: str) -> str:
    """Return a readable name: `Stable Diffusion 512 v2.1` for `stable-diffusion-512-v2-1`."""
    name, _, version = engine.partition("-v")
    return f"{name.replace('-', ' ').title()} v{version.replace('-', '.')}"
