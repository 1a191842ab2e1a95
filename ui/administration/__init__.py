"""Quản trị: one desk with sections in a list at its left. Each section has a page, a presenter without Qt and a use case behind it."""
