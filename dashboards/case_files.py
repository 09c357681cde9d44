"""What does a case file say, and did the answers come out as it says?

A case is a scenario that a lawyer can read: facts, a day, and what must (or must not) be answered. Keys left out of an
expectation are not compared; sets (`open`, `flags`, `missing` ...) are compared whole; `exact` lists the kinds of answer of
which the expected ones must be all there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from loaders import recognise, yaml_records
from ontology.errors import InputError
from ontology.messages import Message, message
from ontology.records import Batch

KINDS = ("responsibility", "gap", "referral", "finding", "near_miss", "why_not", "repair", "error")
_KEYS = {
    "case",
    "about",
    "as_of",
    "decided_on",
    "regulations",
    "policy",
    "include",
    "facts",
    "expect",
    "exact",
}
_LISTS = {"options", "approvals", "forms"}
_SETS = {
    "open", "flags", "missing", "issues", "duties", "tenures", "principal", "of", "breaches", "matter", "facts", "parameters", "reasons", "flips",
}  # fmt: skip

Answers = Mapping[str, list[dict[str, Any]]]
"""Answers by kind, each a flat mapping with the keys of the case format; dates as ISO strings."""


class _Loader(yaml.CSafeLoader):
    """Dates stay text, so that a case can hold a day that does not exist."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Case:
    """One scenario. `expect` has (kind, negated, keys) in the order of the file."""

    name: str
    about: str
    file: str
    as_of: date
    decided_on: date
    batch: Batch
    expect: tuple[tuple[str, bool, Mapping[str, Any]], ...]
    exact: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """A case and what did not come out as it says; none = passed."""

    case: Case
    failures: tuple[Message, ...]

    @property
    def passed(self) -> bool:
        """Everything came out as the case says."""
        return not self.failures


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, or of every file of a folder; raises InputError naming file and case for what is not one."""
    if path.is_dir():
        return [case for file in sorted(path.glob("*.yaml")) for case in read_cases(file)]
    if not path.is_file():
        raise InputError("cases.no_file", path=path)
    try:
        documents = list(yaml.load_all(path.read_text(encoding="utf-8"), _Loader))
    except yaml.YAMLError as error:
        raise InputError("cases.no_yaml", path=path, error=error) from None
    return [_case(path, document) for document in documents if document is not None]


def _case(path: Path, document: Any) -> Case:
    if not isinstance(document, dict) or "case" not in document:
        raise InputError("cases.no_case", path=path, found=str(document)[:60])
    name = str(document["case"])
    where = message("cases.case", path=path, name=name)
    unknown = sorted(set(document) - _KEYS)
    if unknown:
        raise InputError("cases.unknown_key", where=where, keys=unknown, known=sorted(_KEYS))
    as_of = _day(document.get("as_of"), where, "as_of")
    decided_on = _day(document["decided_on"], where, "decided_on") if document.get("decided_on") else as_of
    expect = tuple(_expectation(item, where) for item in document.get("expect") or ())
    if not expect:
        raise InputError("cases.expects_nothing", where=where)
    exact = frozenset(document.get("exact") or ())
    if exact - set(KINDS):
        raise InputError("cases.exact", where=where, kinds=sorted(exact - set(KINDS)))
    return Case(
        name,
        str(document.get("about", "")),
        str(path),
        as_of,
        decided_on,
        _batch(path, document, where),
        expect,
        exact,
    )


def _batch(path: Path, document: Mapping[str, Any], where: Message) -> Batch:
    policy = document.get("policy") or {}
    sources = [name if Path(name).suffix else f"shipped:{name}" for name in document.get("regulations") or ()]
    sources = [s if s.startswith("shipped:") else str(path.parent / s) for s in sources]
    rules = recognise.read(sources) if sources else Batch({})
    records: list[Any] = []
    for name in document.get("include") or ():
        base = path.parent / "base" / f"{name}.yaml"
        if not base.is_file():
            raise InputError("cases.include", where=where, path=base)
        records += yaml.load(base.read_text(encoding="utf-8"), _Loader) or []  # noqa: S506  a CSafeLoader
    records += document.get("facts") or []
    return _with_policy(rules, policy, where) + yaml_records.from_values(records, path.name)


def _with_policy(rules: Batch, policy: Mapping[str, Any], where: Message) -> Batch:
    """The rules with the case's policy values in place of the shipped ones."""
    if not policy:
        return rules
    rows = rules.frames.get("Policy")
    unknown = sorted(set(policy) - set(rows["name"] if rows is not None else ()))
    if rows is None or unknown:
        raise InputError("cases.policy", where=where, names=unknown)
    value = pl.col("name").replace_strict({k: float(v) for k, v in policy.items()}, default=pl.col("value"))
    return Batch({**rules.frames, "Policy": rows.with_columns(value=value)}, rules.parts, rules.problems)


def _day(value: Any, where: Message, key: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputError("cases.no_day", where=where, key=key, value=value) from None


def _expectation(item: Any, where: Message) -> tuple[str, bool, Mapping[str, Any]]:
    if not isinstance(item, dict) or len(item) != 1:
        raise InputError("cases.expectation", where=where, found=str(item)[:60])
    name, keys = next(iter(item.items()))
    kind = name.removeprefix("no_")
    if kind not in KINDS or not isinstance(keys, dict):
        raise InputError("cases.unknown_expectation", where=where, name=name, known=KINDS)
    return kind, name != kind, keys


def run(case: Case, answer: Callable[[Case], Answers]) -> Outcome:
    """Answers the case and compares."""
    return Outcome(case, tuple(_failures(case, answer(case))))


def _failures(case: Case, answers: Answers) -> list[Message]:
    failures: list[Message] = []
    expected: dict[str, list[Mapping[str, Any]]] = {}
    for kind, negated, keys in case.expect:
        matching = [a for a in _of(kind, keys, answers) if _matches(keys, a)]
        if negated and matching:
            failures.append(message("cases.must_not_be", kind=kind, answer=_show(matching[0], keys)))
        if not negated:
            expected.setdefault(kind, []).append(keys)
            if not matching:
                failures.append(
                    message(
                        "cases.missing",
                        kind=kind,
                        answer=_show(keys),
                        nearest=_nearest(keys, _of(kind, keys, answers)),
                    )
                )
    for kind in sorted(case.exact):
        wanted = expected.get(kind, [])
        more = [a for a in answers.get(kind, []) if not any(_matches(keys, a) for keys in wanted)]
        failures += [message("cases.more", kind=kind, answer=_show(a)) for a in more]
    if any(kind == "error" for kind, _, _ in case.expect):
        return failures
    return failures + [
        message(
            "cases.refused",
            record=e["record"] or "",
            field=e["field"] or "",
            reason=e["reason"],
            code=e["code"],
        )
        for e in answers.get("error", [])
    ]


def _of(kind: str, keys: Mapping[str, Any], answers: Answers) -> list[dict[str, Any]]:
    """The answers of a kind; of a near miss those of circumstances, or, if the expectation names a limb, of limbs."""
    found = answers.get(kind, [])
    return [a for a in found if ("limb" in a) == ("limb" in keys)] if kind == "near_miss" else found


def _matches(keys: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    return all(_equal(key, value, found.get(key)) for key, value in keys.items())


def _equal(key: str, expected: Any, found: Any) -> bool:
    if key in _SETS:
        return {str(x) for x in _list(expected)} == {str(x) for x in _list(found)}
    if key in _LISTS:
        options = _list(found)
        return len(_list(expected)) == len(options) and all(
            any(_matches(e, o) for o in options) for e in _list(expected)
        )
    if isinstance(expected, list) or isinstance(found, list):
        return [str(x) for x in _list(expected)] == [str(x) for x in _list(found)]
    if expected is None or found is None:
        return expected is None and found is None
    return str(expected) == str(found)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _nearest(keys: Mapping[str, Any], found: list[dict[str, Any]]) -> Message:
    """The answer that comes nearest, and in what it differs."""
    if not found:
        return message("cases.none_of_kind")
    best = max(found, key=lambda a: sum(_equal(k, v, a.get(k)) for k, v in keys.items()))
    differing = [
        message("cases.differing", key=k, expected=_text(v), got=_text(best.get(k)))
        for k, v in keys.items()
        if not _equal(k, v, best.get(k))
    ]
    return message("cases.nearest", differing=differing)


def _show(keys: Mapping[str, Any], only: Mapping[str, Any] | None = None) -> str:
    shown = {k: v for k, v in keys.items() if v not in (None, [], "") or (only is not None and k in only)}
    return "{" + ", ".join(f"{k}: {_text(v)}" for k, v in shown.items()) + "}"


def _text(value: Any) -> str:
    text = (
        "[" + ", ".join(map(_text, value)) + "]"
        if isinstance(value, list)
        else "null"
        if value is None
        else str(value)
    )
    return re.sub(r"\s+", " ", text)
