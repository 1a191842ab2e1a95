"""Đồng bộ: what waits to be sent, how far it is, what the central answered."""
