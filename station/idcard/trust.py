"""The country certificates that the office trusts, as files, and what they say about a card's signer (passive authentication).

A file is an anchor because an administrator put it there. Names prove nothing: only keys do.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asn1crypto.crl import CertificateList
from asn1crypto.x509 import Certificate

from station.domain.findings import Finding, Severity, Text
from station.domain.identification import Verdict
from station.idcard.certificates import (
    certificate,
    country_of,
    fingerprint,
    is_self_signed,
    issued_by,
    label,
    list_issued_by,
    may_issue,
    next_update,
    revocation_list,
    revoked_serials,
    unarmoured,
    validity,
)
from station.idcard.tlv import Malformed

CERTIFICATE_ENDINGS: Final = frozenset({".cer", ".crt", ".der", ".pem"})
LIST_ENDINGS: Final = frozenset({".crl"})
_LONGEST_CHAIN: Final = 6
_OLD_DAYS: Final = 90
_HEX_DIGITS: Final = 64


@dataclass(frozen=True)
class Issuer:
    """What the store says about who signed."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    country: str = ""
    """Two letters, of the country certificate that the signer hangs on; empty while there is none."""


@dataclass(frozen=True)
class TrustStore:
    """Certificates and revocation lists, read once."""

    certificates: tuple[bytes, ...] = ()
    """DER. Parsed only when a card names them: a master list holds six hundred."""
    lists: tuple[CertificateList, ...] = ()
    as_of: datetime.datetime | None = None
    """When the newest of its files came; None for an empty store."""
    problems: tuple[str, ...] = ()
    """Names of files that could not be taken."""

    def age(self, now: datetime.datetime) -> int | None:
        """Whole days since the newest file; None for an empty store."""
        return None if self.as_of is None else max(0, (now - self.as_of).days)

    def judge(self, signer: Certificate, now: datetime.datetime) -> Issuer:
        """Whether a state that we trust issued the signer's certificate, and whether it is good today."""
        if not self.certificates:
            return Issuer(_EMPTY)
        anchor = self._anchor(signer)
        if anchor is None:
            named = any(candidate.subject == signer.issuer for candidate in self._candidates(signer))
            text = _ROGUE if named else _UNKNOWN
            return Issuer(Verdict(False if named else None, text.filled(name=label(signer.issuer))))
        issuer, root = anchor
        country = country_of(root.subject)
        name = label(issuer.subject)
        lists = self._lists_of(issuer)
        findings = self._about_lists(lists, now)
        if any(signer.serial_number in revoked_serials(crl) for crl in lists):
            return Issuer(Verdict(False, _REVOKED.filled(name=name)), findings, country)
        begins, ends = validity(signer)
        if now < begins:
            return Issuer(Verdict(False, _FUTURE.filled(date=_day(begins))), findings, country)
        if now > ends:
            return Issuer(Verdict(None, _EXPIRED.filled(date=_day(ends))), (*findings, _expired_finding(ends)), country)
        if not all(validity(link)[0] <= now <= validity(link)[1] for link in (issuer, root)):
            return Issuer(Verdict(None, _ISSUER_EXPIRED.filled(name=name)), findings, country)
        return Issuer(Verdict(True, _TRUSTED.filled(name=name)), findings, country)

    def _anchor(self, cert: Certificate, depth: int = 0) -> tuple[Certificate, Certificate] | None:
        """Who issued the certificate, and the self-signed one at the end of the chain, over link certificates if need be."""
        if depth >= _LONGEST_CHAIN:
            return None
        for candidate in self._candidates(cert):
            if not (may_issue(candidate) and issued_by(cert, candidate)):
                continue
            if is_self_signed(candidate):
                return candidate, candidate
            above = self._anchor(candidate, depth + 1)
            if above is not None:
                return candidate, above[1]
        return None

    def _candidates(self, cert: Certificate) -> list[Certificate]:
        """Those of the issuer's name, and those whose key it names: a state may change its certificate's name."""
        key_id, name = cert.authority_key_identifier, label(cert.issuer).encode().lower()
        likely = [encoded for encoded in self.certificates if (key_id and key_id in encoded) or name in encoded.lower()]
        found = [parsed for encoded in likely if (parsed := _parsed(encoded)) is not None]
        return [other for other in found if other.subject == cert.issuer or (key_id is not None and other.key_identifier == key_id)]

    def _lists_of(self, issuer: Certificate) -> list[CertificateList]:
        return [crl for crl in self.lists if crl.issuer == issuer.subject and list_issued_by(crl, issuer)]

    def _about_lists(self, lists: Sequence[CertificateList], now: datetime.datetime) -> tuple[Finding, ...]:
        findings: list[Finding] = []
        if not lists:
            findings.append(Finding("card.no-revocation-list", Severity.INFO, _NO_LIST))
        elif all((due := next_update(crl)) is not None and due < now for crl in lists):
            findings.append(Finding("card.revocation-list-old", Severity.WARNING, _LIST_OLD))
        days = self.age(now)
        if days is not None and days > _OLD_DAYS:
            findings.append(Finding("card.trust-old", Severity.WARNING, _STORE_OLD.filled(days=days)))
        return tuple(findings)


def load_trust(folder: Path) -> TrustStore:
    """Every certificate and list in `folder`, as IT put them there or `card trust import` did; an absent folder is an empty store.

    A file whose name is a hash must have that hash. What cannot be taken is named in `problems`, the rest counts.
    """
    certificates: list[bytes] = []
    lists: list[CertificateList] = []
    problems: list[str] = []
    newest = 0.0
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in files:
        ending = path.suffix.lower()
        if ending not in CERTIFICATE_ENDINGS | LIST_ENDINGS:
            continue
        try:
            objects = unarmoured(path.read_bytes())
            imported = len(path.stem) == _HEX_DIGITS
            if imported and path.stem != fingerprint(objects[0]):
                raise Malformed("another content than its name says")
            if ending in LIST_ENDINGS:
                lists += [revocation_list(encoded) for encoded in objects]
            else:
                # What an import put here was parsed then.
                certificates += objects if imported else [certificate(encoded).dump() for encoded in objects]
        except (OSError, ValueError, Malformed):
            problems.append(path.name)
            continue
        newest = max(newest, path.stat().st_mtime)
    as_of = datetime.datetime.fromtimestamp(newest, datetime.UTC) if newest else None
    return TrustStore(tuple(certificates), tuple(lists), as_of, tuple(problems))


def trust_of(certificates: Iterable[bytes], lists: Iterable[bytes] = (), as_of: datetime.datetime | None = None) -> TrustStore:
    """A store of certificates at hand, for practice cards and tests. Raises Malformed."""
    return TrustStore(tuple(certificate(one).dump() for one in certificates), tuple(revocation_list(one) for one in lists), as_of)


def _parsed(encoded: bytes) -> Certificate | None:
    try:
        return certificate(encoded)
    except Malformed:
        return None


def _day(moment: datetime.datetime) -> str:
    return f"{moment:%d/%m/%Y}"


def _expired_finding(ends: datetime.datetime) -> Finding:
    return Finding("card.signer-expired", Severity.WARNING, _EXPIRED.filled(date=_day(ends)))


_TRUSTED: Final = Text("Người ký thẻ được {name} cấp chứng thư.", "The signer of the card has its certificate from {name}.")
_EMPTY: Final = Verdict(
    None, Text("Trạm chưa có chứng thư quốc gia nào để đối chiếu.", "The station has no country certificate to check against.")
)
_UNKNOWN: Final = Text(
    "Không có chứng thư của nơi cấp {name} trong kho tin cậy.", "The issuer {name} is not among the certificates the station trusts."
)
_ROGUE: Final = Text(
    "Chứng thư người ký mang tên {name} nhưng không do {name} ký.",
    "The signer's certificate bears the name of {name}, but {name} did not sign it.",
)
_REVOKED: Final = Text("{name} đã thu hồi chứng thư của người ký thẻ này.", "{name} has revoked the certificate of this card's signer.")
_FUTURE: Final = Text(
    "Chứng thư của người ký chỉ có hiệu lực từ {date}: thẻ giả, hoặc đồng hồ máy sai.",
    "The signer's certificate is valid only from {date}: a forgery, or this PC's clock is wrong.",
)
_EXPIRED: Final = Text(
    "Chứng thư của người ký đã hết hạn ngày {date}; không kết luận được.",
    "The signer's certificate expired on {date}; nothing can be concluded.",
)
_ISSUER_EXPIRED: Final = Text(
    "Chứng thư quốc gia của {name} không còn hoặc chưa có hiệu lực hôm nay.", "The country certificate of {name} is not valid today."
)
_NO_LIST: Final = Text("Không có danh sách thu hồi của nơi cấp.", "There is no revocation list of the issuer.")
_LIST_OLD: Final = Text(
    "Danh sách thu hồi của nơi cấp đã quá hạn; xin quản trị nạp bản mới.",
    "The issuer's revocation list is out of date; ask the administrator for a new one.",
)
_STORE_OLD: Final = Text(
    "Kho chứng thư quốc gia đã {days} ngày chưa cập nhật.", "The country certificates were last renewed {days} days ago."
)
