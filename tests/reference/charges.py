"""Who is in charge of a unit or a domain on a day, and portfolios that move (10-13)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tests.reference.records import Record, Records, Span, Tenure, certain, day_of, possible, refs
from tests.reference.windows import Matter


@dataclass(frozen=True)
class Charge:
    """A division of labor with its tenure. It counts on the days that lie in both (10)."""

    division: str
    mode: str
    tenure: Tenure
    domains: frozenset[str]
    units: frozenset[str]
    principals: frozenset[str]
    possible: Span
    certain: Span

    def possible_on(self, on: date) -> bool:
        return self.possible.holds(on) and self.tenure.possible_on(on)

    def certain_on(self, on: date) -> bool:
        """13: a division is certain on a day if it and its tenure are."""
        return self.possible_on(on) and self.certain.holds(on) and self.tenure.certain_on(on)

    def ending(self, on: date) -> "Charge":
        """12: the charge ends on the Act's date; an Act is never imprecise."""
        return replace(self, possible=Span(self.possible.start, on), certain=Span(self.certain.start, on))

    def beginning(self, on: date) -> "Charge":
        """12: the charge begins on the Act's date."""
        return replace(self, possible=Span(on, self.possible.end), certain=Span(on, self.certain.end))


@dataclass(frozen=True)
class Place:
    """One unit, or one domain with its ancestors: where somebody can be in charge."""

    ground: str  # unit or domain
    id: str
    ladder: tuple[str, ...]

    def level(self, charge: Charge) -> int | None:
        """How far up the division lies: the nearest rung that it covers."""
        covered = charge.units if self.ground == "unit" else charge.domains
        return min((n for n, rung in enumerate(self.ladder) if rung in covered), default=None)


@dataclass(frozen=True)
class Listed:
    """A charge found on a day, and whether above a level where somebody is only possibly in charge."""

    charge: Charge
    doubtful: bool


def charges_of(records: Records, organization: str, mode: str) -> list[Charge]:
    """8, 10: divisions of one mode under the head's and the members' tenures; other seats neither bear nor fill."""
    found = []
    for division in records.all("DivisionOfLabor"):
        tenure = records.tenures[division["underTenure"]]
        if (
            division["mode"] == mode
            and tenure.organization == organization
            and tenure.seat in {"HeadSeat", "MemberSeat"}
        ):
            found.append(
                Charge(
                    division=division["id"],
                    mode=mode,
                    tenure=tenure,
                    domains=frozenset(refs(division, "inDomain")),
                    units=frozenset(refs(division, "covers")),
                    principals=frozenset(refs(division, "principal")),
                    possible=possible(division),
                    certain=certain(division),
                )
            )
    return found


def unit_place(unit: str) -> Place:
    """10: `unit` is covered exactly, no ancestors."""
    return Place("unit", unit, (unit,))


def domain_place(records: Records, domain: str) -> Place:
    """10: the domain itself, then its ancestors, nearest first."""
    return Place("domain", domain, tuple(records.ladder(domain, "broader")))


def places_of(records: Records, matter: Matter) -> list[Place]:
    """The units and the domains of a matter's issues."""
    issues = [records[issue] for issue in matter.issues]
    units = sorted({unit for issue in issues for unit in refs(issue, "concerns")})
    domains = sorted({domain for issue in issues for domain in refs(issue, "inDomain")})
    return [unit_place(unit) for unit in units] + [domain_place(records, domain) for domain in domains]


def search(place: Place, charges: list[Charge], on: date) -> Iterator[tuple[int, bool, list[Charge]]]:
    """10, 13: upwards, level by level, until somebody is *certainly* in charge: the level, whether it lies above one
    where somebody is only possibly so, and who is in charge there.
    """
    today = [(place.level(charge), charge) for charge in charges if charge.possible_on(on)]
    doubtful = False
    for level in range(len(place.ladder)):
        here = [charge for at, charge in today if at == level]
        yield level, doubtful, here
        if any(charge.certain_on(on) for charge in here):
            return
        doubtful = doubtful or bool(here)


def in_charge(place: Place, charges: list[Charge], on: date) -> list[Listed]:
    """10, 13: everybody whom nearest-wins lists on a day."""
    return [Listed(charge, doubt) for _, doubt, here in search(place, charges, on) for charge in here]


def several(place: Place, charges: list[Charge], on: date) -> set[str]:
    """10, 13: several tenures at the nearest level, asked of what is certain only; empty if there are not several."""
    today = [(place.level(charge), charge.tenure.id) for charge in charges if charge.certain_on(on)]
    for level in range(len(place.ladder)):
        here = {tenure for at, tenure in today if at == level}
        if here:
            return here if len(here) > 1 else set()
    return set()


# ------------------------------------------------------------------ a portfolio that moved


def moved(
    records: Records, matter: Matter, place: Place, charges: list[Charge]
) -> tuple[list[Charge], set[str]]:
    """12: the charges for this matter and place after recorded handovers, and the tenures between whom a portfolio
    moved without one (q21). Who moved to whom is read from the records before anything is moved.
    """
    ends: dict[str, date] = {}
    begins: dict[str, date] = {}
    without: set[str] = set()
    for charge in charges:
        for successor in successors(matter, place, charges, charge):
            act = handover(records, matter, charge, successor.tenure)
            if act is None:
                without |= {charge.tenure.id, successor.tenure.id}
                continue
            on = day_of(act, "date")
            ends[charge.division] = max(on, ends.get(charge.division, on))
            begins[successor.division] = min(on, begins.get(successor.division, on))
    after = []
    for charge in charges:
        now = charge
        if charge.division in begins:
            now = now.beginning(begins[charge.division])
        if charge.division in ends:
            now = now.ending(ends[charge.division])
        after.append(now)
    return after, without


def successors(matter: Matter, place: Place, charges: list[Charge], left: Charge) -> list[Charge]:
    """12: `left` was in charge on some day of the window and has an `until` u with from < u <= end. Its successors:
    the divisions of other persons in charge on u, else on the first later day of the window that has one; of these,
    the ones that begin inside the window and after `left` began.
    """
    u = left.possible.end
    if u is None or not matter.start < u <= matter.end:
        return []
    if not any(left in _charges(place, charges, on) for on in matter.days()):
        return []
    for on in matter.days():
        others = [c for c in _charges(place, charges, on) if c.tenure.person != left.tenure.person]
        if on >= u and others:
            return [c for c in others if _begins_inside(matter, c) and _began_after(c, left)]
    return []


def _charges(place: Place, charges: list[Charge], on: date) -> list[Charge]:
    return [listed.charge for listed in in_charge(place, charges, on)]


def _begins_inside(matter: Matter, charge: Charge) -> bool:
    start = charge.possible.start
    return start is not None and matter.start < start <= matter.end


def _began_after(charge: Charge, left: Charge) -> bool:
    start, before = charge.possible.start, left.possible.start
    return start is not None and (before is None or start > before)


def handover(records: Records, matter: Matter, left: Charge, successor: Tenure) -> Record | None:
    """12: the earliest `Handover` with from < date <= end, not before the charge began, `actor` who left, `to` empty or
    naming the successor (tenures only), `concerns` empty or naming the duty, its issue or its feedback.
    """
    began = left.possible.start
    of_matter = {matter.id, *matter.issues, matter.feedback}
    found = []
    for act in records.all("Act"):
        receivers = [to for to in refs(act, "to") if to in records.tenures]
        concerned = refs(act, "concerns")
        if (
            act["kind"] == "Handover"
            and matter.start < day_of(act, "date") <= matter.end
            and (began is None or day_of(act, "date") >= began)
            and left.tenure.id in refs(act, "actor")
            and (not receivers or successor.id in receivers)
            and (not concerned or any(one in of_matter for one in concerned))
        ):
            found.append(act)
    return min(found, key=lambda act: (day_of(act, "date"), act["id"]), default=None)
