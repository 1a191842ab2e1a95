"""Settings: faulty files are named with every faulty key; the policy of the machine wins over the user."""

from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.settings import paths
from station.settings.keys import KEYS, Settings
from station.settings.load import load_settings


def file(folder: Path, text: str, name: str = "settings.toml") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


@pytest.mark.parametrize(("text", "said"), [
    ("langauge = 'vi'", "langauge: unknown key"),
    ("password = 'x'", "password: unknown key"),
    ("locked = ['language']", "locked: unknown key"),
    ("language = 3", "language: must be a text, not a whole number"),
    ("language = 'fr'", "language: must be one of auto, vi, en"),
    ("reading_workers = true", "reading_workers: must be a whole number, not true or false"),
    ("reading_workers = 2.5", "reading_workers: must be a whole number, not a number"),
    ("reading_workers = -1", "reading_workers: must lie between 0 and 64"),
    ("page_timeout_s = nan", "page_timeout_s: must lie between"),
    ("page_timeout_s = '5'", "page_timeout_s: must be a number, not a text"),
    ("image_limit_megapixels = 300", "image_limit_megapixels: must lie between 1 and 170"),
    ("central_url = 'central.example'", "central_url: must be an address"),
    ("central_url = 'https://u:secret@central.example'", "central_url: must not hold a user name or password"),
    ("central_url = 'https://central.example:99999'", "central_url: must be an address"),
    ("[language]\na = 1", "language: must be a text, not a table"),
    ("language = ", "Invalid value"),
])  # fmt: skip
@pytest.mark.parametrize("scope", ["locked", "user"])
def test_faulty_file_is_named_with_its_key(tmp_path, text, said, scope):
    path = file(tmp_path, text)
    with pytest.raises(StationError) as caught:
        load_settings(**{scope: path})
    assert caught.value.code == "settings.faulty"
    assert caught.value.details["path"] == path and said in str(caught.value.details["reason"])


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    with pytest.raises(StationError) as caught:
        load_settings(user=file(tmp_path, "a = 1\nb = 2\nlanguage = 'xx'"))
    assert str(caught.value.details["reason"]).count(";") >= 2


def test_secret_in_an_address_is_not_repeated_in_the_sentence(tmp_path):
    with pytest.raises(StationError) as caught:
        load_settings(user=file(tmp_path, "central_url = 'https://u:geheim@central.example'"))
    assert "geheim" not in caught.value.sentence("vi") + str(caught.value)


def test_file_that_is_no_text_or_no_file_is_named(tmp_path):
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "binary.toml", tmp_path):
        with pytest.raises(StationError) as caught:
            load_settings(user=path)
        assert caught.value.details["path"] == path


def test_without_files_the_defaults_hold(tmp_path):
    assert load_settings(tmp_path / "none.toml", tmp_path / "none.toml") == load_settings() == Settings()


def test_policy_wins_over_user_and_user_over_default(tmp_path):
    locked = file(tmp_path, "language = 'vi'\npage_timeout_s = 60", "locked.toml")
    user = file(tmp_path, "\ufefflanguage = 'en'\nreading_workers = 3", "user.toml")
    settings = load_settings(locked, user)
    assert (settings.language, settings.page_timeout_s, settings.reading_workers) == ("vi", 60.0, 3)
    assert settings.locked == {"language", "page_timeout_s"}
    assert isinstance(settings.page_timeout_s, float)


def test_every_key_is_described_in_both_languages_and_its_default_is_valid(tmp_path):
    assert all(key.metadata["vi"] and key.metadata["en"] for key in KEYS.values())
    written = "\n".join(f"{name} = {key.default!r}" for name, key in KEYS.items())
    assert load_settings(user=file(tmp_path, written)) == Settings()


def test_home_variable_moves_the_accounts_files_but_not_the_policy(tmp_path, monkeypatch):
    monkeypatch.setenv("STATION_HOME", str(tmp_path))
    assert paths.user_data_folder() == tmp_path
    assert paths.practice_province_folder().parent == tmp_path
    assert paths.user_settings_file().parent == tmp_path
    assert tmp_path not in paths.locked_settings_file().parents
    monkeypatch.delenv("STATION_HOME")
    assert tmp_path not in paths.user_data_folder().parents
    assert "tram-so-hoa" in str(paths.user_data_folder())
