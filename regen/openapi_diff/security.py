"""Compare the credentials that an operation requires. Schemes are identified by what they send, not by their keys."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from regen.openapi_diff.reporter import Reporter
from regen.openapi_diff.spec import Node, Spec

_URLS = ("authorizationUrl", "tokenUrl", "refreshUrl")


@frozen
class Credential:
    """One scheme of a requirement."""

    sends: str
    """What is sent: `header authorization`, `http bearer`, `oauth2 implicit`."""
    scopes: frozenset[str]
    scheme: Node
    key: str

    def satisfies(self, required: "Credential") -> bool:
        """Return whether this credential is sufficient for the required one."""
        return self.sends == required.sends and required.scopes <= self.scopes


Alternative = Sequence[Credential]
"""Credentials that are required together."""


def compare_security(reporter: Reporter, old: Node, new: Node) -> None:
    """Report what changed between two `security` lists."""
    before, after = _alternatives(reporter.old.spec, old), _alternatives(reporter.new.spec, new)
    removed = [one for one in before if not any(_is_same(one, other) for other in after)]
    added = [one for one in after if not any(_is_same(one, other) for other in before)]
    _compare_schemes(reporter, before, after)
    if len(removed) == len(added) == 1 and len(removed[0]) == len(added[0]) > 0:
        _compare_pairs(reporter, removed[0], added[0], new.pointer)
        return
    for alternative in removed:
        if any(_suffices(alternative, other) for other in after):
            continue
        if alternative:
            reporter.report("security-alternative-removed", old.pointer, old=_describe(alternative))
        else:
            reporter.report("security-added", new.pointer, new=" or ".join(map(_describe, after)))
    for alternative in added:
        if not alternative:
            reporter.report("security-removed", new.pointer)
        elif not any(_suffices(alternative, other) for other in before) or any(
            _suffices(one, alternative) for one in removed
        ):
            reporter.report("security-alternative-added", new.pointer, new=_describe(alternative))


def _compare_pairs(reporter: Reporter, old: Alternative, new: Alternative, pointer: str) -> None:
    """Compare two requirements of equally many schemes: those with equal keys, the others in order."""
    by_key = {credential.key: credential for credential in new}
    others = [credential for credential in new if credential.key not in {one.key for one in old}]
    for credential in old:
        other = by_key.get(credential.key) or others.pop(0)
        _compare_credentials(reporter, credential, other, pointer)


def _compare_credentials(reporter: Reporter, old: Credential, new: Credential, pointer: str) -> None:
    if old.sends != new.sends:
        nested = reporter.open(("security", old.scheme.pointer, new.scheme.pointer))
        if nested is not None:
            are_keys = old.scheme.get("type") == new.scheme.get("type") == "apiKey"
            rule = "security-header-changed" if are_keys else "security-changed"
            nested.report(rule, new.scheme.pointer, old=old.sends, new=new.sends)
    if added := sorted(new.scopes - old.scopes):
        reporter.report("security-scope-added", pointer, new=added)
    if removed := sorted(old.scopes - new.scopes):
        reporter.report("security-scope-removed", pointer, old=removed)


def _compare_schemes(reporter: Reporter, before: Sequence[Alternative], after: Sequence[Alternative]) -> None:
    """Report renamed keys and changed URLs of the schemes."""
    by_key = {credential.key: credential for alternative in after for credential in alternative}
    for old in (credential for alternative in before for credential in alternative):
        new = by_key.get(old.key) or next((one for one in by_key.values() if one.sends == old.sends), None)
        if new is None:
            continue
        nested = reporter.open(("security addresses", old.scheme.pointer, new.scheme.pointer))
        if nested is None:
            continue
        if new.key != old.key:
            nested.report("security-scheme-renamed", new.scheme.pointer, old=old.key, new=new.key)
        was, now = _urls(old.scheme), _urls(new.scheme)
        for name in sorted(was.keys() & now.keys()):
            if was[name] != now[name]:
                nested.report("security-address-changed", new.scheme.pointer, name=name, old=was[name], new=now[name])


def _urls(scheme: Node) -> dict[str, str]:
    found = {"openIdConnectUrl": str(scheme.get("openIdConnectUrl"))}
    for flow, node in scheme.child("flows").entries():
        found |= {f"{flow} {name}": str(node.get(name)) for name in _URLS}
    return found


def _is_same(one: Alternative, other: Alternative) -> bool:
    before, after = ({(credential.sends, credential.scopes) for credential in side} for side in (one, other))
    return before == after


def _suffices(given: Alternative, required: Alternative) -> bool:
    return all(any(one.satisfies(credential) for one in given) for credential in required)


def _describe(alternative: Alternative) -> str:
    return (
        " and ".join(
            f"{one.sends} ({', '.join(sorted(one.scopes))})" if one.scopes else one.sends for one in alternative
        )
        or "none"
    )


def _alternatives(spec: Spec, security: Node) -> list[Alternative]:
    """Return the alternatives, each of which is sufficient. Without any, nothing is required."""
    found = [
        tuple(_credential(spec, key, scopes) for key, scopes in element.value.items())
        for element in security.elements()
        if isinstance(element.value, dict)
    ]
    return list(found) or [()]


def _credential(spec: Spec, key: str, scopes: Any) -> Credential:
    scheme = spec.follow(spec.root.child("components", "securitySchemes", key))
    return Credential(_sends(scheme, key), frozenset(map(str, scopes or ())), scheme, key)


def _sends(scheme: Node, key: str) -> str:
    kind = str(scheme.get("type"))
    if kind == "apiKey":
        name = str(scheme.get("name"))
        return f"{scheme.get('in')} {name.lower() if scheme.get('in') == 'header' else name}"
    if kind == "http":
        return f"http {str(scheme.get('scheme')).lower()}"
    if kind == "oauth2":
        return f"oauth2 {' '.join(sorted(scheme.get('flows') or ()))}"
    return kind if kind != "None" else f"undeclared {key}"
