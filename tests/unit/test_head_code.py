"""The code of the log's head on printed sheets: short, with check letters, forgiving what hands do to it."""

import hashlib

import pytest

from station.domain.actions import Head
from station.domain.head_code import head_code, head_of_code

HEAD = Head(1234, hashlib.sha256(b"row").hexdigest())


def test_a_code_leads_back_to_the_number_and_the_beginning_of_the_hash():
    for seq in (1, 9, 88, 123456789):
        head = Head(seq, hashlib.sha256(str(seq).encode()).hexdigest())
        found = head_of_code(head_code(head))
        assert found.seq == seq and head.hash.startswith(found.hash) and len(found.hash) == 15


def test_what_hands_do_to_a_code_does_not_matter():
    code = head_code(HEAD)
    loose = " " + code.lower().replace("0", "o") + " "
    assert head_of_code(loose) == head_of_code(code)


@pytest.mark.parametrize("spoilt", ["", "1234", "x-0000-0000-0000-00", "1234-U000-0000-0000-00"])
def test_what_is_no_code_is_refused(spoilt):
    with pytest.raises(ValueError):
        head_of_code(spoilt)


def test_nearly_every_slip_of_one_letter_is_noticed():
    code = head_code(HEAD)
    places = [at for at, letter in enumerate(code) if letter.isalnum()]
    slips = missed = 0
    for at in places:
        for letter in "0123456789" if at < 4 else "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if letter != code[at]:
                slips += 1
                try:
                    head_of_code(code[:at] + letter + code[at + 1 :])
                    missed += 1
                except ValueError:
                    pass
    assert missed <= slips * 0.01
