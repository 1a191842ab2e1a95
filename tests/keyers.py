"""More people who key at the stories' office, and a volume of birth certificates that is planned to be keyed a second time."""

from station.domain.ids import EntryId, UserId, VolumeId
from station.domain.keying_plan import KeyingPlan, PlanKind
from station.domain.record import ValueState
from station.domain.roles import Role
from station.store.people import NewUser
from station.store.second_work import StoredSecondWork
from station.store.store import Store
from station.workflow.checking import Keyed
from station.workflow.desk import Desk
from station.workflow.keying_plans import set_plan
from tests.flow.conftest import DEVICE, PASSWORD, Office
from tests.seated import check, fill, seated
from ui.bootstrap import Station
from ui.checking.shown import shown_value

SECOND, THIRD = "hoa", "cuc"


def add_keyers(office: Office, *user_ids: str) -> None:
    """More clerks."""
    with Store.open(office.folder, UserId("clerk"), PASSWORD, DEVICE) as store:
        for user_id in user_ids:
            store.add_user(NewUser(UserId(user_id), f"Nguyễn Thị {user_id.capitalize()}", Role.CLERK, PASSWORD))


def planned_volume(office: Office, names: list[str], plan: KeyingPlan | None = None, number: str = "01") -> list[EntryId]:
    """A volume with this plan, keyed a first time by the clerk; the ids of its entries in order."""
    with seated(office) as station:
        entries = fill(station, names, number)
    with seated(office, "supervisor") as station:
        set_plan(station.desk, volume_of(station, entries[0]), plan or KeyingPlan(PlanKind.ALL, known_share=0.0), keyers=3)
    with seated(office) as station:
        check(station, entries)
    return entries


def volume_of(station: Station, entry_id: EntryId) -> VolumeId:
    return station.desk.records.entry(entry_id).volume_id


def work_of(station: Station) -> StoredSecondWork:
    return StoredSecondWork(station.store.database)


def as_on_paper(desk: Desk, entry_id: EntryId, fields: tuple[str, ...] | None = None, **otherwise: str) -> dict[str, Keyed]:
    """What a second person keys who reads the paper as the first did, but for some fields; an empty text: nothing is written there."""
    entry = desk.records.entry(entry_id)
    form = desk.forms.of_ref(entry.form)
    typed = {}
    for path in fields or entry.second.fields:
        field = desk.forms.field(form, path)
        text = otherwise.get(path, shown_value(field, entry.fields.get(path)))
        typed[path] = Keyed(text) if text else Keyed("", ValueState.BLANK)
    return typed
