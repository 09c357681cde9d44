"""Do record frames keep what the shapes demand, and where do they not?

The bulk form of shapes.ttl: the same constraints, set-wise over frames of any size. A load is checked against what the store
will hold after it (`merged`), but only what the load touches is looked at, so a small load into a large store is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import polars as pl

from ontology.messages import Message, message
from ontology.problems import Code, Part, Problem
from ontology.records import ORIGIN, Frames, columns, frame
from ontology.vocabulary import Kind, Property, RecordType, Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ontology.records import Batch

_AT = list(ORIGIN)
LIMIT = 1000
"""Problems of one kind (type, field, code) that are listed; the last one says how many more there are."""


def merge(current: Frames, stated: Mapping[str, pl.DataFrame]) -> Frames:
    """What holds after `stated` (with `_withdrawn`) is put over `current`: the last statement wins, withdrawals leave."""
    merged = dict(current)
    for name, rows in stated.items():
        old = frame(current, name)
        new = last(stated_only(rows).select(*columns(name)))
        kept = old.join(rows.select("id"), on="id", how="anti") if old.height else old
        merged[name] = pl.concat([kept.select(*columns(name)), new]) if kept.height else new
    return merged


def last(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, of those of one id the last; the same frame, no copy of it, where no id stands twice."""
    return (
        rows if rows["id"].n_unique() == rows.height else rows.unique("id", keep="last", maintain_order=True)
    )


def stated_only(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that withdraw nothing; the same frame where none does."""
    return rows.filter(~pl.col("_withdrawn")) if rows["_withdrawn"].any() else rows


def check(batch: Batch, current: Frames) -> list[Problem]:
    """Every problem of a batch against the records that are there, in the order of the input; an empty list means it may load."""
    unread = {(p.record, p.field) for p in batch.problems}
    without = {(p.file, p.sheet, p.field) for p in batch.problems if p.code is Code.MISSING_COLUMN}
    found = [
        p
        for p in _Check(batch, current, vocabulary()).problems()
        # A value that could not be read is reported once, not again as missing; a column that is not there, not once a row.
        if p.code is not Code.MISSING_FIELD
        or ((p.record, p.field) not in unread and (p.file, p.sheet, p.field) not in without)
    ]
    return sorted(
        found, key=lambda p: (p.file or "", p.sheet or "", p.row or 0, p.record or "", p.field or "", p.code)
    )


class _Check:
    def __init__(self, batch: Batch, current: Frames, vocabulary_: Vocabulary) -> None:
        self._vocabulary = vocabulary_
        self._parts: Sequence[Part] = batch.parts
        self._all = {name: rows for name, rows in batch.frames.items() if rows.height}
        self._stated = {name: stated_only(rows) for name, rows in self._all.items()}
        self._merged = merge(current, batch.frames)
        self._current = current
        self._ids: dict[tuple[str, ...], pl.DataFrame] = {}

    def problems(self) -> Iterator[Problem]:
        yield from self._duplicates()
        for name, rows in self._stated.items():
            record_type = self._vocabulary.type(name)
            yield from self._one_of(record_type, rows)
            for prop in record_type.properties:
                yield from self._property(record_type, prop, rows)
        yield from self._owners_moved()
        yield from self._withdrawn_in_use()
        yield from self._cycles()

    def _property(self, record_type: RecordType, prop: Property, rows: pl.DataFrame) -> Iterator[Problem]:
        value = pl.col(prop.key)
        if prop.required:
            yield from self._report(
                Code.MISSING_FIELD, message("records.required"), rows.filter(_is_empty(prop)), prop
            )
        if prop.needed_with is not None:
            lacking = rows.filter(_is_empty(prop) & (pl.col("status") == prop.needed_with))
            yield from self._report(
                Code.EVIDENCE_REQUIRED,
                message("records.needed_with", status=self._vocabulary.term(prop.needed_with)),
                lacking,
                prop,
            )
        if prop.kind is Kind.CODE:
            assert prop.scheme is not None
            codes = self._vocabulary.schemes[prop.scheme].codes
            wrong = _each(rows, prop).filter(~value.is_in(list(codes)))
            reason = message(
                "records.no_code",
                scheme=self._vocabulary.term(prop.scheme),
                codes=[self._vocabulary.term(c) for c in codes],
            )
            yield from self._report(Code.UNKNOWN_CODE, reason, wrong, prop)
        if prop.kind is Kind.REFERENCE:
            yield from self._references(prop, rows)
        if prop.minimum is not None:
            low = rows.filter(value < prop.minimum)
            yield from self._report(
                Code.BAD_VALUE, message("records.at_least", least=prop.minimum), low, prop
            )
        if prop.before is not None:
            later = pl.col(prop.before)
            wrong = rows.filter(value >= later if prop.before_strict else value > later)
            other = record_type.keys[prop.before].term
            reason = (
                message("records.before", field=other)
                if prop.before_strict
                else message("records.by", field=other)
            )
            yield from self._report(Code.BAD_INTERVAL, reason, wrong, prop)
        if prop.not_before_in is not None:
            yield from self._not_before(record_type, prop)

    def _one_of(self, record_type: RecordType, rows: pl.DataFrame) -> Iterator[Problem]:
        for group in record_type.one_of:
            props = [record_type.keys[key] for key in group]
            lacking = rows.filter(pl.all_horizontal([_is_empty(p) for p in props]))
            reason = (
                message("records.required")
                if len(group) == 1
                else message("records.one_required", fields=[p.term for p in props])
            )
            yield from self._report(Code.MISSING_FIELD, reason, lacking, props[0])

    def _references(self, prop: Property, rows: pl.DataFrame) -> Iterator[Problem]:
        given = _each(rows, prop)
        if given.is_empty():
            return
        known = self._known(prop.targets)
        dangling = given.join(known, left_on=prop.key, right_on="id", how="anti")
        if dangling.is_empty():
            return
        others = self._known(tuple(self._vocabulary.types))
        wrong = dangling.join(others, left_on=prop.key, right_on="id", how="semi")
        unknown = dangling.join(others, left_on=prop.key, right_on="id", how="anti")
        targets = [self._vocabulary.term(t) for t in prop.targets]
        yield from self._report(Code.WRONG_TYPE, message("records.wrong_type", types=targets), wrong, prop)
        yield from self._report(Code.UNKNOWN_ID, message("records.unknown_id", types=targets), unknown, prop)

    def _known(self, types: tuple[str, ...]) -> pl.DataFrame:
        if types not in self._ids:
            frames = [self._merged[t].select("id") for t in types if t in self._merged]
            self._ids[types] = pl.concat(frames) if frames else pl.DataFrame(schema={"id": pl.String()})
        return self._ids[types]

    def _not_before(self, record_type: RecordType, prop: Property) -> Iterator[Problem]:
        """Rows that begin before the record they belong to; a change of either side can be the cause."""
        owner = prop.not_before_in
        assert owner is not None
        target = record_type.keys[owner].targets[0]
        firsts = frame(self._merged, target).select(
            pl.col("id").alias(owner), pl.col(prop.key).alias("_first")
        )
        own = (
            self._stated[record_type.name].join(firsts, on=owner).filter(pl.col(prop.key) < pl.col("_first"))
        )
        yield from self._report(
            Code.BAD_INTERVAL,
            message("records.before_owner", field=prop.term, owner=self._vocabulary.term(target)),
            own,
            prop,
        )

    def _owners_moved(self) -> Iterator[Problem]:
        """Records already in the store that a stated owner's new beginning leaves behind."""
        for record_type in self._vocabulary.types.values():
            for prop in record_type.properties:
                target = record_type.keys[prop.not_before_in].targets[0] if prop.not_before_in else None
                if target not in self._stated or record_type.name not in self._current:
                    continue
                stated = frame(self._all, record_type.name)
                kept = self._current[record_type.name].join(stated.select("id"), on="id", how="anti")
                kept = kept.select("id", prop.key, owner=prop.not_before_in)
                owners = self._stated[target].select("id", prop.key, *_AT)
                left = owners.join(kept, left_on="id", right_on="owner", suffix="_of").filter(
                    pl.col(f"{prop.key}_of") < pl.col(prop.key)
                )
                for row in left.head(LIMIT).iter_rows(named=True):
                    reason = message("records.owner_begins_later", type=record_type.term, id=row["id_of"])
                    yield self._problem(Code.BAD_INTERVAL, reason, row, prop.key, row[prop.key])

    def _duplicates(self) -> Iterator[Problem]:
        ids = pl.concat([pl.Series("id", [], dtype=pl.String), *(rows["id"] for rows in self._all.values())])
        again_ = pl.DataFrame({"id": ids.filter(ids.is_duplicated()).unique()})
        twice = (
            {
                name: rows.join(again_, on="id", how="semi", maintain_order="left")
                for name, rows in self._all.items()
            }
            if again_.height
            else {}
        )
        every = pl.concat(
            [
                pl.DataFrame(schema={"id": pl.String, **ORIGIN, "type": pl.String, "_content": pl.UInt64}),
                *(
                    rows.select("id", *_AT, type=pl.lit(name), _content=rows.drop(_AT).hash_rows())
                    for name, rows in twice.items()
                ),
            ]
        )
        conflict = every.group_by("id").agg(
            types=pl.col("type").n_unique(), contents=pl.struct("_content", "_withdrawn").n_unique()
        )
        conflict = conflict.filter((pl.col("types") > 1) | (pl.col("contents") > 1))
        again = every.join(conflict, on="id").filter(pl.int_range(pl.len()).over("id") > 0)
        yield from self._report_id(Code.DUPLICATE_ID, message("records.twice"), again)
        for name, rows in self._all.items():
            for other, old in self._current.items():
                if other != name and old.height:
                    taken = rows.join(old.select("id"), on="id", how="semi")
                    yield from self._report_id(
                        Code.DUPLICATE_ID,
                        message("records.id_taken", type=self._vocabulary.term(other)),
                        taken,
                    )

    def _withdrawn_in_use(self) -> Iterator[Problem]:
        for name, rows in self._all.items():
            gone = rows.filter("_withdrawn")
            if gone.is_empty():
                continue
            unknown = gone.join(frame(self._current, name).select("id"), on="id", how="anti")
            yield from self._report_id(
                Code.UNKNOWN_ID, message("records.cannot_withdraw", type=self._vocabulary.term(name)), unknown
            )
            for record_type in self._vocabulary.types.values():
                for prop in record_type.references:
                    if name not in prop.targets or record_type.name not in self._merged:
                        continue
                    uses = _each(self._merged[record_type.name], prop).select(
                        pl.col("id").alias("_user"), id=prop.key
                    )
                    used = gone.join(uses, on="id").unique("id", keep="first", maintain_order=True)
                    for row in used.select("id", "_user", *_AT).iter_rows(named=True):
                        reason = message(
                            "records.in_use", type=record_type.term, id=row["_user"], field=prop.term
                        )
                        yield self._problem(Code.UNKNOWN_ID, reason, row, "id", row["id"])

    def _cycles(self) -> Iterator[Problem]:
        for name in self._stated:
            for prop in self._vocabulary.type(name).references:
                if prop.acyclic:
                    yield from self._cycles_of(name, prop)

    def _cycles_of(self, name: str, prop: Property) -> Iterator[Problem]:
        edges = _each(self._merged[name], prop).select("id", to=prop.key)
        # What can be left at its end lies on no cycle: peel such ends off until nothing changes.
        while edges.height:
            rest = edges.join(edges.select(to="id").unique(), on="to", how="semi")
            rest = rest.join(rest.select(id="to").unique(), on="id", how="semi")
            if rest.height == edges.height:
                break
            edges = rest
        if edges.is_empty():
            return
        origin = {row["id"]: row for row in self._stated[name].select("id", *_AT).iter_rows(named=True)}
        tangle: nx.DiGraph[str] = nx.DiGraph(edges.sort("id", "to").iter_rows())
        for knot in sorted(map(sorted, nx.strongly_connected_components(tangle))):
            if len(knot) > 1 or tangle.has_edge(knot[0], knot[0]):
                circle = [here for here, _ in nx.find_cycle(tangle.subgraph(knot), knot[0])]
                row = next((origin[i] for i in circle if i in origin), {"id": circle[0]})
                reason = message("records.circle", circle=" -> ".join([*circle, circle[0]]))
                yield self._problem(Code.CYCLE, reason, row, prop.key, None)

    def _report(self, code: Code, reason: Message, rows: pl.DataFrame, prop: Property) -> Iterator[Problem]:
        shown = rows.head(LIMIT) if rows.height > LIMIT else rows
        for row in shown.select("id", prop.key, *_AT).iter_rows(named=True):
            yield self._problem(
                code, reason, row, prop.key, row[prop.key] if code is not Code.MISSING_FIELD else None
            )
        if rows.height > LIMIT:
            yield Problem(
                code,
                message("records.more", reason=reason, count=rows.height - LIMIT),
                field=prop.key,
            )

    def _report_id(self, code: Code, reason: Message, rows: pl.DataFrame) -> Iterator[Problem]:
        for row in rows.head(LIMIT).select("id", *_AT).iter_rows(named=True):
            yield self._problem(code, reason, row, "id", row["id"])
        if rows.height > LIMIT:
            yield Problem(code, message("records.more", reason=reason, count=rows.height - LIMIT), field="id")

    def _problem(
        self, code: Code, reason: Message, row: Mapping[str, Any], field: str, value: Any
    ) -> Problem:
        part = self._parts[row["_part"]] if row.get("_part") is not None else Part("-")
        return Problem(
            code, reason, file=part.file, sheet=part.sheet, row=row.get("_row"), column=part.column(field),
            record=row["id"], field=field, value=value,
        )  # fmt: skip


def _is_empty(prop: Property) -> pl.Expr:
    value = pl.col(prop.key)
    return value.is_null() | (value.list.len() == 0) if prop.many else value.is_null()


def _each(rows: pl.DataFrame, prop: Property) -> pl.DataFrame:
    """`rows` with one value of a property a row; rows without one dropped."""
    # Without the other columns: those of a long list would be repeated for each of its values.
    rows = rows.select("id", prop.key, *(c for c in _AT if c in rows.columns))
    spread = rows.explode(prop.key, empty_as_null=True) if prop.many else rows
    return spread.drop_nulls(prop.key)
