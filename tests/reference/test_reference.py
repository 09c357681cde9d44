"""The reference itself, against answers counted by hand. The numbers are the paragraphs of docs/decisions.md."""

from datetime import date
from typing import Any

import yaml

from tests.districts import regulation_records
from tests.reference import Answers, decide

BASE = """
- {id: o-dc, type: Organization, zh: 区委, kind: PartyCommittee, level: District}
- {id: o-disc, type: Organization, zh: 区纪委, kind: DisciplineOrgan, level: District, partOf: o-dc}
- {id: o-org, type: Organization, zh: 组织部, kind: OrganizationDept, level: District, partOf: o-dc}
- {id: o-io, type: Organization, zh: 巡察办, kind: InspectionOffice, level: District, partOf: o-dc}
- {id: o-it, type: Organization, zh: 巡察组, kind: InspectionTeam, level: District, partOf: o-io}
- {id: o-town, type: Organization, zh: 甲镇, kind: PartyCommittee, level: Town, partOf: o-dc}
- {id: o-vil, type: Organization, zh: 乙村, kind: PartyBranch, level: Town, partOf: o-town}
- {id: o-city, type: Organization, zh: 市委, kind: PartyCommittee, level: City}
- {id: d0, type: Domain, zh: 领域}
- {id: d1, type: Domain, zh: 财务, broader: d0}
- {id: d2, type: Domain, zh: 报销, broader: d1}
- {id: d3, type: Domain, zh: 干部, broader: d0}
- {id: p1, type: Person, zh: 一}
- {id: p2, type: Person, zh: 二}
- {id: p3, type: Person, zh: 三}
- {id: p4, type: Person, zh: 四}
- {id: p5, type: Person, zh: 五}
- {id: po1, type: Post, zh: 书记, seat: HeadSeat, inOrganization: o-town}
- {id: po3, type: Post, zh: 委员, seat: MemberSeat, inOrganization: o-town}
- {id: po4, type: Post, zh: 委员, seat: MemberSeat, inOrganization: o-town}
- {id: po5, type: Post, zh: 委员, seat: MemberSeat, inOrganization: o-town}
- {id: po9, type: Post, zh: 干事, seat: OtherSeat, inOrganization: o-town}
- {id: in1, type: Inspection, zh: 一轮, kind: Regular, organisedBy: o-dc, from: "2023-05-01"}
- {id: fb1, type: Feedback, fromInspection: in1, addressee: o-town, date: "2023-07-01"}
"""

HEAD = '- {id: t1, type: Tenure, kind: Substantive, heldBy: p1, ofPost: po1, from: "2022-01-01"}'
MEMBERS = """
- {id: t3, type: Tenure, kind: Substantive, heldBy: p3, ofPost: po3, from: "2022-01-01"}
- {id: t4, type: Tenure, kind: Substantive, heldBy: p4, ofPost: po4, from: "2022-01-01"}
- {id: t5, type: Tenure, kind: Substantive, heldBy: p5, ofPost: po5, from: "2022-01-01"}
"""
ISSUE = "- {id: is1, type: Issue, zh: 问题, underFeedback: fb1, inDomain: d2}"
# 31 + 31 + 30 = 92 days, all of them before the as-of date of most tests
DUTY = """- {id: du1, type: Duty, zh: 任务, kind: RectificationTask, bearer: o-town, underFeedback: fb1,
   addresses: is1, from: "2023-07-01", due: "2023-09-30"}"""
AS_OF = "2023-12-31"


def town(*more: str, as_of: str = AS_OF, base: str = BASE) -> Answers:
    """The answers for the base records and some more, written as in a case file."""
    records = [record for text in (base, *more) for record in yaml.safe_load(text)]
    return decide(regulation_records() + records, date.fromisoformat(as_of))


def who(answers: Answers, matter: str, ground: str) -> list[tuple[Any, ...]]:
    """(bearer, role, days, open questions) of the items on one ground."""
    items = [i for i in answers.responsibility if i["for"] == matter and i["ground"] == ground]
    return [(i["bearer"], i["role"], i["days"], " ".join(i["open"])) for i in items]


def gap(answers: Answers, kind: str) -> list[tuple[Any, ...]]:
    """(from, until, issues, duties) of the gaps of one kind."""
    found = [g for g in answers.gaps if g["kind"] == kind]
    return [
        (str(g["from"]), g["until"] and str(g["until"]), " ".join(g["issues"]), " ".join(g["duties"]))
        for g in found
    ]


def tenure(id_: str, person: str, post: str, when: str, kind: str = "Substantive") -> str:
    return f"- {{id: {id_}, type: Tenure, kind: {kind}, heldBy: {person}, ofPost: {post}, {when}}}"


def division(id_: str, tenure_: str, over: str, when: str, mode: str = "InChargeOf") -> str:
    return f"- {{id: {id_}, type: DivisionOfLabor, mode: {mode}, underTenure: {tenure_}, {over}, {when}}}"


ALWAYS = 'from: "2022-01-01"'

# ------------------------------------------------------------------ the worked example


def test_the_example_of_the_cases() -> None:
    answers = town(
        tenure("t1", "p1", "po1", 'from: "2021-03-01", until: "2023-11-01"'),
        tenure("t2", "p2", "po1", 'from: "2023-11-01"'),
        ISSUE,
        DUTY.replace("2023-07-01", "2023-07-15").replace("2023-09-30", "2023-12-31"),
        as_of="2024-08-31",
    )
    assert who(answers, "du1", "head") == [("t1", "contributor", 109, ""), ("t2", "holder", 61, "")]
    assert who(answers, "is1", "bearer") == [("o-town", "holder", 170, "")]


# ------------------------------------------------------------------ windows (1-5)


def test_1_without_bearer_the_addressee_answers() -> None:
    answers = town(HEAD, ISSUE, DUTY.replace("bearer: o-town, ", ""))
    assert who(answers, "du1", "addressee") == [("o-town", "holder", 92, "")]
    assert gap(answers, "DutyWithoutBearer") == [("2023-07-01", None, "is1", "du1")]


def test_1_without_underfeedback_the_feedback_of_the_issue_that_it_addresses() -> None:
    answers = town(HEAD, ISSUE, DUTY.replace("bearer: o-town, underFeedback: fb1,", ""))
    assert who(answers, "du1", "addressee") == [("o-town", "holder", 92, "")]


def test_1_issues_told_to_different_organizations_no_addressee() -> None:
    second = """
- {id: fb2, type: Feedback, fromInspection: in1, addressee: o-vil, date: "2023-07-01"}
- {id: is2, type: Issue, zh: 问题, underFeedback: fb2, inDomain: d2}
"""
    duty = DUTY.replace("bearer: o-town, underFeedback: fb1,", "").replace("is1", "[is1, is2]")
    assert not town(HEAD, ISSUE, second, duty).responsibility


def test_1_neither_bearer_nor_feedback_no_items() -> None:
    answers = town(HEAD, '- {id: du1, type: Duty, zh: 事, kind: ReplyDuty, from: "2023-07-01"}')
    assert not answers.responsibility
    assert gap(answers, "DutyWithoutBearer") == [("2023-07-01", None, "", "du1")]


def extension(id_: str, new_due: str, approved: str, by: str = "o-io") -> str:
    return (
        f'- {{id: {id_}, type: Extension, extends: du1, date: "2023-08-01", newDue: "{new_due}", '
        f'approvedOn: "{approved}", approvedBy: {by}}}'
    )


def test_2_extensions_count_up_to_the_due_date_then_in_effect() -> None:
    on_the_day = extension("e1", "2023-10-31", "2023-09-30")
    assert who(town(ISSUE, DUTY, on_the_day), "du1", "bearer") == [("o-town", "holder", 123, "")]
    late = extension("e1", "2023-10-31", "2023-10-01")
    assert who(town(ISSUE, DUTY, late), "du1", "bearer") == [("o-town", "holder", 92, "")]
    chained = extension("e2", "2023-11-30", "2023-10-31")
    assert who(town(ISSUE, DUTY, on_the_day, chained), "du1", "bearer") == [("o-town", "holder", 153, "")]
    unseen = town(ISSUE, DUTY, extension("e1", "2023-10-31", "2023-08-02"), as_of="2023-08-01")
    assert who(unseen, "du1", "bearer") == [("o-town", "holder", 32, "")]


def test_2_approved_on_one_day_the_later_new_due_is_the_last() -> None:
    two = extension("e1", "2023-11-30", "2023-09-01"), extension("e2", "2023-10-31", "2023-09-01")
    assert who(town(ISSUE, DUTY, *two), "du1", "bearer") == [("o-town", "holder", 153, "")]


def test_3_without_due_or_with_every_days_to_the_as_of_date() -> None:
    assert who(town(ISSUE, DUTY.replace(', due: "2023-09-30"', "")), "du1", "bearer") == [
        ("o-town", "holder", 184, "")
    ]
    assert who(town(ISSUE, DUTY.replace("}", ", everyDays: 30}")), "du1", "bearer") == [
        ("o-town", "holder", 184, "")
    ]


def test_3_a_window_that_begins_after_the_as_of_date_is_empty() -> None:
    answers = town(DUTY.replace("addresses: is1, ", "").replace("bearer: o-town, ", ""), as_of="2023-06-30")
    assert not answers.responsibility
    assert not answers.gaps


def verdict(id_: str, code: str, on: str) -> str:
    return f'- {{id: {id_}, type: Act, kind: Check, verdict: {code}, by: o-io, date: "{on}", concerns: is1}}'


def test_4_verified_completion_ends_the_window_of_an_issue() -> None:
    good, again = verdict("ac1", "Verified", "2023-07-10"), verdict("ac3", "Verified", "2023-07-20")
    assert who(town(ISSUE, good, again), "is1", "addressee") == [("o-town", "holder", 10, "")]
    same_day = verdict("ac2", "Falsified", "2023-07-10")
    assert who(town(ISSUE, good, again, same_day), "is1", "addressee") == [("o-town", "holder", 10, "")]
    later = verdict("ac2", "Incomplete", "2023-07-11")
    assert who(town(ISSUE, good, again, later), "is1", "addressee") == [("o-town", "holder", 20, "")]
    assert who(town(ISSUE, good, later), "is1", "addressee") == [("o-town", "holder", 184, "")]


# ------------------------------------------------------------------ heads (7) and imprecise dates (13)


def test_7_nobody_on_the_last_day_no_holder() -> None:
    answers = town(tenure("t1", "p1", "po1", 'from: "2022-01-01", until: "2023-09-30"'), ISSUE, DUTY)
    assert who(answers, "du1", "head") == [("t1", "contributor", 91, "")]
    assert gap(answers, "HeadVacant") == [("2023-09-30", None, "is1", "du1")]


def test_7_acting_and_two_at_once_raise_q20() -> None:
    acting = town(tenure("t1", "p1", "po1", ALWAYS, kind="Acting"), ISSUE, DUTY)
    assert who(acting, "du1", "head") == [("t1", "holder", 92, "q20")]
    second = tenure("t2", "p2", "po1", 'from: "2023-09-30"')
    both = town(HEAD, second, ISSUE, DUTY)
    assert who(both, "du1", "head") == [("t1", "holder", 92, "q20"), ("t2", "holder", 1, "q20")]
    assert gap(both, "SeveralHeads") == [("2023-09-30", None, "is1", "du1")]
    assert gap(both, "SeatOverlap") == [("2023-09-30", None, "is1", "du1")]
    after = town(HEAD, second.replace("09-30", "10-01"), ISSUE, DUTY)
    assert who(after, "du1", "head") == [("t1", "holder", 92, "")]


def test_13_only_the_uncertain_part_raises_q25() -> None:
    leaving = tenure("t1", "p1", "po1", 'from: "2022-01-01", untilAfter: "2023-09-30", until: "2023-10-15"')
    coming = tenure("t2", "p2", "po1", 'from: "2023-09-30", fromBy: "2023-10-15"')
    answers = town(leaving, coming, ISSUE, DUTY)
    # neither is certain on the last day; they overlap on possible days only, so no q20
    assert who(answers, "du1", "head") == [("t1", "holder", 92, "q25"), ("t2", "holder", 1, "q25")]
    assert not gap(answers, "SeveralHeads")
    gone = leaving.replace("2023-10-15", "2023-09-30").replace("untilAfter: ", "untilAfter: ")
    assert who(town(gone, ISSUE, DUTY), "du1", "head") == [("t1", "contributor", 91, "")]


def test_13_an_unknown_start_is_possible_and_never_certain() -> None:
    answers = town(tenure("t1", "p1", "po1", 'until: "2023-10-01"'), ISSUE, DUTY)
    assert who(answers, "du1", "head") == [("t1", "holder", 92, "q25")]
    by = town(tenure("t1", "p1", "po1", 'fromBy: "2023-09-30"'), ISSUE, DUTY)
    assert who(by, "du1", "head") == [("t1", "holder", 92, "")]


# ------------------------------------------------------------------ dual duty (8-11)


def test_8_heads_other_seats_and_other_organizations_bear_no_dual_duty() -> None:
    answers = town(
        HEAD,
        tenure("t9", "p2", "po9", ALWAYS),
        ISSUE,
        DUTY.replace("addresses", "assignedTo: [t1, t9], addresses"),
        division("v1", "t1", "inDomain: d2", ALWAYS),
        division("v9", "t9", "inDomain: d2", ALWAYS),
    )
    assert not who(answers, "du1", "assigned")
    assert not who(answers, "du1", "domain")
    assert not gap(answers, "NoOneInCharge")  # the head fills the domain
    alone = town(tenure("t9", "p2", "po9", ALWAYS), ISSUE, DUTY, division("v9", "t9", "inDomain: d2", ALWAYS))
    assert gap(alone, "NoOneInCharge") == [("2023-07-01", None, "is1", "du1")]


def test_9_an_assigned_duty_moves_on_the_acts_date() -> None:
    duty = DUTY.replace("addresses", "assignedTo: t3, addresses")
    act = '- {id: ac1, type: Act, kind: Handover, by: o-town, actor: t3, to: [t4, o-town], concerns: du1, date: "2023-08-01"}'
    assert who(town(MEMBERS, ISSUE, duty, act), "du1", "assigned") == [
        ("t3", "contributor", 31, ""),
        ("t4", "holder", 61, ""),
    ]
    unmoved = [("t3", "holder", 92, "")]
    first_day, after = act.replace("2023-08-01", "2023-07-01"), act.replace("2023-08-01", "2023-10-01")
    assert who(town(MEMBERS, ISSUE, duty, first_day), "du1", "assigned") == unmoved
    assert who(town(MEMBERS, ISSUE, duty, after), "du1", "assigned") == unmoved
    of_issue, by_other = act.replace("concerns: du1", "concerns: is1"), act.replace("actor: t3", "actor: t5")
    assert who(town(MEMBERS, ISSUE, duty, of_issue), "du1", "assigned") == unmoved
    assert who(town(MEMBERS, ISSUE, duty, by_other), "du1", "assigned") == unmoved
    on = act.replace("ac1", "ac2").replace("actor: t3, to: [t4, o-town]", "actor: t4, to: t5")
    chained = town(MEMBERS, ISSUE, duty, act, on)
    assert who(chained, "du1", "assigned") == [("t3", "contributor", 31, ""), ("t5", "holder", 61, "")]


def test_10_a_unit_is_covered_exactly_and_merged_over_divisions() -> None:
    issue = ISSUE.replace("inDomain: d2", "concerns: o-vil")
    answers = town(
        MEMBERS,
        issue,
        DUTY,
        division("v1", "t3", "covers: o-vil", 'from: "2022-01-01", until: "2023-07-11"'),
        division("v2", "t3", "covers: o-vil", 'from: "2023-07-06", until: "2023-07-16"'),
        division("v3", "t4", "covers: o-town", ALWAYS),
    )
    assert who(answers, "du1", "unit") == [("t3", "contributor", 15, "")]  # 14: a set of days
    assert not who(answers, "du1", "domain")


def test_10_nearest_wins_day_by_day() -> None:
    answers = town(
        MEMBERS,
        ISSUE,
        DUTY,
        division("v1", "t3", "inDomain: d0", ALWAYS),
        division("v2", "t4", "inDomain: d1", 'from: "2023-07-11", until: "2023-07-21"'),
        division("v3", "t5", "inDomain: d2", 'from: "2023-07-16", until: "2023-07-17"'),
    )
    # t3 bears 10 days before and 72 after, t4 10 days less the one of t5; no handover where they left
    assert who(answers, "du1", "domain") == [
        ("t3", "holder", 82, ""),
        ("t4", "contributor", 9, ""),
        ("t5", "contributor", 1, ""),
    ]


def test_10_ties_are_flagged() -> None:
    answers = town(
        MEMBERS,
        ISSUE,
        DUTY,
        division("v1", "t3", "inDomain: d1", ALWAYS),
        division("v2", "t4", "inDomain: d1", 'from: "2023-09-30"'),
        division("v3", "t5", "inDomain: d0", ALWAYS),
    )
    flags = {item["bearer"]: item["flags"] for item in answers.responsibility if item["ground"] == "domain"}
    assert flags == {"t3": ["SeveralInCharge"], "t4": ["SeveralInCharge"]}
    assert gap(answers, "SeveralInCharge") == [("2023-09-30", None, "is1", "du1")]


def test_10_a_division_counts_in_its_tenure_only() -> None:
    answers = town(
        tenure("t3", "p3", "po3", 'from: "2022-01-01", until: "2023-07-11"'),
        ISSUE,
        DUTY,
        division("v1", "t3", "inDomain: d2", ALWAYS),
    )
    assert who(answers, "du1", "domain") == [("t3", "contributor", 10, "")]
    assert gap(answers, "NoOneInCharge") == [("2023-07-11", None, "is1", "du1")]
    assert gap(answers, "DivisionOutlivesTenure") == [("2023-07-11", None, "is1", "du1")]


def test_13_a_level_that_is_only_possible_does_not_end_the_search() -> None:
    near = division("v1", "t3", "inDomain: d2", 'from: "2023-07-01", fromBy: "2023-08-01"')
    far = division("v2", "t4", "inDomain: d1", ALWAYS)
    answers = town(MEMBERS, ISSUE, DUTY, near, far)
    assert who(answers, "du1", "domain") == [("t3", "holder", 92, ""), ("t4", "contributor", 31, "q25")]


def test_11_assistants() -> None:
    lead = division("v1", "t3", "inDomain: d1", 'from: "2023-07-11", until: "2023-07-21"')

    def helper(over: str, more: str = "") -> str:
        return division("v2", "t4", over, ALWAYS + more, mode="Assists")

    def days(*records: str) -> list[tuple[Any, ...]]:
        answers = town(MEMBERS, ISSUE, DUTY, *records)
        return [
            (i["bearer"], i["days"], i["principal"])
            for i in answers.responsibility
            if i["for"] == "du1" and i["role"] == "supporting"
        ]

    assert days(lead, helper("inDomain: d2", ", principal: t3")) == [("t4", 10, ["t3"])]
    assert days(lead, helper("inDomain: d0", ", principal: t3")) == [("t4", 10, ["t3"])]
    assert days(lead, helper("inDomain: d2", ", principal: t5")) == []
    assert days(lead, helper("inDomain: d3", ", principal: t3")) == []
    assert days(lead, helper("inDomain: d2")) == [("t4", 92, [])]  # nearer than the one in charge, or alone
    assert days(lead, helper("inDomain: d1")) == [("t4", 92, [])]
    assert days(lead, helper("inDomain: d0")) == [("t4", 82, [])]  # not on the 10 days of t3
    by_head = division("v3", "t1", "inDomain: d1", 'from: "2023-09-30"')
    assert days(HEAD, by_head, helper("inDomain: d2", ", principal: t1")) == [("t4", 1, ["t1"])]
    no_items = [
        division("v4", "t4", "inDomain: d2", ALWAYS, mode=mode) for mode in ("Liaises", "OverallCharge")
    ]
    assert not who(town(MEMBERS, ISSUE, DUTY, *[no.replace("v4", f"v{n}") for n, no in enumerate(no_items)]), "du1", "domain")  # fmt: skip


# ------------------------------------------------------------------ a portfolio that moved (12)

LEFT = division("v1", "t3", "inDomain: d2", 'from: "2022-01-01", until: "2023-08-01"')
CAME = division("v2", "t4", "inDomain: d2", 'from: "2023-08-01"')
HANDED = '- {id: ac1, type: Act, kind: Handover, by: o-town, actor: t3, date: "2023-08-11"}'


def domain_items(*records: str) -> list[tuple[Any, ...]]:
    return who(town(MEMBERS, ISSUE, DUTY, *records), "du1", "domain")


def test_12_without_a_handover_both_are_listed_with_q21() -> None:
    assert domain_items(LEFT, CAME) == [("t3", "contributor", 31, "q21"), ("t4", "holder", 61, "q21")]


def test_12_with_a_handover_the_duty_moves_on_its_date() -> None:
    moved = [("t3", "contributor", 41, ""), ("t4", "holder", 51, "")]
    assert domain_items(LEFT, CAME, HANDED) == moved
    for about in ("du1", "is1", "fb1"):
        assert domain_items(LEFT, CAME, HANDED.replace("}", f", concerns: {about}}}")) == moved
    assert domain_items(LEFT, CAME, HANDED.replace("}", ", to: t4}")) == moved
    assert domain_items(LEFT, CAME, HANDED.replace("}", ", to: o-town}")) == moved
    early = domain_items(LEFT, CAME, HANDED.replace("08-11", "07-02"))
    assert early == [("t3", "contributor", 1, ""), ("t4", "holder", 91, "")]


def test_12_what_is_no_handover() -> None:
    open_ = [("t3", "contributor", 31, "q21"), ("t4", "holder", 61, "q21")]
    assert domain_items(LEFT, CAME, HANDED.replace("}", ", to: t5}")) == open_
    assert domain_items(LEFT, CAME, HANDED.replace("actor: t3", "actor: t4")) == open_
    assert domain_items(LEFT, CAME, HANDED.replace("08-11", "07-01")) == open_  # from < date
    assert domain_items(LEFT, CAME, HANDED.replace("08-11", "10-01")) == open_  # date <= end


def test_12_what_did_not_move() -> None:
    calm = [("t3", "contributor", 31, ""), ("t4", "holder", 61, "")]
    before = CAME.replace("2023-08-01", "2023-07-01").replace("d2", "d1")  # began with the window, a level up
    assert domain_items(LEFT, before) == calm
    assert domain_items(LEFT) == calm[:1]
    late = CAME.replace("2023-08-01", "2023-08-21")  # the first later day that has somebody
    assert domain_items(LEFT, late) == [("t3", "contributor", 31, "q21"), ("t4", "holder", 41, "q21")]
    tenures = tenure("t6", "p3", "po5", ALWAYS)  # the same person in another post
    assert domain_items(tenures, LEFT, CAME.replace("t4", "t6"))[0] == ("t3", "contributor", 31, "")


def test_12_the_first_day_of_the_window_is_no_move_and_its_last_is() -> None:
    assert domain_items(LEFT.replace("08-01", "07-01"), CAME.replace("08-01", "07-01")) == [
        ("t4", "holder", 92, "")
    ]
    assert domain_items(LEFT.replace("08-01", "09-30"), CAME.replace("08-01", "09-30")) == [
        ("t3", "contributor", 91, "q21"),
        ("t4", "holder", 1, "q21"),
    ]


# ------------------------------------------------------------------ the union (15) and what touches a matter (16-19)


def test_15_an_issue_answers_with_the_union_over_its_duties() -> None:
    second = DUTY.replace("du1", "du2").replace("2023-07-01", "2023-09-30").replace("due: \"2023-09-30", "due: \"2023-10-10")  # fmt: skip
    answers = town(HEAD, ISSUE, DUTY, second)
    assert who(answers, "is1", "head") == [("t1", "holder", 102, "")]  # 92 + 11, one of them in both


def test_16_an_extension_that_the_bearer_approved() -> None:
    own = town(HEAD, ISSUE, DUTY, extension("e1", "2023-10-31", "2023-09-30", by="o-town"))
    assert who(own, "du1", "head") == [("t1", "holder", 123, "q03")]
    late = town(HEAD, ISSUE, DUTY, extension("e1", "2023-10-31", "2023-10-01", by="o-town"))
    assert who(late, "du1", "head") == [("t1", "holder", 92, "")]


EARLY = DUTY.replace("2023-07-01", "2023-03-01").replace("2023-09-30", "2023-04-09")  # breached on the 10th


def test_17_the_breach_date_chooses_the_regulation() -> None:
    last_old = town(ISSUE, EARLY, as_of="2023-04-10")
    assert not who(last_old, "du1", "bearer")
    assert gap(last_old, "RegulationNotLoaded") == [("2023-03-01", "2023-04-11", "is1", "du1")]
    first_new = town(ISSUE, EARLY.replace("04-09", "04-10"), as_of="2023-04-11")
    assert who(first_new, "du1", "bearer") == [("o-town", "holder", 41, "")]
    assert not gap(first_new, "RegulationNotLoaded")


def test_18_a_breach_that_spans_regulations() -> None:
    answers = town(ISSUE, EARLY, as_of="2023-04-11")
    assert who(answers, "du1", "bearer") == [("o-town", "holder", 40, "q22")]
    assert gap(answers, "RegulationNotLoaded") == [("2023-03-01", "2023-04-11", "is1", "du1")]
    act = '- {id: ac1, type: Act, kind: Completion, by: o-town, fulfils: du1, date: "2023-04-11"}'
    assert not who(town(ISSUE, EARLY, act), "du1", "bearer")
    late = who(town(ISSUE, EARLY, act.replace("04-11", "04-12")), "du1", "bearer")
    assert late == [("o-town", "holder", 40, "q22")]
    in_time = town(ISSUE, EARLY, act.replace("04-11", "04-09"))
    assert not who(
        in_time, "du1", "bearer"
    )  # met under the old measures: judged by them, and they are not loaded


def test_19_outside_the_scope() -> None:
    by_city = BASE.replace("organisedBy: o-dc", "organisedBy: o-city")
    assert who(town(HEAD, ISSUE, DUTY, base=by_city), "du1", "head") == [("t1", "holder", 92, "q24")]
    raised = by_city.replace("kind: Regular", "kind: Raised")
    assert who(town(HEAD, ISSUE, DUTY, base=raised), "du1", "head") == [("t1", "holder", 92, "")]
    unit = BASE.replace("甲镇, kind: PartyCommittee", "甲镇, kind: Unit")
    answers = town(HEAD, ISSUE, DUTY, base=unit)
    assert who(answers, "du1", "bearer") == [("o-town", "holder", 92, "q24")]
    assert who(answers, "du1", "head") == [("t1", "holder", 92, "")]
    alone = town('- {id: du1, type: Duty, zh: 事, kind: ReplyDuty, bearer: o-town, from: "2023-07-01"}')
    assert who(alone, "du1", "bearer") == [("o-town", "holder", 184, "q24")]


def test_17_one_item_for_each_regulation_with_rules() -> None:
    other = """
- {id: r9, type: Regulation, number: 九, zh: 另, from: "2023-09-30"}
- {id: r9.a, type: ResponsibilityRule, of: r9, number: "2.1", zh: 主, subjectKind: OrganizationSubject, responsibility: MainResponsibility}
- {id: r9.q, type: OpenQuestion, of: r9, number: Q, zh: 问, raisedBy: HeadDoubtful}
"""
    answers = town(tenure("t1", "p1", "po1", ALWAYS, kind="Acting"), ISSUE, DUTY, other)
    main = [(i["regulation"], i["provision"]) for i in answers.responsibility if i["bearer"] == "o-town"]
    assert main == [("r2023", "5.1"), ("r9", "2.1")] * 2
    assert who(answers, "du1", "head") == [
        ("t1", "holder", 92, "q20")
    ]  # a question stays with its regulation


# ------------------------------------------------------------------ gaps (20-22)


def test_20_runs_are_not_cut_and_begin_where_recorded() -> None:
    second = tenure("t2", "p2", "po1", 'from: "2024-02-01"')
    first = tenure("t1", "p1", "po1", 'from: "2022-01-01", until: "2023-06-01"')
    assert gap(town(first, second, ISSUE, DUTY), "HeadVacant") == [("2023-06-01", "2024-02-01", "is1", "du1")]
    assert gap(town(second, ISSUE, DUTY), "HeadVacant") == [("2023-07-01", "2024-02-01", "is1", "du1")]
    one = next(g for g in town(second, ISSUE, DUTY).gaps if g["kind"] == "HeadVacant")
    assert (one["organization"], one["open"]) == ("o-town", ["q20"])
    before = tenure("t0", "p2", "po1", 'from: "2022-01-01", until: "2022-06-01"')
    since = tenure("t1", "p1", "po1", 'from: "2023-07-01"')
    assert not gap(town(before, since, ISSUE, DUTY), "HeadVacant")  # touches no window


def test_20_a_domain_counts_with_its_own_issues_only() -> None:
    second = ISSUE.replace("is1", "is2").replace("d2", "d3")
    answers = town(
        MEMBERS,
        ISSUE,
        second,
        DUTY.replace("addresses: is1", "addresses: [is1, is2]"),
        division("v1", "t3", "inDomain: d1", ALWAYS),
    )
    assert gap(answers, "NoOneInCharge") == [("2023-07-01", None, "is2", "du1")]


def test_20_a_unit_in_somebodys_charge_fills_the_domain_of_its_issue() -> None:
    issue = ISSUE.replace("inDomain: d2", "inDomain: d2, concerns: o-vil")
    covered = division("v1", "t3", "covers: o-vil", ALWAYS)
    assert not gap(town(MEMBERS, issue, DUTY, covered), "NoOneInCharge")
    until = covered.replace("}", ', until: "2023-09-30"}')
    assert gap(town(MEMBERS, issue, DUTY, until), "NoOneInCharge") == [("2023-07-01", None, "is1", "du1")]


def test_20_several_on_one_unit() -> None:
    issue = ISSUE.replace("inDomain: d2", "concerns: o-vil")
    one, two = (division(f"v{n}", f"t{n}", "covers: o-vil", ALWAYS) for n in (3, 4))
    answers = town(MEMBERS, issue, DUTY, one, two.replace("}", ', until: "2023-07-02"}'))
    assert gap(answers, "SeveralInCharge") == [("2022-01-01", "2023-07-02", "is1", "du1")]
    assert next(g["unit"] for g in answers.gaps if g["kind"] == "SeveralInCharge") == "o-vil"


def test_20_a_handover_does_not_move_the_gap() -> None:
    late = CAME.replace("2023-08-01", "2023-08-21")
    answers = town(MEMBERS, ISSUE, DUTY, LEFT, late, HANDED)
    assert gap(answers, "NoOneInCharge") == [("2023-08-01", "2023-08-21", "is1", "du1")]
    assert who(answers, "du1", "domain") == [("t3", "contributor", 41, ""), ("t4", "holder", 51, "")]


def test_21_from_the_records_alone() -> None:
    two = town(HEAD, tenure("t2", "p2", "po1", 'from: "2023-05-01", until: "2023-06-01"'), ISSUE, DUTY)
    assert gap(two, "SeatOverlap") == [("2023-05-01", "2023-06-01", "", "")]
    assert next(g["tenures"] for g in two.gaps if g["kind"] == "SeatOverlap") == ["t1", "t2"]
    later = town(HEAD, tenure("t2", "p2", "po1", 'from: "2024-01-01"'), ISSUE, DUTY)
    assert not gap(later, "SeatOverlap")  # begins after the as-of date


def test_22_an_issue_without_domain() -> None:
    issue = ISSUE.replace(", inDomain: d2", "")
    assert gap(town(issue), "IssueWithoutDomain") == [("2023-07-01", None, "is1", "")]
    assert gap(town(issue, DUTY), "IssueWithoutDomain") == [("2023-07-01", None, "is1", "du1")]
    assert not gap(town(issue, as_of="2023-06-30"), "IssueWithoutDomain")
    assert not gap(town(issue, verdict("ac1", "Verified", "2023-06-30")), "IssueWithoutDomain")


# ------------------------------------------------------------------ referral (23-34)

RIGHTS = """
- {id: au1, type: Authority, kind: ManagesCadre, holder: o-dc, over: [po1, po3], from: "2022-01-01"}
- {id: au2, type: Authority, kind: DisciplineJurisdiction, holder: o-disc, over: [po1, po3, o-town], from: "2022-01-01"}
"""
FINDING = """- {id: f1, type: Finding, status: Candidate, meets: c1.6, subject: o-town, breaches: du1,
   breachDate: "2023-10-01", asOf: "2023-12-01"}"""
OF_HEAD = FINDING.replace("subject: o-town", "subject: t1")
CASE = HEAD + "\n" + MEMBERS + ISSUE + "\n" + DUTY


def lead(discoverer: str, context: str) -> str:
    return f'- {{id: l1, type: Lead, contains: f1, discoverer: {discoverer}, context: {context}, date: "2023-12-05"}}'


LAST_ROUND = lead("o-it", "LastRound")


def route(*more: str, base: str = BASE) -> dict[str, Any]:
    """The one referral, without what is empty."""
    (answer,) = town(CASE, *more, base=base).referrals
    return {k: v for k, v in answer.items() if v and k not in {"lead", "finding", "subject"}}


def test_29_the_office_reviews_before_the_transfer() -> None:
    assert route(RIGHTS, FINDING, LAST_ROUND) == {
        "status": "decided",
        "rule": "R51",
        "modality": "Must",
        "action": "ReviewThenTransfer",
        "path": ["o-it", "o-io", "o-disc"],
        "open": ["q14"],
    }
    alone = route(RIGHTS, FINDING, LAST_ROUND, base=BASE.replace("InspectionTeam, level: District, partOf: o-io", "InspectionTeam, level: District"))  # fmt: skip
    assert (alone["status"], alone["open"], "path" in alone) == ("needs-decision", ["q14", "q17"], False)


def test_24_the_discoverer_is_the_subject_or_led_by_it() -> None:
    own = route(RIGHTS, FINDING, lead("o-town", "OwnRectification"))
    assert (own["status"], own["rule"], own["path"]) == ("needs-decision", "R00", ["o-town"])
    leads = '- {id: au3, type: Authority, kind: LeadsOrganization, holder: o-town, over: o-vil, from: "2022-01-01"}'
    assert route(RIGHTS, leads, FINDING, lead("o-vil", "OwnRectification"))["rule"] == "R00"
    # its head: the duty to transfer precedes the conflict row, with q15
    of_head = route(RIGHTS, OF_HEAD, lead("o-town", "OwnRectification"))
    assert of_head == {
        "status": "flagged",
        "rule": "R12",
        "modality": "Must",
        "action": "TransferLead",
        "path": ["o-town", "o-disc"],
        "open": ["q15", "q16"],
    }


def test_25_within_needs_a_record() -> None:
    asked = lead("o-vil", "OwnRectification")
    of_town = FINDING.replace("subject: o-town", "subject: o-io")
    assert route(of_town, asked) == {"status": "facts-missing", "missing": ["within"]}
    other = (
        '- {id: au3, type: Authority, kind: LeadsOrganization, holder: o-dc, over: o-io, from: "2022-01-01"}'
    )
    assert route(of_town, asked, other)["rule"] == "R14"
    assert route(of_town, asked, other.replace("o-dc", "o-vil"))["rule"] == "R11"
    ended = other.replace("}", ', until: "2023-12-31"}')  # the decision date
    assert route(of_town, asked, ended)["status"] == "facts-missing"


def test_25_a_row_that_reads_unknown_as_false() -> None:
    answer = route(FINDING, lead("o-disc", "DisciplineWork"))
    assert (answer["rule"], answer["status"]) == ("R22", "needs-decision")


def test_26_managed_by() -> None:
    asked = lead("o-vil", "OwnRectification")
    assert route(OF_HEAD, asked) == {"status": "facts-missing", "missing": ["managedBy", "within"]}
    assert route(RIGHTS, OF_HEAD, asked)["rule"] == "R12"
    assert route(RIGHTS.replace("holder: o-dc", "holder: o-org"), OF_HEAD, asked)["rule"] == "R12"
    assert route(RIGHTS.replace("holder: o-dc", "holder: o-city"), OF_HEAD, asked)["rule"] == "R13"
    assert route(RIGHTS.replace("holder: o-dc", "holder: o-it"), OF_HEAD, asked)["rule"] == "R13"
    two = '- {id: au3, type: Authority, kind: ManagesCadre, holder: o-town, over: p1, from: "2022-01-01"}'
    mixed = route(RIGHTS, two, OF_HEAD, asked)
    assert mixed["missing"] == ["managedBy"]


def test_26_the_district_committee() -> None:
    asked = lead("o-vil", "OwnRectification")
    second = "- {id: o-dc2, type: Organization, zh: 邻区, kind: PartyCommittee, level: District}"
    assert route(second, RIGHTS, OF_HEAD, asked)["rule"] == "R12"  # it organised the inspection
    unbreached = OF_HEAD.replace("breaches: du1,", "")
    assert route(second, RIGHTS, unbreached, asked)["missing"] == ["managedBy"]


def test_28_targets() -> None:
    none = route(RIGHTS.replace("[po1, po3, o-town]", "[po3]"), FINDING, LAST_ROUND)
    assert (none["status"], none["action"], none["open"]) == ("needs-decision", "ReviewThenTransfer", ["q14", "q17"])  # fmt: skip
    second = """
- {id: o-disc2, type: Organization, zh: 二, kind: DisciplineOrgan, level: District}
- {id: au3, type: Authority, kind: DisciplineJurisdiction, holder: o-disc2, over: o-town, from: "2022-01-01"}
"""
    several = route(RIGHTS, second, FINDING, LAST_ROUND)
    assert (several["status"], several["open"]) == ("needs-decision", ["q14", "q23"])
    merged = (
        '- {id: c1, type: OrgChange, kind: Merged, date: "2023-12-31", original: o-disc, resulting: o-disc2}'
    )
    followed = route(RIGHTS, second, FINDING, LAST_ROUND, merged)
    assert followed["path"] == ["o-it", "o-io", "o-disc2"]
    assert (followed["status"], followed["open"]) == ("flagged", ["q14", "q17"])


def test_29_several_options() -> None:
    answer = route(RIGHTS, OF_HEAD, lead("o-org", "OrganizationWork"))
    assert answer == {
        "status": "decided",
        "rule": "R32",
        "modality": "May",
        "options": [
            {"action": "OpenProcedure", "modality": "May", "path": ["o-org"]},
            {"action": "TransferLead", "modality": "May", "path": ["o-org", "o-disc"]},
        ],
        "open": ["q10"],
    }


def test_31_rights_that_moved_between_breach_and_decision() -> None:
    old = RIGHTS.replace('over: [po1, po3], from: "2022-01-01"', 'over: [po1, po3], from: "2022-01-01", until: "2023-11-01"')  # fmt: skip
    new = '- {id: au3, type: Authority, kind: ManagesCadre, holder: o-org, over: po1, from: "2023-11-01"}'
    answer = route(old, new, OF_HEAD, lead("o-org", "OrganizationWork"))
    assert (answer["rule"], answer["status"], answer["open"]) == ("R31", "flagged", ["q16"])
    # the team's row asks for neither: only the jurisdiction was read
    assert route(old, new, FINDING, LAST_ROUND)["status"] == "decided"


def test_32_recusal_is_a_flag_and_an_alternative() -> None:
    head = """
- {id: po8, type: Post, zh: 书记, seat: HeadSeat, inOrganization: o-disc}
- {id: t8, type: Tenure, kind: Substantive, heldBy: p3, ofPost: po8, from: "2023-12-31"}
- {id: o-cdisc, type: Organization, zh: 市纪委, kind: DisciplineOrgan, level: City}
- {id: au3, type: Authority, kind: DisciplineJurisdiction, holder: o-cdisc, over: o-disc, from: "2022-01-01"}
"""
    of_member = FINDING.replace("subject: o-town", "subject: t3")
    answer = route(RIGHTS, head, of_member, lead("o-org", "OrganizationWork"))
    assert (answer["status"], answer["open"], answer["alternative"]) == (
        "flagged",
        ["q10", "q15"],
        ["o-cdisc"],
    )
    assert answer["options"][1]["path"] == ["o-org", "o-disc"]


def test_33_outside_the_scope_and_34a_before_the_regulation() -> None:
    unbreached = route(RIGHTS, FINDING.replace("breaches: du1,", ""), LAST_ROUND)
    assert (unbreached["status"], unbreached["open"]) == ("flagged", ["q14", "q24"])
    early = route(RIGHTS, FINDING.replace("2023-10-01", "2023-04-10"), LAST_ROUND)
    assert (early["status"], early["open"]) == ("flagged", ["q14", "q22"])


def test_34_no_regulation_with_referral_rules() -> None:
    (answer,) = town(CASE, RIGHTS, FINDING, LAST_ROUND, as_of="2023-04-10").referrals
    assert (answer["status"], answer["rule"], answer["path"]) == ("needs-decision", None, [])
