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
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.store import Store

LOOK = "look"
DEEDS = frozenset({LOOK, *(str(d) for d in Deed if d is not Deed.SIGN_IN)})
DEED_NAMES: Mapping[str, Message] = {
    LOOK: message("deeds.look"),
    Deed.LOAD: message("deeds.load"),
    Deed.ROLLBACK: message("deeds.rollback"),
    Deed.EXPORT: message("deeds.export"),
    Deed.QUERY: message("deeds.query"),
    Deed.CONFIRM: message("deeds.confirm"),
    Deed.DISMISS: message("deeds.dismiss"),
    Deed.DECIDE: message("deeds.decide"),
}
"""What a message calls each."""
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
            limited = message("access.part") if self.scope and str(deed) in _shipped()["whole_store"] else ""
            raise NotAllowed(
                "access.may_not",
                who=self.who,
                deed=DEED_NAMES.get(str(deed), deed),
                limited=limited,
                file=FILE.name,
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
            raise NotAllowed("access.no_claim", claim=self.claim, file=FILE.name)
        if self.claim == CLAIM and claims.get("email_verified") is False:
            raise NotAllowed("access.not_verified", name=name)
        found = self.people.get(name.strip().casefold())
        if found is None:
            raise NotAllowed("access.not_listed", name=name, file=FILE.name)
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
        raise InputError("access.no_file", file=file) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError("access.unreadable", file=file, error=error) from None
    if not isinstance(given, dict) or not isinstance(given.get("people"), list):
        raise InputError("access.no_people", file=file)
    _only(given, ("claim", "people"), file, message("access.the_file"))
    people: dict[str, User] = {}
    for number, row in enumerate(given["people"], 1):
        where = message("access.person", number=number)
        if not isinstance(row, dict):
            raise InputError("access.row", file=file, where=where, given=row)
        _only(row, ("who", "roles", "scope"), file, where)
        user = _user(row, file, where)
        if user.who.casefold() in people:
            raise InputError("access.twice", file=file, where=where, who=user.who)
        people[user.who.casefold()] = user
    return Access(str(given.get("claim", CLAIM)), people)


def _user(row: Mapping[str, Any], file: Path, where: Message) -> User:
    who, roles, scope = row.get("who"), row.get("roles"), row.get("scope")
    if not isinstance(who, str) or not who.strip():
        raise InputError("access.who", file=file, where=where, claim=CLAIM, who=who)
    known = _shipped()["roles"]
    if not isinstance(roles, list) or not roles or any(role not in known for role in roles):
        raise InputError("access.roles", file=file, where=where, known=known, given=roles)
    if scope is not None and (not isinstance(scope, str) or not scope.strip()):
        raise InputError("access.scope", file=file, where=where, given=scope)
    deeds = {deed for role in roles for deed in known[role]}
    return User(who.strip(), frozenset(deeds - set(_shipped()["whole_store"]) if scope else deeds), scope)


def _only(row: Mapping[str, Any], keys: Iterable[str], file: Path, where: Message) -> None:
    unknown = sorted(map(str, row.keys() - set(keys)))
    if unknown:
        raise InputError("access.no_key", file=file, where=where, keys=unknown, known=keys)


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
        raise NotAllowed("access.outside", who=user.who, ids=sorted(missing), scope=user.scope)


def must_stay_here(address: str, *, login: bool) -> None:
    """Raises InputError for an address that others can reach, where nobody has to sign in."""
    if login or address == "localhost":
        return
    try:
        here = ip_address(address).is_loopback
    except ValueError:
        here = False
    if not here:
        raise InputError("access.open_address", address=address)
