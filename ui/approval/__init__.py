"""Duyệt: the supervisor sees the numbers, then what is doubtful, then approves or returns."""
