"""The closed set of settings: each with its type, default, bounds and description. Help and validation are derived from here."""

import re
from dataclasses import dataclass, field, fields
from typing import Any, Final
from urllib.parse import urlsplit

_SPAN: Final = re.compile(r"([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-3]):[0-5]\d")


def _key(default: Any, vi: str, en: str, *, choices: tuple[str, ...] = (), least: float = 0, most: float = 0, url: bool = False,
    hours: bool = False,
) -> Any:  # fmt: skip
    return field(
        default=default, metadata={"vi": vi, "en": en, "choices": choices, "least": least, "most": most, "url": url, "hours": hours}
    )


@dataclass(frozen=True)
class Settings:
    """The values that hold, whoever gave them."""

    language: str = _key(
        "auto", "Ngôn ngữ của chương trình; auto: theo máy.", "Language of the program; auto: the machine's.", choices=("auto", "vi", "en")
    )
    reading_workers: int = _key(
        0, "Số tiến trình nhận dạng; 0: theo số nhân của máy.", "Reading processes; 0: as many as the machine has cores.", most=64
    )
    page_timeout_s: float = _key(
        120.0, "Thời gian tối đa để đọc một trang, giây.", "The longest that reading one page may take, in seconds.", least=5, most=3600
    )
    central_url: str = _key("", "Địa chỉ trung tâm (https://…).", "Address of the central (https://…).", url=True)
    line_kbit_s: int = _key(
        0,
        "Tốc độ gửi của đường truyền, kbit/giây; 0: không giới hạn.",
        "Rate of the line towards the central, kbit/s; 0: no limit.",
        most=10_000_000,
    )
    office_hours: str = _key(
        "07:30-11:30, 13:00-17:00",
        "Giờ làm việc, khi đó chỉ gửi bằng một phần đường truyền.",
        "Office hours, when sending takes a part of the line only.",
        hours=True,
    )
    office_hours_share_percent: int = _key(
        30,
        "Phần đường truyền dành cho gửi trong giờ làm việc, %.",
        "Part of the line for sending in office hours, in %.",
        least=1,
        most=100,
    )
    image_limit_megapixels: float = _key(
        150.0, "Ảnh lớn hơn mức này bị từ chối, triệu điểm ảnh.", "Images larger than this are refused, in megapixels.", least=1, most=170
    )
    daily_plan: int = _key(
        0, "Số mục mỗi công chức cần làm xong trong một ngày; 0: không đặt.", "Entries a clerk is to finish a day; 0: no plan.", most=5000
    )
    lock_after_min: float = _key(
        10.0,
        "Tự khoá khi không ai động vào bàn phím hay chuột, phút; 0: không tự khoá.",
        "Lock when nobody has touched keyboard or mouse for so many minutes; 0: never.",
        most=240,
    )
    backup_folder: str = _key(
        "", "Nơi sao lưu: thư mục trên USB, ổ ngoài hoặc ổ mạng.", "Where backups go: a folder on a stick, another disk or a share."
    )
    backup_generations: int = _key(5, "Số bản sao lưu được giữ ở đó.", "How many backups are kept there.", least=2, most=100)
    disk_warn_gb: float = _key(
        10.0, "Cảnh báo khi đĩa của kho còn ít hơn, GB.", "Warn when the store's disk has less room than this, in GB.", most=1000
    )
    disk_stop_gb: float = _key(2.0, "Ngừng nhận trang khi đĩa của kho còn ít hơn, GB.", "Take no more pages below this, in GB.", most=1000)
    token_module: str = _key(
        "",
        "Thư viện PKCS#11 của thiết bị ký; để trống: OpenSC hoặc p11-kit nếu có.",
        "PKCS#11 library of the signing token; empty: that of OpenSC or p11-kit, where there is one.",
    )
    images_erased_after_days: int = _key(
        0,
        "Xoá ảnh sau khi trung tâm đã nhận đủ, số ngày; 0: không xoá.",
        "Erase images this many days after the central has all of them; 0: never.",
        most=36500,
    )
    entries_erased_after_days: int = _key(
        0,
        "Xoá cả nội dung mục sau khi trung tâm đã nhận đủ, số ngày; 0: không xoá.",
        "Erase the entries' words too, this many days after the central has everything; 0: never.",
        most=36500,
    )
    second_keying: str = _key(
        "form",
        "Nhập lần hai ở quyển chưa có kế hoạch riêng; form: theo mẫu giấy.",
        "What is keyed a second time in volumes without a plan of their own; form: as the form says.",
        choices=("form", "none", "key-fields", "all", "sample", "risk"),
    )
    acceptable_quality_percent: float = _key(
        1.0,
        "Mẫu khi duyệt: tỉ lệ mục sai vẫn nhận được, %.",
        "Sample at approval: share of wrong entries that is good enough, in %.",
        most=50,
    )
    rejectable_quality_percent: float = _key(
        10.0,
        "Mẫu khi duyệt: tỉ lệ mục sai phải trả lại, %.",
        "Sample at approval: share of wrong entries that must not pass, in %.",
        most=100,
    )
    producer_risk_percent: float = _key(
        5.0, "Rủi ro trả lại một danh sách tốt, %.", "Risk that a good list is sent back, in %.", least=0.1, most=49
    )
    consumer_risk_percent: float = _key(
        10.0, "Rủi ro nhận một danh sách xấu, %.", "Risk that a bad list is accepted, in %.", least=0.1, most=49
    )
    locked: frozenset[str] = field(default=frozenset(), metadata={"key": False})
    """Keys that the machine's policy fixes: a user interface shows them, but does not let them be changed."""


KEYS = {item.name: item for item in fields(Settings) if item.metadata.get("key", True)}


def fault_of(name: str, value: object) -> str | None:
    """What is wrong with `value` for the key `name`, as one sentence; None when it is right."""
    if name not in KEYS:
        return f"unknown key; known are {', '.join(KEYS)}"
    key = KEYS[name]
    wanted = type(key.default)
    # A whole number may stand for a fraction; True and False are not numbers, though Python counts them as such.
    fits = isinstance(value, (int, float) if wanted is float else wanted) and not isinstance(value, bool)
    if not fits:
        return f"must be {_WORDS[wanted]}, not {_WORDS.get(type(value), type(value).__name__)}"
    if isinstance(value, str):
        if key.metadata["hours"]:
            return None if all(_SPAN.fullmatch(part.strip()) for part in value.split(",") if part.strip()) else "must be like 07:30-17:00"
        return _fault_of_text(value, key.metadata["choices"], url=key.metadata["url"])
    assert isinstance(value, int | float)
    least, most = key.metadata["least"], key.metadata["most"]
    return None if least <= value <= most else f"must lie between {least} and {most}"


_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table"}


def _fault_of_text(value: str, choices: tuple[str, ...], *, url: bool) -> str | None:
    if choices and value not in choices:
        return f"must be one of {', '.join(choices)}"
    if not url or not value:
        return None
    try:
        parts = urlsplit(value)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return "must be an address like https://central.example"
    if parts.username is not None or parts.password is not None:
        return "must not hold a user name or password"
    return None if parts.scheme in ("http", "https") and parts.hostname and port_fits else "must be an address like https://central.example"
