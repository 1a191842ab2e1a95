"""The sealed batch: made at the station, opened at the central. The only place outside the store that seals anything."""

from sync.envelope.opening import OpenedBatch, open_batch, verify_manifest
from sync.envelope.sealing import seal_batch

__all__ = ["OpenedBatch", "open_batch", "seal_batch", "verify_manifest"]
