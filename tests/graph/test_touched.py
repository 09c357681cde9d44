"""What a load derives again is enough: the rest is as deriving everything would have it."""

from datetime import date
from typing import Any

from hypothesis import given, note, settings

from graph.analysis import analyse
from graph.derived import derive, renew, spliced
from graph.publish import _both
from graph.stated_facts import from_records
from graph.touched import touched
from tests.districts import as_ofs, describe
from tests.graph.test_against_reference import DISTRICTS
from tests.graph.test_what_if import changed, stated, usable

Records = list[dict[str, Any]]


@settings(DISTRICTS, max_examples=40)
@given(changed(), as_ofs())
def test_deriving_what_a_change_touches_gives_what_deriving_everything_gives(
    drawn: tuple[Records, Records], as_of: date
) -> None:
    before, after = usable(drawn[0]), usable(drawn[1])
    if before is None or after is None:
        return
    note(describe(drawn[1]))
    both = _both(before, stated(before, after).frames)
    then, now = (analyse(from_records(of), as_of) for of in (before, after))
    organizations = touched(both, then.compiled, now.compiled)
    if organizations is None:
        return
    everything = derive(now)
    again = spliced(derive(then), *renew(now, organizations))
    assert again.responsibility.equals(everything.responsibility)
    assert again.gap.equals(everything.gap)
