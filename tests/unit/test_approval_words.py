"""What the approval desk counts and says of single values: work without its pauses, reasons, values as the clerk saw them."""

import datetime

from station.domain.ids import EntryId, UserId
from station.domain.record import FieldValue, ValueSource, ValueState
from station.forms.library import FormLibrary
from station.workflow.points import SAMPLED, Kind, Point
from station.workflow.worklists import RETURN_REASONS, Reviewed, time_taken
from tests.flow.conftest import forms  # noqa: F401
from ui.approval.lines import value_words
from ui.approval.presenter import Line


def test_pauses_are_not_work() -> None:
    def at(minute: float) -> datetime.datetime:
        return datetime.datetime(2026, 11, 22, 8, tzinfo=datetime.UTC) + datetime.timedelta(minutes=minute)

    lan, hoa = UserId("lan"), UserId("hoa")
    assert time_taken([]) == time_taken([(lan, at(0))]) == 0
    assert time_taken([(lan, at(2)), (lan, at(0)), (lan, at(50)), (lan, at(51))]) == 180
    assert time_taken([(lan, at(0)), (hoa, at(1)), (lan, at(2))]) == 120


def test_every_reason_is_said_in_both_languages_once() -> None:
    assert len({reason.vi for reason in RETURN_REASONS}) == len({reason.en for reason in RETURN_REASONS}) == len(RETURN_REASONS)
    assert all(reason.vi and reason.en for reason in RETURN_REASONS)


def test_a_value_is_written_as_the_clerk_saw_it(forms: FormLibrary) -> None:  # noqa: F811
    form = forms.form("birth_certificate")
    field = next(field for field in form.fields if field.id == "nksQuocTich")
    misread = FieldValue("Vlệt Nam", "Việt Nam", ValueState.READ, ValueSource.READING)
    item = Reviewed(EntryId("entry"), (), "1/2018", 0, (), False, ())
    line = Line(item, Point(Kind.SAMPLED, field.id, field.label.text, SAMPLED, value=misread, field=field))
    assert value_words(line) == "Việt Nam"
