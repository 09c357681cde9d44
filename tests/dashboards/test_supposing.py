"""zeren what-if and zeren impact on the example district: what they say, that they write nothing, what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dashboards.conftest import Zeren, run


def suppose(zeren: Zeren, changes: str) -> dict[str, Any]:
    done = zeren("what-if", "-", "--format", "json", stdin=changes)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def said(found: dict[str, Any], subject: str, grade: str) -> set[tuple[str, str, str, int]]:
    """change, bearer, role, days of the items of one subject and grade."""
    rows = found["responsibilities"]
    return {
        (r["change"], r["bearer"], r["role"], r["days"])
        for r in rows
        if (r["for"], r["grade"]) == (subject, grade)
    }


def test_another_head(zeren: Zeren) -> None:
    before = zeren("info").stdout
    found = suppose(zeren, "- replace-head: {organization: o-wt, person: p-you, on: 2023-12-01}")
    assert said(found, "du-wt-1", "FirstResponsibility") == {
        ("was", "t-wt-jiang", "holder", 61),
        ("now", "t-wt-jiang", "contributor", 30),  # November
        ("added", "po-wt-head-1", "holder", 31),  # December
    }
    assert zeren("info").stdout == before


def test_an_extension_in_time_takes_the_breach_away(zeren: Zeren) -> None:
    found = suppose(zeren, "- extend: {duty: du-wt-1, to: 2024-03-31, approved_on: 2023-12-20, by: o-dc}")
    assert ("now", "o-wt", "holder", 244) in said(
        found, "du-wt-1", "MainResponsibility"
    )  # 153 + 31 + 29 + 31
    gone = [f for f in found["findings"] if f["duties"] == ["du-wt-1"] and f["pattern"] == "DutyUnmet"]
    assert gone
    assert {f["change"] for f in gone} == {"removed"}
    late = suppose(zeren, "- extend: {duty: du-wt-1, to: 2024-03-31, approved_on: 2024-01-01, by: o-dc}")
    assert late["responsibilities"] == []  # the deadline had passed
    assert {f["change"] for f in late["findings"]} <= {
        "was",
        "now",
    }  # they stand, and name the extension that does not count


def test_a_portfolio_moves_with_its_handover(zeren: Zeren) -> None:
    move = "- move-portfolio: {{division: dl-wt-xi-fin, to: t-wt-you, on: 2023-12-15{}}}"
    with_act, without = suppose(zeren, move.format(", handover: true")), suppose(zeren, move.format(""))
    assert ("added", "t-wt-you", "holder", 17) in said(with_act, "du-wt-1", "DualDuty")  # 15 to 31 December
    opened = [r for r in without["responsibilities"] if r["bearer"] == "t-wt-you" and r["for"] == "du-wt-1"]
    assert any("q21" in r["open"] for r in opened)


def test_a_merger_leaves_posts_vacant_and_is_followed(zeren: Zeren) -> None:
    found = suppose(zeren, "- merge: {organizations: [o-wt], into: o-dc, on: 2023-12-01}")
    assert ("added", "HeadVacant", "o-wt") in {
        (g["change"], g["kind"], g["organization"]) for g in found["gaps"]
    }


def test_whole_records(zeren: Zeren) -> None:
    found = suppose(
        zeren,
        """
- add: {id: p-x, type: Person, zh: 新人}
- replace: {id: t-wt-jiang, heldBy: p-x}
- withdraw: ex-wt-1
""",
    )
    assert found["responsibilities"] == []  # a tenure answers, whoever holds it; the extension did not count


def test_referrals(zeren: Zeren) -> None:
    leads = json.loads(zeren("refer", "-f", "json").stdout)
    path = next(lead for lead in leads if lead["status"] == "decided" and len(lead["path"]) > 1)
    [authority] = [f for f in path["facts"] if f.startswith(("au-", "a-"))][:1]
    found = suppose(zeren, f"- withdraw: {authority}")
    changed = [r for r in found["referrals"] if r["before"]["lead"] == path["lead"]]
    assert changed
    assert all(r["before"] != r["after"] for r in changed)


def test_nothing_changes(zeren: Zeren) -> None:
    done = zeren("what-if", "-", stdin="- add: {id: p-x, type: Person, zh: 新人}")
    assert done.stdout.splitlines()[-1] == "nothing changes"


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ("- move: {}", 2, "no verb 'move'"),
        ("nothing", 2, "a list of changes is needed"),
        ("- extend: {duty: du-none, to: 2024-03-31, approved_on: 2023-12-20}", 2, "no record has the id 'du-none'"),
        ("- extend: {duty: du-wt-1, until: 2024-03-31}", 2, "until unknown"),
        ("- extend: {duty: du-wt-1, to: soon, approved_on: 2023-12-20}", 2, "to must be a day"),
        ("- replace-head: {organization: du-wt-1, person: p-you, on: 2023-12-01}", 2, "a Organization is needed"),
        ("- add: {id: du-wt-1, type: Duty}", 2, "is there already"),
        ("- move-portfolio: {division: dl-wt-xi-fin, to: t-edu-ni, on: 2023-12-15}", 2, "divided among its own leaders"),
        ("- move-portfolio: {division: dl-wt-xi-fin, to: t-wt-xi, on: 2023-12-15}", 2, "holds this portfolio already"),
        ("- extend: {duty: du-wt-1, to: 2023-12-31, approved_on: 2023-12-01}", 2, "is due on 2023-12-31 already"),
        ("- merge: {organizations: [o-wt, o-wt], into: o-wt, on: 2023-12-01}", 2, "cannot be merged into itself"),
        ("- replace-head: {organization: o-wt, person: p-jiang, on: 2023-12-01}", 2, "heads 'o-wt' on 2023-12-01 already"),
        ("- add: {id: t-x, type: Tenure, kind: Substantive, heldBy: p-none, ofPost: po-wt, from: 2024-01-01}", 3, "p-none"),
        ("- replace: {id: t-wt-jiang, kind: Nonsense}", 3, "Nonsense"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_refused(zeren: Zeren, changes: str, status: int, message: str) -> None:
    done = zeren("what-if", "-", stdin=changes)
    assert done.returncode == status
    assert message in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_a_table_in_both_languages(zeren: Zeren) -> None:
    chinese = zeren("what-if", "tests/changes/new-head.yaml", lang="zh").stdout
    english = zeren("what-if", "tests/changes/new-head.yaml").stdout
    assert "未写入任何数据" in chinese
    assert "原为" in chinese
    assert "nothing was written" in english
    assert "Referral paths" in english
    assert zeren("what-if", "tests/changes/new-head.yaml", "-f", "csv").returncode == 2


def test_an_extension_that_counts_moves_the_day_that_the_next_must_lie_after(zeren: Zeren) -> None:
    first = "- extend: {duty: du-wt-1, to: 2024-03-31, approved_on: 2023-12-20}\n"
    shorter = first + "- extend: {duty: du-wt-1, to: 2024-02-29, approved_on: 2024-01-10}"
    assert "is due on 2024-03-31 already" in zeren("what-if", "-", stdin=shorter).stderr


def test_it_says_whether_an_extension_would_count(zeren: Zeren) -> None:
    extend = "- extend: {{duty: du-wt-1, to: 2024-03-31, approved_on: {}}}"

    def said(day: str, lang: str = "en") -> str:
        return str(zeren("what-if", "-", stdin=extend.format(day), lang=lang).stdout)

    assert "2023-12-20, new due date 2024-03-31; counts" in said("2023-12-20")
    assert "approved only on 2024-01-02, after the due date" in said("2024-01-02")
    assert "2024-01-02 才批准，当时期限已过，不算" in said("2024-01-02", "zh")
    assert "not asked for yet on 2024-09-30" in said("2024-10-15")
    asked = "- add: {id: ex-new, type: Extension, extends: du-wt-1, date: 2023-12-01, newDue: 2024-03-31}"
    assert "ex-new" in zeren("what-if", "-", stdin=asked).stdout  # asked for, not approved


def test_no_two_lines_of_a_difference_look_the_same(zeren: Zeren) -> None:
    late = "- extend: {duty: du-wt-1, to: 2024-03-31, approved_on: 2024-01-02}"
    lines = zeren("what-if", "-", stdin=late).stdout.splitlines()
    assert "== Candidate findings (0)" in lines
    stays = [line for line in lines if "the answer stays" in line]
    assert "(facts + du-wt-1-extension-1)" in stays[0]
    assert len(stays) == len({*stays})


def test_who_would_take_office_is_called_by_name(zeren: Zeren) -> None:
    new = """
- add: {id: p-x, type: Person, zh: 闻新成}
- replace-head: {organization: o-wt, person: p-x, on: 2023-12-01}
"""
    told = zeren("what-if", "-", stdin=new, lang="zh").stdout
    assert "闻新成 · 苇塘镇党委书记" in told
    assert "po-wt-head-1" not in told


def test_a_version_is_compared_with_the_one_that_is_named_and_no_other(zeren: Zeren) -> None:
    earlier = ("--as-of", "2023-03-31", "impact", "r2018", "shipped:jintan-2023")
    found = json.loads(zeren(*earlier, "-f", "json").stdout)
    assert {(r["change"], r["regulation"]) for r in found["responsibilities"]} == {("added", "r2023")}
    assert (found["old"], found["new"], found["from_files"]) == ("r2018", "r2023", ["shipped:jintan-2023"])
    assert "2018 trial measures (r2018) as loaded ↔ 2023 interim measures (r2023" in zeren(*earlier).stdout
    # Later r2023, which is loaded, judges on its own days as before.
    later = json.loads(zeren("impact", "r2018", "shipped:jintan-2023", "-f", "json").stdout)
    assert not any(later[k] for k in ("responsibilities", "gaps", "findings", "referrals"))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (("takeover_grace_days=-5",), "takeover_grace_days takes a number from 0 to 365, not -5"),
        (("burst_days=3", "burst_share=2"), "burst_share takes a number from 0 to 1, not 2"),
        (("reassignments=0",), "reassignments takes a number of at least 1, not 0"),
        (("burst_days=nan",), "not nan"),
    ],
)
def test_a_number_out_of_its_range_is_refused(zeren: Zeren, values: tuple[str, ...], message: str) -> None:
    done = zeren("impact", "r2023", *values)
    assert done.returncode == 2
    assert message in done.stderr


def test_the_same_version_changes_nothing_and_another_number_does(zeren: Zeren, tmp_path: Path) -> None:
    same = json.loads(zeren("impact", "r2023", "shipped:jintan-2023", "-f", "json").stdout)
    assert not any(same[k] for k in ("responsibilities", "gaps", "findings", "referrals"))
    text = Path("ontology/regulations/jintan-2023.yaml").read_text(encoding="utf-8")
    other = tmp_path / "next.yaml"
    # The version to come: its own ids, the head's rule under another number, team leads no longer reviewed.
    text = (
        text.replace("r2023", "r2026")
        .replace('"5.2"', '"6.2"')
        .replace('from: "2023-04-11"', 'from: "2026-01-01"')
    )
    text = text.replace("action: ReviewThenTransfer, via: InspectionOffice", "action: TransferLead")
    other.write_text(text, encoding="utf-8")
    found = json.loads(zeren("impact", "r2023", str(other), "-f", "json").stdout)
    assert {(r["change"], r["provision"]) for r in found["responsibilities"]} == {
        ("was", "5.2"),
        ("now", "6.2"),
    }
    assert {r["before"]["action"] for r in found["referrals"]} == {"ReviewThenTransfer"}
    assert {r["after"]["action"] for r in found["referrals"]} == {"TransferLead"}


def test_what_impact_does_not_know(zeren: Zeren) -> None:
    assert zeren("impact", "r-none", "burst_days=3").returncode == 2
    assert "there are burst_days" in zeren("impact", "r2023", "burst=3").stderr
    assert "takes a number" in zeren("impact", "r2023", "burst_days=many").stderr


def test_a_parameter(demo: Path) -> None:
    done = run("impact", "r2023", "reassignments=1", "burst_min_tasks=1", "-f", "json", cwd=demo)
    found = json.loads(done.stdout)
    assert found["responsibilities"] == found["referrals"] == []  # parameters bear on findings only
