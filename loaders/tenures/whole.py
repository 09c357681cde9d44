"""Where does the organization end and the post begin in one cell such as 柏临区水务局党组书记、局长?"""

from __future__ import annotations

import re
from functools import cache

from loaders.documents.words import words
from loaders.identities.organizations import kind_of
from loaders.notices.titles import is_title, title_words

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_PARTS = re.compile(r"[、,，;；]|兼任?")
_DANGLING = ("副", "代", "兼", "原", "驻", "和", "及", "与")


def parted(text: str) -> int | None:
    """Where the post begins; None unless the first post names one organization in front and every other none of its own."""
    body = _BRACKETS.sub(lambda m: " " * len(m[0]), text)
    first, *others = _PARTS.split(body)
    found = title_words().core.search(first.rstrip())
    if found is None:
        return None
    start = found.start()
    bodies = _bodies().search(first[:start])
    start = bodies.start() if bodies else start
    organization = first[:start]
    if kind_of(organization) is None or organization.endswith(_DANGLING) or len(organization) < len("某某局"):
        return None
    if not all(_bare(other.strip()) for other in others if other.strip()):
        return None
    return start


def _bare(post: str) -> bool:
    """Whether a post names no organization of its own: 副局长, 党组成员."""
    found = title_words().core.search(post)
    return (
        found is not None
        and is_title(post)
        and (found.start() == 0 or _bodies().fullmatch(post[: found.start()]) is not None)
    )


@cache
def _bodies() -> re.Pattern[str]:
    """The Party's body inside an organ, which is named with the post: 党组 in 水务局党组书记."""
    return re.compile(rf"(?:{'|'.join(words('names')['party_bodies'])})$")
