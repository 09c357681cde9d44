"""How does the matrix of issues and leaders look, cell by cell?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboards.views.layers import broken
from dashboards.views.tables import bearers
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from dashboards.wording import Wording
    from graph.store import Store

ISSUES, LEADERS = 60, 40
"""Most rows and columns of the heatmap."""
HEAD = 92.0
"""Width of a line of a column's head, in pixels."""


def cells(rows: pl.DataFrame, store: Store, wording: Wording) -> pl.DataFrame:
    """One row a cell: issue, issue_name, bearer, leader, head (leader in short lines), grade (the gravest), letters, text, holder, strength, several.

    `rows` as graph.standing.matrix gives them. `letters` abbreviates the grades, ● for a holder, ○ for one who contributed.
    """
    grades = list(vocabulary().schemes["ResponsibilityKind"].codes)
    issues = rows["issue"].unique().sort().head(ISSUES)
    kept = rows.filter(pl.col("issue").is_in(issues.implode()))
    often = (
        kept.group_by("bearer")
        .agg(n=pl.len())
        .sort("n", "bearer", descending=[True, False])["bearer"]
        .head(LEADERS)
    )
    kept = kept.filter(pl.col("bearer").is_in(often.implode()))
    called = bearers(kept["bearer"].unique(), store, wording)
    wording.learn(store, issues)
    found: list[tuple[object, ...]] = []
    for (issue, bearer), same in kept.sort("issue", "bearer").group_by(
        "issue", "bearer", maintain_order=True
    ):
        mine = sorted(same.iter_rows(named=True), key=lambda r: (not r["holder"], grades.index(r["grade"])))
        marks = [f"{'●' if r['holder'] else '○'}{_letter(r['grade'], wording)}" for r in mine]
        text = "; ".join(
            wording.say(
                "matrix.cell",
                grade=wording.code(r["grade"]),
                days=r["days"],
                role=wording.code("holder" if r["holder"] else "contributor"),
            )
            for r in mine
        )
        found.append(
            (issue, wording.name(str(issue)), bearer, called[str(bearer)], mine[0]["grade"], " ".join(marks), text, mine[0]["holder"],
             1.0 if mine[0]["holder"] else 0.4, any(r["several"] for r in mine))
        )  # fmt: skip
    found += _unheld(kept, wording)
    schema = dict.fromkeys(("issue", "issue_name", "bearer", "leader", "grade", "letters", "text"), pl.String)
    shown = pl.DataFrame(
        found,
        schema={**schema, "holder": pl.Boolean, "strength": pl.Float64, "several": pl.Boolean},
        orient="row",
    )
    heads = [
        "\n".join(x for part in leader.split(" · ") for x in broken(part, HEAD)) for leader in shown["leader"]
    ]
    return shown.with_columns(head=pl.Series(heads, dtype=pl.String))


NOBODY = "Nobody"
"""Bearer and grade of the cells where nobody holds a grade."""
LETTERS = {
    "MainResponsibility": "matrix.main",
    "FirstResponsibility": "matrix.first",
    "DualDuty": "matrix.dual",
}


def _letter(grade: str, wording: Wording) -> str:
    """One letter for a grade."""
    return wording.say(LETTERS[grade]) if grade in LETTERS else wording.code(grade)[:1]


def _unheld(rows: pl.DataFrame, wording: Wording) -> list[tuple[object, ...]]:
    """A cell in the column of nobody for every issue without a holder in some grade."""
    found: list[tuple[object, ...]] = []
    for (issue,), same in rows.group_by("issue", maintain_order=True):
        held = set(same.filter("holder")["grade"])
        lacking = [g for g in LETTERS if g not in held]
        if lacking:
            marks = " ".join(f"✕{wording.say(LETTERS[g])}" for g in lacking)
            text = "; ".join(f"{wording.code(g)}: {wording.say('matrix.nobody')}" for g in lacking)
            found.append(
                (
                    issue,
                    wording.name(str(issue)),
                    NOBODY,
                    wording.say("matrix.nobody"),
                    NOBODY,
                    marks,
                    text,
                    False,
                    1.0,
                    False,
                )
            )
    return found


def wide(shown: pl.DataFrame) -> pl.DataFrame:
    """The table twin: a row an issue, a column a leader."""
    names = shown.select("issue", name="issue_name").unique(maintain_order=True)
    grid = shown.pivot(on="leader", index="issue", values="letters", aggregate_function="first")
    return names.join(grid, on="issue", how="left").with_columns(pl.exclude("issue", "name").fill_null(""))
