"""Of which records is a lead told?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.synthetic.lead_settings import ITSELF, Setting
from loaders.synthetic.plan import AS_OF
from loaders.synthetic.scene import OLD, Record, Story, When, charge, days_after, issue, task, team

if TYPE_CHECKING:
    from datetime import date

_MANAGES, _LEADS, _JUDGES = "ManagesCadre", "LeadsOrganization", "DisciplineJurisdiction"


def lead_story(setting: Setting, key: str, when: When) -> Story:
    """The records of a lead and where it goes."""
    breach, found_on = days_after(when.due, 1), days_after(when.due, 60)
    records = [
        *team(key, when),
        charge(f"{key}-d1", f"{key}-m1", inDomain=when.branch),
        issue(key, when.leaf),
        task(key, when),
        *_authorities(setting, key, when),
    ]
    subject = f"{key}-{setting.subject}" if setting.subject else key
    # Which circumstance it is does not matter here; see loaders.synthetic.rules for those that are drawn by lot.
    finding = {
        "meets": "c1.9" if not setting.subject else "c3.8",
        "subject": subject,
        "breaches": f"{key}-du",
    }
    records.append(
        {
            "id": f"{key}-fi",
            "type": "Finding",
            "status": "Candidate",
            "breachDate": breach,
            "asOf": found_on,
            **finding,
        }
    )
    discoverer = _named(setting.discoverer, key)
    lead = {"contains": f"{key}-fi", "discoverer": discoverer, "context": setting.context, "date": found_on}
    records.append({"id": f"{key}-le", "type": "Lead", **lead})
    known: Record = {
        "expectation": "referral",
        "matter": f"{key}-le",
        "organization": key,
        "bearer": subject,
        "status": setting.status,
        "rule": setting.rule or None,
        "modality": setting.modality,
        "action": setting.action,
        "path": [_named(organ, key) for organ in setting.path],
        "actions": list(setting.actions),
        "missing": list(setting.missing),
        "open": list(setting.open),
    }
    return Story(tuple(records), (known,))


def _named(organ: str, key: str) -> str:
    return key if organ == ITSELF else organ


def _authorities(setting: Setting, key: str, when: When) -> list[Record]:
    def authority(
        name: str, kind: str, holder: str, over: list[str], start: date = OLD, end: date | None = None
    ) -> Record:
        span = {"from": start, "until": end}
        return {
            "id": f"{key}-{name}",
            "type": "Authority",
            "kind": kind,
            "holder": holder,
            "over": over,
            **span,
        }

    led = f"{key}-unit" if setting.subject == "unit" else key
    posts = [f"{key}-{seat}-post" for seat in ("head", "m1", "m2", "other")]
    found = [authority("leads", _LEADS, _named(setting.leader, key), [led])]
    if setting.manager:
        found.append(authority("manages", _MANAGES, _named(setting.manager, key), posts))
    changed = days_after(when.due, setting.judged_until) if setting.judged_until else None
    for place, organ in enumerate(setting.judges):
        start = changed if changed and place else OLD
        end = changed if not place else None
        found.append(authority(f"judges-{place}", _JUDGES, organ, [key, *posts], start, end))
    assert changed is None or changed < AS_OF
    return found
