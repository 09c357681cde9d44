"""What does a whole district look like: every table of the records drawn by lot?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.synthetic.acts import act_table, acts
from loaders.synthetic.authorities import authority_table
from loaders.synthetic.charges import charges, division_table
from loaders.synthetic.duties import duties, duty_table, extension_table, extensions
from loaders.synthetic.inspections import feedback_table, feedbacks, inspection_table, issue_table, issues
from loaders.synthetic.leads import finding_table, findings, lead_table, leads, step_tables
from loaders.synthetic.offices import offices, person_table, post_table, tenure_table
from loaders.synthetic.sources import source_table
from loaders.synthetic.structure import change_table, organization_table, staffed_names, structure

if TYPE_CHECKING:
    from loaders.synthetic.plan import Plan
    from ontology.records import Frames


def district(plan: Plan) -> Frames:
    """The frames, with ORIGIN; every reference leads to a record in them, a domain or a rule that ships."""
    s = structure(plan)
    names = staffed_names(s)
    o = offices(s)
    drawn: Frames = {
        "Organization": organization_table(s, names),
        "OrgChange": change_table(s),
        "Post": post_table(s, names),
        "Person": person_table(o),
        "Tenure": tenure_table(s, o),
        "Authority": authority_table(s),
    }
    c, moves = charges(s, o)
    drawn["DivisionOfLabor"] = division_table(s, c)
    del c
    f = feedbacks(s)
    drawn["Source"] = source_table(s, names, f.addressee)
    del names
    i = issues(s, f)
    drawn["Inspection"], drawn["Feedback"] = inspection_table(s), feedback_table(f)
    drawn["Issue"] = issue_table(i)
    d = duties(s, o, f, i, moves)
    drawn["Duty"] = duty_table(s, d)
    e, eff = extensions(s, d)
    drawn["Extension"] = extension_table(e)
    a, performed = acts(s, o, f, i, d, eff, moves)
    drawn["Act"] = act_table(a)
    del a, e
    found = findings(s, o, d, eff, performed)
    drawn["Finding"] = finding_table(s, d, found)
    put = leads(s, d, found)
    drawn["Lead"] = lead_table(found, put)
    drawn["Referral"], drawn["Procedure"] = step_tables(s, put)
    return drawn
