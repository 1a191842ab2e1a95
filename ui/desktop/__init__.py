"""The window: rail, status strip, sign-in, the lanes of work behind it. What a desk shows lives in the desk's own folder."""

from ui.qt_references import keep_singletons_alive

keep_singletons_alive()
