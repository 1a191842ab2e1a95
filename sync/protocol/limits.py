"""Versions, limits and header names of PROTOCOL.md §4 and §6."""

from typing import Final

PROTOCOL: Final = 1
"""The version this program writes."""
PROTOCOL_MIN: Final = 1
PROTOCOL_MAX: Final = 1
BATCH_FORMAT: Final = 1
SEALED_FORMAT: Final = 1

MIB: Final = 2**20
MANIFEST_BYTES: Final = 8 * MIB
FILE_BYTES: Final = 256 * MIB
PATCH_BYTES: Final = 16 * MIB
BUNDLE_BYTES: Final = 16 * MIB
BUNDLE_FILES: Final = 1_000
FILES: Final = 20_000
ENTRIES: Final = 20_000
UNPACKED_BYTES: Final = 256 * MIB
ANSWER_BYTES: Final = 8 * MIB
HEAD_BYTES: Final = 64 * 1024
HELLO_BYTES: Final = 128 * 1024
FEED_ITEMS: Final = 100
FEED_BYTES: Final = 4 * MIB
"""Of one answer to a question for the feed; one item alone may be longer, up to ITEM_BYTES."""
ITEM_BYTES: Final = 5 * MIB
CONTENT_BYTES: Final = 3 * MIB
"""Of an item in clear: sealed and in base64 it fits into ITEM_BYTES, even where nothing can be packed."""

ENROLMENT_BYTES: Final = 16 * 1024

VERSION_HEADER: Final = "Sync-Version"
STATION_HEADER: Final = "Sync-Station"
BATCH_HEADER: Final = "Sync-Batch"
OFFSET_HEADER: Final = "Upload-Offset"
LENGTH_HEADER: Final = "Upload-Length"
VERIFIED_HEADER: Final = "X-Client-Verified"
"""These two are the proxy's word; it replaces them in whatever comes from outside (§8.1)."""
CERTIFICATE_HEADER: Final = "X-Client-Certificate"

HASH_MISMATCH: Final = 460
"""Not in any RFC: the bytes that arrived are not the file that was announced; start from 0."""

HEX64: Final = r"^[0-9a-f]{64}$"
ID: Final = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"
"""Ids become folder names and keys: nothing that could climb out of a folder."""
