"""Compares what credentials an operation asks for. Schemes are told apart by what they send, not by their keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from regen.openapi_diff.operations import Operation
from regen.openapi_diff.reporter import Notes
from regen.openapi_diff.spec import Site, Spec

_ADDRESSES = ("authorizationUrl", "tokenUrl", "refreshUrl")


@frozen
class Credential:
    """One scheme of a requirement."""

    sends: str
    """What goes over the wire: `header authorization`, `http bearer`, `oauth2 implicit`."""
    scopes: frozenset[str]
    scheme: Site
    key: str

    def satisfies(self, wanted: "Credential") -> bool:
        """Whether who has this credential has the wanted one."""
        return self.sends == wanted.sends and wanted.scopes <= self.scopes


Alternative = Sequence[Credential]


def compare_security(notes: Notes, old: Operation, new: Operation) -> None:
    """Notes what changed in the credentials of an operation."""
    before, after = _alternatives(notes.old.spec, old.security), _alternatives(notes.new.spec, new.security)
    gone = [one for one in before if not any(_same(one, other) for other in after)]
    come = [one for one in after if not any(_same(one, other) for other in before)]
    _note_renamed_keys(notes, before, after)
    if len(gone) == len(come) == 1 and len(gone[0]) == len(come[0]) > 0:
        _compare_pairs(notes, gone[0], come[0], new.security.at)
        return
    for alternative in gone:
        if any(_enough(alternative, other) for other in after):
            continue
        if alternative:
            notes.note("security-alternative-removed", old.security.at, old=_told(alternative))
        else:
            notes.note("security-added", new.security.at, new=" or ".join(_told(one) for one in after))
    for alternative in come:
        if not alternative:
            notes.note("security-removed", new.security.at)
        elif not any(_enough(alternative, other) for other in before) or any(_enough(one, alternative) for one in gone):
            notes.note("security-alternative-added", new.security.at, new=_told(alternative))


def _compare_pairs(notes: Notes, old: Alternative, new: Alternative, at: str) -> None:
    """Compares two requirements of as many schemes: by key where the keys stayed, else in order."""
    by_key = {credential.key: credential for credential in new}
    left = [credential for credential in new if credential.key not in {one.key for one in old}]
    for credential in old:
        other = by_key.get(credential.key) or left.pop(0)
        _compare_credentials(notes, credential, other, at)


def _compare_credentials(notes: Notes, old: Credential, new: Credential, at: str) -> None:
    if old.sends != new.sends:
        both_keys = old.scheme.get("type") == new.scheme.get("type") == "apiKey"
        inner = notes.unit(("security", old.scheme.at, new.scheme.at))
        if inner is not None:
            rule = "security-header-changed" if both_keys else "security-changed"
            inner.note(rule, new.scheme.at, old=old.sends, new=new.sends)
    if missing := sorted(new.scopes - old.scopes):
        notes.note("security-scope-added", at, new=missing)
    if spared := sorted(old.scopes - new.scopes):
        notes.note("security-scope-removed", at, old=spared)


def _note_renamed_keys(notes: Notes, before: Sequence[Alternative], after: Sequence[Alternative]) -> None:
    keys = {credential.key: credential for alternative in after for credential in alternative}
    for credential in (credential for alternative in before for credential in alternative):
        twin = keys.get(credential.key) or next((one for one in keys.values() if one.sends == credential.sends), None)
        if twin is None:
            continue
        inner = notes.unit(("security addresses", credential.scheme.at, twin.scheme.at))
        if inner is None:
            continue
        if twin.key != credential.key:
            inner.note("security-scheme-renamed", twin.scheme.at, old=credential.key, new=twin.key)
        was, now = _addresses(credential.scheme), _addresses(twin.scheme)
        for name in sorted(was.keys() & now.keys()):
            if was[name] != now[name]:
                inner.note("security-address-changed", twin.scheme.at, name=name, old=was[name], new=now[name])


def _addresses(scheme: Site) -> dict[str, str]:
    found = {"openIdConnectUrl": str(scheme.get("openIdConnectUrl"))}
    for flow, site in scheme.child("flows").entries():
        found |= {f"{flow} {name}": str(site.get(name)) for name in _ADDRESSES}
    return found


def _same(one: Alternative, other: Alternative) -> bool:
    return {(credential.sends, credential.scopes) for credential in one} == {
        (credential.sends, credential.scopes) for credential in other
    }


def _enough(have: Alternative, wanted: Alternative) -> bool:
    return all(any(mine.satisfies(credential) for mine in have) for credential in wanted)


def _told(alternative: Alternative) -> str:
    if not alternative:
        return "none"
    scopes = (f" ({', '.join(sorted(one.scopes))})" if one.scopes else "" for one in alternative)
    return " and ".join(f"{one.sends}{text}" for one, text in zip(alternative, scopes, strict=True))


def _alternatives(spec: Spec, security: Site) -> list[Alternative]:
    """The requirements, any of which is enough. None stated is one that asks for nothing."""
    found = [_alternative(spec, element.value) for element in security.elements() if isinstance(element.value, dict)]
    return found or [()]


def _alternative(spec: Spec, requirement: Mapping[str, Any]) -> Alternative:
    return tuple(_credential(spec, key, scopes) for key, scopes in requirement.items())


def _credential(spec: Spec, key: str, scopes: Any) -> Credential:
    scheme = spec.follow(spec.root.child("components", "securitySchemes", key))
    return Credential(_sends(scheme, key), frozenset(map(str, scopes or ())), scheme, key)


def _sends(scheme: Site, key: str) -> str:
    kind = str(scheme.get("type"))
    if kind == "apiKey":
        name = str(scheme.get("name"))
        return f"{scheme.get('in')} {name.lower() if scheme.get('in') == 'header' else name}"
    if kind == "http":
        return f"http {str(scheme.get('scheme')).lower()}"
    if kind == "oauth2":
        return f"oauth2 {' '.join(sorted(scheme.get('flows') or ()))}"
    return kind if kind != "None" else f"undeclared {key}"
