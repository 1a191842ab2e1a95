"""What Windows' messages mean for the person in front of the screen: numbers of the Windows headers, no call of Windows."""

from enum import Enum
from typing import Final

_WM_WTSSESSION_CHANGE: Final = 0x02B1
_WTS_SESSION_LOCK, _WTS_CONSOLE_DISCONNECT, _WTS_REMOTE_DISCONNECT = 0x7, 0x2, 0x4
_WM_POWERBROADCAST: Final = 0x0218
_PBT_APMSUSPEND: Final = 0x4


class Meaning(Enum):
    """What happened."""

    SCREEN_LOCKED = "screen locked"
    SLEEPING = "sleeping"


def meaning(message: int, parameter: int) -> Meaning | None:
    """Of a message and its wParam (WinUser.h, WtsApi32.h); None for everything else. Another account on the screen counts as locked."""
    if message == _WM_WTSSESSION_CHANGE and parameter in (_WTS_SESSION_LOCK, _WTS_CONSOLE_DISCONNECT, _WTS_REMOTE_DISCONNECT):
        return Meaning.SCREEN_LOCKED
    if message == _WM_POWERBROADCAST and parameter == _PBT_APMSUSPEND:
        return Meaning.SLEEPING
    return None
