"""Where a lead goes: reading the decision table, the path, the doubts (27-34)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tests.reference.facts import Facts
from tests.reference.records import Record, Records, day, possible, refs
from tests.reference.windows import inspection_in_scope, questions

KEYS = (
    "conflict",
    "context",
    "discovererKind",
    "level",
    "subjectKind",
    "within",
    "managedBy",
    "superior",
    "underReview",
)
TRANSFERS = {"TransferLead", "ReviewThenTransfer"}


def referrals(records: Records, decided_on: date) -> list[dict[str, Any]]:
    """23, 34: one answer per lead and finding, by the regulation in force with referral rules on the decision date."""
    in_force = [
        regulation["id"]
        for regulation in records.all("Regulation")
        if possible(regulation).holds(decided_on) and records.of("ReferralRule", regulation["id"])
    ]
    found = []
    for lead in records.all("Lead"):
        for finding in sorted(refs(lead, "contains")):
            for regulation in in_force or [None]:
                facts = Facts(records, lead, records[finding], regulation, decided_on)
                found.append(Case(records, facts, regulation).answer())
    return found


@dataclass
class Case:
    """One lead with one finding under one regulation: reading the table, and what follows."""

    records: Records
    facts: Facts
    regulation: str | None

    # -------------------------------------------------------------- the table

    def unknown(self, row: Record, besides: str = "") -> set[str] | None:
        """27: the keys of a row that are unknown; None if a known unequal key (besides one) refutes it."""
        missing = set()
        for key in KEYS:
            if key not in row or key == besides:
                continue
            value = self.facts.keys[key]
            if value is None and key == "within":
                value = row.get("assumeWithin")  # 25: the row reads unknown as this
            if value is None:
                missing.add(key)
            elif value != row[key]:
                return None
        return missing

    @cached_property
    def reading(self) -> tuple[list[Record], set[str], Record | None]:
        """27: the rows read, up to the first sure match, the unknown keys of those not refuted, and the match."""
        rows = sorted(self.records.of("ReferralRule", self.regulation or ""), key=lambda row: row["order"])
        missing: set[str] = set()
        for number, row in enumerate(rows):
            unknown = self.unknown(row)
            if unknown == set():
                return rows[: number + 1], missing, row
            missing |= unknown or set()
        return rows, missing, None

    # -------------------------------------------------------------- the target and the path

    def path(self, option: Record) -> tuple[list[str], set[str]]:
        """28, 29: the organizations that the lead passes, and what is in doubt about them; [] if not determined."""
        discoverer = str(self.facts.discoverer["id"])
        if option["action"] == "OrderOpening":
            led = self.facts.led
            return (
                ([discoverer, *led], set())
                if len(led) == 1
                else ([], {"OrganSeveral" if led else "OrganMissing"})
            )
        if option["action"] not in TRANSFERS:
            return [discoverer], set()
        doubts = set()
        hops = [discoverer]
        if option["action"] == "ReviewThenTransfer":
            above = self.records.ladder(discoverer, "partOf")[1:]
            via = [organ for organ in above if self.records[organ]["kind"] == option["via"]]
            hops += via[:1]
            if not via:
                doubts.add("OrganMissing")
        targets, followed = self.facts.organs(self.facts.subject_is, option["target"])
        if followed:
            doubts.add("OrganFollowed")
        if not targets:
            doubts.add("OrganMissing")
        if len(targets) > 1:
            doubts.add("OrganSeveral")
        return ([] if doubts & {"OrganMissing", "OrganSeveral"} else [*hops, *targets]), doubts

    # -------------------------------------------------------------- doubts

    def scope_doubt(self) -> bool:
        """33: the inspection is outside the scope (none known: outside), or the subject organization's kind is."""
        inside = [inspection_in_scope(self.records, self.facts.scope, i) for i in self.facts.inspections]
        kind_out = not self.facts.is_cadre and self.records[self.facts.subject]["kind"] not in refs(
            self.facts.scope, "organizationKind"
        )
        asks = self.facts.scope.get("level") or self.facts.scope.get(
            "inspectionKind"
        )  # 42: else no inspection is asked for
        return bool(asks and not inside) or not all(inside) or kind_out

    def spans(self) -> bool:
        """34a: the breach date lies before the regulation came into force."""
        breach = day(self.facts.finding, "breachDate")
        force = day(self.records[self.regulation], "from") if self.regulation else None
        return breach is not None and force is not None and breach < force

    def rights_moved(self, options: list[Record]) -> bool:
        """31: the holders of the authority that was read differ between the decision date and the breach date."""
        breach = day(self.facts.finding, "breachDate")
        if breach is None:
            return False
        rows, _, _ = self.reading
        read = set()
        for key, kind in (
            ("within", self.facts.within_kind),
            ("managedBy", self.facts.scope["cadreAuthority"]),
            ("superior", self.facts.management_kind),
        ):
            if any(key in row and self.unknown(row, besides=key) is not None for row in rows):
                read.add(kind)
        if any("target" in option for option in options):
            read.add(self.facts.scope["disciplineAuthority"])
        return any(
            self.facts.over_subject(kind, self.facts.on) != self.facts.over_subject(kind, breach)
            for kind in read
        )

    def recused(self, paths: list[list[str]]) -> list[str]:
        """32: the organs after the discoverer that the subject's person heads, or that are the subject."""
        after = [organ for path in paths for organ in path[1:]]
        return [o for o in dict.fromkeys(after) if o == self.facts.subject or self.facts.headed_by_subject(o)]

    def alternative(self, recused: list[str]) -> list[str]:
        """32: the unique discipline organ with jurisdiction over that organ."""
        found = [self.facts.organs({organ}, self.facts.scope["disciplineKind"])[0] for organ in recused]
        return [organ for organs in found if len(organs) == 1 for organ in organs]

    def transfers_despite_conflict(self, match: Record, options: list[Record]) -> bool:
        """24: a conflict, and a transfer row that precedes the conflict row."""
        if not self.facts.conflict or not any(option["action"] in TRANSFERS for option in options):
            return False
        rows = self.records.of("ReferralRule", self.regulation or "")
        return any(row.get("conflict") is True and match["order"] < row["order"] for row in rows)

    # -------------------------------------------------------------- the answer

    def answer(self) -> dict[str, Any]:
        """29, 30: status, action and path, options, questions."""
        blank: dict[str, Any] = {
            "lead": self.facts.lead["id"],
            "finding": self.facts.finding["id"],
            "subject": self.facts.subject,
            "status": "needs-decision",
            "rule": None,
            "modality": None,
            "action": None,
            "path": [],
            "options": [],
            "open": [],
            "missing": [],
            "alternative": [],
        }
        if self.regulation is None:
            return blank  # 30: an unloaded regulation
        doubts = {"OutsideScope"} if self.scope_doubt() else set()
        if self.spans():
            doubts.add("BreachSpansRegulations")
        _, missing, match = self.reading
        if missing or match is None:
            if self.rights_moved([]):
                doubts.add("RightsMoved")
            status = "facts-missing" if missing else "needs-decision"
            return blank | {"status": status, "missing": sorted(missing), "open": self.open(doubts)}
        options = [self.records[option] for option in sorted(refs(match, "offers"))]
        paths = []
        for option in options:
            path, about = self.path(option)
            paths.append(path)
            doubts |= about
        recused = self.recused(paths)
        if recused or self.transfers_despite_conflict(match, options):
            doubts.add("RecusalOpen")
        if self.rights_moved(options):
            doubts.add("RightsMoved")
        modalities = {option["modality"] for option in options}
        modality = "NeedsDecision" if "NeedsDecision" in modalities else max(modalities)  # Must before May
        own = set(refs(match, "open")) | set(refs(match, "openQuestion"))
        raised = set(self.open(doubts))
        if modality == "NeedsDecision" or not all(paths):
            status = "needs-decision"
        else:
            status = "flagged" if raised - own else "decided"
        several = [
            {"action": option["action"], "modality": option["modality"], "path": path}
            for option, path in zip(options, paths, strict=True)
        ]
        return blank | {
            "status": status,
            "rule": match["id"],
            "modality": modality,
            "action": options[0]["action"] if len(options) == 1 else None,
            "path": paths[0] if len(options) == 1 else [],
            "options": several if len(options) > 1 else [],
            "open": sorted(own | raised),
            "alternative": self.alternative(recused),
        }

    def open(self, doubts: set[str]) -> list[str]:
        """The regulation's questions that these circumstances raise."""
        return sorted({q for doubt in doubts for q in questions(self.records, self.regulation, doubt)})
