"""What the central never takes, whatever a station's own guard let through: batches made by hand, one signed refusal each."""

import dataclasses
import datetime
import json
import shutil
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from station.domain.actions import canonical
from station.domain.findings import Finding, Severity, Text
from station.domain.ids import BatchName, UserId
from station.domain.states import EntryState
from station.signing.certificates import issue_certificate, make_root
from station.signing.keys import SigningKey
from station.signing.signer import KeySigner
from sync.central import opener
from sync.central.conflicts import lift_quarantine
from sync.central.database import connect
from sync.central.given_up import given_up
from sync.central.ledger import history
from sync.central.rows import approved_rows
from sync.client.parcel import Parcel
from sync.client.sending import SendReport, send_waiting
from sync.protocol.documents import name_of, sign_body
from sync.protocol.receipts import verify_refusal
from tests.sync.factories import Office
from tests.sync.live import QUICK, LiveCentral
from ui.cli.app import main
from ui.cli.output import Exit

ERROR = Finding("ks.no-number", Severity.ERROR, Text("Thiếu số", "No number"), "nksSo")


def send(office: Office, central: LiveCentral) -> SendReport:
    return send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK)


def rewritten(office: Office, name: str, approver=None, station=None, drop: str = "", **body_changes: object) -> BatchName:
    """The batch with another manifest, signed by whoever is named: what a tampered station could release."""
    folder = office.outbox_folder / name
    body = json.loads((folder / "manifest.json").read_bytes())["body"] | body_changes
    signatures = [sign_body(body, "approver", approver or office.supervisor), sign_body(body, "station", station or office.station)]
    manifest = canonical({"body": body, "signatures": [signature for signature in signatures if signature["by"] != drop]})
    (folder / "manifest.json").write_bytes(manifest)
    folder.rename(folder.with_name(name_of(manifest)))
    office.last = BatchName(name_of(manifest))
    return office.last


def refusal_code(office: Office, name: str) -> str:
    parcel = Parcel(office.outbox_folder / name)
    data = parcel.refusal()
    assert data is not None
    return verify_refusal(data, parcel.manifest(), office.province.public.root_certificate).code


def assert_refused(office: Office, central: LiveCentral, name: BatchName, code: str) -> None:
    """Refused with this code, no rows, no image sent; the batch behind it goes."""
    behind = office.seal()
    report = send(office, central)
    assert report.stopped is None
    assert (report.having("refused"), report.having("complete")) == ([name], [behind])
    assert refusal_code(office, name) == code
    assert {row.batch for row in approved_rows(central.database_url)} == {behind}
    assert central.ask("SELECT count(*) FROM page_key") == [(2,)]
    parcel = Parcel(office.outbox_folder / name)
    assert not any(central.objects.is_complete(office.station_id, image.sha256) for image in parcel.manifest().body.images)
    assert [(batch, stage) for batch, stage, _ in office.outbox.answers() if batch == name] == [(name, "refused")]
    assert send(office, central) == SendReport()


def test_approver_who_keyed_is_refused(office: Office, central: LiveCentral) -> None:
    touched = frozenset({UserId("can.bo"), UserId("lanh.dao")})
    assert_refused(office, central, office.seal(touched_by=touched), "four-eyes")


def test_refusal_reads_as_a_sentence_with_the_entry_named(office: Office, central: LiveCentral) -> None:
    contents = office.contents(touched_by=frozenset({UserId("lanh.dao")}))
    office.seal(contents)
    send(office, central)
    [(_, stage, sentence)] = list(office.outbox.answers())
    assert stage == "refused"
    assert contents.entries[0].entry_id in sentence.decode()
    assert "không được duyệt" in sentence.decode()


def test_approver_with_a_clerks_certificate_is_refused(office: Office, central: LiveCentral) -> None:
    clerk = office.signer("lanh.dao", "clerk")
    name = rewritten(office, office.seal(), approver=clerk)
    assert_refused(office, central, name, "certificate")


def test_a_batch_approved_after_the_revocation_is_refused_and_one_from_before_is_taken(office: Office, central: LiveCentral) -> None:
    now = datetime.datetime.now(datetime.UTC)
    before = office.seal(dataclasses.replace(office.contents(), approved_at=(now - datetime.timedelta(hours=2)).isoformat()))
    assert office.province.revoke("lanh.dao", office.office_id, at=now - datetime.timedelta(hours=1)) == 1
    after = office.seal()
    report = send(office, central)
    assert (report.having("complete"), report.having("refused")) == ([before], [after])
    assert refusal_code(office, after) == "certificate"


def test_approver_without_a_certificate_is_refused(office: Office, central: LiveCentral) -> None:
    name = rewritten(office, office.seal(), drop="approver")
    assert_refused(office, central, name, "certificate")


def test_approver_of_another_province_is_refused(office: Office, central: LiveCentral, tmp_path: Path) -> None:
    from_elsewhere = Office(type(office.province).create(tmp_path / "other", "Tỉnh Khác"), tmp_path / "office").supervisor
    name = rewritten(office, office.seal(), approver=from_elsewhere)
    assert_refused(office, central, name, "certificate")


def test_approver_certified_by_a_root_that_somebody_made_is_refused(office: Office, central: LiveCentral) -> None:
    """A local administrator who makes a root of the same realm and name certifies a supervisor whom the province does not know."""
    public, root_key = office.province.public, ed25519.Ed25519PrivateKey.generate()
    year = datetime.timedelta(days=365)
    root = make_root(root_key, name=public.name[:64], realm=public.realm, valid=year)
    key = SigningKey.generate()
    office_id = office.contents().volume.office_id
    invented = issue_certificate(
        root_key, root, key.public_key, user_id="lanh.dao", role="supervisor", office_id=office_id, valid=year
    )  # fmt: skip
    name = rewritten(office, office.seal(), approver=KeySigner(UserId("lanh.dao"), key, invented))
    assert_refused(office, central, name, "certificate")


def test_somebody_elses_certificate_beside_the_approvers_name_is_refused(office: Office, central: LiveCentral) -> None:
    name = rewritten(office, office.seal(), approver=office.signer("nguoi.khac", "supervisor"))
    assert_refused(office, central, name, "signature")


def test_approval_dated_in_the_future_is_refused(office: Office, central: LiveCentral) -> None:
    ahead = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3)).isoformat()
    assert_refused(office, central, rewritten(office, office.seal(), approved_at=ahead), "certificate")


@pytest.mark.parametrize("state", [EntryState.READ, EntryState.RETURNED, EntryState.APPROVED, EntryState.COMPLETE])
def test_entry_that_was_not_checked_is_refused(office: Office, central: LiveCentral, state: EntryState) -> None:
    assert_refused(office, central, office.seal(state=state), "transition")


def test_error_without_a_reason_is_refused(office: Office, central: LiveCentral) -> None:
    assert_refused(office, central, office.seal(findings=(ERROR,)), "open-findings")


def test_error_with_a_reason_is_taken(office: Office, central: LiveCentral) -> None:
    name = office.seal(findings=(ERROR,), overrides={ERROR.rule: "Sổ gốc không ghi số"})
    assert send(office, central).having("complete") == [name]


def test_text_that_no_database_holds_is_refused(office: Office, central: LiveCentral) -> None:
    assert_refused(office, central, office.seal(overrides={"rule": "null\x00byte"}), "sealed-part")


def test_batch_sealed_to_another_central_is_refused(office: Office, central: LiveCentral, tmp_path: Path) -> None:
    foreign = type(office.province).create(tmp_path / "other", "Tỉnh Khác").public
    ours = office.province.public
    mixed = dataclasses.replace(ours, central_public_key=foreign.central_public_key, central_key_id=foreign.central_key_id)
    office.outbox._province = mixed
    name = office.seal()
    office.outbox._province = ours
    assert_refused(office, central, name, "sealed-part")


def test_revision_that_came_before_is_refused(office: Office, central: LiveCentral) -> None:
    contents = office.contents()
    first = office.seal(contents)
    again = office.seal(dataclasses.replace(contents, seq=2, previous=first))
    report = send(office, central)
    assert (report.having("complete"), report.having("refused")) == ([first], [again])
    assert refusal_code(office, again) == "entry-known"
    assert {row.batch for row in approved_rows(central.database_url)} == {first}


def test_corrected_entry_comes_again_under_the_next_revision(office: Office, central: LiveCentral) -> None:
    """The page was sent before: only the words travel."""
    contents = office.contents()
    first = office.seal(contents)
    entries = tuple(dataclasses.replace(entry, revision=2) for entry in contents.entries)
    office.seal(dataclasses.replace(contents, seq=2, previous=first, entries=entries))
    assert len(send(office, central).having("complete")) == 2
    assert sorted(row.revision for row in approved_rows(central.database_url)) == [1, 1, 2, 2]


def test_page_with_another_image_is_refused(office: Office, central: LiveCentral) -> None:
    contents = office.contents(entries=1)
    first = office.seal(contents)
    page, image = contents.pages[0], office.image()
    other = dataclasses.replace(page, image_name=image.name, size=image.size)
    entries = tuple(dataclasses.replace(entry, revision=2) for entry in contents.entries)
    second = dataclasses.replace(contents, seq=2, previous=first, entries=entries, pages=(other,), images={page.page_id: image})
    name = office.seal(second)
    report = send(office, central)
    assert (report.having("complete"), report.having("refused")) == ([first], [name])
    assert refusal_code(office, name) == "entry-known"


def test_refused_batch_keeps_its_number_in_the_chain(office: Office, central: LiveCentral) -> None:
    refused = office.seal(state=EntryState.READ)
    send(office, central)
    behind = office.seal()
    assert Parcel(office.outbox_folder / behind).manifest().body.previous == refused
    assert send(office, central).having("complete") == [behind]


def test_gap_in_the_numbers_is_filled_later(office: Office, central: LiveCentral, tmp_path: Path) -> None:
    first, second, third = office.seal(), office.seal(), office.seal()
    (office.outbox_folder / second).rename(tmp_path / second)
    assert send(office, central).having("complete") == [first, third]
    (tmp_path / second).rename(office.outbox_folder / second)
    assert send(office, central).having("complete") == [second]


@pytest.mark.parametrize("changes", [{}, {"previous": "f" * 64, "seq": 2}])
def test_fork_quarantines_the_station_until_a_person_decides(office: Office, central: LiveCentral, changes: dict[str, object]) -> None:
    """A restored store approves other entries under a number that is taken, or continues a batch nobody knows."""
    first = office.seal()
    send(office, central)
    office.seq, office.last = 0, None
    forked = office.seal()
    if changes:
        forked = rewritten(office, forked, **changes)
    report = send(office, central)
    assert [(sent.name, sent.trouble.code) for sent in report.batches if sent.trouble] == [(forked, "sending.held")]
    assert "fork" in str(report.batches[0].trouble)
    office.seq, office.last = 1, first
    if changes:
        (office.outbox_folder / forked / "manifest.json").rename(office.folder / "evidence")
    behind = office.seal()
    stopped = send(office, central).stopped
    assert stopped is not None
    assert "quarantined" in str(stopped)
    assert {row.batch for row in approved_rows(central.database_url)} == {first}
    assert list(office.outbox.answers())[-1][0] == first, "an unsigned no is not an answer"
    with connect(central.database_url) as connection:
        lift_quarantine(connection, office.station_id, "province")
    (office.outbox_folder / forked).rename(office.folder / "decided")
    assert send(office, central).having("complete") == [behind]


def test_changed_copy_of_a_known_batch_is_no_fork(office: Office, central: LiveCentral) -> None:
    """The station signed one body; whoever changes the approver's signature makes another name, not another batch."""
    name = office.seal()
    send(office, central)
    document = json.loads((office.outbox_folder / name / "manifest.json").read_bytes())
    value = document["signatures"][0]["value"]
    document["signatures"][0]["value"] = value[:10] + ("A" if value[10] != "A" else "B") + value[11:]
    changed = canonical(document)
    headers = {"Sync-Version": "1", "Sync-Station": office.station_id}
    answer = httpx.post(f"{central.url}/v1/batches", content=changed, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (400, "manifest")
    named = httpx.post(f"{central.url}/v1/batches", content=changed, headers=headers | {"Sync-Batch": name}, trust_env=False)
    assert (named.status_code, named.json()["code"]) == (460, "hash")
    assert central.ask("SELECT state FROM station") == [("active",)]


def test_quarantined_station_still_gets_its_receipts(office: Office, central: LiveCentral) -> None:
    name = office.seal()
    send(office, central)
    kept = (office.outbox_folder / name / "receipts/complete.json").read_bytes()
    with connect(central.database_url) as connection:
        connection.execute("UPDATE station SET state = 'quarantined'")
    (office.outbox_folder / name / "receipts/complete.json").unlink()
    assert send(office, central).having("complete") == [name]
    assert (office.outbox_folder / name / "receipts/complete.json").read_bytes() == kept


def test_station_of_another_province_may_not_announce(office: Office, central: LiveCentral, tmp_path: Path) -> None:
    stranger = Office(type(office.province).create(tmp_path / "other", "Tỉnh Khác"), tmp_path / "office", station_id=office.station_id)
    name = rewritten(office, office.seal(), station=stranger.station)
    report = send(office, central)
    assert report.stopped is not None
    assert (report.stopped.code, "station" in str(report.stopped)) == ("sending.held", True)
    assert central.ask("SELECT count(*) FROM station") == [(0,)]
    assert Parcel(office.outbox_folder / name).refusal() is None


def test_central_of_another_realm_gets_nothing(office: Office, central: LiveCentral, tmp_path: Path) -> None:
    stranger = Office(type(office.province).create(tmp_path / "other", "Tỉnh Khác"), tmp_path / "office")
    stranger.seal()
    report = send(stranger, central)
    assert report.stopped is not None
    assert (report.stopped.code, report.batches) == ("sending.realm", ())
    assert report.bytes_sent < 300, "hello and nothing else"


def test_a_changed_copy_that_came_first_keeps_the_true_batch_not_out(office: Office, central: LiveCentral, tmp_path: Path) -> None:
    """Somebody changes a letter of the approver's signature on a stick, and brings it before the wire does."""
    name, behind = office.seal(), office.seal()
    manifest = json.loads((office.outbox_folder / name / "manifest.json").read_bytes())
    (signature,) = [one for one in manifest["signatures"] if one["by"] == "approver"]
    signature["value"] = "AAAA" + signature["value"][4:]
    copy = tmp_path / "stick" / name_of(canonical(manifest))
    shutil.copytree(office.outbox_folder / name, copy)
    (copy / "manifest.json").write_bytes(canonical(manifest))
    brought = send_waiting(tmp_path / "stick", central.url, office.province.public, carried=True, pace=QUICK)
    assert brought.having("refused") == [copy.name]
    shutil.copytree(office.outbox_folder / behind, tmp_path / "second" / behind)
    assert send_waiting(tmp_path / "second", central.url, office.province.public, carried=True, pace=QUICK).having("complete") == [behind]
    assert send(office, central).having("complete") == [name, behind]
    assert central.ask("SELECT state FROM station") == [("active",)], "nobody is quarantined for it"


def test_batch_the_opener_fails_on_is_left_for_a_person_who_lets_it_go_on_and_the_others_go(
    office: Office, central: LiveCentral, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A defect of the opener: it starts over a few times, then passes the batch by; mended, the batch is put before it again."""
    bad = office.seal()
    real = opener.ingest

    def failing(connection, opened):
        if opened.manifest.name == bad:
            raise opener.psycopg.InternalError("a defect that quotes a row")
        real(connection, opened)

    monkeypatch.setattr(opener, "ingest", failing)
    monkeypatch.setattr(opener, "_RECONNECT_S", 0.01)
    good = office.seal()
    for _ in range(6):
        report = send(office, central)
        if "needs-person" in str(report.batches[0].trouble):
            break
    assert "needs-person" in str(report.batches[0].trouble)
    assert {row.batch for row in approved_rows(central.database_url)} == {good}
    assert (office.outbox_folder / good / "receipts/complete.json").exists()
    assert Parcel(office.outbox_folder / bad).refusal() is None
    assert httpx.get(f"{central.url}/v1/hello", trust_env=False).status_code == 200
    monkeypatch.setattr(opener, "ingest", real)
    monkeypatch.setenv("STATION_DATABASE", central.database_url)
    assert main(["province", "given-up"]) == Exit.DONE
    assert capsys.readouterr().out.split("\t")[:3] == [office.station_id, bad, "entries"]
    assert main(["province", "try-again", office.station_id, good[:12], "--by", "kỹ thuật tỉnh"]) == Exit.FAILED
    assert "[central.not-given-up]" in capsys.readouterr().err
    assert main(["province", "try-again", office.station_id, bad[:12], "--by", "kỹ thuật tỉnh"]) == Exit.DONE
    while send(office, central).having("complete") != [bad]:
        pass
    with connect(central.database_url) as connection:
        assert ("tried-again", bad, "by kỹ thuật tỉnh") in history(connection, office.station_id)
        assert given_up(connection) == []
