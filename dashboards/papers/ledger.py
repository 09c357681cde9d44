"""What stands in the ledger and in the three lists of an organization?

The ledger (整改台账) has a row for each issue and duty, duties on no issue at its end; the three lists (问题清单, 任务清单, 责任清单) say
the same of issues in three sheets, joined by number. Leaders and responsible persons are those whom the decision names as holders; where it
names nobody the cell is empty. Headings are those that offices use, so that Zeren's own loaders read what is written here.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.commands.names import people_of
from dashboards.papers.redaction import redaction
from graph.analysis import analyse
from graph.responsibility import ROLES
from ontology.errors import InputError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dashboards.wording import Wording
    from graph.analysis import Analysis
    from graph.facts import Facts
    from graph.store import Store

EPOCH = date(1970, 1, 1)
LEDGER = ("number", "issue", "category", "measure", "leader", "unit", "person", "deadline", "progress", "evidence", "status", "completed", "closed", "remark")  # fmt: skip
LISTS = {
    "issues": ("number", "category", "issue"),
    "measures": ("number", "measure_number", "measure", "deadline", "progress", "status", "completed"),
    "bearers": ("number", "measure_number", "unit", "head", "leader", "person", "assistant"),
}
"""Columns of the ledger and of each list; what they are called is wording (`ledger.COLUMN`)."""
Cell = str | int | date | None
WIDEST, HEIGHT = 24, 15
"""Of a column in characters, of a line in points: a page must be read without a glass."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table below its title lines."""

    name: str
    title: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def ledger(
    store: Store,
    organization: str,
    wording: Wording,
    as_of: date | None = None,
    *,
    redacted: bool = False,
    people: Store | None = None,
) -> list[Sheet]:
    """The ledger of an organization (id), one sheet, as of a day (default: the store's); raises UnknownName, InputError if it has no issue."""
    return _sheets(store, organization, wording, as_of, redacted=redacted, people=people)[:1]


def three_lists(
    store: Store,
    organization: str,
    wording: Wording,
    as_of: date | None = None,
    *,
    redacted: bool = False,
    people: Store | None = None,
) -> list[Sheet]:
    """The lists of issues, duties on them and bearers of an organization (id), a sheet each; raises UnknownName, InputError if it has no issue."""
    return _sheets(store, organization, wording, as_of, redacted=redacted, people=people)[1:]


def _sheets(
    store: Store,
    organization: str,
    wording: Wording,
    as_of: date | None,
    *,
    redacted: bool,
    people: Store | None,
) -> list[Sheet]:
    facts, day = store.facts(), as_of or store.as_of()
    assert day is not None
    if organization not in facts["organizations"]["organization"]:
        raise UnknownName("names.no_organization", id=organization)
    rows, told = _rows(store, facts, organization, wording, day)
    if not rows:
        raise InputError("papers.no_ledger", id=organization)
    name = wording.name(organization)
    feedback = wording.say("papers.and").join(d.isoformat() for d in told)
    below = wording.say("ledger.below", organization=name, feedback=feedback, day=day)
    titles = {
        kind: (wording.say(f"ledger.title_{kind}", organization=name), below) for kind in ("ledger", *LISTS)
    }
    sheets = [
        Sheet(
            wording.say("ledger.sheet_ledger"),
            titles["ledger"],
            _heads(LEDGER, wording),
            _cells(rows, LEDGER),
        )
    ]
    for kind, columns in LISTS.items():
        on_issues = [r for r in rows if r["issue"]]  # a duty on no issue has no number to be joined by
        some = _once(on_issues) if kind == "issues" else [r for r in on_issues if r["measure"]]
        sheets.append(
            Sheet(
                wording.say(f"ledger.sheet_{kind}"),
                titles[kind],
                _heads(columns, wording),
                _cells(some, columns),
            )
        )
    return redaction(people or store, wording.lang).whole(sheets) if redacted else sheets


def _heads(columns: Sequence[str], wording: Wording) -> tuple[str, ...]:
    return tuple(wording.say(f"ledger.{column}") for column in columns)


def _cells(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(row[c] for c in columns) for row in rows)


def _once(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row an issue."""
    return list({row["number"]: row for row in reversed(rows)}.values())[::-1]


def _rows(
    store: Store, facts: Facts, organization: str, wording: Wording, day: date
) -> tuple[list[dict[str, Any]], list[date]]:
    """A row for each issue that was told to the organization and each duty on it, or that the organization bears; days of the feedbacks."""
    whole = analyse(facts, day, store.compiled())
    codes = dict(whole.compiled["organization"].select("id", "code").iter_rows())
    here = whole.of_organizations(whole.compiled.with_neighbours([codes[organization]]))
    told = facts["feedbacks"].filter((pl.col("addressee") == organization) & (pl.col("date") <= day))
    own = facts["issues"].join(told.select("feedback"), on="feedback", how="semi")["issue"]
    links = facts["duty_issues"]
    matters = whole.compiled["matter"].filter(
        pl.col("duty") & (pl.col("organization") == codes[organization])
    )
    duties = set(matters["id"]) | set(links.filter(pl.col("issue").is_in(own.implode()))["duty"])
    pairs = links.filter(pl.col("duty").is_in(sorted(duties)))
    issues = sorted({*own, *pairs["issue"]})
    of = {i: sorted(set(d)) for i, d in pairs.group_by("issue").agg("duty").iter_rows()}
    alone = sorted(duties - set(pairs["duty"]))
    every = [(i, d) for i in issues for d in (of.get(i) or [None])] + [(None, d) for d in alone]
    told_days = sorted(set(told["date"]))
    if not every:
        return [], told_days
    known = _Known.of(store, facts, here, wording, issues, sorted(duties))
    numbers = {key: n for n, key in enumerate(dict.fromkeys(i or d for i, d in every), 1)}
    counted: dict[int, int] = {}
    rows = []
    for issue, duty in every:
        number = numbers[issue or duty]
        counted[number] = counted.get(number, 0) + 1
        rows.append(
            {"number": number, "measure_number": f"{number}-{counted[number]}", **known.row(issue, duty)}
        )
    return rows, told_days


@dataclass(frozen=True)
class _Known:
    """What the rows are made of, looked up once."""

    wording: Wording
    answers: dict[str, list[dict[str, Any]]]
    windows: dict[str, dict[str, Any]]
    domains: dict[str, list[str]]
    persons: dict[str, str]
    numbers: dict[str, str]
    done_by: dict[str, list[str]]
    closed: frozenset[str]

    @classmethod
    def of(
        cls,
        store: Store,
        facts: Facts,
        here: Analysis,
        wording: Wording,
        issues: list[str],
        duties: list[str],
    ) -> _Known:
        answers: dict[str, list[dict[str, Any]]] = {}
        for row in here.answers().filter(pl.col("for").is_in([*issues, *duties])).iter_rows(named=True):
            answers.setdefault(row["for"], []).append(row)
        bearers = sorted({r["bearer"] for rows in answers.values() for r in rows})
        people = people_of(store, bearers)
        domains: dict[str, list[str]] = {}
        for issue, domain in (
            facts["issue_domains"].filter(pl.col("issue").is_in(issues)).sort("domain").iter_rows()
        ):
            domains.setdefault(issue, []).append(domain)
        done = (
            facts["fulfilments"]
            .filter(pl.col("duty").is_in(duties) & (pl.col("date") <= here.as_of))
            .sort("date", "act")
        )
        done_by: dict[str, list[str]] = {}
        for act, duty in done.select("act", "duty").iter_rows():
            done_by.setdefault(duty, []).append(act)
        acts = [a for some in done_by.values() for a in some]
        wording.learn(
            store,
            {
                *issues,
                *duties,
                *bearers,
                *acts,
                *(x for d in domains.values() for x in d),
                *(p for pair in people.values() for p in pair),
            },
        )
        wording.learn(store, {s for i in (*duties, *acts) for s in wording.evidence(i)})
        matters = here.decision.windows.join(
            here.compiled["matter"].select("id", "periodic", matter="code"), on="matter"
        )
        asked = dict(facts["questions"].select("question", pl.coalesce("number", "question")).iter_rows())
        return cls(
            wording, answers, {r["id"]: r for r in matters.iter_rows(named=True)}, domains,
            {t: person for t, (person, _) in people.items()}, asked, done_by,
            _verified(facts, issues, here.as_of),
        )  # fmt: skip

    def row(self, issue: str | None, duty: str | None) -> dict[str, Any]:
        """The cells of an issue and a duty on it; either may be missing."""
        say, name = self.wording.say, self.wording.name
        subject = duty or issue or ""
        window = self.windows.get(subject)
        items = self.answers.get(subject, [])
        open_ = sorted({self.numbers.get(q, q) for i in items for q in i["open"]})
        status, progress, completed = self._state(duty, window)
        return {
            "issue": name(issue) or None,
            "category": "、".join(map(name, self.domains.get(issue or "", ()))) or None,
            "measure": name(duty) or None,
            "unit": self._names(i["bearer"] for i in items if i["grade"] == "MainResponsibility"),
            "head": self._people(items, "FirstResponsibility", ROLES[0]),
            "leader": self._people(items, "DualDuty", ROLES[0], ("unit", "domain")),
            "person": self._people(items, "DualDuty", ROLES[0], ("assigned",)),
            "assistant": self._people(items, "DualDuty", ROLES[2]),
            "deadline": _day(window["eff"]) if window and duty else None,
            "progress": progress,
            "evidence": "；".join(
                dict.fromkeys(
                    name(s)
                    for i in (duty, *self.done_by.get(duty or "", ()))
                    if i
                    for s in self.wording.evidence(i)
                )
            )
            or None,
            "status": status,
            "completed": completed,
            "closed": say("ledger.yes" if issue in self.closed else "ledger.no"),
            "remark": say("ledger.open", numbers="、".join(open_)) if open_ else None,
        }

    def _state(
        self, duty: str | None, window: dict[str, Any] | None
    ) -> tuple[str | None, str | None, date | None]:
        """Done, overdue or neither; in words; on which day."""
        if window is None or duty is None:
            return None, None, None
        say = self.wording.say
        if window["periodic"]:  # one meeting does not do what every period asks for
            return say("ledger.no"), say("ledger.periodic"), None
        done = _day(window["fulfilled"]) if duty in self.done_by else None
        if done is not None:
            return (
                say("ledger.yes"),
                say("tree.fulfilled_late" if window["unmet"] else "tree.fulfilled", day=done),
                done,
            )
        if window["unmet"]:
            return say("ledger.overdue"), say("tree.unmet", day=_day(window["eff"] + 1)), None
        return say("ledger.no"), say("ledger.running"), None

    def _names(self, ids: Iterable[str]) -> str | None:
        return "、".join(dict.fromkeys(map(self.wording.name, ids))) or None

    def _people(
        self, items: Sequence[Mapping[str, Any]], grade: str, role: str, grounds: Sequence[str] = ()
    ) -> str | None:
        """Names of those who bear a grade in a role, on one of the grounds."""
        chosen = [
            i
            for i in items
            if i["grade"] == grade and i["role"] == role and (not grounds or i["ground"] in grounds)
        ]
        return self._names(self.persons[i["bearer"]] for i in chosen if i["bearer"] in self.persons)


def _verified(facts: Facts, issues: list[str], as_of: date) -> frozenset[str]:
    """The issues whose completion was verified, and not found incomplete or false on a later day (semantics 2.4)."""
    seen = facts["issue_verdicts"].filter(pl.col("issue").is_in(issues) & (pl.col("date") <= as_of))
    good = pl.col("verdict") == "Verified"
    last = seen.group_by("issue").agg(
        good=pl.col("date").filter(good).max(),
        bad=pl.col("date").filter(pl.col("verdict").is_in(["Incomplete", "Falsified"])).max(),
    )
    holds = last.filter(
        pl.col("good").is_not_null() & (pl.col("bad").is_null() | (pl.col("bad") <= pl.col("good")))
    )
    return frozenset(holds["issue"])


def _day(number: int | None) -> date | None:
    return None if number is None else EPOCH + timedelta(number)


def _width(head: str, cells: Iterable[Cell]) -> int:
    """Of a column, in characters: what it holds, within bounds."""
    return min(WIDEST, max(7, *(_cells_wide(c) + 2 for c in (head, *cells))))


def _lines(cell: Cell, width: int) -> int:
    return -(-_cells_wide(cell) // max(width - 2, 1)) or 1


def _cells_wide(cell: Cell) -> int:
    """How wide a text is: a Chinese character takes two places."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in str(cell or ""))


def workbook(sheets: Sequence[Sheet], wording: Wording) -> bytes:
    """The sheets as .xlsx: no text becomes a formula or a link, and it says of itself only that Zeren made it."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": sheets[0].name, "author": "Zeren", "created": datetime(2000, 1, 1)})
        font = {
            "font_name": "宋体" if wording.lang == "zh" else "Calibri",
            "font_size": 10,
            "valign": "vcenter",
        }
        title = book.add_format({**font, "bold": True, "font_size": 16, "align": "center"})
        below = book.add_format(font)
        head = book.add_format(
            {**font, "bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True, "align": "center"}
        )
        text = book.add_format({**font, "border": 1, "text_wrap": True})
        middle = book.add_format({**font, "border": 1, "align": "center"})
        day = book.add_format({**font, "border": 1, "num_format": "yyyy-mm-dd", "align": "center"})
        for each in sheets:
            sheet = book.add_worksheet(each.name)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            last = len(each.heads) - 1
            sheet.merge_range(0, 0, 0, last, "", title)
            sheet.write_string(0, 0, each.title[0], title)
            sheet.write_string(1, 0, each.title[1], below)
            sheet.freeze_panes(3, 0)
            sheet.repeat_rows(2)
            widths = [
                _width(name, [row[place] for row in each.rows]) for place, name in enumerate(each.heads)
            ]
            for place, name in enumerate(each.heads):
                sheet.set_column(place, place, widths[place])
                sheet.write_string(2, place, name, head)
            for line, row in enumerate(each.rows, 3):
                sheet.set_row(
                    line, HEIGHT * max(_lines(value, wide) for value, wide in zip(row, widths, strict=True))
                )
                for place, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)
                    elif isinstance(value, int):
                        sheet.write_number(line, place, value, middle)
                    else:
                        sheet.write_string(line, place, value or "", text)
    return out.getvalue()
