"""Which flat facts are decisions made from?

Each fact is a table of ids, codes and dates. The same table comes from a Cypher query (`queries/facts/NAME.cypher`, run by a
store) and from record frames (graph.stated_facts); every published version is checked to have both equal.
Rows are distinct and in no order; a missing value is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ID, TEXT, DAY, INT, NUM, FLAG = pl.String(), pl.String(), pl.Date(), pl.Int64(), pl.Float64(), pl.Boolean()
TEXTS = pl.List(pl.String())

Facts = dict[str, pl.DataFrame]
"""Fact tables by name; complete: every name of TABLES is there."""

_INTERVAL = {"from": DAY, "from_by": DAY, "until": DAY, "until_after": DAY}

_CONDITION = {
    "organ_kind": TEXTS,
    "subject_kind": TEXT,
    "within": FLAG,
    "led_by_committee": FLAG,
    "managed_by_committee": FLAG,
}

TABLES: Mapping[str, Mapping[str, pl.DataType]] = {
    # who
    "organizations": {"organization": ID, "kind": TEXT, "level": TEXT, "part_of": ID, "mentioned_by": ID},
    "tenures": {"tenure": ID, "kind": TEXT, "organization": ID, "post": ID, "seat": TEXT, "person": ID, **_INTERVAL},
    "domain_charges": {"division": ID, "tenure": ID, "mode": TEXT, **_INTERVAL, "domain": ID},
    "unit_charges": {"division": ID, "tenure": ID, "mode": TEXT, **_INTERVAL, "unit": ID},
    "principals": {"division": ID, "principal": ID},
    "domains": {"domain": ID, "broader": ID},
    "authorities": {"authority": ID, "kind": TEXT, "holder": ID, "over": ID, "from": DAY, "until": DAY},
    "organization_changes": {"change": ID, "kind": TEXT, "date": DAY, "original": ID, "resulting": ID},
    # what
    "feedbacks": {"feedback": ID, "addressee": ID, "date": DAY, "inspection": ID, "inspection_kind": TEXT},
    "organizers": {"inspection": ID, "organizer": ID},
    "issues": {"issue": ID, "feedback": ID},
    "issue_domains": {"issue": ID, "domain": ID},
    "issue_units": {"issue": ID, "unit": ID},
    "duties": {"duty": ID, "kind": TEXT, "from": DAY, "due": DAY, "every_days": INT, "bearer": ID, "feedback": ID},
    "duty_issues": {"duty": ID, "issue": ID},
    "duty_tenures": {"duty": ID, "tenure": ID},
    "extensions": {"extension": ID, "duty": ID, "date": DAY, "new_due": DAY, "approved_on": DAY, "approved_by": ID},
    "fulfilments": {"act": ID, "date": DAY, "duty": ID},
    "issue_verdicts": {"act": ID, "date": DAY, "verdict": TEXT, "issue": ID},
    "acts": {"act": ID, "kind": TEXT, "date": DAY, "verdict": TEXT, "by": ID},
    "act_actors": {"act": ID, "tenure": ID},
    "act_recipients": {"act": ID, "to": ID},
    "act_matters": {"act": ID, "about": ID},
    "recurrences": {"issue": ID, "earlier": ID},
    "handovers": {"act": ID, "date": DAY},
    "handover_givers": {"act": ID, "tenure": ID},
    "handover_takers": {"act": ID, "tenure": ID},
    "handover_matters": {"act": ID, "about": ID},
    # accountability
    "findings": {"finding": ID, "subject": ID, "circumstance": ID, "breach_date": DAY},
    "finding_duties": {"finding": ID, "duty": ID},
    "finding_tests": {"finding": ID, "test": ID},
    "case_reviews": {"review": ID, "subject": ID, "from": DAY, "until": DAY},
    "leads": {"lead": ID, "discoverer": ID, "context": TEXT, "date": DAY},
    "lead_findings": {"lead": ID, "finding": ID},
    "referrals": {"referral": ID, "lead": ID, "order": INT, "sender": ID, "receiver": ID, "date": DAY},
    "finding_states": {"finding": ID, "status": TEXT, "reason": TEXT, "decided_on": DAY, "facts_digest": TEXT},
    "finding_deciders": {"finding": ID, "decider": ID},
    "procedures": {"procedure": ID, "lead": ID, "opened_by": ID, "date": DAY},
    "statements": {"statement": ID, "finding": ID, "stated_by": ID, "date": DAY, "reason": TEXT},
    "outcomes": {"outcome": ID, "procedure": ID, "subject": ID, "decider": ID, "date": DAY, "kind": TEXT, "reason": TEXT},
    # rules
    "regulations": {"regulation": ID, "number": TEXT, "from": DAY, "until": DAY},
    "responsibility_rules": {"rule": ID, "regulation": ID, "number": TEXT, "subject_kind": TEXT, "responsibility": TEXT},
    "scopes": {
        "scope": ID, "regulation": ID, "level": TEXT, "inspection_kind": TEXTS, "organization_kind": TEXTS,
        "committee_kind": TEXT, "personnel_kind": TEXT, "discipline_kind": TEXT, "cadre_authority": TEXT,
        "organization_authority": TEXT, "discipline_authority": TEXT,
    },
    "management_rules": {"rule": ID, "regulation": ID, "relation": TEXT, "managed_by": TEXT},
    "policies": {"policy": ID, "regulation": ID, "name": TEXT, "value": NUM},
    "questions": {"question": ID, "regulation": ID, "number": TEXT, "raised_by": TEXTS},
    "referral_rules": {
        "rule": ID, "regulation": ID, "number": TEXT, "order": INT, "conflict": FLAG, "context": TEXT, "discoverer_kind": TEXT,
        "level": TEXT, "subject_kind": TEXT, "within": FLAG, "managed_by": TEXT, "assume_within": FLAG,
        "under_review": FLAG, "superior": FLAG,
    },
    "approval_rules": {"rule": ID, "regulation": ID, "number": TEXT, "action": TEXT, "role": TEXT, **_CONDITION},
    "forms": {"form": ID, "regulation": ID, "number": TEXT, "order": INT, "subject_kind": TEXT},
    "form_rules": {"rule": ID, "regulation": ID, "number": TEXT, "order": INT, "power": TEXT, "role": TEXT, **_CONDITION},
    "form_rule_forms": {"rule": ID, "form": ID},
    "referral_options": {"rule": ID, "option": ID, "modality": TEXT, "action": TEXT, "via": TEXT, "target": TEXT},
    "rule_questions": {"rule": ID, "question": ID},
    "circumstances": {"circumstance": ID, "regulation": ID, "number": TEXT, "subject_kind": TEXT},
    "tests": {
        "test": ID, "circumstance": ID, "mode": TEXT, "pattern": TEXT, "duty_kind": TEXTS, "act_kind": TEXTS, "verdict": TEXTS,
        "who": TEXTS, "about": TEXT, "open_kind": TEXTS, "unless": TEXTS, "contrary": TEXTS, "after": TEXT, "performed_by": TEXT, "periodic": FLAG,
        "in_person": FLAG, "in_office": FLAG, "grace": TEXT, "days": TEXT, "share": TEXT, "least": TEXT,
    },
    "test_questions": {"test": ID, "question": ID},
}  # fmt: skip


QUERIES: Mapping[str, Mapping[str, pl.DataType]] = {
    **TABLES,
    # Read in parts and joined here: as one pattern each of these takes the embedded engine 20 to 100 times as long at 1M issues.
    "tenures": {"tenure": ID, "kind": TEXT, "post": ID, "person": ID, **_INTERVAL},
    "posts": {"post": ID, "seat": TEXT, "organization": ID},
    "duties": {"duty": ID, "kind": TEXT, "from": DAY, "due": DAY, "every_days": INT},
    "duty_bearers": {"duty": ID, "bearer": ID},
    "duty_feedbacks": {"duty": ID, "feedback": ID},
}
"""The queries that a store runs for the fact tables (`queries/facts/NAME.cypher`), and the columns of each."""


def from_engine(read: Callable[[str], pl.DataFrame]) -> Facts:
    """Every fact table, from what a store's engine gives for each name of QUERIES."""
    facts = {name: shape(name, read(name)) for name in TABLES if name not in ("tenures", "duties")}
    duties = (
        read("duties")
        .join(read("duty_bearers"), on="duty", how="left")
        .join(read("duty_feedbacks"), on="duty", how="left")
    )
    facts |= {
        "tenures": shape("tenures", read("tenures").join(read("posts"), on="post")),
        "duties": shape("duties", duties),
    }
    return {name: facts[name] for name in TABLES}


def typed(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """What a query of QUERIES gave, with its columns typed (a column without a value has no type of its own)."""
    return rows.select(pl.col(c).cast(t) for c, t in QUERIES[name].items())


def shape(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the columns, order and types of table `name`; raises polars errors where a column is missing."""
    return rows.select(pl.col(c).cast(t) for c, t in TABLES[name].items())


def empty_facts() -> Facts:
    """Every table without rows."""
    return {name: pl.DataFrame(schema=dict(schema)) for name, schema in TABLES.items()}
