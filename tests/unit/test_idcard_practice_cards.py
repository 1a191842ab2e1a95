"""Every practice card read over the simulated reader: what each one comes to, and that the reader is good again at once."""

import time
from dataclasses import replace

import pytest

from station.domain.errors import StationError
from station.domain.identification import Access, Question
from station.idcard.access_data import Can
from station.idcard.session import Progress, read_card
from station.idcard.simulator import PracticeCard, SimulatedReader, practice_card, practice_cards, practice_trust
from station.idcard.simulator.chip import SimulatedChip

YES, NO, OPEN = True, False, None
ALL_YES = (YES, YES, YES, YES)
NOBODY = (OPEN, OPEN, OPEN, OPEN)

# issuer, unaltered, genuine, valid; then the rules of the findings
JUDGED: dict[str, tuple[tuple[bool | None, ...], set[str]]] = {
    "binh": (ALL_YES, set()),
    "loc": (ALL_YES, set()),
    "nhung": (ALL_YES, set()),
    "anh": (ALL_YES, set()),
    "hbia": (ALL_YES, set()),
    "altered-name": ((YES, NO, YES, OPEN), set()),
    "altered-portrait": ((YES, NO, YES, OPEN), set()),
    "altered-civil-data": ((YES, NO, YES, OPEN), set()),
    "unknown-issuer": (NOBODY, set()),
    "rogue-issuer": ((NO, OPEN, OPEN, OPEN), set()),
    "expired-signer": (NOBODY, {"card.signer-expired"}),
    "future-signer": ((NO, OPEN, OPEN, OPEN), set()),
    "revoked-signer": ((NO, OPEN, OPEN, OPEN), set()),
    "cloned-chip": ((YES, YES, NO, YES), set()),
    "cloned-signing-chip": ((YES, YES, NO, YES), set()),
    "replayed-answer": ((YES, YES, NO, YES), set()),
    "hidden-chip-key": ((YES, OPEN, NO, OPEN), {"card.file-missing"}),
    "expired-card": ((YES, YES, YES, NO), set()),
    "downgrade": (ALL_YES, {"card.downgrade"}),
    "altered-list": ((NO, NO, OPEN, OPEN), set()),
    "truncated-file": ((YES, OPEN, YES, OPEN), {"card.file-damaged"}),
    "endless-file": ((YES, OPEN, YES, OPEN), {"card.file-damaged"}),
    "lying-lengths": ((YES, NO, YES, OPEN), {"card.file-damaged"}),
    "bad-letters": ((YES, NO, YES, OPEN), {"card.file-damaged"}),
    "slow": (ALL_YES, set()),
}
FAILING = {
    "blocked": "card.blocked",
    "other-kind": "card.other-kind",
    "broken-list": "card.no-security-object",
    "pulled": "card.removed",
    "odd-status": "card.unprotected",
    "no-mac": "card.unprotected",
    "garbage": "card.unprotected",
    "stalls": "card.silent",
}


def test_every_practice_card_is_tried_here() -> None:
    assert {card.name for card in practice_cards()} == set(JUDGED) | set(FAILING)


@pytest.mark.parametrize("name", JUDGED)
def test_a_card_is_judged(name: str) -> None:
    card = practice_card(name)
    reading = read_card(SimulatedReader(card.chip()), card.person.mrz_key, practice_trust())
    verdicts, rules = JUDGED[name]
    assert tuple(reading.verdicts[question].ok for question in Question) == verdicts
    assert {finding.rule for finding in reading.findings} == rules
    assert card.is_good == (verdicts == ALL_YES and not rules and name != "slow")
    for verdict in reading.verdicts.values():
        assert verdict.why.vi.endswith(".")
        assert verdict.why.en.endswith(".")


@pytest.mark.parametrize("name", FAILING)
def test_a_card_that_cannot_be_read_gets_one_sentence_and_the_reader_is_good_at_once(name: str) -> None:
    card = practice_card(name)
    reader = SimulatedReader(card.chip())
    with pytest.raises(StationError) as caught:
        read_card(reader, card.person.mrz_key, practice_trust(), deadline_s=2.0)
    assert caught.value.code == FAILING[name]
    good = practice_card("binh")
    reader.lay(good.chip())
    assert read_card(reader, good.person.mrz_key, practice_trust()).verdicts[Question.ISSUER].ok


@pytest.mark.parametrize("card", [card for card in practice_cards() if card.is_good], ids=lambda card: card.name)
def test_a_good_card_brings_what_was_written_to_it(card: PracticeCard) -> None:
    person = card.person
    reading = read_card(SimulatedReader(card.chip()), person.mrz_key, practice_trust())
    assert reading.mrz["number"] == person.document_number
    assert reading.mrz["optional"] == person.number
    assert reading.portrait is not None
    assert (reading.portrait.width, reading.portrait.height) == (240, 320)
    assert reading.portrait.format == ("jpeg2000" if card.name in ("loc", "nhung") else "jpeg")
    assert reading.access is (Access.BAC if card.name == "loc" else Access.PACE)
    if card.name == "nhung":
        assert reading.civil.full_name == ""
    else:
        assert reading.civil.full_name == person.full_name
        assert (reading.civil.father, reading.civil.mother, reading.civil.spouse) == (person.father, person.mother, person.spouse)
        assert reading.civil.expiry_date == (person.expiry_date or "Không thời hạn")
        assert reading.civil.old_number == person.old_number


def test_the_access_number_opens_what_the_zone_opens() -> None:
    card = practice_card("binh")
    reading = read_card(SimulatedReader(card.chip()), Can(card.person.can), practice_trust())
    assert reading.access is Access.PACE
    assert not reading.findings


def test_a_card_of_bac_alone_asks_for_the_zone() -> None:
    card = practice_card("loc")
    with pytest.raises(StationError) as caught:
        read_card(SimulatedReader(card.chip()), Can(card.person.can), practice_trust())
    assert caught.value.code == "card.needs-mrz"


@pytest.mark.parametrize("name", ["binh", "loc"])
def test_a_wrong_zone_is_tried_once(name: str) -> None:
    card = practice_card(name)
    chip = card.chip()
    with pytest.raises(StationError) as caught:
        read_card(SimulatedReader(chip), practice_card("anh").person.mrz_key, practice_trust())
    assert caught.value.code == "card.wrong-mrz"
    assert chip.apdus <= 9


def test_a_3des_chip_that_takes_the_readers_key_in_two_commands_only() -> None:
    card = practice_card("anh")
    profile = card.chip().profile
    assert profile.chip_key is not None
    chip = SimulatedChip(replace(profile, chip_key=replace(profile.chip_key, takes_set_kat=False)))
    assert read_card(SimulatedReader(chip), card.person.mrz_key, practice_trust()).verdicts[Question.GENUINE].ok


def test_a_wrong_access_number_is_tried_once_and_at_last_blocks_the_card() -> None:
    card = practice_card("binh")
    chip = card.chip()
    codes = []
    for _ in range(6):
        with pytest.raises(StationError) as caught:
            read_card(SimulatedReader(chip), Can("000000"), practice_trust())
        codes.append(caught.value.code)
    assert codes == ["card.wrong-can"] * 5 + ["card.blocked"]
    assert chip.wrong_tries == 5


def test_progress_names_every_file_and_its_bytes_and_comes_on_the_callers_thread() -> None:
    card = practice_card("binh")
    seen: list[Progress] = []
    read_card(SimulatedReader(card.chip()), card.person.mrz_key, practice_trust(), progress=seen.append)
    steps = list(dict.fromkeys(one.step for one in seen))
    assert steps == ["connect", "access", "EF.SOD", "EF.COM", "DG14", "DG1", "DG13", "DG15", "DG2", "chip", "verdicts"]
    portrait = [one for one in seen if one.step == "DG2"]
    assert len(portrait) > 10
    assert portrait[-1].done == portrait[-1].total
    assert [one.done for one in portrait] == sorted(one.done for one in portrait)


def test_cancelled_at_once_even_while_the_chip_is_silent() -> None:
    card = practice_card("stalls")
    reader = SimulatedReader(card.chip())
    started = time.monotonic()
    with pytest.raises(StationError) as caught:
        read_card(reader, card.person.mrz_key, practice_trust(), cancelled=lambda: time.monotonic() - started > 0.5)
    assert caught.value.code == "card.cancelled"
    good = practice_card("anh")
    reader.lay(good.chip())
    assert read_card(reader, good.person.mrz_key, practice_trust()).verdicts[Question.GENUINE].ok


def test_no_card_on_the_reader() -> None:
    with pytest.raises(StationError) as caught:
        read_card(SimulatedReader(), practice_card("binh").person.mrz_key, practice_trust())
    assert caught.value.code == "card.none"


def test_a_callback_that_raises_ends_the_reading() -> None:
    card = practice_card("slow")
    chip = card.chip()

    def break_down(progress: Progress) -> None:
        raise RuntimeError("the desk is gone")

    with pytest.raises(RuntimeError):
        read_card(SimulatedReader(chip), card.person.mrz_key, practice_trust(), progress=break_down)
    time.sleep(0.2)
    read = chip.apdus
    time.sleep(0.2)
    assert chip.apdus == read
