"""The search for readable words finds each of them, however it is spelt: without this it would prove nothing."""

import base64
import json
import unicodedata
import urllib.parse

import pytest

from tests.traces import traces

WORD = "Đỗ Thị Dấu"
WAYS = {
    "as it is": WORD.encode(),
    "decomposed": unicodedata.normalize("NFD", WORD).encode(),
    "capitals": WORD.upper().encode(),
    "without marks": b"do thi dau",
    "utf-16": WORD.encode("utf-16-le"),
    "utf-16 with its mark": WORD.encode("utf-16"),
    "decomposed utf-16 be": unicodedata.normalize("NFD", WORD).encode("utf-16-be"),
    "hex": WORD.encode().hex().encode(),
    "HEX of utf-16": WORD.encode("utf-16-le").hex().upper().encode(),
    "json": json.dumps({"name": WORD}).encode(),
    "web address": urllib.parse.quote(WORD).encode(),
    **{f"base64 after {at} bytes": base64.b64encode(b"x" * at + WORD.encode() + b"yz") for at in range(5)},
    **{f"base64 of utf-16 after {at} bytes": base64.b64encode(b"x" * at + WORD.encode("utf-16-le") + b"y") for at in range(4)},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_planted_word_is_found(tmp_path, way):
    (tmp_path / "clean").write_bytes(bytes(range(256)) * 40)
    assert traces([WORD], tmp_path) == []
    (tmp_path / "deep" / "er").mkdir(parents=True)
    planted = tmp_path / "deep" / "er" / "file"
    planted.write_bytes(b"\x00" * 5000 + WAYS[way] + b"\x00" * 11)
    assert {(trace.path, trace.word) for trace in traces([WORD], tmp_path)} == {(planted, WORD)}
    assert traces([WORD], tmp_path, but=[planted]) == []


def test_a_word_in_a_name_is_found(tmp_path):
    (tmp_path / f"{WORD}.jpg").write_bytes(b"picture")
    assert traces([WORD], tmp_path)


def test_a_folder_that_is_not_there_is_no_clean_one(tmp_path):
    with pytest.raises(AssertionError):
        traces([WORD], tmp_path / "nowhere")
