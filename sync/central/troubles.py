"""Unsigned answers that say "no" (PROTOCOL.md §4): code → status and sentences. Signed refusals are in judgement."""

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import JSONResponse

from sync.protocol.limits import HASH_MISMATCH

_TEXTS: Final[dict[str, tuple[int, str, str]]] = {
    "enrolment": (400, "Yêu cầu ghi danh không đúng quy cách.", "The request for enrolment is not of this protocol."),
    "greeting": (400, "Lời chào không đúng quy cách.", "The greeting is not of this protocol."),
    "bundle": (400, "Gói tệp không đúng quy cách, hoặc có tệp lạ.", "The bundle is not of this protocol, or names a strange file."),
    "manifest": (400, "Bản kê của lô không đúng quy cách.", "The manifest is not of this protocol."),
    "station": (403, "Máy trạm không có chứng thư của tỉnh này, hoặc chữ ký sai.", "The station has no certificate of this province."),
    "revoked": (403, "Máy trạm đã bị tỉnh thu hồi.", "The province has revoked this station."),
    "code": (403, "Mã ghi danh sai, đã dùng hoặc quá hạn.", "The enrolment code is wrong, used or too old."),
    "not-approved": (403, "Tỉnh không chấp nhận yêu cầu này.", "The province did not approve this request."),
    "certificate": (403, "Chứng thư của máy không được tỉnh công nhận.", "The machine's certificate is not one of this province."),
    "realm": (403, "Lô thuộc vùng khác; thực hành và thật không trộn lẫn.", "The batch belongs to another realm."),
    "unknown": (404, "Trung tâm không biết lô hay tệp này.", "The central does not know this batch or file."),
    "fork": (409, "Hai lô khác nhau mang cùng số: kho của trạm đã bị sao chép hoặc khôi phục.", "Two batches have the same number."),
    "quarantined": (409, "Trạm đang bị tạm giữ cho người có trách nhiệm xem.", "The station is quarantined until a person decides."),
    "head": (
        409,
        "Kho của máy trạm là bản cũ được chép lại, hoặc có hai bản; trạm bị tạm giữ cho người có trách nhiệm xem.",
        "The station's store is an old one put back, or there are two of it; it is quarantined until a person decides.",
    ),
    "again": (409, "Hãy chào lại với mã này.", "Say hello again with this nonce."),
    "clock": (409, "Đồng hồ của máy trạm lệch hơn 24 giờ.", "The station's clock is more than 24 hours off."),
    "lacking": (409, "Còn thiếu tệp.", "Files are lacking."),
    "stage": (409, "Phần chữ của lô chưa được nhận.", "The entries of the batch have not been received yet."),
    "offset": (409, "Vị trí gửi tiếp không đúng.", "The offset is not the size held here."),
    "too-large": (413, "Quá giới hạn kích thước.", "Larger than the limit or than what was announced."),
    "quota": (429, "Máy trạm gửi nhiều hơn hạn mức; gửi lại sau.", "The station sends more than its quota; come again later."),
    "version": (426, "Phiên bản giao thức không phù hợp.", "Another protocol version is needed."),
    "hash": (HASH_MISMATCH, "Tệp nhận được khác tệp đã báo; gửi lại từ đầu.", "What arrived is not the file announced; start from 0."),
    "internal": (500, "Lỗi của trung tâm.", "The central failed."),
    "busy": (503, "Trung tâm đang bận hoặc mất cơ sở dữ liệu; gửi lại sau.", "The central is busy or without its database."),
    "needs-person": (503, "Trung tâm không xử lý được lô này; cần người xem.", "The central failed on this batch; a person is needed."),
}


HANG_UP: Final = {"Connection": "close"}
"""The rest of the body is not waited for."""
_HEADERS: Final = {"busy": {"Retry-After": "2"}, "quota": {"Retry-After": "30"}, "too-large": HANG_UP}


@dataclass
class TroubleError(Exception):
    """Raised in a request, answered by the app."""

    code: str
    details: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """HTTP status."""
        return _TEXTS[self.code][0]

    def response(self) -> JSONResponse:
        """The answer. A body that is too large is not read to its end."""
        more = _HEADERS.get(self.code, {})
        return JSONResponse(self.to_json(), self.status, {**more, **self.headers})

    def to_json(self) -> dict[str, Any]:
        """The body of the answer."""
        _, vi, en = _TEXTS[self.code]
        return {"code": self.code, "vi": vi, "en": en, **self.details}
