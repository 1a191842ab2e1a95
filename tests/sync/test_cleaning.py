"""A run of cleaning over a real database: verdicts, what stations are told, and the measures on the page."""

from collections.abc import Iterable

import pytest

from station.domain.dates import PartialDate
from station.domain.record import FieldValue, ValueSource, ValueState
from station.domain.text import fold
from sync.central.cleaning.register import Described
from sync.central.cleaning.run import clean
from sync.central.cleaning.verdicts import Outcome
from sync.central.database import connect
from sync.client.sending import send_waiting
from tests.bench.large_store import forms
from tests.sync.factories import Office
from tests.sync.live import QUICK, LiveCentral


class Register:
    def __init__(self, *people: Described) -> None:
        self._people = people

    def people(self) -> Iterable[Described]:
        return iter(self._people)


def by_name(mentioned: Iterable[Described], registered: Iterable[Described]) -> dict[str, list[tuple[str, float]]]:
    """In place of Splink: whoever has the same letters."""
    there = list(registered)
    return {one.key: [(other.key, 0.99) for other in there if fold(other.name) == fold(one.name)] for one in mentioned}


def births(office: Office, *names: str, **changes: object) -> None:
    """A batch of birth entries."""
    library = forms()
    ref = library.ref(library.form("birth_register_2016"))
    contents = office.contents(entries=len(names), form=ref, findings=(), **changes)
    entries = tuple(
        type(entry)(**{**vars(entry), "fields": {
            "nksHoTen": FieldValue(name, name, ValueState.READ, ValueSource.KEYED),
            "nksNgaySinh": FieldValue("02.03.2016", "02.03.2016", ValueState.READ, ValueSource.KEYED),
        }})
        for entry, name in zip(contents.entries, names, strict=True)
    )  # fmt: skip
    office.seal(type(contents)(**{**vars(contents), "entries": entries}))


def run(central: LiveCentral, *people: Described) -> dict[Outcome, int]:
    with connect(central.database_url, "station_cleaner", autocommit=True) as connection:
        return dict(clean(connection, forms(), Register(*people), by_name))


def test_what_arrived_is_told_back_once_and_measured(central: LiveCentral, office: Office) -> None:
    births(office, "Nguyễn Thị Hoà", "Lê Văn Khánh", "Phạm Thị Không-Ai", "Trần Hai Lần", "Đỗ Sổ Hai Dòng")
    births(office, "Trần Hai Lần")
    send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)
    day = PartialDate(2016, 3, 2)
    people = (
        Described("r1", "Nguyễn Thị Hoà", day), Described("r2", "Lê Văn Khánh", PartialDate(2015, 3, 2)),
        Described("r3", "Trần Hai Lần", day), Described("r4", "Đỗ Sổ Hai Dòng", day), Described("r5", "Đỗ Sổ Hai Dòng", day),
    )  # fmt: skip
    assert run(central, *people) == {Outcome.MATCH: 3, Outcome.DIFFERS: 1, Outcome.NOT_FOUND: 1, Outcome.TWICE: 1}
    told = [finding for (content,) in central.ask("SELECT content FROM feed WHERE kind = 'finding'") for finding in content["findings"]]
    assert sorted((one["field"], one["vi"][:24]) for one in told) == [
        ("nksHoTen", "Không tìm thấy người này"), ("nksHoTen", "Người này đã có một trườ"), ("nksHoTen", "Người này đã có một trườ"),
        ("nksHoTen", "Sổ dân cư có người này h"), ("nksNgaySinh", "Sổ dân cư ghi «02/03/201"),
    ]  # fmt: skip
    assert run(central, *people) == {}, "nobody hears it twice"
    assert central.ask("SELECT count(*) FROM feed") == [(5,)]
    ((entries, asked, matched, differing, not_found, twice, fresh),) = central.ask(
        "SELECT entries, asked, matched, differing, not_found, twice, fresh FROM volume_measure"
    )
    assert (entries, asked, matched, differing, not_found, twice, fresh) == (6, 6, 1, 1, 1, 3, 6)


def test_cleaning_changes_no_entry_and_opens_nothing(central: LiveCentral) -> None:
    with connect(central.database_url, "station_cleaner", autocommit=True) as connection:
        for statement in (
            "UPDATE entry SET fields = '{}'",
            "DELETE FROM entry",
            "SELECT * FROM page_key",
            "UPDATE station SET state = 'active'",
        ):
            with pytest.raises(Exception, match="permission denied"):
                connection.execute(statement)
