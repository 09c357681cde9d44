"""How are the fact tables turned into the coded layout of graph.compiled?

Ids become places in sorted tables, so the codes depend on nothing but the ids; the order of rows is the order of codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.acts import acts
from graph.coding import coded, pair, table_of
from graph.compiled import (
    CODE,
    DUTY,
    FEEDBACK,
    HEAD,
    HIGH,
    ISSUE,
    MEMBER,
    OTHER,
    Compiled,
    day,
    end_of,
    start_of,
)

if TYPE_CHECKING:
    from graph.facts import Facts

_SEATS = {"HeadSeat": HEAD, "MemberSeat": MEMBER}
_MODES = ("InChargeOf", "Assists")


def compile_facts(facts: Facts) -> Compiled:
    """The coded tables (all codes UInt32, days Int32):

    organization: code, id, kind, level           tenure: code, id, organization, person, post, seat, acting, from, until, sure_from, sure_until
    person, post, domain: code, id                ancestor: domain, ancestor, distance (0 = itself)
    feedback: code, id, organization, date, kind, levels (of the organizers)
    matter: code, id, duty, kind, organization, own (bearer is the duty's own), feedback, start, due, periodic, every (days), fulfilled (first day)
    issue: code, id, organization, feedback, date, has_duties, has_domain    bare_issue: organization, issue, date, has_duties (no domain)
    matter_issue / matter_domain / matter_unit: organization, matter, issue (, key)    domain_key / unit_key: organization, key, domain | unit
    domain_charge / unit_charge: organization, domain | unit, division, tenure, person, head, assists, from, until, sure_from, sure_until
        (inside the tenure), own_from, own_until (as recorded), office_from, office_until, office_sure_from, office_sure_until
    principal: division, principal                matter_tenure: organization, matter, tenure
    extension: organization, matter, place (0 = first approved), approved, new_due, own        verdict: organization, matter, date, verified
    handover: organization, act, date, giver, taker, about (kind of `target`, 0 = none), target
    neighbour: organization, other (one's answers can rest on the other's records)
    seat_overlap: organization, post, tenure, other, from, until        head_overlap: organization, tenure, other, from, until
    division: organization, code, tenure, from, until
    and the tables of graph.acts
    """
    organization = table_of(
        facts["organizations"]
        .sort("organization")
        .rename({"organization": "id"})
        .select("id", "kind", "level")
    )
    people = table_of(facts["tenures"]["person"].unique().sort().alias("id"))
    posts = table_of(facts["tenures"]["post"].unique().sort().alias("id"))
    tenure = _tenures(facts, organization, people, posts)
    domain = table_of(facts["domains"].select(id="domain").sort("id"))
    divisions = (
        pl.concat([facts["domain_charges"]["division"], facts["unit_charges"]["division"]]).unique().sort()
    )
    division_ids = table_of(divisions.alias("id"))
    feedback = _feedbacks(facts, organization)
    issue = _issues(facts, feedback)
    matter, links = _matters(facts, organization, feedback, issue)
    where = matter.select(matter="code", organization="organization")

    def placed(rows: pl.DataFrame, by: str) -> pl.DataFrame:
        # Matters are numbered by organization, so the order of matters is the order of organizations.
        return rows.sort(pair("matter", by)).join(where, on="matter", maintain_order="left")

    matter_issue = placed(links, "issue")
    on_issue = matter_issue.filter(pl.col("organization").is_not_null())
    domain_key, matter_domain = _keys(
        on_issue, coded(coded(facts["issue_domains"], "issue", issue), "domain", domain), "domain"
    )
    unit_key, matter_unit = _keys(
        on_issue, coded(coded(facts["issue_units"], "issue", issue), "unit", organization), "unit"
    )
    assigned = coded(
        coded(facts["duty_tenures"].rename({"duty": "matter"}), "matter", matter.filter("duty")),
        "tenure",
        tenure,
    )
    matter_tenure = placed(assigned, "tenure").select("organization", "matter", "tenure")
    handover = _handovers(facts, tenure, matter, issue, feedback)
    return Compiled(
        {
            "organization": organization,
            "person": people,
            "post": posts,
            "tenure": tenure,
            "domain": domain,
            "ancestor": _ancestors(facts, domain),
            "feedback": feedback,
            "matter": matter,
            "issue": issue,
            "bare_issue": issue.filter(~pl.col("has_domain") & pl.col("organization").is_not_null())
            .select("organization", "date", "has_duties", issue="code")
            .sort("organization", "issue"),
            "neighbour": _neighbours(matter, matter_issue, issue, matter_tenure, handover, tenure, feedback),
            "matter_issue": matter_issue,
            "domain_key": domain_key,
            "unit_key": unit_key,
            "matter_domain": matter_domain,
            "matter_unit": matter_unit,
            "matter_tenure": matter_tenure,
            "domain_charge": _charges(
                coded(facts["domain_charges"], "domain", domain), "domain", tenure, division_ids
            ),
            "unit_charge": _charges(
                coded(facts["unit_charges"], "unit", organization), "unit", tenure, division_ids
            ),
            "principal": coded(
                coded(facts["principals"], "division", division_ids), "principal", tenure
            ).sort("division", "principal"),
            "extension": placed(_extensions(facts, matter, organization), "place"),
            "verdict": placed(_verdicts(facts, matter), "date"),
            "handover": handover,
            "seat_overlap": _overlaps(tenure, ["organization", "post"]),
            "head_overlap": _overlaps(tenure.filter(pl.col("seat") == HEAD), ["organization"]),
            "division": _divisions(facts, division_ids, tenure),
            **acts(facts, organization, tenure, feedback, issue, matter),
        }
    )


def _tenures(
    facts: Facts, organization: pl.DataFrame, people: pl.DataFrame, posts: pl.DataFrame
) -> pl.DataFrame:
    rows = coded(facts["tenures"].rename({"tenure": "id"}), "organization", organization).sort(
        "organization", "id"
    )
    rows = coded(coded(rows, "person", people), "post", posts)
    return table_of(
        rows.select(
            "id", "organization", "person", "post",
            seat=pl.col("seat").replace_strict(_SEATS, default=OTHER, return_dtype=pl.UInt8),
            acting=pl.col("kind") == "Acting",
            **{"from": start_of("from"), "until": end_of("until")},
            sure_from=pl.coalesce(day("from_by"), day("from"), HIGH).cast(pl.Int32),
            sure_until=pl.coalesce(day("until_after"), day("until"), HIGH).cast(pl.Int32),
        )
    )  # fmt: skip


def _ancestors(facts: Facts, domain: pl.DataFrame) -> pl.DataFrame:
    parents = coded(coded(facts["domains"], "domain", domain), "broader", domain).select(
        "domain", parent="broader"
    )
    step = domain.select(domain="code", ancestor="code", distance=pl.lit(0, pl.UInt8))
    steps = [step]
    while step.height and len(steps) <= domain.height:
        step = step.join(parents, left_on="ancestor", right_on="domain").select(
            "domain", ancestor="parent", distance=pl.col("distance") + 1
        )
        steps.append(step)
    return pl.concat(steps).sort("domain", "distance")


def _feedbacks(facts: Facts, organization: pl.DataFrame) -> pl.DataFrame:
    levels = facts["organizers"].join(facts["organizations"], left_on="organizer", right_on="organization")
    levels = levels.group_by("inspection").agg(levels=pl.col("level").unique().sort())
    rows = coded(facts["feedbacks"].rename({"feedback": "id"}), "addressee", organization, keep=True)
    rows = rows.join(levels, on="inspection", how="left").sort("id")
    return table_of(
        rows.select("id", "levels", organization="addressee", date=day("date"), kind="inspection_kind")
    )


def _issues(facts: Facts, feedback: pl.DataFrame) -> pl.DataFrame:
    rows = facts["issues"].rename({"issue": "id"}).sort("id")
    rows = coded(rows, "feedback", feedback, keep=True)
    where = feedback.select(feedback="code", organization="organization", date="date")
    with_duties = facts["duty_issues"].select(id="issue", has_duties=pl.lit(value=True)).unique()
    with_domain = facts["issue_domains"].select(id="issue", has_domain=pl.lit(value=True)).unique()
    rows = (
        rows.join(where, on="feedback", how="left")
        .join(with_duties, on="id", how="left")
        .join(with_domain, on="id", how="left")
    )
    return table_of(
        rows.sort("id").select(
            "id",
            "organization",
            "feedback",
            "date",
            pl.col("has_duties").fill_null(value=False),
            pl.col("has_domain").fill_null(value=False),
        )
    )


def _matters(
    facts: Facts, organization: pl.DataFrame, feedback: pl.DataFrame, issue: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The matter table, and (matter, issue) links."""
    addressed = coded(facts["duty_issues"], "issue", issue)
    through_issue = (
        addressed.join(issue.select("feedback", issue="code", reached="organization"), on="issue")
        .sort("duty", "issue")
        .group_by("duty")
        .agg(
            through=pl.col("feedback").first(),
            # Issues told to different organizations do not say whose the duty is.
            reached=pl.when(pl.col("reached").n_unique() == 1).then(pl.col("reached").first()),
        )
    )
    fulfilled = facts["fulfilments"].group_by("duty").agg(fulfilled=pl.col("date").min())
    duties = coded(coded(facts["duties"], "bearer", organization, keep=True), "feedback", feedback, keep=True)
    duties = duties.join(through_issue, on="duty", how="left").join(fulfilled, on="duty", how="left")
    addressee = feedback.select(feedback="code", addressee="organization")
    duties = duties.join(addressee, on="feedback", how="left").with_columns(
        addressee=pl.when(pl.col("feedback").is_null()).then("reached").otherwise("addressee"),
        feedback=pl.coalesce("feedback", "through"),
    )
    duties = duties.select(
        "feedback",
        id="duty",
        duty=pl.lit(value=True),
        organization=pl.coalesce("bearer", "addressee"),
        own=pl.col("bearer").is_not_null(),
        start=day("from"),
        due=day("due"),
        periodic=pl.col("every_days").is_not_null(),
        every=pl.col("every_days").cast(pl.Int32),
        kind="kind",
        fulfilled=day("fulfilled"),
    )
    alone = issue.filter(~pl.col("has_duties")).select(
        "feedback", "id", duty=pl.lit(value=False), organization="organization", own=pl.lit(value=False), start="date",
        due=pl.lit(None, pl.Int32), periodic=pl.lit(value=False), every=pl.lit(None, pl.Int32), kind=pl.lit(None, pl.String), fulfilled=pl.lit(None, pl.Int32),
    )  # fmt: skip
    matter = table_of(pl.concat([duties, alone]).sort("organization", "id", nulls_last=True))
    links = coded(addressed.rename({"duty": "matter"}), "matter", matter.filter("duty"))
    itself = (
        issue.filter(~pl.col("has_duties"))
        .select(id="id", issue="code")
        .join(matter.filter(~pl.col("duty")).select("id", matter="code"), on="id")
    )
    return matter, pl.concat([links.select("matter", "issue"), itself.select("matter", "issue")])


def _neighbours(
    matter: pl.DataFrame,
    matter_issue: pl.DataFrame,
    issue: pl.DataFrame,
    matter_tenure: pl.DataFrame,
    handover: pl.DataFrame,
    tenure: pl.DataFrame,
    feedback: pl.DataFrame,
) -> pl.DataFrame:
    """Pairs of organizations, both ways, of which one's answers can rest on the other's records."""
    home = tenure.select(tenure="code", other="organization")
    duty = matter.select("organization", target="code")
    moved = handover.filter(pl.col("about") == DUTY).drop("organization").join(duty, on="target")
    pairs = pl.concat(
        [
            matter_issue.join(issue.select(issue="code", other="organization"), on="issue").select(
                "organization", "other"
            ),
            matter_tenure.join(home, on="tenure").select("organization", "other"),
            # How long a rectification lasts is said by all duties of its feedback.
            matter.join(feedback.select(feedback="code", other="organization"), on="feedback").select(
                "organization", "other"
            ),
            moved.join(home, left_on="giver", right_on="tenure").select("organization", "other"),
            moved.join(home, left_on="taker", right_on="tenure").select("organization", "other"),
        ]
    ).filter(pl.col("organization") != pl.col("other"))
    back = pairs.select(organization="other", other="organization")
    return pl.concat([pairs, back]).unique().sort("organization", "other")


def _keys(on_issue: pl.DataFrame, tagged: pl.DataFrame, tag: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Distinct (organization, tag) pairs, numbered, and each (matter, issue) with its keys."""
    rows = on_issue.join(tagged, on="issue")
    keys = rows.select("organization", tag).unique().sort("organization", tag).with_row_index("key")
    keys = keys.with_columns(pl.col("key").cast(CODE)).select("organization", "key", tag)
    linked = rows.join(keys, on=["organization", tag]).select("organization", "matter", "issue", "key")
    return keys, linked.sort(pair("matter", "key"), "issue")


def _charges(
    rows: pl.DataFrame, target: str, tenure: pl.DataFrame, division_ids: pl.DataFrame
) -> pl.DataFrame:
    rows = rows.filter(pl.col("mode").is_in(list(_MODES)))
    rows = coded(coded(rows, "tenure", tenure), "division", division_ids)
    office = tenure.filter(pl.col("seat") != OTHER).select(
        "organization", "person", "seat", tenure="code", office_from="from", office_until="until", office_sure_from="sure_from", office_sure_until="sure_until"
    )  # fmt: skip
    rows = rows.join(office, on="tenure").with_columns(
        own_from=start_of("from"),
        own_until=end_of("until"),
        own_sure_from=pl.coalesce(day("from_by"), day("from"), HIGH),
        own_sure_until=pl.coalesce(day("until_after"), day("until"), HIGH),
        head=pl.col("seat") == HEAD,
        assists=pl.col("mode") == "Assists",
    )
    # An assistant counts only as a member of the leadership; a head who assists somebody is still the head.
    rows = rows.filter(~(pl.col("assists") & pl.col("head")))
    return rows.select(
        "organization", target, "division", "tenure", "person", "head", "assists",
        pl.max_horizontal("own_from", "office_from").cast(pl.Int32).alias("from"),
        pl.min_horizontal("own_until", "office_until").cast(pl.Int32).alias("until"),
        pl.max_horizontal("own_sure_from", "office_sure_from").cast(pl.Int32).alias("sure_from"),
        pl.min_horizontal("own_sure_until", "office_sure_until").cast(pl.Int32).alias("sure_until"),
        "own_from", "own_until", "office_from", "office_until", "office_sure_from", "office_sure_until",
    ).filter(pl.col("from") < pl.col("until")).sort(pair("organization", target), "division")  # fmt: skip


def _extensions(facts: Facts, matter: pl.DataFrame, organization: pl.DataFrame) -> pl.DataFrame:
    rows = facts["extensions"].filter(pl.col("approved_on").is_not_null()).rename({"duty": "matter"})
    rows = coded(coded(rows, "matter", matter.filter("duty")), "approved_by", organization, keep=True)
    rows = rows.join(matter.select(matter="code", bearer="organization"), on="matter")
    rows = rows.sort("matter", "approved_on", "date", "new_due", "extension")
    return rows.select(
        "matter",
        "extension",
        place=(pl.int_range(pl.len()).over("matter")).cast(pl.UInt16),
        approved=day("approved_on"),
        new_due=day("new_due"),
        own=(pl.col("approved_by") == pl.col("bearer")).fill_null(value=False),
    )


def _verdicts(facts: Facts, matter: pl.DataFrame) -> pl.DataFrame:
    rows = facts["issue_verdicts"].filter(pl.col("verdict").is_in(["Verified", "Incomplete", "Falsified"]))
    rows = coded(rows.rename({"issue": "matter"}), "matter", matter.filter(~pl.col("duty")))
    return rows.select("matter", date=day("date"), verified=pl.col("verdict") == "Verified")


def _handovers(
    facts: Facts, tenure: pl.DataFrame, matter: pl.DataFrame, issue: pl.DataFrame, feedback: pl.DataFrame
) -> pl.DataFrame:
    acts = table_of(facts["handovers"].sort("date", "act").rename({"act": "id"}))
    givers = coded(coded(facts["handover_givers"], "tenure", tenure), "act", acts).rename({"tenure": "giver"})
    takers = coded(coded(facts["handover_takers"], "tenure", tenure), "act", acts).rename({"tenure": "taker"})
    about = coded(facts["handover_matters"], "act", acts)
    targets = [
        coded(about, "about", matter.filter("duty")).select(
            "act", about=pl.lit(DUTY, pl.UInt8), target="about"
        ),
        coded(about, "about", issue).select("act", about=pl.lit(ISSUE, pl.UInt8), target="about"),
        coded(about, "about", feedback).select("act", about=pl.lit(FEEDBACK, pl.UInt8), target="about"),
    ]
    rows = givers.join(acts.select(act="code", date=day("date")), on="act")
    rows = rows.join(takers, on="act", how="left").join(pl.concat(targets), on="act", how="left")
    rows = rows.join(tenure.select("organization", giver="code"), on="giver")
    return rows.select(
        "organization",
        "act",
        "date",
        "giver",
        "taker",
        pl.col("about").fill_null(0),
        pl.col("target").fill_null(0),
    ).sort("organization", "act", "giver", "taker", "about", "target")


def _overlaps(tenure: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Pairs of tenures (tenure < other) of the same `by` that share certain days `[from, until)`."""
    sure = tenure.select(*by, "code", "sure_from", "sure_until").filter(
        pl.col("sure_from") < pl.col("sure_until")
    )
    pairs = sure.join(sure, on=by, suffix="_other").filter(pl.col("code") < pl.col("code_other"))
    pairs = pairs.select(
        *by,
        pl.max_horizontal("sure_from", "sure_from_other").alias("from"),
        pl.min_horizontal("sure_until", "sure_until_other").alias("until"),
        tenure="code",
        other="code_other",
    ).filter(pl.col("from") < pl.col("until"))
    return pairs.sort(*by, "tenure", "other")


def _divisions(facts: Facts, division_ids: pl.DataFrame, tenure: pl.DataFrame) -> pl.DataFrame:
    columns = ["division", "tenure", "from", "until"]
    rows = pl.concat(
        [facts["domain_charges"].select(columns), facts["unit_charges"].select(columns)]
    ).unique()
    rows = coded(coded(rows, "division", division_ids), "tenure", tenure)
    rows = rows.join(tenure.select("organization", tenure="code", office_until="until"), on="tenure")
    rows = rows.join(division_ids.rename({"code": "division"}), on="division")
    return rows.select(
        "organization",
        "id",
        "tenure",
        "office_until",
        start_of("from").alias("from"),
        end_of("until").alias("until"),
        code="division",
    ).sort("organization", "code")
