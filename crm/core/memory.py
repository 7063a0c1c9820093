"""Memory that was freed and still belongs to the process: given back to the system, where the C library can."""

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Give back what lies free between what is in use; with glibc, others do so by themselves. Takes milliseconds."""
    trim = _trim()
    if trim is not None:
        trim(0)


# Kept: of this process, which has one C library.
@cache
def _trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
