"""From what a session proved to the four verdicts. While the issuer is not trusted no other verdict is yes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from station.domain.findings import Text
from station.domain.identification import Question, Verdict
from station.idcard.mrz import Mrz

_COUNTRIES: Final = {"VNM": "VN"}
"""Issuing state of the zone (three letters) → of the certificate (two). Cards of other states are not what this station is for."""


@dataclass(frozen=True, kw_only=True)
class Proofs:
    """What a session brought to judge by."""

    issuer: Verdict
    """What the trust store says of the signer."""
    issuer_country: str = ""
    signed: bool = False
    """Whether the list of hashes is signed by the certificate that came with it."""
    altered: tuple[str, ...] = ()
    """Names of files whose hash is another than the signed one, or that no hash was signed for."""
    unread: tuple[str, ...] = ()
    """Names of signed files that the station should have read and could not."""
    chip: bool | None = None
    """Whether the chip held its keys; None where it was not or could not be asked."""
    chip_why: Text
    zone: Mrz | None = None
    today: datetime.date


def judge(proofs: Proofs) -> Mapping[Question, Verdict]:
    """The four verdicts."""
    issuer = _issuer(proofs)
    unaltered = _unaltered(proofs, trusted=issuer.ok is True)
    return {
        Question.ISSUER: issuer,
        Question.UNALTERED: unaltered,
        Question.GENUINE: _genuine(proofs, trusted=issuer.ok is True),
        Question.VALID: _valid(proofs, believed=issuer.ok is True and unaltered.ok is True),
    }


def _issuer(proofs: Proofs) -> Verdict:
    if not proofs.signed:
        return Verdict(False, _NOT_SIGNED)
    state = proofs.zone.issuer if proofs.zone else ""
    if proofs.issuer.ok and proofs.issuer_country != _COUNTRIES.get(state, ""):
        return Verdict(False, _OTHER_STATE.filled(state=state or "?", country=proofs.issuer_country or "?"))
    return proofs.issuer


def _unaltered(proofs: Proofs, *, trusted: bool) -> Verdict:
    if proofs.altered:
        return Verdict(False, _ALTERED.filled(files=", ".join(proofs.altered)))
    if not proofs.signed:
        return Verdict(False, _NOT_SIGNED)
    if proofs.unread:
        return Verdict(None, _UNREAD.filled(files=", ".join(proofs.unread)))
    return Verdict(True, _UNALTERED) if trusted else Verdict(None, _FITS_BUT)


def _genuine(proofs: Proofs, *, trusted: bool) -> Verdict:
    if proofs.chip is not True:
        return Verdict(proofs.chip, proofs.chip_why)
    if {"DG14", "DG15"} & set(proofs.altered):
        return Verdict(False, _KEY_ALTERED)
    return Verdict(True, proofs.chip_why) if trusted else Verdict(None, _ANSWERS_BUT)


def _valid(proofs: Proofs, *, believed: bool) -> Verdict:
    zone = proofs.zone
    if zone is None or zone.expiry is None:
        return Verdict(None, _NO_DATE)
    day = f"{zone.expiry:%d/%m/%Y}"
    if zone.expiry < proofs.today:
        return Verdict(False, _OVER.filled(date=day))
    if not believed:
        return Verdict(None, _DATE_UNPROVEN.filled(date=day))
    return Verdict(True, _FOR_EVER if zone.never_expires else _UNTIL.filled(date=day))


NO_CHIP_KEY: Final = Text("Thẻ không có khoá để chip tự chứng minh.", "The card has no key with which its chip could prove itself.")
UNKNOWN_CHIP_KEY: Final = Text(
    "Chip có khoá chứng minh nhưng trạm không hiểu loại khoá này.",
    "The chip has a key to prove itself, of a kind the station does not know.",
)
CHIP_PROVED: Final = Text("Chip giữ đúng khoá bí mật của thẻ.", "The chip holds the card's secret key.")
CHIP_FAILED: Final = Text(
    "Chip không chứng minh được khoá bí mật của thẻ: có thể là bản sao.", "The chip cannot show the card's secret key: it may be a copy."
)
CHIP_KEY_HIDDEN: Final = Text(
    "Danh sách đã ký có khoá của chip nhưng chip không đưa ra: có thể là bản sao.",
    "The signed list names a key of the chip that the chip does not show: it may be a copy.",
)
CHIP_NEEDS_EXTENDED: Final = Text(
    "Đầu đọc không chuyển được câu trả lời dài mà chip cần để tự chứng minh.",
    "The reader cannot carry the long answer by which the chip proves itself.",
)
NO_SIGNER: Final = Text("Chip không kèm chứng thư của người ký.", "The chip does not bring the certificate of its signer.")
_NOT_SIGNED: Final = Text(
    "Danh sách dữ liệu trên chip không mang chữ ký đúng của người ký.", "The list of data on the chip is not signed by the signer it names."
)
_OTHER_STATE: Final = Text(
    "Thẻ ghi nơi cấp {state} nhưng chứng thư là của nước {country}.",
    "The card names {state} as its issuer, its certificate belongs to {country}.",
)
_ALTERED: Final = Text(
    "{files} khác với bản nơi cấp đã ký: dữ liệu bị sửa.", "{files} is not as the issuer signed it: the data was altered."
)
_UNREAD: Final = Text("Không đọc được {files} nên chưa đối chiếu hết.", "{files} could not be read, so not everything was compared.")
_UNALTERED: Final = Text("Dữ liệu đọc được đúng như nơi cấp đã ký.", "What was read is as the issuer signed it.")
_FITS_BUT: Final = Text("Dữ liệu khớp nhau, nhưng chưa rõ người cấp.", "The data agrees with itself, but who issued it is not known.")
_KEY_ALTERED: Final = Text(
    "Khoá mà chip dùng không phải khoá nơi cấp đã ký: chip bị sao chép.",
    "The key the chip used is not the one the issuer signed: the chip is a copy.",
)
_ANSWERS_BUT: Final = Text(
    "Chip giữ khoá của chính nó, nhưng chưa rõ người cấp.", "The chip holds its own key, but who issued it is not known."
)
_NO_DATE: Final = Text("Không đọc được ngày hết hạn của thẻ.", "The card's expiry date cannot be read.")
_OVER: Final = Text("Thẻ đã hết hạn ngày {date}.", "The card expired on {date}.")
_DATE_UNPROVEN: Final = Text(
    "Thẻ ghi hạn đến {date}, nhưng chưa chắc dữ liệu là thật.", "The card says it is valid until {date}, but the data is not proven."
)
_UNTIL: Final = Text("Thẻ còn hạn đến {date}.", "The card is valid until {date}.")
_FOR_EVER: Final = Text("Thẻ không thời hạn.", "The card has no end of validity.")
