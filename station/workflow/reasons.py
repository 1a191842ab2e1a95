"""Why a field was passed by, or is doubtful, in one plain sentence: who vouches for it, who objects, and how likely it is right."""

from typing import Final

from station.domain.findings import Text
from station.domain.record import FieldValue
from station.domain.text import spelling
from station.forms.definition import FieldDefinition
from station.forms.testimony import Statement, Verdict, Witness
from station.workflow.attention import NEVER_WITNESSED, Ground, Need

_NAMING_PLACES: Final = frozenset({"place", "text"})
FOR: Final[dict[Witness, Text]] = {
    Witness.NETWORK: Text("máy đọc chữ", "the reader of words"),
    Witness.SECOND_NETWORK: Text("máy đọc số", "the reader of figures"),
    Witness.BASE_LETTERS: Text("máy đọc số thấy cùng chữ, không kể dấu", "the other reader sees the same letters, marks apart"),
    Witness.WORDS: Text("số khớp với chữ", "figures and words agree"),
    Witness.SUM: Text("các phần cộng đúng tổng", "the parts add up"),
    Witness.SAME: Text("khớp dòng ghi cùng việc", "the line that must say the same does"),
    Witness.REPEATED: Text("chỗ khác trên giấy ghi giống hệt", "the same stands elsewhere on the paper"),
    Witness.CONTINUITY: Text("nối tiếp mục trước", "it follows the entry before"),
    Witness.CLOSED_LIST: Text("đúng một mục của danh mục", "it is exactly one item of the list"),
    Witness.GAZETTEER: Text("địa danh có thật vào thời đó", "such a place there was on that day"),
    Witness.GAZETTEER_ENDING: Text("phần cuối là địa danh có thật vào thời đó", "it ends with a place that there was on that day"),
    Witness.KEYED_BEFORE: Text("đã có người nhập trong quyển này", "people keyed the same in this volume"),
    Witness.CODE: Text("khớp mã QR", "the QR code says the same"),
    Witness.MARK: Text("ô có dấu rõ", "the box has a clear mark"),
    Witness.OTHER_BOXES: Text("các ô kia để trống", "the other boxes are clean"),
    Witness.ID_STRUCTURE: Text("cấu trúc số khớp năm sinh, giới tính", "its structure fits birth year and sex"),
}
"""What each witness says when it speaks for a value."""

_TWO_READERS: Final = Text("hai máy đọc giống nhau", "two different readers agree")
_SAFE: Final = Text("Không cần xem: {reasons}.", "Needs no look: {reasons}.")
_OBJECTS: Final = Text("{who} đọc khác: «{said}».", "{who} reads otherwise: “{said}”.")
_PROPOSES: Final = Text("Danh mục địa danh ghi: «{said}» (F2).", "The list of places has “{said}” (F2).")
_PROPOSED: Final = Text("Máy đọc «{read}»; viết lại theo danh mục (F2).", "Read as “{read}”; written as the lists have it (F2).")
_CODE_OBJECTS: Final = Text("Mã QR ghi khác: «{said}».", "The QR code says otherwise: “{said}”.")
_ONE_WITNESS: Final = Text("Mới có một nguồn: {reasons}.", "One witness alone: {reasons}.")
_BY_HAND: Final = Text("Chữ viết tay: máy chỉ đoán.", "Handwriting: the reading is a guess.")
_NOBODY: Final = Text("Các lần đọc không giống nhau.", "The looks differ from each other.")
_NAME: Final = Text("Tên riêng không có gì đối chiếu: so với giấy.", "Nothing can vouch for a name: compare with the paper.")
_NAME_TWICE: Final = Text("Chỗ khác trên giấy ghi giống hệt.", "The same name stands elsewhere on the paper.")
_NOT_SURE: Final = Text("Có hai nguồn nhưng chưa đủ chắc: {reasons}.", "Two witnesses, and still not sure: {reasons}.")
_LIKELY: Final = Text(" Khả năng đúng {percent} %.", " {percent} % likely right.")


def why(ground: Ground, field: FieldDefinition, value: FieldValue | None) -> Text | None:
    """The sentence for a value; None where nothing was read, a person has keyed, or the findings say it already."""
    if ground.need is Need.NOTHING:
        return _filled(_SAFE, ground.spoken) if ground.spoken else None
    if ground.need not in (Need.UNSURE, Need.UNWITNESSED, Need.HANDWRITTEN):
        return None
    return _with(_doubt(ground, field, value), ground.sureness)


def _doubt(ground: Ground, field: FieldDefinition, value: FieldValue | None) -> Text:
    objections = [each for each in ground.spoken if each.verdict is Verdict.AGAINST]
    speaking = [each for each in ground.spoken if each.verdict is Verdict.FOR]
    if objections:
        return _objection(objections[0])
    if ground.by_hand:
        return _BY_HAND
    if field.type in NEVER_WITNESSED:
        repeated = any(each.witness is Witness.REPEATED for each in speaking)
        return Text(f"{_NAME.vi} {_NAME_TWICE.vi}", f"{_NAME.en} {_NAME_TWICE.en}") if repeated else _NAME
    if proposals := [each for each in ground.spoken if each.verdict is Verdict.PROPOSES]:
        return _PROPOSES.filled(said=proposals[0].said)
    if field.type in _NAMING_PLACES and value is not None and spelling(value.value) != spelling(value.text):
        return _PROPOSED.filled(read=_otherwise(value.text, value.value))
    if not speaking:
        return _NOBODY
    return _filled(_ONE_WITNESS if len(speaking) == 1 else _NOT_SURE, ground.spoken)


def _otherwise(text: str, value: str) -> str:
    """The parts between commas that the value has otherwise; all of the text where they cannot be laid beside each other."""
    parts, meant = text.split(","), value.split(",")
    differing = [part.strip() for part, other in zip(parts, meant, strict=False) if spelling(part) != spelling(other)]
    return ", ".join(differing) if len(parts) == len(meant) else text


def _objection(said: Statement) -> Text:
    if said.witness is Witness.CODE:
        return _CODE_OBJECTS.filled(said=said.said)
    who = FOR[said.witness]
    return Text(
        _capital(_OBJECTS.vi.format(who=who.vi, said=said.said)), _capital(_OBJECTS.en.format(who=who.en, said=said.said))
    )  # fmt: skip


def _filled(sentence: Text, spoken: tuple[Statement, ...]) -> Text:
    speaking = [each.witness for each in spoken if each.verdict is Verdict.FOR]
    texts = [FOR[witness] for witness in dict.fromkeys(speaking)]
    if Witness.NETWORK in speaking and Witness.SECOND_NETWORK in speaking:
        rest = [witness for witness in dict.fromkeys(speaking) if witness not in (Witness.NETWORK, Witness.SECOND_NETWORK)]
        texts = [_TWO_READERS, *(FOR[witness] for witness in rest)]
    vi, en = "; ".join(text.vi for text in texts), "; ".join(text.en for text in texts)
    return Text(sentence.vi.format(reasons=vi), sentence.en.format(reasons=en))


def _with(sentence: Text, sureness: float | None) -> Text:
    if sureness is None:
        return sentence
    percent = min(int(100 * sureness), 99)
    return Text(sentence.vi + _LIKELY.vi.format(percent=percent), sentence.en + _LIKELY.en.format(percent=percent))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
