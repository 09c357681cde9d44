"""By which limbs do the loaded regulations test their circumstances?

A limb is one `Test` with the circumstance and regulation that it belongs to, its parameters given their values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graph.compiled import HIGH, LOW, end_of, start_of

if TYPE_CHECKING:
    from graph.facts import Facts

ORGANIZATION = "OrganizationSubject"
SEATS = {
    "HeadSubject": ("HeadSeat",),
    "MemberSubject": ("MemberSeat",),
    "CadreSubject": ("HeadSeat", "MemberSeat"),
}
"""Kind of subject -> the seats whose tenures can be one; any other kind is an organization."""

_ON_DUTY = {ORGANIZATION: ("DutyBearer",), "HeadSubject": ("DutyHead",), "MemberSubject": ("DutyMembers",)}


@dataclass(frozen=True)
class Parameter:
    """A number that the text does not give, as the regulation's policy has it."""

    policy: str
    name: str
    value: float


@dataclass(frozen=True)
class Limb:
    """One test of a circumstance. Keys as in the vocabulary; `place` numbers it among all limbs.

    `start`, `end`: the days `[start, end)` on which its regulation is in force. A parameter that the regulation names and no
    policy gives is None, and the limb cannot be tested (`untestable`).
    """

    place: int
    test: str
    circumstance: str
    number: str
    regulation: str
    subject_kind: str
    mode: str
    pattern: str
    duty_kind: tuple[str, ...]
    act_kind: tuple[str, ...]
    verdict: tuple[str, ...]
    who: tuple[str, ...]
    about: str | None
    open_kind: tuple[str, ...]
    unless: tuple[str, ...]
    contrary: tuple[str, ...]
    after: str | None
    performed_by: str | None
    periodic: bool | None
    in_person: bool
    in_office: bool
    grace: Parameter | None
    days: Parameter | None
    share: Parameter | None
    least: Parameter | None
    untestable: tuple[str, ...]
    open: tuple[str, ...]
    start: int = LOW
    end: int = HIGH
    scope: dict[str, Any] | None = None

    @property
    def of_tenure(self) -> bool:
        """Its subjects are tenures, not organizations."""
        return self.subject_kind in SEATS

    @property
    def seats(self) -> tuple[str, ...]:
        """The seats of its subjects; none for organizations."""
        return SEATS.get(self.subject_kind, ())

    @property
    def grace_days(self) -> int:
        """Days of grace for who came after the duty had begun; 0 if the limb knows none."""
        return 0 if self.grace is None else int(self.grace.value)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters on which its answer rests."""
        return tuple(p for p in (self.grace, self.days, self.share, self.least) if p is not None)


def limbs(facts: Facts) -> tuple[Limb, ...]:
    """Every limb of every circumstance of the loaded regulations, sorted by test id."""
    spans = {
        r["regulation"]: r
        for r in facts["regulations"]
        .select("regulation", start=start_of("from"), end=end_of("until"))
        .iter_rows(named=True)
    }
    scopes = {r["regulation"]: r for r in facts["scopes"].iter_rows(named=True)}
    policies = {
        (r["regulation"], r["name"]): Parameter(r["policy"], r["name"], r["value"])
        for r in facts["policies"].sort("policy").iter_rows(named=True)
    }
    circumstances = {r["circumstance"]: r for r in facts["circumstances"].iter_rows(named=True)}
    questions: dict[str, list[str]] = {}
    for test, question in facts["test_questions"].sort("question").iter_rows():
        questions.setdefault(test, []).append(question)
    found: list[Limb] = []
    for row in facts["tests"].sort("test", "circumstance").iter_rows(named=True):
        circumstance = circumstances.get(row["circumstance"])
        if circumstance is not None and circumstance["regulation"] in spans:
            regulation = circumstance["regulation"]
            known = {name: p for (of, name), p in policies.items() if of == regulation}
            limb = _limb(row, circumstance, known, tuple(questions.get(row["test"], ())), len(found))
            span = spans[regulation]
            found.append(replace(limb, start=span["start"], end=span["end"], scope=scopes.get(regulation)))
    return tuple(found)


def _limb(
    row: dict[str, Any],
    circumstance: dict[str, Any],
    policies: dict[str, Parameter],
    questions: tuple[str, ...],
    place: int,
) -> Limb:
    def several(key: str) -> tuple[str, ...]:
        return tuple(row[key] or ())

    def parameter(key: str) -> Parameter | None:
        return policies.get(row[key]) if row[key] is not None else None

    wanted = [row[key] for key in ("grace", "days", "share", "least") if row[key] is not None]
    return Limb(
        place=place,
        test=row["test"],
        circumstance=row["circumstance"],
        number=circumstance["number"],
        regulation=circumstance["regulation"],
        subject_kind=circumstance["subject_kind"],
        mode=row["mode"],
        pattern=row["pattern"],
        duty_kind=several("duty_kind"),
        act_kind=several("act_kind"),
        verdict=several("verdict"),
        who=several("who") or _default_who(row["pattern"], circumstance["subject_kind"]),
        about=row["about"],
        open_kind=several("open_kind"),
        unless=several("unless"),
        contrary=several("contrary"),
        after=row["after"],
        performed_by=row["performed_by"],
        periodic=row["periodic"],
        in_person=bool(row["in_person"]),
        in_office=bool(row["in_office"]),
        grace=parameter("grace"),
        days=parameter("days"),
        share=parameter("share"),
        least=parameter("least"),
        untestable=tuple(sorted(name for name in wanted if name not in policies)),
        open=questions,
    )


def _default_who(pattern: str, subject_kind: str) -> tuple[str, ...]:
    """How the subject is found where the row does not say: through the duty, or, for a verdict, as the recipient."""
    if pattern == "RecordedVerdict":
        return ("ActRecipient",)
    return _ON_DUTY.get(subject_kind, ("DutyHead", "DutyMembers"))
