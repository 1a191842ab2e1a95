"""Which readers of the service are readers for cards; the rest of PC/SC is tried over pcscd in tests/contract/test_card_readers.py."""

import pytest
from smartcard import scard

from station.idcard import pcsc
from station.idcard.reader import ReaderView

EMPTY, PRESENT = scard.SCARD_STATE_EMPTY, scard.SCARD_STATE_PRESENT


@pytest.mark.parametrize(
    "name",
    [
        "ACS ACR1281 1S Dual Reader ACS ACR1281 1S Dual Reader SAM 0",
        "HID Global OMNIKEY 5422 Smartcard Reader [SAM Reader] 01 02",
        "Windows Hello for Business 1",
        "Microsoft Virtual Smart Card 0",
        "Microsoft UICC ISO Reader 3d8d6fa6 0",
    ],
)
def test_key_slots_and_readers_of_other_software_are_passed_over(name: str) -> None:
    assert pcsc._view(name, PRESENT) is None


@pytest.mark.parametrize("name", ["ACS ACR122U PICC Interface 00 00", "HID Global OMNIKEY 5022 CL 0", "Samsung Card Reader 00 00"])
def test_real_readers_are_shown_with_and_without_a_card(name: str) -> None:
    assert pcsc._view(name, EMPTY) == ReaderView(name, has_card=False, changes=0)
    assert pcsc._view(name, PRESENT | 3 << 16) == ReaderView(name, has_card=True, changes=3)


def test_the_virtual_reader_of_the_test_tools_is_shown_only_with_a_card_in_it() -> None:
    assert pcsc._view("Virtual PCD 00 00", EMPTY) is None
    assert pcsc._view("Virtual PCD 00 00", PRESENT) is not None


def test_a_reader_that_was_just_unplugged_is_gone() -> None:
    assert pcsc._view("ACS ACR122U 00 00", scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_IGNORE) is None
