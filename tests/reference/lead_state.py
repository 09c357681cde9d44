"""Where a lead stands (docs/decisions.md 55): every step judged anew from all that came before it."""

from typing import Any

Step = tuple[str, str]
"""Sender, receiver."""


def course(path: list[str], steps: list[Step]) -> dict[str, Any]:
    """Marks of the steps, where the lead is, who is next, which organs never had it."""
    marks = []
    for number, (sender, receiver) in enumerate(steps):
        had = [path[0], *(r for _, r in steps[:number])]
        reached = [organ for organ in had if organ in path][-1]
        ahead = path[path.index(reached) + 1 :]
        if receiver not in path:
            mark = "wrong-organ"
        elif receiver not in ahead:
            mark = "returned"
        elif receiver != ahead[0]:
            mark = "skipped-hop"
        elif had[-1] in path:
            mark = "done"
        else:
            mark = "repaired"
        over = ahead[: ahead.index(receiver)] if mark == "skipped-hop" else []
        marks.append((mark, sender != had[-1], over))
    had = [path[0], *(r for _, r in steps)]
    reached = [organ for organ in had if organ in path][-1]
    ahead = path[path.index(reached) + 1 :]
    at = had[-1]
    missed = [o for i, o in enumerate(path) if o not in had and any(later in had for later in path[i + 1 :])]
    back = None if at in path else path[-1]
    return {"marks": marks, "at": at, "next_to": ahead[0] if ahead else back, "passed_over": missed}
