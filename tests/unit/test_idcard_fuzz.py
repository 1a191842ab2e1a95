"""No bytes from a card make a parser do anything but answer or say that they are no good. The bench tries a million more."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.card_fuzzing import TARGETS, Target, mangled, seeds, survives


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_the_good_files_are_taken(target: Target) -> None:
    for seed in seeds(target)[: len(target.seeds)]:
        if target.name != "sealed answer":
            target.parse(seed)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_wounded_files(target: Target) -> None:
    @given(st.randoms(use_true_random=False), st.integers(min_value=0))
    def wounded(chance: random.Random, choice: int) -> None:
        good = seeds(target)
        survives(target, mangled(good[choice % len(good)], chance))

    wounded()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_files_cut_at_every_byte(target: Target) -> None:
    for seed in seeds(target):
        for end in range(0, len(seed), max(1, len(seed) // 60)):
            survives(target, seed[:end])


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_any_bytes(target: Target) -> None:
    @given(st.binary(max_size=300))
    def anything(content: bytes) -> None:
        survives(target, content)

    anything()


def test_nesting_without_end() -> None:
    deep = b""
    for _ in range(3000):
        deep = b"\x30\x82" + len(deep).to_bytes(2, "big") + deep
    for target in TARGETS:
        survives(target, b"\x6d\x82" + len(deep).to_bytes(2, "big") + deep)
        survives(target, deep)
