"""Liên quan: entries that are the same case or tell of the same people, and what a person says of it. A part of other desks."""
