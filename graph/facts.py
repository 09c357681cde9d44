"""Which flat facts are decisions made from, and how are they computed from record frames?

Each fact is a table of ids, codes and dates. The same table comes from a Cypher query (`queries/facts/NAME.cypher`, run by a
store) and from here (`from_records`, polars over record frames); every published version is checked to have both equal.
Rows are distinct and in no order; a missing value is null.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from ontology.records import Frames, frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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


@dataclass(frozen=True)
class _Source:
    """A fact that is one record type's frame: columns renamed, the list in `each` spread over rows (rows without one dropped)."""

    record_type: str
    columns: tuple[tuple[str, str], ...]
    each: str | None = None


def _of(record_type: str, each: str | None = None, /, **names: str) -> _Source:
    return _Source(record_type, tuple(names.items()), each)


_SPAN = {"from_": "from", "from_by": "fromBy", "until": "until", "until_after": "untilAfter"}

_CONDITIONS = {
    "organ_kind": "organKind", "subject_kind": "subjectKind", "within": "within", "led_by_committee": "ledByCommittee",
    "managed_by_committee": "managedByCommittee",
}  # fmt: skip

_PLAIN: Mapping[str, _Source] = {
    "organizations": _of("Organization", organization="id", kind="kind", level="level", part_of="partOf", mentioned_by="mentionedBy"),
    "domain_charges": _of("DivisionOfLabor", "inDomain", division="id", tenure="underTenure", mode="mode", **_SPAN, domain="inDomain"),
    "unit_charges": _of("DivisionOfLabor", "covers", division="id", tenure="underTenure", mode="mode", **_SPAN, unit="covers"),
    "principals": _of("DivisionOfLabor", "principal", division="id", principal="principal"),
    "domains": _of("Domain", domain="id", broader="broader"),
    "authorities": _of("Authority", "over", authority="id", kind="kind", holder="holder", over="over", from_="from", until="until"),
    "organizers": _of("Inspection", "organisedBy", inspection="id", organizer="organisedBy"),
    "issues": _of("Issue", issue="id", feedback="underFeedback"),
    "issue_domains": _of("Issue", "inDomain", issue="id", domain="inDomain"),
    "issue_units": _of("Issue", "concerns", issue="id", unit="concerns"),
    "duties": _of("Duty", duty="id", kind="kind", from_="from", due="due", every_days="everyDays", bearer="bearer", feedback="underFeedback"),
    "duty_issues": _of("Duty", "addresses", duty="id", issue="addresses"),
    "duty_tenures": _of("Duty", "assignedTo", duty="id", tenure="assignedTo"),
    "extensions": _of("Extension", extension="id", duty="extends", date="date", new_due="newDue", approved_on="approvedOn", approved_by="approvedBy"),
    "fulfilments": _of("Act", "fulfils", act="id", date="date", duty="fulfils"),
    "acts": _of("Act", act="id", kind="kind", date="date", verdict="verdict", by="by"),
    "act_actors": _of("Act", "actor", act="id", tenure="actor"),
    "act_recipients": _of("Act", "to", act="id", to="to"),
    "act_matters": _of("Act", "concerns", act="id", about="concerns"),
    "recurrences": _of("Issue", "recurrenceOf", issue="id", earlier="recurrenceOf"),
    "findings": _of("Finding", finding="id", subject="subject", circumstance="meets", breach_date="breachDate"),
    "finding_duties": _of("Finding", "breaches", finding="id", duty="breaches"),
    "case_reviews": _of("CaseReview", review="id", subject="subject", from_="from", until="until"),
    "leads": _of("Lead", lead="id", discoverer="discoverer", context="context", date="date"),
    "lead_findings": _of("Lead", "contains", lead="id", finding="contains"),
    "referrals": _of("Referral", referral="id", lead="onLead", order="order", sender="sender", receiver="receiver", date="date"),
    "finding_states": _of("Finding", finding="id", status="status", reason="reason", decided_on="decidedOn", facts_digest="factsDigest"),
    "procedures": _of("Procedure", procedure="id", lead="onLead", opened_by="openedBy", date="date"),
    "statements": _of("Statement", "onFinding", statement="id", finding="onFinding", stated_by="statedBy", date="date", reason="reason"),
    "outcomes": _of("Outcome", outcome="id", procedure="ofProcedure", subject="subject", decider="by", date="date", kind="kind", reason="reason"),
    "regulations": _of("Regulation", regulation="id", number="number", from_="from", until="until"),
    "responsibility_rules": _of("ResponsibilityRule", rule="id", regulation="of", number="number", subject_kind="subjectKind", responsibility="responsibility"),
    "scopes": _of("Scope", scope="id", regulation="of", level="level", inspection_kind="inspectionKind", organization_kind="organizationKind",
                  committee_kind="committeeKind", personnel_kind="personnelKind", discipline_kind="disciplineKind", cadre_authority="cadreAuthority",
                  organization_authority="organizationAuthority", discipline_authority="disciplineAuthority"),
    "management_rules": _of("ManagementRule", rule="id", regulation="of", relation="relation", managed_by="managedBy"),
    "policies": _of("Policy", policy="id", regulation="of", name="name", value="value"),
    "questions": _of("OpenQuestion", question="id", regulation="of", number="number", raised_by="raisedBy"),
    "referral_rules": _of("ReferralRule", rule="id", regulation="of", number="number", order="order", conflict="conflict", context="context",
                          discoverer_kind="discovererKind", level="level", subject_kind="subjectKind", within="within", managed_by="managedBy",
                          assume_within="assumeWithin", under_review="underReview", superior="superior"),
    "approval_rules": _of("ApprovalRule", rule="id", regulation="of", number="number", action="action", role="approverRole", **_CONDITIONS),
    "forms": _of("Form", form="id", regulation="of", number="number", order="order", subject_kind="subjectKind"),
    "form_rules": _of("FormRule", rule="id", regulation="of", number="number", order="order", power="power", role="approverRole", **_CONDITIONS),
    "form_rule_forms": _of("FormRule", "form", rule="id", form="form"),
    "circumstances": _of("Circumstance", circumstance="id", regulation="of", number="number", subject_kind="subjectKind"),
    "test_questions": _of("Test", "openQuestion", test="id", question="openQuestion"),
}  # fmt: skip


def _plain(frames: Frames, source: _Source) -> pl.DataFrame:
    rows = frame(frames, source.record_type)
    if source.each is not None:
        rows = rows.explode(source.each, empty_as_null=True).drop_nulls(source.each)
    return rows.select(pl.col(key).alias(name.rstrip("_")) for name, key in source.columns)


def _finding_deciders(frames: Frames) -> pl.DataFrame:
    return frame(frames, "Finding").select(finding="id", decider="decidedBy").drop_nulls()


def _tenures(frames: Frames) -> pl.DataFrame:
    posts = frame(frames, "Post").select(post="id", organization="inOrganization", seat="seat")
    rows = frame(frames, "Tenure").select(
        "from",
        "until",
        tenure="id",
        kind="kind",
        post="ofPost",
        person="heldBy",
        from_by="fromBy",
        until_after="untilAfter",
    )
    return rows.join(posts, on="post")


def _feedbacks(frames: Frames) -> pl.DataFrame:
    inspections = frame(frames, "Inspection").select(inspection="id", inspection_kind="kind")
    rows = frame(frames, "Feedback").select(
        "date", feedback="id", addressee="addressee", inspection="fromInspection"
    )
    return rows.join(inspections, on="inspection")


def _organization_changes(frames: Frames) -> pl.DataFrame:
    rows = frame(frames, "OrgChange").select("kind", "date", "original", "resulting", change="id")
    return (
        rows.explode("original", empty_as_null=True)
        .drop_nulls("original")
        .explode("resulting", empty_as_null=True)
    )


def _issue_verdicts(frames: Frames) -> pl.DataFrame:
    acts = (
        frame(frames, "Act")
        .filter(pl.col("verdict").is_not_null())
        .select("date", "verdict", act="id", issue="concerns")
    )
    return acts.explode("issue", empty_as_null=True).join(
        frame(frames, "Issue").select(issue="id"), on="issue", how="semi"
    )


def _handover_part(column: str, name: str, among: str | None) -> Callable[[Frames], pl.DataFrame]:
    def part(frames: Frames) -> pl.DataFrame:
        rows = (
            frame(frames, "Act")
            .filter(pl.col("kind") == "Handover")
            .select(pl.col("id").alias("act"), pl.col(column).alias(name))
        )
        rows = rows.explode(name, empty_as_null=True).drop_nulls(name)
        return (
            rows
            if among is None
            else rows.join(frame(frames, among).select(pl.col("id").alias(name)), on=name, how="semi")
        )

    return part


def _handovers(frames: Frames) -> pl.DataFrame:
    return frame(frames, "Act").filter(pl.col("kind") == "Handover").select("date", act="id")


def _rule_questions(frames: Frames) -> pl.DataFrame:
    kinds = ("ReferralRule", "ResponsibilityRule", "ApprovalRule", "FormRule")
    rows = pl.concat([frame(frames, kind).select(rule="id", question="openQuestion") for kind in kinds])
    return rows.explode("question", empty_as_null=True).drop_nulls("question")


def _referral_options(frames: Frames) -> pl.DataFrame:
    options = frame(frames, "Option").select("modality", "action", "via", "target", option="id")
    rules = (
        frame(frames, "ReferralRule").select(rule="id", option="offers").explode("option", empty_as_null=True)
    )
    return rules.join(options, on="option")


def _tests(frames: Frames) -> pl.DataFrame:
    tests = frame(frames, "Test").select(
        "mode", "pattern", "verdict", "who", "about", "unless", "contrary", "after", "periodic", test="id", duty_kind="dutyKind", act_kind="actKind",
        open_kind="openKind", performed_by="performedBy", in_person="inPerson", in_office="inOffice", grace="graceParameter",
        days="daysParameter", share="shareParameter", least="leastParameter",
    )  # fmt: skip
    of = frame(frames, "Circumstance").select(circumstance="id", test="testedBy")
    return of.explode("test", empty_as_null=True).join(tests, on="test")


_JOINED: Mapping[str, Callable[[Frames], pl.DataFrame]] = {
    "tenures": _tenures,
    "feedbacks": _feedbacks,
    "finding_deciders": _finding_deciders,
    "organization_changes": _organization_changes,
    "issue_verdicts": _issue_verdicts,
    "handovers": _handovers,
    "handover_givers": _handover_part("actor", "tenure", None),
    "handover_takers": _handover_part("to", "tenure", "Tenure"),
    "handover_matters": _handover_part("concerns", "about", None),
    "referral_options": _referral_options,
    "tests": _tests,
    "rule_questions": _rule_questions,
}


def tables_of(record_types: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The tables that come from one of these record types and no other: table -> (type, the column with its id)."""
    wanted = set(record_types)
    found = {
        name: (source.record_type, next(column.rstrip("_") for column, key in source.columns if key == "id"))
        for name, source in _PLAIN.items()
        if source.record_type in wanted
    }
    return found | ({"finding_deciders": ("Finding", "finding")} if "Finding" in wanted else {})


_OWNERS: Mapping[str, tuple[frozenset[str], str]] = {
    "tenures": (frozenset({"Tenure"}), "tenure"),
    "feedbacks": (frozenset({"Feedback"}), "feedback"),
    "organization_changes": (frozenset({"OrgChange"}), "change"),
    "referral_options": (frozenset({"ReferralRule", "Option"}), "rule"),
    "finding_deciders": (frozenset({"Finding"}), "finding"),
    "tests": (frozenset({"Circumstance", "Test"}), "test"),
    "rule_questions": (frozenset({"ReferralRule", "ResponsibilityRule", "ApprovalRule", "FormRule"}), "rule"),
}


def owners(name: str) -> tuple[frozenset[str], str]:
    """The record types to whose records the rows of a fact table belong, and the column with the record's id."""
    if name in _PLAIN:
        source = _PLAIN[name]
        column = next(n for n, key in source.columns if key == "id")
        return frozenset({source.record_type}), column.rstrip("_")
    return _OWNERS.get(name, (frozenset({"Act"}), "act"))


def from_records(frames: Frames) -> Facts:
    """Every fact table, computed from current record frames (without ORIGIN)."""
    return {name: table_from_records(frames, name) for name in TABLES}


def table_from_records(frames: Frames, name: str) -> pl.DataFrame:
    """One fact table, columns as in TABLES."""
    rows = _plain(frames, _PLAIN[name]) if name in _PLAIN else _JOINED[name](frames)
    return shape(name, rows)


def shape(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the columns, order and types of table `name`; raises polars errors where a column is missing."""
    return rows.select(pl.col(c).cast(t) for c, t in TABLES[name].items())


def empty_facts() -> Facts:
    """Every table without rows."""
    return {name: pl.DataFrame(schema=dict(schema)) for name, schema in TABLES.items()}
