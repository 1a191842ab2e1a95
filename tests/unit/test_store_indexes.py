"""The full-text indexes put together step by step: what is asked meanwhile finds everything, what is written meanwhile is in it."""

import random
from pathlib import Path

import pytest

from station.domain.search import Asked
from station.store.store import Store
from tests.store_factories import Office, a_field, a_volume, make_staffed_store, open_store

NAMES = [
    f"{family} {middle} {given}"
    for family in ("Nguyễn", "Trần", "Lê")
    for middle in ("Văn", "Thị")
    for given in ("An", "Bình", "Chi", "Dũng")
]
STEPS_MAX = 500


@pytest.fixture
def scattered(tmp_path: Path):
    """Written entry by entry, each in a transaction of its own."""
    make_staffed_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        office = Office(store)
        page = office.read(office.capture(office.open_volume(a_volume("01"))))
        for name in NAMES:
            office.make_entry(page, {"nksHoTen": a_field(name)})
        while not store.indexes.are_scattered:
            office.make_entry(page, {"nksHoTen": a_field("Phan Thị Yến")})
        yield store, office, page


def rows_with(store: Store, word: str) -> list[tuple[int]]:
    return store.database.rows("SELECT rowid FROM search WHERE search MATCH ?", (word,))


def answers(store: Store) -> list[list[str]]:
    return [[found.entry_id for found in store.search.find(Asked(text, limit=30))] for text in (*NAMES, "nguyen", "van", "ngu", "bin")]


def test_gathered_it_answers_as_before(scattered):
    store, *_ = scattered
    before = answers(store)
    while store.indexes.gather():
        pass
    assert not store.indexes.are_scattered and answers(store) == before


def test_a_large_index_is_gathered_in_many_small_steps_and_each_finds_the_same(scattered):
    store, *_ = scattered
    dice = random.Random(1)
    part = 0
    while part < 8 or store.indexes.parts("search") < 4:
        part += 1
        with store.database.transaction():
            for row in range(400):
                text = " ".join(f"chu{dice.randrange(4000)}" for _ in range(20))
                store.database.execute("INSERT INTO search (rowid, words, tags) VALUES (?, ?, '')", (1_000_000 + 400 * part + row, text))
    asked = [f"chu{number}" for number in range(0, 4000, 97)]
    before = [rows_with(store, word) for word in asked]
    steps = 1
    while store.indexes.gather(pages=2):
        steps += 1
        assert [rows_with(store, word) for word in asked[:5]] == before[:5]
    assert 5 < steps < STEPS_MAX and not store.indexes.are_scattered
    assert [rows_with(store, word) for word in asked] == before and any(before)


def test_the_keys_of_people_are_put_together_too(scattered):
    store, *_ = scattered
    part = 0
    while part < 8 or store.indexes.parts("link") < 4:
        part += 1
        with store.database.transaction():
            for row in range(50):
                store.database.execute(
                    "INSERT INTO link (rowid, keys) VALUES (?, ?)", (1_000_000 + 50 * part + row, f"khoa{row} khoa{part}")
                )
    asked = "SELECT rowid FROM link WHERE link MATCH 'khoa3' ORDER BY rowid"
    before = store.database.rows(asked)
    assert store.indexes.parts("link") >= 4 and store.indexes.are_scattered
    while store.indexes.gather():
        pass
    assert store.indexes.parts("link") <= 2 and store.database.rows(asked) == before and len(before) > 8


def test_what_is_written_between_two_steps_is_found_and_the_end_comes_all_the_same(scattered):
    store, office, page = scattered
    for number in range(STEPS_MAX):
        more = store.indexes.gather(pages=1)
        if number < 5:
            office.make_entry(page, {"nksHoTen": a_field(f"Đoàn Thị Mận{number}")})
        elif not more:
            break
    assert number < STEPS_MAX - 1
    assert all(store.search.find(Asked(f"doan thi man{each}", limit=5)) for each in range(5))
