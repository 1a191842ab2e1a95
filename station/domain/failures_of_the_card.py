"""Failures of the chip card and its reader, and of the certificates it is checked against."""

from typing import Final

from station.domain.failure import Failure, failure

OF_THE_CARD: Final[dict[str, Failure]] = {
    # what opens the chip
    "card.mrz-form": failure(
        "Đây không phải dãy MRZ của thẻ: cần ba dòng, mỗi dòng 30 ký tự.",
        "This is not the machine-readable zone of a card: it has three lines of 30 signs.",
        "Chụp hoặc gõ lại ba dòng ở mặt sau thẻ.",
        "Take the picture again, or type the three lines on the back of the card.",
    ),
    "card.mrz-check": failure(
        "Dãy MRZ có số kiểm tra không khớp: có ký tự bị đọc hoặc gõ sai.",
        "A check digit of the machine-readable zone does not fit: a sign was misread or mistyped.",
        "So lại từng ký tự với mặt sau thẻ.",
        "Compare it sign by sign with the back of the card.",
    ),
    "card.qr-form": failure(
        "Mã QR này không phải của thẻ căn cước.",
        "This QR code is not one of an identity card.",
        "Quét mã ở mặt trước (thẻ 2021) hoặc mặt sau (thẻ 2024) của thẻ căn cước.",
        "Scan the code on the front (card of 2021) or on the back (card of 2024) of the identity card.",
    ),
    "card.can-form": failure(
        "Số CAN phải gồm đúng 6 chữ số (6 số cuối của số định danh 12 số).",
        "The card access number has exactly 6 digits (the last 6 of the 12-digit number).",
        "Gõ lại 6 số cuối của số định danh.",
        "Type the last 6 digits of the person's number again.",
    ),
}
