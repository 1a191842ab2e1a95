"""TLS as it is shipped: a real nginx in front; enrolment with a code and a person, rotation, revocation; and who gets in with what."""

import datetime
import shutil
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from station.domain.errors import StationError
from station.domain.ids import StationId
from station.signing.certificates import check_certificate
from station.signing.transport import COURIER, STATION, TransportAuthority, make_key, make_request, pem_of_der, read_request
from sync.central import enrolment
from sync.central.database import connect
from sync.central.ledger import history
from sync.central.rows import approved_rows
from sync.client.machine import Machine
from sync.client.sending import SendReport, send_waiting
from sync.protocol.enrolling import Ticket, code_hash, make_code
from tests.sync.factories import Office
from tests.sync.live import QUICK, LiveCentral
from tests.sync.proxied import HOST, Nginx

NOW = datetime.datetime.now(datetime.UTC)


@dataclass
class Front:
    """A central behind nginx, and the province's office beside it."""

    office: Office
    authority: TransportAuthority
    central: LiveCentral
    nginx: Nginx

    @property
    def ticket(self) -> Ticket:
        return Ticket(self.office.province.public.realm, self.nginx.url, self.authority.root_pem.decode())

    def code(self, role: str = STATION, office_id: str = "", valid: datetime.timedelta = enrolment.CODE_VALID) -> str:
        with connect(self.central.database_url) as connection:
            [new] = enrolment.add_codes(connection, [(office_id or self.office.office_id, "Xã thử")], role=role, valid=valid)
        return new.code

    def ask(self, machine: Machine, code: str, office: Office | None = None) -> str:
        who = office or self.office
        return machine.ask(
            self.ticket, code, station_id=who.station_id, office_id=who.office_id, label="PC 1", signer=who.station,
            signing_key=who.station.public_key,
        )  # fmt: skip

    def decide(self, *, approve: bool = True) -> list[str]:
        with connect(self.central.database_url) as connection:
            found = enrolment.pending(connection)
            for asked in found:
                if approve:
                    enrolment.approve(connection, self.authority, self.office.province, asked, "can.bo.tinh")
                else:
                    enrolment.refuse(connection, asked, "can.bo.tinh")
        return [asked.request.fingerprint for asked in found]

    def enrolled(self, folder: Path, office: Office | None = None, role: str = STATION) -> Machine:
        machine = Machine(folder)
        self.ask(machine, self.code(role), office)
        self.decide()
        machine.collect((office or self.office).station_id)
        return machine

    def send(self, machine: Machine, office: Office | None = None, **options: object) -> SendReport:
        outbox = (office or self.office).outbox_folder
        return send_waiting(outbox, self.nginx.url, self.office.province.public, transport=machine.transport(), pace=QUICK, **options)  # type: ignore[arg-type]


@pytest.fixture
def front(office: Office, database_url: str, tmp_path: Path) -> Iterator[Front]:
    authority = TransportAuthority.create(tmp_path / "authority", office.province.public.realm, "Tỉnh Thực Hành")
    central = LiveCentral(database_url, tmp_path, office)
    central.transport_root = authority.root_der
    with central, Nginx(central.socket_path, authority) as nginx:
        yield Front(office, authority, central, nginx)


def test_station_is_enrolled_by_a_code_and_a_person_and_sends(front: Front, tmp_path: Path) -> None:
    machine = Machine(tmp_path / "tls")
    code = front.code()
    fingerprint = front.ask(machine, code.lower().replace("-", " "))
    assert front.ask(machine, code) == fingerprint, "a lost answer: asked again it is the same request"
    with pytest.raises(StationError) as caught:
        machine.collect(front.office.station_id)
    assert caught.value.code == "transport.waits"
    assert front.decide() == [fingerprint]
    signing = machine.collect(front.office.station_id)
    assert signing is not None
    facts = check_certificate(signing, front.office.province.public.root_certificate, at=NOW, role="station")
    assert (facts.user_id, facts.public_key) == (front.office.station_id, front.office.station.public_key)
    name = front.office.seal(image_bytes=700_000)
    assert front.send(machine).having("complete") == [name]
    assert len(approved_rows(front.central.database_url)) == 2
    assert (machine.folder / "machine.pem").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "code", ["", "AAAA-AAAA-AAAA-AAAA-AAAA", "'; DROP TABLE enrolment_code; --", "../../etc/passwd", "used", "old", "another office's"]
)
def test_codes_that_do_not_count(front: Front, tmp_path: Path, code: str) -> None:
    if code == "used":
        code = front.code()
        front.ask(Machine(tmp_path / "first"), code, Office(front.office.province, tmp_path / "o", station_id=StationId("another")))
    elif code == "old":
        code = front.code(valid=-datetime.timedelta(seconds=1))
    elif code == "another office's":
        code = front.code(office_id="xa-khac")
    with pytest.raises(StationError) as caught:
        front.ask(Machine(tmp_path / "tls"), code)
    assert caught.value.code == "transport.code"
    with connect(front.central.database_url) as connection:
        assert ("wrong-code", None, "") in history(connection, front.office.station_id)


def test_refused_request_is_told_so(front: Front, tmp_path: Path) -> None:
    machine = Machine(tmp_path / "tls")
    front.ask(machine, front.code())
    front.decide(approve=False)
    with pytest.raises(StationError) as caught:
        machine.collect(front.office.station_id)
    assert caught.value.code == "transport.refused"
    assert not machine.is_enrolled


def raw(front: Front, machine: Machine | None, path: str = "/v1/hello", **headers: str) -> httpx.Response:
    (front.nginx.folder / "root.pem").write_bytes(front.authority.root_pem)
    context = ssl.create_default_context(cafile=str(front.nginx.folder / "root.pem"))
    if machine is not None:
        context.load_cert_chain(machine.folder / "machine.pem")
    with httpx.Client(verify=context, trust_env=False) as client:
        return client.get(front.nginx.url + path, headers={"Sync-Version": "1", "Sync-Station": front.office.station_id, **headers})


def minted(front: Front, folder: Path, **changes: object) -> Machine:
    """A certificate that the authority issued but the central's table does not know, or another authority's."""
    authority = changes.pop("authority", front.authority)
    key = make_key()
    request = read_request(make_request(key, front.office.station_id, front.office.office_id))
    certificate = authority.issue(  # type: ignore[attr-defined]
        request, **({"holder": front.office.station_id, "role": STATION, "office_id": front.office.office_id} | changes)
    )
    folder.mkdir()
    (folder / "root.pem").write_bytes(front.authority.root_pem)
    (folder / "machine.pem").write_bytes(key + pem_of_der(certificate))
    return Machine(folder)


def test_nobody_gets_in_without_a_certificate_of_the_province(front: Front, tmp_path: Path) -> None:
    good = front.enrolled(tmp_path / "good")
    assert raw(front, good).status_code == 200
    foreign = TransportAuthority.create(tmp_path / "foreign", front.authority.realm, "Tỉnh Khác")
    shut_out = {
        "none": None,
        "not in the table": minted(front, tmp_path / "unknown"),
        "a server's": minted(front, tmp_path / "server", role="server"),
        "over": minted(front, tmp_path / "over", valid=-datetime.timedelta(hours=1)),
        "another authority's": minted(front, tmp_path / "alien", authority=foreign),
    }
    for what, machine in shut_out.items():
        answer = raw(front, machine)
        assert (answer.status_code, answer.json()["code"]) == (403, "certificate"), what
    escaped = quote((good.folder / "machine.pem").read_text().partition("-----BEGIN CERT")[2])
    claimed = raw(front, None, **{"X-Client-Verified": "SUCCESS", "X-Client-Certificate": "-----BEGIN CERT" + escaped})
    assert claimed.status_code == 403, "what a client says of itself is replaced by the proxy"


def test_station_speaks_for_itself_only_and_a_courier_for_all(front: Front, tmp_path: Path) -> None:
    machine = front.enrolled(tmp_path / "tls")
    assert raw(front, machine, **{"Sync-Station": "another"}).json()["code"] == "station"
    other = Office(front.office.province, tmp_path / "other", station_id=StationId("0-courier"))
    courier = front.enrolled(tmp_path / "courier", other, role=COURIER)
    name = front.office.seal()
    assert front.send(courier, carried=True).having("complete") == [name]


def test_revoked_machine_is_out_at_its_next_request_whatever_the_proxys_list_says(front: Front, tmp_path: Path) -> None:
    machine = front.enrolled(tmp_path / "tls")
    assert raw(front, machine).status_code == 200
    with connect(front.central.database_url) as connection:
        assert enrolment.revoke(connection, front.office.station_id, "can.bo.tinh") == 1
        serials = enrolment.revoked_serials(connection)
    assert raw(front, machine).json()["code"] == "revoked"
    front.office.seal()
    stopped = front.send(machine).stopped
    assert stopped is not None and stopped.code == "sending.revoked"
    front.nginx.revoke(serials)
    front.nginx.restart()
    assert (raw(front, machine).status_code, raw(front, machine).json()["code"]) == (403, "certificate")


def test_certificate_is_renewed_at_two_thirds_of_its_life_over_the_old_one(front: Front, tmp_path: Path) -> None:
    machine = front.enrolled(tmp_path / "tls")
    before = machine.facts
    late = NOW + datetime.timedelta(days=61)
    assert machine.renew_if_due(front.nginx.url, NOW) is False
    assert not (machine.folder / "next.json").exists()
    assert machine.renew_if_due(front.nginx.url, late) is False, "asked; the authority has not issued it yet"
    assert machine.renew_if_due(front.nginx.url, late) is False
    with connect(front.central.database_url) as connection:
        assert enrolment.renew(connection, front.authority, "authority") == 1
        assert enrolment.renew(connection, front.authority, "authority") == 0
    assert machine.renew_if_due(front.nginx.url, late) is True
    assert machine.facts.serial != before.serial
    name = front.office.seal()
    assert front.send(machine).having("complete") == [name]


def test_enrolling_again_ends_the_old_certificate(front: Front, tmp_path: Path) -> None:
    """The PC was replaced: with the new one's certificate the old one's is worth nothing."""
    old = front.enrolled(tmp_path / "old")
    new = front.enrolled(tmp_path / "new")
    assert raw(front, new).status_code == 200
    assert raw(front, old).json()["code"] == "revoked"


class NoKey:
    """The province's signing key cannot be had just now."""

    def issue(self, public_key_spki: bytes, user_id: str, role: str, office_id: str) -> bytes:
        raise StationError("transport.waits")


def test_request_decided_by_two_people_at_once_counts_once_and_a_failed_one_locks_nobody_out(front: Front, tmp_path: Path) -> None:
    old = front.enrolled(tmp_path / "old")
    front.ask(Machine(tmp_path / "new"), front.code())
    with connect(front.central.database_url) as connection:
        [asked] = enrolment.pending(connection)
        with pytest.raises(StationError):
            enrolment.approve(connection, front.authority, NoKey(), asked, "can.bo.tinh")
    assert raw(front, old).status_code == 200, "the old certificate ends with the new one's coming, not before"
    with connect(front.central.database_url) as connection:
        enrolment.refuse(connection, asked, "can.bo.mot")
        enrolment.approve(connection, front.authority, front.office.province, asked, "can.bo.hai")
    assert raw(front, old).status_code == 200, "refused by the first, nothing is left to approve"


def test_central_that_is_not_the_provinces_gets_nothing(front: Front, tmp_path: Path) -> None:
    machine = front.enrolled(tmp_path / "tls")
    alien = TransportAuthority.create(tmp_path / "alien", front.authority.realm, "Kẻ mạo danh")
    (machine.folder / "root.pem").write_bytes(alien.root_pem)
    front.office.seal()
    report = front.send(machine)
    assert report.stopped is not None and (report.stopped.code, report.batches) == ("sending.certificate", ())


def test_slow_sender_of_headers_is_cut_and_slows_nobody(front: Front, tmp_path: Path) -> None:
    """Slow-loris: fifty connections that never finish a request; a station gets through meanwhile."""
    machine = front.enrolled(tmp_path / "tls")
    context = ssl.create_default_context(cafile=str(machine.folder / "root.pem"))
    hanging = []
    for _ in range(40):
        connection = context.wrap_socket(socket.create_connection(("127.0.0.1", front.nginx.port)), server_hostname=HOST)
        connection.sendall(b"POST /v1/batches HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        hanging.append(connection)
    began = time.monotonic()
    name = front.office.seal()
    assert front.send(machine).having("complete") == [name]
    assert time.monotonic() - began < 20
    for connection in hanging:
        connection.close()


def test_codes_are_told_apart_from_slips_of_the_hand() -> None:
    code = make_code()
    assert code_hash(code) == code_hash(code.lower().replace("-", " ")) != ""
    assert code_hash(code[:-1]) == code_hash(code + "0") == code_hash("") == ""
    assert len({make_code() for _ in range(200)}) == 200


def test_ticket_that_is_none_is_named(tmp_path: Path) -> None:
    for content in ("", "[]", "{}", '{"realm": 1}'):
        (tmp_path / "t").write_text(content)
        with pytest.raises(StationError) as caught:
            Ticket.load(tmp_path / "t")
        assert caught.value.code == "transport.ticket"


def test_authority_made_twice_is_the_same_and_half_of_one_is_none(tmp_path: Path) -> None:
    first = TransportAuthority.create(tmp_path / "a", "practice:1", "Tỉnh")
    assert TransportAuthority.create(tmp_path / "a", "practice:1", "Tỉnh").root_pem == first.root_pem
    (tmp_path / "a" / "transport-root.pem").unlink()
    with pytest.raises(StationError):
        TransportAuthority.load(tmp_path / "a")
    assert TransportAuthority.create(tmp_path / "a", "practice:1", "Tỉnh").root_pem != first.root_pem
    shutil.rmtree(tmp_path / "a")
