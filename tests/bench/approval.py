"""A supervisor before a volume of thousands: looking over, the first answer, approving in batches; time and memory.

    python -m tests.bench.approval [--entries 10000] [--folder DIR]

Entries are invented births of the practice office, read, what needs a person keyed and everything checked by a clerk, twenty to a page.
"looked over" is every entry with its doubtful and overridden points, in the portions in which the desk asks. "approved" seals, signs and
writes durably batch by batch until nothing waits. The peer opens every entry and every action about it as domain values, one by one.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from station.domain.actions import NewAction
from station.domain.codec import to_json
from station.domain.geometry import Box
from station.domain.ids import EntryId, OfficeId, PageId, StationId, UserId, VolumeId, new_id
from station.domain.record import Page, Reading, ValueState, Volume
from station.domain.roles import READING, Role
from station.domain.states import ActionKind
from station.forms.check import check_entry
from station.forms.definition import FormDefinition
from station.forms.entry_values import keyed_value, read_value
from station.forms.library import FormLibrary
from station.forms.loader import load_forms
from station.practice.entries import Numbering, truth
from station.practice.supervisor import look_at_sample
from station.signing.province import PracticeProvince
from station.store.creation import create_store
from station.store.crypto import KdfParameters
from station.store.people import NewUser
from station.store.reviews import StoredReviews
from station.store.store import Store
from station.workflow.approval import BATCH_ENTRIES_MAX, approve
from station.workflow.attention import Need, needs
from station.workflow.desk import Desk
from station.workflow.points import points_of
from station.workflow.worklists import figures, look_over, work_lists
from sync.client.outbox import FolderOutbox
from tests.bench.machine import describe_machine
from ui.resources import RESOURCES

_SEED = 20261122
_AT_ONCE = 500
_PORTION = 50
_PEER = 500
_ENTRIES_A_PAGE = 20
_FORM = "birth_certificate"
_DEVICE, _PASSWORD = b"\x07" * 32, "mật khẩu thực hành"
_STATION, _OFFICE = StationId("station-1"), OfficeId("99001")
_CHEAP = KdfParameters(memory_kib=64, iterations=1)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=None, help="on the disk to be measured")
    options = parser.parse_args()
    print(describe_machine(_SEED))
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        place = Path(name)
        province = PracticeProvince.create(place / "province", "Tỉnh thực hành")
        forms = load_forms(RESOURCES / "forms", RESOURCES / "reference")
        start = time.perf_counter()
        make_checked_volume(place / "store", province, forms, options.entries)
        print(f"\n{options.entries:,} checked entries made in {time.perf_counter() - start:.0f} s")
        _measure(place / "store", province, forms)


def make_checked_volume(folder: Path, province: PracticeProvince, forms: FormLibrary, size: int) -> None:
    """A store whose one volume holds `size` checked entries, through the log like any others."""
    create_store(
        folder, station_id=_STATION, office_id=_OFFICE, realm=province.public.realm, escrow_public_key=province.public.escrow_public_key,
        device_secret=_DEVICE, first_user=NewUser(UserId("clerk"), "Đàm Ngọc Hậu", Role.CLERK, _PASSWORD), kdf=_CHEAP, ballast_bytes=4096,
    )  # fmt: skip
    with Store.open(folder, UserId("clerk"), _PASSWORD, _DEVICE) as store:
        store.add_user(NewUser(UserId("supervisor"), "Kiều Thị Mỹ Nhung", Role.SUPERVISOR, _PASSWORD))
        key = {user.user_id: user.public_key for user in store.users()}
        store.set_certificate("supervisor", province.issue(key[UserId("supervisor")], "supervisor", "supervisor", _OFFICE))
        store.set_certificate(_STATION, province.issue(store.station_signer.public_key, _STATION, "station", _OFFICE))
        volume = Volume(VolumeId(new_id()), _OFFICE, "KS", 2018, "01", "Giấy khai sinh 2018, quyển 01")
        store.log.append([NewAction(ActionKind.VOLUME_OPENED, volume.volume_id, store.actor, {"volume": to_json(volume)})], store.signer)
        form, dice, signer = forms.form(_FORM), random.Random(_SEED), store.signer
        for begin in range(0, size, _AT_ONCE):
            page, acts = PageId(""), []
            for number in range(begin, min(begin + _AT_ONCE, size)):
                if number % _ENTRIES_A_PAGE == 0:
                    page, captured = _captured(store, volume, number)
                    acts.append(captured)
                acts += _life(store, volume, page, form, forms, number, dice)
            store.log.append(acts, signer)


def _captured(store: Store, volume: Volume, number: int) -> tuple[PageId, NewAction]:
    page_id = PageId(new_id())
    image = store.images.seal(page_id, b"picture %d " % number * 20_000)
    page = Page(page_id, volume.volume_id, number + 1, image.name, image.size, "image/png", 2480, 3508, f"{number:05d}.png")
    return page_id, NewAction(ActionKind.PAGE_CAPTURED, page_id, store.actor, {"page": to_json(page), "source_hash": f"{number:064x}"})


def _life(
    store: Store, volume: Volume, page_id: PageId, form: FormDefinition, forms: FormLibrary, number: int, dice: random.Random
) -> list[NewAction]:
    """Read, what needs a person keyed (one in fifty is overlooked), checked."""
    entry_id, fields = EntryId(new_id()), {}
    written = truth(form, _SEED, Numbering(2018, "01", number + 1))
    for at, (path, said) in enumerate(written.items()):
        state = ValueState.READ if said.text else ValueState.BLANK
        sure = 0.99 if dice.random() < 0.95 else 0.8
        value = read_value(form, forms, path, Reading(said.text, said.value, state, sure, Box(300, 200 + 90 * at, 900, 60), 1))
        if value is not None:
            fields[path] = value
    keyed = {
        path: keyed_value(form, forms, path, written[path].text)
        for path, need in needs(form, forms, fields, ()).items()
        if need is not Need.NOTHING and path in written and written[path].text and dice.random() < 0.98
    }
    findings = [to_json(finding) for finding in check_entry(form, forms, {**fields, **keyed})]
    read: dict[str, object] = {
        "volume_id": volume.volume_id, "form": to_json(forms.ref(form)), "pages": [page_id],
        "fields": {path: to_json(value) for path, value in fields.items()}, "findings": [],
    }  # fmt: skip
    typed = {"fields": {path: to_json(value) for path, value in keyed.items()}, "findings": findings}
    overrides = {str(finding["rule"]): "đúng như trên giấy" for finding in findings}
    return [
        NewAction(ActionKind.ENTRY_READ, entry_id, READING, read),
        NewAction(ActionKind.ENTRY_KEYED, entry_id, store.actor, typed),
        NewAction(ActionKind.ENTRY_CHECKED, entry_id, store.actor, {"overrides": overrides, "findings": findings}),
    ]


def _measure(folder: Path, province: PracticeProvince, forms: FormLibrary) -> None:
    process = psutil.Process()
    with Store.open(folder, UserId("supervisor"), _PASSWORD, _DEVICE) as store:
        desk = Desk(store.actor, store.signer, store.log, store.records, store.images, store.jobs, forms)
        outbox = FolderOutbox(
            folder / "outbox", station=store.station_signer, station_id=_STATION, office_id=_OFFICE, province=province.public
        )
        reviews = StoredReviews(store.database)
        start = time.perf_counter()
        [work] = work_lists(desk, reviews)
        print(f"the lists: {1000 * (time.perf_counter() - start):.0f} ms")
        before, start, reviewed, slowest = process.memory_info().rss, time.perf_counter(), [], 0.0
        began = time.process_time()
        for begin in range(0, len(work.entry_ids), _PORTION):
            asked = time.perf_counter()
            reviewed += look_over(desk, reviews, work.entry_ids[begin : begin + _PORTION])
            slowest = max(slowest, time.perf_counter() - asked)
            if not begin:
                print(f"first points on the screen: {1000 * (time.perf_counter() - start):.0f} ms")
        ours, processor = time.perf_counter() - start, time.process_time() - began
        grown = (process.memory_info().rss - before) / 1e6
        start, numbers = time.perf_counter(), figures(reviewed)
        print(
            f"looked over: {ours:.1f} s, {1000 * processor / len(reviewed):.2f} ms of processor an entry, "
            f"longest question {1000 * slowest:.0f} ms, {grown:.0f} MB kept; figures {1000 * (time.perf_counter() - start):.0f} ms"
        )
        print(f"of them doubtful {numbers.doubtful}, findings let stand {numbers.overridden}, changed by hand {numbers.changed}")
        peer = _peer(desk, work.entry_ids[: min(_PEER, len(reviewed))])
        print(f"peer, each opened alone: {1000 * peer:.2f} ms of processor; ratio peer : ours {peer * len(reviewed) / processor:.2f}")
        look_at_sample(desk, reviews, work.volume.volume_id)
        start, batches, longest = time.perf_counter(), 0, 0.0
        for begin in range(0, len(work.entry_ids), BATCH_ENTRIES_MAX):
            asked = time.perf_counter()
            approve(desk, reviews, work.volume.volume_id, outbox, _STATION, work.entry_ids[begin : begin + BATCH_ENTRIES_MAX])
            batches, longest = batches + 1, max(longest, time.perf_counter() - asked)
        took = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"approved: {batches} batches in {took:.0f} s, {1000 * took / len(reviewed):.1f} ms an entry, longest batch {longest:.1f} s; "
            f"peak memory of the process {peak:.0f} MB"
        )


def _peer(desk: Desk, entry_ids: Sequence[EntryId]) -> float:
    """Processor seconds an entry: what a straightforward look costs."""
    start = time.process_time()
    for entry_id in entry_ids:
        entry, actions = desk.records.entry(entry_id), list(desk.log.actions(entry_id))
        assert actions
        points_of(desk.forms.of_ref(entry.form), desk.forms, entry)
    return (time.process_time() - start) / len(entry_ids)


if __name__ == "__main__":
    main()
