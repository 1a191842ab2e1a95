"""What the files of one card say: read, compared with the signed hashes, parsed. A file that is no good is a finding, not the end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from station.domain.errors import StationError
from station.domain.findings import Finding
from station.domain.identification import CivilData, Portrait
from station.idcard import findings, security_infos, sod, tlv
from station.idcard.chip import Chip
from station.idcard.data_groups import civil_data, listed_groups, zone
from station.idcard.files import COM, DATA_GROUPS, SOD, FileId, FileReader, Missing
from station.idcard.mrz import Mrz
from station.idcard.portrait import portrait
from station.idcard.security_infos import SecurityInfos
from station.idcard.sod import SecurityObject

_T = TypeVar("_T")
OnFile = Callable[[str, int, int], None]
"""Name of a file, bytes read, bytes of the whole."""
ORDER: Final = (14, 1, 13, 15, 2)
"""The long one last: until it is there, everything else is on the screen."""


@dataclass(frozen=True, repr=False)
class Contents:
    """The card's files as values."""

    security_object: SecurityObject
    sod: bytes
    zone: Mrz
    civil: CivilData
    portrait: Portrait | None
    infos: SecurityInfos | None
    """DG14; None where it is not there or no good."""
    files: Mapping[int, bytes]
    """Data groups as read."""
    altered: tuple[str, ...]
    unread: tuple[str, ...]
    findings: tuple[Finding, ...]
    extended: bool
    """Whether chip and reader carry extended lengths."""


def read_contents(chip: Chip, answer_size: int, on_file: OnFile) -> Contents:
    """Read every file that the signed list names and the station may read. Raises StationError `card.*`."""
    reader = FileReader(chip, answer_size)

    def whole(file: FileId) -> bytes:
        return reader.whole(file, lambda done, total: on_file(file.name, done, total))

    encoded, security_object = _security_object(whole)
    found: list[Finding] = []
    found += _compare_lists(whole, security_object)
    files: dict[int, bytes] = {}
    unread: list[str] = []
    # DG1 always: a list without it is a forgery, and says so.
    for number in (number for number in ORDER if number in security_object.hashes or number == 1):
        name = DATA_GROUPS[number].name
        try:
            files[number] = whole(DATA_GROUPS[number])
        except (Missing, tlv.Malformed) as error:
            if number == 1:
                raise StationError("card.no-zone") from error
            unread.append(name)
            found.append(findings.missing(name) if isinstance(error, Missing) else findings.damaged(name))
    altered = tuple(DATA_GROUPS[number].name for number in sorted(files) if not security_object.fits(number, files[number]))
    try:
        read_zone = zone(files[1])
    except tlv.Malformed as error:
        raise StationError("card.no-zone") from error
    return Contents(
        security_object=security_object,
        sod=encoded,
        zone=read_zone,
        civil=_parsed(13, files, civil_data, found) or CivilData(),
        portrait=_parsed(2, files, portrait, found),
        infos=_parsed(14, files, lambda dg14: security_infos.parse(tlv.only(dg14, 0x6E)), found),
        files=files,
        altered=altered,
        unread=tuple(unread),
        findings=tuple(found),
        extended=reader.uses_extended,
    )


def _security_object(whole: Callable[[FileId], bytes]) -> tuple[bytes, SecurityObject]:
    try:
        encoded = whole(SOD)
        return encoded, sod.parse(encoded)
    except (Missing, tlv.Malformed) as error:
        raise StationError("card.no-security-object") from error


def _compare_lists(whole: Callable[[FileId], bytes], security_object: SecurityObject) -> list[Finding]:
    """EF.COM is not signed: it is never believed, only compared."""
    try:
        listed = listed_groups(whole(COM))
    except (Missing, tlv.Malformed):
        return [findings.damaged(COM.name)]
    differing = sorted(listed ^ set(security_object.hashes))
    return [findings.lists_differ(differing)] if differing else []


def _parsed(number: int, files: Mapping[int, bytes], parse: Callable[[bytes], _T], found: list[Finding]) -> _T | None:
    if number not in files:
        return None
    try:
        return parse(files[number])
    except tlv.Malformed:
        found.append(findings.damaged(DATA_GROUPS[number].name))
        return None
