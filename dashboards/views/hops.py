"""Which steps does a lead take, as rows and as a picture?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboards.views.pictures import Edge, Node, Picture
from graph.referral import hops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboards.wording import Wording
    from graph.authority import Index
    from graph.referral import Referral

HOPS = {
    "step": pl.Int64(), "sender": pl.String(), "receiver": pl.String(), "handed_over": pl.String(), "provision": pl.String(),
    "modality": pl.String(), "action": pl.String(), "approver": pl.String(), "done": pl.String(),
}  # fmt: skip
"""A step of a path; `done` has the day and id of the referral that made it, or says that it is still to be made."""


def courses(found: Referral) -> Iterator[tuple[str | None, str | None, tuple[str, ...]]]:
    """(action, modality, path) of a referral, or of each of its options."""
    if found.options:
        yield from ((o.action, o.modality, o.path) for o in found.options)
    elif found.action is not None:
        yield found.action, found.modality, found.path


def rows(found: Referral, index: Index, wording: Wording) -> pl.DataFrame:
    """Every step of every course, columns HOPS; the last step of a course is what the last organ does."""
    said = []
    for action, modality, path in courses(found):
        must, what = wording.code(modality), wording.code(action)
        for number, hop in enumerate(hops(index.lead(found.lead), found, path) if len(path) > 1 else (), 1):
            done = wording.say("refer.to_do") if hop.date is None else f"{hop.date} {hop.referral}"
            said.append(
                (number, wording.name(hop.sender), wording.name(hop.receiver), ", ".join(hop.handed_over), hop.provision, must, what,
                 wording.name(hop.approver) or wording.say("refer.no_approver"), done)
            )  # fmt: skip
        if len(path) == 1:
            said.append(
                (
                    1,
                    wording.name(path[0]),
                    "",
                    f"{found.lead}, {found.finding}",
                    found.provision,
                    must,
                    what,
                    "",
                    "",
                )
            )
    return pl.DataFrame(said, schema=HOPS, orient="row")


def picture(found: Referral, index: Index, wording: Wording) -> Picture:
    """The lead, and the organs that it passes from top to bottom; steps that are made are solid, those still to be made dashed."""
    nodes = [
        Node(
            found.lead, "Lead", 0, (wording.name(found.lead), wording.name(found.subject)), record=found.lead
        )
    ]
    edges = []
    for action, modality, path in courses(found):
        if not path:
            continue
        what = f"{wording.code(modality)} {wording.code(action)}"
        for place, organ in enumerate(path):
            nodes.append(
                Node(
                    organ,
                    "Organization",
                    place + 1,
                    (wording.name(organ),),
                    ("x",) if organ == path[-1] else (),
                    record=organ,
                )
            )
        edges.append(Edge(found.lead, path[0], wording.say("refer.found_by"), facts=(found.lead,)))
        for hop in hops(index.lead(found.lead), found, path):
            label = f"{hop.date}" if hop.date else what
            facts = (hop.referral,) if hop.referral else found.facts
            edges.append(
                Edge(
                    hop.sender,
                    hop.receiver,
                    label,
                    hop.date is None,
                    provision=hop.provision or "",
                    facts=facts,
                )
            )
    return Picture.of(nodes, edges)
