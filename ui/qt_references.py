"""Keeps the interpreter alive under a fault of PySide6 6.12.0: before Python 3.12 its calls give away references that they do not own.

Every call that returns nothing drops a reference to None, some drop one to True or False. After about six thousand calls, a minute of work,
the interpreter ends with "none_dealloc: deallocating None". From Python 3.12 on these objects cannot die; PySide6 6.11.3 does not have the
fault. Seen by `sys.getrefcount(None)` around a loop of `QObject.setObjectName`.
"""

import ctypes
import sys
from typing import Final

_ENOUGH: Final = 1 << 60
"""References that no program drops in a lifetime."""
_UNDYING: Final = (None, True, False, NotImplemented, ...)


def keep_singletons_alive() -> None:
    """Give them so many references that they cannot be freed. Harmless where the fault is not; may be called again."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for thing in _UNDYING:
        if sys.getrefcount(thing) < _ENOUGH // 2:
            # The reference count is the first field of every object (Python 3.11, Include/object.h).
            ctypes.c_ssize_t.from_address(id(thing)).value += _ENOUGH
