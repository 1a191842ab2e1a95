"""Failures around keeping: upgrades, backups, the disk, retention."""

from typing import Final

from station.domain.failure import Failure, failure

OF_THE_VAULT: Final[dict[str, Failure]] = {
    "store.migration": failure(
        "Kho không chuyển được sang định dạng {to}: {reason}. Kho vẫn nguyên như trước.",
        "The store cannot be brought to format {to}: {reason}. It is as it was before.",
        "Dùng tiếp bản chương trình cũ, chạy verify-store ở đó và báo người hỗ trợ.",
        "Go on with the program of before, run verify-store there and tell the support.",
    ),
}
