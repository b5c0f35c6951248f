"""The notebook that the comparisons of operations write in: one unit of the ledger, and the tools they share."""

from collections.abc import Collection
from typing import Any

from attrs import frozen

from regen.openapi_diff.canonical import WORDS, Schemas, value_key
from regen.openapi_diff.findings_store import Key, Ledger
from regen.openapi_diff.rules import FACTS, OPERATION_RULES
from regen.openapi_diff.schemas import SchemaComparison, View
from regen.openapi_diff.spec import Site


@frozen
class Notes:
    """Notes for one pair of places."""

    key: Key
    comparison: SchemaComparison

    @property
    def ledger(self) -> Ledger:
        """Where the notes go."""
        return self.comparison.ledger

    @property
    def old(self) -> Schemas:
        """The schemas of the old document."""
        return self.comparison.old

    @property
    def new(self) -> Schemas:
        """The schemas of the new document."""
        return self.comparison.new

    def unit(self, key: Key, place: str | None = None) -> "Notes | None":
        """Notes for a pair that this one leads to; `None` where that pair was compared before."""
        return Notes(key, self.comparison) if self.ledger.open(key, self.key, place) else None

    def note(self, rule: str, at: str, *, name: str = "", old: Any = None, new: Any = None) -> None:
        """Notes that a rule fired."""
        level, message = OPERATION_RULES[rule]
        self.ledger.note(self.key, rule, level, message, at, old, new, name=name)

    def schemas(self, old: Site, new: Site, view: View) -> None:
        """Asks for two schemas to be compared. One that is not there accepts anything."""
        before, after = (Site({}, site.at) if site.value is None else site for site in (old, new))
        self.comparison.visit((before,), (after,), view, self.key)

    def leftovers(self, old: Site, new: Site, known: Collection[str]) -> None:
        """Notes every other key that differs: what no rule knows must not pass in silence."""
        for name in sorted((set(old.value or ()) | set(new.value or ())) - set(known) - WORDS):
            if str(name).startswith("x-") and name not in FACTS:
                continue  # told with the words
            before, after = self.old.plain(old.get(name)), self.new.plain(new.get(name))
            if value_key(before) != value_key(after):
                at = new.at if name in (new.value or ()) else old.at
                self.note("fact-changed" if name in FACTS else "unclassified", at, name=name, old=before, new=after)
