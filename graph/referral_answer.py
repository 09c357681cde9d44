"""What does a referral say, as a record, as the steps of its path, as rows of a table?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from graph.referral_table import TRANSFERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from graph.authority import Lead
    from graph.powers import Approval, FormPower


class Status(StrEnum):
    """How far a referral is settled."""

    DECIDED = "decided"
    FLAGGED = "flagged"
    NEEDS_DECISION = "needs-decision"
    FACTS_MISSING = "facts-missing"


@dataclass(frozen=True, slots=True)
class Offer:
    """One of several courses of action; without a path where the target is missing or not unique."""

    action: str
    path: tuple[str, ...]
    option: str
    modality: str
    approvals: tuple[Approval, ...] = ()
    forms: tuple[FormPower, ...] = ()


@dataclass(frozen=True, slots=True)
class Referral:
    """Where one finding of a lead goes, and why.

    `path` begins with the discoverer; `options` has all courses of action where there are several (then `action` and `path` are
    empty). `open`: ids of open questions, `doubts`: the circumstances that raised some of them, `missing`: keys of the table that
    the records leave unknown. `alternative`: for an organ of the path that the subject leads, the one
    with jurisdiction over it. `facts`: ids of the authority,
    change, tenure and review records it rests on. `approvals`: who must approve which step, `forms`: what the organ that opens may do;
    of an answer with several courses each course has its own. `reviews`: case reviews against the subject. Tuples of ids are sorted, `path` and `options` in their order.
    """

    lead: str
    finding: str
    subject: str
    discoverer: str
    context: str
    status: Status
    decided_on: date
    breach_date: date | None
    regulation: str | None = None
    rule: str | None = None
    provision: str | None = None
    modality: str | None = None
    action: str | None = None
    path: tuple[str, ...] = ()
    options: tuple[Offer, ...] = ()
    open: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    alternative: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    forms: tuple[FormPower, ...] = ()
    reviews: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: who hands what to whom under which provision, and the recorded referral that did so, if any.

    `handed_over` are the lead and its finding. `approver`: the organization whose head must approve, where a regulation asks for it.
    """

    sender: str
    receiver: str
    provision: str | None
    modality: str | None
    handed_over: tuple[str, str]
    approver: str | None = None
    referral: str | None = None
    date: date | None = None


def hops(lead: Lead, referral: Referral, path: tuple[str, ...] | None = None) -> tuple[Hop, ...]:
    """The steps of a referral's path, or of the path of one of its options, each with the recorded referral that made it."""
    path = referral.path if path is None else path
    courses: tuple[Referral | Offer, ...] = (referral, *referral.options)
    handing = [a for course in courses if course.path == path for a in course.approvals]
    approvers = {a.organ: a.approver for a in handing if a.action in TRANSFERS}
    steps = [s for s in lead.steps if s.date <= referral.decided_on]
    found = []
    for sender, receiver in pairwise(path):
        at = next((i for i, s in enumerate(steps) if (s.sender, s.receiver) == (sender, receiver)), None)
        made = None if at is None else steps[at]
        steps = steps if at is None else steps[at + 1 :]
        found.append(
            Hop(
                sender,
                receiver,
                referral.provision,
                referral.modality,
                (referral.lead, referral.finding),
                approvers.get(sender),
                referral=made and made.referral,
                date=made and made.date,
            )
        )
    return tuple(found)


def referral_frame(referrals: Iterable[Referral]) -> pl.DataFrame:
    """Referrals as rows, a column a field; options as a list of action and path."""
    return pl.DataFrame([_plain(r) for r in referrals], schema=FRAME, orient="row")


_IDS = pl.List(pl.String())
_APPROVAL = pl.Struct(
    dict.fromkeys(("regulation", "rule", "provision", "organ", "action", "role", "approver"), pl.String())
    | dict.fromkeys(("heads", "missing", "open"), _IDS)
)
_FORM = pl.Struct(
    dict.fromkeys(
        ("regulation", "form", "organ", "power", "rule", "provision", "role", "approver"), pl.String()
    )
    | dict.fromkeys(("heads", "missing", "open"), _IDS)
)
FRAME: dict[str, pl.DataType] = {
    "lead": pl.String(), "finding": pl.String(), "subject": pl.String(), "discoverer": pl.String(), "context": pl.String(),
    "status": pl.String(), "regulation": pl.String(), "rule": pl.String(), "provision": pl.String(), "modality": pl.String(),
    "action": pl.String(), "path": _IDS, "options": pl.List(pl.Struct({"action": pl.String(), "path": _IDS})),
    "open": _IDS, "missing": _IDS, "alternative": _IDS, "facts": _IDS, "doubts": _IDS,
    "decided_on": pl.Date(), "breach_date": pl.Date(), "approvals": pl.List(_APPROVAL), "forms": pl.List(_FORM),
}  # fmt: skip
"""Columns of `referral_frame`."""


def _plain(referral: Referral) -> dict[str, object]:
    row = {name: getattr(referral, name) for name in FRAME if name not in ("options", "approvals", "forms")}
    for name in ("approvals", "forms"):
        courses = referral.options or (referral,)
        row[name] = [_fields(x) for x in dict.fromkeys(x for c in courses for x in getattr(c, name))]
    row["options"] = [{"action": o.action, "path": list(o.path)} for o in referral.options]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}


def _fields(value: Approval | FormPower) -> dict[str, object]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(value).items()}
