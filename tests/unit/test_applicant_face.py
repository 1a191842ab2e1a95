"""The face of a card: decoded, made small, and no failure when it cannot be."""

import pytest

from station.domain.identification import Portrait
from tests.identified import a_portrait
from ui.applicant.portrait import face_of


@pytest.mark.parametrize("kind", ["JPEG", "JPEG2000"])
def test_a_face_is_decoded_and_made_small(kind):
    face = face_of(a_portrait(kind))
    assert face.pixels.shape == (480, 360, 3) and abs(int(face.pixels[0, 0, 0]) - 180) < 4


def test_a_face_that_cannot_be_decoded_is_no_face_and_no_failure():
    assert face_of(Portrait("jpeg", 1, 1, b"\xff\xd8\xff rubbish")) is None
