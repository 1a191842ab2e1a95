"""The practice cards by stable names: good ones of several kinds, and one for every thing that can be wrong with a card."""

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from station.domain.findings import Text
from station.idcard import tlv
from station.idcard.curves import BY_PARAMETER_ID, Curve
from station.idcard.simulator import interference as faults
from station.idcard.simulator.access import Way
from station.idcard.simulator.chip import SimulatedChip
from station.idcard.simulator.issuer import DocumentSigner, PracticeState
from station.idcard.simulator.making import GROUP_FILES, SOD_FILE, Alter, Make, make
from station.idcard.simulator.people import ANH, BINH, HBIA, LOC, NHUNG, OLD, PracticePerson
from station.idcard.suites import AES_128, AES_192, AES_256, TDES
from station.idcard.trust import TrustStore, trust_of

P256: Final[Curve] = BY_PARAMETER_ID[12]
BRAINPOOL_256: Final[Curve] = BY_PARAMETER_ID[13]
BRAINPOOL_384: Final[Curve] = BY_PARAMETER_ID[16]
BRAINPOOL_512: Final[Curve] = BY_PARAMETER_ID[17]
_DAY: Final = datetime.timedelta(days=1)
_LATE: Final = 40
"""A command in the middle of the portrait."""


@dataclass(frozen=True)
class PracticeCard:
    """One card of the practice office."""

    name: str
    """Stable: `binh`, `altered-name`…"""
    title: Text
    """What it is for."""
    person: PracticePerson
    wanted: Make

    @property
    def is_good(self) -> bool:
        """Whether all four verdicts are yes."""
        return self.name in _GOOD_NAMES

    def chip(self) -> SimulatedChip:
        """A new chip of this card; takes some milliseconds, the first with an RSA key up to a second."""
        return SimulatedChip(make(self.wanted))


@functools.cache
def practice_state() -> PracticeState:
    """The state that issues the good cards."""
    return PracticeState()


@functools.cache
def _other_state() -> PracticeState:
    """One of another name that nobody trusts."""
    return PracticeState("CSCA Không quen")


@functools.cache
def _rogue_state() -> PracticeState:
    """One that calls itself by the practice state's name and has another key."""
    return PracticeState()


@functools.cache
def _signer() -> DocumentSigner:
    return practice_state().signer()


@functools.cache
def _revoked_signer() -> DocumentSigner:
    return practice_state().signer()


@functools.cache
def practice_trust() -> TrustStore:
    """The country certificates to judge practice cards by; they vouch for invented people only and never mix with real ones."""
    state = practice_state()
    return trust_of([state.certificate], [state.revocation_list(_revoked_signer())], datetime.datetime.now(datetime.UTC))


_PLAIN: Final = Make(
    person=BINH,
    signer=_signer,
    ways=(Way(AES_128, BRAINPOOL_256),),
    chip_key=(BRAINPOOL_256, AES_128, 1),
    active="ec",
)
_GOOD: Final = (
    ("binh", BINH, "Thẻ 2021, đủ mọi thứ", "A card of 2021 with everything", _PLAIN),
    (
        "loc",
        LOC,
        "Thẻ không thời hạn, chỉ có BAC, ảnh JPEG 2000",
        "A card without end of validity, BAC only, portrait in JPEG 2000",
        Make(person=LOC, signer=_signer, active="rsa", picture="JPEG2000", chip_key=None, answer_size=1024),
    ),
    (
        "nhung",
        NHUNG,
        "Thẻ căn cước 2024, không đọc được DG13",
        "A card of 2024 whose DG13 is not to be read",
        Make(
            person=NHUNG,
            signer=_signer,
            ways=(Way(AES_256, BRAINPOOL_512),),
            bac=False,
            chip_key=(BRAINPOOL_512, AES_256, None),
            with_dg13=False,
            picture="JPEG2000",
            answer_size=4096,
        ),
    ),
    (
        "anh",
        ANH,
        "Thẻ với 3DES và P-256",
        "A card with 3DES and P-256",
        Make(person=ANH, signer=_signer, ways=(Way(TDES, P256),), chip_key=(P256, TDES, None)),
    ),
    (
        "hbia",
        HBIA,
        "Thẻ với AES-192 và P384, chip không hiểu số tệp ngắn",
        "A card with AES-192 and P384 whose chip knows no short file numbers",
        Make(person=HBIA, signer=_signer, ways=(Way(AES_192, BRAINPOOL_384),), chip_key=(BRAINPOOL_384, AES_192, 2), short_ids=False),
    ),
)
_GOOD_NAMES: Final = frozenset(name for name, *_ in _GOOD)


def _changed(file: int, before: bytes, after: bytes) -> Alter:
    def alter(contents: dict[int, bytes]) -> None:
        assert before in contents[file] and len(before) == len(after)
        contents[file] = contents[file].replace(before, after, 1)

    return alter


def _replaced(file: int, content: Callable[[bytes], bytes]) -> Alter:
    def alter(contents: dict[int, bytes]) -> None:
        contents[file] = content(contents[file])

    return alter


def _turned(file: int, place: int) -> Alter:
    def alter(contents: dict[int, bytes]) -> None:
        content = bytearray(contents[file])
        content[place] ^= 0x01
        contents[file] = bytes(content)

    return alter


def _dropped(file: int) -> Alter:
    def alter(contents: dict[int, bytes]) -> None:
        del contents[file]

    return alter


_DG1, _DG2, _DG13, _DG14 = (GROUP_FILES[number] for number in (1, 2, 13, 14))
_FAULTS: Final = (
    ("altered-name", "Tên trong DG1 bị sửa", "The name in DG1 was changed", replace(_PLAIN, alter=_changed(_DG1, b"BINH", b"MINH"))),
    ("altered-portrait", "Ảnh trong DG2 bị sửa", "The portrait in DG2 was changed", replace(_PLAIN, alter=_turned(_DG2, -2000))),
    (
        "altered-civil-data",
        "Dữ liệu dân sự trong DG13 bị sửa",
        "The civil data in DG13 was changed",
        replace(_PLAIN, alter=_changed(_DG13, "Hoàng".encode(), "Hoành".encode()[:6])),
    ),
    (
        "unknown-issuer",
        "Nơi cấp không có trong kho tin cậy",
        "An issuer that nobody knows",
        replace(_PLAIN, signer=lambda: _other_state().signer()),
    ),
    ("rogue-issuer", "Nơi cấp mạo tên", "An issuer under a borrowed name", replace(_PLAIN, signer=lambda: _rogue_state().signer())),
    (
        "expired-signer",
        "Chứng thư người ký đã hết hạn",
        "A signer whose certificate has expired",
        replace(_PLAIN, signer=lambda: practice_state().signer(begins=-200 * _DAY, lasts=100 * _DAY)),
    ),
    (
        "future-signer",
        "Chứng thư người ký chưa có hiệu lực",
        "A signer whose certificate is not valid yet",
        replace(_PLAIN, signer=lambda: practice_state().signer(begins=100 * _DAY)),
    ),
    (
        "revoked-signer",
        "Chứng thư người ký đã bị thu hồi",
        "A signer whose certificate was revoked",
        replace(_PLAIN, signer=_revoked_signer),
    ),
    ("cloned-chip", "Chip sao chép", "A copied chip", replace(_PLAIN, active="", copied=True)),
    (
        "cloned-signing-chip",
        "Chip sao chép, ký bằng khoá khác",
        "A copied chip that signs with another key",
        replace(_PLAIN, chip_key=None, copied=True),
    ),
    (
        "replayed-answer",
        "Chip phát lại câu trả lời cũ",
        "A chip that plays a recorded answer",
        replace(_PLAIN, chip_key=None, replayed=True),
    ),
    ("hidden-chip-key", "Chip giấu khoá của mình", "A chip that hides its key", replace(_PLAIN, alter=_dropped(_DG14))),
    ("expired-card", "Thẻ đã hết hạn", "A card that has expired", replace(_PLAIN, person=OLD)),
    ("downgrade", "Thẻ giấu PACE, ép dùng BAC", "A card that hides PACE and forces BAC", replace(_PLAIN, announced_ways=())),
    ("blocked", "Thẻ bị khoá", "A blocked card", replace(_PLAIN, blocked=True)),
    ("other-kind", "Loại thẻ khác", "Another kind of card", replace(_PLAIN, ways=(), application=bytes.fromhex("A000000003000000"))),
    (
        "broken-list",
        "Danh sách đã ký bị hỏng",
        "A signed list that is broken",
        replace(_PLAIN, alter=_replaced(SOD_FILE, lambda sod: sod[:4] + bytes(len(sod) - 4))),
    ),
    ("altered-list", "Danh sách đã ký bị sửa", "A signed list that was changed", replace(_PLAIN, alter=_turned(SOD_FILE, -1))),
    ("truncated-file", "DG13 bị cụt", "DG13 is cut short", replace(_PLAIN, alter=_replaced(_DG13, lambda dg13: dg13[:-40]))),
    (
        "endless-file",
        "DG2 khai dài 16 MB",
        "DG2 claims 16 MB",
        replace(_PLAIN, alter=_replaced(_DG2, lambda dg2: b"\x75\x84\x01\x00\x00\x00" + dg2[4:])),
    ),
    (
        "lying-lengths",
        "Độ dài trong DG13 sai",
        "Lengths inside DG13 that lie",
        replace(_PLAIN, alter=_replaced(_DG13, lambda dg13: tlv.encode(0x6D, b"\x30\x7f" + dg13[6:]))),
    ),
    (
        "bad-letters",
        "DG13 có chữ không phải UTF-8",
        "Letters in DG13 that are not UTF-8",
        replace(_PLAIN, alter=_changed(_DG13, "Thuý".encode(), b"Thu\xff\xfe")),
    ),
    ("pulled", "Thẻ bị rút ra giữa chừng", "A card pulled halfway", replace(_PLAIN, interference=faults.PulledAt(_LATE))),
    ("odd-status", "Chip trả lời mã lạ", "A status out of the blue", replace(_PLAIN, interference=faults.StatusAt(_LATE, 0x6F00))),
    ("no-mac", "Câu trả lời không niêm phong", "Answers without their seal", replace(_PLAIN, interference=faults.WithoutMacAt(_LATE))),
    ("garbage", "Chip trả lời vô nghĩa", "Answers that mean nothing", replace(_PLAIN, interference=faults.GarbageAt(_LATE))),
    ("stalls", "Chip im lặng", "A chip that falls silent", replace(_PLAIN, interference=faults.StallsAt(_LATE))),
    ("slow", "Chip chậm như thật", "A chip as slow as real ones", replace(_PLAIN, interference=faults.Slow(0.03))),
)


def practice_cards() -> tuple[PracticeCard, ...]:
    """All of them, the good ones first."""
    good = [PracticeCard(name, Text(vi, en), person, wanted) for name, person, vi, en, wanted in _GOOD]
    bad = [PracticeCard(name, Text(vi, en), wanted.person, wanted) for name, vi, en, wanted in _FAULTS]
    return (*good, *bad)


def practice_card(name: str) -> PracticeCard:
    """The one of this name. Raises KeyError."""
    return {card.name: card for card in practice_cards()}[name]
