"""Hôm nay: how far every volume is, what came back, what to do next."""
