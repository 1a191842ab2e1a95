"""The steps of the house as use cases: capture, reading, checking, approval, batch, sending. Needs parts only as Protocols (ports.py)."""
