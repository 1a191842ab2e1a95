"""Sending: how sealed batches reach the central exactly once. See PROTOCOL.md."""
