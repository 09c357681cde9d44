"""How do approvals, forms and case reviews read, under the course of action that they belong to?"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from dashboards.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dashboards.wording import Wording
    from graph.powers import Approval, FormPower
    from graph.referral import Offer, Referral


def ids_in(found: Referral) -> set[str]:
    """Every id that these lines call by name."""
    courses: tuple[Referral | Offer, ...] = (found, *found.options)
    ids = {i for c in courses for a in c.approvals for i in (a.regulation, a.organ, a.approver, *a.heads)}
    ids |= {i for c in courses for f in c.forms for i in (f.regulation, f.organ, f.approver, f.form)}
    return {i for i in ids if i}


def tenures_in(found: Referral) -> set[str]:
    """The heads that may approve."""
    courses: tuple[Referral | Offer, ...] = (found, *found.options)
    return {head for course in courses for approval in course.approvals for head in approval.heads}


def lines(course: Referral | Offer, wording: Wording) -> list[Line]:
    """Who must approve, then what the organ that opens may do."""
    return [*_approvals(course.approvals, wording), *_forms(course.forms, wording)]


def reviews(found: Referral, wording: Wording) -> list[Line]:
    """The case reviews against the subject, if there are any."""
    if not found.reviews:
        return []
    return [Line(wording.say("review.recorded", reviews=", ".join(found.reviews)))]


def _approvals(approvals: Iterable[Approval], wording: Wording) -> Iterator[Line]:
    for a in approvals:
        heads = ", ".join(map(wording.name, a.heads))
        named = wording.say("approve.who", heads=heads) if a.heads else wording.say("approve.vacant")
        said = {
            "organ": wording.name(a.organ),
            "action": wording.code(a.action),
            "approver": wording.say("approve.unknown") if a.approver is None else wording.name(a.approver),
            "role": wording.code(a.role),
            "heads": "" if a.approver is None else named,
            "regulation": wording.name(a.regulation),
            "provision": a.provision,
        }
        if a.missing:
            keys = ", ".join(map(wording.header, a.missing))
            yield Line(wording.say("approve.perhaps", **said, keys=keys))
        else:
            yield Line(wording.say("approve.needs", **said))


def _forms(forms: Iterable[FormPower], wording: Wording) -> Iterator[Line]:
    for (organ, regulation), same in groupby(forms, key=lambda f: (f.organ, f.regulation)):
        title = wording.say("form.head", organ=wording.name(organ), regulation=wording.name(regulation))
        yield Line(title, tuple(_form(f, wording) for f in same))


def _form(f: FormPower, wording: Wording) -> Line:
    form = wording.name(f.form)
    if f.power is None:
        keys = ", ".join(map(wording.header, f.missing))
        return Line(
            wording.say("form.missing", form=form, keys=keys)
            if keys
            else wording.say("form.silent", form=form)
        )
    said = {"form": form, "power": wording.code(f.power), "provision": f.provision}
    if f.role is None:
        return Line(wording.say("form.by", **said))
    approver = wording.say("approve.unknown") if f.approver is None else wording.name(f.approver)
    return Line(wording.say("form.approved", **said, approver=approver, role=wording.code(f.role)))
