"""Identifiers made at the station: sortable by time of making and unique for ever, so the central never has to hand one out."""

import secrets
import time
import uuid
from typing import NewType

OfficeId = NewType("OfficeId", str)
StationId = NewType("StationId", str)
VolumeId = NewType("VolumeId", str)
PageId = NewType("PageId", str)
EntryId = NewType("EntryId", str)
ActionId = NewType("ActionId", str)
UserId = NewType("UserId", str)
BatchName = NewType("BatchName", str)
"""SHA-256 of the batch's manifest, 64 hex digits."""


def new_id() -> str:
    """A UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 74 random bits; 36 characters."""
    unix_ms = time.time_ns() // 1_000_000
    random_bits = secrets.randbits(74)
    value = (unix_ms & (2**48 - 1)) << 80
    value |= 0x7 << 76
    value |= (random_bits >> 62) << 64
    value |= 0b10 << 62
    value |= random_bits & (2**62 - 1)
    return str(uuid.UUID(int=value))
