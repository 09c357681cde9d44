"""How are the fact tables computed from record frames?

Polars over the frames, the independent twin of the Cypher queries; what is asked here too: which records a table's rows come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graph.facts import TABLES, shape
from ontology.records import frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph.facts import Facts
    from ontology.records import Frames


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


def _finding_tests(frames: Frames) -> pl.DataFrame:
    return frame(frames, "Finding").select(finding="id", test="testedBy").drop_nulls()


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
    "finding_tests": _finding_tests,
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
    of_findings = dict.fromkeys(("finding_deciders", "finding_tests"), ("Finding", "finding"))
    return found | (of_findings if "Finding" in wanted else {})


_OWNERS: Mapping[str, tuple[frozenset[str], str]] = {
    "tenures": (frozenset({"Tenure"}), "tenure"),
    "feedbacks": (frozenset({"Feedback"}), "feedback"),
    "organization_changes": (frozenset({"OrgChange"}), "change"),
    "referral_options": (frozenset({"ReferralRule", "Option"}), "rule"),
    "finding_deciders": (frozenset({"Finding"}), "finding"),
    "finding_tests": (frozenset({"Finding"}), "finding"),
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
