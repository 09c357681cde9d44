"""In how many heaps do the threads of this process keep their memory?

What threads free stays in their heap. The embedded engine starts threads anew for every file that it opens: after a load of a few
records 280 MB lay so (measured), and with one heap for all they do not; no load took longer.
"""

from __future__ import annotations

import ctypes

M_ARENA_MAX = -8
"""The number of glibc's setting (malloc.h)."""


def share_one_heap() -> None:
    """Lets all threads share a heap. It counts only before the first thread asks for memory: call it before polars is imported."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # glibc's; other C libraries have no such heaps
        mallopt(M_ARENA_MAX, 1)
