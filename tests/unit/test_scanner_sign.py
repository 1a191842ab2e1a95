"""What the status strip says of the scanner."""

from station.domain.errors import StationError
from station.scanner.scanner import Device
from ui.capture.feed import FeedState
from ui.capture.scanner_sign import ScannerSign

A3 = Device("a", "Máy A3")


def told(*events) -> list[tuple[str, bool]]:
    said: list[tuple[str, bool]] = []
    sign = ScannerSign(lambda words, doubtful: said.append((words.vi, doubtful)))
    for event in events:
        event(sign)
    return said


def test_a_feed_of_files_says_nothing_about_scanners():
    assert told(lambda sign: sign.feed(FeedState(running=True)), lambda sign: sign.feed(FeedState())) == []


def test_a_jam_is_something_to_look_at_and_an_empty_feeder_is_the_usual_end():
    jam, empty = (FeedState(trouble=StationError(code, device="Máy A3")) for code in ("scanner.jam", "scanner.empty"))
    assert told(lambda sign: sign.scans(A3), lambda sign: sign.feed(jam)) == [("Máy quét cần xem lại: Máy A3", True)]
    assert told(lambda sign: sign.scans(A3), lambda sign: sign.feed(empty)) == [("Máy quét sẵn sàng: Máy A3", False)]


def test_from_looking_to_scanning():
    assert told(
        lambda sign: sign.looking(), lambda sign: sign.found([]), lambda sign: sign.found([A3]), lambda sign: sign.found([A3, A3]),
        lambda sign: sign.scans(A3), lambda sign: sign.feed(FeedState(running=True)),
    ) == [
        ("Đang tìm máy quét", False), ("Không thấy máy quét", False), ("Máy quét sẵn sàng: Máy A3", False), ("2 máy quét sẵn sàng", False),
        ("Đang quét: Máy A3", False),
    ]  # fmt: skip
