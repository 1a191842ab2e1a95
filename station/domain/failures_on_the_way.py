"""Failures from the batch to the central, and of export and everything else."""

from typing import Final

from station.domain.failure import Failure, failure

ON_THE_WAY: Final[dict[str, Failure]] = {
    # batches and sending
    "envelope.damaged": failure(
        "Lô {batch} bị thay đổi hoặc hỏng: {reason}.",
        "The batch {batch} was changed or damaged: {reason}.",
        "Không gửi lô này; giữ nguyên thư mục và báo tỉnh.",
        "The batch is not sent; keep the folder and tell the province.",
    ),
    "envelope.signature": failure(
        "Chữ ký của lô {batch} không đúng: {reason}.",
        "A signature of the batch {batch} does not hold: {reason}.",
        "Giữ nguyên thư mục và báo tỉnh.",
        "Keep the folder and tell the province.",
    ),
    "envelope.wrong-key": failure(
        "Lô {batch} không mở được bằng khoá này.",
        "The batch {batch} does not open with this key.",
        "Kiểm tra lô được niêm phong cho trung tâm nào.",
        "Check which central the batch is sealed to.",
    ),
    "sending.unreachable": failure(
        "Không nối được với trung tâm {url}.",
        "The central {url} cannot be reached.",
        "Các lô vẫn nằm an toàn trong máy và sẽ được gửi lại.",
        "The batches are safe here and will be sent again.",
    ),
    "sending.nonsense": failure(
        "Trung tâm {url} trả lời không hiểu được: {reason}.",
        "The central {url} answered nonsense: {reason}.",
        "Kiểm tra địa chỉ; các lô vẫn nằm an toàn trong máy.",
        "Check the address; the batches are safe here.",
    ),
    "sending.certificate": failure(
        "Trung tâm {url} không chứng minh được mình: chứng thư của máy chủ không được tin cậy.",
        "The central {url} cannot prove who it is: the certificate of its server is not trusted.",
        "Không gửi gì đi. Kiểm tra địa chỉ và ngày giờ máy; nếu vẫn vậy, báo tỉnh. Các lô vẫn nằm an toàn trong máy.",
        "Nothing was sent. Check the address and the PC's clock; if it stays, tell the province. The batches are safe here.",
    ),
    "sending.refused": failure(
        "Trung tâm từ chối lô {batch}: {reason}.",
        "The central refused the batch {batch}: {reason}.",
        "Lô được giữ lại để người có trách nhiệm xử lý.",
        "The batch is kept for a person to look at.",
    ),
    "sending.version": failure(
        "Trung tâm nói giao thức {theirs}, trạm nói {ours}.",
        "The central speaks protocol {theirs}, the station {ours}.",
        "Cập nhật chương trình.",
        "Update the program.",
    ),
    "sending.receipt": failure(
        "Biên nhận của lô {batch} không hợp lệ: {reason}.",
        "The receipt for the batch {batch} is not valid: {reason}.",
        "Không xoá gì; báo tỉnh.",
        "Nothing is deleted; tell the province.",
    ),
    "sending.busy": failure(
        "Một chương trình khác đang gửi hộp thư đi {path}.",
        "Another program is sending the outbox {path}.",
        "Chờ chương trình đó xong; không có gì bị mất.",
        "Wait until it has finished; nothing is lost.",
    ),
    "sending.realm": failure(
        "Trung tâm {url} thuộc vùng {theirs}, trạm này thuộc vùng {ours}.",
        "The central {url} belongs to the realm {theirs}, this station to {ours}.",
        "Kiểm tra địa chỉ trung tâm; thực hành và thật không bao giờ trộn lẫn.",
        "Check the central's address; practice and real never mix.",
    ),
    "sending.held": failure(
        "Trung tâm giữ lô {batch} lại cho người có trách nhiệm xem: {reason}.",
        "The central holds the batch {batch} for a person to look at: {reason}.",
        "Báo tỉnh; lô vẫn nằm an toàn trong máy.",
        "Tell the province; the batch is safe here.",
    ),
    "sending.waiting": failure(
        "Trung tâm chưa trả biên nhận cho lô {batch}.",
        "The central has not answered with a receipt for the batch {batch} yet.",
        "Lần gửi sau sẽ hỏi lại; không có gì bị mất.",
        "The next sending asks again; nothing is lost.",
    ),
    "sending.head": failure(
        "Phần đầu nhật ký mà trạm đưa ra không đúng: {reason}.",
        "The head that the station showed does not hold: {reason}.",
        "Mở khoá trạm một lần để viết lại, rồi gửi lại.",
        "Unlock the station once, so that it is written anew, then send again.",
    ),
    "sending.feed": failure(
        "Tin số {number} của trung tâm không đúng: {reason}.",
        "Item {number} of the central's feed does not hold: {reason}.",
        "Không nhận tin này; lần gửi sau sẽ hỏi lại. Nếu vẫn vậy, báo tỉnh.",
        "It is not taken; the next sending asks again. If it stays, tell the province.",
    ),
    "sending.clock": failure(
        "Đồng hồ của máy này lệch hơn 24 giờ so với trung tâm {url}.",
        "This PC's clock is more than 24 hours off that of the central {url}.",
        "Đặt lại ngày giờ của máy rồi gửi lại; không có gì bị mất.",
        "Set the PC's date and time, then send again; nothing is lost.",
    ),
    "sending.quarantined": failure(
        "Trung tâm tạm giữ máy trạm {station}: kho ở đây là bản cũ được chép lại, hoặc có hai bản của kho.",
        "The central has quarantined the station {station}: the store here is an old one put back, or there are two of it.",
        "Ngừng nhập liệu và báo tỉnh; người có trách nhiệm sẽ quyết định. Không có gì bị xoá.",
        "Stop keying and tell the province; a person decides. Nothing is deleted.",
    ),
    "sending.revoked": failure(
        "Tỉnh đã thu hồi máy trạm {station}.",
        "The province has revoked the station {station}.",
        "Báo tỉnh. Các lô vẫn nằm an toàn trong máy.",
        "Tell the province. The batches are safe here.",
    ),
    "sending.not-known": failure(
        "Trung tâm không nhận máy trạm {station} ({reason}).",
        "The central does not take the station {station} ({reason}).",
        "Báo tỉnh. Các lô vẫn nằm an toàn trong máy.",
        "Tell the province. The batches are safe here.",
    ),
    "transport.certificate": failure(
        "Chứng thư TLS không dùng được: {reason}.",
        "The TLS certificate cannot be used: {reason}.",
        "Ghi danh lại máy này, hoặc xin tỉnh chứng thư mới.",
        "Enrol this PC again, or ask the province for a new certificate.",
    ),
    "transport.request": failure(
        "Yêu cầu cấp chứng thư TLS không đúng: {reason}.",
        "The request for a TLS certificate does not hold: {reason}.",
        "Ghi danh lại máy đó.",
        "Enrol that PC again.",
    ),
    "transport.ticket": failure(
        "Không đọc được phiếu ghi danh {path}.",
        "The enrolment ticket {path} cannot be read.",
        "Xin tỉnh gửi lại phiếu.",
        "Ask the province for the ticket again.",
    ),
    "transport.code": failure(
        "Trung tâm không nhận mã ghi danh: sai, đã dùng, quá hạn hoặc của cơ quan khác.",
        "The central does not take the enrolment code: wrong, used, too old, or another office's.",
        "Gõ lại mã; nếu vẫn vậy, xin tỉnh mã mới.",
        "Type the code again; if it stays, ask the province for a new one.",
    ),
    "transport.waits": failure(
        "Tỉnh chưa duyệt yêu cầu ghi danh của máy này. Vân tay khoá: {fingerprint}.",
        "The province has not approved this PC's request yet. Fingerprint of the key: {fingerprint}.",
        "Đọc vân tay cho tỉnh qua điện thoại, rồi chạy lại lệnh này sau.",
        "Read the fingerprint to the province over the telephone, then run this command again.",
    ),
    "transport.refused": failure(
        "Tỉnh không chấp nhận yêu cầu ghi danh của máy này.",
        "The province refused this PC's request.",
        "Hỏi tỉnh lý do.",
        "Ask the province why.",
    ),
    "transport.none": failure(
        "Máy này chưa ghi danh với trung tâm {url}.",
        "This PC is not enrolled with the central {url}.",
        "Chạy lệnh enrol với phiếu và mã của tỉnh.",
        "Run enrol with the province's ticket and code.",
    ),
    # central
    "central.database": failure(
        "Không dùng được cơ sở dữ liệu trung tâm: {reason}.",
        "The central database cannot be used: {reason}.",
        "Kiểm tra địa chỉ --database và máy chủ PostgreSQL.",
        "Check --database and the PostgreSQL server.",
    ),
    "central.configuration": failure(
        "Tệp cấu hình của trung tâm {path} có lỗi: {reason}.",
        "The central's configuration {path} is faulty: {reason}.",
        "Sửa tệp rồi khởi động lại.",
        "Mend the file and start again.",
    ),
    "central.objects": failure(
        "Không dùng được kho tệp của trung tâm: {reason}.",
        "The central's object store cannot be used: {reason}.",
        "Kiểm tra máy chủ kho tệp và mục objects trong tệp cấu hình; lô đang chờ sẽ tự đi tiếp.",
        "Check that server and the section objects of the configuration; batches that wait go on by themselves.",
    ),
    "central.port": failure(
        "Cổng {port} đang có chương trình khác dùng.",
        "The port {port} is in use by another program.",
        "Chọn cổng khác bằng --port.",
        "Choose another with --port.",
    ),
    "central.in-use": failure(
        "Một trung tâm khác đang chạy trên {path}.",
        "Another central is running on {path}.",
        "Dừng trung tâm kia hoặc chọn thư mục khác.",
        "Stop the other one or choose another folder.",
    ),
    "central.start": failure(
        "Trung tâm thực hành không khởi động được: {reason}.",
        "The practice central did not start: {reason}.",
        "Xem tệp {log}.",
        "See the file {log}.",
    ),
    "central.not-given-up": failure(
        "Trạm {station} không có lô nào chờ người xem với tên {batch}.",
        "No batch of the station {station} waits for a person under the name {batch}.",
        "Xem danh sách bằng lệnh province given-up.",
        "The command province given-up lists them.",
    ),
    "cleaning.register": failure(
        "Tệp sổ dân cư {path} không đọc được: {reason}.",
        "The population register {path} cannot be read: {reason}.",
        "Sửa tệp theo mẫu rồi chạy lại; chưa có gì được ghi.",
        "Mend the file and run it again; nothing was written.",
    ),
    "cleaning.no-splink": failure(
        "Máy này chưa cài Splink để đối chiếu với sổ dân cư.",
        "Splink, which compares with the population register, is not installed here.",
        "Chạy scripts/linkage một lần rồi chạy lại.",
        "Run scripts/linkage once and then this again.",
    ),
    "page.password": failure(
        "Mật khẩu của trang tỉnh cần ít nhất {count} ký tự.",
        "A password of the province's page needs at least {count} letters.",
        "Chọn mật khẩu dài hơn; một câu dễ nhớ là được.",
        "Choose a longer one; a sentence that is easily remembered will do.",
    ),
    "page.unknown": failure(
        "Trang tỉnh không có tài khoản {user}.",
        "The province's page has no account {user}.",
        "Xem danh sách bằng lệnh province officials.",
        "See the list: province officials.",
    ),
    "province.missing": failure(
        "Không có tỉnh thực hành ở {path}.",
        "There is no practice province at {path}.",
        "Tạo bằng lệnh init --practice.",
        "Make one with init --practice.",
    ),
    "province.faulty": failure(
        "Tệp khoá công khai của tỉnh {path} có lỗi: {reason}.",
        "The province's public file {path} is faulty: {reason}.",
        "Xin tỉnh gửi lại tệp này.",
        "Ask the province for the file again.",
    ),
    # export and the rest
    "export.nothing": failure(
        "Quyển {volume} không có mục nào đã duyệt để xuất.",
        "The volume {volume} has no approved entry to export.",
        "Duyệt các mục trước.",
        "Approve entries first.",
    ),
    "export.name-clash": failure(
        "Hai mục cùng tên tệp {name} trong một quyển.",
        "Two entries of one volume have the file name {name}.",
        "Kiểm tra số đăng ký của hai mục.",
        "Check the registration numbers of the two.",
    ),
    "export.no-columns": failure(
        "Chưa có bảng cột xuất cho loại {kind}.",
        "There is no column map for the kind {kind}.",
        "Thêm tệp vào resources/exchange.",
        "Add one under resources/exchange.",
    ),
    "export.faulty-rule": failure(
        "Quy tắc xuất {path} có lỗi: {reason}.",
        "The export rule {path} is faulty: {reason}.",
        "Sửa tệp trong resources/exchange.",
        "Mend the file in resources/exchange.",
    ),
    "export.folder": failure(
        "Không ghi được vào thư mục {path}: {reason}.",
        "The folder {path} cannot be written to: {reason}.",
        "Chọn thư mục khác; chưa có tệp nào được ghi.",
        "Choose another folder; no file was written.",
    ),
    "settings.faulty": failure(
        "Tệp cài đặt {path} có lỗi: {reason}.",
        "The settings file {path} is faulty: {reason}.",
        "Sửa tệp rồi chạy lại.",
        "Mend the file and start again.",
    ),
    "demo.differs": failure(
        "Dữ liệu trung tâm khác với mục đã duyệt: {count} chỗ.",
        "The central's rows differ from the approved entries in {count} places.",
        "Đây là lỗi chương trình; gửi thư mục {path} cho người làm phần mềm.",
        "This is a defect of the program; send the folder {path} to its makers.",
    ),
}
