"""What stands in a field of an invented paper: the printed words and the value they mean."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """Ground truth of one field. `text` as printed (a tick: the label of its box), `value` in the form's normal form; both empty: blank."""

    text: str
    value: str


BLANK = Written("", "")
