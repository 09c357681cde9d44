"""Who may do what, read from a file; who is not sure or not listed stays outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from dashboards import access
from dashboards.access import Access, User
from dashboards.audit import Deed
from graph.store import Store, open_store
from ontology.errors import InputError, NotAllowed

PEOPLE = """
people:
  - {who: Li@example.org, roles: [viewer], scope: o-wt}
  - {who: wang@example.org, roles: [investigator, analyst]}
  - {who: zhao@example.org, roles: [investigator], scope: o-wt}
"""


@pytest.fixture
def listed(tmp_path: Path) -> Access:
    return written(tmp_path, PEOPLE)


def written(folder: Path, text: str) -> Access:
    file = folder / "access.yaml"
    file.write_text(text, encoding="utf-8")
    return access.read(file)


@pytest.mark.parametrize(
    ("who", "may", "may_not"),
    [
        ("li@example.org", ["look", Deed.EXPORT], [Deed.QUERY, Deed.CONFIRM, Deed.LOAD, Deed.ROLLBACK]),
        ("WANG@example.org", ["look", Deed.QUERY, Deed.CONFIRM, Deed.DISMISS, Deed.LOAD, Deed.ROLLBACK], []),
        ("zhao@example.org", ["look", Deed.CONFIRM, Deed.DISMISS], [Deed.QUERY, Deed.LOAD, Deed.ROLLBACK]),
    ],
)
def test_a_role_gives_deeds_and_a_scope_takes_those_of_the_whole_store(
    listed: Access, who: str, may: list[str], may_not: list[str]
) -> None:
    user = listed.user({"email": who, "email_verified": True})
    assert [deed for deed in may if not user.may(deed)] == []
    assert [deed for deed in may_not if user.may(deed)] == []
    for deed in may_not:
        with pytest.raises(NotAllowed, match=f"may not {deed}"):
            user.must_be_allowed(deed)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "nobody@example.org"}, "not listed"),
        ({"email": "wang@example.org", "email_verified": False}, "not verified"),
        ({"sub": "wang@example.org"}, "gives no 'email'"),
        ({"email": ""}, "gives no 'email'"),
        ({}, "gives no 'email'"),
    ],
)
def test_who_is_not_listed_or_not_sure_stays_outside(
    listed: Access, claims: dict[str, object], said: str
) -> None:
    with pytest.raises(NotAllowed, match=said):
        listed.user(claims)


def test_another_claim_can_name_people(tmp_path: Path) -> None:
    by_number = written(tmp_path, "claim: employee\npeople: [{who: '0042', roles: [viewer]}]")
    assert by_number.user({"employee": "0042"}).who == "0042"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people: [{who: a, roles: [boss]}]", "list of viewer, investigator, analyst"),
        ("people: [{who: a, roles: []}]", "list of viewer"),
        ("people: [{who: a}]", "list of viewer"),
        ("people: [{roles: [viewer]}]", "`who`"),
        ("people: [{who: a, roles: [viewer], scop: o}]", "no key scop"),
        ("people: [{who: a, roles: [viewer], scope: ''}]", "id of an organization"),
        ("people: [{who: a, roles: [viewer]}, {who: A, roles: [analyst]}]", "listed twice"),
        ("people: [a]", "roles"),
        ("persons: []", "people"),
        ("- a", "people"),
        ("people: [", "cannot be read"),
    ],
)
def test_a_file_that_is_not_understood_lets_nobody_in(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        written(tmp_path, text)


def test_without_a_file_nobody_comes_in(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"docs/access\.md"):
        access.read(tmp_path / "access.yaml")


def test_where_there_is_no_login_the_user_of_the_machine_may_do_everything() -> None:
    user = access.local()
    assert user.deeds == access.DEEDS
    assert user.scope is None


def test_every_role_gives_deeds_that_there_are() -> None:
    shipped = yaml.safe_load(Path(access.__file__).with_name("roles.yaml").read_text(encoding="utf-8"))
    assert {d for deeds in shipped["roles"].values() for d in deeds} | set(
        shipped["whole_store"]
    ) <= access.DEEDS


@pytest.fixture(scope="module")
def store(demo: Path) -> Iterator[Store]:
    opened = open_store(str(demo / "demo-store"))
    yield opened
    opened.close()


def test_a_scope_opens_another_store(store: Store) -> None:
    limited = User("li", frozenset({"look"}), "o-wt")
    assert access.store_for(access.local(), store) is store
    assert access.store_for(limited, store).url != store.url
    access.must_be_inside(limited, store, ["fi-wt-1"])
    with pytest.raises(NotAllowed, match="fi-edu-1"):
        access.must_be_inside(limited, store, ["fi-wt-1", "fi-edu-1"])
    access.must_be_inside(access.local(), store, ["fi-edu-1"])


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_without_a_login_only_this_machine_is_served(address: str) -> None:
    access.must_stay_here(address, login=False)


@pytest.mark.parametrize("address", ["0.0.0.0", "10.0.0.1", "::", "district.example.org", ""])
def test_others_are_served_only_with_a_login(address: str) -> None:
    with pytest.raises(InputError, match="sign in"):
        access.must_stay_here(address, login=False)
    access.must_stay_here(address, login=True)
