"""Widgets of the desks: they take data and emit meaningful signals; no business rule lives here."""
