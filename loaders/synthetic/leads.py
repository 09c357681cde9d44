"""Which derelictions were found, who put them forward, and how far did the leads go?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from loaders.synthetic.chance import Numbers, below, between, happens, stream, weighted
from loaders.synthetic.duties import DUTY
from loaders.synthetic.offices import HEAD, MEMBERS, OTHER, TENURE
from loaders.synthetic.plan import AS_OF
from loaders.synthetic.rules import circumstances
from loaders.synthetic.sources import SOURCE, feedback_text
from loaders.synthetic.structure import (
    ACCREDITED,
    FUNCTIONAL,
    ORGANIZATION,
    TEAMS,
    Organ,
    subject_ids,
)
from loaders.synthetic.tables import NEVER, NOBODY, chosen, dates, day, ids, lists, numbers, table

if TYPE_CHECKING:
    from loaders.synthetic.duties import Duties
    from loaders.synthetic.offices import Offices
    from loaders.synthetic.structure import Structure

SHARE = 0.02
"""Findings, as a share of the issues."""

_TODAY = day(AS_OF.year, AS_OF.month, AS_OF.day)
_CONTEXTS = (
    ("OwnRectification", 0.20),
    ("DisciplineWork", 0.16),
    ("OrganizationWork", 0.10),
    ("FunctionalWork", 0.15),
    ("LastRound", 0.20),
    ("Coordination", 0.12),
    ("OtherSource", 0.07),
)
_STATES = ("Candidate", "Confirmed", "Dismissed")


@dataclass(frozen=True)
class Findings:
    """Findings: about which duty, against an organization or a tenure (else NOBODY), breached and found when, in which state.

    `lead` is the lead that contains it: most contain one finding, some two.
    """

    duty: Numbers
    organization: Numbers
    tenure: Numbers
    circumstance: Numbers
    breach: Numbers
    on: Numbers
    state: Numbers
    lead: Numbers


@dataclass(frozen=True)
class Leads:
    """Leads: the first finding, in which context, by whom, when."""

    first: Numbers
    context: Numbers
    discoverer: Numbers
    on: Numbers


def findings(s: Structure, o: Offices, d: Duties, eff: Numbers, performed: Numbers) -> Findings:
    """Findings about duties that were not performed in time."""
    chance = stream(s.plan, "finding")
    unmet = np.flatnonzero((eff < _TODAY - 10) & (performed > eff) & (d.every == 0))
    wanted = max(1, round(s.plan.issues * SHARE))
    duty = np.sort(chance.permutation(unmet)[:wanted])
    every = len(duty)
    breach = eff[duty] + 1
    on = np.minimum(breach + between(chance, 5, 200, every), _TODAY)
    addressee = d.organization[duty]
    who = weighted(
        chance, [0.42, 0.08, 0.22, 0.22, 0.06], every
    )  # organization, unit, head, member, other cadre
    member = np.where(d.named[duty] >= 0, d.named[duty], _in_seat(o, addressee, MEMBERS[1], breach))
    tenure = np.select(
        [who == 2, who == 3, who == 4],
        [_in_seat(o, addressee, HEAD, breach), member, _in_seat(o, addressee, OTHER, breach)],
        NOBODY,
    )
    unit = np.where(who == 1, s.unit(addressee, between(chance, 0, 9, every)), NOBODY)
    organization = np.where(tenure >= 0, NOBODY, np.where(unit >= 0, unit, addressee))
    subject = np.select([tenure < 0, who == 2], [0, 1], 2)
    same = np.concatenate([[False], addressee[1:] == addressee[:-1]])[:every]
    joined = same & happens(chance, 0.05, every)
    return Findings(
        duty=duty,
        organization=organization,
        tenure=tenure,
        circumstance=circumstances().matching[subject, d.kind[duty]],
        breach=breach,
        on=on,
        state=weighted(chance, [0.72, 0.18, 0.10], every),
        lead=np.cumsum(~joined) - 1,
    )


def _in_seat(o: Offices, organizations: Numbers, seat: int, days: Numbers) -> Numbers:
    return o.on(organizations, np.full(len(days), seat), days)


def leads(s: Structure, d: Duties, f: Findings) -> Leads:
    """One lead a group of findings, from all contexts."""
    chance = stream(s.plan, "lead")
    first = np.flatnonzero(np.concatenate([[True], f.lead[1:] != f.lead[:-1]])[: len(f.lead)])
    every = len(first)
    context = weighted(chance, [share for _, share in _CONTEXTS], every)
    addressee = d.organization[f.duty[first]]
    home = s.district[addressee]
    which = between(chance, 0, 99, every)
    discipline = np.where(
        happens(chance, 0.75, every),
        s.organ(home, Organ.DISCIPLINE),
        s.organ(home, Organ.ACCREDITED, which % ACCREDITED),
    )
    found_by = [
        addressee,
        discipline,
        s.organ(home, Organ.PERSONNEL),
        s.organ(home, Organ.FUNCTIONAL, which % FUNCTIONAL),
        s.organ(home, Organ.TEAM, which % TEAMS),
        s.organ(home, Organ.OFFICE),
        s.city(home),
    ]
    last = np.maximum.reduceat(f.on, first) if every else f.on
    on = np.minimum(last + below(chance, np.full(every, 20)), _TODAY)
    return Leads(first, context, np.choose(context, found_by), on)


def finding_table(s: Structure, d: Duties, f: Findings) -> pl.DataFrame:
    """The frame of Finding."""
    decided = f.state > 0
    office = s.organ(s.district[d.organization[f.duty]], Organ.OFFICE)
    rules = circumstances()
    return table(
        "Finding",
        {
            "id": ids("fi", numbers(len(f.duty))),
            "breachDate": dates(f.breach),
            "asOf": dates(f.on),
            "decidedOn": dates(np.where(decided, np.minimum(f.on + 10, _TODAY), NEVER)),
            "reason": chosen(["事实清楚", "理由充分,予以排除"], f.state - 1),
            "status": chosen(_STATES, f.state),
            "meets": chosen(rules.ids, f.circumstance),
            "subject": subject_ids(f.organization, TENURE, f.tenure),
            "breaches": lists(ids(DUTY, f.duty)),
            "testedBy": chosen(rules.tests, f.circumstance),
            "decidedBy": ids(ORGANIZATION, np.where(decided, office, NOBODY)),
            "evidence": lists(ids(SOURCE, np.where(decided, feedback_text(s, d.feedback[f.duty]), NOBODY))),
        },
    )


def lead_table(f: Findings, leads_: Leads) -> pl.DataFrame:
    """The frame of Lead."""
    count = np.bincount(f.lead, minlength=len(leads_.first))
    most = int(count.max(initial=1))
    contained = [ids("fi", np.where(n < count, leads_.first + n, NOBODY)) for n in range(most)]
    return table(
        "Lead",
        {
            "id": ids("le", numbers(len(leads_.first))),
            "date": dates(leads_.on),
            "context": chosen([name for name, _ in _CONTEXTS], leads_.context),
            "contains": lists(*contained),
            "discoverer": ids(ORGANIZATION, leads_.discoverer),
        },
    )


def step_tables(s: Structure, leads_: Leads) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frames of Referral and Procedure: what became of a third of the leads that inspection teams put forward."""
    chance = stream(s.plan, "referral")
    team = [name for name, _ in _CONTEXTS].index("LastRound")
    went = (leads_.context == team) & (leads_.on + 40 < _TODAY) & happens(chance, 0.35, len(leads_.on))
    lead = np.flatnonzero(went)
    home = s.district[leads_.discoverer[lead]]
    office, discipline = s.organ(home, Organ.OFFICE), s.organ(home, Organ.DISCIPLINE)
    on = leads_.on[lead] + between(chance, 1, 10, len(lead))
    further = np.flatnonzero(happens(chance, 0.7, len(lead)))
    every = len(lead) + len(further)
    order = np.concatenate([np.full(len(lead), 1), np.full(len(further), 2)])
    sent = np.concatenate([on, on[further] + 15])
    referrals = table(
        "Referral",
        {
            "id": ids("re", numbers(every)),
            "date": dates(sent),
            "handedOver": chosen(["问题线索及佐证材料"], np.zeros(every, dtype=np.int64)),
            "order": pl.Series(order),
            "onLead": ids("le", np.concatenate([lead, lead[further]])),
            "sender": ids(ORGANIZATION, np.concatenate([leads_.discoverer[lead], office[further]])),
            "receiver": ids(ORGANIZATION, np.concatenate([office, discipline[further]])),
        },
    )
    opened = further[happens(chance, 0.5, len(further))]
    procedures = table(
        "Procedure",
        {
            "id": ids("pr", numbers(len(opened))),
            "date": dates(on[opened] + 25),
            "onLead": ids("le", lead[opened]),
            "openedBy": ids(ORGANIZATION, discipline[opened]),
        },
    )
    return referrals, procedures
