"""Failures from the paper to the approved entry: capture, scanner, reading, forms, store, workflow."""

from typing import Final

from station.domain.failure import Failure, failure

AT_THE_DESK: Final[dict[str, Failure]] = {
    # capture
    "capture.truncated": failure(
        "Tệp {name} bị cụt, không đọc được hết ảnh.",
        "The file {name} is cut short; the image cannot be read to its end.",
        "Quét hoặc sao chép lại tệp này.",
        "Scan or copy this file again.",
    ),
    "capture.too-large": failure(
        "Ảnh {name} có {megapixels} triệu điểm ảnh, quá giới hạn {limit}.",
        "The image {name} has {megapixels} megapixels, more than the limit of {limit}.",
        "Quét lại ở 300 dpi (khổ A3 khoảng 17 triệu điểm ảnh).",
        "Scan it again at 300 dpi (A3 is about 17 megapixels).",
    ),
    "capture.not-an-image": failure(
        "Tệp {name} không phải ảnh hay PDF mà trạm đọc được.",
        "The file {name} is not an image or PDF that the station reads.",
        "Dùng JPEG, PNG, TIFF hoặc PDF.",
        "Use JPEG, PNG, TIFF or PDF.",
    ),
    "capture.heic": failure(
        "Tệp {name} là ảnh HEIC của điện thoại.",
        "The file {name} is a HEIC photo of a phone.",
        "Trên điện thoại chọn định dạng «Tương thích nhất» (JPEG) rồi chụp hoặc gửi lại.",
        "Set the phone's camera to «Most compatible» (JPEG) and take or send the photo again.",
    ),
    "capture.pdf-password": failure(
        "Tệp PDF {name} có mật khẩu.",
        "The PDF {name} has a password.",
        "Mở tệp, lưu lại không mật khẩu rồi nhập lại.",
        "Open it, save it without the password, and import it again.",
    ),
    "capture.pdf-damaged": failure(
        "Tệp PDF {name} bị hỏng.", "The PDF {name} is damaged.", "Xuất hoặc quét lại tệp này.", "Export or scan it again."
    ),
    "capture.nothing-found": failure(
        "Không có tệp ảnh hay PDF nào trong {name}.",
        "There is no image or PDF in {name}.",
        "Kiểm tra lại thư mục đã chọn.",
        "Check the folder you chose.",
    ),
    "capture.unreadable-file": failure(
        "Không mở được tệp {name}: {reason}.",
        "The file {name} cannot be opened: {reason}.",
        "Kiểm tra quyền truy cập và thiết bị lưu trữ.",
        "Check the permissions and the device it lies on.",
    ),
    "capture.damaged": failure(
        "Ảnh {name} bị hỏng, không giải mã được.",
        "The image {name} is damaged and cannot be decoded.",
        "Quét hoặc sao chép lại tệp này.",
        "Scan or copy this file again.",
    ),
    "capture.empty-file": failure(
        "Tệp {name} rỗng (0 byte).",
        "The file {name} is empty (0 bytes).",
        "Sao chép lại từ máy quét hoặc điện thoại; lần chép trước có thể chưa xong.",
        "Copy it again from the scanner or phone; the last copy may not have finished.",
    ),
    "capture.file-too-large": failure(
        "Tệp ảnh {name} nặng {megabytes} MB, quá giới hạn {limit} MB.",
        "The image file {name} has {megabytes} MB, more than the limit of {limit} MB.",
        "Quét lại thành JPEG hoặc PDF ở 300 dpi.",
        "Scan it again as JPEG or PDF at 300 dpi.",
    ),
    "capture.page-sealed": failure(
        "Trang {ordinal} thuộc một mục đã duyệt và ký gửi, không thay hay bỏ ra được.",
        "Page {ordinal} belongs to an entry that was approved and signed; it cannot be replaced or set aside.",
        "Báo lãnh đạo: mục chỉ sửa được khi trung tâm trả lại. Trang vẫn như cũ.",
        "Tell your supervisor: the entry can be mended only when the central returns it. The page is as it was.",
    ),
    "capture.page-in-use": failure(
        "Đã có người nhập mục làm từ trang {ordinal}; bỏ trang ra thì mất phần đã nhập.",
        "Somebody has keyed the entry made from page {ordinal}; their work would go with the page.",
        "Nếu ảnh xấu, quét lại trang: phần đã nhập được giữ và chuyển sang ảnh mới.",
        "If the picture is bad, scan the page again: what was keyed is kept and moves to the new picture.",
    ),
    "capture.folder-gone": failure(
        "Không thấy thư mục đang theo dõi: {folder}.",
        "The watched folder is gone: {folder}.",
        "Cắm lại ổ hoặc USB: trạm tự lấy tiếp. Các trang đã lấy vẫn an toàn.",
        "Plug the drive or stick in again: the station goes on by itself. The pages taken are safe.",
    ),
    # scanner
    "scanner.none": failure(
        "Không tìm thấy máy quét nào.",
        "No scanner was found.",
        "Bật máy quét, cắm cáp rồi tìm lại; hoặc nhập từ tệp, thư mục.",
        "Switch the scanner on, plug it in and look again; or take files or a folder.",
    ),
    "scanner.program-missing": failure(
        "Máy này chưa cài chương trình quét {program}.",
        "The scanning program {program} is not installed.",
        "Cài gói sane-utils; trong lúc chờ, nhập từ tệp hoặc thư mục.",
        "Install sane-utils; until then, take files or a folder.",
    ),
    "scanner.busy": failure(
        "Máy quét {device} đang bận.",
        "The scanner {device} is busy.",
        "Chờ máy xong việc hoặc đóng chương trình khác đang quét, rồi bấm quét lại.",
        "Wait for it, or close the other program that scans, and start again.",
    ),
    "scanner.jam": failure(
        "Máy quét {device} kẹt giấy.",
        "Paper is jammed in the scanner {device}.",
        "Mở nắp, gỡ giấy, đặt lại tờ bị kẹt rồi bấm quét; các trang trước đã được lưu.",
        "Open it, take the paper out, put the jammed sheet back and start again; the pages before are kept.",
    ),
    "scanner.empty": failure(
        "Khay của máy quét {device} không có giấy.",
        "There is no paper in the feeder of {device}.",
        "Đặt giấy vào khay rồi bấm quét.",
        "Put paper into it and start again.",
    ),
    "scanner.cover-open": failure(
        "Nắp máy quét {device} đang mở.",
        "The cover of the scanner {device} is open.",
        "Đóng nắp rồi bấm quét lại.",
        "Close it and start again.",
    ),
    "scanner.offline": failure(
        "Không nói chuyện được với máy quét {device}.",
        "The scanner {device} does not answer.",
        "Kiểm tra nguồn và cáp (hoặc mạng), bấm «Tìm máy quét»; các trang đã quét vẫn còn.",
        "Check power and cable (or network), then «Find scanners»; the pages scanned are kept.",
    ),
    "scanner.access": failure(
        "Tài khoản này không được dùng máy quét {device}.",
        "This account may not use the scanner {device}.",
        "Nhờ quản trị thêm tài khoản vào nhóm scanner rồi đăng nhập lại.",
        "Ask the administrator to put the account into the group scanner, then sign in again.",
    ),
    "scanner.crashed": failure(
        "Chương trình điều khiển máy quét {device} đã dừng đột ngột.",
        "The driver of the scanner {device} died.",
        "Các trang đã quét vẫn còn; bấm quét để tiếp tục từ tờ đang dở.",
        "The pages scanned are kept; start again from the sheet that was in the scanner.",
    ),
    "scanner.silent": failure(
        "Máy quét {device} không có tín hiệu trong {limit_s} giây.",
        "The scanner {device} gave no sign for {limit_s} seconds.",
        "Tắt máy quét, bật lại rồi bấm quét; các trang đã quét vẫn còn.",
        "Switch it off and on, then start again; the pages scanned are kept.",
    ),
    "scanner.failed": failure(
        "Máy quét {device} báo lỗi: {reason}.",
        "The scanner {device} reports: {reason}.",
        "Bấm quét lại; nếu lặp lại, tắt rồi bật máy quét. Các trang đã quét vẫn còn.",
        "Start again; if it repeats, switch the scanner off and on. The pages scanned are kept.",
    ),
    "scanner.cancelled": failure(
        "Đã dừng quét theo yêu cầu.",
        "Scanning was stopped as asked.",
        "Các trang đã quét vẫn còn; bấm quét để tiếp tục.",
        "The pages scanned are kept; start again to go on.",
    ),
    "scanner.no-memory-folder": failure(
        "Máy này không có thư mục trong bộ nhớ để nhận trang từ máy quét.",
        "This machine has no folder in memory to take pages from the scanner.",
        "Gắn tmpfs vào /dev/shm; trạm không ghi ảnh chưa mã hoá ra đĩa.",
        "Mount a tmpfs at /dev/shm; the station writes no unencrypted page to the disk.",
    ),
    "scanner.no-memory": failure(
        "Hết chỗ trong bộ nhớ để nhận trang từ máy quét.",
        "There is no room in memory to take a page from the scanner.",
        "Đóng bớt chương trình khác hoặc quét ở 300 dpi; các trang đã quét vẫn còn.",
        "Close other programs or scan at 300 dpi; the pages scanned are kept.",
    ),
    # reading
    "reading.engine-missing": failure(
        "Không tìm thấy chương trình nhận dạng {engine}.",
        "The reading engine {engine} is not installed.",
        "Cài tesseract-ocr và tesseract-ocr-vie (./run tự cài trên Debian).",
        "Install tesseract-ocr and tesseract-ocr-vie (./run does it on Debian).",
    ),
    "reading.engine-failed": failure(
        "Chương trình nhận dạng {engine} dừng với lỗi: {reason}.",
        "The reading engine {engine} failed: {reason}.",
        "Trang được giữ lại và sẽ được đọc lại.",
        "The page is kept and will be read again.",
    ),
    "reading.worker-died": failure(
        "Tiến trình nhận dạng đã dừng đột ngột khi đọc trang này.",
        "The reading process died on this page.",
        "Trang được giữ lại và sẽ được đọc lại.",
        "The page is kept and will be read again.",
    ),
    "reading.timeout": failure(
        "Đọc trang này quá {limit_s} giây.",
        "Reading this page took more than {limit_s} seconds.",
        "Trang được giữ lại; hãy quét lại ở 300 dpi nếu lỗi lặp lại.",
        "The page is kept; scan it again at 300 dpi if this repeats.",
    ),
    "reading.unreadable-image": failure(
        "Ảnh của trang không giải mã được.", "The image of the page cannot be decoded.", "Quét lại trang này.", "Scan this page again."
    ),
    # forms
    "forms.faulty": failure(
        "Mẫu có lỗi:\n{faults}\n",
        "Forms have faults:\n{faults}\n",
        "Sửa các tệp đã nêu rồi chạy check-forms.",
        "Mend the files named and run check-forms.",
    ),
    "forms.unknown": failure(
        "Không có mẫu {form}.",
        "There is no form {form}.",
        "Chạy check-forms để xem các mẫu đang có.",
        "Run check-forms to see the forms there are.",
    ),
    # store
    "store.not-found": failure(
        "{path} không phải kho của trạm.", "{path} is not a station store.", "Tạo kho bằng lệnh init.", "Make one with the command init."
    ),
    "store.exists": failure(
        "Ở {path} đã có một kho.",
        "There is already a store at {path}.",
        "Chọn thư mục khác; kho cũ không bị đụng tới.",
        "Choose another folder; the old store was not touched.",
    ),
    "store.in-use": failure(
        "Kho {path} đang được một chương trình khác mở.",
        "The store {path} is open in another program.",
        "Đóng cửa sổ hoặc lệnh kia rồi thử lại. Ở tài khoản khác của máy: khoá cửa sổ đó lại (Ctrl+L).",
        "Close the other window or command and try again. At another account of this PC: lock that window (Ctrl+L).",
    ),
    "store.wrong-password": failure(
        "Sai mật khẩu hoặc sai tên người dùng.",
        "Wrong user name or password.",
        "Gõ lại; kiểm tra bộ gõ và phím Caps Lock.",
        "Type it again; check the input method and Caps Lock.",
    ),
    "store.no-password": failure(
        "Chưa có mật khẩu.",
        "No password was given.",
        "Dùng --password-file hoặc biến STATION_PASSWORD; cho mật khẩu mới: --new-password-file hoặc STATION_NEW_PASSWORD.",
        "Use --password-file or the variable STATION_PASSWORD; for a new password --new-password-file or STATION_NEW_PASSWORD.",
    ),
    "store.short-password": failure(
        "Mật khẩu cần ít nhất {count} ký tự.",
        "A password needs {count} letters or more.",
        "Chọn mật khẩu dài hơn; một câu dễ nhớ là tốt nhất.",
        "Choose a longer one; a sentence that is easy to remember is best.",
    ),
    "store.wrong-code": failure(
        "Mã khôi phục không đúng.",
        "The recovery code is not right.",
        "Gõ lại đủ 28 ký tự trên tờ giấy trong phong bì; dấu gạch và chữ hoa, chữ thường không quan trọng.",
        "Type all 28 letters of the paper in the envelope again; hyphens and capitals do not matter.",
    ),
    "store.user-id": failure(
        "Tên đăng nhập «{user}» không dùng được.",
        "The user name «{user}» cannot be used.",
        "Chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch dưới, gạch nối; tối đa 64 ký tự.",
        "Use small letters without marks, digits, dot, underscore and hyphen; 64 at most.",
    ),
    "store.user-exists": failure(
        "Đã có người dùng {user} trong kho này.",
        "There is a user {user} in this store already.",
        "Chọn tên đăng nhập khác.",
        "Choose another user name.",
    ),
    "store.folder-not-empty": failure(
        "Thư mục {path} không trống.",
        "The folder {path} is not empty.",
        "Chọn một thư mục mới cho kho.",
        "Choose a new folder for the store.",
    ),
    "store.other-device": failure(
        "Kho này được tạo trên máy khác hoặc bằng tài khoản khác của máy này: thiếu bí mật thiết bị.",
        "This store was made on another PC or by another account of this PC: the device secret is missing.",
        "Đăng nhập máy bằng tài khoản cũ; kho chuyển sang máy mới thì cấp lại mật khẩu bằng mã khôi phục (keys recover) hoặc qua tỉnh.",
        "Use the account of before; on a new PC issue a new password by the recovery code (keys recover) or through the province.",
    ),
    "store.version": failure(
        "Kho có định dạng {found}, chương trình chỉ hiểu {known}.",
        "The store has format {found}; this program understands {known}.",
        "Cài bản chương trình mới hơn.",
        "Install a newer version of the program.",
    ),
    "store.damaged": failure(
        "Kho bị hỏng: {reason}.",
        "The store is damaged: {reason}.",
        "Không ghi gì thêm; chạy verify-store và khôi phục từ bản sao lưu.",
        "Write nothing more; run verify-store and restore from a backup.",
    ),
    "store.disk-full": failure(
        "Hết chỗ trên đĩa khi ghi vào {path}.",
        "The disk is full while writing to {path}.",
        "Giải phóng chỗ trống rồi làm lại; những gì đã ghi vẫn còn.",
        "Free some space and try again; what was written is kept.",
    ),
    "store.not-encrypting": failure(
        "Thư viện cơ sở dữ liệu không mã hoá.",
        "The database library does not encrypt.",
        "Cài lại chương trình; không nhập dữ liệu.",
        "Install the program again; do not enter data.",
    ),
    "store.unknown-user": failure(
        "Không có người dùng {user} trong kho này.",
        "There is no user {user} in this store.",
        "Kiểm tra tên người dùng.",
        "Check the user name.",
    ),
    "store.unknown-item": failure(
        "Không có {kind} {id} trong kho.", "There is no {kind} {id} in the store.", "Kiểm tra lại mã.", "Check the id."
    ),
    "store.no-province": failure(
        "Chưa có khoá của tỉnh nên chỉ tạo được kho thực hành.",
        "Without the province's keys only a practice store can be made.",
        "Thêm --practice để tạo kho thực hành.",
        "Add --practice to make a practice store.",
    ),
    # workflow
    "second.own-work": failure(
        "{user} đã nhập mục {entry} nên không nhập lần hai hay quyết định mục đó.",
        "{user} keyed the entry {entry} and neither keys it a second time nor decides it.",
        "Để người khác làm; ở cơ quan chỉ có hai người nhập, lãnh đạo quyết định.",
        "Let somebody else do it; where only two people key, the supervisor decides.",
    ),
    "second.blind": failure(
        "Mục {entry} đang chờ nhập lần hai hoặc chờ quyết định: nội dung đã nhập không hiện ở đây.",
        "The entry {entry} waits to be keyed a second time or to be decided: what was keyed is not shown here.",
        "Mở mục này ở «Nhập lần hai» hoặc «Quyết định» (F3 ở bàn Kiểm tra).",
        "Open it in “Second keying” or “Decide” (F3 at the desk Check).",
    ),
    "second.incomplete": failure(
        "Còn ô chưa nhập lần hai hoặc chưa quyết định ở mục {entry}.",
        "Fields of the entry {entry} are not keyed a second time, or not decided.",
        "Nhập đủ các ô rồi ghi lại; những gì đã gõ vẫn còn.",
        "Key the fields that are left and write again; what was typed is kept.",
    ),
    "second.nobody": failure(
        "Cơ quan chỉ có {count} người nhập: không ai nhập lần hai được.",
        "The office has {count} person who keys: nobody can key a second time.",
        "Thêm người nhập trong phần Người dùng, rồi đặt lại kế hoạch.",
        "Add a person who keys in the section People, then set the plan again.",
    ),
    "sample.not-drawn": failure(
        "Mục {entry} không phải là mục mẫu đang xem.",
        "The entry {entry} is not the one that the sample asks for.",
        "Xem lại danh sách: mẫu rút mục khác.",
        "Look at the list again: the sample asks for another entry.",
    ),
    "sample.not-accepted": failure(
        "Mục {entry} không có điểm nghi ngờ, và mẫu của danh sách chưa nhận nó.",
        "Nothing is doubtful in the entry {entry}, and the list's sample has not accepted it yet.",
        "Xem tiếp các mục mẫu ở bàn Duyệt (F7, F8) hoặc bằng lệnh sample, rồi phê duyệt.",
        "Look at the drawn entries at the desk Approve (F7, F8) or with the command sample; then approve.",
    ),
    "sample.refused": failure(
        "Mẫu của danh sách có mục {entry} không đạt.",
        "The sample of the list that the entry {entry} is in was not good enough.",
        "Trả lại cả danh sách (F9 ở bàn Duyệt).",
        "Return the whole list (F9 at the desk Approve).",
    ),
    "workflow.not-allowed": failure(
        "Vai trò {role} không được làm {action} khi mục đang ở trạng thái {state}.",
        "The role {role} may not do {action} on an entry that is {state}.",
        "Tải lại danh sách; có thể người khác vừa xử lý mục này.",
        "Refresh the list; somebody may just have handled this entry.",
    ),
    "checking.open-findings": failure(
        "Mục này còn {count} lỗi chưa sửa và chưa có lý do bỏ qua: {rules}.",
        "This entry still has {count} errors neither mended nor overridden with a reason: {rules}.",
        "Sửa các ô đã nêu hoặc ghi lý do.",
        "Mend the fields named or give a reason.",
    ),
    "checking.unknown-field": failure(
        "Mẫu {form} không có ô {field}.",
        "The form {form} has no field {field}.",
        "Kiểm tra lại phiên bản mẫu.",
        "Check the version of the form.",
    ),
    "volume.duplicate": failure(
        "Quyển {kind} {number}/{year} đã mở rồi.",
        "The volume {kind} {number}/{year} is open already.",
        "Dùng quyển đang có: {volume}.",
        "Use the one there is: {volume}.",
    ),
    "volume.closed": failure(
        "{volume} đã khóa: không thêm, bớt trang, không đổi số của mục nào trong đó.",
        "{volume} is closed: no page comes or goes, no entry of it changes its number.",
        "Nhờ lãnh đạo mở khóa quyển ở bảng số, ghi lý do; sửa xong thì khóa lại.",
        "Ask a supervisor to reopen it in its ledger, with a reason; close it again when it is mended.",
    ),
    "ledger.not-balanced": failure(
        "{volume} chưa khóa được: còn {count} điều chưa xong.",
        "{volume} cannot be closed yet: open points: {count}.",
        "Ghi lý do cho từng số còn trống, kiểm tra xong các mục còn lại, ghi lý do cho điều để nguyên.",
        "Account for every number that is open, check what waits, and give a reason for what is to stand.",
    ),
    "ledger.no-reason": failure(
        "Chưa ghi lý do.",
        "There is no reason.",
        "Ghi vì sao số này không có mục: người sau cần biết.",
        "Say why the number has no entry: who comes after must know.",
    ),
    "ledger.has-entry": failure(
        "Số {number} đã có mục nhập.",
        "Number {number} has an entry.",
        "Mở mục đó mà xem; nếu số đọc sai thì sửa số trong mục.",
        "Look at that entry; if its number was misread, mend it there.",
    ),
    "ledger.wrong-range": failure(
        "Số đầu và số cuối không hợp: {range}.",
        "The first and the last number do not fit: {range}.",
        "Ghi số đầu từ 1 trở lên, số cuối không nhỏ hơn số đầu, nhiều nhất {limit} số một quyển.",
        "The first is 1 or more, the last no smaller, {limit} numbers a volume at the most.",
    ),
    "approval.four-eyes": failure(
        "{user} đã nhập hoặc kiểm tra mục {entry} nên không được duyệt mục đó.",
        "{user} keyed or checked the entry {entry} and may not approve it.",
        "Nhờ một lãnh đạo khác duyệt.",
        "Ask another supervisor to approve it.",
    ),
    "approval.not-identified": failure(
        "Mục {entry} chưa xác minh: {persons}.",
        "Entry {entry} has nobody identified for: {persons}.",
        "Trả lại cho công chức để xác minh ở bàn Người nộp, rồi duyệt.",
        "Return it to the clerk, who identifies them at the desk Applicant; then approve.",
    ),
    "identification.no-person": failure(
        "Mẫu {form} không ghi người nào để xác minh.",
        "The form {form} names nobody who could be identified.",
        "Chọn một mục của mẫu khác.",
        "Choose an entry of another form.",
    ),
    "identification.unknown-role": failure(
        "Mẫu {form} không có người nào ở vai «{role}».",
        "The form {form} has no person in the role «{role}».",
        "Mở lại mục ở bàn Kiểm tra rồi thử lại.",
        "Open the entry at Checking again and try once more.",
    ),
    "approval.no-certificate": failure(
        "{user} chưa có chứng thư của tỉnh nên không ký duyệt được.",
        "{user} has no certificate of the province and cannot sign an approval.",
        "Xin tỉnh cấp chứng thư rồi nhập vào kho.",
        "Ask the province for a certificate and import it.",
    ),
    "approval.certificate-invalid": failure(
        "Chứng thư của {user} không dùng được: {reason}.",
        "The certificate of {user} cannot be used: {reason}.",
        "Kiểm tra ngày giờ máy; xin tỉnh cấp lại nếu hết hạn.",
        "Check the PC's clock; ask the province for a new one if it has expired.",
    ),
    "approval.nothing": failure(
        "Quyển này không có mục nào chờ duyệt.",
        "This volume has no entry that waits for approval.",
        "Kiểm tra xong các mục rồi duyệt.",
        "Finish checking entries first.",
    ),
}
