"""Hôm nay: advice by what waits and by role, what came back, figures per volume, the chart as a picture; the counting behind it."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QListWidget, QPushButton

from station.domain.ids import EntryId, OfficeId, VolumeId
from station.domain.keying_plan import KeyingPlan, PlanKind
from station.domain.quality import Quality
from station.domain.record import Volume
from station.domain.roles import Role
from station.settings.keys import Settings
from station.store.questions import StoredQuestions
from station.store.second_work import StoredSecondWork
from station.store.tallies import Tallies
from station.workflow.approval import approve, return_entry
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.overview import CameBack, DayQuality, Overview, VolumeProgress, day_quality, overview
from station.workflow.second_keying import key_second
from tests.keyers import SECOND, add_keyers, as_on_paper, planned_volume
from tests.seated import seated
from tests.ui.immediate import ImmediateTasks
from tests.ui.widgets import shown_words
from ui.bootstrap import open_station
from ui.changes import ENTRIES, PEOPLE, Changes
from ui.desktop.choices import Choices
from ui.language import Language, set_language
from ui.ledger.presenter import LedgerPresenter
from ui.theme import Look, theme
from ui.today.charts import QualityCharts
from ui.today.measures import MEASURES, day_words
from ui.today.page import TodayPage
from ui.today.picture import picture
from ui.today.presenter import QUALITY_DAYS, STAGES, Today, TodayPresenter, advice, today, volume_name

DAY = datetime.date(2026, 11, 22)
VOLUME = Volume(VolumeId("v1"), OfficeId("99001"), "KS", 2018, "01", "Giấy khai sinh 2018")


def progress(**counts: int) -> VolumeProgress:
    given = {name: 0 for name in ("captured", "read", "unknown", "entries", "checked", "approved", "sent", "complete", "returned")} | counts
    return VolumeProgress(VOLUME, **given)


def found(*volumes: VolumeProgress, came_back: tuple[CameBack, ...] = ()) -> Overview:
    return Overview(volumes, came_back, done_today=3)


BACK = CameBack(EntryId("e1"), VOLUME, "birth_certificate", "Sai ngày sinh", refused=False)


# ---- advice -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "overview_", "desk"),
    [
        (Role.CLERK, found(), "capture"),
        (Role.CLERK, found(progress(captured=4, read=4, entries=4, checked=1)), "checking"),
        (Role.CLERK, found(progress(captured=4, read=2)), "capture"),
        (Role.CLERK, found(progress(captured=4, read=4, entries=4, checked=4)), "capture"),
        (Role.SUPERVISOR, found(), "approval"),
        (Role.SUPERVISOR, found(progress(entries=4, checked=3, approved=1)), "approval"),
        (Role.SUPERVISOR, found(progress(entries=4, checked=3, approved=3, sent=3, complete=2)), "sending"),
        (Role.SUPERVISOR, found(progress(entries=4, checked=3, approved=3, sent=3, complete=3)), "search"),
    ],
)
def test_the_advice_leads_to_the_desk_where_work_waits(role, overview_, desk):
    assert advice(overview_, role).desk == desk


def test_what_came_back_comes_before_new_work():
    given = advice(found(progress(captured=9, read=9, entries=9, checked=1, returned=1), came_back=(BACK,)), Role.CLERK)
    assert (given.desk, given.target) == ("checking", "e1")


def test_a_volume_without_a_title_is_named_by_its_kind_number_and_year():
    assert volume_name(Volume(VolumeId("v"), OfficeId("o"), "KS", 2018, "01")) == "KS 01/2018"


def test_later_steps_count_in_the_earlier_ones_and_never_beyond_the_whole():
    one = progress(captured=6, read=5, entries=5, checked=4, approved=3, sent=2, complete=1)
    assert [(stage.done(one), stage.total(one)) for stage in STAGES] == [(6, 6), (5, 6), (4, 5), (3, 5), (2, 5), (1, 5)]


# ---- counting over the real store -------------------------------------------------------------------------------------------


def counters(station):
    database = station.store.database
    return Tallies(database), StoredSecondWork(database), StoredQuestions(database)


def test_the_overview_counts_what_the_log_says(house):
    house.fill(("An", "Bình", "Chi", "Dung"), checked=3)
    with house.office.desk("supervisor") as desk:
        checked = [entry.entry_id for entry in desk.records.entries()][:3]
        return_entry(desk, checked[0], "Sai ngày sinh")
        approve(desk, house.office.reviews, desk.records.volumes()[0].volume_id, house.office.outbox, house.office.station_id, checked[1:2])
    with open_station(house.store, "clerk", "mật khẩu thực hành", home=house.home) as station:
        seen = overview(station.desk, *counters(station), datetime.datetime.now().astimezone())
    (volume,) = seen.volumes
    assert (volume.captured, volume.read, volume.entries) == (4, 4, 4)
    assert (volume.checked, volume.approved, volume.sent, volume.complete, volume.returned) == (2, 1, 0, 0, 1)
    assert volume.to_check == 2
    assert [(back.reason, back.refused) for back in seen.came_back] == [("Sai ngày sinh", False)]
    assert seen.done_today == 3


def test_what_was_done_before_midnight_is_not_today_s(house):
    house.fill(checked=2)
    with open_station(house.store, "clerk", "mật khẩu thực hành", home=house.home) as station:
        tomorrow = datetime.datetime.now().astimezone() + datetime.timedelta(days=1)
        assert overview(station.desk, *counters(station), tomorrow).done_today == 0


def day_of(house, day: datetime.date):
    with open_station(house.store, "clerk", "mật khẩu thực hành", home=house.home) as station:
        return day_quality(Tallies(station.store.database), day).quality


def test_a_day_without_work_is_all_zero(house):
    house.fill(checked=0)
    assert day_of(house, datetime.datetime.now().astimezone().date()) == Quality()
    house_before = day_of(house, DAY.replace(year=2001))
    assert house_before == Quality()


def test_a_day_s_quality_counts_hands_overrides_and_returns(house):
    house.fill(("An", "Bình", "Chi"), checked=0)
    with house.office.desk() as desk:
        first, second, third = (entry.entry_id for entry in desk.records.entries())
        name = next(name for name, value in desk.records.entry(first).fields.items() if value.text)
        key_fields(desk, first, {name: Keyed("Nguyễn Thị Gõ Tay")})
        for entry_id in (first, second, third):
            entry = desk.records.entry(entry_id)
            finish_checking(desk, entry_id, {finding.rule: "đúng như giấy" for finding in entry.findings})
        held = [entry for entry in desk.records.entries() if entry.fields]
        filled = sum(bool(value.text) for entry in held for value in entry.fields.values())
        overridden = sum(bool(entry.overrides) for entry in held)
        keyed_fields = sum(value.source == "keyed" and bool(value.text) for entry in held for value in entry.fields.values())
    with house.office.desk("supervisor") as desk:
        return_entry(desk, second, "Sai ngày sinh")
    today_ = datetime.datetime.now().astimezone().date()
    assert day_of(house, today_) == Quality(entries=3, fields=filled, keyed=keyed_fields, overridden=overridden, returned=1)
    assert keyed_fields >= 1
    assert day_of(house, today_ - datetime.timedelta(days=1)) == Quality()


def test_an_entry_finished_twice_a_day_counts_once(house):
    house.fill(checked=1)
    with house.office.desk() as desk:
        (entry,) = [entry for entry in desk.records.entries() if entry.state == "checked"]
        name = next(name for name, value in entry.fields.items() if value.text)
        key_fields(desk, entry.entry_id, {name: Keyed("Lại")})
        again = desk.records.entry(entry.entry_id)
        finish_checking(desk, entry.entry_id, {finding.rule: "đúng như giấy" for finding in again.findings})
    assert day_of(house, datetime.datetime.now().astimezone().date()).entries == 1


# ---- the presenter ----------------------------------------------------------------------------------------------------------


class Screen:
    def __init__(self) -> None:
        self.shown: list[Today] = []
        self.quality: list[Sequence[DayQuality]] = []

    def show_today(self, today: Today) -> None:
        self.shown.append(today)

    def show_quality(self, days: Sequence[DayQuality]) -> None:
        self.quality.append(days)


@pytest.fixture
def presenter(house):
    house.fill()
    went: list[tuple[str, object]] = []
    with open_station(house.store, "clerk", "mật khẩu thực hành", home=house.home) as station:
        changes = Changes()
        made = TodayPresenter(ImmediateTasks(station, changes), changes, Role.CLERK, lambda desk, target: went.append((desk, target)))
        made.screen, made.changes, made.went = Screen(), changes, went
        made.attach(made.screen)
        yield made


def test_it_looks_when_it_comes_to_the_front_and_again_only_after_a_change(presenter):
    presenter.activated()
    presenter.activated()
    assert len(presenter.screen.shown) == 1
    presenter.changes.announce(ENTRIES)
    presenter.changes.announce(PEOPLE)
    assert len(presenter.screen.shown) == 2


def test_days_that_are_over_are_counted_once_and_today_again(presenter, monkeypatch):
    counted: list[datetime.date] = []
    real = day_quality
    monkeypatch.setattr("ui.today.presenter.day_quality", lambda tallies, day: counted.append(day) or real(tallies, day))
    presenter.activated()
    assert len(presenter.screen.quality) == 1 and len(counted) == QUALITY_DAYS
    assert [found.day for found in presenter.screen.quality[0]] == sorted(counted)
    presenter.changes.announce(ENTRIES)
    assert counted[QUALITY_DAYS:] == [max(counted)]


def test_the_plan_of_the_office_is_the_clerk_s(presenter, monkeypatch):
    monkeypatch.setattr("ui.today.presenter.settings_in_force", lambda: Settings(daily_plan=120))
    presenter.activated()
    assert presenter.screen.shown[0].daily_plan == 120


def test_behind_another_desk_it_only_notes_that_something_changed(presenter):
    presenter.activated()
    presenter.left()
    presenter.changes.announce(ENTRIES)
    assert len(presenter.screen.shown) == 1
    presenter.activated()
    assert len(presenter.screen.shown) == 2


def test_it_goes_where_the_work_is(presenter):
    presenter.activated()
    today = presenter.screen.shown[0]
    (volume,) = today.overview.volumes
    presenter.follow(today.advice)
    presenter.open_entry(BACK)
    presenter.open_volume(volume)
    presenter.open_volume(replace(volume, checked=volume.entries))
    (first, second), third, (desk, entry_id), last = presenter.went[0], presenter.went[1], presenter.went[2], presenter.went[3]
    assert (first, second) == ("checking", None)
    assert third == ("checking", "e1")
    assert desk == "checking" and entry_id is not None
    assert last == ("capture", volume.volume.volume_id)


# ---- the page ---------------------------------------------------------------------------------------------------------------


class NoPresenter:
    """Stands behind a page that is only looked at."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []

    def attach(self, view: object) -> None:
        pass

    def __getattr__(self, name: str):
        return lambda *given: self.calls.append((name, given))


@pytest.fixture
def page(qtbot):
    made = TodayPage(NoPresenter(), LedgerPresenter(ImmediateTasks(None), Changes(), Role.CLERK, lambda *_: None))
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    made.activateWindow()
    return made


def today_of(seen: Overview) -> Today:
    return Today(seen, advice(seen, Role.CLERK), {})


def test_an_empty_office_says_what_to_do_first(page):
    page.show_today(today_of(found()))
    page.activated()
    words = list(shown_words(page))
    assert "Chưa có quyển nào. Bắt đầu bằng cách mở một quyển và quét trang." in words
    assert not page._table.isVisible()


def test_figures_are_said_in_words_too(page):
    page.show_today(today_of(found(progress(captured=1500, read=1200, entries=5, checked=2))))
    words = list(shown_words(page))
    assert "1.200 / 1.500" in words
    assert "Đã đọc: 1.200 trên 1.500" in words


def test_enter_alone_does_what_is_next(qtbot, page):
    page.show_today(today_of(found(progress(entries=2, captured=2, read=2))))
    page.activated()
    qtbot.waitUntil(lambda: isinstance(page.focusWidget(), QPushButton))
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Space)
    assert page._presenter.calls[-1][0] == "follow"


def test_what_came_back_is_one_key_away_and_opens_with_enter(qtbot, page):
    page.show_today(today_of(replace(found(progress(entries=2), came_back=(BACK,)), to_answer=3)))
    page.activated()
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(page.focusWidget(), QListWidget))
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    assert page._presenter.calls[-1] == ("open_entry", (BACK,))
    assert any("Lãnh đạo trả lại: Sai ngày sinh" in words for words in shown_words(page))
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    assert page._presenter.calls[-1] == ("answer", ())
    assert any("Trung tâm hỏi lại 3 mục đã gửi" in words for words in shown_words(page))


def test_a_volume_opens_with_enter(qtbot, page):
    one = progress(entries=2)
    page.show_today(today_of(found(one)))
    table = page._table
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page._presenter.calls[-1] == ("open_volume", (one,))


def test_the_chosen_row_stays_chosen_when_figures_change(page):
    page.show_today(today_of(found(progress(entries=1), progress(entries=2))))
    table = page._table
    table.selectRow(1)
    page.show_today(today_of(found(progress(entries=1), progress(entries=3))))
    assert table.currentIndex().row() == 1


# ---- the picture ------------------------------------------------------------------------------------------------------------


def filled_pixels(image: QImage, colour: str) -> int:
    wanted = image.copy(0, 0, 1, 1)
    wanted.fill(colour)
    pixel = wanted.pixel(QPoint(0, 0))
    return sum(image.pixel(x, y) == pixel for y in range(0, image.height(), 2) for x in range(image.width()))


def test_the_picture_draws_more_where_more_is_done(qapp):
    little = picture("UBND", DAY, [progress(captured=10, read=1, entries=10, checked=1)], ())
    much = picture("UBND", DAY, [progress(captured=10, read=9, entries=10, checked=9)], ())
    accent = theme().colours.accent
    assert filled_pixels(much, accent) > 5 * filled_pixels(little, accent) > 0


def test_a_full_bar_has_its_own_colour(qapp):
    assert filled_pixels(picture("UBND", DAY, [progress(captured=2, read=2)], ()), theme().colours.good) > 0


def test_the_chart_is_saved_as_a_picture(page, tmp_path):
    page.show_today(today_of(found(progress(captured=2, read=1))))
    page.save_chart(tmp_path / "tiến độ.png")
    assert QImage(str(tmp_path / "tiến độ.png")).width() > 600


def test_a_folder_that_cannot_be_written_is_said(page, tmp_path):
    page.show_today(today_of(found(progress(captured=2, read=1))))
    page.save_chart(tmp_path / "none" / "chart.png")
    assert any("Không ghi được ảnh vào chart.png" in words for words in shown_words(page))


# ---- quality charts ---------------------------------------------------------------------------------------------------------


def days_of(*qualities: Quality) -> tuple[DayQuality, ...]:
    first = DAY - datetime.timedelta(days=len(qualities) - 1)
    return tuple(DayQuality(first + datetime.timedelta(days=place), quality) for place, quality in enumerate(qualities))


BUSY = Quality(entries=10, fields=200, keyed=30, overridden=2, returned=1)


def test_a_day_is_said_in_words_in_both_languages():
    (day,) = days_of(BUSY)
    assert day_words(day) == (
        "22/11/2026: 10 mục làm xong; 85 % trường lấy nguyên như máy đọc, 15 % sửa bằng tay; 2 mục có lỗi được giữ kèm lý do;"
        " 1 mục bị trả lại."
    )
    set_language(Language.EN)
    assert "10 entries finished" in day_words(day) and "1 entry returned" in day_words(day)


def test_a_day_without_work_says_so_instead_of_dividing_by_nothing():
    (day,) = days_of(Quality())
    assert day_words(day) == "22/11/2026: không có mục nào làm xong."
    assert [measure.shown(day.quality) for measure in MEASURES] == ["", "", "", ""]


def test_arrows_choose_the_day_that_is_said(qtbot):
    charts, said = QualityCharts(), []
    qtbot.addWidget(charts)
    charts.day_chosen.connect(said.append)
    charts.show_days(days_of(Quality(entries=1), Quality(entries=2), Quality(entries=3)))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Right):
        qtbot.keyClick(charts, key)
    assert [words[: words.index(" ")] for words in said] == [f"{day}/11/2026:" for day in (22, 21, 20, 20, 22, 22)]
    assert charts.accessibleDescription() == said[-1]


def test_charts_without_days_are_drawn_and_take_keys(qtbot):
    charts = QualityCharts()
    qtbot.addWidget(charts)
    qtbot.keyClick(charts, Qt.Key.Key_Left)
    assert not charts.grab().isNull()


def test_what_was_read_and_what_was_typed_differ_by_pattern_not_by_colour_alone(qapp):
    """A column of only typed fields is hatched: both the paper's colour and the pattern's stand in it."""
    theme().put_on(qapp, Look.LIGHT)
    typed = picture("UBND", DAY, [], days_of(Quality(entries=1, fields=10, keyed=10)))
    read = picture("UBND", DAY, [], days_of(Quality(entries=1, fields=10, keyed=0)))
    accent, text = theme().colours.accent, theme().colours.text
    assert filled_pixels(read, accent) > filled_pixels(typed, accent)
    assert filled_pixels(typed, text) > 2 * filled_pixels(read, text)


def test_ctrl_g_changes_the_chart_and_brings_the_keys_there(qtbot, page):
    page.show_today(today_of(found(progress(entries=2))))
    page.show_quality(days_of(BUSY))
    page.activateWindow()
    page.activated()
    qtbot.keyClick(page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert page.findChild(QualityCharts).hasFocus()
    assert any("10 mục làm xong" in words for words in shown_words(page))
    qtbot.keyClick(page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert page._rates.hasFocus()
    qtbot.keyClick(page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert page._table.hasFocus()


def test_today_s_count_stands_against_the_plan(page):
    page.show_today(replace(today_of(found(progress(entries=2))), daily_plan=120))
    assert "3 trên 120" in list(shown_words(page))
    page.show_today(today_of(found(progress(entries=2))))
    assert "3" in list(shown_words(page))


# ---- in the window ----------------------------------------------------------------------------------------------------------


def test_the_window_shows_the_volumes_of_the_store(sign_in, house):
    house.fill(checked=1)
    window = sign_in()
    words = list(shown_words(window))
    assert "Giấy khai sinh 2018, quyển 01" in words
    assert "1 / 3" in words
    window.choose(Choices(Language.EN, Look.LIGHT))
    assert "2 entries to check." in list(shown_words(window))


def test_what_is_keyed_once_waits_for_whoever_may_lend_the_second_hand(house):
    add_keyers(house.office, SECOND)
    planned_volume(house.office, ["Lan", "Mai"], KeyingPlan(PlanKind.KEY_FIELDS, known_share=0.0))
    for user, role, words in (
        ("clerk", Role.CLERK, "kiểm tra xong"),
        (SECOND, Role.CLERK, "2 mục chờ nhập lần hai"),
        ("supervisor", Role.SUPERVISOR, "Không có mục nào chờ duyệt"),
    ):
        with seated(house.office, user) as station:
            shown = today(station, role)
            assert words in shown.advice.sentence.vi, user
            assert (shown.overview.volumes[0].to_check, shown.overview.volumes[0].keyed_once) == (0, 2)
    with seated(house.office, SECOND) as station:
        [entry_id, _] = [entry.entry_id for entry in station.desk.records.entries()]
        key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, nksHoTen="Nguyễn Thị Lân"))
        assert today(station, Role.CLERK).overview.done_today == 1
    with seated(house.office, "supervisor") as station:
        shown = today(station, Role.SUPERVISOR)
        assert (shown.advice.desk, shown.overview.to_decide) == ("checking", 1) and "chờ quyết định" in shown.advice.sentence.vi
