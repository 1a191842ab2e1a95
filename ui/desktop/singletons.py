"""A guard against a fault of the binding: PySide6 6.12 on Python 3.11 releases None, True and False once too often.

Its wheels are built with headers of a Python where these three are immortal (PEP 683), so every call that answers with one of them, and
every slot that returns one, takes a reference that nobody gave. On Python 3.11 they are counted: after some thousand slot calls the
interpreter dies ("deallocating None"). Releases up to 6.11.3 do not do it. Here the three are given more references than can be used up.
"""

import ctypes
import sys

_PLENTY = 1 << 60


def hold_singletons() -> None:
    """Make None, True and False immortal in fact, where the interpreter counts them. Harmless when done twice."""
    if sys.version_info >= (3, 12) or sys.getrefcount(None) >= _PLENTY:
        return
    for one in (None, True, False):
        # ob_refcnt is the first member of every object (Include/object.h, CPython 3.11, without Py_TRACE_REFS)
        ctypes.c_ssize_t.from_address(id(one)).value += _PLENTY
