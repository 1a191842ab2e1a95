"""Decoded pages: the last one asked for counts, memory is bounded, damage is a sentence, every way of lying is stood up."""

import io
from collections import deque
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr.decode import decode
from station.domain.errors import StationError
from station.domain.ids import PageId
from tests.store_factories import Office, make_staffed_store, open_store
from tests.ui.immediate import ImmediateTasks
from ui import page_images
from ui.page_decoding import PageImage, cleaned, decoded, preview
from ui.page_images import PageImages

ONE, TWO, THREE = PageId("one"), PageId("two"), PageId("three")


def encoded(width=400, height=300, shade=200, kind="PNG", **options) -> bytes:
    pixels = np.full((height, width, 3), shade, np.uint8)
    pixels[: height // 4, : width // 4] = (250, 10, 10)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


class Images:
    """The store's images; asked-for ids are remembered."""

    def __init__(self, **contents: bytes) -> None:
        self.contents = contents
        self.opened: list[str] = []

    def open(self, page_id: PageId) -> bytes:
        self.opened.append(page_id)
        if page_id not in self.contents:
            raise StationError("store.damaged", reason=f"the image of page {page_id} was changed")
        return self.contents[page_id]


class Later:
    """Tasks that are done when the test says so, one by one, in the order of asking."""

    def __init__(self, images: Images) -> None:
        self.station = SimpleNamespace(desk=SimpleNamespace(images=images))
        self.waiting: deque = deque()

    def query(self, run, done, failed=None):
        self.waiting.append((lambda: run(self.station), done, failed))

    def free(self, run, done, failed=None, on_progress=None):
        running = SimpleNamespace(cancelled=False, finished=False)
        running.cancel = lambda: setattr(running, "cancelled", True)
        self.waiting.append((lambda: run(running), done, failed))
        return running

    def after_paint(self, act, pause_ms=0):
        self.waiting.append((act, lambda _: None, unwanted))

    def step(self) -> None:
        work, done, failed = self.waiting.popleft()
        try:
            result = work()
        except StationError as error:
            failed(error)
        else:
            done(result)

    def finish(self) -> None:
        while self.waiting:
            self.step()


@pytest.fixture
def images():
    return Images(one=encoded(shade=10), two=encoded(shade=20), three=encoded(shade=30))


@pytest.fixture
def now(images):
    return PageImages(ImmediateTasks(SimpleNamespace(desk=SimpleNamespace(images=images))))


def unwanted(error: StationError) -> None:
    raise AssertionError(error)


def shade(page: PageImage) -> int:
    return int(page.array[-1, -1, 0])


def test_a_damaged_page_is_told_and_the_next_one_opens(now):
    troubles, pages = [], []
    now.request(PageId("lost"), pages.append, troubles.append)
    now.request(ONE, pages.append, troubles.append)
    assert [error.code for error in troubles] == ["store.damaged"]
    assert [shade(page) for page in pages] == [10]


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", encoded()[:-200], encoded(2000, 1500, kind="JPEG", quality=95)[:-900], b"\xff\xd8\xff\xe0" + b"\0" * 500],
    ids=["empty", "text", "cut png", "cut jpeg", "hollow jpeg"],
)
def test_what_does_not_decode_is_a_damaged_store_in_words(content):
    with pytest.raises(StationError) as caught:
        decoded(content, "p1")
    assert caught.value.code == "store.damaged" and "p1" in str(caught.value)


def test_pages_come_from_a_real_store_and_one_changed_on_the_disk_is_refused(tmp_path):
    make_staffed_store(tmp_path / "store")
    got: list[PageImage] = []
    troubles: list[StationError] = []
    with open_store(tmp_path / "store") as store:
        office = Office(store)
        page = office.capture(office.open_volume(), encoded(shade=77))
        tasks = ImmediateTasks(SimpleNamespace(desk=SimpleNamespace(images=store.images)))
        PageImages(tasks).request(page.page_id, got.append, unwanted)
        path = store.images.sealed(page.page_id).path
        changed = bytearray(path.read_bytes())
        changed[len(changed) // 2] ^= 1
        path.write_bytes(bytes(changed))
        PageImages(tasks).request(page.page_id, unwanted, troubles.append)
    assert shade(got[0]) == 77
    assert [error.code for error in troubles] == ["store.damaged"]


def test_only_the_page_asked_for_last_is_delivered(images):
    later, got = Later(images), []
    pages = PageImages(later)
    pages.request(ONE, got.append, unwanted)
    later.step()
    pages.request(TWO, got.append, unwanted)
    pages.request(THREE, got.append, unwanted)
    later.finish()
    assert [shade(page) for page in got] == [30]


def test_a_page_let_go_of_before_its_bytes_came_is_not_decrypted(images):
    later = Later(images)
    pages = PageImages(later)
    pages.request(ONE, unwanted, unwanted)
    pages.request(TWO, lambda _: None, unwanted)
    later.finish()
    assert images.opened == ["two"]


def test_a_failure_of_a_page_let_go_of_is_not_told(images):
    later, got = Later(images), []
    pages = PageImages(later)
    pages.request(PageId("lost"), got.append, unwanted)
    pages.request(TWO, got.append, unwanted)
    later.finish()
    assert [shade(page) for page in got] == [20]


def test_two_who_ask_for_the_same_page_both_get_it_from_one_decoding(images):
    later, got = Later(images), []
    pages = PageImages(later)
    pages.request(ONE, got.append, unwanted)
    pages.request(ONE, got.append, unwanted)
    later.finish()
    assert len(got) == 2 and got[0] is got[1]
    assert images.opened == ["one"]


def test_a_page_fetched_ahead_is_there_at_once(images):
    later, got = Later(images), []
    pages = PageImages(later)
    pages.request(ONE, got.append, unwanted)
    pages.have_ready([TWO])
    later.finish()
    pages.request(TWO, got.append, unwanted)
    assert [shade(page) for page in got] == [10, 20]


def test_the_likeliest_page_near_is_told_of_once_it_is_there(images):
    later, near = Later(images), []
    pages = PageImages(later)
    pages.let_know_of_near(near.append)
    pages.have_ready([TWO, THREE])
    later.finish()
    assert [page.page_id for page in near] == [TWO]
    pages.request(ONE, lambda page: None, unwanted)
    pages.have_ready([TWO])  # it is kept still: told of at once
    later.finish()
    assert [page.page_id for page in near] == [TWO, TWO]


def test_a_page_asked_for_while_it_is_fetched_ahead_is_decoded_once(images):
    later, got = Later(images), []
    pages = PageImages(later)
    pages.have_ready([TWO])
    later.step()
    later.step()
    assert images.opened == ["two"]  # it has no preview: small and a PNG
    later.step()
    pages.request(TWO, got.append, unwanted)
    later.finish()
    assert [shade(page) for page in got] == [20]
    assert images.opened == ["two", "two"]


def test_fetching_ahead_waits_for_what_is_asked_for_and_only_the_last_wish_counts(images):
    later = Later(images)
    pages = PageImages(later)
    pages.request(ONE, lambda _: None, unwanted)
    pages.have_ready([TWO])
    pages.have_ready([THREE])
    later.finish()
    assert set(images.opened) == {"one", "three"} and images.opened[0] == "one"


def test_a_damaged_page_near_is_told_only_to_who_asks_and_not_tried_over_and_over(images):
    later = Later(images)
    pages = PageImages(later)
    for _ in range(3):
        pages.have_ready([PageId("lost")])
        later.finish()
    assert images.opened == ["lost", "lost"]  # its preview and the whole of it
    troubles = []
    pages.request(PageId("lost"), unwanted, troubles.append)
    later.finish()
    assert [error.code for error in troubles] == ["store.damaged"]


@pytest.fixture
def photos():
    return Images(
        **{name: encoded(1700, 2300, shade, kind="JPEG") for name, shade in (("one", 10), ("two", 20), ("three", 30), ("four", 40))}
    )


def test_pages_near_are_seen_at_once_and_become_whole_when_somebody_stays(photos):
    later, quick, whole = Later(photos), [], []
    pages = PageImages(later)
    pages.have_ready([ONE, TWO, THREE])
    later.finish()
    pages.request(TWO, whole.append, unwanted, preview=quick.append)
    assert [page.page_id for page in quick] == ["two"] and quick[0].reduction == 2 and whole == []
    later.finish()
    assert [(page.page_id, page.reduction) for page in whole] == [("two", 1)]


def test_who_turns_pages_fast_sees_previews_and_no_page_is_decoded_whole_in_passing(photos, monkeypatch):
    whole_made: list[str] = []
    monkeypatch.setattr(page_images, "decoded", lambda content, page_id, cancelled: whole_made.append(page_id) or decoded(content, page_id))
    later, quick, whole = Later(photos), [], []
    pages = PageImages(later)
    order = [ONE, TWO, THREE, PageId("four")]
    pages.have_ready(order)
    while not all(photos.opened.count(page_id) for page_id in order[:3]):
        later.step()
    later.step()
    for page_id in order[:3]:
        pages.request(page_id, whole.append, unwanted, preview=quick.append)
        assert quick[-1].page_id == page_id
    later.finish()
    assert [page.page_id for page in whole] == whole_made == ["three"]
    assert [photos.opened.count(page_id) for page_id in order[:3]] == [1, 1, 2]


def test_a_preview_being_made_is_shown_to_who_asks_meanwhile(photos):
    later, quick, whole = Later(photos), [], []
    pages = PageImages(later)
    pages.have_ready([ONE])
    later.step()
    pages.request(ONE, whole.append, unwanted, preview=quick.append)
    later.finish()
    assert len(quick) == len(whole) == 1
    assert photos.opened == ["one", "one"]


def test_previews_of_pages_no_longer_near_are_forgotten(photos):
    later, quick = Later(photos), []
    pages = PageImages(later)
    pages.have_ready([ONE, TWO])
    later.finish()
    pages.have_ready([THREE])
    later.finish()
    pages.request(TWO, lambda _: None, unwanted, preview=quick.append)
    assert quick == []


def test_pages_for_a_list_come_in_order_though_others_are_asked_for(images):
    later, listed, asked = Later(images), [], []
    pages = PageImages(later)
    for page_id in (ONE, TWO, ONE):
        pages.queue(page_id, listed.append, unwanted)
    pages.request(THREE, asked.append, unwanted)
    later.finish()
    assert [shade(page) for page in listed] == [10, 20, 10]
    assert [shade(page) for page in asked] == [30]


def test_memory_is_bounded_and_the_longest_unseen_page_goes_first(images):
    one_page = decoded(encoded()).size_bytes
    pages = PageImages(ImmediateTasks(SimpleNamespace(desk=SimpleNamespace(images=images))), limit_bytes=2 * one_page)
    for page_id in (ONE, TWO, ONE, THREE, ONE):
        pages.request(page_id, lambda _: None, unwanted)
    assert pages.size_bytes <= 2 * one_page
    assert images.opened == ["one", "two", "three"]


def test_a_page_larger_than_the_bound_is_kept_alone(images):
    pages = PageImages(ImmediateTasks(SimpleNamespace(desk=SimpleNamespace(images=images))), limit_bytes=1)
    for page_id in (ONE, TWO, TWO):
        pages.request(page_id, lambda _: None, unwanted)
    assert images.opened == ["one", "two"]


def test_nothing_is_kept_or_delivered_after_clearing(images):
    later = Later(images)
    pages = PageImages(later)
    pages.request(ONE, unwanted, unwanted)
    pages.queue(TWO, unwanted, unwanted)
    later.step()
    pages.clear()
    later.finish()
    assert pages.size_bytes == 0


def test_a_preview_comes_before_the_page_and_stands_for_all_of_it(images):
    images.contents["large"] = encoded(3508, 4961, kind="JPEG")
    later, got = Later(images), []
    PageImages(later).request(PageId("large"), got.append, unwanted, preview=got.append)
    later.finish()
    quick, whole = got
    assert (quick.reduction, whole.reduction) == (4, 1)
    assert (quick.width, quick.height) == (whole.width, whole.height) == (3508, 4961)
    assert quick.array.shape == (1241, 877, 3)


@pytest.mark.parametrize("content", [encoded(), encoded(600, 500, kind="JPEG"), b"", encoded(2000, 1700, kind="JPEG")[:60]])
def test_where_a_preview_is_not_quicker_or_not_possible_there_is_none(content):
    assert preview(content) is None


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_page_stands_as_the_reading_sees_it_however_the_camera_was_held(kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = encoded(120, 80, kind=kind, exif=exif)
    page = decoded(content)
    expected = decode(content)[:, :, ::-1]
    assert page.array.shape == expected.shape == (page.height, page.width, 3)
    assert np.abs(page.array.astype(int) - expected).max() <= 12


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_rare_kinds_of_pictures_look_as_the_reading_sees_them(mode):
    rng = np.random.default_rng(7)
    if mode == "I;16":
        picture = Image.fromarray(rng.integers(0, 2**16, (60, 90), dtype=np.uint16))
    else:
        picture = Image.fromarray(rng.integers(0, 255, (60, 90, 4), dtype=np.uint8), "RGBA").convert(mode)
    out = io.BytesIO()
    picture.save(out, "TIFF" if mode == "CMYK" else "PNG")
    assert (decoded(out.getvalue()).array == decode(out.getvalue())[:, :, ::-1]).all()


def test_a_cancelled_decoding_yields_nothing():
    assert decoded(encoded(), cancelled=lambda: True) is None
    assert cleaned(decoded(encoded()), cancelled=lambda: True) is None


def test_the_cleaned_page_lies_over_the_original():
    pixels = np.full((1400, 1000, 3), 235, np.uint8)
    for row in range(30):
        cv2.putText(pixels, "an o co so", (100, 100 + 42 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 20), 3)
    cv2.putText(pixels, "X", (700, 900), cv2.FONT_HERSHEY_SIMPLEX, 3, (0, 0, 0), 8)
    page = PageImage.of(pixels, "p")
    after = cleaned(page)
    assert after.array.shape == (1400, 1000)
    before_ink, after_ink = pixels[820:920, 680:800, 0] < 128, after.array[820:920, 680:800] < 128
    overlap = (before_ink & after_ink).sum() / (before_ink | after_ink).sum()
    assert overlap > 0.7


def test_the_cleaned_page_is_made_once_for_the_last_who_asks(now):
    got = []
    now.request_cleaned(ONE, got.append, unwanted)
    assert got[0].page_id == "one" and got[0].array.ndim == 2


def test_a_cleaning_let_go_of_tells_nobody(images):
    later, got = Later(images), []
    pages = PageImages(later)
    pages.request_cleaned(ONE, unwanted, unwanted)
    pages.request_cleaned(TWO, got.append, unwanted)
    later.finish()
    assert [page.page_id for page in got] == ["two"]
