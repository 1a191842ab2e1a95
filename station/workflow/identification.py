"""Identifying a person of an entry: the notice before, the evidence after, what the supervisor must see of it.

What is kept is evidence: verdicts, how the fields agree, reader, a salted hash of the card's security object. Neither the face nor a word
of the card gets into an action; a value that the form needs is taken over field by field, by an act of its own that says where it is from.
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Final

from station.domain.approval import require_allowed
from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.findings import Finding, Severity, Text
from station.domain.identification import Agreement, CardReading, Evidence, Identification, Question
from station.domain.ids import EntryId
from station.domain.record import Entry, ValueSource
from station.domain.states import ActionKind
from station.forms.definition import FormDefinition, PersonDefinition
from station.workflow.agreement import PARTS, Compared, person_of, value_of
from station.workflow.checking import Keyed, key_fields
from station.workflow.desk import Desk

NOTICE: Final = 1
"""Number of the notice's wording; another wording is another number, so that the log says what was told."""

PURPOSES: Final[dict[str, Text]] = {
    "registration": Text("nộp hồ sơ đăng ký", "handing in papers to be registered"),
    "extract": Text("xin trích lục, bản sao", "asking for an extract or a copy"),
    "correction": Text("xin bổ sung, cải chính", "asking for a supplement or a correction"),
}
"""Why somebody may be asked who they are; the code is kept."""

SALT_BYTES: Final = 16

STRENGTH: Final[dict[Evidence, Text]] = {
    Evidence.CHIP: Text("Chip của thẻ đã trả lời.", "The card's chip has answered."),
    Evidence.CARD_QR: Text(
        "Yếu hơn chip: mã QR không có chữ ký, ai cũng in được.", "Weaker than the chip: a QR code is not signed, anybody can print one."
    ),
    Evidence.VNEID: Text(
        "Yếu hơn chip: màn hình điện thoại không kiểm tra được khi không có mạng.",
        "Weaker than the chip: a telephone's screen cannot be checked without a network.",
    ),
    Evidence.PASSPORT: Text("Yếu hơn chip: chỉ có mắt người so sánh.", "Weaker than the chip: only a person's eyes have compared."),
    Evidence.OLD_ID: Text(
        "Yếu hơn chip: giấy không có chip, chỉ có mắt người so sánh.",
        "Weaker than the chip: the card has none, only a person's eyes have compared.",
    ),
}
"""What each class of evidence is worth, in one sentence."""

EVIDENCE: Final[dict[Evidence, Text]] = {
    Evidence.CHIP: Text("thẻ có chip", "chip card"),
    Evidence.CARD_QR: Text("mã QR trên thẻ", "QR code of the card"),
    Evidence.VNEID: Text("VNeID trên điện thoại", "VNeID on a telephone"),
    Evidence.PASSPORT: Text("hộ chiếu", "passport"),
    Evidence.OLD_ID: Text("chứng minh nhân dân", "old identity card"),
}
"""Each class in a few words."""


def show_notice(desk: Desk, subject: str, purpose: str, evidence: Evidence, role: str = "") -> None:
    """Log that the applicant was told; before anything is read. `subject`: the entry, else the user's own id."""
    payload = {"purpose": purpose, "notice": NOTICE, "evidence": evidence.value, "role": role}
    desk.act(ActionKind.NOTICE_SHOWN, subject, payload)


def of_reading(role: str, purpose: str, reading: CardReading, compared: Sequence[Compared]) -> Identification:
    """What is kept of one session with a chip. While the issuer is not trusted, no other verdict stays a yes."""
    salt = secrets.token_bytes(SALT_BYTES)
    said = {question: verdict.ok for question, verdict in reading.verdicts.items()}
    if said.get(Question.ISSUER) is not True:
        said = {question: False if ok is False else None for question, ok in said.items()}
    return Identification(
        role, Evidence.CHIP, purpose, said, _agreements(compared), _fields(compared), reader=reading.reader,
        sod_salt=salt.hex() if reading.sod else "", sod_hash=hashlib.sha256(salt + reading.sod).hexdigest() if reading.sod else "",
    )  # fmt: skip


def of_proof(role: str, purpose: str, evidence: Evidence, compared: Sequence[Compared]) -> Identification:
    """What is kept of a proof without a chip. Only a QR code holds something that the program compared itself."""
    return Identification(role, evidence, purpose, {}, _agreements(compared), _fields(compared), by_eye=evidence is not Evidence.CARD_QR)


def identify(desk: Desk, entry_id: EntryId, identification: Identification) -> Entry:
    """Append the evidence to the entry. Raises StationError `identification.unknown-role`, `workflow.not-allowed`."""
    entry = desk.records.entry(entry_id)
    require_allowed(entry, ActionKind.ENTRY_IDENTIFIED, desk.actor)
    form = desk.forms.of_ref(entry.form)
    if person_of(form, identification.role) is None:
        raise StationError("identification.unknown-role", role=identification.role, form=form.id)
    desk.act(ActionKind.ENTRY_IDENTIFIED, entry_id, {"identification": to_json(identification)})
    return desk.records.entry(entry_id)


def take_from_card(desk: Desk, entry_id: EntryId, path: str, text: str) -> Entry:
    """Put the card's text into a field, which says from then on that it is the card's.

    Raises StationError `workflow.not-allowed`, `checking.unknown-field`.
    """
    before = desk.records.entry(entry_id).fields.get(path)
    taken = Keyed(text, note=before.note if before is not None else "", source=ValueSource.CARD)
    return key_fields(desk, entry_id, {path: taken})


def missing(form: FormDefinition, entry: Entry) -> list[PersonDefinition]:
    """Persons whom the form wants identified, whom the entry names, and whom nobody has identified."""
    wanted = [person for person in form.persons if person.identification_required and person.role not in entry.identifications]
    return [person for person in wanted if any(value_of(entry, path) for path in person.fields.values())]


def require_identified(form: FormDefinition, entry: Entry) -> None:
    """Raise StationError `approval.not-identified` when somebody is missing."""
    if lacking := missing(form, entry):
        raise StationError("approval.not-identified", entry=entry.entry_id, persons=", ".join(person.title.vi for person in lacking))


def identification_findings(form: FormDefinition, entry: Entry) -> tuple[Finding, ...]:
    """What identification leaves to be looked at: persons not identified, proofs that failed, fields that a proof contradicts."""
    found = [
        Finding(f"identification.missing.{person.role}", Severity.WARNING, _about(NOT_IDENTIFIED, person.title.text))
        for person in missing(form, entry)
    ]
    for person in form.persons:
        known = entry.identifications.get(person.role)
        if known is not None:
            found += _failed(person, known)
            found += _contradicted(person, known)
    return tuple(found)


def summary(known: Identification) -> Text:
    """One line: which proof, what the chip's verdicts were, how many fields agree."""
    said = [EVIDENCE[known.evidence]]
    said += [_joined(": ", QUESTIONS[question], ANSWERS[known.verdicts.get(question)]) for question in Question if known.verdicts]
    for agreement, words in AGREEMENTS.items():
        count = sum(found is agreement for found in known.agreements.values())
        if count:
            said.append(Text(f"{words.vi}: {count}", f"{words.en}: {count}"))
    return Text("; ".join(text.vi for text in said), "; ".join(text.en for text in said))


QUESTIONS: Final[dict[Question, Text]] = {
    Question.ISSUER: Text("Nơi cấp tin cậy", "Issuer trusted"),
    Question.UNALTERED: Text("Không bị sửa", "Unaltered"),
    Question.GENUINE: Text("Chip thật", "Genuine chip"),
    Question.VALID: Text("Còn hạn", "Valid in time"),
}
ANSWERS: Final[dict[bool | None, Text]] = {True: Text("có", "yes"), False: Text("không", "no"), None: Text("chưa rõ", "not known")}
AGREEMENTS: Final[dict[Agreement, Text]] = {
    Agreement.SAME: Text("khớp", "same"),
    Agreement.DIFFERS: Text("khác", "differs"),
    Agreement.CANNOT_SAY: Text("chưa nói được", "cannot say"),
}
NOT_IDENTIFIED: Final = Text(
    "Chưa xác minh {what}: mẫu này chỉ được duyệt khi đã xác minh.", "{what}: not identified; this form is approved only once they are."
)
_CARD_FAILED: Final = Text("Giấy tờ của {what} có vấn đề.", "There is something wrong with the card of {what}.")
_DIFFERS: Final = Text("{what} khác với giấy tờ đã xuất trình.", "{what} differs from the proof that was shown.")


def _failed(person: PersonDefinition, known: Identification) -> list[Finding]:
    questions = [question for question, ok in known.verdicts.items() if ok is False]
    message = _about(_CARD_FAILED, person.title.text)
    return [
        Finding(
            f"identification.{question.value}.{person.role}",
            Severity.WARNING,
            _joined(" ", message, _joined(": ", QUESTIONS[question], Text("không.", "no."))),
            person.fields.get("name", ""),
        )
        for question in questions
    ]


def _contradicted(person: PersonDefinition, known: Identification) -> list[Finding]:
    parts = [part for part, agreement in known.agreements.items() if agreement is Agreement.DIFFERS and part in PARTS]
    return [
        Finding(
            f"identification.{part}.{person.role}",
            Severity.WARNING,
            _about(_DIFFERS, _joined(" – ", person.title.text, PARTS[part])),
            known.fields.get(part, ""),
        )
        for part in parts
    ]


def _about(message: Text, what: Text) -> Text:
    return Text(message.vi.format(what=what.vi), message.en.format(what=what.en))


def _joined(by: str, *texts: Text) -> Text:
    return Text(by.join(text.vi for text in texts), by.join(text.en for text in texts))


def _agreements(compared: Sequence[Compared]) -> dict[str, Agreement]:
    return {one.part: one.agreement for one in compared}


def _fields(compared: Sequence[Compared]) -> dict[str, str]:
    return {one.part: one.path for one in compared}
