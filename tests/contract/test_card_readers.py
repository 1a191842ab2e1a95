"""The contract of station.idcard.reader, for every driver: the practice reader, and PC/SC with pcscd and a virtual reader under it."""

import contextlib
import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from station.domain.errors import StationError
from station.domain.identification import Access, CardReading, Question
from station.idcard.access_data import Can
from station.idcard.pcsc import PcscReader, PcscReaderWatch, present_readers
from station.idcard.reader import Reader, ReaderWatch, Situation
from station.idcard.session import read_card
from station.idcard.simulator import PRACTICE_READER, SimulatedReaderWatch, practice_card, practice_trust
from station.idcard.simulator.chip import SimulatedChip
from station.idcard.simulator.interference import Interference, PulledAt, StallsAt
from station.idcard.simulator.vpcd import VirtualCard
from tests.card_service import CardService

WAIT_S = 10.0


class Desk(Protocol):
    """A reader, the hand that lays cards on it, and the watch."""

    name: str
    watch: ReaderWatch

    def reader(self) -> Reader: ...
    def lay(self, chip: SimulatedChip) -> None: ...
    def pull(self) -> None: ...


class SimulatedDesk:
    name = PRACTICE_READER

    def __init__(self) -> None:
        self.simulated = SimulatedReaderWatch()
        self.watch: ReaderWatch = self.simulated

    def reader(self) -> Reader:
        return self.simulated.reader(self.name)

    def lay(self, chip: SimulatedChip) -> None:
        self.simulated.lay(chip)

    def pull(self) -> None:
        self.simulated.pull()


class PcscDesk:
    def __init__(self, service: CardService) -> None:
        self._port = service.ports[0]
        self.name = service.readers[0]
        self.watch: ReaderWatch = PcscReaderWatch()
        self._card: VirtualCard | None = None

    def reader(self) -> Reader:
        return PcscReader(self.name)

    def lay(self, chip: SimulatedChip) -> None:
        self.pull()
        self._card = VirtualCard(chip, self._port)
        self._wait_for(has_card=True)

    def pull(self) -> None:
        if self._card is not None:
            self._card.pull()
            self._card = None
            # The service looks every 400 ms; a card laid down before it has seen the empty reader is the old one to it.
            time.sleep(0.5)
            self._wait_for(has_card=False)

    def _wait_for(self, *, has_card: bool) -> None:
        """The virtual reader looks for its card every 400 ms."""
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            if any(view.name == self.name and view.has_card == has_card for view in present_readers()):
                return
            time.sleep(0.02)
        raise AssertionError("the virtual reader does not see what happens to its card")


@pytest.fixture(scope="module")
def service() -> Iterator[CardService]:
    with CardService() as service:
        yield service


@pytest.fixture(params=["practice", "pcsc"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    desk: Desk = SimulatedDesk() if request.param == "practice" else PcscDesk(request.getfixturevalue("service"))
    yield desk
    desk.watch.stop()
    desk.pull()


def read(desk: Desk, name: str, *, deadline_s: float = 30.0) -> CardReading:
    card = practice_card(name)
    desk.lay(card.chip())
    return read_card(desk.reader(), card.person.mrz_key, practice_trust(), deadline_s=deadline_s)


def verdicts(reading: CardReading) -> tuple[bool | None, ...]:
    return tuple(reading.verdicts[question].ok for question in Question)


# PACE with AES-128, AES-256, 3DES, AES-192 over brainpoolP256r1, P512r1, P-256, P384r1; BAC; active authentication by EC and RSA.
@pytest.mark.parametrize(
    ("name", "access"), [("binh", Access.PACE), ("nhung", Access.PACE), ("anh", Access.PACE), ("hbia", Access.PACE), ("loc", Access.BAC)]
)
def test_a_good_card(desk: Desk, name: str, access: Access) -> None:
    reading = read(desk, name)
    assert verdicts(reading) == (True, True, True, True)
    assert (reading.access, reading.findings, reading.reader) == (access, (), desk.name)
    assert reading.portrait is not None


SLICE = ("altered-name", "rogue-issuer", "cloned-chip", "blocked", "no-mac", "pulled")
JUDGED = {
    "altered-name": (True, False, True, None),
    "altered-portrait": (True, False, True, None),
    "altered-civil-data": (True, False, True, None),
    "unknown-issuer": (None, None, None, None),
    "rogue-issuer": (False, None, None, None),
    "expired-signer": (None, None, None, None),
    "future-signer": (False, None, None, None),
    "revoked-signer": (False, None, None, None),
    "cloned-chip": (True, True, False, True),
    "cloned-signing-chip": (True, True, False, True),
    "replayed-answer": (True, True, False, True),
    "hidden-chip-key": (True, None, False, None),
    "expired-card": (True, True, True, False),
    "downgrade": (True, True, True, True),
    "altered-list": (False, False, None, None),
    "truncated-file": (True, None, True, None),
    "endless-file": (True, None, True, None),
    "lying-lengths": (True, False, True, None),
    "bad-letters": (True, False, True, None),
}
FAILING = {
    "blocked": "card.blocked",
    "other-kind": "card.other-kind",
    "broken-list": "card.no-security-object",
    "pulled": "card.removed",
    "odd-status": "card.unprotected",
    "no-mac": "card.unprotected",
    "garbage": "card.unprotected",
    "stalls": "card.silent",
}


def sliced(names: dict[str, object]) -> list[object]:
    return [pytest.param(name, marks=() if name in SLICE else pytest.mark.full) for name in names]


@pytest.mark.parametrize("name", sliced({**JUDGED, **FAILING}))
def test_a_bad_card(desk: Desk, name: str) -> None:
    if name in JUDGED:
        assert verdicts(read(desk, name)) == JUDGED[name]
        return
    with pytest.raises(StationError) as caught:
        read(desk, name, deadline_s=3.0)
    assert caught.value.code == FAILING[name]
    assert verdicts(read(desk, "binh")) == (True, True, True, True)


def test_wrong_passwords(desk: Desk) -> None:
    card = practice_card("binh")
    chip = card.chip()
    desk.lay(chip)
    for password, code in ((practice_card("anh").person.mrz_key, "card.wrong-mrz"), (Can("000000"), "card.wrong-can")):
        with pytest.raises(StationError) as caught:
            read_card(desk.reader(), password, practice_trust())
        assert caught.value.code == code
    assert chip.wrong_tries == 2
    assert verdicts(read_card(desk.reader(), Can(card.person.can), practice_trust())) == (True, True, True, True)


def test_no_card(desk: Desk) -> None:
    with pytest.raises(StationError) as caught:
        read_card(desk.reader(), Can("000000"), practice_trust())
    assert caught.value.code == "card.none"


@pytest.mark.parametrize("at", [0, 1, 2, 5, 8, 20, 60])
def test_pulled(desk: Desk, at: int) -> None:
    card = practice_card("binh")
    chip = card.chip()
    desk.lay(_with(chip, PulledAt(at)))
    with pytest.raises(StationError) as caught:
        read_card(desk.reader(), card.person.mrz_key, practice_trust())
    assert caught.value.code == "card.removed"


def test_cancelled_while_the_chip_is_silent(desk: Desk) -> None:
    card = practice_card("binh")
    desk.lay(_with(card.chip(), StallsAt(10)))
    started = time.monotonic()
    with pytest.raises(StationError) as caught:
        read_card(desk.reader(), card.person.mrz_key, practice_trust(), cancelled=lambda: time.monotonic() - started > 0.8)
    assert caught.value.code == "card.cancelled"
    assert verdicts(read(desk, "binh")) == (True, True, True, True)


def test_two_cards_one_after_another_leave_nothing_of_each_other(desk: Desk) -> None:
    first, second = read(desk, "binh"), read(desk, "anh")
    assert first.civil.number != second.civil.number
    card = practice_card("anh")
    with pytest.raises(StationError) as caught:
        read_card(desk.reader(), practice_card("binh").person.mrz_key, practice_trust())
    assert caught.value.code == "card.wrong-mrz"
    assert verdicts(read_card(desk.reader(), card.person.mrz_key, practice_trust())) == (True, True, True, True)


class Seen:
    """What a watch told."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._situations: list[Situation] = []

    def __call__(self, situation: Situation) -> None:
        with self._changed:
            self._situations.append(situation)
            self._changed.notify_all()

    def until(self, wanted: Callable[[Situation], bool]) -> Situation:
        with self._changed:
            assert self._changed.wait_for(lambda: bool(self._situations) and wanted(self._situations[-1]), WAIT_S), self._situations
            return self._situations[-1]


def has_card(name: str) -> Callable[[Situation], bool]:
    return lambda situation: any(view.name == name and view.has_card for view in situation.readers)


def test_the_watch_tells_cards_laid_down_and_pulled(desk: Desk) -> None:
    seen = Seen()
    desk.watch.start(seen)
    seen.until(lambda situation: situation.service and not has_card(desk.name)(situation))
    desk.lay(practice_card("binh").chip())
    first = seen.until(has_card(desk.name))
    desk.pull()
    seen.until(lambda situation: not has_card(desk.name)(situation))
    desk.lay(practice_card("anh").chip())
    second = seen.until(has_card(desk.name))
    changes = [next(view.changes for view in one.readers if view.name == desk.name) for one in (first, second)]
    assert changes[0] < changes[1]


def _with(chip: SimulatedChip, interference: Interference) -> SimulatedChip:
    return SimulatedChip(dataclasses.replace(chip.profile, interference=interference))


def test_the_watch_and_the_reader_outlive_a_restart_of_the_service(service: CardService) -> None:
    watch, seen = PcscReaderWatch(), Seen()
    watch.start(seen)
    with contextlib.ExitStack() as stack:
        stack.callback(watch.stop)
        seen.until(lambda situation: len(situation.readers) == 2)
        service.end()
        seen.until(lambda situation: not situation.service)
        with pytest.raises(StationError) as caught:
            PcscReader(service.readers[0]).connect()
        assert caught.value.code == "card.service-stopped"
        service.start()
        seen.until(lambda situation: len(situation.readers) == 2)
        card = practice_card("binh")
        with VirtualCard(card.chip(), service.ports[0]):
            seen.until(has_card(service.readers[0]))
            assert verdicts(read_card(watch.reader(service.readers[0]), card.person.mrz_key, practice_trust())) == (True,) * 4


def test_the_service_stopped_in_the_middle_of_a_reading(service: CardService) -> None:
    card = practice_card("slow")
    ended = threading.Event()

    def stop_once(progress: object) -> None:
        if not ended.is_set() and getattr(progress, "step", "") == "DG13":
            ended.set()
            threading.Thread(target=service.end).start()

    with VirtualCard(card.chip(), service.ports[0]):
        with pytest.raises(StationError) as caught:
            read_card(PcscReader(service.readers[0]), card.person.mrz_key, practice_trust(), progress=stop_once)
        assert caught.value.code in ("card.service-stopped", "card.removed", "card.reader-gone")
    until = time.monotonic() + WAIT_S
    while service.running and time.monotonic() < until:
        time.sleep(0.05)
    service.start()
