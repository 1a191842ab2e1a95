"""Why a certificate or a list is not taken, in words: the `reason` of `approval.certificate-invalid` and `revocations.faulty`."""

from typing import Final

from station.domain.findings import Text

MALFORMED: Final = Text("tệp hỏng hoặc không phải loại này", "damaged, or not of this kind")
OTHER_PROVINCE: Final = Text("không do tỉnh này phát hành", "not issued by this province")
OTHER_HOLDER: Final = Text("cấp cho khoá khác hoặc người khác", "made for another key or person")
FUTURE: Final = Text("duyệt vào một ngày chưa tới", "approved in the future")
NO_ROOT: Final = Text("chứng thư gốc của tỉnh không phải chứng thư gốc", "the root is not a root")
ROOT_AS_PERSON: Final = Text("chứng thư gốc không ký thay người được", "a root cannot sign as a person")
NOT_FOR_SIGNING: Final = Text("không cấp để ký", "not made for signatures")
_REALM: Final = Text("thuộc địa hạt {found}, không phải {wanted}", "realm {found} instead of {wanted}")
_OFFICE: Final = Text("cấp cho cơ quan {office}", "office {office}")
_ROLE: Final = Text("cấp cho vai trò {found}, không phải {wanted}", "role {found} instead of {wanted}")
_EARLY: Final = Text("chưa có hiệu lực trước {day}", "not valid before {day}")
_LATE: Final = Text("hết hạn ngày {day}", "expired on {day}")


def other_realm(found: str, wanted: str) -> Text:
    """It belongs to another province, or to practice."""
    return _REALM.filled(found=found, wanted=wanted)


def other_office(office: str) -> Text:
    """It is of another office."""
    return _OFFICE.filled(office=office)


def other_role(found: str, wanted: str | None) -> Text:
    """It was issued for something else; `wanted` None: any role that there is."""
    return _ROLE.filled(found=found, wanted=wanted or "clerk, supervisor, station, central")


def not_before(day: str) -> Text:
    """Too early."""
    return _EARLY.filled(day=day)


def expired(day: str) -> Text:
    """Too late."""
    return _LATE.filled(day=day)
