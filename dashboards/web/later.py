"""How does a page stay alive while something long is computed?

One worker computes; every session that asks for the same thing waits for the same result, sees that it is under way, and can go on
with anything else.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dashboards.wording import Wording

Result = TypeVar("Result")
SMALL = 20_000
"""Up to so many issues everything is decided in a moment: nobody need wait in another room."""
POOL = ThreadPoolExecutor(1, thread_name_prefix="zeren-later")


@st.cache_resource(show_spinner=False, max_entries=16)
def _begun(key: Hashable, _work: Callable[[], Any]) -> Future[Any]:  # noqa: ARG001  the key
    return POOL.submit(_work)


def ready(key: Hashable, work: Callable[[], Result], wording: Wording, *, at_once: bool) -> Result | None:
    """The result of `work` for this key, or None while it is under way: the page is shown again when it is there."""
    future: Future[Result] = _begun(key, work)
    if at_once:
        return _result(future)
    try:
        return future.result(timeout=0.2)
    except TimeoutError:
        _waiting(key, work, wording)
        return None
    except Exception:
        _begun.clear()
        raise


def _result(future: Future[Result]) -> Result:
    try:
        return future.result()
    except Exception:
        _begun.clear()  # what failed is tried again
        raise


@st.fragment(run_every=1.0)
def _waiting(key: Hashable, work: Callable[[], Any], wording: Wording) -> None:
    if _begun(key, work).done():
        st.rerun()
    st.info(wording.say("page.under_way"))
