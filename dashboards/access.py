"""Who may do what on the pages, and how much of the store does each see?

Roles are data (`roles.yaml`), people are a file of the place (`access.yaml`, docs/access.md). Without a login there is one user, who may do
everything, and the pages are served to this machine only. Who is not listed may do nothing. A scope is no filter: it opens another store
(graph.scoped_store), in which nothing else is. No Streamlit here; dashboards.web.gate asks the browser.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from dashboards.audit import Deed, person
from graph.scoped_store import scoped_store
from ontology.errors import InputError, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.store import Store

LOOK = "look"
DEEDS = frozenset({LOOK, *(str(d) for d in Deed if d is not Deed.SIGN_IN)})
FILE = Path(".streamlit") / "access.yaml"
CLAIM = "email"


@dataclass(frozen=True)
class User:
    """Somebody at the pages: by which name the audit log calls them, what they may do, to which organization (id) they are limited.

    `signed_in`: a login says who it is; else it is whoever runs the program.
    """

    who: str
    deeds: frozenset[str]
    scope: str | None = None
    signed_in: bool = True

    def may(self, deed: str) -> bool:
        """Whether they may do it (LOOK or one of audit.Deed)."""
        return str(deed) in self.deeds

    def must_be_allowed(self, deed: str) -> None:
        """Raises NotAllowed if they may not."""
        if not self.may(deed):
            limited = (
                " in a part of the store" if self.scope and str(deed) in _shipped()["whole_store"] else ""
            )
            raise NotAllowed(
                f"{self.who} may not {deed}{limited}; who keeps {FILE.name} gives roles and scopes"
            )


@dataclass(frozen=True)
class Access:
    """Who may enter, by the claim of the login that names them."""

    claim: str = CLAIM
    people: Mapping[str, User] = field(default_factory=dict)

    def user(self, claims: Mapping[str, Any]) -> User:
        """The user whom a login's claims name; raises NotAllowed for anybody who is not listed or not sure."""
        name = claims.get(self.claim)
        if not isinstance(name, str) or not name.strip():
            raise NotAllowed(
                f"the login gives no {self.claim!r}; the provider must send it, or {FILE.name} name another claim"
            )
        if self.claim == CLAIM and claims.get("email_verified") is False:
            raise NotAllowed(f"{name}: the provider has not verified this address")
        found = self.people.get(name.strip().casefold())
        if found is None:
            raise NotAllowed(f"{name} is not listed; who keeps {FILE.name} lists people")
        return found


@cache
def _shipped() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(
        files("dashboards").joinpath("roles.yaml").read_text(encoding="utf-8")
    )
    return found


def local() -> User:
    """The one user where there is no login: who runs the program, and may do everything."""
    return User(person(), DEEDS, signed_in=False)


def path() -> Path:
    """Where people are listed: ZEREN_ACCESS, else `.streamlit/access.yaml` beside the login's secrets."""
    return Path(os.environ.get("ZEREN_ACCESS") or FILE)


def read(file: Path) -> Access:
    """Who may enter; raises InputError that says what in the file cannot be understood."""
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            f"there is a login, but no {file} that lists who may enter (docs/access.md)"
        ) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{file} cannot be read: {error}") from None
    if not isinstance(given, dict) or not isinstance(given.get("people"), list):
        raise InputError(f"{file}: a mapping with the key `people`, a list, is needed (docs/access.md)")
    _only(given, ("claim", "people"), file, "the file")
    people: dict[str, User] = {}
    for number, row in enumerate(given["people"], 1):
        where = f"person {number}"
        if not isinstance(row, dict):
            raise InputError(f"{file}, {where}: {{who: ..., roles: [...]}} is needed, not {row!r}")
        _only(row, ("who", "roles", "scope"), file, where)
        user = _user(row, file, where)
        if user.who.casefold() in people:
            raise InputError(f"{file}, {where}: {user.who} is listed twice")
        people[user.who.casefold()] = user
    return Access(str(given.get("claim", CLAIM)), people)


def _user(row: Mapping[str, Any], file: Path, where: str) -> User:
    who, roles, scope = row.get("who"), row.get("roles"), row.get("scope")
    if not isinstance(who, str) or not who.strip():
        raise InputError(f"{file}, {where}: `who` is the {CLAIM} of the login, a text, not {who!r}")
    known = _shipped()["roles"]
    if not isinstance(roles, list) or not roles or any(role not in known for role in roles):
        raise InputError(f"{file}, {where}: `roles` is a list of {', '.join(known)}, not {roles!r}")
    if scope is not None and (not isinstance(scope, str) or not scope.strip()):
        raise InputError(f"{file}, {where}: `scope` is the id of an organization, not {scope!r}")
    deeds = {deed for role in roles for deed in known[role]}
    return User(who.strip(), frozenset(deeds - set(_shipped()["whole_store"]) if scope else deeds), scope)


def _only(row: Mapping[str, Any], keys: Iterable[str], file: Path, where: str) -> None:
    unknown = sorted(map(str, row.keys() - set(keys)))
    if unknown:
        raise InputError(f"{file}, {where}: no key {', '.join(unknown)}; there are {', '.join(keys)}")


def store_for(user: User, store: Store) -> Store:
    """What a user works on: the store itself, or the one of their scope at its current version (graph.scoped_store)."""
    return store if user.scope is None else scoped_store(store, user.scope)


def must_be_inside(user: User, store: Store, ids: Iterable[str]) -> None:
    """Raises NotAllowed unless a user's own store holds all these records: what is decided is decided in the whole one."""
    if user.scope is None:
        return
    wanted = set(ids)
    missing = wanted - store_for(user, store).names(wanted).keys()
    if missing:
        raise NotAllowed(f"{user.who} may not decide on {', '.join(sorted(missing))}: not in {user.scope}")


def must_stay_here(address: str, *, login: bool) -> None:
    """Raises InputError for an address that others can reach, where nobody has to sign in."""
    if login or address == "localhost":
        return
    try:
        here = ip_address(address).is_loopback
    except ValueError:
        here = False
    if not here:
        raise InputError(
            f"{address} can be reached from other machines, and nobody has to sign in: set up a login (docs/access.md) or use 127.0.0.1"
        )
