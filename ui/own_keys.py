"""What somebody does with their own keys: ask for a certificate, take it in, approve with a token. Both faces; the real parts, wired."""

import datetime
from pathlib import Path

from station.signing.certificates import Subject, certificate_facts, read_certificate
from station.signing.requests import CertificateRequest, make_request
from station.signing.token import TokenSigner
from station.workflow.people import certificate_for, enrol_token, import_certificate
from ui import bootstrap
from ui.approving import open_token


def own_request(station: bootstrap.Station, pin: str | None = None) -> CertificateRequest:
    """A request for the key in one's slot; with a PIN for the one on the token that is plugged in.

    Raises StationError `token.*`.
    """
    facts, actor = station.store.facts, station.desk.actor
    subject = Subject(actor.user_id, actor.role.value, facts.office_id, facts.realm)
    if pin is None:
        return make_request(station.store.signer, subject)
    with open_token(pin) as token:
        public_key = token.only_key(actor.user_id)
        return make_request(TokenSigner(actor.user_id, token, public_key, None), subject)


def take_own_certificate(station: bootstrap.Station, file: Path) -> None:
    """The province's answer. Raises StationError `approval.certificate-invalid`."""
    root, user_id = station.province.root_certificate, station.desk.actor.user_id
    import_certificate(station.desk, station.store, root, user_id, read_certificate(file), _now())


def is_for_a_token(station: bootstrap.Station, file: Path) -> bool:
    """Whether a certificate is for a key that is neither in one's slot nor enrolled. Raises StationError `approval.certificate-invalid`."""
    user = station.store.people.user(station.desk.actor.user_id)
    return certificate_facts(read_certificate(file)).public_key not in (user.public_key, user.approval_key)


def enrol_own_token(station: bootstrap.Station, pin: str, file: Path | None = None) -> None:
    """Approve with the key on the token that is plugged in. `file`: the province's certificate, if it does not lie on the token.

    Raises StationError `token.*`, `approval.certificate-invalid`, `people.no-right`.
    """
    user_id = station.desk.actor.user_id
    with open_token(pin) as token:
        certificate = certificate_for(user_id, token.keys, read_certificate(file) if file is not None else None)
        signer = TokenSigner(user_id, token, certificate_facts(certificate).public_key, certificate)
        enrol_token(station.desk, station.store.accounts, station.province.root_certificate, certificate, signer, _now())


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
