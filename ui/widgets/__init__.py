"""Widgets of the desks: they take data and emit meaningful signals; no business rule lives here."""

from ui.qt_references import keep_singletons_alive

keep_singletons_alive()
