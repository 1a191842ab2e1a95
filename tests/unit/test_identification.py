"""Identifying a person of an entry: evidence in the log, findings beside the entry, nothing of the card in the store."""

import dataclasses
import hashlib
from collections.abc import Iterator

import pytest

from station.domain.actions import NewAction
from station.domain.errors import StationError
from station.domain.identification import Agreement, Evidence, Question
from station.domain.ids import EntryId
from station.domain.record import ValueSource
from station.domain.roles import READING
from station.domain.states import ActionKind, EntryState
from station.store.audit import audit
from station.store.reviews import StoredReviews
from station.workflow.agreement import compare
from station.workflow.approval import approve
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.drafts import actions_of
from station.workflow.identification import (
    identification_findings,
    identify,
    missing,
    of_proof,
    of_reading,
    show_notice,
    summary,
    take_from_card,
)
from station.workflow.points import Kind, points_of
from station.workflow.worklists import Reviewed, look_over
from tests.flow.conftest import Office, birth, forms, office, province, read, replaced  # noqa: F401
from tests.identified import CARD, ROLE, a_reading, wanting
from tests.seated import check, fill, reviews_of, seated
from tests.ui.immediate import ImmediateTasks
from tests.unit.test_approval_presenter import Shown
from ui.approval.presenter import Approval
from ui.bootstrap import Station

MOTHER = {"meHoTen": read("LÒ THỊ MÂY"), "meNgaySinh": read("1990"), "meNoiCuTru": read("Khe Tre, Suối Mây, Đá Trắng, Cao Sơn")}


@pytest.fixture
def strict(office: Office) -> Office:  # noqa: F811
    """Its birth certificate wants the mother identified."""
    return dataclasses.replace(office, forms=wanting(office.forms))


@pytest.fixture
def station(strict: Office) -> Iterator[Station]:
    with seated(strict) as made:
        fill(made, ["Hoa"], readings={"Hoa": replaced(birth("Hoa"), **MOTHER)})
        yield made


def the_entry(station: Station) -> EntryId:
    return station.desk.records.entries()[0].entry_id


def compared(station: Station, card=CARD):
    entry = station.desk.records.entry(the_entry(station))
    return compare(station.desk.forms.of_ref(entry.form), station.desk.forms, entry, ROLE, card)


def identified(station: Station, reading=None):
    reading = reading or a_reading()
    return identify(station.desk, the_entry(station), of_reading(ROLE, "registration", reading, compared(station, reading.civil)))


def form_of(station: Station):
    return station.desk.forms.of_ref(station.desk.records.entry(the_entry(station)).form)


def test_each_part_of_the_person_is_compared_with_its_field_and_gives_a_reason(station: Station) -> None:
    found = {one.part: one for one in compared(station)}
    assert {part: one.agreement for part, one in found.items()} == {
        "name": Agreement.SAME, "birth_date": Agreement.CANNOT_SAY, "address": Agreement.DIFFERS,
    }  # fmt: skip
    assert (found["name"].path == "meHoTen" and found["name"].paper == "Lò Thị Mây") or found["name"].paper == "LÒ THỊ MÂY"
    assert all(one.why.vi and one.why.en for one in found.values())


def test_an_identification_is_a_signed_action_on_the_entry_and_changes_no_word_of_it(station: Station) -> None:
    before = station.desk.records.entry(the_entry(station))
    after = identified(station)
    action = list(station.desk.log.actions(the_entry(station)))[-1]
    assert action.kind is ActionKind.ENTRY_IDENTIFIED and action.signature is not None and action.by.user_id == "clerk"
    assert (after.fields, after.findings, after.state) == (before.fields, before.findings, before.state)
    known = after.identifications[ROLE]
    assert (known.evidence, known.purpose, known.by, known.at) == (Evidence.CHIP, "registration", "clerk", action.at)
    assert known.verdicts == dict.fromkeys(Question, True) and known.agreements["address"] is Agreement.DIFFERS


def test_whoever_has_the_entry_open_is_not_disturbed(station: Station) -> None:
    before = actions_of(station.desk, the_entry(station))
    show_notice(station.desk, the_entry(station), "registration", Evidence.CHIP, ROLE)
    identified(station)
    assert actions_of(station.desk, the_entry(station)) == before


def test_the_hash_of_the_security_object_is_salted_anew_each_time(station: Station) -> None:
    first, second = identified(station).identifications[ROLE], identified(station).identifications[ROLE]
    assert first.sod_hash == hashlib.sha256(bytes.fromhex(first.sod_salt) + b"security object").hexdigest()
    assert first.sod_hash != second.sod_hash


def test_without_a_trusted_issuer_no_other_verdict_is_kept_as_yes(station: Station) -> None:
    for issuer in (False, None):
        said = {**dict.fromkeys(Question, True), Question.ISSUER: issuer, Question.VALID: False}
        kept = identified(station, a_reading(verdicts=said)).identifications[ROLE].verdicts
        assert kept == {
            Question.ISSUER: issuer, Question.UNALTERED: None, Question.GENUINE: None, Question.VALID: False,
        }  # fmt: skip


def test_nothing_that_the_card_said_is_in_any_action(station: Station) -> None:
    identified(station, a_reading(dataclasses.replace(CARD, full_name="Vừ Thị Riêng", father="Vừ A Kín")))
    said = "".join(str(action.payload) for action in station.desk.log.actions())
    assert not any(word in said for word in ("Riêng", "Kín", CARD.number, "991234567", "05/06/2021"))


def test_a_contradiction_is_a_finding_beside_the_entry_and_overwrites_nothing(station: Station) -> None:
    entry = identified(station)
    found = {finding.rule: finding for finding in identification_findings(form_of(station), entry)}
    assert set(found) == {f"identification.address.{ROLE}"}
    assert found[f"identification.address.{ROLE}"].path == "meNoiCuTru"
    assert entry.fields["meNoiCuTru"].text == "Khe Tre, Suối Mây, Đá Trắng, Cao Sơn"


def test_once_somebody_keys_another_value_nobody_can_say_any_more(station: Station) -> None:
    identified(station)
    key_fields(station.desk, the_entry(station), {"meHoTen": Keyed("LÒ THỊ MÂY"), "meNoiCuTru": Keyed("Khe Tre, Suối Mây")})
    known = station.desk.records.entry(the_entry(station)).identifications[ROLE]
    assert known.agreements["address"] is Agreement.CANNOT_SAY
    assert known.agreements["name"] is Agreement.SAME


def test_taking_a_value_over_is_an_act_of_its_own_that_names_the_card(station: Station) -> None:
    entry = take_from_card(station.desk, the_entry(station), "meNoiCuTru", CARD.residence)
    value = entry.fields["meNoiCuTru"]
    assert (value.text, value.source) == (CARD.residence, ValueSource.CARD)
    assert list(station.desk.log.actions(the_entry(station)))[-1].kind is ActionKind.ENTRY_KEYED


def test_a_role_that_the_form_has_not_is_refused(station: Station) -> None:
    with pytest.raises(StationError) as refused:
        identify(station.desk, the_entry(station), of_proof("captain", "registration", Evidence.PASSPORT, []))
    assert refused.value.code == "identification.unknown-role"


def test_a_supervisor_does_not_identify(strict: Office, station: Station) -> None:
    entry_id = the_entry(station)
    known = of_proof(ROLE, "registration", Evidence.PASSPORT, [])
    station.store.close()
    with seated(strict, "supervisor") as upstairs, pytest.raises(StationError) as refused:
        identify(upstairs.desk, entry_id, known)
    assert refused.value.code == "workflow.not-allowed"


def test_a_proof_without_a_chip_keeps_its_class_and_that_eyes_compared(station: Station) -> None:
    for evidence, by_eye in ((Evidence.CARD_QR, False), (Evidence.VNEID, True), (Evidence.OLD_ID, True), (Evidence.PASSPORT, True)):
        identify(station.desk, the_entry(station), of_proof(ROLE, "extract", evidence, compared(station)))
        known = station.desk.records.entry(the_entry(station)).identifications[ROLE]
        assert (known.evidence, known.by_eye, known.verdicts, known.sod_hash) == (evidence, by_eye, {}, "")


def test_the_notice_is_logged_before_anything_is_read(station: Station) -> None:
    show_notice(station.desk, the_entry(station), "extract", Evidence.CHIP, ROLE)
    action = list(station.desk.log.actions())[-1]
    assert action.kind is ActionKind.NOTICE_SHOWN and action.subject == the_entry(station) and action.signature is not None
    assert action.payload == {"purpose": "extract", "notice": 1, "evidence": "chip", "role": ROLE}


def test_a_missing_identification_keeps_the_entry_from_approval(strict: Office, station: Station) -> None:
    check(station, [the_entry(station)])
    entry_id, volume_id = the_entry(station), station.desk.records.volumes()[0].volume_id
    assert [person.role for person in missing(form_of(station), station.desk.records.entry(entry_id))] == [ROLE]
    station.store.close()
    with seated(strict, "supervisor") as upstairs:
        (item,) = look_over(upstairs.desk, StoredReviews(upstairs.store.database), [entry_id])
        assert item.unidentified and not item.needs_no_look
        assert any("Chưa xác minh" in point.why.vi for point in item.points)
        with pytest.raises(StationError) as refused:
            approve(upstairs.desk, reviews_of(upstairs), volume_id, upstairs.outbox, upstairs.station_id)
    assert refused.value.code == "approval.not-identified" and "Người mẹ" in refused.value.sentence()


def test_an_identified_entry_is_approved_and_the_supervisor_sees_how(strict: Office, station: Station) -> None:
    identified(station)
    check(station, [the_entry(station)])
    entry_id, volume_id = the_entry(station), station.desk.records.volumes()[0].volume_id
    station.store.close()
    with seated(strict, "supervisor") as upstairs:
        (item,) = look_over(upstairs.desk, StoredReviews(upstairs.store.database), [entry_id])
        assert not item.unidentified
        shown = [point for point in item.points if point.kind is Kind.IDENTIFIED]
        assert [point.label.vi for point in shown] == ["Người mẹ"] and "Nơi cấp tin cậy: có" in shown[0].why.vi
        assert any("khác với giấy tờ" in point.why.vi and point.path == "meNoiCuTru" for point in item.points)
        approve(upstairs.desk, reviews_of(upstairs), volume_id, upstairs.outbox, upstairs.station_id)
        assert upstairs.desk.records.entry(entry_id).state is EntryState.APPROVED
        assert audit(upstairs.store, None).faults == []


def test_a_list_with_one_identified_entry_approves_that_one_and_says_what_stays(strict: Office) -> None:
    with seated(strict) as station:
        ids = fill(station, ["Hoa", "Lan"], readings={name: replaced(birth(name), **MOTHER) for name in ("Hoa", "Lan")})
        identify(station.desk, ids[0], of_proof(ROLE, "registration", Evidence.VNEID, []))
        check(station, ids)
    with seated(strict, "supervisor") as upstairs:
        desk, shown = Approval(ImmediateTasks(upstairs)), Shown()
        desk.view, shown.approval = shown, desk
        desk.refresh()
        assert (shown.numbers.entries, shown.numbers.unidentified) == (2, 1)
        desk.approve()
        assert "Giữ lại 1 mục chưa xác minh" in shown.words
        states = [upstairs.desk.records.entry(entry_id).state for entry_id in ids]
        assert states == [EntryState.APPROVED, EntryState.CHECKED]
        desk.approve()
        assert shown.trouble and "xác minh" in shown.words


def test_a_person_whom_the_paper_does_not_name_needs_no_identification(strict: Office) -> None:
    with seated(strict) as station:
        fill(station, ["Hoa"])
        assert missing(form_of(station), station.desk.records.entry(the_entry(station))) == []


def test_an_entry_of_which_only_an_identification_is_told_may_be_drawn_for_the_sample(station: Station) -> None:
    points = points_of(form_of(station), station.desk.forms, identified(station))
    only = tuple(point for point in points if point.kind is Kind.IDENTIFIED)
    item = Reviewed(the_entry(station), (), "1", 0, only, held_back=False, acts=())
    assert only and item.needs_no_look and not dataclasses.replace(item, points=points).needs_no_look


def test_the_summary_counts_and_names_no_value(station: Station) -> None:
    said = summary(identified(station).identifications[ROLE])
    assert "khớp: 1" in said.vi and "khác: 1" in said.vi and "Mây" not in said.vi and "same: 1" in said.en


def test_an_identification_can_be_folded_again(station: Station) -> None:
    identified(station)
    before = station.desk.records.entry(the_entry(station))
    station.store.rebuild_projections()
    assert station.desk.records.entry(the_entry(station)) == before


def test_after_approval_nobody_is_identified_any_more(strict: Office, station: Station) -> None:
    identified(station)
    finish_checking(station.desk, the_entry(station), {f.rule: "đúng" for f in station.desk.records.entry(the_entry(station)).findings})
    entry_id, volume_id = the_entry(station), station.desk.records.volumes()[0].volume_id
    station.store.close()
    with seated(strict, "supervisor") as upstairs:
        approve(upstairs.desk, reviews_of(upstairs), volume_id, upstairs.outbox, upstairs.station_id)
    with seated(strict) as again, pytest.raises(StationError) as refused:
        identify(again.desk, entry_id, of_proof(ROLE, "extract", Evidence.PASSPORT, []))
    assert refused.value.code == "workflow.not-allowed"


def test_the_log_refuses_an_identification_by_the_reading(station: Station) -> None:
    new = NewAction(ActionKind.ENTRY_IDENTIFIED, the_entry(station), READING, {"identification": {}})
    with pytest.raises(StationError):
        station.store.log.append([new])
