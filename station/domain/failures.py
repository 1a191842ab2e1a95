"""The catalogue of failures: code → what happened and what to do, in both languages. docs/failures.md is written from it."""

from dataclasses import dataclass
from typing import Final

from station.domain.findings import Text


@dataclass(frozen=True)
class Failure:
    """Cause and remedy of one code."""

    cause: Text
    remedy: Text


def _f(cause_vi: str, cause_en: str, remedy_vi: str, remedy_en: str) -> Failure:
    return Failure(Text(cause_vi, cause_en), Text(remedy_vi, remedy_en))


FAILURES: Final[dict[str, Failure]] = {
    # capture
    "capture.truncated": _f(
        "Tệp {name} bị cụt, không đọc được hết ảnh.",
        "The file {name} is cut short; the image cannot be read to its end.",
        "Quét hoặc sao chép lại tệp này.",
        "Scan or copy this file again.",
    ),
    "capture.too-large": _f(
        "Ảnh {name} có {megapixels} triệu điểm ảnh, quá giới hạn {limit}.",
        "The image {name} has {megapixels} megapixels, more than the limit of {limit}.",
        "Quét lại ở 300 dpi (khổ A3 khoảng 17 triệu điểm ảnh).",
        "Scan it again at 300 dpi (A3 is about 17 megapixels).",
    ),
    "capture.not-an-image": _f(
        "Tệp {name} không phải ảnh hay PDF mà trạm đọc được.",
        "The file {name} is not an image or PDF that the station reads.",
        "Dùng JPEG, PNG, TIFF hoặc PDF.",
        "Use JPEG, PNG, TIFF or PDF.",
    ),
    "capture.heic": _f(
        "Tệp {name} là ảnh HEIC của điện thoại.",
        "The file {name} is a HEIC photo of a phone.",
        "Trên điện thoại chọn định dạng «Tương thích nhất» (JPEG) rồi chụp hoặc gửi lại.",
        "Set the phone's camera to «Most compatible» (JPEG) and take or send the photo again.",
    ),
    "capture.pdf-password": _f(
        "Tệp PDF {name} có mật khẩu.",
        "The PDF {name} has a password.",
        "Mở tệp, lưu lại không mật khẩu rồi nhập lại.",
        "Open it, save it without the password, and import it again.",
    ),
    "capture.pdf-damaged": _f(
        "Tệp PDF {name} bị hỏng.", "The PDF {name} is damaged.", "Xuất hoặc quét lại tệp này.", "Export or scan it again."
    ),
    "capture.nothing-found": _f(
        "Không có tệp ảnh hay PDF nào trong {name}.",
        "There is no image or PDF in {name}.",
        "Kiểm tra lại thư mục đã chọn.",
        "Check the folder you chose.",
    ),
    "capture.unreadable-file": _f(
        "Không mở được tệp {name}: {reason}.",
        "The file {name} cannot be opened: {reason}.",
        "Kiểm tra quyền truy cập và thiết bị lưu trữ.",
        "Check the permissions and the device it lies on.",
    ),
    "capture.damaged": _f(
        "Ảnh {name} bị hỏng, không giải mã được.",
        "The image {name} is damaged and cannot be decoded.",
        "Quét hoặc sao chép lại tệp này.",
        "Scan or copy this file again.",
    ),
    "capture.empty-file": _f(
        "Tệp {name} rỗng (0 byte).",
        "The file {name} is empty (0 bytes).",
        "Sao chép lại từ máy quét hoặc điện thoại; lần chép trước có thể chưa xong.",
        "Copy it again from the scanner or phone; the last copy may not have finished.",
    ),
    "capture.file-too-large": _f(
        "Tệp ảnh {name} nặng {megabytes} MB, quá giới hạn {limit} MB.",
        "The image file {name} has {megabytes} MB, more than the limit of {limit} MB.",
        "Quét lại thành JPEG hoặc PDF ở 300 dpi.",
        "Scan it again as JPEG or PDF at 300 dpi.",
    ),
    "capture.page-sealed": _f(
        "Trang {ordinal} thuộc một mục đã duyệt và ký gửi, không thay hay bỏ ra được.",
        "Page {ordinal} belongs to an entry that was approved and signed; it cannot be replaced or set aside.",
        "Báo lãnh đạo: mục chỉ sửa được khi trung tâm trả lại. Trang vẫn như cũ.",
        "Tell your supervisor: the entry can be mended only when the central returns it. The page is as it was.",
    ),
    "capture.page-in-use": _f(
        "Đã có người nhập mục làm từ trang {ordinal}; bỏ trang ra thì mất phần đã nhập.",
        "Somebody has keyed the entry made from page {ordinal}; their work would go with the page.",
        "Nếu ảnh xấu, quét lại trang: phần đã nhập được giữ và chuyển sang ảnh mới.",
        "If the picture is bad, scan the page again: what was keyed is kept and moves to the new picture.",
    ),
    "capture.folder-gone": _f(
        "Không thấy thư mục đang theo dõi: {folder}.",
        "The watched folder is gone: {folder}.",
        "Cắm lại ổ hoặc USB: trạm tự lấy tiếp. Các trang đã lấy vẫn an toàn.",
        "Plug the drive or stick in again: the station goes on by itself. The pages taken are safe.",
    ),
    # scanner
    "scanner.none": _f(
        "Không tìm thấy máy quét nào.",
        "No scanner was found.",
        "Bật máy quét, cắm cáp rồi tìm lại; hoặc nhập từ tệp, thư mục.",
        "Switch the scanner on, plug it in and look again; or take files or a folder.",
    ),
    "scanner.program-missing": _f(
        "Máy này chưa cài chương trình quét {program}.",
        "The scanning program {program} is not installed.",
        "Cài gói sane-utils; trong lúc chờ, nhập từ tệp hoặc thư mục.",
        "Install sane-utils; until then, take files or a folder.",
    ),
    "scanner.busy": _f(
        "Máy quét {device} đang bận.",
        "The scanner {device} is busy.",
        "Chờ máy xong việc hoặc đóng chương trình khác đang quét, rồi bấm quét lại.",
        "Wait for it, or close the other program that scans, and start again.",
    ),
    "scanner.jam": _f(
        "Máy quét {device} kẹt giấy.",
        "Paper is jammed in the scanner {device}.",
        "Mở nắp, gỡ giấy, đặt lại tờ bị kẹt rồi bấm quét; các trang trước đã được lưu.",
        "Open it, take the paper out, put the jammed sheet back and start again; the pages before are kept.",
    ),
    "scanner.empty": _f(
        "Khay của máy quét {device} không có giấy.",
        "There is no paper in the feeder of {device}.",
        "Đặt giấy vào khay rồi bấm quét.",
        "Put paper into it and start again.",
    ),
    "scanner.cover-open": _f(
        "Nắp máy quét {device} đang mở.",
        "The cover of the scanner {device} is open.",
        "Đóng nắp rồi bấm quét lại.",
        "Close it and start again.",
    ),
    "scanner.offline": _f(
        "Không nói chuyện được với máy quét {device}.",
        "The scanner {device} does not answer.",
        "Kiểm tra nguồn và cáp (hoặc mạng), bấm «Tìm máy quét»; các trang đã quét vẫn còn.",
        "Check power and cable (or network), then «Find scanners»; the pages scanned are kept.",
    ),
    "scanner.access": _f(
        "Tài khoản này không được dùng máy quét {device}.",
        "This account may not use the scanner {device}.",
        "Nhờ quản trị thêm tài khoản vào nhóm scanner rồi đăng nhập lại.",
        "Ask the administrator to put the account into the group scanner, then sign in again.",
    ),
    "scanner.crashed": _f(
        "Chương trình điều khiển máy quét {device} đã dừng đột ngột.",
        "The driver of the scanner {device} died.",
        "Các trang đã quét vẫn còn; bấm quét để tiếp tục từ tờ đang dở.",
        "The pages scanned are kept; start again from the sheet that was in the scanner.",
    ),
    "scanner.silent": _f(
        "Máy quét {device} không có tín hiệu trong {limit_s} giây.",
        "The scanner {device} gave no sign for {limit_s} seconds.",
        "Tắt máy quét, bật lại rồi bấm quét; các trang đã quét vẫn còn.",
        "Switch it off and on, then start again; the pages scanned are kept.",
    ),
    "scanner.failed": _f(
        "Máy quét {device} báo lỗi: {reason}.",
        "The scanner {device} reports: {reason}.",
        "Bấm quét lại; nếu lặp lại, tắt rồi bật máy quét. Các trang đã quét vẫn còn.",
        "Start again; if it repeats, switch the scanner off and on. The pages scanned are kept.",
    ),
    "scanner.cancelled": _f(
        "Đã dừng quét theo yêu cầu.",
        "Scanning was stopped as asked.",
        "Các trang đã quét vẫn còn; bấm quét để tiếp tục.",
        "The pages scanned are kept; start again to go on.",
    ),
    "scanner.no-memory-folder": _f(
        "Máy này không có thư mục trong bộ nhớ để nhận trang từ máy quét.",
        "This machine has no folder in memory to take pages from the scanner.",
        "Gắn tmpfs vào /dev/shm; trạm không ghi ảnh chưa mã hoá ra đĩa.",
        "Mount a tmpfs at /dev/shm; the station writes no unencrypted page to the disk.",
    ),
    "scanner.no-memory": _f(
        "Hết chỗ trong bộ nhớ để nhận trang từ máy quét.",
        "There is no room in memory to take a page from the scanner.",
        "Đóng bớt chương trình khác hoặc quét ở 300 dpi; các trang đã quét vẫn còn.",
        "Close other programs or scan at 300 dpi; the pages scanned are kept.",
    ),
    # reading
    "reading.engine-missing": _f(
        "Không tìm thấy chương trình nhận dạng {engine}.",
        "The reading engine {engine} is not installed.",
        "Cài tesseract-ocr và tesseract-ocr-vie (./run tự cài trên Debian).",
        "Install tesseract-ocr and tesseract-ocr-vie (./run does it on Debian).",
    ),
    "reading.engine-failed": _f(
        "Chương trình nhận dạng {engine} dừng với lỗi: {reason}.",
        "The reading engine {engine} failed: {reason}.",
        "Trang được giữ lại và sẽ được đọc lại.",
        "The page is kept and will be read again.",
    ),
    "reading.worker-died": _f(
        "Tiến trình nhận dạng đã dừng đột ngột khi đọc trang này.",
        "The reading process died on this page.",
        "Trang được giữ lại và sẽ được đọc lại.",
        "The page is kept and will be read again.",
    ),
    "reading.timeout": _f(
        "Đọc trang này quá {limit_s} giây.",
        "Reading this page took more than {limit_s} seconds.",
        "Trang được giữ lại; hãy quét lại ở 300 dpi nếu lỗi lặp lại.",
        "The page is kept; scan it again at 300 dpi if this repeats.",
    ),
    "reading.unreadable-image": _f(
        "Ảnh của trang không giải mã được.", "The image of the page cannot be decoded.", "Quét lại trang này.", "Scan this page again."
    ),
    # forms
    "forms.faulty": _f(
        "Mẫu có lỗi:\n{faults}\n",
        "Forms have faults:\n{faults}\n",
        "Sửa các tệp đã nêu rồi chạy check-forms.",
        "Mend the files named and run check-forms.",
    ),
    "forms.unknown": _f(
        "Không có mẫu {form}.",
        "There is no form {form}.",
        "Chạy check-forms để xem các mẫu đang có.",
        "Run check-forms to see the forms there are.",
    ),
    # store
    "store.not-found": _f(
        "{path} không phải kho của trạm.", "{path} is not a station store.", "Tạo kho bằng lệnh init.", "Make one with the command init."
    ),
    "store.exists": _f(
        "Ở {path} đã có một kho.",
        "There is already a store at {path}.",
        "Chọn thư mục khác; kho cũ không bị đụng tới.",
        "Choose another folder; the old store was not touched.",
    ),
    "store.in-use": _f(
        "Kho {path} đang được một chương trình khác mở.",
        "The store {path} is open in another program.",
        "Đóng cửa sổ hoặc lệnh kia rồi thử lại.",
        "Close the other window or command and try again.",
    ),
    "store.wrong-password": _f(
        "Sai mật khẩu hoặc sai tên người dùng.",
        "Wrong user name or password.",
        "Gõ lại; kiểm tra bộ gõ và phím Caps Lock.",
        "Type it again; check the input method and Caps Lock.",
    ),
    "store.no-password": _f(
        "Chưa có mật khẩu.",
        "No password was given.",
        "Dùng --password-file hoặc biến STATION_PASSWORD.",
        "Use --password-file or the variable STATION_PASSWORD.",
    ),
    "store.wrong-code": _f(
        "Mã khôi phục không đúng.",
        "The recovery code is not right.",
        "Gõ lại đủ 28 ký tự trên tờ giấy trong phong bì; dấu gạch và chữ hoa, chữ thường không quan trọng.",
        "Type all 28 letters of the paper in the envelope again; hyphens and capitals do not matter.",
    ),
    "store.user-id": _f(
        "Tên đăng nhập «{user}» không dùng được.",
        "The user name «{user}» cannot be used.",
        "Chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch dưới, gạch nối; tối đa 64 ký tự.",
        "Use small letters without marks, digits, dot, underscore and hyphen; 64 at most.",
    ),
    "store.user-exists": _f(
        "Đã có người dùng {user} trong kho này.",
        "There is a user {user} in this store already.",
        "Chọn tên đăng nhập khác.",
        "Choose another user name.",
    ),
    "store.folder-not-empty": _f(
        "Thư mục {path} không trống.",
        "The folder {path} is not empty.",
        "Chọn một thư mục mới cho kho.",
        "Choose a new folder for the store.",
    ),
    "store.other-device": _f(
        "Kho này được tạo trên máy khác: thiếu bí mật thiết bị.",
        "This store was made on another PC: the device secret is missing.",
        "Mở bằng mã khôi phục, hoặc chuyển kho sang máy mới theo hướng dẫn.",
        "Open it with the recovery code, or move it by the guide.",
    ),
    "store.version": _f(
        "Kho có định dạng {found}, chương trình chỉ hiểu {known}.",
        "The store has format {found}; this program understands {known}.",
        "Cài bản chương trình mới hơn.",
        "Install a newer version of the program.",
    ),
    "store.damaged": _f(
        "Kho bị hỏng: {reason}.",
        "The store is damaged: {reason}.",
        "Không ghi gì thêm; chạy verify-store và khôi phục từ bản sao lưu.",
        "Write nothing more; run verify-store and restore from a backup.",
    ),
    "store.disk-full": _f(
        "Hết chỗ trên đĩa khi ghi vào {path}.",
        "The disk is full while writing to {path}.",
        "Giải phóng chỗ trống rồi làm lại; những gì đã ghi vẫn còn.",
        "Free some space and try again; what was written is kept.",
    ),
    "store.not-encrypting": _f(
        "Thư viện cơ sở dữ liệu không mã hoá.",
        "The database library does not encrypt.",
        "Cài lại chương trình; không nhập dữ liệu.",
        "Install the program again; do not enter data.",
    ),
    "store.unknown-user": _f(
        "Không có người dùng {user} trong kho này.",
        "There is no user {user} in this store.",
        "Kiểm tra tên người dùng.",
        "Check the user name.",
    ),
    "store.unknown-item": _f(
        "Không có {kind} {id} trong kho.", "There is no {kind} {id} in the store.", "Kiểm tra lại mã.", "Check the id."
    ),
    "store.no-province": _f(
        "Chưa có khoá của tỉnh nên chỉ tạo được kho thực hành.",
        "Without the province's keys only a practice store can be made.",
        "Thêm --practice để tạo kho thực hành.",
        "Add --practice to make a practice store.",
    ),
    # workflow
    "workflow.not-allowed": _f(
        "Vai trò {role} không được làm {action} khi mục đang ở trạng thái {state}.",
        "The role {role} may not do {action} on an entry that is {state}.",
        "Tải lại danh sách; có thể người khác vừa xử lý mục này.",
        "Refresh the list; somebody may just have handled this entry.",
    ),
    "checking.open-findings": _f(
        "Mục này còn {count} lỗi chưa sửa và chưa có lý do bỏ qua: {rules}.",
        "This entry still has {count} errors neither mended nor overridden with a reason: {rules}.",
        "Sửa các ô đã nêu hoặc ghi lý do.",
        "Mend the fields named or give a reason.",
    ),
    "checking.unknown-field": _f(
        "Mẫu {form} không có ô {field}.",
        "The form {form} has no field {field}.",
        "Kiểm tra lại phiên bản mẫu.",
        "Check the version of the form.",
    ),
    "volume.duplicate": _f(
        "Quyển {kind} {number}/{year} đã mở rồi.",
        "The volume {kind} {number}/{year} is open already.",
        "Dùng quyển đang có: {volume}.",
        "Use the one there is: {volume}.",
    ),
    "approval.four-eyes": _f(
        "{user} đã nhập hoặc kiểm tra mục {entry} nên không được duyệt mục đó.",
        "{user} keyed or checked the entry {entry} and may not approve it.",
        "Nhờ một lãnh đạo khác duyệt.",
        "Ask another supervisor to approve it.",
    ),
    "approval.no-certificate": _f(
        "{user} chưa có chứng thư của tỉnh nên không ký duyệt được.",
        "{user} has no certificate of the province and cannot sign an approval.",
        "Xin tỉnh cấp chứng thư rồi nhập vào kho.",
        "Ask the province for a certificate and import it.",
    ),
    "approval.certificate-invalid": _f(
        "Chứng thư của {user} không dùng được: {reason}.",
        "The certificate of {user} cannot be used: {reason}.",
        "Kiểm tra ngày giờ máy; xin tỉnh cấp lại nếu hết hạn.",
        "Check the PC's clock; ask the province for a new one if it has expired.",
    ),
    "approval.nothing": _f(
        "Quyển này không có mục nào chờ duyệt.",
        "This volume has no entry that waits for approval.",
        "Kiểm tra xong các mục rồi duyệt.",
        "Finish checking entries first.",
    ),
    # batches and sending
    "envelope.damaged": _f(
        "Lô {batch} bị thay đổi hoặc hỏng: {reason}.",
        "The batch {batch} was changed or damaged: {reason}.",
        "Không gửi lô này; giữ nguyên thư mục và báo tỉnh.",
        "The batch is not sent; keep the folder and tell the province.",
    ),
    "envelope.signature": _f(
        "Chữ ký của lô {batch} không đúng: {reason}.",
        "A signature of the batch {batch} does not hold: {reason}.",
        "Giữ nguyên thư mục và báo tỉnh.",
        "Keep the folder and tell the province.",
    ),
    "envelope.wrong-key": _f(
        "Lô {batch} không mở được bằng khoá này.",
        "The batch {batch} does not open with this key.",
        "Kiểm tra lô được niêm phong cho trung tâm nào.",
        "Check which central the batch is sealed to.",
    ),
    "sending.unreachable": _f(
        "Không nối được với trung tâm {url}.",
        "The central {url} cannot be reached.",
        "Các lô vẫn nằm an toàn trong máy và sẽ được gửi lại.",
        "The batches are safe here and will be sent again.",
    ),
    "sending.nonsense": _f(
        "Trung tâm {url} trả lời không hiểu được: {reason}.",
        "The central {url} answered nonsense: {reason}.",
        "Kiểm tra địa chỉ; các lô vẫn nằm an toàn trong máy.",
        "Check the address; the batches are safe here.",
    ),
    "sending.certificate": _f(
        "Trung tâm {url} không chứng minh được mình: chứng thư của máy chủ không được tin cậy.",
        "The central {url} cannot prove who it is: the certificate of its server is not trusted.",
        "Không gửi gì đi. Kiểm tra địa chỉ và ngày giờ máy; nếu vẫn vậy, báo tỉnh. Các lô vẫn nằm an toàn trong máy.",
        "Nothing was sent. Check the address and the PC's clock; if it stays, tell the province. The batches are safe here.",
    ),
    "sending.refused": _f(
        "Trung tâm từ chối lô {batch}: {reason}.",
        "The central refused the batch {batch}: {reason}.",
        "Lô được giữ lại để người có trách nhiệm xử lý.",
        "The batch is kept for a person to look at.",
    ),
    "sending.version": _f(
        "Trung tâm nói giao thức {theirs}, trạm nói {ours}.",
        "The central speaks protocol {theirs}, the station {ours}.",
        "Cập nhật chương trình.",
        "Update the program.",
    ),
    "sending.receipt": _f(
        "Biên nhận của lô {batch} không hợp lệ: {reason}.",
        "The receipt for the batch {batch} is not valid: {reason}.",
        "Không xoá gì; báo tỉnh.",
        "Nothing is deleted; tell the province.",
    ),
    "sending.busy": _f(
        "Một chương trình khác đang gửi hộp thư đi {path}.",
        "Another program is sending the outbox {path}.",
        "Chờ chương trình đó xong; không có gì bị mất.",
        "Wait until it has finished; nothing is lost.",
    ),
    "sending.realm": _f(
        "Trung tâm {url} thuộc vùng {theirs}, trạm này thuộc vùng {ours}.",
        "The central {url} belongs to the realm {theirs}, this station to {ours}.",
        "Kiểm tra địa chỉ trung tâm; thực hành và thật không bao giờ trộn lẫn.",
        "Check the central's address; practice and real never mix.",
    ),
    "sending.held": _f(
        "Trung tâm giữ lô {batch} lại cho người có trách nhiệm xem: {reason}.",
        "The central holds the batch {batch} for a person to look at: {reason}.",
        "Báo tỉnh; lô vẫn nằm an toàn trong máy.",
        "Tell the province; the batch is safe here.",
    ),
    "sending.waiting": _f(
        "Trung tâm chưa trả biên nhận cho lô {batch}.",
        "The central has not answered with a receipt for the batch {batch} yet.",
        "Lần gửi sau sẽ hỏi lại; không có gì bị mất.",
        "The next sending asks again; nothing is lost.",
    ),
    # central
    "central.database": _f(
        "Không dùng được cơ sở dữ liệu trung tâm: {reason}.",
        "The central database cannot be used: {reason}.",
        "Kiểm tra địa chỉ --database và máy chủ PostgreSQL.",
        "Check --database and the PostgreSQL server.",
    ),
    "central.port": _f(
        "Cổng {port} đang có chương trình khác dùng.",
        "The port {port} is in use by another program.",
        "Chọn cổng khác bằng --port.",
        "Choose another with --port.",
    ),
    "central.in-use": _f(
        "Một trung tâm khác đang chạy trên {path}.",
        "Another central is running on {path}.",
        "Dừng trung tâm kia hoặc chọn thư mục khác.",
        "Stop the other one or choose another folder.",
    ),
    "central.start": _f(
        "Trung tâm thực hành không khởi động được: {reason}.",
        "The practice central did not start: {reason}.",
        "Xem tệp {log}.",
        "See the file {log}.",
    ),
    "province.missing": _f(
        "Không có tỉnh thực hành ở {path}.",
        "There is no practice province at {path}.",
        "Tạo bằng lệnh init --practice.",
        "Make one with init --practice.",
    ),
    "province.faulty": _f(
        "Tệp khoá công khai của tỉnh {path} có lỗi: {reason}.",
        "The province's public file {path} is faulty: {reason}.",
        "Xin tỉnh gửi lại tệp này.",
        "Ask the province for the file again.",
    ),
    # export and the rest
    "export.nothing": _f(
        "Quyển {volume} không có mục nào đã duyệt để xuất.",
        "The volume {volume} has no approved entry to export.",
        "Duyệt các mục trước.",
        "Approve entries first.",
    ),
    "export.name-clash": _f(
        "Hai mục cùng tên tệp {name} trong một quyển.",
        "Two entries of one volume have the file name {name}.",
        "Kiểm tra số đăng ký của hai mục.",
        "Check the registration numbers of the two.",
    ),
    "export.no-columns": _f(
        "Chưa có bảng cột xuất cho loại {kind}.",
        "There is no column map for the kind {kind}.",
        "Thêm tệp vào resources/exchange.",
        "Add one under resources/exchange.",
    ),
    "export.faulty-rule": _f(
        "Quy tắc xuất {path} có lỗi: {reason}.",
        "The export rule {path} is faulty: {reason}.",
        "Sửa tệp trong resources/exchange.",
        "Mend the file in resources/exchange.",
    ),
    "export.folder": _f(
        "Không ghi được vào thư mục {path}: {reason}.",
        "The folder {path} cannot be written to: {reason}.",
        "Chọn thư mục khác; chưa có tệp nào được ghi.",
        "Choose another folder; no file was written.",
    ),
    "settings.faulty": _f(
        "Tệp cài đặt {path} có lỗi: {reason}.",
        "The settings file {path} is faulty: {reason}.",
        "Sửa tệp rồi chạy lại.",
        "Mend the file and start again.",
    ),
    "demo.differs": _f(
        "Dữ liệu trung tâm khác với mục đã duyệt: {count} chỗ.",
        "The central's rows differ from the approved entries in {count} places.",
        "Đây là lỗi chương trình; gửi thư mục {path} cho người làm phần mềm.",
        "This is a defect of the program; send the folder {path} to its makers.",
    ),
}
