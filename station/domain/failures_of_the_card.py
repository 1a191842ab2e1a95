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
    "card.key-form": failure(
        "Đây không phải mã QR, số định danh, số CAN hay dãy MRZ của thẻ.",
        "This is no QR code, number, access number or machine-readable zone of a card.",
        "Quét mã QR, gõ 6 số cuối của số định danh, hoặc ba dòng MRZ ở mặt sau thẻ.",
        "Scan the QR code, type the last 6 digits of the number, or the three lines on the back of the card.",
    ),
    "card.picture": failure(
        "Trong ảnh không thấy mã QR hay ba dòng MRZ của thẻ đọc được.",
        "No QR code and no three lines of a card can be read in this picture.",
        "Chụp lại thẳng, đủ sáng, thẻ chiếm gần hết ảnh; hoặc gõ 6 số cuối của số định danh.",
        "Take it again straight, in good light, the card filling the picture; or type the last 6 digits of the number.",
    ),
    "card.can-form": failure(
        "Số CAN phải gồm đúng 6 chữ số (6 số cuối của số định danh 12 số).",
        "The card access number has exactly 6 digits (the last 6 of the 12-digit number).",
        "Gõ lại 6 số cuối của số định danh.",
        "Type the last 6 digits of the person's number again.",
    ),
    "card.wrong-mrz": failure(
        "Thẻ không mở được bằng dãy MRZ này.",
        "The card does not open with this machine-readable zone.",
        "Kiểm tra MRZ có phải của đúng thẻ đang đặt trên đầu đọc, rồi đọc lại; trạm không tự thử lại.",
        "See whether it is the zone of the card on the reader, then read again; the station does not try again by itself.",
    ),
    "card.wrong-can": failure(
        "Thẻ không mở được bằng số CAN này.",
        "The card does not open with this card access number.",
        "Kiểm tra 6 số cuối của số định danh, rồi đọc lại; trạm không tự thử lại.",
        "Check the last 6 digits of the person's number, then read again; the station does not try again by itself.",
    ),
    "card.blocked": failure(
        "Chip đã bị khoá, không nhận mã mở nữa.",
        "The chip is blocked and takes no password any more.",
        "Dùng mã QR và giấy tờ khác để xác minh; hướng dẫn người dân đến công an đổi thẻ.",
        "Identify the person by QR code and other papers; send them to the police for a new card.",
    ),
    "card.needs-mrz": failure(
        "Thẻ này không mở được bằng số CAN.",
        "This card does not open with the card access number.",
        "Chụp hoặc gõ dãy MRZ ở mặt sau thẻ rồi đọc lại.",
        "Take a picture of the three lines on its back, or type them, then read again.",
    ),
    # the card and its reader
    "card.none": failure(
        "Không có thẻ trên đầu đọc {reader}.",
        "There is no card on the reader {reader}.",
        "Đặt thẻ lên đầu đọc và giữ yên.",
        "Lay the card on the reader and leave it there.",
    ),
    "card.no-reader": failure(
        "Không tìm thấy đầu đọc thẻ.",
        "No card reader was found.",
        "Cắm đầu đọc vào cổng USB; trong lúc chờ, dùng mã QR của thẻ.",
        "Plug one in; until then, use the QR code of the card.",
    ),
    "card.unknown-reader": failure(
        "Không có đúng một đầu đọc tên «{name}»; đang có: {known}.",
        "There is not exactly one reader named «{name}»; there are: {known}.",
        "Chọn một tên trong danh sách này.",
        "Choose a name of this list.",
    ),
    "card.mute": failure(
        "Thẻ trên đầu đọc {reader} không trả lời.",
        "The card on the reader {reader} does not answer.",
        "Đặt lại thẻ vào giữa đầu đọc, mặt có chip áp sát; nếu vẫn vậy, chip có thể đã hỏng.",
        "Lay it on the middle of the reader again, flat; if it stays mute, the chip may be broken.",
    ),
    "card.reader-gone": failure(
        "Đầu đọc {reader} đã bị rút.",
        "The reader {reader} was unplugged.",
        "Cắm lại đầu đọc rồi đọc lại thẻ.",
        "Plug it in again and read the card again.",
    ),
    "card.reader-busy": failure(
        "Đầu đọc {reader} đang bị chương trình khác dùng.",
        "The reader {reader} is in use by another program.",
        "Đóng chương trình kia rồi đọc lại.",
        "Close the other program, then read again.",
    ),
    "card.service-stopped": failure(
        "Dịch vụ thẻ thông minh của máy không chạy.",
        "This PC's smart card service is not running.",
        "Chờ vài giây hoặc cắm lại đầu đọc; nếu không được, nhờ quản trị bật dịch vụ (pcscd, Smart Card).",
        "Wait some seconds or plug the reader in again; else ask the administrator to start the service (pcscd, Smart Card).",
    ),
    "card.removed": failure(
        "Thẻ bị nhấc ra khi đang đọc.",
        "The card was taken away while it was being read.",
        "Đặt lại thẻ và giữ yên đến khi đọc xong; chưa có gì được lưu.",
        "Lay it back and leave it until it is read; nothing was kept.",
    ),
    "card.silent": failure(
        "Chip không trả lời trong {limit_s} giây.",
        "The chip did not answer within {limit_s} seconds.",
        "Nhấc thẻ lên, đặt lại giữa đầu đọc rồi đọc lại.",
        "Lift the card, lay it on the middle of the reader and read again.",
    ),
    "card.cancelled": failure(
        "Đã dừng đọc thẻ theo yêu cầu.",
        "Reading was stopped as asked.",
        "Không có gì được lưu; bấm đọc để làm lại.",
        "Nothing was kept; read again when you like.",
    ),
    "card.other-kind": failure(
        "Đây không phải thẻ căn cước có chip mà trạm đọc được (mã {status}).",
        "This is not an identity card with a chip that the station reads (status {status}).",
        "Đặt đúng thẻ căn cước; nếu đúng là thẻ đó, dùng mã QR và giấy tờ khác.",
        "Lay the identity card there; if it is that card, use its QR code and other papers.",
    ),
    "card.refused": failure(
        "Chip từ chối bước {step} (mã {status}).",
        "The chip refused the step {step} (status {status}).",
        "Nhấc thẻ lên, đặt lại rồi đọc lại; nếu lặp lại, dùng mã QR và giấy tờ khác.",
        "Lift the card, lay it back and read again; if it repeats, use its QR code and other papers.",
    ),
    "card.nonsense": failure(
        "Chip trả lời sai quy tắc ở bước {step}.",
        "The chip's answer at the step {step} breaks the rules.",
        "Lau thẻ, đặt lại rồi đọc lại; nếu lặp lại, thẻ hỏng hoặc giả: dùng giấy tờ khác.",
        "Wipe the card, lay it back and read again; if it repeats, it is broken or forged: use other papers.",
    ),
    "card.unprotected": failure(
        "Câu trả lời của chip không được niêm phong như đã thoả thuận (mã {status}); phiên đọc bị huỷ.",
        "An answer of the chip was not sealed as agreed (status {status}); the reading was dropped.",
        "Đặt lại thẻ rồi đọc lại; nếu lặp lại, kiểm tra đầu đọc và nghi ngờ thẻ.",
        "Lay the card back and read again; if it repeats, check the reader and distrust the card.",
    ),
    "card.no-zone": failure(
        "Không đọc được DG1 (dữ liệu MRZ) trên chip.",
        "DG1, the zone on the chip, cannot be read.",
        "Đọc lại; nếu lặp lại, thẻ hỏng hoặc giả: dùng giấy tờ khác.",
        "Read again; if it repeats, the card is broken or forged: use other papers.",
    ),
    "card.no-security-object": failure(
        "Không đọc được danh sách đã ký (EF.SOD) trên chip nên không kiểm được thẻ.",
        "The signed list on the chip (EF.SOD) cannot be read, so the card cannot be checked.",
        "Đọc lại; nếu lặp lại, thẻ hỏng hoặc giả: dùng giấy tờ khác.",
        "Read again; if it repeats, the card is broken or forged: use other papers.",
    ),
    # the certificates that cards are checked against
    "card.trust-unreadable": failure(
        "Không đọc được tệp chứng thư {name}.",
        "The certificate file {name} cannot be read.",
        "Kiểm tra tệp và quyền truy cập.",
        "Check the file and its permissions.",
    ),
    "card.trust-nothing": failure(
        "Tệp {name} không có chứng thư quốc gia hay danh sách thu hồi nào.",
        "The file {name} holds neither a country certificate nor a revocation list.",
        "Dùng master list (.ml), chứng thư CSCA (.cer, .pem) hoặc danh sách thu hồi (.crl).",
        "Use a master list (.ml), a country certificate (.cer, .pem) or a revocation list (.crl).",
    ),
    "card.trust-signature": failure(
        "Chữ ký của master list không đúng; không nạp gì.",
        "The signature of the master list does not hold; nothing was taken.",
        "Tải lại tệp từ nơi công bố và so mã SHA-256.",
        "Fetch it again from its publisher and compare the SHA-256.",
    ),
}
