"""The PC's TLS identity (PROTOCOL.md §8): its key and certificate in a folder of their own, enrolment with a code, renewal in time.

    root.pem      the transport root of the province
    machine.pem   private key and certificate: one file, so that a new pair takes the place of the old in one rename. Owner only
    next.key      the key that a certificate is asked for
    next.json     {"path", "id", "url"}: where the answer is fetched

Nothing of the store is here: whoever may send at night needs this folder and the outbox.
"""

import base64
import datetime
import json
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from station.domain.actions import Signer
from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.signing.transport import (
    TransportFacts,
    check_transport,
    der_of_pem,
    facts_of_pem,
    key_fits,
    make_key,
    make_request,
    pem_of_der,
    read_request,
)
from sync.client.line import Line, LinkFault, Reply
from sync.protocol.enrolling import Asked, Enrolled, RenewalAsked, Ticket, make_enrolment
from sync.protocol.messages import Trouble

ENROLMENTS: Final = "/v1/enrolments"
RENEWALS: Final = "/v1/renewals"


@dataclass(frozen=True)
class Machine:
    """The folder."""

    folder: Path

    @property
    def is_enrolled(self) -> bool:
        """Whether there is a certificate."""
        return (self.folder / "machine.pem").exists()

    @property
    def facts(self) -> TransportFacts:
        """What the certificate says. Raises StationError `transport.certificate`."""
        return facts_of_pem(self._read("machine.pem"))

    def transport(self) -> httpx.HTTPTransport:
        """For a Line: TLS with the province's root alone and this PC's certificate. Raises StationError `transport.certificate`."""
        return httpx.HTTPTransport(verify=self._context(identified=True), trust_env=False)

    def _context(self, *, identified: bool) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_verify_locations(cadata=self._read("root.pem").decode("ascii"))
            if identified:
                context.load_cert_chain(self.folder / "machine.pem")
        except (OSError, ValueError) as error:
            raise StationError("transport.certificate", reason="the files in its folder cannot be read") from error
        return context

    # ---- enrolment ------------------------------------------------------------------------------------------------------------

    def ask(self, ticket: Ticket, code: str, *, station_id: str, office_id: str, label: str, signer: Signer, signing_key: bytes) -> str:
        """Send the request; the fingerprint to be read over the telephone. Asked again it is the same request, with the same key.

        Raises StationError `transport.code`, `sending.unreachable`, `sending.certificate`, `sending.nonsense`.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(self.folder / "root.pem", ticket.root_pem.encode("ascii"))
        request = self._request(station_id, office_id)
        body = make_enrolment(code, station_id, office_id, label, request, signing_key, signer)
        with self._line(ticket.central_url, station_id, identified=False) as line:
            self._note_asked(line, ENROLMENTS, ticket.central_url, body)
        return read_request(request).fingerprint

    def collect(self, station_id: str) -> bytes | None:
        """Fetch what the province decided and put it in force; the signing certificate (DER) that came with it, if one did.

        Raises StationError `transport.waits`, `transport.refused`, `transport.certificate`, and as `ask`.
        """
        asked = json.loads(self._read("next.json"))
        identified = asked["path"] == RENEWALS
        with self._line(asked["url"], station_id, identified=identified) as line:
            reply = _asked(line, "GET", f"{asked['path']}/{asked['id']}", None)
            if reply.status == 202:
                raise StationError("transport.waits", fingerprint=self._fingerprint())
            if reply.status == 403:
                self._forget()
                raise StationError("transport.refused")
            if reply.status != 200:
                raise line.nonsense(f"status {reply.status} for an enrolment")
            found = line.parsed(Enrolled, reply)
        self._take(base64.b64decode(found.transport), station_id)
        return base64.b64decode(found.signing) if found.signing is not None else None

    def _take(self, certificate: bytes, station_id: str) -> None:
        """Put the new pair in force, once it is what was asked for."""
        key = self._read("next.key")
        root = der_of_pem(self._read("root.pem"))
        facts = check_transport(certificate, root, datetime.datetime.now(datetime.UTC))
        if facts.holder != station_id or not key_fits(key, certificate):
            raise StationError("transport.certificate", reason="it is for another key or machine")
        write_durably(self.folder / "machine.pem", key + pem_of_der(certificate))
        self._forget()

    # ---- renewal --------------------------------------------------------------------------------------------------------------

    def renew_if_due(self, url: str, now: datetime.datetime | None = None) -> bool:
        """At two thirds of the certificate's life ask for a new one over the old, later fetch it; whether a new one is in force now.

        Raises StationError as `collect`, but never because the province has not looked yet.
        """
        facts, now = self.facts, now or datetime.datetime.now(datetime.UTC)
        if now < facts.not_before + (facts.not_after - facts.not_before) * 2 / 3:
            return False
        if not (self.folder / "next.json").exists():
            request = self._request(facts.holder, facts.office_id)
            body = RenewalAsked(request=base64.b64encode(request).decode()).model_dump_json().encode()
            with self._line(url, facts.holder, identified=True) as line:
                self._note_asked(line, RENEWALS, url, body)
        try:
            self.collect(facts.holder)
        except StationError as error:
            if error.code != "transport.waits":
                raise
            return False
        return True

    # ---- inside ---------------------------------------------------------------------------------------------------------------

    def _request(self, holder: str, office_id: str) -> bytes:
        """For the key that waits; made when there is none."""
        path = self.folder / "next.key"
        if not path.exists():
            write_durably(path, make_key())
        request = self.folder / "next.csr"
        if not request.exists():
            write_durably(request, make_request(path.read_bytes(), holder, office_id))
        return request.read_bytes()

    def _note_asked(self, line: Line, path: str, url: str, body: bytes) -> None:
        reply = _asked(line, "POST", path, body)
        if reply.status == 403 and line.parsed(Trouble, reply).code == "code":
            raise StationError("transport.code")
        if reply.status != 202:
            raise line.nonsense(f"status {reply.status} for an enrolment")
        number = line.parsed(Asked, reply).id
        write_durably(self.folder / "next.json", json.dumps({"path": path, "id": number, "url": url}).encode())

    def _line(self, url: str, station_id: str, *, identified: bool) -> Line:
        line = Line(url, httpx.HTTPTransport(verify=self._context(identified=identified), trust_env=False))
        line.station_id = station_id
        return line

    def _fingerprint(self) -> str:
        return read_request(self._read("next.csr")).fingerprint

    def _forget(self) -> None:
        for name in ("next.json", "next.csr", "next.key"):
            (self.folder / name).unlink(missing_ok=True)

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise StationError("transport.certificate", reason=f"{name} is missing") from error


def _asked(line: Line, method: str, path: str, body: bytes | None) -> Reply:
    try:
        return line.ask(method, path, body)
    except LinkFault as fault:
        raise fault.trouble from fault
