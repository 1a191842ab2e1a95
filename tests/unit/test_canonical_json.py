"""The quick spelling is the RFC's: the same bytes as `rfc8785` for whatever JSON holds, and its refusals."""

import math

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from station.domain.canonical_json import canonical

TEXTS = st.text(st.characters(exclude_categories=[])) | st.sampled_from(
    [',1.0,"', '":[1e+16]', "e-07,", '\\"1.0}', "12.0]", "đ\uffff", "\U0001f600"]
)
NUMBERS = (
    st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.sampled_from([1.0, -0.0, 1e16, 1e-7, 5e-5, 2**53, -(2**53), 1e22])
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


def spelled(dumps, value: object) -> object:
    """The bytes, or the kind of refusal."""
    try:
        return dumps(value)
    except rfc8785.CanonicalizationError as error:
        return type(error)


@given(VALUES)
def test_bytes_are_those_of_the_rfc(value: object) -> None:
    assert spelled(canonical, value) == spelled(rfc8785.dumps, value)


@given(st.lists(NUMBERS, min_size=1))
def test_numbers_are_spelled_as_the_rfc_has_it(numbers: list[float]) -> None:
    assert spelled(canonical, {"a": numbers}) == spelled(rfc8785.dumps, {"a": numbers})


@pytest.mark.parametrize("value", [[math.nan], {"a": math.inf}, {"a": 2**53}, [b"x"], {"a": object()}, ["\ud800"], math.nan, {1, 2}])
def test_what_has_no_spelling_is_refused(value: object) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)


def test_tuples_are_lists_and_keys_are_ordered_by_utf_16() -> None:
    assert canonical({"\uffff": (1, 2), "\U0001f600": 1.0}) == '{"\U0001f600":1,"\uffff":[1,2]}'.encode()
