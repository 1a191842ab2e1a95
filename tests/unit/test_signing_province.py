"""The province's public file and the practice province's folder."""

import concurrent.futures
import datetime
import json
import multiprocessing
import stat
import sys

import pytest

from station.domain.errors import StationError
from station.signing.certificates import check_certificate
from station.signing.keys import SigningKey
from station.signing.province import PracticeProvince, Province

NOW = datetime.datetime.now(datetime.UTC)


def test_a_missing_province_is_named(tmp_path):
    with pytest.raises(StationError, match=r"province\.missing"):
        PracticeProvince.load(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 2}', '{"version": 1, "realm": "x"}'])
def test_a_faulty_province_file_is_named(tmp_path, content):
    (tmp_path / "province.json").write_text(content)
    with pytest.raises(StationError, match=r"province\.faulty"):
        Province.load(tmp_path / "province.json")


def test_a_key_that_does_not_match_its_id_is_refused(tmp_path):
    value = PracticeProvince.create(tmp_path, "Tỉnh thử").public.to_json()
    value["central_public_key"] = value["escrow_public_key"]
    del value["sum"]
    with pytest.raises(ValueError, match="key id"):
        Province.from_json(value)


def test_a_province_survives_its_file(tmp_path):
    public = PracticeProvince.create(tmp_path, "Tỉnh thử").public
    assert public.is_practice and public.name == "Tỉnh thử"
    public.save(tmp_path / "copy.json")
    assert Province.load(tmp_path / "copy.json") == public


def test_a_created_province_is_the_loaded_one_and_is_never_made_anew(tmp_path):
    made, again, loaded = PracticeProvince.create(tmp_path, "a"), PracticeProvince.create(tmp_path, "b"), PracticeProvince.load(tmp_path)
    assert made.public == again.public == loaded.public
    assert made.central_private_key == loaded.central_private_key
    assert made.receipt_key.key_id == loaded.receipt_key.key_id


def test_two_provinces_have_nothing_in_common(tmp_path):
    one, two = PracticeProvince.create(tmp_path / "1", "a"), PracticeProvince.create(tmp_path / "2", "a")
    assert one.public.realm != two.public.realm
    assert one.central_private_key != two.central_private_key


def test_an_issued_certificate_and_the_receipt_certificate_hold(tmp_path):
    province, key = PracticeProvince.create(tmp_path, "Tỉnh thử"), SigningKey.generate()
    der = province.issue(key.public_key, "lan", "clerk", "31117")
    assert check_certificate(der, province.public.root_certificate, at=NOW, role="clerk").realm == province.public.realm
    receipt = check_certificate(province.public.receipt_certificate, province.public.root_certificate, at=NOW, role="central")
    assert receipt.key_id == province.receipt_key.key_id


def test_the_public_file_holds_no_secret(tmp_path):
    province = PracticeProvince.create(tmp_path, "Tỉnh thử")
    text = json.dumps(Province.load(tmp_path / "province.json").to_json())
    assert "private" not in text and province.central_private_key.hex() not in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits; the profile's access list protects the folder")
def test_secrets_are_the_owners_alone(tmp_path):
    PracticeProvince.create(tmp_path, "Tỉnh thử")
    for path in [tmp_path / "secrets", *(tmp_path / "secrets").iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def _realm_made_in(folder) -> str:
    return PracticeProvince.create(folder, "Tỉnh thử").public.realm


def test_processes_that_create_at_once_get_the_same_province(tmp_path):
    with concurrent.futures.ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert len(set(pool.map(_realm_made_in, [tmp_path] * 6))) == 1


def test_half_a_province_is_made_anew(tmp_path):
    PracticeProvince.create(tmp_path, "Tỉnh thử")
    (tmp_path / "province.json").unlink()
    assert PracticeProvince.create(tmp_path, "Tỉnh thử").public.is_practice


def test_a_file_that_was_changed_says_so_and_one_of_the_first_release_still_opens(tmp_path):
    value = PracticeProvince.create(tmp_path, "Tỉnh thử").public.to_json()
    with pytest.raises(ValueError, match="changed"):
        Province.from_json({**value, "name": "Tỉnh khác"})
    assert Province.from_json({name: value[name] for name in value if name != "sum"}).name == "Tỉnh thử"
