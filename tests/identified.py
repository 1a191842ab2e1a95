"""Cards and forms for tests of identification: an invented mother's chip card, and a birth certificate that wants her identified."""

import dataclasses
import io
from collections.abc import Iterable

import numpy as np
from PIL import Image

from station.domain.findings import Text
from station.domain.identification import Access, CardReading, CivilData, Portrait, Question, Verdict
from station.forms.library import FormLibrary, LoadedForm

ROLE = "mother"
CARD = CivilData(
    number="099190123456", full_name="Lò Thị Mây", birth_date="02/03/1990", sex="Nữ", nationality="Việt Nam", ethnic_group="Thái",
    residence="Nà Lầu, Suối Mây, Đá Trắng, Cao Sơn", issue_date="05/06/2021", expiry_date="02/03/2030", old_number="991234567",
)  # fmt: skip
ALL_GOOD = dict.fromkeys(Question, True)


def a_reading(
    civil: CivilData = CARD, verdicts: dict[Question, bool | None] | None = None, portrait: Portrait | None = None, **changes: object
) -> CardReading:
    """A session that went well, every verdict a yes unless told otherwise."""
    said = {question: Verdict(ok, Text("Lý do.", "Reason.")) for question, ok in (verdicts or ALL_GOOD).items()}
    made = CardReading(Access.PACE, "Đầu đọc thử", {"number": "190123456"}, civil, portrait, said, sod=b"security object", apdus=85)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def wanting(forms: FormLibrary, form_id: str = "birth_certificate", roles: Iterable[str] = (ROLE,)) -> FormLibrary:
    """The same forms; one of them is approved only once these persons are identified."""
    loaded = []
    for form in forms.forms:
        if form.id == form_id:
            persons = [person.model_copy(update={"identification_required": person.role in roles}) for person in form.persons]
            form = form.model_copy(update={"persons": persons})
        loaded.append(LoadedForm(form, forms.definition_hash(form.id, form.version), forms.layout(form.id, form.version)))
    return FormLibrary(loaded, forms.lexicons)


def a_portrait(kind: str = "JPEG") -> Portrait:
    """A face of one colour, 480 × 640; `kind` as Pillow names formats."""
    buffer = io.BytesIO()
    Image.fromarray(np.full((640, 480, 3), (180, 150, 120), np.uint8)).save(buffer, kind)
    return Portrait("jpeg" if kind == "JPEG" else "jpeg2000", 480, 640, buffer.getvalue())
