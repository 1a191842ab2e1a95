"""The desks that exist, in the order of the work. A new desk is one more row here; a desk that a role may not use is not shown to it."""

from station.domain.findings import Text
from station.domain.roles import PERSONS
from ui.desktop.place import Desk, Place
from ui.today.page import TodayPage
from ui.today.presenter import TodayPresenter


def _today(place: Place) -> TodayPage:
    return TodayPage(TodayPresenter(place.tasks, place.changes, place.session.role, place.go))


DESKS = (
    Desk(
        "today",
        Text("Hôm nay", "Today"),
        Text("Còn việc gì, mục nào bị trả lại, tiến độ từng quyển", "What is left to do, what came back, how far every volume is"),
        PERSONS,
        _today,
    ),
)
